import { Agent } from "node:http";
import { Readable } from "node:stream";

import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketAclCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { S3ClientConfig } from "@aws-sdk/client-s3";

import { unchunked } from "../../../../emulator/src/cos/s3-call";
import { bucket, rawRequest, region, secretId, secretKey, startCosApp } from "./cos-app";
import type { CosApp } from "./cos-app";

const Bucket = bucket;

let cos: CosApp;
let clients: S3Client[] = [];
beforeEach(async () => {
  cos = await startCosApp();
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  clients = [];
  await cos.app.close();
});

/** An agent that finds the app under every host name. */
function agentTo({ endpoint }: CosApp): Agent {
  const address = new URL(endpoint).hostname;
  return new Agent({
    lookup: (_host, options, callback) =>
      options.all === true ? callback(null, [{ address, family: 4 }]) : callback(null, address, 4),
  });
}

const styles: Record<string, (app: CosApp) => S3ClientConfig> = {
  "path style": ({ endpoint }) => ({ endpoint, forcePathStyle: true }),
  "virtual-host style": (app) => ({
    endpoint: `http://cos.${region}.myqcloud.com:${new URL(app.endpoint).port}`,
    requestHandler: { httpAgent: agentTo(app) },
  }),
};

function s3Client(config: S3ClientConfig): S3Client {
  const client = new S3Client({
    region,
    credentials: { accessKeyId: secretId, secretAccessKey: secretKey },
    maxAttempts: 1,
    ...config,
  });
  clients.push(client);
  return client;
}

describe.each(Object.entries(styles))("AWS's SDK in %s", (_, config) => {
  const client = () => s3Client(config(cos));

  test("puts, heads, gets, lists and deletes an object with its metadata", async () => {
    const Key = "slices/a b+c/房间.ogg";
    const put = await client().send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: "123456789",
        ContentType: "audio/ogg",
        Metadata: { room: "lobby" },
      }),
    );
    expect(put.ETag).toBe('"25f9e794323b453885f5181f1b624d0b"');
    const stored = cos.store.get({ bucket, key: Key });
    expect([stored?.contentType, stored?.headers]).toEqual(["audio/ogg", { "x-cos-meta-room": "lobby" }]);
    const head = await client().send(new HeadObjectCommand({ Bucket, Key }));
    expect([head.Metadata, head.ContentLength]).toEqual([{ room: "lobby" }, 9]);
    const got = await client().send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe("123456789");
    const list = await client().send(new ListObjectsV2Command({ Bucket, Prefix: "slices/" }));
    expect(list.Contents?.map((object) => [object.Key, object.Size])).toEqual([[Key, 9]]);
    await client().send(new DeleteObjectCommand({ Bucket, Key }));
    expect(cos.store.get({ bucket, key: Key })).toBeUndefined();
  });

  test("puts a stream, whose body comes in chunks", async () => {
    const Body = Readable.from([Buffer.alloc(70_000, "a"), Buffer.from("end")]);
    await client().send(new PutObjectCommand({ Bucket, Key: "a", Body, ContentLength: 70_003 }));
    const stored = cos.store.get({ bucket, key: "a" });
    expect(stored?.body.toString()).toBe(`${"a".repeat(70_000)}end`);
    expect(stored?.headers).toEqual({});
  });

  test("puts once only with IfNoneMatch", async () => {
    const put = new PutObjectCommand({ Bucket, Key: "a", Body: "1", IfNoneMatch: "*" });
    await client().send(put);
    await expect(client().send(put)).rejects.toMatchObject({
      name: "PreconditionFailed",
      $metadata: { httpStatusCode: 412 },
    });
  });

  test("uploads in parts, or gives that up", async () => {
    const Key = "a";
    const begin = async () =>
      (await client().send(new CreateMultipartUploadCommand({ Bucket, Key }))).UploadId;
    const UploadId = await begin();
    const Parts = [];
    for (const [index, Body] of [Buffer.alloc(1024 * 1024, "1"), Buffer.from("2")].entries()) {
      const PartNumber = index + 1;
      const { ETag } = await client().send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
      );
      Parts.push({ PartNumber, ETag });
    }
    const MultipartUpload = { Parts };
    await client().send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }));
    expect(cos.store.get({ bucket, key: Key })?.body).toHaveLength(1024 * 1024 + 1);
    const another = { Bucket, Key, UploadId: await begin() };
    await client().send(new AbortMultipartUploadCommand(another));
    await expect(client().send(new AbortMultipartUploadCommand(another))).rejects.toMatchObject({
      name: "NoSuchUpload",
    });
  });

  test("deletes several objects at once", async () => {
    for (const key of ["a", "b", "c"]) cos.store.put({ bucket, key, body: Buffer.from(key) });
    const Delete = { Objects: [{ Key: "a" }, { Key: "b" }] };
    const outcome = await client().send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect(outcome.Deleted).toEqual([{ Key: "a" }, { Key: "b" }]);
    expect(cos.store.list({ bucket })).toMatchObject({ objects: [{ key: "c" }] });
  });

  test("creates, sets up, lists and deletes a bucket", async () => {
    const other = { Bucket: "other-1250000000" };
    await client().send(new CreateBucketCommand({ ...other, ACL: "public-read" }));
    expect(cos.store.bucket("other-1250000000")?.acl).toBe("public-read");
    await client().send(new PutBucketAclCommand({ ...other, ACL: "private" }));
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await client().send(new PutBucketVersioningCommand({ ...other, VersioningConfiguration }));
    expect(cos.store.bucket("other-1250000000")).toMatchObject({ acl: "private", versioning: "Enabled" });
    const rule = { ID: "a", Status: "Enabled", Filter: { Prefix: "" }, Expiration: { Days: 1 } } as const;
    const LifecycleConfiguration = { Rules: [rule] };
    await client().send(new PutBucketLifecycleConfigurationCommand({ ...other, LifecycleConfiguration }));
    const put = await client().send(new PutObjectCommand({ ...other, Key: "a", Body: "1" }));
    const versionId = cos.store.get({ bucket: "other-1250000000", key: "a" })?.versionId;
    expect(put.VersionId).toBe(versionId);
    await client().send(new DeleteObjectCommand({ ...other, Key: "a", VersionId: put.VersionId }));
    const { Buckets } = await client().send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual(["other-1250000000", bucket]);
    await client().send(new DeleteBucketCommand(other));
    expect(cos.store.bucket("other-1250000000")).toBeUndefined();
  });

  test.each([
    [{ accessKeyId: secretId, secretAccessKey: "planted-wrong-key" }, "SignatureDoesNotMatch"],
    [{ accessKeyId: "AKIDother", secretAccessKey: secretKey }, "InvalidAccessKeyId"],
    [{ accessKeyId: secretId, secretAccessKey: secretKey, sessionToken: "bogus" }, "AccessDenied"],
  ])("is refused with the keys %j", async (credentials, name) => {
    const wrong = s3Client({ ...config(cos), credentials });
    await expect(wrong.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }))).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: 403 },
    });
    expect(cos.store.get({ bucket, key: "a" })).toBeUndefined();
  });

  test("is refused sixteen minutes late", async () => {
    const late = s3Client({ ...config(cos), systemClockOffset: -16 * 60_000 });
    await expect(late.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({
      name: "RequestTimeTooSkewed",
    });
  });
});

