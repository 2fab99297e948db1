import { createHash } from "node:crypto";

import type COS from "cos-nodejs-sdk-v5";

import {
  bucket,
  errorOf,
  pointings,
  rawRequest,
  region,
  signedRequest,
  startCosApp,
  textOf,
  vendorClient,
} from "./cos-app";
import type { CosApp, RawAnswer } from "./cos-app";

const at = { Bucket: bucket, Region: region };
const MEGABYTE = 1024 * 1024;
const noSuchUpload = [404, "NoSuchUpload", "The specified multipart upload does not exist."];

let cos: CosApp;
beforeEach(async () => {
  cos = await startCosApp();
});
afterEach(() => cos.app.close());

const client = () => vendorClient(pointings["a Domain with the bucket as path"](cos));

async function begin(Key: string, headers: object = {}): Promise<string> {
  return (await client().multipartInit({ ...at, Key, ...headers })).UploadId;
}

function listed(params: Partial<COS.MultipartListParams> = {}): Promise<COS.MultipartListResult> {
  return client().multipartList({ ...at, Prefix: "", Delimiter: "", ...params });
}

async function uploadPart(Key: string, UploadId: string, PartNumber: number, Body: Buffer): Promise<string> {
  return (await client().multipartUpload({ ...at, Key, UploadId, PartNumber, Body })).ETag;
}

function complete(uploadId: string, parts: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
  const body = `<CompleteMultipartUpload>${parts}</CompleteMultipartUpload>`;
  return signedRequest(cos, { method: "POST", path: `/${bucket}/a?uploadId=${uploadId}`, headers, body });
}

const part = (number: number, etag: string): string =>
  `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`;

test("the vendor's SDK uploads in parts, which become one object", async () => {
  const Key = "slices/a b+c";
  const UploadId = await begin(Key, { ContentType: "audio/ogg", "x-cos-meta-room": "lobby" });
  const bodies = [Buffer.alloc(MEGABYTE, "1"), Buffer.from("end")];
  // in any order, and one of them twice
  const second = await uploadPart(Key, UploadId, 2, bodies[1] ?? Buffer.alloc(0));
  await uploadPart(Key, UploadId, 1, Buffer.from("replaced"));
  const first = await uploadPart(Key, UploadId, 1, bodies[0] ?? Buffer.alloc(0));
  expect(cos.store.get({ bucket, key: Key })).toBeUndefined();
  const done = await client().multipartComplete({
    ...at,
    Key,
    UploadId,
    Parts: [
      { PartNumber: 1, ETag: first },
      { PartNumber: 2, ETag: second },
    ],
  });
  const md5 = (data: Buffer): Buffer => createHash("md5").update(data).digest();
  const etag = `"${md5(Buffer.concat(bodies.map(md5))).toString("hex")}-2"`;
  expect(done).toMatchObject({ ETag: etag, Bucket: bucket, Key });
  const stored = cos.store.get({ bucket, key: Key });
  // the matcher would compare byte by byte
  expect(stored?.body.equals(Buffer.concat(bodies))).toBe(true);
  expect(stored).toMatchObject({
    contentType: "audio/ogg",
    headers: { "x-cos-meta-room": "lobby" },
    etag,
  });
  expect((await listed()).Upload).toEqual([]);
});

