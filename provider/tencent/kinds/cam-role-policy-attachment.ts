import type {
  AttachRolePolicyRequest,
  DetachRolePolicyRequest,
  ListAttachedRolePoliciesRequest,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/cam/v20190116/cam_models";
import type { ResourceKind } from "../../resource/kind";
import type { Bag, ObjectProperty } from "../../resource/schema";
import { operationBudget } from "../../trtc/attempt";
import type { ApiClient } from "../../trtc/client";
import { findPolicy } from "./named";
import { unlessGone } from "./unless-gone";

/** The arguments of an attachment. */
const camRolePolicyAttachmentSchema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["roleName", "policyName"],
  properties: {
    roleName: {
      type: "string",
      minLength: 1,
      changes: "replaces",
      allowed: "the name of a role",
      cure: "hand on the roleName of a CamRole",
      page: "https://www.tencentcloud.com/document/product/598/33562",
    },
    policyName: {
      type: "string",
      minLength: 1,
      changes: "replaces",
      allowed: "the name of a policy",
      cure: "hand on the policyName of a CamPolicy",
      page: "https://www.tencentcloud.com/document/product/598/33562",
    },
  },
};

interface CamRolePolicyAttachmentInputs {
  roleName: string;
  policyName: string;
}

/** What ties a policy to a role. */
export function camRolePolicyAttachment({
  cam,
}: {
  cam: ApiClient;
}): ResourceKind<CamRolePolicyAttachmentInputs, CamRolePolicyAttachmentInputs> {
  return {
    resource: "CamRolePolicyAttachment",
    schema: camRolePolicyAttachmentSchema,
    rules: [],

    async create({ roleName, policyName }) {
      await cam.call({
        action: "AttachRolePolicy",
        params: { AttachRoleName: roleName, PolicyName: policyName } satisfies AttachRolePolicyRequest,
        repeatable: true,
        budget: operationBudget(),
      });
      return { id: `${roleName}/${policyName}`, outputs: {} };
    },

    async read(_id, { roleName, policyName }) {
      return (await attached(roleName, policyName)) && {};
    },

    // both arguments replace
    update: () => Promise.resolve(),

    async delete(_id, { roleName, policyName }) {
      await unlessGone(
        cam.call({
          action: "DetachRolePolicy",
          params: { DetachRoleName: roleName, PolicyName: policyName } satisfies DetachRolePolicyRequest,
          repeatable: true,
          budget: operationBudget(),
        }),
      );
    },
  };

  function attached(roleName: string, policyName: string): Promise<Bag | undefined> {
    const params = { RoleName: roleName } satisfies Partial<ListAttachedRolePoliciesRequest>;
    const list = { action: "ListAttachedRolePolicies", params, budget: operationBudget() };
    return findPolicy(cam, list, (policy) => policy["PolicyName"] === policyName);
  }
}
