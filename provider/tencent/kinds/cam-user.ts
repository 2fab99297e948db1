import type {
  AddUserRequest,
  UpdateUserRequest,
  DeleteUserRequest,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/cam/v20190116/cam_models";
import { UnfinishedError } from "../../resource/kind";
import type { ResourceKind } from "../../resource/kind";
import type { Bag, ObjectProperty } from "../../resource/schema";
import { operationBudget } from "../../trtc/attempt";
import type { ApiClient } from "../../trtc/client";
import { InputError, UnknownOutcomeError } from "../../trtc/errors";
import { madeOnce } from "./made-once";
import { findUser } from "./named";
import { unlessGone } from "./unless-gone";

/** The arguments of a sub-user. */
const camUserSchema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: {
    name: {
      type: "string",
      pattern: "^[A-Za-z0-9+=,.@_-]{1,64}$",
      changes: "replaces",
      allowed: "1 to 64 letters, digits and +=,.@_-",
      cure: "choose a name that no user of the account has",
      page: "https://www.tencentcloud.com/document/product/598/32651",
    },
    remark: {
      type: "string",
      maxLength: 200,
      default: "",
      changes: "updates",
      allowed: "a text of at most 200 characters",
      cure: "shorten it",
    },
  },
};

interface CamUserInputs {
  name: string;
  remark: string;
}

interface CamUserState extends CamUserInputs {
  /** Not known of a user that is not finished. */
  uin?: number;
}

/** A sub-user that can use the API and cannot log in to the console. */
export function camUser({ cam }: { cam: ApiClient }): ResourceKind<CamUserInputs, CamUserState> {
  return {
    resource: "CamUser",
    schema: camUserSchema,
    rules: [],
    // a name is taken until its user is gone
    deleteBeforeReplace: (state, inputs) => state.name === inputs.name,

    async create({ name, remark }) {
      const budget = operationBudget();
      const uin = await madeOnce({
        find: async () => {
          const user = await findUser(cam, name, budget);
          return user && uinIn(user, "GetUser");
        },
        make: async () => {
          const response = await cam.call({
            action: "AddUser",
            params: { Name: name, Remark: remark, ConsoleLogin: 0, UseApi: 0 } satisfies AddUserRequest,
            repeatable: false,
            budget,
          });
          return uinIn(response, "AddUser");
        },
        taken: () => new InputError(`name is "${name}", which a user of the account has: choose another one`),
        unfinished: (cause) => new UnfinishedError(name, {}, cause),
      });
      return { id: name, outputs: { uin } };
    },

    async read(_id, { name }) {
      const user = await findUser(cam, name, operationBudget());
      return user && { uin: user["Uin"], remark: user["Remark"] ?? "" };
    },

    async update(_id, { name, uin }, { remark }) {
      const budget = operationBudget();
      await cam.call({
        action: "UpdateUser",
        params: { Name: name, Remark: remark } satisfies UpdateUserRequest,
        repeatable: true,
        budget,
      });
      return { uin: uin ?? uinIn((await findUser(cam, name, budget)) ?? {}, "GetUser") };
    },

    async delete(_id, { name }) {
      await unlessGone(
        cam.call({
          action: "DeleteUser",
          // a user that still has keys is somebody's: those of this stack are gone by now
          params: { Name: name, Force: 0 } satisfies DeleteUserRequest,
          repeatable: true,
          budget: operationBudget(),
        }),
      );
    },
  };
}

function uinIn({ Uin: uin }: Bag, action: string): number {
  if (typeof uin === "number") return uin;
  throw new UnknownOutcomeError(`${action}: the answer holds no Uin: run it again`, {
    action,
    code: "UnreadableAnswer",
  });
}
