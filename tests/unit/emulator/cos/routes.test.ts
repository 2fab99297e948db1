import { createHash } from "node:crypto";

import { sign } from "../../../../emulator/src/cos";
import {
  bucket,
  errorOf,
  pointings,
  rawRequest,
  region,
  secretId,
  secretKey,
  signedRequest as sendSigned,
  startCosApp,
  textOf,
  vendorClient,
} from "./cos-app";
import type { CosApp, RawAnswer, RawRequest } from "./cos-app";

const taskId = "-npVqpdU7qidKD61us+k9KlbamMCLrDbczWnLoK-2OqyoZWQndib8Ma8fbGq2JxnW26LgE.";
const at = { Bucket: bucket, Region: region };

let cos: CosApp;
beforeEach(async () => {
  cos = await startCosApp();
});
afterEach(() => cos.app.close());

function signedRequest(raw: RawRequest): Promise<RawAnswer> {
  return sendSigned(cos, raw);
}

function put(key: string, body = key): void {
  cos.store.put({ bucket, key, body: Buffer.from(body) });
}

describe.each(Object.entries(pointings))("the vendor's SDK by %s", (_, pointing) => {
  test("puts, heads and gets an object with its headers and metadata", async () => {
    const client = vendorClient(pointing(cos));
    const Key = `slices/${taskId}/teacher/audios/1.ogg`;
    const written = await client.putObject({
      ...at,
      Key,
      Body: "123456789",
      ContentType: "audio/ogg",
      CacheControl: "no-cache",
      "x-cos-meta-room": "lobby",
    });
    expect([written.statusCode, written.ETag]).toEqual([200, '"25f9e794323b453885f5181f1b624d0b"']);
    for (const seen of [await client.headObject({ ...at, Key }), await client.getObject({ ...at, Key })]) {
      expect(seen.statusCode).toBe(200);
      expect(seen.headers).toMatchObject({
        "content-type": "audio/ogg",
        "content-length": "9",
        "cache-control": "no-cache",
        "x-cos-meta-room": "lobby",
        "x-cos-hash-crc64ecma": "11051210869376104954",
        etag: '"25f9e794323b453885f5181f1b624d0b"',
      });
    }
    expect((await client.getObject({ ...at, Key })).Body.toString()).toBe("123456789");
  });

  test.each([
    `slices/${taskId}/a.png`,
    "a+b=c.d",
    "a b/ c",
    "100%/50%25",
    "房间/学生😀.ogg",
    "a'(b)!*~&c?d#e;f,g:h@i$j",
    "<a>&amp;\"'",
    "x".repeat(850),
  ])("round-trips the key %p through put, list, get and delete", async (Key) => {
    const client = vendorClient(pointing(cos));
    await client.putObject({ ...at, Key, Body: "body" });
    const list = await client.getBucket({ ...at, Prefix: Key });
    expect(list.Contents.map((object) => object.Key)).toEqual([Key]);
    expect((await client.getObject({ ...at, Key })).Body.toString()).toBe("body");
    expect((await client.deleteObject({ ...at, Key })).statusCode).toBe(204);
    expect(cos.store.get({ bucket, key: Key })).toBeUndefined();
  });

  test("lists with prefix, delimiter, marker and size of page", async () => {
    for (const key of ["a/1", "a/b/1", "a/b/2", "a/c", "z"]) put(key);
    const query = { ...at, Prefix: "a/", Delimiter: "/", MaxKeys: 2 };
    const first = await vendorClient(pointing(cos)).getBucket(query);
    expect(first).toMatchObject({
      Name: bucket,
      Prefix: "a/",
      MaxKeys: "2",
      IsTruncated: "true",
      NextMarker: "a/b/",
    });
    expect(first.Contents.map(({ Key, Size }) => [Key, Size])).toEqual([["a/1", "3"]]);
    expect(first.CommonPrefixes).toEqual([{ Prefix: "a/b/" }]);
    const second = await vendorClient(pointing(cos)).getBucket({ ...query, Marker: "a/b/" });
    expect(second.Contents.map(({ Key }) => Key)).toEqual(["a/c"]);
    expect([second.IsTruncated, second.NextMarker]).toEqual(["false", undefined]);
  });

  test("lists percent-encoded when asked to", async () => {
    put("a b/房+");
    const list = await vendorClient(pointing(cos)).getBucket({ ...at, EncodingType: "url" });
    expect(list.Contents.map(({ Key }) => Key)).toEqual(["a%20b/%E6%88%BF%2B"]);
  });

  test("creates, heads, lists and deletes a bucket", async () => {
    const client = vendorClient(pointing(cos));
    const other = { Bucket: "other-1250000000", Region: region };
    expect((await client.putBucket(other)).statusCode).toBe(200);
    expect((await client.headBucket(other)).statusCode).toBe(200);
    const { Buckets } = await client.getService({});
    expect(Buckets.map(({ Name, Location }) => [Name, Location])).toEqual([
      ["other-1250000000", region],
      [bucket, region],
    ]);
    expect((await client.deleteBucket(other)).statusCode).toBe(204);
    await expect(client.headBucket(other)).rejects.toMatchObject({ statusCode: 404 });
  });

  test("deletes several objects at once, absent ones too", async () => {
    for (const key of ["a", "b & c", "001", "d"]) put(key);
    const Objects = [{ Key: "a" }, { Key: "b & c" }, { Key: "001" }, { Key: "none" }];
    const outcome = await vendorClient(pointing(cos)).deleteMultipleObject({ ...at, Objects });
    expect(outcome.Deleted.map(({ Key }) => Key)).toEqual(["a", "b & c", "001", "none"]);
    expect(outcome.Error).toEqual([]);
    expect(cos.store.list({ bucket })).toMatchObject({ objects: [{ key: "d" }] });
  });

  test("sees the code and message of a refusal", async () => {
    await expect(vendorClient(pointing(cos)).getObject({ ...at, Key: "none" })).rejects.toMatchObject({
      statusCode: 404,
      code: "NoSuchKey",
      message: "The specified key does not exist.",
    });
    await expect(vendorClient(pointing(cos)).headObject({ ...at, Key: "none" })).rejects.toMatchObject({
      statusCode: 404,
    });
  });

  test("is refused with a wrong secret key, which the error does not show", async () => {
    const client = vendorClient(pointing(cos), { SecretKey: "planted-wrong-key" });
    const error: unknown = await client
      .putObject({ ...at, Key: "a", Body: "b" })
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ statusCode: 403, code: "SignatureDoesNotMatch" });
    expect(JSON.stringify(error)).not.toContain("planted");
    expect(cos.store.get({ bucket, key: "a" })).toBeUndefined();
  });

  test("is refused with an unknown secret id", async () => {
    const client = vendorClient(pointing(cos), { SecretId: "AKIDother" });
    await expect(client.getBucket(at)).rejects.toMatchObject({
      statusCode: 403,
      code: "InvalidAccessKeyId",
      message: "The Access Key Id you provided does not exist in our records.",
    });
  });

  test("is refused with a signature of another time", async () => {
    await cos.app.close();
    cos = await startCosApp({ now: () => Date.now() + 1_000_000 });
    await expect(
      vendorClient(pointing(cos), { CorrectClockSkew: false }).getBucket(at),
    ).rejects.toMatchObject({
      statusCode: 403,
      code: "AccessDenied",
      message: "Request has expired",
    });
  });
});

