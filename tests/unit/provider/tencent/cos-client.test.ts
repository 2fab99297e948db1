import COS from "cos-nodejs-sdk-v5";
import { cam } from "tencentcloud-sdk-nodejs/tencentcloud/services/cam";
import { startEmulator } from "../../../../emulator/src";
import type { Emulator } from "../../../../emulator/src";
import type { BucketSetting, CosClient } from "../../../../provider/tencent/cos-client";
import { processCos } from "../../../../provider/tencent/cos-client";
import { writePolicy } from "../../../../provider/tencent/cos-policies";
import { operationBudget } from "../../../../provider/trtc/attempt";
import { CredentialsError, GoneError } from "../../../../provider/trtc/errors";
import { fakeSettings } from "../fake-settings";
import { ADDRESS, BUCKET, cosAt, KEY } from "./cos-client-parts";

const budget = operationBudget;
const PLACE = { Bucket: BUCKET, Region: ADDRESS.region };
const NEW = { acl: "private", encryption: "none", versioning: false, lifecycle: [], tags: {}, cors: [] };

let emulator: Emulator;
let cos: CosClient;
/** The vendor's client, unchanged but for its endpoint: what others do to a bucket. */
let others: COS;

beforeEach(async () => {
  emulator = await startEmulator({ secretId: KEY.secretId, secretKey: KEY.secretKey });
  cos = cosAt(emulator.url).cos;
  others = new COS({
    SecretId: KEY.secretId,
    SecretKey: KEY.secretKey,
    Protocol: "http:",
    Ip: new URL(emulator.url).host,
  });
});
afterEach(async () => {
  await emulator.close();
});

function cosWith(secretId: string, secretKey: string): CosClient {
  return cosAt(emulator.url, { ...KEY, secretId, secretKey }).cos;
}

/** A sub-user's key, and what it may do. */
async function keyOf(policyDocument: string): Promise<{ secretId: string; secretKey: string }> {
  const client = new cam.v20190116.Client({
    credential: { secretId: KEY.secretId, secretKey: KEY.secretKey },
    region: "",
    profile: { httpProfile: { endpoint: new URL(emulator.url).host, protocol: "http://" } },
  });
  const { Uin = 0 } = await client.AddUser({ Name: "writer" });
  const { PolicyId = 0 } = await client.CreatePolicy({ PolicyName: "p", PolicyDocument: policyDocument });
  await client.AttachUserPolicy({ AttachUin: Uin, PolicyId });
  const { AccessKey } = await client.CreateAccessKey({ TargetUin: Uin });
  return { secretId: AccessKey?.AccessKeyId ?? "", secretKey: AccessKey?.SecretAccessKey ?? "" };
}

/** The error, with `r-1` for the request's id, which is another one each time. */
async function failureOf(call: Promise<unknown>): Promise<Error> {
  const error: unknown = await call.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof Error)) throw new Error("the call succeeded");
  expect(error.message).not.toContain("planted");
  error.message = error.message.replace(/RequestId \S+$/, "RequestId r-1");
  return error;
}

describe("a bucket", () => {
  test("is not there, is made, is there, and is deleted", async () => {
    await expect(cos.exists(ADDRESS, budget())).resolves.toBe(false);
    await cos.create(ADDRESS, budget());
    await expect(cos.exists(ADDRESS, budget())).resolves.toBe(true);
    await expect(cos.settings(ADDRESS, budget())).resolves.toEqual(NEW);
    await expect(cos.delete(ADDRESS, budget())).resolves.toBe(true);
    await expect(cos.exists(ADDRESS, budget())).resolves.toBe(false);
  });

  test("that is gone is deleted already", async () => {
    await expect(cos.delete(ADDRESS, budget())).resolves.toBe(true);
  });

  test("is there in its own region only", async () => {
    await cos.create(ADDRESS, budget());
    await expect(cos.exists({ ...ADDRESS, region: "eu-frankfurt" }, budget())).resolves.toBe(false);
  });

  test("that is there already is not made again", async () => {
    await cos.create(ADDRESS, budget());
    expect(await failureOf(cos.create(ADDRESS, budget()))).toMatchObject({
      name: "InputError",
      code: "BucketAlreadyOwnedByYou",
    });
  });

  test("is not deleted while there is an object in it", async () => {
    await cos.create(ADDRESS, budget());
    await others.putObject({ ...PLACE, Key: "slices/a.ogg", Body: "a" });
    await expect(cos.delete(ADDRESS, budget())).resolves.toBe(false);
    await expect(cos.exists(ADDRESS, budget())).resolves.toBe(true);
  });
});

