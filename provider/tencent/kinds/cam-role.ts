import type {
  CreateRoleRequest,
  DeleteRoleRequest,
  GetRoleRequest,
  UpdateAssumeRolePolicyRequest,
  UpdateRoleDescriptionRequest,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/cam/v20190116/cam_models";
import { UnfinishedError } from "../../resource/kind";
import type { ResourceKind } from "../../resource/kind";
import { isBag } from "../../resource/schema";
import type { Bag, ObjectProperty, Property } from "../../resource/schema";
import { operationBudget } from "../../trtc/attempt";
import type { Budget } from "../../trtc/attempt";
import type { ApiClient } from "../../trtc/client";
import { InputError, UnknownOutcomeError } from "../../trtc/errors";
import { madeOnce } from "./made-once";
import { documentIsPolicy, saysTheSame } from "./policy-document";
import { unlessGone } from "./unless-gone";

const POLICY_DOCUMENT = {
  type: "string",
  minLength: 2,
  changes: "updates",
  allowed: 'a policy as JSON text, {"version":"2.0","statement":[…]}',
  cure: "give JSON.stringify of a policy that says who may take the role on",
  page: "https://www.tencentcloud.com/document/product/598/33561",
} as const satisfies Property;

/** The arguments of a role. */
const camRoleSchema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["roleName", "policyDocument"],
  properties: {
    roleName: {
      type: "string",
      pattern: "^[A-Za-z0-9+=,.@_-]{1,128}$",
      changes: "replaces",
      allowed: "1 to 128 letters, digits and +=,.@_-",
      cure: "choose a name that no role of the account has",
      page: "https://www.tencentcloud.com/document/product/598/33561",
    },
    policyDocument: POLICY_DOCUMENT,
    description: {
      type: "string",
      maxLength: 300,
      default: "",
      changes: "updates",
      allowed: "a text of at most 300 characters",
      cure: "shorten it",
    },
  },
};

interface CamRoleInputs {
  roleName: string;
  policyDocument: string;
  description: string;
}

interface CamRoleState extends CamRoleInputs {
  /** Not known of a role that is not finished. */
  roleId?: string;
}

/** A role that a service of the vendor takes on. */
export function camRole({ cam }: { cam: ApiClient }): ResourceKind<CamRoleInputs, CamRoleState> {
  return {
    resource: "CamRole",
    schema: camRoleSchema,
    rules: [documentIsPolicy(POLICY_DOCUMENT)],
    // the text is the author's, the policy is what it says
    asInState: (inputs, state) =>
      saysTheSame(inputs["policyDocument"], state["policyDocument"])
        ? { ...inputs, policyDocument: state["policyDocument"] }
        : inputs,
    // a name is taken until its role is gone
    deleteBeforeReplace: (state, inputs) => state.roleName === inputs.roleName,

    async create({ roleName, policyDocument, description }) {
      const budget = operationBudget();
      const roleId = await madeOnce({
        find: async () => {
          const role = await findRole(roleName, budget);
          return role && roleIdIn(role, "GetRole");
        },
        make: async () => {
          const response = await cam.call({
            action: "CreateRole",
            params: {
              RoleName: roleName,
              PolicyDocument: policyDocument,
              Description: description,
              ConsoleLogin: 0,
            } satisfies CreateRoleRequest,
            repeatable: false,
            budget,
          });
          return roleIdIn(response, "CreateRole");
        },
        taken: () =>
          new InputError(`roleName is "${roleName}", which a role of the account has: choose another one`),
        unfinished: (cause) => new UnfinishedError(roleName, {}, cause),
      });
      return { id: roleName, outputs: { roleId } };
    },

    async read(_id, { roleName, policyDocument }) {
      const role = await findRole(roleName, operationBudget());
      if (role === undefined) return undefined;
      const seen = role["PolicyDocument"];
      return {
        roleId: roleIdIn(role, "GetRole"),
        policyDocument: saysTheSame(seen, policyDocument) ? policyDocument : seen,
        description: role["Description"] ?? "",
      };
    },

    async update(_id, { roleName, roleId }, { policyDocument, description }, changed) {
      const budget = operationBudget();
      if (changed.has("policyDocument"))
        await cam.call({
          action: "UpdateAssumeRolePolicy",
          params: {
            RoleName: roleName,
            PolicyDocument: policyDocument,
          } satisfies UpdateAssumeRolePolicyRequest,
          repeatable: true,
          budget,
        });
      if (changed.has("description"))
        await cam.call({
          action: "UpdateRoleDescription",
          params: { RoleName: roleName, Description: description } satisfies UpdateRoleDescriptionRequest,
          repeatable: true,
          budget,
        });
      return { roleId: roleId ?? roleIdIn((await findRole(roleName, budget)) ?? {}, "GetRole") };
    },

    async delete(_id, { roleName }) {
      await unlessGone(
        cam.call({
          action: "DeleteRole",
          params: { RoleName: roleName } satisfies DeleteRoleRequest,
          repeatable: true,
          budget: operationBudget(),
        }),
      );
    },
  };

  async function findRole(roleName: string, budget: Budget): Promise<Bag | undefined> {
    const response = await unlessGone(
      cam.call({
        action: "GetRole",
        params: { RoleName: roleName } satisfies GetRoleRequest,
        repeatable: true,
        budget,
      }),
    );
    const role = response?.["RoleInfo"];
    return isBag(role) ? role : undefined;
  }
}

function roleIdIn({ RoleId: roleId }: Bag, action: string): string {
  // a text in the models, a number in the page's example
  if (typeof roleId === "string" || typeof roleId === "number") return String(roleId);
  throw new UnknownOutcomeError(`${action}: the answer holds no RoleId: run it again`, {
    action,
    code: "UnreadableAnswer",
  });
}
