import { isBag } from "../resource/schema";
import type { Bag } from "../resource/schema";
import { attempt, operationBudget } from "../trtc/attempt";
import type { AttemptParts, Budget } from "../trtc/attempt";
import { REQUEST_TIMEOUT_MS, resolveCredentials } from "../trtc/client";
import type { Credentials } from "../trtc/credentials";
import { errorOf, GoneError } from "../trtc/errors";
import type { Failure } from "../trtc/errors";
import { processParts } from "../trtc/process";
import { cosEndpoint, maxRequestsPerSecond } from "../trtc/settings";
import type { Settings } from "../trtc/settings";
import { answerOf, openCos, requestIdOf, textAt } from "./cos-sdk";

/** A bucket, by its whole name with the APPID at the end. */
export interface BucketAddress {
  bucket: string;
  region: string;
}

export interface LifecycleRule {
  id: string;
  /** Folders it is for, `/` at the end; "" for the whole bucket. */
  prefix: string;
  expireAfterDays?: number;
  abortMultipartAfterDays?: number;
}

/** A rule for pages of other sites. */
export interface CorsRule {
  allowedOrigins: string[];
  allowedMethods: string[];
  allowedHeaders?: string[];
  exposeHeaders?: string[];
  maxAgeSeconds?: number;
}

/** One thing in a bucket that stands in the way of its deletion. */
export type Leftover =
  /** The version id is undefined in a bucket that never had versions. */
  | { kind: "version"; key: string; versionId: string | undefined }
  | { kind: "upload"; key: string; uploadId: string };

/**
 * COS as the resources see it. Every call is made under the rate limit and with retries, and throws `TrtcError`s:
 * `GoneError` when the bucket is not there.
 */
export interface CosClient {
  exists(address: BucketAddress, budget: Budget): Promise<boolean>;
  create(address: BucketAddress, budget: Budget): Promise<void>;
  /** False while something is in it; true also when it was gone. */
  delete(address: BucketAddress, budget: Budget): Promise<boolean>;
  settings(address: BucketAddress, budget: Budget): Promise<BucketSettings>;
  put(address: BucketAddress, setting: BucketSetting, budget: Budget): Promise<void>;
  /** Up to 1,000 object versions, delete markers and unfinished uploads. */
  leftovers(address: BucketAddress): Promise<Leftover[]>;
  remove(address: BucketAddress, leftovers: readonly Leftover[]): Promise<void>;
  /** Whether the key is known and may write there. Nothing is written. */
  mayWrite(address: BucketAddress, folder: string, budget: Budget): Promise<boolean>;
}

/** What a bucket is set to. */
export interface BucketSettings {
  /** `private`, `public-read`, `public-read-write`, or `granted` when other accounts have rights. */
  acl: string;
  /** `AES256`, `KMS`, … or `none`. */
  encryption: string;
  versioning: boolean;
  lifecycle: LifecycleRule[];
  tags: Record<string, string>;
  cors: CorsRule[];
}

/** One of them by itself. */
export type BucketSetting = {
  [Name in keyof BucketSettings]: { name: Name; value: BucketSettings[Name] };
}[keyof BucketSettings];

/** The methods of the vendor's client that are used. Its typings name other parameters and results than it has. */
type SdkClient = Record<keyof typeof METHODS, (params: Bag) => Promise<unknown>>;

/** Each method with the name that policies know it by. https://www.tencentcloud.com/document/product/436/30580 */
const METHODS = {
  headBucket: "HeadBucket",
  putBucket: "PutBucket",
  deleteBucket: "DeleteBucket",
  getBucketAcl: "GetBucketACL",
  putBucketAcl: "PutBucketACL",
  getBucketEncryption: "GetBucketEncryption",
  putBucketEncryption: "PutBucketEncryption",
  getBucketVersioning: "GetBucketVersioning",
  putBucketVersioning: "PutBucketVersioning",
  getBucketLifecycle: "GetBucketLifecycle",
  putBucketLifecycle: "PutBucketLifecycle",
  deleteBucketLifecycle: "DeleteBucketLifecycle",
  getBucketTagging: "GetBucketTagging",
  putBucketTagging: "PutBucketTagging",
  deleteBucketTagging: "DeleteBucketTagging",
  getBucketCors: "GetBucketCORS",
  putBucketCors: "PutBucketCORS",
  deleteBucketCors: "DeleteBucketCORS",
  listObjectVersions: "GetBucketObjectVersions",
  deleteMultipleObject: "DeleteObject",
  multipartList: "ListMultipartUploads",
  multipartAbort: "AbortMultipartUpload",
} as const;

