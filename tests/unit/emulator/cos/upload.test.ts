import { putObject } from "../../../../emulator/src/cos";
import { bucket, region, secretId, secretKey, startCosApp } from "./cos-app";
import type { CosApp } from "./cos-app";

let cos: CosApp;
beforeEach(async () => {
  cos = await startCosApp();
});
afterEach(() => cos.app.close());

const key =
  "slices/-npVqpdU7qidKD61us+k9KlbamMCLrDbczWnLoK-2OqyoZWQndib8Ma8fbGq2JxnW26LgE./teacher/audios/1.ogg";

function upload(changes: Partial<Parameters<typeof putObject>[0]> = {}): ReturnType<typeof putObject> {
  const body = Buffer.from("123456789");
  const { endpoint } = cos;
  return putObject({
    endpoint,
    bucket,
    region,
    key,
    body,
    contentType: "audio/ogg",
    secretId,
    secretKey,
    ...changes,
  });
}

test.each([
  key,
  "a/./b/../c",
  "/leading",
  "a//b",
  "100% a+b=c&d?e#f",
  "房间/学生 1.ogg",
  "x".repeat(850),
  "房".repeat(283),
])("puts %p under exactly that key", async (wanted) => {
  expect(await upload({ key: wanted })).toEqual({ ok: true, etag: '"25f9e794323b453885f5181f1b624d0b"' });
  const stored = cos.store.get({ bucket, key: wanted });
  expect(stored?.body.toString()).toBe("123456789");
  expect(stored?.contentType).toBe("audio/ogg");
});

test.each([
  [
    "a wrong secret key",
    { secretKey: "wrong-secret" },
    403,
    "SignatureDoesNotMatch",
    "The Signature you specified is invalid.",
  ],
  [
    "an unknown secret id",
    { secretId: "AKIDother" },
    403,
    "InvalidAccessKeyId",
    "The Access Key Id you provided does not exist in our records.",
  ],
  [
    "an absent bucket",
    { bucket: "none-1250000000" },
    404,
    "NoSuchBucket",
    "The specified bucket does not exist.",
  ],
  [
    "a bucket of another region",
    { region: "eu-frankfurt" },
    404,
    "NoSuchBucket",
    "The specified bucket does not exist.",
  ],
  [
    "a key over 850 bytes",
    { key: "x".repeat(851) },
    400,
    "KeyTooLong",
    "Your key is too long: at most 850 bytes are allowed.",
  ],
])("is refused with %s, and nothing is stored", async (_, changes, status, code, message) => {
  expect(await upload(changes)).toEqual({ ok: false, status, code, message });
  expect(cos.store.list({ bucket })).toEqual({ objects: [], commonPrefixes: [] });
});

test("says that no answer came, without throwing and without a key", async () => {
  const { endpoint } = cos;
  await cos.app.close();
  expect(await upload({ endpoint })).toEqual({
    ok: false,
    status: 0,
    code: "RequestFailed",
    message: `connect ECONNREFUSED ${endpoint.replace("http://", "")}`,
  });
});
