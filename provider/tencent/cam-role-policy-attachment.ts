import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../resource/input";

/** The arguments of a `CamRolePolicyAttachment` in their plain form. */
export interface CamRolePolicyAttachmentInputs {
  /** The role: `roleName` of a `CamRole`. Replaces. */
  roleName: string;
  /** The policy: `policyName` of a `CamPolicy`. Replaces. */
  policyName: string;
}

/** The arguments of a `CamRolePolicyAttachment`. */
export type CamRolePolicyAttachmentArgs = ArgsOf<CamRolePolicyAttachmentInputs>;

/**
 * Lets a role do what a policy says.
 *
 * @example A function that may read slices
 * ```ts
 * new CamRolePolicyAttachment("reader", { roleName: role.roleName, policyName: policy.policyName });
 * ```
 * @see https://www.tencentcloud.com/document/product/598/33562
 */
export class CamRolePolicyAttachment extends pulumi.CustomResource {
  /** Name of the role. */
  declare readonly roleName: pulumi.Output<string>;
  /** Name of the policy. */
  declare readonly policyName: pulumi.Output<string>;

  constructor(name: string, args: CamRolePolicyAttachmentArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "pulumi-nodejs:dynamic/trtc:CamRolePolicyAttachment",
      name,
      {
        ...args,
        __provider: 'exports.handler = () => require("pulumi-trtc/provider").CamRolePolicyAttachment;',
      },
      opts,
    );
  }
}
