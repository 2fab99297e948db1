import type { CosCall, CosOperation } from "./call";
import { sentMd5Fault } from "./content-md5";
import type { CosFault } from "./errors";
import { OWNER } from "./owner";
import { asRecord, elementsOf, readXml, writeXml } from "./xml";
import type { XmlNode } from "./xml";

const ACLS = ["private", "public-read", "public-read-write"] as const;

/** The preset access control lists; grants to single accounts are not kept. */
export type Acl = (typeof ACLS)[number];

const EVERYONE = "http://cam.qcloud.com/groups/global/AllUsers";

/** What everyone may do, by what is public. Source: https://www.tencentcloud.com/document/product/436/30583 */
const PUBLIC_ACTIONS = {
  bucketRead: ["GetBucket", "HeadBucket", "GetBucketObjectVersions", "ListMultipartUploads"],
  objectRead: ["GetObject", "HeadObject"],
  write: [
    "PutObject",
    "DeleteObject",
    "InitiateMultipartUpload",
    "UploadPart",
    "CompleteMultipartUpload",
    "AbortMultipartUpload",
    "ListParts",
  ],
};

/**
 * Whether a request without signature may do it.
 *
 * @param object - the object's own list, if it has one
 */
export function isPublic(action: string, acl: { readonly bucket: Acl; readonly object?: Acl }): boolean {
  const isOf = (names: readonly string[]): boolean => names.some((name) => action === `name/cos:${name}`);
  if (isOf(PUBLIC_ACTIONS.objectRead)) return (acl.object ?? acl.bucket) !== "private";
  if (isOf(PUBLIC_ACTIONS.bucketRead)) return acl.bucket !== "private";
  return isOf(PUBLIC_ACTIONS.write) && acl.bucket === "public-read-write";
}

/** A list that was asked for, undefined when none was, or why it cannot be had. */
type AskedAcl = { readonly acl: Acl | undefined } | { readonly fault: CosFault };

/** What a request's headers ask for; grants to single accounts are refused. */
export function aclOf(headers: CosCall["headers"]): AskedAcl {
  if (Object.keys(headers).some((name) => name.startsWith("x-cos-grant-")))
    return { fault: "NotImplemented" };
  const asked = headers["x-cos-acl"];
  // an object's own way to say that it has none
  if (asked === undefined || asked === "default") return { acl: undefined };
  const acl = ACLS.find((name) => name === asked);
  return acl === undefined ? { fault: "InvalidArgument" } : { acl };
}

const OWN_GRANT: XmlNode = { Grantee: OWNER, Permission: "FULL_CONTROL" };

function publicGrants(acl: Acl): XmlNode[] {
  const permissions = { private: [], "public-read": ["READ"], "public-read-write": ["READ", "WRITE"] }[acl];
  return permissions.map((Permission) => ({ Grantee: { URI: EVERYONE }, Permission }));
}

/** GET Bucket acl: https://www.tencentcloud.com/document/product/436/7733 */
export const getBucketAcl: CosOperation = ({ address }, { store }) => {
  const bucket = store.bucket(address.bucket);
  if (bucket === undefined) return "NoSuchBucket";
  const Grant = [OWN_GRANT, ...publicGrants(bucket.acl)];
  return {
    status: 200,
    body: writeXml({ AccessControlPolicy: { Owner: OWNER, AccessControlList: { Grant } } }),
  };
};

function aclOfGrants(grants: readonly Record<string, unknown>[]): AskedAcl {
  const permissions = new Set<unknown>();
  for (const grant of grants) {
    const grantee = asRecord(grant["Grantee"]);
    if (grantee["URI"] === EVERYONE) permissions.add(grant["Permission"]);
    else if (grantee["ID"] !== OWNER.ID) return { fault: "NotImplemented" };
  }
  if (permissions.has("FULL_CONTROL")) return { acl: "public-read-write" };
  if (!permissions.has("WRITE")) return { acl: permissions.has("READ") ? "public-read" : "private" };
  return permissions.has("READ") ? { acl: "public-read-write" } : { fault: "NotImplemented" };
}

function aclOfBody(call: CosCall): AskedAcl {
  const fault = sentMd5Fault(call);
  if (fault !== undefined) return { fault };
  const policy = asRecord(readXml(call.body.toString())?.["AccessControlPolicy"]);
  const grants = elementsOf(asRecord(policy["AccessControlList"]), "Grant").map(asRecord);
  const isComplete = asRecord(policy["Owner"])["ID"] !== undefined && grants.length > 0;
  return isComplete ? aclOfGrants(grants) : { fault: "MalformedXML" };
}

/** PUT Bucket acl: https://www.tencentcloud.com/document/product/436/7737; by header, or by body when there is one. */
export const putBucketAcl: CosOperation = (call, { store }) => {
  const bucket = call.address.bucket;
  if (store.bucket(bucket) === undefined) return "NoSuchBucket";
  const asked = call.body.length > 0 ? aclOfBody(call) : aclOf(call.headers);
  if ("fault" in asked) return asked.fault;
  if (asked.acl === undefined) return "InvalidArgument";
  store.changeBucket(bucket, { acl: asked.acl });
  return { status: 200 };
};
