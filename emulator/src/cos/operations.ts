import { getBucketAcl, putBucketAcl } from "./acl";
import { deleteBucket, getBucket, getLocation, getService, headBucket, putBucket } from "./bucket";
import type { CosCall, CosOperation } from "./call";
import { deleteMultipleObjects } from "./delete-objects";
import { abortUpload, completeUpload, initiateUpload, listParts, listUploads, uploadPart } from "./multipart";
import { deleteObject, getObject, putObject } from "./object";
import { SETTING_OPERATIONS } from "./settings";
import { getObjectVersions, getVersioning, putVersioning } from "./versions";

interface Described {
  /** The name that policies know it by. */
  readonly action: string;
  /** A list, for which policies are asked about the prefix: so COS grants lists of a folder. @default false */
  readonly isList?: boolean;
  /** Policies are asked for each object and not for the call. @default false */
  readonly asksEachObject?: boolean;
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
  "GET bucket": { action: "name/cos:GetBucket", isList: true, run: getBucket },
  "HEAD bucket": { action: "name/cos:HeadBucket", run: headBucket },
  "DELETE bucket": { action: "name/cos:DeleteBucket", run: deleteBucket },
  "GET bucket?acl": { action: "name/cos:GetBucketACL", run: getBucketAcl },
  "PUT bucket?acl": { action: "name/cos:PutBucketACL", run: putBucketAcl },
  "GET bucket?location": { action: "name/cos:GetBucketLocation", run: getLocation },
  "GET bucket?versioning": { action: "name/cos:GetBucketVersioning", run: getVersioning },
  "PUT bucket?versioning": { action: "name/cos:PutBucketVersioning", run: putVersioning },
  "GET bucket?versions": { action: "name/cos:GetBucketObjectVersions", isList: true, run: getObjectVersions },
  "GET bucket?uploads": { action: "name/cos:ListMultipartUploads", isList: true, run: listUploads },
  "POST bucket?delete": {
    action: "name/cos:DeleteMultipleObjects",
    asksEachObject: true,
    run: deleteMultipleObjects,
  },
  "PUT object": { action: "name/cos:PutObject", run: putObject },
  "GET object": { action: "name/cos:GetObject", run: getObject },
  "HEAD object": { action: "name/cos:HeadObject", run: getObject },
  "DELETE object": { action: "name/cos:DeleteObject", run: deleteObject },
  "POST object?uploads": { action: "name/cos:InitiateMultipartUpload", run: initiateUpload },
  "PUT object?partNumber": { action: "name/cos:UploadPart", run: uploadPart },
  "GET object?uploadId": { action: "name/cos:ListParts", run: listParts },
  "POST object?uploadId": { action: "name/cos:CompleteMultipartUpload", run: completeUpload },
  "DELETE object?uploadId": { action: "name/cos:AbortMultipartUpload", run: abortUpload },
  ...Object.fromEntries(SETTING_OPERATIONS.map(({ request, ...operation }) => [request, operation])),
};

/** As the call log and faults write an action: `cos:PutObject`. */
export function shownAction(action: string): string {
  return action.replace(/^name\//, "");
}

/** Names of all the actions. */
export const COS_ACTIONS: readonly string[] = Object.values(OPERATIONS).map(({ action }) =>
  shownAction(action),
);

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
