import type {
  AttachRolePolicyRequest,
  DetachRolePolicyRequest,
  ListAttachedRolePoliciesRequest,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/cam/v20190116/cam_models";
import type { ResourceKind } from "../../resource/kind";
import { isBag } from "../../resource/schema";
import type { ObjectProperty } from "../../resource/schema";
import { operationBudget } from "../../trtc/attempt";
import type { ApiClient } from "../../trtc/client";
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

const PAGE_SIZE = 200;

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
      return (await isAttached(roleName, policyName)) ? {} : undefined;
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

  async function isAttached(roleName: string, policyName: string): Promise<boolean> {
    for (let page = 1; ; page++) {
      const response = await unlessGone(
        cam.call({
          action: "ListAttachedRolePolicies",
          params: { RoleName: roleName, Page: page, Rp: PAGE_SIZE } satisfies ListAttachedRolePoliciesRequest,
          repeatable: true,
          budget: operationBudget(),
        }),
      );
      const list = response?.["List"];
      const policies: unknown[] = Array.isArray(list) ? list : [];
      if (policies.some((policy) => isBag(policy) && policy["PolicyName"] === policyName)) return true;
      if (policies.length < PAGE_SIZE) return false;
    }
  }
}
