import { aclOf } from "./acl";
import type { CosAnswer, CosCall, CosContext, CosOperation, CosRefusal } from "./call";
import { sentMd5Fault } from "./content-md5";
import type { Bucket } from "./object-store";
import { objectOf } from "./version";
import type { StoredObject, Version } from "./version";

const KEPT_HEADERS = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "expires",
];
const METADATA_PREFIX = "x-cos-meta-";
const OVERRIDES = [...KEPT_HEADERS, "content-type"];

/** The headers of a write that the object keeps. */
export function keptHeaders(headers: CosCall["headers"]): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value && (KEPT_HEADERS.includes(name) || name.startsWith(METADATA_PREFIX))) kept[name] = value;
  }
  return kept;
}

/** The version of an object or delete marker, on a bucket that ever had versioning. */
function versionHeaders(version: Version, bucket: Bucket | undefined): Record<string, string> {
  return bucket?.versioning === undefined ? {} : { "x-cos-version-id": version.versionId };
}

/** What a write answers of the object it stored. */
export function writtenHeaders(stored: StoredObject, bucket: Bucket | undefined): Record<string, string> {
  return { etag: stored.etag, "x-cos-hash-crc64ecma": stored.crc64, ...versionHeaders(stored, bucket) };
}

/**
 * PUT Object: https://www.tencentcloud.com/document/product/436/7749; `x-cos-forbid-overwrite: true` makes it create-only.
 * A copy is answered 501 NotImplemented.
 */
export const putObject: CosOperation = (call, { store }) => {
  const { address, headers, body } = call;
  if (headers["x-cos-copy-source"] !== undefined) return "NotImplemented";
  const fault = sentMd5Fault(call);
  if (fault !== undefined) return fault;
  const asked = aclOf(headers);
  if ("fault" in asked) return asked.fault;
  const stored = store.put({
    bucket: address.bucket,
    key: address.key,
    body,
    ...(headers["content-type"] ? { contentType: headers["content-type"] } : {}),
    headers: keptHeaders(headers),
    ...(asked.acl === undefined ? {} : { acl: asked.acl }),
    forbidOverwrite: headers["x-cos-forbid-overwrite"] === "true",
  });
  if (typeof stored === "string") return stored;
  return { status: 200, headers: writtenHeaders(stored, store.bucket(address.bucket)) };
};

/** What an unmet condition answers: https://www.tencentcloud.com/document/product/436/7753 */
function unmetCondition(
  object: StoredObject,
  headers: CosCall["headers"],
): CosAnswer | "PreconditionFailed" | undefined {
  const seconds = Math.floor(object.lastModified.getTime() / 1000);
  const sinceHeader = (name: string): number => Date.parse(headers[name] ?? "") / 1000;
  const hasTag = (list: string): boolean =>
    list.split(",").some((tag) => [object.etag, object.etag.slice(1, -1), "*"].includes(tag.trim()));
  if (headers["if-match"] !== undefined && !hasTag(headers["if-match"])) return "PreconditionFailed";
  if (seconds > sinceHeader("if-unmodified-since")) return "PreconditionFailed";
  const unchanged =
    headers["if-none-match"] === undefined
      ? seconds <= sinceHeader("if-modified-since")
      : hasTag(headers["if-none-match"]);
  return unchanged ? { status: 304, headers: { etag: object.etag } } : undefined;
}

/** First and last byte of a single range; undefined when there is none, or several, which are answered whole. */
function rangeOf(
  range: string | undefined,
  size: number,
): { first: number; last: number } | "InvalidRange" | undefined {
  const [whole, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(range?.trim() ?? "") ?? [];
  if (whole === undefined || (from === "" && to === "")) return undefined;
  const first = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== "" && to !== "" && Number(from) > Number(to)) return undefined;
  return first > last ? "InvalidRange" : { first, last };
}

function headersOf(object: StoredObject, query: CosCall["query"]): Record<string, string> {
  const headers: Record<string, string> = {
    ...object.headers,
    "content-type": object.contentType,
    etag: object.etag,
    "last-modified": object.lastModified.toUTCString(),
    "accept-ranges": "bytes",
    "x-cos-hash-crc64ecma": object.crc64,
  };
  for (const name of OVERRIDES) {
    const override = query.get(`response-${name}`);
    if (override !== undefined) headers[name] = override;
  }
  return headers;
}

/** The version a request names; undefined for the newest. An empty one is none. */
function versionIdOf({ query }: CosCall): string | undefined {
  return query.get("versionId") || undefined;
}

/** Why there is no object to answer. A delete marker tells of itself. */
function absence(call: CosCall, { store }: CosContext, found: Version | undefined): CosRefusal {
  const bucket = store.bucket(call.address.bucket);
  if (bucket === undefined || call.address.key === "") return { fault: "NoSuchBucket" };
  const asked = versionIdOf(call);
  if (found === undefined) return { fault: asked === undefined ? "NoSuchKey" : "NoSuchVersion" };
  const headers = { ...versionHeaders(found, bucket), "x-cos-delete-marker": "true" };
  return { fault: asked === undefined ? "NoSuchKey" : "MethodNotAllowed", headers };
}

/**
 * GET and HEAD Object: https://www.tencentcloud.com/document/product/436/7753 and …/7745. A single range, the four
 * conditions, `versionId` and the `response-…` parameters are honoured.
 */
export const getObject: CosOperation = (call, context) => {
  const found = context.store.version({ ...call.address, versionId: versionIdOf(call) });
  const object = objectOf(found);
  if (object === undefined) return absence(call, context, found);
  const unmet = unmetCondition(object, call.headers);
  if (unmet !== undefined) return unmet;
  const headers = {
    ...headersOf(object, call.query),
    ...versionHeaders(object, context.store.bucket(call.address.bucket)),
  };
  const range = rangeOf(call.headers["range"], object.body.length);
  if (range === "InvalidRange") return range;
  if (range === undefined) return { status: 200, headers, body: object.body };
  const contentRange = `bytes ${range.first}-${range.last}/${object.body.length}`;
  return {
    status: 206,
    headers: { ...headers, "content-range": contentRange },
    body: object.body.subarray(range.first, range.last + 1),
  };
};

/**
 * DELETE Object: https://www.tencentcloud.com/document/product/436/7743; succeeds when there is no such object. On a bucket
 * with versions it puts a delete marker, unless a version is named.
 */
export const deleteObject: CosOperation = (call, { store }) => {
  const bucket = store.bucket(call.address.bucket);
  if (bucket === undefined) return "NoSuchBucket";
  const versionId = versionIdOf(call);
  const gone = store.delete({ ...call.address, versionId });
  const id = gone?.versionId ?? versionId;
  if (bucket.versioning === undefined || id === undefined) return { status: 204 };
  const isMarker = gone !== undefined && "deleteMarker" in gone;
  return {
    status: 204,
    headers: { "x-cos-version-id": id, ...(isMarker && { "x-cos-delete-marker": "true" }) },
  };
};
