import type { CosAnswer, CosCall, CosOperation } from "./call";
import { contentMd5Fault } from "./content-md5";
import type { CosFault } from "./errors";
import type { StoredObject } from "./object-store";

const KEPT_HEADERS = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "expires",
];
const METADATA_PREFIX = "x-cos-meta-";
const OVERRIDES = [...KEPT_HEADERS, "content-type"];

function keptHeaders(headers: CosCall["headers"]): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value && (KEPT_HEADERS.includes(name) || name.startsWith(METADATA_PREFIX))) kept[name] = value;
  }
  return kept;
}

/**
 * PUT Object: https://www.tencentcloud.com/document/product/436/7749; `x-cos-forbid-overwrite: true` makes it create-only.
 * A copy is answered 501 NotImplemented.
 */
export const putObject: CosOperation = ({ address, headers, body }, { store }) => {
  if (headers["x-cos-copy-source"] !== undefined) return "NotImplemented";
  const fault =
    headers["content-md5"] === undefined ? undefined : contentMd5Fault(headers["content-md5"], body);
  if (fault !== undefined) return fault;
  const stored = store.put({
    bucket: address.bucket,
    key: address.key,
    body,
    ...(headers["content-type"] ? { contentType: headers["content-type"] } : {}),
    headers: keptHeaders(headers),
    forbidOverwrite: headers["x-cos-forbid-overwrite"] === "true",
  });
  if (typeof stored === "string") return stored;
  return { status: 200, headers: { etag: stored.etag, "x-cos-hash-crc64ecma": stored.crc64 } };
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

function absence(call: CosCall, bucketExists: boolean): CosFault {
  return bucketExists && call.address.key !== "" ? "NoSuchKey" : "NoSuchBucket";
}

/**
 * GET and HEAD Object: https://www.tencentcloud.com/document/product/436/7753 and …/7745. A single range, the four
 * conditions and the `response-…` parameters are honoured.
 */
export const getObject: CosOperation = (call, { store }) => {
  const object = store.get(call.address);
  if (object === undefined) return absence(call, store.bucket(call.address.bucket) !== undefined);
  const unmet = unmetCondition(object, call.headers);
  if (unmet !== undefined) return unmet;
  const headers = headersOf(object, call.query);
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

/** DELETE Object: https://www.tencentcloud.com/document/product/436/7743; succeeds when there is no such object. */
export const deleteObject: CosOperation = ({ address }, { store }) => {
  if (store.bucket(address.bucket) === undefined) return "NoSuchBucket";
  store.delete(address);
  return { status: 204 };
};
