import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../resource/input";
import type { OnDestroy } from "../storage/slice-storage";

/** When objects and unfinished uploads under a prefix are deleted. At least one of the two times is given. */
export interface CosLifecycleRule {
  /** Name of the rule: 1 to 255 of `[A-Za-z0-9_.-]`, one rule for each. */
  id: string;
  /** What the keys start with, `""` for the whole bucket. */
  prefix: string;
  /** Days after which objects are deleted, and old versions after they became old, 1 to 3650. @default - never */
  expireAfterDays?: number;
  /** Days after which an unfinished upload is dropped, 1 to 3650. @default - never */
  abortMultipartAfterDays?: number;
}

/** Lets pages of other sites use the bucket. */
export interface CosCorsRule {
  /** Origins such as `https://example.com`; at most one `*` in each. */
  allowedOrigins: string[];
  /** Methods that they may use. */
  allowedMethods: ("GET" | "PUT" | "HEAD" | "POST" | "DELETE")[];
  /** Headers that their requests may have. @default - none beyond the simple ones */
  allowedHeaders?: string[];
  /** Headers of answers that they may read. @default - none beyond the simple ones */
  exposeHeaders?: string[];
  /** Seconds for which a browser keeps the answer to its question, 0 to 31536000. @default - not kept */
  maxAgeSeconds?: number;
}

/** The arguments of a `CosBucket` in their plain form. */
export interface CosBucketInputs {
  /**
   * Name: 1 to 50 lower case letters, digits and `-`, no `-` at either end. The account's APPID is appended when it is missing;
   * `name-appid.cos.region.myqcloud.com` has 60 characters at most. Replaces.
   * @see https://www.tencentcloud.com/document/product/436/14518
   */
  bucket: string;
  /** Region of COS. The default is taken when the bucket is new. Replaces. @default - TENCENTCLOUD_REGION, `trtc:region`, else ap-singapore */
  region?: string;
  /** Who may do what without a policy: only `private`. Updates what was changed elsewhere. @default "private" */
  acl?: "private";
  /** How objects are encrypted when they are stored: only `AES256`, with keys of COS. Updates what was changed elsewhere. @default "AES256" */
  encryption?: "AES256";
  /** Keeps what is overwritten or deleted as old versions. Updates; once on it can only be suspended. @default false */
  versioning?: boolean;
  /** All lifecycle rules of the bucket: those made elsewhere are taken away. Updates. @default - none */
  lifecycleRules?: CosLifecycleRule[];
  /** At most 50 tags, values of at most 255 characters. Updates. @default - none */
  tags?: Record<string, string>;
  /** At most 100 rules for pages of other sites. Updates. @default - none */
  cors?: CosCorsRule[];
  /**
   * What destroy does while there are objects: refuse, retain the bucket outside the stack, or empty it first, versions and
   * unfinished uploads too. Takes effect with the `up` after it was changed. Settles without a call.
   * @default "refuse"
   */
  onDestroy?: OnDestroy;
}

/** The arguments of a `CosBucket`. */
export type CosBucketArgs = ArgsOf<CosBucketInputs>;

/**
 * A bucket of Tencent Cloud Object Storage: private, encrypted, and read back as a whole at refresh.
 *
 * A name that is taken is refused. For a bucket with a key that can only write slices use `CosSliceStorage`.
 *
 * @example A bucket that keeps objects for a month
 * ```ts
 * const bucket = new CosBucket("archive", {
 *   bucket: "archive",
 *   region: "ap-singapore",
 *   lifecycleRules: [{ id: "expire", prefix: "", expireAfterDays: 30, abortMultipartAfterDays: 1 }],
 * });
 * ```
 * @example One that is emptied with its stack
 * ```ts
 * const scratch = new CosBucket("scratch", { bucket: "scratch", region: "ap-singapore", onDestroy: "empty" });
 * ```
 * @see https://www.tencentcloud.com/document/product/436/7738
 */
export class CosBucket extends pulumi.CustomResource {
  /** Name with the APPID at the end. */
  declare readonly bucket: pulumi.Output<string>;
  /** Region of COS. */
  declare readonly region: pulumi.Output<string>;
  /** `private`; another word when refresh saw that somebody changed it. */
  declare readonly acl: pulumi.Output<string>;
  /** `AES256`; another word when refresh saw that somebody changed it. */
  declare readonly encryption: pulumi.Output<string>;
  /** Whether old versions are kept. */
  declare readonly versioning: pulumi.Output<boolean>;
  /** All lifecycle rules. */
  declare readonly lifecycleRules: pulumi.Output<CosLifecycleRule[] | undefined>;
  /** Tags by name. */
  declare readonly tags: pulumi.Output<Record<string, string> | undefined>;
  /** Rules for pages of other sites. */
  declare readonly cors: pulumi.Output<CosCorsRule[] | undefined>;
  /** What destroy does while there are objects. */
  declare readonly onDestroy: pulumi.Output<OnDestroy>;

  constructor(name: string, args: CosBucketArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "pulumi-nodejs:dynamic/trtc:CosBucket",
      name,
      {
        ...args,
        region: args.region,
        __provider: 'exports.handler = () => require("pulumi-trtc/provider").CosBucket;',
      },
      opts,
    );
  }
}
