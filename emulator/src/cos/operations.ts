import { deleteBucket, deleteMultipleObjects, getBucket, getService, headBucket, putBucket } from "./bucket";
import type { CosCall, CosOperation } from "./call";
import { deleteObject, getObject, putObject } from "./object";

interface Described {
  /** The name that policies know it by. */
  readonly action: string;
  readonly run: CosOperation;
}

/** Query parameters that make another operation of a request. */
const SUBRESOURCES = [
  "accelerate",
  "acl",
  "append",
  "cors",
  "delete",
  "domain",
  "encryption",
  "intelligenttiering",
  "inventory",
  "lifecycle",
  "location",
  "logging",
  "notification",
  "object-lock",
  "origin",
  "partNumber",
  "policy",
  "publicAccessBlock",
  "referer",
  "replication",
  "restore",
  "select",
  "tagging",
  "uploadId",
  "uploads",
  "versioning",
  "versions",
  "website",
] as const;

const OPERATIONS: Readonly<Record<string, Described>> = {
  "GET service": { action: "name/cos:GetService", run: getService },
  "PUT bucket": { action: "name/cos:PutBucket", run: putBucket },
  "GET bucket": { action: "name/cos:GetBucket", run: getBucket },
  "HEAD bucket": { action: "name/cos:HeadBucket", run: headBucket },
  "DELETE bucket": { action: "name/cos:DeleteBucket", run: deleteBucket },
  "POST bucket?delete": { action: "name/cos:DeleteMultipleObjects", run: deleteMultipleObjects },
  "PUT object": { action: "name/cos:PutObject", run: putObject },
  "GET object": { action: "name/cos:GetObject", run: getObject },
  "HEAD object": { action: "name/cos:HeadObject", run: getObject },
  "DELETE object": { action: "name/cos:DeleteObject", run: deleteObject },
};

/** The operation a request asks for, or why there is none. */
export function operationOf({
  method,
  address,
  query,
}: CosCall): Described | "NotImplemented" | "MethodNotAllowed" {
  const level = address.bucket === "" ? "service" : address.key === "" ? "bucket" : "object";
  const subresource = SUBRESOURCES.find((name) => query.has(name));
  const suffix = subresource === undefined ? "" : `?${subresource}`;
  const missing = subresource === undefined ? "MethodNotAllowed" : "NotImplemented";
  return OPERATIONS[`${method} ${level}${suffix}`] ?? missing;
}
