import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { createDownloader } from "../../../../emulator/src/trtc/downloader";
import type { TaskStorage } from "../../../../emulator/src/trtc/storage";
import { createUploader } from "../../../../emulator/src/trtc/uploader";
import { BUCKET, startedEmulator, STORAGE_KEY } from "../started-emulator";
import type { StartedEmulator } from "../started-emulator";

let started: StartedEmulator;
beforeAll(async () => {
  started = await startedEmulator();
});
afterAll(() => started.emulator.close());

const STORAGE: TaskStorage = {
  vendor: "cos",
  region: "ap-singapore",
  bucket: BUCKET,
  accessKey: STORAGE_KEY.secretId,
  secretKey: STORAGE_KEY.secretKey,
  fileNamePrefix: [],
};
const FILE = { key: "a/-x+y../file.ts", body: Buffer.from("x"), contentType: "video/mp2t" };

function storages(s3Endpoint?: string) {
  const { signal } = new AbortController();
  return { cosEndpoint: () => started.emulator.url, s3Endpoint, signal: () => signal };
}

test("a COS task reads what it wrote with its own keys", async () => {
  await createUploader(storages())(STORAGE, FILE);
  const download = createDownloader(storages());
  expect(await download(STORAGE, FILE.key)).toEqual(FILE.body);
  expect(await download({ ...STORAGE, secretKey: "wrong" }, FILE.key)).toBeUndefined();
  expect(await download(STORAGE, "another")).toBeUndefined();
});

test("an S3 task asks its API in path style, signed", async () => {
  const seen: unknown[] = [];
  const server = createServer(({ method, url, headers }, response) => {
    seen.push([method, url, headers.authorization?.split(",")[0]?.split("/")[0]]);
    response.end("segment");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  const download = createDownloader(storages(`http://127.0.0.1:${port}`));
  expect(await download({ ...STORAGE, vendor: "s3", accessKey: "AKIA" }, FILE.key)).toEqual(
    Buffer.from("segment"),
  );
  await new Promise((resolve) => server.close(resolve));
  expect(seen).toEqual([["GET", `/${BUCKET}/a/-x%2By../file.ts`, "AWS4-HMAC-SHA256 Credential=AKIA"]]);
});

test("without an S3 API, and for OSS, there is nothing to read", async () => {
  const download = createDownloader(storages());
  expect(await download({ ...STORAGE, vendor: "s3" }, FILE.key)).toBeUndefined();
  expect(await download({ ...STORAGE, vendor: "oss" }, FILE.key)).toBeUndefined();
});
