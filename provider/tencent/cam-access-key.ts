import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../resource/input";

/** The arguments of a `CamAccessKey` in their plain form. */
export interface CamAccessKeyInputs {
  /** The user: `name` of a `CamUser`. A user has two keys at most. Replaces. */
  userName: string;
  /** Whether requests with the key are accepted. Updates. @default "Active" */
  status?: "Active" | "Inactive";
  /**
   * Waits, when the key is new, until it may write there, for a minute at most: it takes a moment until a new key and its
   * policy are known everywhere. Nothing is written. Settles without a call.
   * @default - not waited for
   */
  waitForWrite?: {
    /** Whole name of a COS bucket. */
    bucket: string;
    /** Region of the bucket. */
    region: string;
    /** What the keys start with, such as `slices/`. */
    folder: string;
  };
}

/** The arguments of a `CamAccessKey`. */
export type CamAccessKeyArgs = ArgsOf<CamAccessKeyInputs>;

/**
 * A long-lived key of a sub-user. Its secret is known when it is made and never again: it is kept encrypted in state.
 *
 * @example A key for a consumer
 * ```ts
 * const key = new CamAccessKey("reader", { userName: user.name });
 * export const secretKey = key.secretAccessKey; // a secret
 * ```
 * @see https://www.tencentcloud.com/document/product/598/40489
 */
export class CamAccessKey extends pulumi.CustomResource {
  /** Name of the user. */
  declare readonly userName: pulumi.Output<string>;
  /** Number of the user. */
  declare readonly uin: pulumi.Output<number>;
  /** Whether requests with the key are accepted. */
  declare readonly status: pulumi.Output<"Active" | "Inactive">;
  /** Id of the key, `AKID…`. */
  declare readonly accessKeyId: pulumi.Output<string>;
  /** Secret of the key. Secret. */
  declare readonly secretAccessKey: pulumi.Output<string>;

  constructor(name: string, args: CamAccessKeyArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "pulumi-nodejs:dynamic/trtc:CamAccessKey",
      name,
      {
        ...args,
        uin: undefined,
        accessKeyId: undefined,
        secretAccessKey: undefined,
        __provider: 'exports.handler = () => require("pulumi-trtc/provider").CamAccessKey;',
      },
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["secretAccessKey"] }),
    );
  }
}