describe("complete", () => {
  let uploadId: string;
  let etags: [string, string];
  beforeEach(async () => {
    uploadId = await begin("a");
    etags = [
      await uploadPart("a", uploadId, 1, Buffer.from("1")),
      await uploadPart("a", uploadId, 2, Buffer.from("2")),
    ];
  });

  test.each([
    ["no part", () => "", "MalformedXML"],
    ["a part without ETag", () => "<Part><PartNumber>1</PartNumber></Part>", "MalformedXML"],
    ["a part of number 0", () => part(0, etags[0]), "MalformedXML"],
    ["parts in another order", () => part(2, etags[1]) + part(1, etags[0]), "InvalidPartOrder"],
    ["a part twice", () => part(1, etags[0]) + part(1, etags[0]), "InvalidPartOrder"],
    ["a part that was not uploaded", () => part(3, etags[0]), "InvalidPart"],
    ["another ETag", () => part(1, etags[1]), "InvalidPart"],
    ["a small part that is not the last", () => part(1, etags[0]) + part(2, etags[1]), "EntityTooSmall"],
  ])("with %s is refused, and the upload stays", async (_, parts, code) => {
    const answer = await complete(uploadId, parts());
    expect([answer.status, textOf(answer, "Code")]).toEqual([400, code]);
    expect(cos.store.get({ bucket, key: "a" })).toBeUndefined();
    expect((await complete(uploadId, part(1, etags[0]))).status).toBe(200);
  });

  test("takes ETags without quotes and leaves out parts that are not named", async () => {
    expect((await complete(uploadId, part(2, etags[1].replaceAll('"', "")))).status).toBe(200);
    expect(cos.store.get({ bucket, key: "a" })?.body.toString()).toBe("2");
  });

  test("is create-only with x-cos-forbid-overwrite, and the upload stays", async () => {
    cos.store.put({ bucket, key: "a", body: Buffer.from("before") });
    const forbid = { "x-cos-forbid-overwrite": "true" };
    const refused = await complete(uploadId, part(1, etags[0]), forbid);
    expect([refused.status, textOf(refused, "Code")]).toEqual([409, "FileAlreadyExists"]);
    expect(cos.store.get({ bucket, key: "a" })?.body.toString()).toBe("before");
    expect((await complete(uploadId, part(1, etags[0]))).status).toBe(200);
  });

  test("answers the version on a bucket with versions", async () => {
    cos.store.changeBucket(bucket, { versioning: "Enabled" });
    const answer = await complete(uploadId, part(1, etags[0]));
    expect(answer.headers["x-cos-version-id"]).toBe(cos.store.get({ bucket, key: "a" })?.versionId);
  });

  test("is there once", async () => {
    await complete(uploadId, part(1, etags[0]));
    expect(errorOf(await complete(uploadId, part(1, etags[0])))).toEqual(noSuchUpload);
  });
});

describe("an upload", () => {
  test.each(["0", "10001", "x", ""])("has no part %p", async (number) => {
    const uploadId = await begin("a");
    const path = `/${bucket}/a?partNumber=${number}&uploadId=${uploadId}`;
    const answer = await signedRequest(cos, { method: "PUT", path, body: "x" });
    expect([answer.status, textOf(answer, "Code")]).toEqual([400, "InvalidArgument"]);
  });

  test("is gone once it is aborted, and keeps its bucket from being deleted until then", async () => {
    const UploadId = await begin("a");
    await expect(client().deleteBucket(at)).rejects.toMatchObject({ code: "BucketNotEmpty" });
    expect((await client().multipartAbort({ ...at, Key: "a", UploadId })).statusCode).toBe(204);
    await expect(client().multipartAbort({ ...at, Key: "a", UploadId })).rejects.toMatchObject({
      statusCode: 404,
      code: "NoSuchUpload",
    });
    expect((await client().deleteBucket(at)).statusCode).toBe(204);
  });

  test("is of its key only", async () => {
    const uploadId = await begin("a");
    const path = `/${bucket}/b?uploadId=${uploadId}`;
    expect(errorOf(await signedRequest(cos, { method: "DELETE", path }))).toEqual(noSuchUpload);
    expect(cos.store.uploads(bucket)?.isEmpty()).toBe(false);
  });

  test("lists its parts page by page", async () => {
    const UploadId = await begin("a");
    const sizes = [3, 1, 2];
    for (const number of sizes) await uploadPart("a", UploadId, number, Buffer.alloc(number));
    const first = await client().multipartListPart({ ...at, Key: "a", UploadId, MaxParts: 2 });
    expect(first.Part.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      ["1", "1"],
      ["2", "2"],
    ]);
    expect([first.IsTruncated, first.NextPartNumberMarker]).toEqual(["true", "2"]);
    const rest = await client().multipartListPart({ ...at, Key: "a", UploadId, PartNumberMarker: "2" });
    expect([rest.Part.map(({ PartNumber }) => PartNumber), rest.IsTruncated]).toEqual([["3"], "false"]);
  });
});

