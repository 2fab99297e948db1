import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../resource/input";

/** The arguments of a `CamRole` in their plain form. */
export interface CamRoleInputs {
  /** Name: 1 to 128 letters, digits and `+=,.@_-`, unique in the account. Replaces. */
  roleName: string;
  /** Who may take the role on, as JSON text; spaces and the order of keys mean nothing. Updates. */
  policyDocument: string;
  /** What the console shows beside the name, at most 300 characters. Updates. @default "" */
  description?: string;
}

/** The arguments of a `CamRole`. */
export type CamRoleArgs = ArgsOf<CamRoleInputs>;

/**
 * A role of the account: whoever its document trusts gets temporary keys that may do what its policies say.
 *
 * @example A role for functions of SCF
 * ```ts
 * const role = new CamRole("callbacks", {
 *   roleName: "callbacks",
 *   policyDocument: JSON.stringify({
 *     version: "2.0",
 *     statement: [
 *       { action: "name/sts:AssumeRole", effect: "allow", principal: { service: ["scf.qcloud.com"] } },
 *     ],
 *   }),
 * });
 * new CamRolePolicyAttachment("callbacks", { roleName: role.roleName, policyName: policy.policyName });
 * ```
 * @see https://www.tencentcloud.com/document/product/598/33561
 */
export class CamRole extends pulumi.CustomResource {
  /** Name in the account. */
  declare readonly roleName: pulumi.Output<string>;
  /** Who may take the role on, as JSON text. */
  declare readonly policyDocument: pulumi.Output<string>;
  /** What the console shows beside the name. */
  declare readonly description: pulumi.Output<string>;
  /** Number of the role. */
  declare readonly roleId: pulumi.Output<string>;

  constructor(name: string, args: CamRoleArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "pulumi-nodejs:dynamic/trtc:CamRole",
      name,
      {
        ...args,
        roleId: undefined,
        __provider: 'exports.handler = () => require("pulumi-trtc/provider").CamRole;',
      },
      opts,
    );
  }
}