describe("a setting", () => {
  beforeEach(() => cos.create(ADDRESS, budget()));

  test.each<[string, BucketSetting]>([
    ["the ACL", { name: "acl", value: "private" }],
    ["the encryption", { name: "encryption", value: "AES256" }],
    ["versioning", { name: "versioning", value: true }],
    ["no versioning", { name: "versioning", value: false }],
    [
      "lifecycle rules",
      {
        name: "lifecycle",
        value: [
          { id: "abort", prefix: "", abortMultipartAfterDays: 1 },
          { id: "expire_1.a-b", prefix: "prod/a b&c/", expireAfterDays: 30, abortMultipartAfterDays: 7 },
        ],
      },
    ],
    ["one lifecycle rule", { name: "lifecycle", value: [{ id: "a", prefix: "b/", expireAfterDays: 1 }] }],
    ["tags", { name: "tags", value: { team: "classroom", "a b": "", year: "2026" } }],
    ["one tag", { name: "tags", value: { team: "classroom" } }],
    [
      "rules for other sites",
      {
        name: "cors",
        value: [
          { allowedOrigins: ["https://example.com"], allowedMethods: ["GET"] },
          {
            allowedOrigins: ["https://*.example.com", "http://localhost:3000"],
            allowedMethods: ["PUT", "POST"],
            allowedHeaders: ["*"],
            exposeHeaders: ["ETag", "x-cos-request-id"],
            maxAgeSeconds: 600,
          },
        ],
      },
    ],
  ])("is read as it was put: %s", async (_name, setting) => {
    await cos.put(ADDRESS, setting, budget());
    await expect(cos.settings(ADDRESS, budget())).resolves.toEqual({ ...NEW, [setting.name]: setting.value });
  });

  test.each<[string, BucketSetting, BucketSetting]>([
    ["versioning", { name: "versioning", value: true }, { name: "versioning", value: false }],
    [
      "lifecycle",
      { name: "lifecycle", value: [{ id: "a", prefix: "", expireAfterDays: 1 }] },
      { name: "lifecycle", value: [] },
    ],
    ["tags", { name: "tags", value: { a: "b" } }, { name: "tags", value: {} }],
    [
      "cors",
      { name: "cors", value: [{ allowedOrigins: ["*"], allowedMethods: ["GET"] }] },
      { name: "cors", value: [] },
    ],
  ])("is taken away again: %s", async (_name, given, none) => {
    await cos.put(ADDRESS, given, budget());
    await cos.put(ADDRESS, none, budget());
    await expect(cos.settings(ADDRESS, budget())).resolves.toEqual(NEW);
    await cos.put(ADDRESS, none, budget());
  });

  test.each(["public-read", "public-read-write"] as const)(
    "an ACL %s of somebody else is seen and taken back",
    async (ACL) => {
      await others.putBucketAcl({ ...PLACE, ACL });
      await expect(cos.settings(ADDRESS, budget())).resolves.toMatchObject({ acl: ACL });
      await cos.put(ADDRESS, { name: "acl", value: "private" }, budget());
      await expect(cos.settings(ADDRESS, budget())).resolves.toEqual(NEW);
    },
  );

  test("a rule that somebody disabled does nothing any more", async () => {
    await others.putBucketLifecycle({
      ...PLACE,
      Rules: [{ ID: "off", Status: "Disabled", Filter: { Prefix: "a/" }, Expiration: { Days: 3 } }],
    });
    await expect(cos.settings(ADDRESS, budget())).resolves.toMatchObject({
      lifecycle: [{ id: "off", prefix: "a/" }],
    });
  });
});