export interface CosParts extends AttemptParts {
  settings: Settings;
  /** Asked for at each call. */
  credentials(): Promise<Credentials>;
}

/** The client on this process's network, clock and rate limit, with the key of the settings or the one given. */
export function processCos(
  settings: Settings,
  report: (message: string) => void,
  key?: { secretId: string; secretKey: string },
): CosClient {
  const parts = processParts(settings, report);
  return createCosClient({
    ...parts,
    credentials: () =>
      key === undefined
        ? resolveCredentials(settings, parts.ambient)
        : Promise.resolve({ ...key, source: "the new key" }),
  });
}

export function createCosClient(parts: CosParts): CosClient {
  const { settings } = parts;

  async function call(method: keyof SdkClient, params: Bag, budget: Budget, repeatable = true): Promise<Bag> {
    const endpoint = cosEndpoint(settings);
    const credentials = await parts.credentials();
    const sdk = await openSdk(endpoint, credentials);
    return attempt(parts, {
      name: method,
      limit: { key: `cos:${method}`, maxPerSecond: maxRequestsPerSecond(settings) },
      repeatable,
      budget,
      async send() {
        // it takes the object that it is given for its own
        const answer = await answerOf(sdk[method]({ ...params }), DEADLINE_MS);
        if (!answer.ok) return answer;
        const failure = refusalIn(answer.value);
        if (failure !== undefined) return { ok: false, failure };
        return { ok: true, value: isBag(answer.value) ? answer.value : {} };
      },
      errorOf: (failure) =>
        errorOf(failure, {
          action: method,
          endpoint: endpoint?.origin ?? `COS in ${String(params["Region"])}`,
          credentialSource: credentials.source,
          permission: `cos:${METHODS[method]} on bucket ${String(params["Bucket"])}`,
          notFound: ["NoSuchBucket"],
          gone: "the bucket is gone: run pulumi up --refresh",
          quotaCodes: ["TooManyBuckets"],
          quota: "the account has as many buckets as it may: delete one or ask for more",
          repeatable,
        }),
    });
  }

  /** Succeeds when the upload has ended in the meantime. */
  async function abort(
    address: BucketAddress,
    { key, uploadId }: { key: string; uploadId: string },
    budget = operationBudget(),
  ): Promise<void> {
    try {
      await call("multipartAbort", { ...wire(address), Key: key, UploadId: uploadId }, budget);
    } catch (error) {
      if (!hasCode(error, "NoSuchUpload")) throw error;
    }
  }

  return {
    async exists(address, budget) {
      try {
        await call("headBucket", wire(address), budget);
        return true;
      } catch (error) {
        if (error instanceof GoneError) return false;
        throw error;
      }
    },
    async create(address, budget) {
      await call("putBucket", wire(address), budget, false);
    },
    async delete(address, budget) {
      try {
        await call("deleteBucket", wire(address), budget);
        return true;
      } catch (error) {
        if (error instanceof GoneError) return true;
        if (hasCode(error, "BucketNotEmpty")) return false;
        throw error;
      }
    },
    async settings(address, budget) {
      const get = (method: keyof SdkClient) => call(method, wire(address), budget);
      const [acl, encryption, versioning, lifecycle, tagging, cors] = await Promise.all([
        get("getBucketAcl"),
        get("getBucketEncryption"),
        get("getBucketVersioning"),
        get("getBucketLifecycle"),
        get("getBucketTagging"),
        get("getBucketCors"),
      ]);
      return {
        acl: aclOf(acl),
        encryption: encryptionOf(encryption),
        versioning: textAt(versioning, "VersioningConfiguration", "Status") === "Enabled",
        lifecycle: listAt(lifecycle, "Rules").map(lifecycleRuleOf),
        tags: Object.fromEntries(
          listAt(tagging, "Tags").map((tag) => [textAt(tag, "Key"), textAt(tag, "Value")]),
        ),
        cors: listAt(cors, "CORSRules").map(corsRuleOf),
      };
    },
    async put(address, setting, budget) {
      const { method, params } = putOf(setting);
      await call(method, { ...wire(address), ...params }, budget);
    },
    async leftovers(address) {
      const [versions, uploads, versioning] = await Promise.all([
        call("listObjectVersions", { ...wire(address), MaxKeys: "1000" }, operationBudget()),
        call("multipartList", { ...wire(address), MaxUploads: "1000" }, operationBudget()),
        call("getBucketVersioning", wire(address), operationBudget()),
      ]);
      // "null" is the id of a version from before there were any, too: it is deleted by it, else a marker would hide it
      const hadVersions = textAt(versioning, "VersioningConfiguration", "Status") !== "";
      return [
        ...[...listAt(versions, "Versions"), ...listAt(versions, "DeleteMarkers")].map(
          (version): Leftover => ({
            kind: "version",
            key: textAt(version, "Key"),
            versionId: hadVersions ? textAt(version, "VersionId") : undefined,
          }),
        ),
        ...listAt(uploads, "Upload").map((upload): Leftover => ({
          kind: "upload",
          key: textAt(upload, "Key"),
          uploadId: textAt(upload, "UploadId"),
        })),
      ];
    },
    async remove(address, leftovers) {
      const Objects = leftovers.flatMap((one) =>
        one.kind === "version"
          ? [{ Key: one.key, ...(one.versionId !== undefined && { VersionId: one.versionId }) }]
          : [],
      );
      if (Objects.length > 0)
        await call("deleteMultipleObject", { ...wire(address), Objects, Quiet: true }, operationBudget());
      for (const one of leftovers) if (one.kind === "upload") await abort(address, one);
    },
    async mayWrite(address, folder, budget) {
      try {
        // permission is looked at first: that there is no such upload says that the key may write
        await abort(address, { key: `${folder}permission-check`, uploadId: "none" }, budget);
        return true;
      } catch (error) {
        if (hasCode(error, "AccessDenied") || hasCode(error, "InvalidAccessKeyId")) return false;
        throw error;
      }
    },
  };
}

