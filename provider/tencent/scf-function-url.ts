import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../resource/input";

/** The arguments of an `ScfFunctionUrl` in their plain form. */
export interface ScfFunctionUrlInputs {
  /** The function: `functionName` of an `ScfFunction`. A function has one address. Replaces. */
  functionName: string;
  /** Region of the function. The default is taken when the address is new. Replaces. @default - TENCENTCLOUD_REGION, `trtc:region`, else ap-singapore */
  region?: string;
  /** `NONE`: anyone may call, and the function itself has to tell who does. `CAM`: only requests that are signed with an API key of the account. Updates. */
  authType: "NONE" | "CAM";
  /** Whether it is reached from the internet. Updates. @default true */
  publicNetwork?: boolean;
  /** Whether it is reached from networks inside Tencent Cloud. Updates. @default false */
  intranet?: boolean;
  /** Whether it answers. Updates. @default true */
  enabled?: boolean;
}

/** The arguments of an `ScfFunctionUrl`. */
export type ScfFunctionUrlArgs = ArgsOf<ScfFunctionUrlInputs>;

/**
 * The address at which a function of SCF is called: a function URL, which stays the same until it is deleted.
 *
 * @example An address that anyone may call
 * ```ts
 * const address = new ScfFunctionUrl("web", { functionName: web.functionName, region: web.region, authType: "NONE" });
 * export const url = address.url;
 * ```
 * @see https://www.tencentcloud.com/document/product/583/18589
 */
export class ScfFunctionUrl extends pulumi.CustomResource {
  /** Name of the function. */
  declare readonly functionName: pulumi.Output<string>;
  /** Region of the function. */
  declare readonly region: pulumi.Output<string>;
  /** `NONE` or `CAM`. */
  declare readonly authType: pulumi.Output<string>;
  /** Whether it is reached from the internet. */
  declare readonly publicNetwork: pulumi.Output<boolean>;
  /** Whether it is reached from networks inside Tencent Cloud. */
  declare readonly intranet: pulumi.Output<boolean>;
  /** Whether it answers. */
  declare readonly enabled: pulumi.Output<boolean>;
  /** The address, `https://….tencentscf.com`; that of the intranet where there is no other. */
  declare readonly url: pulumi.Output<string>;

  constructor(name: string, args: ScfFunctionUrlArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "pulumi-nodejs:dynamic/trtc:ScfFunctionUrl",
      name,
      {
        ...args,
        region: args.region,
        url: undefined,
        __provider: 'exports.handler = () => require("pulumi-trtc/provider").ScfFunctionUrl;',
      },
      opts,
    );
  }
}