test("uploads are listed by key and id, page by page, by prefix and delimiter", async () => {
  const ids = [await begin("a"), await begin("a")].sort();
  await begin("b/1");
  await begin("b/2");
  const all = await listed();
  expect(all.Upload.map(({ Key, UploadId }) => [Key, UploadId]).slice(0, 2)).toEqual(
    ids.map((id) => ["a", id]),
  );
  const first = await listed({ MaxUploads: 1 });
  expect([first.IsTruncated, first.NextKeyMarker, first.NextUploadIdMarker]).toEqual(["true", "a", ids[0]]);
  const marks = { KeyMarker: "a", UploadIdMarker: ids[0] ?? "" };
  const second = await listed({ ...marks, MaxUploads: 1 });
  expect(second.Upload.map(({ UploadId }) => UploadId)).toEqual([ids[1]]);
  const afterA = await listed({ KeyMarker: "a" });
  expect(afterA.Upload.map(({ Key }) => Key)).toEqual(["b/1", "b/2"]);
  expect((await listed({ Prefix: "b/2" })).Upload.map(({ Key }) => Key)).toEqual(["b/2"]);
  expect(await listed({ Delimiter: "/" })).toMatchObject({
    CommonPrefixes: { Prefix: "b/" },
  });
});

test("a caller who may not hears so before it is looked whether there is such an upload", async () => {
  await cos.app.close();
  const asked: string[] = [];
  cos = await startCosApp({
    authorize: ({ action, key }) => {
      asked.push(action);
      return key === "slices/a";
    },
  });
  const send = (method: string, key: string, query: string) =>
    signedRequest(cos, { method, path: `/${bucket}/${key}?${query}` });
  const calls = [
    ["PUT", "partNumber=1&uploadId=none"],
    ["GET", "uploadId=none"],
    ["POST", "uploadId=none"],
    ["DELETE", "uploadId=none"],
  ] as const;
  for (const [method, query] of calls) {
    expect(errorOf(await send(method, "slices/a", query))).toEqual(noSuchUpload);
    expect(errorOf(await send(method, "other/a", query))).toEqual([403, "AccessDenied", "Access Denied."]);
  }
  expect(asked.filter((_, index) => index % 2 === 0)).toEqual([
    "name/cos:UploadPart",
    "name/cos:ListParts",
    "name/cos:CompleteMultipartUpload",
    "name/cos:AbortMultipartUpload",
  ]);
});

test("lists, and nothing else, ask policies about their prefix", async () => {
  await cos.app.close();
  const asked: string[] = [];
  cos = await startCosApp({
    authorize: ({ action, key }) => {
      asked.push(`${action} ${key}`);
      return true;
    },
  });
  for (const query of [
    "uploads=&prefix=slices/",
    "prefix=slices/",
    "versions=&prefix=slices/",
    "uploads=",
    "acl=&prefix=slices/",
  ]) {
    expect((await signedRequest(cos, { path: `/${bucket}/?${query}` })).status).toBe(200);
  }
  expect(asked).toEqual([
    "name/cos:ListMultipartUploads slices/",
    "name/cos:GetBucket slices/",
    "name/cos:GetBucketObjectVersions slices/",
    "name/cos:ListMultipartUploads ",
    "name/cos:GetBucketACL ",
  ]);
});

test("a part is not a copy, and wants its bucket", async () => {
  const path = `/${bucket}/a?partNumber=1&uploadId=none`;
  const headers = { "x-cos-copy-source": "b/c" };
  expect((await signedRequest(cos, { method: "PUT", path, headers })).status).toBe(501);
  const elsewhere = await signedRequest(cos, { method: "POST", path: "/none-1250000000/a?uploads=" });
  expect(errorOf(elsewhere)).toEqual([404, "NoSuchBucket", "The specified bucket does not exist."]);
  expect((await rawRequest(cos, { method: "POST", path: `/${bucket}/a?uploads=` })).status).toBe(403);
});
