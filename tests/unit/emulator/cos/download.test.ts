import { getObject, putObject } from "../../../../emulator/src/cos";
import { bucket, region, secretId, secretKey, startCosApp } from "./cos-app";
import type { CosApp } from "./cos-app";

let cos: CosApp;
beforeEach(async () => {
  cos = await startCosApp();
});
afterEach(() => cos.app.close());

const download = (changes: Partial<Parameters<typeof getObject>[0]> = {}) =>
  getObject({ endpoint: cos.endpoint, bucket, region, key: "a/./b+..", secretId, secretKey, ...changes });

test("gets what was put under exactly that key", async () => {
  const body = Buffer.from("123456789");
  const place = { endpoint: cos.endpoint, bucket, region, key: "a/./b+..", secretId, secretKey };
  await putObject({ ...place, body, contentType: "text/plain" });
  expect(await download()).toEqual({ ok: true, body });
});

test.each([
  ["another key", { key: "b" }, 404, "NoSuchKey"],
  ["another region", { region: "eu-frankfurt" }, 404, "NoSuchBucket"],
  ["a wrong secret", { secretKey: "wrong" }, 403, "SignatureDoesNotMatch"],
])("%s is refused in the storage's words", async (_what, changes, status, code) => {
  expect(await download(changes)).toMatchObject({ ok: false, status, code });
});

test("where nobody answers it has no status", async () => {
  expect(await download({ endpoint: "http://127.0.0.1:9" })).toMatchObject({
    ok: false,
    status: 0,
    code: "RequestFailed",
  });
});
