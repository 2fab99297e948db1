import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../resource/input";

/** The arguments of a `CamPolicy` in their plain form. */
export interface CamPolicyInputs {
  /** Name: 1 to 128 letters, digits and `+=,.@_-`, unique in the account. Replaces. */
  policyName: string;
  /** What is allowed and denied, as JSON text; spaces and the order of keys mean nothing. Updates. */
  policyDocument: string;
  /** What the console shows beside the name, at most 300 characters. Updates. @default "" */
  description?: string;
}

/** The arguments of a `CamPolicy`. */
export type CamPolicyArgs = ArgsOf<CamPolicyInputs>;

/**
 * A policy: what users that it is attached to may do.
 *
 * @example What a consumer needs to read slices
 * ```ts
 * const policy = new CamPolicy("read-slices", { policyName: "read-slices", policyDocument: storage.readPolicy });
 * ```
 * @see https://www.tencentcloud.com/document/product/598/10603
 */
export class CamPolicy extends pulumi.CustomResource {
  /** Name in the account. */
  declare readonly policyName: pulumi.Output<string>;
  /** What is allowed and denied, as JSON text. */
  declare readonly policyDocument: pulumi.Output<string>;
  /** What the console shows beside the name. */
  declare readonly description: pulumi.Output<string>;
  /** Number of the policy. */
  declare readonly policyId: pulumi.Output<number>;

  constructor(name: string, args: CamPolicyArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "pulumi-nodejs:dynamic/trtc:CamPolicy",
      name,
      {
        ...args,
        policyId: undefined,
        __provider: 'exports.handler = () => require("pulumi-trtc/provider").CamPolicy;',
      },
      opts,
    );
  }
}
