import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { createUploader } from "../../../../emulator/src/trtc/uploader";
import type { TaskStorage } from "../../../../emulator/src/trtc/storage";
import { textLike } from "../any-value";
import { BUCKET, STORAGE_KEY, startedEmulator } from "../started-emulator";
import type { StartedEmulator } from "../started-emulator";

let started: StartedEmulator;
beforeAll(async () => {
  started = await startedEmulator();
});
afterAll(() => started.emulator.close());

const FILE = { key: "a/file.png", body: Buffer.from("x"), contentType: "image/png" };
const STORAGE: TaskStorage = {
  vendor: "cos",
  region: "ap-singapore",
  bucket: BUCKET,
  accessKey: STORAGE_KEY.secretId,
  secretKey: STORAGE_KEY.secretKey,
  fileNamePrefix: [],
};

function upload(changes: Partial<TaskStorage>, s3Endpoint?: string) {
  const { signal } = new AbortController();
  const uploader = createUploader({
    cosEndpoint: () => started.emulator.url,
    s3Endpoint,
    signal: () => signal,
  });
  return uploader({ ...STORAGE, ...changes }, FILE);
}

test("a COS task writes to the emulated COS with its own keys", async () => {
  expect(await upload({})).toEqual({ ok: true });
  expect(await started.control.objects(BUCKET)).toMatchObject([
    { key: "a/file.png", contentType: "image/png" },
  ]);
});

test("a refusal has the HTTP status as code and the storage's words", async () => {
  expect(await upload({ secretKey: "wrong" })).toEqual({
    ok: false,
    code: 403,
    message: textLike(/^SignatureDoesNotMatch: /),
  });
});

test("an S3 API that cannot be reached has the code of the vendor's sample", async () => {
  expect(await upload({ vendor: "s3" }, "http://127.0.0.1:9")).toEqual({
    ok: false,
    code: 10002,
    message: textLike(/^RequestFailed: .*ECONNREFUSED/),
  });
});

test("without an S3 API, and for OSS, every file is refused", async () => {
  expect(await upload({ vendor: "s3" })).toEqual({
    ok: false,
    code: 10002,
    message: "the emulator was started without an S3 endpoint",
  });
  expect(await upload({ vendor: "oss" })).toEqual({
    ok: false,
    code: 10002,
    message: "the emulator has no OSS",
  });
});

test.each(["cos", "s3"] as const)("a hanging upload to %s can be given up", async (vendor) => {
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address with a port.
  const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const abort = new AbortController();
  const uploader = createUploader({
    cosEndpoint: () => endpoint,
    s3Endpoint: endpoint,
    signal: () => abort.signal,
  });
  const uploading = uploader({ ...STORAGE, vendor }, FILE);
  await once(silent, "request");
  abort.abort();
  expect(await uploading).toBeUndefined();
  silent.close();
});