describe("presigned URLs", () => {
  test("get and put as signed, until they expire", async () => {
    put("a b+c");
    const client = vendorClient(pointings["a Domain with the bucket as path"](cos));
    const url = client.getObjectUrl(
      { ...at, Key: "a b+c", Query: { "response-content-type": "text/html; x" } },
      () => 0,
    );
    const got = await fetch(url);
    expect([got.status, got.headers.get("content-type"), await got.text()]).toEqual([
      200,
      "text/html; x",
      "a b+c",
    ]);
    const putUrl = client.getObjectUrl({ ...at, Key: "new", Method: "PUT" }, () => 0);
    expect((await fetch(putUrl, { method: "PUT", body: "body" })).status).toBe(200);
    const expired = client.getObjectUrl({ ...at, Key: "a b+c", Expires: -10 }, () => 0);
    expect((await fetch(expired)).status).toBe(403);
    expect((await fetch(url.replace("/a%20b", "/a"))).status).toBe(403);
  });
});

describe("refusals", () => {
  test("are XML with resource and request id, and the id is also a header", async () => {
    const answer = await rawRequest(cos, { path: `/${bucket}/a%26b` });
    const requestId = answer.headers["x-cos-request-id"];
    expect(answer.headers["content-type"]).toBe("application/xml");
    expect(errorOf(answer)).toEqual([403, "AccessDenied", "Access Denied."]);
    expect(textOf(answer, "Resource")).toBe(`${cos.host}/${bucket}/a&amp;b`);
    expect(textOf(answer, "RequestId")).toBe(requestId);
    expect(textOf(answer, "TraceId")).toMatch(/^[A-Za-z0-9+/]{32}$/);
  });

  test("of a HEAD have no body", async () => {
    const answer = await signedRequest({ method: "HEAD", path: `/${bucket}/none` });
    expect([answer.status, answer.body]).toEqual([404, ""]);
  });

  test.each([
    ["an Authorization of another kind", { authorization: "Bearer x" }, 400, "InvalidArgument"],
    ["an AWS signature", { authorization: "AWS4-HMAC-SHA256 Credential=x" }, 400, "InvalidArgument"],
  ])("answer %s", async (_, headers, status, code) => {
    const answer = await rawRequest(cos, { path: `/${bucket}/a`, headers });
    expect([answer.status, textOf(answer, "Code")]).toEqual([status, code]);
  });

  test("answer a path and a signed header that changed on the way", async () => {
    const headers = { host: cos.host, "x-cos-acl": "private" };
    const request = { method: "PUT", path: `/${bucket}/a`, query: new Map<string, string>(), headers };
    const authorization = sign(request, { secretId, secretKey, now: Date.now() });
    const sent = { method: "PUT", path: `/${bucket}/a`, headers: { ...headers, authorization }, body: "x" };
    const wrong = [403, "SignatureDoesNotMatch", "The Signature you specified is invalid."];
    expect(errorOf(await rawRequest(cos, { ...sent, path: `/${bucket}/b` }))).toEqual(wrong);
    const opened = { ...sent.headers, "x-cos-acl": "public-read" };
    expect(errorOf(await rawRequest(cos, { ...sent, headers: opened }))).toEqual(wrong);
    expect((await rawRequest(cos, sent)).status).toBe(200);
  });

  test.each([
    ["PUT", `/${bucket}`, 409, "BucketAlreadyOwnedByYou"],
    ["PUT", "/Bad_Name/", 400, "InvalidBucketName"],
    ["PUT", `/${"x".repeat(60)}-1250000000/`, 400, "InvalidBucketName"],
    ["DELETE", `/${bucket}/`, 409, "BucketNotEmpty"],
    ["DELETE", "/none-1250000000/a", 404, "NoSuchBucket"],
    ["GET", "/none-1250000000/", 404, "NoSuchBucket"],
    ["GET", "/none-1250000000/a", 404, "NoSuchBucket"],
    ["GET", `/${bucket}/?max-keys=x`, 400, "InvalidArgument"],
    ["GET", `/${bucket}/?encoding-type=x`, 400, "InvalidArgument"],
    ["PUT", `/${bucket}/?notification=`, 501, "NotImplemented"],
    ["GET", `/${bucket}/a?acl=`, 501, "NotImplemented"],
    ["POST", `/${bucket}/a`, 405, "MethodNotAllowed"],
    ["DELETE", "/", 405, "MethodNotAllowed"],
    ["GET", `/${bucket}/${"x".repeat(851)}`, 400, "KeyTooLong"],
  ])("answer %s %s", async (method, path, status, code) => {
    put("a");
    const answer = await signedRequest({ method, path });
    expect([answer.status, textOf(answer, "Code")]).toEqual([status, code]);
    expect(cos.store.buckets().map(({ name }) => name)).toEqual([bucket]);
  });

  test("answer a path that is not UTF-8", async () => {
    const answer = await rawRequest(cos, { path: `/${bucket}/a?prefix=%ff` });
    expect(errorOf(answer)).toEqual([400, "InvalidURI", "Could not parse the specified URI."]);
  });

  test("answer a body over the limit before it is read", async () => {
    const headers = { "content-length": String(256 * 1024 * 1024 + 1) };
    const answer = await rawRequest(cos, { method: "PUT", path: `/${bucket}/a`, headers });
    expect(errorOf(answer)).toEqual([
      400,
      "EntityTooLarge",
      "Your proposed upload exceeds the maximum allowed object size.",
    ]);
  });

  test("do not show what went wrong inside", async () => {
    await cos.app.close();
    cos = await startCosApp({
      lookupKey: () => {
        throw new Error(`planted ${secretKey}`);
      },
    });
    const answer = await signedRequest({ path: `/${bucket}/a` });
    expect(errorOf(answer)).toEqual([
      500,
      "InternalError",
      "We encountered an internal error. Please try again.",
    ]);
    expect(answer.body).not.toContain("planted");
  });

  test("leave what is under /_emulator/ to others", async () => {
    expect((await rawRequest(cos, { path: "/_emulator/health" })).body).toBe('{"ok":true}');
    const unknown = await rawRequest(cos, { path: "/_emulator/none" });
    expect([unknown.status, unknown.headers["x-cos-request-id"]]).toEqual([404, undefined]);
  });
});