describe("what is in a bucket", () => {
  const KEYS = ["slices/a.ogg", "slices/b c&<d>ü.png"];
  beforeEach(() => cos.create(ADDRESS, budget()));

  async function emptied(): Promise<boolean> {
    await cos.remove(ADDRESS, await cos.leftovers(ADDRESS));
    return cos.delete(ADDRESS, budget());
  }

  test("that has ended in the meantime is no problem: an upload that is not there is gone", async () => {
    const ended = { kind: "upload", key: "a", uploadId: "none" } as const;
    await expect(cos.remove(ADDRESS, [ended])).resolves.toBeUndefined();
  });

  test("is nothing at first, and nothing is removed without a call", async () => {
    await expect(cos.leftovers(ADDRESS)).resolves.toEqual([]);
    const { cos: counted, acquired } = cosAt(emulator.url);
    await counted.remove(ADDRESS, []);
    expect(acquired).toEqual([]);
  });

  test("are objects without versions", async () => {
    for (const Key of KEYS) await others.putObject({ ...PLACE, Key, Body: "a" });
    const leftovers = await cos.leftovers(ADDRESS);
    expect(leftovers).toEqual(KEYS.map((key) => ({ kind: "version", key, versionId: undefined })));
    await expect(emptied()).resolves.toBe(true);
  });

  test("are versions and delete markers, and what was there before versions", async () => {
    await others.putObject({ ...PLACE, Key: KEYS[0] ?? "", Body: "before" });
    await cos.put(ADDRESS, { name: "versioning", value: true }, budget());
    for (const Key of KEYS) await others.putObject({ ...PLACE, Key, Body: "a" });
    await others.deleteObject({ ...PLACE, Key: KEYS[0] ?? "" });
    const leftovers = await cos.leftovers(ADDRESS);
    expect(leftovers).toHaveLength(4);
    expect(leftovers).toContainEqual({ kind: "version", key: KEYS[0], versionId: "null" });
    await expect(cos.delete(ADDRESS, budget())).resolves.toBe(false);
    await expect(emptied()).resolves.toBe(true);
  });

  test("are unfinished uploads", async () => {
    for (const Key of KEYS) await others.multipartInit({ ...PLACE, Key });
    const leftovers = await cos.leftovers(ADDRESS);
    expect(leftovers).toMatchObject(KEYS.map((key) => ({ kind: "upload", key })));
    await cos.remove(ADDRESS, leftovers);
    await expect(cos.leftovers(ADDRESS)).resolves.toEqual([]);
  });

  test("that may not be deleted is not taken for deleted", async () => {
    await others.putObject({ ...PLACE, Key: "slices/a.ogg", Body: "a" });
    const leftovers = await cos.leftovers(ADDRESS);
    const resource = [`qcs::cos:ap-singapore:uid/1250000000:${BUCKET}/other/*`];
    const statement = [{ effect: "allow", action: ["name/cos:DeleteObject"], resource }];
    const { secretId, secretKey } = await keyOf(JSON.stringify({ version: "2.0", statement }));
    const error = await failureOf(cosWith(secretId, secretKey).remove(ADDRESS, leftovers));
    expect(error).toEqual(
      new CredentialsError(
        "deleteMultipleObject: AccessDenied (Access Denied): the key from the environment (TENCENTCLOUD_SECRET_ID) may not do this: " +
          `grant cos:DeleteObject on bucket ${BUCKET} in CAM; RequestId r-1`,
      ),
    );
    await expect(cos.leftovers(ADDRESS)).resolves.toEqual(leftovers);
  });
});

describe("whether a key may write", () => {
  beforeEach(() => cos.create(ADDRESS, budget()));

  test("is asked without writing anything", async () => {
    await expect(cos.mayWrite(ADDRESS, "slices/", budget())).resolves.toBe(true);
    await expect(cos.leftovers(ADDRESS)).resolves.toEqual([]);
  });

  test("is what its policy says, to the folder", async () => {
    const { secretId, secretKey } = await keyOf(writePolicy({ ...ADDRESS, prefix: ["slices"] }));
    const writer = cosWith(secretId, secretKey);
    await expect(writer.mayWrite(ADDRESS, "slices/", budget())).resolves.toBe(true);
    await expect(writer.mayWrite(ADDRESS, "slices2/", budget())).resolves.toBe(false);
    await expect(writer.mayWrite(ADDRESS, "", budget())).resolves.toBe(false);
  });

  test("of a key for the whole bucket is everywhere but at the events", async () => {
    const { secretId, secretKey } = await keyOf(writePolicy({ ...ADDRESS, prefix: [] }));
    const writer = cosWith(secretId, secretKey);
    await expect(writer.mayWrite(ADDRESS, "", budget())).resolves.toBe(true);
    await expect(writer.mayWrite(ADDRESS, "trtc-events/", budget())).resolves.toBe(false);
  });

  test("of a key that is not known yet is no", async () => {
    await expect(cosWith("AKIDnew", "planted-new").mayWrite(ADDRESS, "slices/", budget())).resolves.toBe(
      false,
    );
  });

  test("of a wrong secret is an error: it would stay so", async () => {
    const error = await failureOf(cosWith(KEY.secretId, "planted-wrong").mayWrite(ADDRESS, "", budget()));
    expect(error).toMatchObject({ name: "CredentialsError", code: "SignatureDoesNotMatch" });
  });

  test("to a bucket that is gone is an error", async () => {
    const address = { ...ADDRESS, bucket: "gone-1250000000" };
    const error = await failureOf(cos.mayWrite(address, "slices/", budget()));
    expect(error).toEqual(
      new GoneError(
        "multipartAbort: NoSuchBucket (The specified bucket does not exist): the bucket is gone: run pulumi up --refresh; RequestId r-1",
      ),
    );
  });
});

