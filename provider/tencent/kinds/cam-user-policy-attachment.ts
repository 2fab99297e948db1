import type {
  AttachUserPolicyRequest,
  DetachUserPolicyRequest,
  ListAttachedUserPoliciesRequest,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/cam/v20190116/cam_models";
import type { ResourceKind } from "../../resource/kind";
import type { Bag, ObjectProperty } from "../../resource/schema";
import { operationBudget } from "../../trtc/attempt";
import type { ApiClient } from "../../trtc/client";
import { findPolicy, policyIdOf, uinOf } from "./named";
import { unlessGone } from "./unless-gone";

/** The arguments of an attachment. */
const camUserPolicyAttachmentSchema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["userName", "policyName"],
  properties: {
    userName: {
      type: "string",
      minLength: 1,
      changes: "replaces",
      allowed: "the name of a sub-user",
      cure: "hand on the name of a CamUser",
      page: "https://www.tencentcloud.com/document/product/598/32664",
    },
    policyName: {
      type: "string",
      minLength: 1,
      changes: "replaces",
      allowed: "the name of a policy",
      cure: "hand on the policyName of a CamPolicy",
      page: "https://www.tencentcloud.com/document/product/598/32664",
    },
  },
};

// names and not numbers: those stay known in the preview of a change, and so nothing seems to be replaced by it
interface CamUserPolicyAttachmentInputs {
  userName: string;
  policyName: string;
}

interface CamUserPolicyAttachmentState extends CamUserPolicyAttachmentInputs {
  uin: number;
  policyId: number;
}

/** What ties a policy to a sub-user. */
export function camUserPolicyAttachment({
  cam,
}: {
  cam: ApiClient;
}): ResourceKind<CamUserPolicyAttachmentInputs, CamUserPolicyAttachmentState> {
  return {
    resource: "CamUserPolicyAttachment",
    schema: camUserPolicyAttachmentSchema,
    rules: [],

    async create({ userName, policyName }) {
      const budget = operationBudget();
      const uin = await uinOf(cam, userName, budget);
      const policyId = await policyIdOf(cam, policyName, budget);
      await cam.call({
        action: "AttachUserPolicy",
        params: { AttachUin: uin, PolicyId: policyId } satisfies AttachUserPolicyRequest,
        repeatable: true,
        budget,
      });
      return { id: `${userName}/${policyName}`, outputs: { uin, policyId } };
    },

    async read(_id, { uin, policyId }) {
      return (await attached(uin, policyId)) && {};
    },

    // both arguments replace
    update: () => Promise.resolve(),

    async delete(_id, { uin, policyId }) {
      await unlessGone(
        cam.call({
          action: "DetachUserPolicy",
          params: { DetachUin: uin, PolicyId: policyId } satisfies DetachUserPolicyRequest,
          repeatable: true,
          budget: operationBudget(),
        }),
      );
    },
  };

  function attached(uin: number, policyId: number): Promise<Bag | undefined> {
    const params = { TargetUin: uin } satisfies ListAttachedUserPoliciesRequest;
    const list = { action: "ListAttachedUserPolicies", params, budget: operationBudget() };
    return findPolicy(cam, list, (policy) => policy["PolicyId"] === policyId);
  }
}