describe("a put", () => {
  const path = `/${bucket}/a`;
  const md5 = (text: string): string => createHash("md5").update(text).digest("base64");

  test("is create-only with x-cos-forbid-overwrite", async () => {
    const headers = { "x-cos-forbid-overwrite": "true" };
    expect((await signedRequest({ method: "PUT", path, headers, body: "1" })).status).toBe(200);
    const second = await signedRequest({ method: "PUT", path, headers, body: "2" });
    expect(errorOf(second)).toEqual([
      409,
      "FileAlreadyExists",
      "The object already exists and must not be overwritten.",
    ]);
    expect(cos.store.get({ bucket, key: "a" })?.body.toString()).toBe("1");
  });

  test("is checked against its Content-MD5", async () => {
    const send = (contentMd5: string) =>
      signedRequest({ method: "PUT", path, headers: { "content-md5": contentMd5 }, body: "1" });
    expect(errorOf(await send("nonsense"))).toEqual([
      400,
      "InvalidDigest",
      "The Content-MD5 you specified is not valid.",
    ]);
    expect(errorOf(await send(md5("2")))).toEqual([
      400,
      "BadDigest",
      "The Content-MD5 you specified did not match what we received.",
    ]);
    expect(cos.store.get({ bucket, key: "a" })).toBeUndefined();
    expect((await send(md5("1"))).status).toBe(200);
  });

  test("may be empty, or larger than a megabyte", async () => {
    expect((await signedRequest({ method: "PUT", path, headers: { "content-length": "0" } })).status).toBe(
      200,
    );
    expect(cos.store.get({ bucket, key: "a" })?.body).toEqual(Buffer.alloc(0));
    expect((await signedRequest({ method: "PUT", path, body: Buffer.alloc(3_000_000) })).status).toBe(200);
    expect(cos.store.get({ bucket, key: "a" })?.body).toHaveLength(3_000_000);
  });

  test("is not a copy: that is refused, not stored empty", async () => {
    const answer = await signedRequest({ method: "PUT", path, headers: { "x-cos-copy-source": "b/c" } });
    expect([answer.status, textOf(answer, "Code")]).toEqual([501, "NotImplemented"]);
  });
});