describe("errors", () => {
  const DENY_ALL = '{"version":"2.0","statement":[{"effect":"deny","action":["cos:*"],"resource":["*"]}]}';

  test("a bucket that is not there is gone, whatever is asked of it", async () => {
    const gone = (method: string) =>
      new GoneError(
        `${method}: NoSuchBucket (The specified bucket does not exist): the bucket is gone: run pulumi up --refresh; RequestId r-1`,
      );
    expect(await failureOf(cos.settings(ADDRESS, budget()))).toBeInstanceOf(GoneError);
    const setting: BucketSetting = { name: "tags", value: { a: "b" } };
    expect(await failureOf(cos.put(ADDRESS, setting, budget()))).toEqual(gone("putBucketTagging"));
    expect(await failureOf(cos.leftovers(ADDRESS))).toBeInstanceOf(GoneError);
  });

  test("a key that may not do it is told what to grant", async () => {
    const { secretId, secretKey } = await keyOf(DENY_ALL);
    const denied = cosWith(secretId, secretKey);
    expect(await failureOf(denied.create(ADDRESS, budget()))).toEqual(
      new CredentialsError(
        "putBucket: AccessDenied (Access Denied): the key from the environment (TENCENTCLOUD_SECRET_ID) may not do this: " +
          `grant cos:PutBucket on bucket ${BUCKET} in CAM; RequestId r-1`,
      ),
    );
    expect(await failureOf(denied.put(ADDRESS, { name: "cors", value: [] }, budget()))).toMatchObject({
      name: "CredentialsError",
      message: expect.stringContaining(`grant cos:DeleteBucketCORS on bucket ${BUCKET} in CAM`) as unknown,
    });
  });

  test("a key that may not even look is not told that the bucket is gone", async () => {
    const { secretId, secretKey } = await keyOf(DENY_ALL);
    expect(await failureOf(cosWith(secretId, secretKey).exists(ADDRESS, budget()))).toEqual(
      new CredentialsError(
        "headBucket: AccessDenied (Forbidden): the key from the environment (TENCENTCLOUD_SECRET_ID) may not do this: " +
          `grant cos:HeadBucket on bucket ${BUCKET} in CAM; RequestId r-1`,
      ),
    );
  });

  test.each([
    [
      "AKIDunknown",
      KEY.secretKey,
      "InvalidAccessKeyId",
      "The Access Key Id you provided does not exist in our records",
    ],
    [KEY.secretId, "planted-wrong", "SignatureDoesNotMatch", "The Signature you specified is invalid"],
  ])("a key %s that is not right says where it came from", async (secretId, secretKey, code, message) => {
    expect(await failureOf(cosWith(secretId, secretKey).create(ADDRESS, budget()))).toEqual(
      new CredentialsError(
        `putBucket: ${code} (${message}): the key from the environment (TENCENTCLOUD_SECRET_ID) was not accepted: check it; RequestId r-1`,
      ),
    );
  });
});

test("each call is made under the rate limit of its own API", async () => {
  const { cos: counted, acquired, clock } = cosAt(emulator.url);
  await counted.create(ADDRESS, budget());
  await counted.settings(ADDRESS, budget());
  expect(acquired).toEqual([
    ["cos:putBucket", 20],
    ["cos:getBucketAcl", 20],
    ["cos:getBucketEncryption", 20],
    ["cos:getBucketVersioning", 20],
    ["cos:getBucketLifecycle", 20],
    ["cos:getBucketTagging", 20],
    ["cos:getBucketCors", 20],
  ]);
  expect(clock.sleeps).toEqual([]);
});

test("the client of the process takes the key of the settings, or the one that it is given", async () => {
  const settings = fakeSettings({
    environment: {
      TENCENTCLOUD_SECRET_ID: KEY.secretId,
      TENCENTCLOUD_SECRET_KEY: KEY.secretKey,
      TENCENTCLOUD_ENDPOINT_URL: emulator.url,
    },
  });
  const own = processCos(settings, () => undefined);
  await own.create(ADDRESS, budget());
  await expect(own.mayWrite(ADDRESS, "slices/", budget())).resolves.toBe(true);
  const given = processCos(settings, () => undefined, { secretId: "AKIDnew", secretKey: "planted-new" });
  await expect(given.mayWrite(ADDRESS, "slices/", budget())).resolves.toBe(false);
  expect((await failureOf(given.create(ADDRESS, budget()))).message).toContain("the key from the new key");
});