function wire({ bucket, region }: BucketAddress): Bag {
  return { Bucket: bucket, Region: region };
}

function putOf(setting: BucketSetting): { method: keyof SdkClient; params: Bag } {
  switch (setting.name) {
    case "acl":
      return { method: "putBucketAcl", params: { ACL: setting.value } };
    case "encryption":
      return {
        method: "putBucketEncryption",
        params: {
          ServerSideEncryptionConfiguration: {
            Rule: [{ ApplySideEncryptionConfiguration: { SSEAlgorithm: setting.value } }],
          },
        },
      };
    case "versioning":
      return {
        method: "putBucketVersioning",
        params: { VersioningConfiguration: { Status: setting.value ? "Enabled" : "Suspended" } },
      };
    case "lifecycle":
      return setting.value.length === 0
        ? { method: "deleteBucketLifecycle", params: {} }
        : { method: "putBucketLifecycle", params: { Rules: setting.value.map(wireLifecycleRule) } };
    case "tags": {
      const Tags = Object.entries(setting.value).map(([Key, Value]) => ({ Key, Value }));
      return Tags.length === 0
        ? { method: "deleteBucketTagging", params: {} }
        : { method: "putBucketTagging", params: { Tags } };
    }
    case "cors":
      return setting.value.length === 0
        ? { method: "deleteBucketCors", params: {} }
        : { method: "putBucketCors", params: { CORSRules: setting.value.map(wireCorsRule) } };
  }
}

function wireLifecycleRule({ id, prefix, expireAfterDays, abortMultipartAfterDays }: LifecycleRule): Bag {
  return {
    ID: id,
    Status: "Enabled",
    Filter: { Prefix: prefix },
    ...(expireAfterDays !== undefined && {
      Expiration: { Days: expireAfterDays },
      NoncurrentVersionExpiration: { NoncurrentDays: expireAfterDays },
    }),
    ...(abortMultipartAfterDays !== undefined && {
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: abortMultipartAfterDays },
    }),
  };
}