describe("a get", () => {
  const path = `/${bucket}/a`;

  test.each([
    ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
    ["bytes=7-", 206, "789", "bytes 7-9/10"],
    ["bytes=-2", 206, "89", "bytes 8-9/10"],
    ["bytes=8-99", 206, "89", "bytes 8-9/10"],
    ["bytes=0-1,3-4", 200, "0123456789", undefined],
    ["bytes=5-2", 200, "0123456789", undefined],
  ])("of range %s answers %d %p", async (range, status, body, contentRange) => {
    put("a", "0123456789");
    const answer = await signedRequest({ path, headers: { range } });
    expect([answer.status, answer.body, answer.headers["content-range"]]).toEqual([
      status,
      body,
      contentRange,
    ]);
    expect(answer.headers["content-length"]).toBe(String(body.length));
  });

  test("beyond the end is refused", async () => {
    put("a", "0123456789");
    expect(errorOf(await signedRequest({ path, headers: { range: "bytes=10-" } }))).toEqual([
      416,
      "InvalidRange",
      "The requested range cannot be satisfied.",
    ]);
  });

  test.each([
    [{ "if-match": '"0cc175b9c0f1b6a831c399e269772661"' }, 200],
    [{ "if-match": '"other"' }, 412],
    [{ "if-none-match": '"0cc175b9c0f1b6a831c399e269772661"' }, 304],
    [{ "if-none-match": '"other"' }, 200],
    [{ "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT" }, 304],
    [{ "if-modified-since": "Thu, 01 Jan 2015 00:00:00 GMT" }, 200],
    [{ "if-unmodified-since": "Thu, 01 Jan 2015 00:00:00 GMT" }, 412],
  ])("under the condition %p answers %d", async (headers, status) => {
    put("a");
    expect((await signedRequest({ path, headers })).status).toBe(status);
  });
});

