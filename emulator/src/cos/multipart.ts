import { aclOf } from "./acl";
import type { CosCall, CosOperation } from "./call";
import { sentMd5Fault } from "./content-md5";
import { crc64 } from "./crc64";
import type { CosFault } from "./errors";
import { listingQueryOf } from "./listing";
import { keptHeaders, writtenHeaders } from "./object";
import { OWNER } from "./owner";
import { multipartEtagOf } from "./uploads";
import type { Part, Upload } from "./uploads";
import { asRecord, elementsOf, readXml, writeXml } from "./xml";

/** https://www.tencentcloud.com/document/product/436/14518 */
const MAX_PART_NUMBER = 10_000;
/** Bytes of every part but the last. */
const MIN_PART_SIZE = 1024 * 1024;

const INITIATOR = { ID: OWNER.ID, DisplayName: OWNER.DisplayName };

/** Initiate Multipart Upload: https://www.tencentcloud.com/document/product/436/7746 */
export const initiateUpload: CosOperation = ({ address: { bucket, key }, headers }, { store }) => {
  const asked = aclOf(headers);
  if ("fault" in asked) return asked.fault;
  const upload = store.uploads(bucket)?.initiate({
    key,
    ...(headers["content-type"] ? { contentType: headers["content-type"] } : {}),
    headers: keptHeaders(headers),
    ...(asked.acl === undefined ? {} : { acl: asked.acl }),
  });
  if (upload === undefined) return "NoSuchBucket";
  const InitiateMultipartUploadResult = { Bucket: bucket, Key: key, UploadId: upload.uploadId };
  return { status: 200, body: writeXml({ InitiateMultipartUploadResult }) };
};

function uploadIdOf({ query }: CosCall): string {
  return query.get("uploadId") ?? "";
}

function uploadOf(call: CosCall, { store }: Parameters<CosOperation>[1]): Upload | CosFault {
  const uploads = store.uploads(call.address.bucket);
  if (uploads === undefined) return "NoSuchBucket";
  return uploads.get({ key: call.address.key, uploadId: uploadIdOf(call) }) ?? "NoSuchUpload";
}

function partNumberOf(text: string | undefined): number | undefined {
  const number = /^\d{1,5}$/.test(text ?? "") ? Number(text) : 0;
  return number >= 1 && number <= MAX_PART_NUMBER ? number : undefined;
}

/** Upload Part: https://www.tencentcloud.com/document/product/436/7750. A copy is answered 501 NotImplemented. */
export const uploadPart: CosOperation = (call, context) => {
  if (call.headers["x-cos-copy-source"] !== undefined) return "NotImplemented";
  const upload = uploadOf(call, context);
  if (typeof upload === "string") return upload;
  const partNumber = partNumberOf(call.query.get("partNumber"));
  if (partNumber === undefined) return "InvalidArgument";
  const fault = sentMd5Fault(call);
  if (fault !== undefined) return fault;
  const uploads = context.store.uploads(call.address.bucket);
  const part = uploads?.putPart({ ...upload, partNumber, body: call.body });
  if (part === undefined) return "NoSuchUpload";
  return { status: 200, headers: { etag: part.etag, "x-cos-hash-crc64ecma": crc64(part.body) } };
};

/** List Parts: https://www.tencentcloud.com/document/product/436/7747 */
export const listParts: CosOperation = (call, context) => {
  const upload = uploadOf(call, context);
  if (typeof upload === "string") return upload;
  const list = listingQueryOf(call, "max-parts");
  const marker = call.query.get("part-number-marker") ?? "0";
  if (typeof list === "string" || !/^\d{1,5}$/.test(marker)) return "InvalidArgument";
  const rest = upload.parts.filter(({ partNumber }) => partNumber > Number(marker));
  const parts = rest.slice(0, list.maxKeys);
  const isTruncated = parts.length > 0 && parts.length < rest.length;
  const ListPartsResult = {
    Bucket: list.bucket,
    EncodingType: list.encodingType,
    Key: list.encode(upload.key),
    UploadId: upload.uploadId,
    Owner: OWNER,
    Initiator: INITIATOR,
    PartNumberMarker: marker,
    NextPartNumberMarker: isTruncated ? parts.at(-1)?.partNumber : undefined,
    StorageClass: "STANDARD",
    MaxParts: list.maxKeys,
    IsTruncated: isTruncated,
    Part: parts.map(({ partNumber, lastModified, etag, body }) => ({
      PartNumber: partNumber,
      LastModified: lastModified.toISOString(),
      ETag: etag,
      Size: body.length,
    })),
  };
  return { status: 200, body: writeXml({ ListPartsResult }) };
};

