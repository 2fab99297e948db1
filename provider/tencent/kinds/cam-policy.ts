import type {
  CreatePolicyRequest,
  DeletePolicyRequest,
  GetPolicyRequest,
  UpdatePolicyRequest,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/cam/v20190116/cam_models";
import { UnfinishedError } from "../../resource/kind";
import type { ResourceKind } from "../../resource/kind";
import type { Bag, ObjectProperty, Property } from "../../resource/schema";
import { operationBudget } from "../../trtc/attempt";
import type { Budget } from "../../trtc/attempt";
import type { ApiClient } from "../../trtc/client";
import { GoneError, InputError, UnknownOutcomeError } from "../../trtc/errors";
import { madeOnce } from "./made-once";
import { findPolicyId } from "./named";
import { documentIsPolicy, saysTheSame } from "./policy-document";
import { unlessGone } from "./unless-gone";

const POLICY_DOCUMENT = {
  type: "string",
  minLength: 2,
  changes: "updates",
  allowed: 'a policy as JSON text, {"version":"2.0","statement":[…]}',
  cure: "give JSON.stringify of the policy",
  page: "https://www.tencentcloud.com/document/product/598/10603",
} as const satisfies Property;

/** The arguments of a policy. */
const camPolicySchema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["policyName", "policyDocument"],
  properties: {
    policyName: {
      type: "string",
      pattern: "^[A-Za-z0-9+=,.@_-]{1,128}$",
      changes: "replaces",
      allowed: "1 to 128 letters, digits and +=,.@_-",
      cure: "choose a name that no policy of the account has",
      page: "https://www.tencentcloud.com/document/product/598/32657",
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

interface CamPolicyInputs {
  policyName: string;
  policyDocument: string;
  description: string;
}

interface CamPolicyState extends CamPolicyInputs {
  /** Not known of a policy that is not finished. */
  policyId?: number;
}

/** A policy that says what its users may do. */
export function camPolicy({ cam }: { cam: ApiClient }): ResourceKind<CamPolicyInputs, CamPolicyState> {
  return {
    resource: "CamPolicy",
    schema: camPolicySchema,
    rules: [documentIsPolicy(POLICY_DOCUMENT)],
    // the text is the author's, the policy is what it says
    asInState: (inputs, state) =>
      saysTheSame(inputs["policyDocument"], state["policyDocument"])
        ? { ...inputs, policyDocument: state["policyDocument"] }
        : inputs,
    deleteBeforeReplace: (state, inputs) => state.policyName === inputs.policyName,

    async create({ policyName, policyDocument, description }) {
      const budget = operationBudget();
      const policyId = await madeOnce({
        find: () => findPolicyId(cam, policyName, budget),
        make: async () => {
          const response = await cam.call({
            action: "CreatePolicy",
            params: {
              PolicyName: policyName,
              PolicyDocument: policyDocument,
              Description: description,
            } satisfies CreatePolicyRequest,
            repeatable: false,
            budget,
          });
          return policyIdIn(response);
        },
        taken: () =>
          new InputError(
            `policyName is "${policyName}", which a policy of the account has: choose another one`,
          ),
        unfinished: (cause) => new UnfinishedError(policyName, {}, cause),
      });
      return { id: String(policyId), outputs: { policyId } };
    },

    async read(_id, state) {
      const budget = operationBudget();
      const { policyDocument } = state;
      const policyId = await policyIdFor(state, budget);
      if (policyId === undefined) return undefined;
      const policy = await unlessGone(
        cam.call({
          action: "GetPolicy",
          params: { PolicyId: policyId } satisfies GetPolicyRequest,
          repeatable: true,
          budget,
        }),
      );
      if (policy === undefined) return undefined;
      const seen = policy["PolicyDocument"];
      return {
        policyId,
        policyName: policy["PolicyName"],
        policyDocument: saysTheSame(seen, policyDocument) ? policyDocument : seen,
        description: policy["Description"] ?? "",
      };
    },

    async update(_id, state, { policyDocument, description }) {
      const budget = operationBudget();
      const policyId = await policyIdFor(state, budget);
      if (policyId === undefined)
        throw new GoneError(`policy "${state.policyName}" is gone: run pulumi up --refresh`);
      await cam.call({
        action: "UpdatePolicy",
        params: {
          PolicyId: policyId,
          PolicyDocument: policyDocument,
          Description: description,
        } satisfies UpdatePolicyRequest,
        repeatable: true,
        budget,
      });
      return { policyId };
    },

    async delete(_id, state) {
      const budget = operationBudget();
      const policyId = await policyIdFor(state, budget);
      if (policyId === undefined) return;
      await unlessGone(
        cam.call({
          action: "DeletePolicy",
          params: { PolicyId: [policyId] } satisfies DeletePolicyRequest,
          repeatable: true,
          budget,
        }),
      );
    },
  };

  /** The number of a policy in state, by its name where none is known; undefined when there is no such policy. */
  async function policyIdFor(
    { policyId, policyName }: CamPolicyState,
    budget: Budget,
  ): Promise<number | undefined> {
    return policyId ?? findPolicyId(cam, policyName, budget);
  }
}

function policyIdIn({ PolicyId: policyId }: Bag): number {
  if (typeof policyId === "number") return policyId;
  throw new UnknownOutcomeError("CreatePolicy: the answer holds no PolicyId: run it again", {
    action: "CreatePolicy",
    code: "UnreadableAnswer",
  });
}