describe("a multi-object delete", () => {
  const xml = "<Delete><Object><Key>a</Key></Object></Delete>";
  const send = (body: string, contentMd5 = createHash("md5").update(body).digest("base64")) =>
    signedRequest({
      method: "POST",
      path: `/${bucket}/?delete=`,
      headers: { "content-md5": contentMd5 },
      body,
    });

  test("says nothing of what it deleted when quiet", async () => {
    put("a");
    const answer = await send(xml.replace("<Delete>", "<Delete><Quiet>true</Quiet>"));
    expect([answer.status, answer.body]).toEqual([
      200,
      "<?xml version='1.0' encoding='utf-8' ?>\n<DeleteResult></DeleteResult>",
    ]);
    expect(cos.store.get({ bucket, key: "a" })).toBeUndefined();
  });

  test.each([
    ["is not XML", "<Delete>", undefined, "MalformedXML"],
    ["has no object", "<Delete></Delete>", undefined, "MalformedXML"],
    ["has an empty key", xml.replace(">a<", "><"), undefined, "MalformedXML"],
    [
      "has over 1000 objects",
      `<Delete>${"<Object><Key>a</Key></Object>".repeat(1001)}</Delete>`,
      undefined,
      "MalformedXML",
    ],
    ["has no Content-MD5", xml, "", "InvalidDigest"],
    ["was changed", xml, createHash("md5").update("other").digest("base64"), "BadDigest"],
  ])("is refused when it %s", async (_, body, contentMd5, code) => {
    put("a");
    const answer = await send(body, contentMd5);
    expect([answer.status, textOf(answer, "Code")]).toEqual([400, code]);
    expect(cos.store.get({ bucket, key: "a" })?.body.toString()).toBe("a");
  });
});

describe("a list of type 2", () => {
  test("continues by token and counts its keys", async () => {
    for (const key of ["a", "b", "c"]) put(key);
    const first = await signedRequest({ path: `/${bucket}/?list-type=2&max-keys=2` });
    expect(
      ["KeyCount", "IsTruncated", "NextContinuationToken", "Marker"].map((name) => textOf(first, name)),
    ).toEqual(["2", "true", "b", undefined]);
    const second = await signedRequest({ path: `/${bucket}/?list-type=2&continuation-token=b` });
    expect([textOf(second, "KeyCount"), textOf(second, "Key"), textOf(second, "IsTruncated")]).toEqual([
      "1",
      "c",
      "false",
    ]);
  });
});

