import { knownValue, problem, shown } from "../resource/schema";
import type { ObjectProperty, Property, Rule } from "../resource/schema";

/** The bucket that files are written to. The API takes long-lived keys only: no role, no session token. */
export interface TaskStorage<Vendor extends "cos" | "s3" | "oss"> {
  /** The store: Tencent COS, AWS S3 or, where it is among the choices, Alibaba OSS. Replaces. */
  vendor: Vendor;
  /** Region of the bucket in the store's own words, such as `ap-singapore` or `ap-southeast-1`. Replaces. */
  region: string;
  /** Bucket name; for COS with the APPID at its end: `slices-1250000000`. Replaces. */
  bucket: string;
  /** Id of a long-lived key that may write to the bucket. Secret. Replaces. */
  accessKey: string;
  /** Secret of that key. Secret. Replaces. */
  secretKey: string;
  /** Folders before the task's own, each of `[A-Za-z0-9_-]`. Replaces. @default - none */
  fileNamePrefix?: string[];
  /**
   * Says that the key may read too, which recordings as MP4 need. Nothing is sent. Settles without a call.
   * A storage component with `readForMp4: true` says it in its `target`. @default - the key may only write
   */
  readForMp4?: boolean;
}

const VENDORS = { cos: 0, s3: 1, oss: 2 } as const;

/** The row of `storage` with the stores that an API knows, and what it has beyond the others. */
export function storageRow(
  vendors: readonly (keyof typeof VENDORS)[],
  further: Readonly<Record<string, Property>> = {},
): ObjectProperty {
  return {
    type: "object",
    additionalProperties: false,
    required: ["vendor", "region", "bucket", "accessKey", "secretKey"],
    properties: {
      vendor: { type: "string", enum: vendors, changes: "replaces", cure: "name the store of the bucket" },
      region: {
        type: "string",
        minLength: 1,
        maxLength: 32,
        changes: "replaces",
        allowed: 'a region of the store such as "ap-singapore" (COS) or "ap-southeast-1" (S3)',
        cure: "use the region in which the bucket was made",
      },
      bucket: {
        type: "string",
        minLength: 1,
        maxLength: 63,
        changes: "replaces",
        allowed: "a bucket name of 1 to 63 characters",
        cure: "use the bucket's name without a URL around it",
      },
      accessKey: {
        type: "string",
        minLength: 1,
        secret: true,
        changes: "replaces",
        allowed: "the id of a long-lived key of the store",
        cure: "give a key that may write to the bucket; temporary keys cannot be used",
      },
      secretKey: {
        type: "string",
        minLength: 1,
        secret: true,
        changes: "replaces",
        allowed: "the secret of that key",
        cure: "give the secret that belongs to accessKey",
      },
      fileNamePrefix: {
        type: "array",
        items: {
          type: "string",
          pattern: "^[A-Za-z0-9_-]+$",
          allowed: "letters, digits, _ and -",
          cure: "give each folder of the prefix as an item of its own, without slashes",
        },
        changes: "replaces",
        allowed: "a list of folder names",
        cure: "give a list, one item for each folder",
        page: "https://trtc.io/document/72331",
      },
      readForMp4: {
        type: "boolean",
        changes: "settles",
        cure: "say true when the key may read what it has written",
      },
      ...further,
    },
    cure: "give the bucket and its write key",
  };
}

/** The secrets of `storage`, for a fingerprint. */
export const STORAGE_KEYS = ["storage.accessKey", "storage.secretKey"] as const;

/** Names as each store writes them. */
const STORES: Record<
  string,
  Record<"region" | "bucket", { pattern: RegExp; allowed: string; cure: string }>
> = {
  cos: {
    region: {
      pattern: /^[a-z]{2,}-[a-z]+(-[a-z0-9]+)*$/,
      allowed: 'a COS region such as "ap-singapore"',
      cure: "use the region in which the bucket was made",
    },
    bucket: {
      pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?-\d{8,}$/,
      allowed: 'lower case letters, digits and - with the APPID at the end, such as "slices-1250000000"',
      cure: "append the APPID of the account",
    },
  },
  s3: {
    region: {
      pattern: /^[a-z]{2}(-[a-z]+)+-\d+$/,
      allowed: 'an S3 region such as "ap-southeast-1"',
      cure: "use the region in which the bucket was made",
    },
    bucket: {
      pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      allowed: "3 to 63 lower case letters, digits, - and .",
      cure: "use the bucket's name, not its ARN or URL",
    },
  },
  oss: {
    region: {
      pattern: /^[a-z0-9]+(-[a-z0-9]+)+$/,
      allowed: 'an OSS region such as "oss-ap-southeast-1"',
      cure: "use the region in which the bucket was made",
    },
    bucket: {
      pattern: /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
      allowed: "3 to 63 lower case letters, digits and -",
      cure: "use the bucket's name, not its URL",
    },
  },
};

const nameFitsVendor =
  (part: "region" | "bucket"): Rule =>
  (inputs) => {
    const path = `storage.${part}`;
    const name = knownValue(inputs, path);
    const rule = STORES[String(knownValue(inputs, "storage.vendor"))]?.[part];
    if (typeof name !== "string" || rule === undefined || rule.pattern.test(name)) return undefined;
    return problem(path, shown(name), rule.allowed, rule.cure);
  };

/** What the rows of `storage` cannot say. */
export const STORAGE_RULES: readonly Rule[] = [nameFitsVendor("region"), nameFitsVendor("bucket")];

/** A bucket as the APIs write it. */
export function wireStorage(storage: TaskStorage<keyof typeof VENDORS>) {
  return {
    Vendor: VENDORS[storage.vendor],
    Region: storage.region,
    Bucket: storage.bucket,
    AccessKey: storage.accessKey,
    SecretKey: storage.secretKey,
    FileNamePrefix: storage.fileNamePrefix ?? [],
  };
}

/** What every object key of a task starts with, `/` at the end. */
export function objectKeyPrefix(
  { fileNamePrefix = [] }: Pick<TaskStorage<"cos">, "fileNamePrefix">,
  taskId: string,
): string {
  return [...fileNamePrefix, taskId, ""].join("/");
}
