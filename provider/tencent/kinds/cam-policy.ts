import type {
  CreatePolicyRequest,
  DeletePolicyRequest,
  GetPolicyRequest,
  UpdatePolicyRequest,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/cam/v20190116/cam_models";
import type { ResourceKind } from "../../resource/kind";
import type { Bag, ObjectProperty, Property } from "../../resource/schema";
import { operationBudget } from "../../trtc/attempt";
import type { ApiClient } from "../../trtc/client";
import { InputError, UnknownOutcomeError } from "../../trtc/errors";
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
  policyId: number;
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
      });
      return { id: String(policyId), outputs: { policyId } };
    },

    async read(_id, { policyId, policyDocument }) {
      const policy = await unlessGone(
        cam.call({
          action: "GetPolicy",
          params: { PolicyId: policyId } satisfies GetPolicyRequest,
          repeatable: true,
          budget: operationBudget(),
        }),
      );
      if (policy === undefined) return undefined;
      const seen = policy["PolicyDocument"];
      return {
        policyName: policy["PolicyName"],
        policyDocument: saysTheSame(seen, policyDocument) ? policyDocument : seen,
        description: policy["Description"] ?? "",
      };
    },

    async update(_id, { policyId }, { policyDocument, description }) {
      await cam.call({
        action: "UpdatePolicy",
        params: {
          PolicyId: policyId,
          PolicyDocument: policyDocument,
          Description: description,
        } satisfies UpdatePolicyRequest,
        repeatable: true,
        budget: operationBudget(),
      });
    },

    async delete(_id, { policyId }) {
      await unlessGone(
        cam.call({
          action: "DeletePolicy",
          params: { PolicyId: [policyId] } satisfies DeletePolicyRequest,
          repeatable: true,
          budget: operationBudget(),
        }),
      );
    },
  };
}

function policyIdIn({ PolicyId: policyId }: Bag): number {
  if (typeof policyId === "number") return policyId;
  throw new UnknownOutcomeError("CreatePolicy: the answer holds no PolicyId: run it again", {
    action: "CreatePolicy",
    code: "UnreadableAnswer",
  });
}
