import type { CosCall, CosOperation } from "./call";
import type { CosFault } from "./errors";
import { contentMd5Fault } from "./content-md5";
import type { ListObjects, ObjectList, StoredObject } from "./object-store";
import { percentEncode } from "./signature";
import { asRecord, readXml, writeXml } from "./xml";
import type { XmlNode } from "./xml";

/** The one account of the emulator, as COS writes an owner. */
const OWNER = { ID: "qcs::cam::uin/100000000001:uin/100000000001", DisplayName: "100000000001" };

const MAX_KEYS = 1000;
/** A bucket's whole host is limited (https://www.tencentcloud.com/document/product/436/14518). */
const MAX_HOST_LENGTH = 60;
const BUCKET_NAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?-\d+$/;

export function isBucketName({ name, region }: { readonly name: string; readonly region: string }): boolean {
  return BUCKET_NAME.test(name) && `${name}.cos.${region}.myqcloud.com`.length <= MAX_HOST_LENGTH;
}

/** GET Service: https://www.tencentcloud.com/document/product/436/8291 */
export const getService: CosOperation = (_call, { store }) => ({
  status: 200,
  body: writeXml({
    ListAllMyBucketsResult: {
      Owner: OWNER,
      Buckets: {
        Bucket: store.buckets().map(({ name, region, createdAt }) => ({
          Name: name,
          Location: region,
          CreationDate: createdAt.toISOString(),
          BucketType: "cos",
        })),
      },
    },
  }),
});

/** PUT Bucket: https://www.tencentcloud.com/document/product/436/7738 */
export const putBucket: CosOperation = ({ address }, { store, defaultRegion }) => {
  const region = address.region ?? defaultRegion;
  if (!isBucketName({ name: address.bucket, region })) return "InvalidBucketName";
  if (store.createBucket({ name: address.bucket, region }) === undefined) return "BucketAlreadyOwnedByYou";
  return { status: 200 };
};

/** HEAD Bucket: https://www.tencentcloud.com/document/product/436/7735 */
export const headBucket: CosOperation = ({ address }, { store }) => {
  const bucket = store.bucket(address.bucket);
  return bucket === undefined
    ? "NoSuchBucket"
    : { status: 200, headers: { "x-cos-bucket-region": bucket.region } };
};

/** DELETE Bucket: https://www.tencentcloud.com/document/product/436/7732 */
export const deleteBucket: CosOperation = ({ address }, { store }) => {
  const outcome = store.deleteBucket(address.bucket);
  return outcome === "deleted" ? { status: 204 } : outcome;
};

interface ListQuery extends ListObjects {
  readonly version: 1 | 2;
  readonly encode: (text: string) => string;
}

function listQueryOf({ query, address }: CosCall): ListQuery | CosFault {
  const maxKeys = query.get("max-keys") ?? String(MAX_KEYS);
  if (!/^\d{1,9}$/.test(maxKeys)) return "InvalidArgument";
  const encodingType = query.get("encoding-type") ?? "";
  if (encodingType !== "" && encodingType !== "url") return "InvalidArgument";
  const version = query.get("list-type") === "2" ? 2 : 1;
  const marker =
    version === 1 ? query.get("marker") : (query.get("continuation-token") ?? query.get("start-after"));
  return {
    version,
    bucket: address.bucket,
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    marker: marker ?? "",
    maxKeys: Math.min(Number(maxKeys), MAX_KEYS),
    encode: encodingType === "url" ? (text) => text.split("/").map(percentEncode).join("/") : (text) => text,
  };
}

function listedObject(object: StoredObject, encode: (text: string) => string): XmlNode {
  return {
    Key: encode(object.key),
    LastModified: object.lastModified.toISOString(),
    ETag: object.etag,
    Size: object.body.length,
    Owner: OWNER,
    StorageClass: "STANDARD",
  };
}

function pageMarks(list: ListQuery, page: ObjectList): XmlNode {
  const next = page.nextMarker === undefined ? undefined : list.encode(page.nextMarker);
  if (list.version === 1) return { Marker: list.encode(list.marker ?? ""), NextMarker: next };
  return { KeyCount: page.objects.length + page.commonPrefixes.length, NextContinuationToken: next };
}

/** GET Bucket (List Objects): https://www.tencentcloud.com/document/product/436/7734; list-type=2 as the S3 API has it. */
export const getBucket: CosOperation = (call, { store }) => {
  const list = listQueryOf(call);
  if (typeof list === "string") return list;
  const page = store.list(list);
  if (page === "NoSuchBucket") return page;
  const ListBucketResult = {
    Name: list.bucket,
    EncodingType: call.query.get("encoding-type") === "url" ? "url" : undefined,
    Prefix: list.encode(list.prefix ?? ""),
    Delimiter: list.delimiter === "" ? undefined : list.encode(list.delimiter ?? ""),
    MaxKeys: list.maxKeys,
    IsTruncated: page.nextMarker !== undefined,
    ...pageMarks(list, page),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: list.encode(prefix) })),
    Contents: page.objects.map((object) => listedObject(object, list.encode)),
  };
  return { status: 200, body: writeXml({ ListBucketResult }) };
};

/** DELETE Multiple Objects: https://www.tencentcloud.com/document/product/436/8289; Content-MD5 is required there. */
export const deleteMultipleObjects: CosOperation = ({ address, headers, body }, { store }) => {
  if (store.bucket(address.bucket) === undefined) return "NoSuchBucket";
  const fault = contentMd5Fault(headers["content-md5"] ?? "", body);
  if (fault !== undefined) return fault;
  const request = asRecord(readXml(body.toString(), ["Object"])?.["Delete"]);
  const objects: unknown = request["Object"];
  if (!Array.isArray(objects) || objects.length > MAX_KEYS) return "MalformedXML";
  const keys = objects.map((object: unknown) => asRecord(object)["Key"]);
  if (!keys.every((key) => typeof key === "string" && key !== "")) return "MalformedXML";
  for (const key of keys) store.delete({ bucket: address.bucket, key: String(key) });
  const deleted = request["Quiet"] === "true" ? [] : keys.map((key) => ({ Key: String(key) }));
  return { status: 200, body: writeXml({ DeleteResult: { Deleted: deleted } }) };
};