function lifecycleRuleOf(rule: unknown): LifecycleRule {
  const expire = textAt(rule, "Expiration", "Days");
  const abort = textAt(rule, "AbortIncompleteMultipartUpload", "DaysAfterInitiation");
  const enabled = textAt(rule, "Status") === "Enabled";
  return {
    id: textAt(rule, "ID"),
    prefix: textAt(rule, "Filter", "Prefix"),
    ...(enabled && expire !== "" && { expireAfterDays: Number(expire) }),
    ...(enabled && abort !== "" && { abortMultipartAfterDays: Number(abort) }),
  };
}

function wireCorsRule(rule: CorsRule): Bag {
  return {
    AllowedOrigins: rule.allowedOrigins,
    AllowedMethods: rule.allowedMethods,
    AllowedHeaders: rule.allowedHeaders ?? [],
    ExposeHeaders: rule.exposeHeaders ?? [],
    ...(rule.maxAgeSeconds !== undefined && { MaxAgeSeconds: rule.maxAgeSeconds }),
  };
}

function corsRuleOf(rule: unknown): CorsRule {
  const texts = (name: string) => listAt(rule, name).map(String);
  const maxAge = textAt(rule, "MaxAgeSeconds");
  const allowedHeaders = texts("AllowedHeaders");
  const exposeHeaders = texts("ExposeHeaders");
  return {
    allowedOrigins: texts("AllowedOrigins"),
    allowedMethods: texts("AllowedMethods"),
    ...(allowedHeaders.length > 0 && { allowedHeaders }),
    ...(exposeHeaders.length > 0 && { exposeHeaders }),
    ...(maxAge !== "" && { maxAgeSeconds: Number(maxAge) }),
  };
}

/** The canned ACL; rights of other accounts stand in grants beside it. */
function aclOf(answer: Bag): string {
  const grants = ["GrantRead", "GrantWrite", "GrantReadAcp", "GrantWriteAcp", "GrantFullControl"];
  const acl = textAt(answer, "ACL");
  // "default" is how COS calls what it was made with
  if (acl !== "private" && acl !== "default") return acl;
  return grants.some((name) => textAt(answer, name) !== "") ? "granted" : "private";
}

/** It is put under one name and answered under another (the vendor's own tests say so), in the root element that was put. */
function encryptionOf(answer: Bag): string {
  const configuration = answer["ServerSideEncryptionConfiguration"];
  const rules = isBag(configuration) ? configuration["Rule"] : undefined;
  const rule: unknown = Array.isArray(rules) ? rules[0] : rules;
  const algorithm =
    textAt(rule, "ApplyServerSideEncryptionByDefault", "SSEAlgorithm") ||
    textAt(rule, "ApplySideEncryptionConfiguration", "SSEAlgorithm");
  return algorithm || "none";
}

function listAt(value: unknown, key: string): unknown[] {
  const list = isBag(value) ? value[key] : undefined;
  return Array.isArray(list) ? list : [];
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && Reflect.get(error, "code") === code;
}

/** The methods of the vendor's client by their names. */
async function openSdk(endpoint: URL | undefined, key: Credentials): Promise<SdkClient> {
  const client = await openCos({ endpoint, key, timeoutMs: () => REQUEST_TIMEOUT_MS });
  // each of them returns a promise when it is given no callback
  return client as unknown as SdkClient;
}

/** The first of many objects that was not deleted: the answer as a whole is one of success. */
function refusalIn(answer: unknown): Failure | undefined {
  const [refused] = listAt(answer, "Error");
  if (refused === undefined) return undefined;
  return {
    kind: "api",
    code: textAt(refused, "Code"),
    message: textAt(refused, "Message"),
    requestId: requestIdOf(answer),
  };
}

/** The vendor's client tries four times by itself when no answer comes. */
const DEADLINE_MS = 4 * REQUEST_TIMEOUT_MS + 1_000;