describe("hosts", () => {
  const own = { host: `${bucket}.cos.${region}.myqcloud.com` };

  test("of a bucket address it in virtual-host style", async () => {
    const written = await signedRequest({ method: "PUT", path: "/x%20y/z", headers: own, body: "body" });
    expect(written.status).toBe(200);
    expect(cos.store.get({ bucket, key: "x y/z" })?.body.toString()).toBe("body");
    expect((await signedRequest({ path: "/x%20y/z", headers: own })).body).toBe("body");
    expect(textOf(await signedRequest({ path: "/", headers: own }), "Key")).toBe("x y/z");
  });

  test("say where a bucket is created, and it is found only there", async () => {
    const host = "other-1250000000.cos.eu-frankfurt.myqcloud.com";
    expect((await signedRequest({ method: "PUT", path: "/", headers: { host } })).status).toBe(200);
    expect(cos.store.bucket("other-1250000000")?.region).toBe("eu-frankfurt");
    const head = await signedRequest({ method: "HEAD", path: "/", headers: { host } });
    expect([head.status, head.headers["x-cos-bucket-region"]]).toEqual([200, "eu-frankfurt"]);
    const elsewhere = { host: host.replace("eu-frankfurt", region) };
    expect((await signedRequest({ method: "HEAD", path: "/", headers: elsewhere })).status).toBe(404);
    const again = await signedRequest({ method: "PUT", path: "/", headers: elsewhere });
    expect([again.status, textOf(again, "Code")]).toEqual([409, "BucketAlreadyOwnedByYou"]);
  });

  test("under localhost do as the domains of COS", async () => {
    put("a");
    for (const host of [`${bucket}.cos.${region}.localhost:80`, `${bucket}.localhost`]) {
      expect((await signedRequest({ path: "/a", headers: { host } })).body).toBe("a");
    }
    const elsewhere = { host: `${bucket}.cos.eu-frankfurt.localhost` };
    expect((await signedRequest({ path: "/a", headers: elsewhere })).status).toBe(404);
  });

  test("of COS itself take no signature of the key alone in path style", async () => {
    put("a");
    const headers = { host: `cos.${region}.myqcloud.com` };
    const request = { method: "GET", path: "/a", query: new Map<string, string>(), headers };
    const authorization = sign(request, { secretId, secretKey, now: Date.now() });
    const answer = await rawRequest(cos, { path: `/${bucket}/a`, headers: { ...headers, authorization } });
    expect([answer.status, textOf(answer, "Code")]).toEqual([403, "SignatureDoesNotMatch"]);
  });

  test("of a region are path style there", async () => {
    put("a");
    const inRegion = { host: `cos.${region}.myqcloud.com` };
    expect((await signedRequest({ path: `/${bucket}/a`, headers: inRegion })).body).toBe("a");
    const elsewhere = await signedRequest({
      path: `/${bucket}/a`,
      headers: { host: "cos.eu-frankfurt.myqcloud.com" },
    });
    expect(textOf(elsewhere, "Code")).toBe("NoSuchBucket");
  });
});

test("authorize is asked with key, action, bucket, region and object, and may refuse", async () => {
  await cos.app.close();
  const asked: unknown[] = [];
  cos = await startCosApp({
    authorize: (access) => {
      asked.push(access);
      return access.action !== "name/cos:PutObject";
    },
  });
  const refused = await signedRequest({ method: "PUT", path: `/${bucket}/a/b`, body: "x" });
  expect(errorOf(refused)).toEqual([403, "AccessDenied", "Access Denied."]);
  expect((await signedRequest({ path: `/${bucket}/` })).status).toBe(200);
  expect(asked).toEqual([
    { secretId, action: "name/cos:PutObject", bucket, region, key: "a/b" },
    { secretId, action: "name/cos:GetBucket", bucket, region, key: "" },
  ]);
});

test("a session token comes with its key and with no other", async () => {
  const withToken = (token: string): RawRequest => ({
    path: `/${bucket}/`,
    headers: { "x-cos-security-token": token },
  });
  expect(errorOf(await signedRequest(withToken("bogus")))).toEqual([403, "AccessDenied", "Access Denied."]);
  await cos.app.close();
  cos = await startCosApp({ lookupToken: () => "session" });
  expect((await signedRequest(withToken("session"))).status).toBe(200);
  expect((await signedRequest(withToken("other"))).status).toBe(403);
  expect((await signedRequest({ path: `/${bucket}/` })).status).toBe(403);
});
