import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../resource/input";

/** The arguments of a `CamUserPolicyAttachment` in their plain form. */
export interface CamUserPolicyAttachmentInputs {
  /** The user: `name` of a `CamUser`. Replaces. */
  userName: string;
  /** The policy: `policyName` of a `CamPolicy`. Replaces. */
  policyName: string;
}

/** The arguments of a `CamUserPolicyAttachment`. */
export type CamUserPolicyAttachmentArgs = ArgsOf<CamUserPolicyAttachmentInputs>;

/**
 * Lets a sub-user do what a policy says.
 *
 * @example A reader of slices
 * ```ts
 * new CamUserPolicyAttachment("reader", { userName: user.name, policyName: policy.policyName });
 * ```
 * @see https://www.tencentcloud.com/document/product/598/32664
 */
export class CamUserPolicyAttachment extends pulumi.CustomResource {
  /** Name of the user. */
  declare readonly userName: pulumi.Output<string>;
  /** Name of the policy. */
  declare readonly policyName: pulumi.Output<string>;
  /** Number of the user. */
  declare readonly uin: pulumi.Output<number>;
  /** Number of the policy. */
  declare readonly policyId: pulumi.Output<number>;

  constructor(name: string, args: CamUserPolicyAttachmentArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "pulumi-nodejs:dynamic/trtc:CamUserPolicyAttachment",
      name,
      {
        ...args,
        uin: undefined,
        policyId: undefined,
        __provider: 'exports.handler = () => require("pulumi-trtc/provider").CamUserPolicyAttachment;',
      },
      opts,
    );
  }
}
