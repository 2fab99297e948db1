import * as pulumi from "@pulumi/pulumi";
import { isLater } from "../component/arguments";
import { UNKNOWN } from "../resource/schema";
import type { Bag, ObjectProperty } from "../resource/schema";
import { checkedStorage, STORAGE_ROWS } from "./arguments";
import type { SliceTarget } from "./slice-storage";

/** A bucket of Alibaba Cloud OSS and a key that may write to it. */
export interface OssTargetArgs {
  /** Region of the bucket in OSS's own words, such as `oss-ap-southeast-1`; TRTC's pages show none. */
  region: pulumi.Input<string>;
  /** Bucket name, 3 to 63 lower-case letters, digits and hyphens. */
  bucket: pulumi.Input<string>;
  /** Id of a long-lived key that may write there; a temporary one cannot be used. Secret, whether given as one or not. */
  accessKey: pulumi.Input<string>;
  /** Secret of that key. Secret, whether given as one or not. */
  secretKey: pulumi.Input<string>;
  /** Folders before the task's own, 1 to 8, each of `[A-Za-z0-9_-]`, the first not `trtc-events`. @default ["slices"] */
  fileNamePrefix?: string[];
  /** The key may read under the folders too: recordings as MP4 need that, because TRTC reads their HLS back. @default false */
  readForMp4?: boolean;
}

const schema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["region", "bucket", "accessKey", "secretKey"],
  properties: {
    region: {
      type: "string",
      pattern: "^[a-z0-9]+(-[a-z0-9]+)+$",
      maxLength: 32,
      allowed: 'an OSS region such as "oss-ap-southeast-1"',
      cure: "use the region in which the bucket was made",
    },
    bucket: {
      type: "string",
      pattern: "^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$",
      allowed: "3 to 63 lower case letters, digits and -",
      cure: "use the bucket's name, not its URL",
    },
    accessKey: {
      type: "string",
      minLength: 1,
      secret: true,
      allowed: "the id of a long-lived key of the store",
      cure: "give a key that may write to the bucket; temporary keys cannot be used",
    },
    secretKey: {
      type: "string",
      minLength: 1,
      secret: true,
      allowed: "the secret of that key",
      cure: "give the secret that belongs to accessKey",
    },
    // nothing here could deny the events' folder to a key that was made elsewhere
    fileNamePrefix: { ...STORAGE_ROWS.fileNamePrefix, minItems: 1 },
    readForMp4: { ...STORAGE_ROWS.readForMp4, cure: "give true when the key may read as well" },
  },
};

/**
 * A bucket of Alibaba Cloud OSS as a task's `storage`. Bucket and key are made elsewhere and passed through; the key needs no
 * more than to put objects under `fileNamePrefix`, and with `readForMp4` to get them. Only the keys are secret, so that bucket and
 * folders stay readable in a preview.
 *
 * @throws InputError that names every problem of the plain values at once; an Output is checked with the task
 *
 * @example
 * ```ts
 * const config = new pulumi.Config();
 * const task = new trtc.CloudSliceTask("lobby", {
 *   ...lobby,
 *   storage: trtc.ossTarget({
 *     region: "oss-ap-southeast-1",
 *     bucket: "classroom-slices",
 *     accessKey: config.requireSecret("ossAccessKey"),
 *     secretKey: config.requireSecret("ossSecretKey"),
 *     fileNamePrefix: ["prod", "lobby"],
 *   }),
 * });
 * ```
 */
export function ossTarget(args: OssTargetArgs): SliceTarget<"oss"> {
  const plain: Bag = Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, isLater(value) ? UNKNOWN : value]),
  );
  const { fileNamePrefix, readForMp4 } = checkedStorage("ossTarget", { schema, args: plain });
  return {
    vendor: "oss",
    region: args.region,
    bucket: args.bucket,
    accessKey: pulumi.secret(args.accessKey),
    secretKey: pulumi.secret(args.secretKey),
    fileNamePrefix: fileNamePrefix as string[], // by its row, defaults are written out
    ...(readForMp4 === true && { readForMp4 }),
  };
}
