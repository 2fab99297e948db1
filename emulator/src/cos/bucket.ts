import { aclOf } from "./acl";
import type { CosCall, CosOperation } from "./call";
import type { CosFault } from "./errors";
import { listingQueryOf } from "./listing";
import type { ListingQuery } from "./listing";
import type { ObjectList } from "./object-store";
import { OWNER } from "./owner";
import type { StoredObject } from "./version";
import { writeXml } from "./xml";
import type { XmlNode } from "./xml";

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
export const putBucket: CosOperation = ({ address, headers }, { store, defaultRegion }) => {
  const name = address.bucket;
  const region = address.region ?? defaultRegion;
  if (!isBucketName({ name, region })) return "InvalidBucketName";
  const asked = aclOf(headers);
  if ("fault" in asked) return asked.fault;
  const created = store.createBucket({ name, region, acl: asked.acl ?? "private" });
  return created === undefined ? "BucketAlreadyOwnedByYou" : { status: 200 };
};

/** HEAD Bucket: https://www.tencentcloud.com/document/product/436/7735 */
export const headBucket: CosOperation = ({ address }, { store }) => {
  const bucket = store.bucket(address.bucket);
  return bucket === undefined
    ? "NoSuchBucket"
    : { status: 200, headers: { "x-cos-bucket-region": bucket.region } };
};

/** GET Bucket location: the region. */
export const getLocation: CosOperation = ({ address }, { store }) => {
  const bucket = store.bucket(address.bucket);
  if (bucket === undefined) return "NoSuchBucket";
  return { status: 200, body: writeXml({ LocationConstraint: bucket.region }) };
};

/** DELETE Bucket: https://www.tencentcloud.com/document/product/436/7732 */
export const deleteBucket: CosOperation = ({ address }, { store }) => {
  const outcome = store.deleteBucket(address.bucket);
  return outcome === "deleted" ? { status: 204 } : outcome;
};

interface ListQuery extends ListingQuery {
  readonly version: 1 | 2;
  readonly marker: string;
}

function listQueryOf(call: CosCall): ListQuery | CosFault {
  const list = listingQueryOf(call, "max-keys");
  if (typeof list === "string") return list;
  const { query } = call;
  const version = query.get("list-type") === "2" ? 2 : 1;
  const marker =
    version === 1 ? query.get("marker") : (query.get("continuation-token") ?? query.get("start-after"));
  return { ...list, version, marker: marker ?? "" };
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
  if (list.version === 1) return { Marker: list.encode(list.marker), NextMarker: next };
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
    EncodingType: list.encodingType,
    Prefix: list.encode(list.prefix),
    Delimiter: list.delimiter === "" ? undefined : list.encode(list.delimiter),
    MaxKeys: list.maxKeys,
    IsTruncated: page.nextMarker !== undefined,
    ...pageMarks(list, page),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: list.encode(prefix) })),
    Contents: page.objects.map((object) => listedObject(object, list.encode)),
  };
  return { status: 200, body: writeXml({ ListBucketResult }) };
};