interface NamedPart {
  readonly partNumber: number;
  readonly etag: string;
}

function namedParts(body: Buffer): readonly NamedPart[] | "MalformedXML" {
  const request = asRecord(readXml(body.toString())?.["CompleteMultipartUpload"]);
  const parts: NamedPart[] = [];
  for (const element of elementsOf(request, "Part").map(asRecord)) {
    const { PartNumber, ETag } = element;
    const partNumber = partNumberOf(typeof PartNumber === "string" ? PartNumber : undefined);
    if (partNumber === undefined || typeof ETag !== "string") return "MalformedXML";
    parts.push({ partNumber, etag: `"${ETag.replaceAll('"', "")}"` });
  }
  return parts.length === 0 ? "MalformedXML" : parts;
}

/** The parts of the object, or why they make none. */
function chosenParts(upload: Upload, body: Buffer): readonly Part[] | CosFault {
  const named = namedParts(body);
  if (typeof named === "string") return named;
  if (named.some(({ partNumber }, index) => partNumber <= (named[index - 1]?.partNumber ?? 0))) {
    return "InvalidPartOrder";
  }
  const parts = named.flatMap(
    ({ partNumber, etag }) =>
      upload.parts.find((part) => part.partNumber === partNumber && part.etag === etag) ?? [],
  );
  if (parts.length < named.length) return "InvalidPart";
  return parts.slice(0, -1).some((part) => part.body.length < MIN_PART_SIZE) ? "EntityTooSmall" : parts;
}

/** Complete Multipart Upload: https://www.tencentcloud.com/document/product/436/7742; it may be create-only as a put. */
export const completeUpload: CosOperation = (call, context) => {
  const upload = uploadOf(call, context);
  if (typeof upload === "string") return upload;
  const parts = sentMd5Fault(call) ?? chosenParts(upload, call.body);
  if (typeof parts === "string") return parts;
  const { store } = context;
  const { bucket, key } = call.address;
  const stored = store.put({
    ...upload,
    bucket,
    body: Buffer.concat(parts.map((part) => part.body)),
    etag: multipartEtagOf(parts),
    forbidOverwrite: call.headers["x-cos-forbid-overwrite"] === "true",
  });
  if (typeof stored === "string") return stored;
  store.uploads(bucket)?.end(upload);
  const Location = `http://${bucket}.cos.${store.bucket(bucket)?.region ?? ""}.myqcloud.com/${key}`;
  return {
    status: 200,
    headers: writtenHeaders(stored, store.bucket(bucket)),
    body: writeXml({
      CompleteMultipartUploadResult: { Location, Bucket: bucket, Key: key, ETag: stored.etag },
    }),
  };
};

/** Abort Multipart Upload: https://www.tencentcloud.com/document/product/436/7740 */
export const abortUpload: CosOperation = (call, context) => {
  const upload = uploadOf(call, context);
  if (typeof upload === "string") return upload;
  context.store.uploads(call.address.bucket)?.end(upload);
  return { status: 204 };
};

/** List Multipart Uploads: https://www.tencentcloud.com/document/product/436/7736 */
export const listUploads: CosOperation = (call, { store }) => {
  const uploads = store.uploads(call.address.bucket);
  if (uploads === undefined) return "NoSuchBucket";
  const list = listingQueryOf(call, "max-uploads");
  if (typeof list === "string") return list;
  const marker = call.query.get("key-marker") ?? "";
  // void without a key marker, as the page says
  const uploadIdMarker = marker === "" ? "" : (call.query.get("upload-id-marker") ?? "");
  const page = uploads.list({
    ...list,
    marker,
    follows: ({ uploadId }) => uploadIdMarker !== "" && uploadId > uploadIdMarker,
  });
  const ListMultipartUploadsResult = {
    Bucket: list.bucket,
    EncodingType: list.encodingType,
    KeyMarker: list.encode(marker),
    UploadIdMarker: uploadIdMarker,
    NextKeyMarker: page.next && list.encode(page.next.marker),
    NextUploadIdMarker: page.next && (page.next.entry?.uploadId ?? ""),
    MaxUploads: list.maxKeys,
    IsTruncated: page.next !== undefined,
    Prefix: list.encode(list.prefix),
    Delimiter: list.delimiter === "" ? undefined : list.encode(list.delimiter),
    Upload: page.entries.map(({ key, uploadId, initiated }) => ({
      Key: list.encode(key),
      UploadId: uploadId,
      StorageClass: "STANDARD",
      Initiator: INITIATOR,
      Owner: OWNER,
      Initiated: initiated.toISOString(),
    })),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: list.encode(prefix) })),
  };
  return { status: 200, body: writeXml({ ListMultipartUploadsResult }) };
};
