import { KINDS } from "../../task/kinds";
import type { TaskKind } from "../../task/kind";
import type { Job } from "../../task/kinds";

/** What a stack has, each with calls of its own. */
export type Feature =
  /** Tasks of a kind. */
  | Job
  /** The bucket of a storage that makes one. */
  | "bucket"
  /** What destroy needs in a bucket that it empties. */
  | "empty"
  /** The write key of a storage. */
  | "key"
  /** A callback endpoint. */
  | "callback";

/** What calls are granted on, as far as the vendor's pages let them be limited. */
export type Scope =
  /** Everything: the vendor checks no resource, and grants nothing where one is named, or no page says that it checks one. */
  | "any"
  /** The applications of TRTC. https://www.tencentcloud.com/document/product/647/39549 */
  | "applications"
  /** The bucket and what is in it. https://www.tencentcloud.com/document/product/598/57092 */
  | "bucket"
  /** The functions that endpoints make. https://www.tencentcloud.com/document/product/583/38177 */
  | "functions"
  /** The roles of those functions. https://www.tencentcloud.com/document/product/1040/36819 */
  | "roles";

/** Calls that are granted together. */
export interface Permissions {
  features: readonly [Feature, ...Feature[]];
  scope: Scope;
  /** When each call is made. */
  actions: Readonly<Record<string, string>>;
}

/** What tasks do. */
// the keys of a plain object are its names
export const JOBS = Object.keys(KINDS) as [Job, ...Job[]];

/**
 * Every call that is made with the key of the operator, by its name in a policy. What is made with another key is not here: TRTC
 * writes with the key of the storage, which also tries out whether it may, and a function reads and writes as its role.
 *
 * Sources of what can be limited: https://www.tencentcloud.com/document/product/598/57174 and https://cloud.tencent.com/document/product/598/70059
 * (TRTC: recording is, CreateCloudSliceTask and CreateCloudModeration are not), 598/57054 (CAM), 598/57149 (SCF).
 */
export const PERMISSIONS: readonly Permissions[] = [
  ...JOBS.map((job) => permissionsOf(job, KINDS[job])),
  {
    features: JOBS,
    scope: "applications",
    actions: {
      "trtc:RemoveUser": "a robot whose task cannot be stopped by its id, in a room with a number",
      "trtc:RemoveUserByStrRoomId": "the same in a room with a name",
    },
  },
  {
    features: ["bucket"],
    scope: "any",
    actions: { "cam:GetUserAppId": "preview and create: a bucket's name ends in the account's APPID" },
  },
  {
    features: ["bucket"],
    scope: "bucket",
    actions: {
      "cos:HeadBucket": "create: is the name free, and was it made when the answer was lost",
      "cos:PutBucket": "create",
      "cos:DeleteBucket": "destroy",
      "cos:GetBucketACL": "refresh",
      "cos:PutBucketACL": "repair of a bucket that was made public",
      "cos:GetBucketEncryption": "refresh",
      "cos:PutBucketEncryption": "create, and repair",
      "cos:GetBucketVersioning": "refresh, and destroy of what has versions",
      "cos:PutBucketVersioning": "create and update",
      "cos:GetBucketLifecycle": "refresh",
      "cos:PutBucketLifecycle": "create and update",
      "cos:DeleteBucketLifecycle": "update to no rules at all, by a transform",
      "cos:GetBucketTagging": "refresh",
      "cos:PutBucketTagging": "create and update",
      "cos:DeleteBucketTagging": "update to no tags, and repair",
      "cos:GetBucketCORS": "refresh",
      "cos:PutBucketCORS": "rules for pages of other sites, by a transform",
      "cos:DeleteBucketCORS": "repair of a bucket that was given such rules",
    },
  },
  {
    features: ["empty"],
    scope: "bucket",
    actions: {
      "cos:GetBucketObjectVersions": "destroy",
      "cos:DeleteObject": "destroy",
      "cos:ListMultipartUploads": "destroy",
      "cos:AbortMultipartUpload": "destroy",
    },
  },
  {
    features: ["key"],
    scope: "any",
    actions: {
      "cam:AddUser": "create",
      "cam:GetUser": "create, refresh, and a new user whose answer was lost",
      "cam:UpdateUser": "repair of a changed remark",
      "cam:DeleteUser": "destroy",
      "cam:AttachUserPolicy": "create, and repair",
      "cam:DetachUserPolicy": "destroy",
      "cam:ListAttachedUserPolicies": "refresh",
      // limited to a sub-user by its number only, which is not known before there is one
      "cam:CreateAccessKey": "create, and rotation",
      "cam:ListAccessKeys": "create and refresh: a key whose answer was lost is found by its description",
      "cam:UpdateAccessKey": "a key is disabled before it is deleted; repair of a disabled one",
      "cam:DeleteAccessKey": "rotation, destroy, and a key whose answer was lost",
    },
  },
  {
    features: ["key", "callback"],
    scope: "any",
    actions: {
      "cam:CreatePolicy": "create",
      "cam:GetPolicy": "refresh",
      "cam:ListPolicies": "create and refresh: policies are found by their name",
      "cam:UpdatePolicy": "update, and repair",
      "cam:DeletePolicy": "destroy",
    },
  },
  {
    features: ["callback"],
    scope: "any",
    actions: {
      "cam:CreateRole": "create",
      "cam:GetRole": "create, refresh, and a new role whose answer was lost",
      "cam:UpdateAssumeRolePolicy": "repair of who may take the role on",
      "cam:UpdateRoleDescription": "repair of a changed description",
      "cam:DeleteRole": "destroy",
      "cam:AttachRolePolicy": "create, and repair",
      "cam:DetachRolePolicy": "destroy",
      "cam:ListAttachedRolePolicies": "refresh",
      "scf:GetFunctionAddress": "create, update and refresh: the hash of the code that is deployed",
      "scf:UpdateFunctionCode": "a new version of this package, and repair",
      "scf:UpdateFunctionConfiguration": "update, and a rotated key",
      "scf:CreateTrigger": "create",
      "scf:ListTriggers": "create and refresh",
      "scf:UpdateTrigger": "repair of an address that was closed",
    },
  },
  {
    features: ["callback"],
    scope: "functions",
    actions: {
      "scf:CreateFunction": "create",
      "scf:GetFunction": "create, update, refresh and destroy: whether it is done",
      "scf:DeleteFunction": "destroy",
      "scf:DeleteTrigger": "destroy",
    },
  },
  {
    features: ["callback"],
    scope: "roles",
    actions: { "cam:PassRole": "create and update of a function: it is given its role" },
  },
];

/** The calls of a kind of room job. */
function permissionsOf(
  job: Job,
  { create, describe, modify, stop, limitedToApplications }: TaskKind,
): Permissions {
  return {
    features: [job],
    scope: limitedToApplications ? "applications" : "any",
    actions: {
      [`trtc:${create.action}`]: "create and replace",
      ...(describe && { [`trtc:${describe.action}`]: "refresh, and a stop whose answer was lost" }),
      ...(modify && { [`trtc:${modify.action}`]: "update" }),
      [`trtc:${stop.action}`]: "replace and destroy",
    },
  };
}
