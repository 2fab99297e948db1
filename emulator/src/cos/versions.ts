import type { CosOperation } from "./call";
import { sentMd5Fault } from "./content-md5";
import { listingQueryOf } from "./listing";
import type { ListingQuery, Page } from "./listing";
import { OWNER } from "./owner";
import type { Version } from "./version";
import { asRecord, readXml, writeXml } from "./xml";
import type { XmlNode } from "./xml";

/** GET Bucket versioning: https://www.tencentcloud.com/document/product/436/19888; empty while it was never enabled. */
export const getVersioning: CosOperation = ({ address }, { store }) => {
  const bucket = store.bucket(address.bucket);
  if (bucket === undefined) return "NoSuchBucket";
  return { status: 200, body: writeXml({ VersioningConfiguration: { Status: bucket.versioning } }) };
};

/** PUT Bucket versioning: https://www.tencentcloud.com/document/product/436/19889 */
export const putVersioning: CosOperation = (call, { store }) => {
  if (store.bucket(call.address.bucket) === undefined) return "NoSuchBucket";
  const fault = sentMd5Fault(call);
  if (fault !== undefined) return fault;
  const { Status } = asRecord(readXml(call.body.toString())?.["VersioningConfiguration"]);
  if (typeof Status !== "string") return "MalformedXML";
  if (Status !== "Enabled" && Status !== "Suspended") return "InvalidArgument";
  store.changeBucket(call.address.bucket, { versioning: Status });
  return { status: 200 };
};

function listedVersion(version: Version, list: ListingQuery, isLatest: boolean): XmlNode {
  return {
    Key: list.encode(version.key),
    VersionId: version.versionId,
    IsLatest: isLatest,
    LastModified: version.lastModified.toISOString(),
    ...("deleteMarker" in version
      ? {}
      : { ETag: version.etag, Size: version.body.length, StorageClass: "STANDARD" }),
    Owner: OWNER,
  };
}

function nextMarks({ next }: Page<Version>, list: ListingQuery): XmlNode {
  if (next === undefined) return {};
  return { NextKeyMarker: list.encode(next.marker), NextVersionIdMarker: next.entry?.versionId ?? "" };
}

/** GET Bucket Object Versions: https://cloud.tencent.com/document/product/436/35521 */
export const getObjectVersions: CosOperation = (call, { store }) => {
  const list = listingQueryOf(call, "max-keys");
  if (typeof list === "string") return list;
  const marker = call.query.get("key-marker") ?? "";
  const versionIdMarker = call.query.get("version-id-marker") ?? "";
  if (versionIdMarker !== "" && marker === "") return "InvalidArgument";
  const page = store.versions({ ...list, marker, ...(versionIdMarker === "" ? {} : { versionIdMarker }) });
  if (page === "NoSuchBucket") return page;
  const isLatest = ({ key, versionId }: Version): boolean =>
    store.version({ bucket: list.bucket, key })?.versionId === versionId;
  const listed = (isMarker: boolean): XmlNode[] =>
    page.entries
      .filter((version) => "deleteMarker" in version === isMarker)
      .map((version) => listedVersion(version, list, isLatest(version)));
  const ListVersionsResult = {
    EncodingType: list.encodingType,
    Name: list.bucket,
    Prefix: list.encode(list.prefix),
    KeyMarker: list.encode(marker),
    VersionIdMarker: versionIdMarker,
    MaxKeys: list.maxKeys,
    IsTruncated: page.next !== undefined,
    ...nextMarks(page, list),
    Delimiter: list.delimiter === "" ? undefined : list.encode(list.delimiter),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: list.encode(prefix) })),
    Version: listed(false),
    DeleteMarker: listed(true),
  };
  return { status: 200, body: writeXml({ ListVersionsResult }) };
};
