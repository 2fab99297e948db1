import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../resource/input";

/** The arguments of a `CamUser` in their plain form. */
export interface CamUserInputs {
  /** Name: 1 to 64 letters, digits and `+=,.@_-`, unique in the account. Replaces. */
  name: string;
  /** What the console shows beside the name, at most 200 characters. Updates. @default "" */
  remark?: string;
}

/** The arguments of a `CamUser`. */
export type CamUserArgs = ArgsOf<CamUserInputs>;

/**
 * A sub-user of the account that can use the API and cannot log in to the console.
 *
 * @example A user for one pipeline
 * ```ts
 * const user = new CamUser("reader", { name: "slice-reader", remark: "reads slices for moderation" });
 * ```
 * @see https://www.tencentcloud.com/document/product/598/32651
 */
export class CamUser extends pulumi.CustomResource {
  /** Name in the account. */
  declare readonly name: pulumi.Output<string>;
  /** What the console shows beside the name. */
  declare readonly remark: pulumi.Output<string>;
  /** Number of the user. */
  declare readonly uin: pulumi.Output<number>;

  constructor(name: string, args: CamUserArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "pulumi-nodejs:dynamic/trtc:CamUser",
      name,
      {
        ...args,
        uin: undefined,
        __provider: 'exports.handler = () => require("pulumi-trtc/provider").CamUser;',
      },
      opts,
    );
  }
}