test("a session token comes with its key", async () => {
  await cos.app.close();
  cos = await startCosApp({ lookupToken: () => "session" });
  const credentials = { accessKeyId: secretId, secretAccessKey: secretKey, sessionToken: "session" };
  const client = s3Client({ endpoint: cos.endpoint, forcePathStyle: true, credentials });
  expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
});

test("policies judge an AWS signature as any other", async () => {
  await cos.app.close();
  const asked: unknown[] = [];
  cos = await startCosApp({ authorize: (access) => asked.push(access) === 0 });
  const client = s3Client({ endpoint: cos.endpoint, forcePathStyle: true });
  await expect(client.send(new PutObjectCommand({ Bucket, Key: "a/b", Body: "x" }))).rejects.toMatchObject({
    name: "AccessDenied",
  });
  expect(asked).toEqual([{ secretId, action: "name/cos:PutObject", bucket, region, key: "a/b" }]);
});

test("what only looks like an AWS signature is told so", async () => {
  const answer = await rawRequest(cos, {
    path: `/${bucket}/a`,
    headers: { authorization: "AWS4-HMAC-SHA256 x" },
  });
  expect(answer.status).toBe(400);
  expect(answer.body).toContain(
    "<Code>InvalidArgument</Code><Message>The Authorization is not an AWS signature",
  );
});

describe("unchunked", () => {
  test.each([
    ["0\r\n\r\n", ""],
    ["3\r\nabc\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", "abc"],
    ["2\r\n\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n", "\r\n0123456789"],
  ])("reads %j", (body, expected) => {
    expect(unchunked(Buffer.from(body))?.toString()).toBe(expected);
  });

  test.each(["", "abc", "3\r\nabcd\r\n0\r\n\r\n", "9\r\nabc\r\n", "3\r\nabc\r\n"])("refuses %j", (body) => {
    expect(unchunked(Buffer.from(body))).toBeUndefined();
  });
});
