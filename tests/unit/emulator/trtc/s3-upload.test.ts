import { createServer } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

import { putS3Object, s3Headers } from "../../../../emulator/src/trtc/s3-upload";
import { textLike } from "../any-value";

const UPLOAD = {
  endpoint: "http://127.0.0.1:9000",
  region: "us-east-1",
  bucket: "examplebucket",
  key: "a/-x+y../file.png",
  body: Buffer.from("Welcome to Amazon S3."),
  contentType: "text/plain",
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};

test("the request is signed by Signature Version 4 over the hash of its body", () => {
  const time = new Date("2013-05-24T00:00:00.000Z");
  expect(s3Headers(UPLOAD, { path: "/examplebucket/a/file.png", time })).toEqual({
    "content-type": "text/plain",
    "content-length": "21",
    host: "127.0.0.1:9000",
    "x-amz-content-sha256": "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
    "x-amz-date": "20130524T000000Z",
    authorization: textLike(
      /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/20130524\/us-east-1\/s3\/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
    ),
  });
});

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Uploads to a server that answers so, and returns what it saw. */
async function upload(status: number, answer: string) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers } = request;
      seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(status).end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  const result = await putS3Object({ ...UPLOAD, endpoint: `http://127.0.0.1:${port}` });
  await new Promise((resolve) => server.close(resolve));
  return { result, seen };
}

test("an object is put in path style, its key encoded and not normalised", async () => {
  const { result, seen } = await upload(200, "");
  expect(result).toEqual({ ok: true });
  expect(seen).toMatchObject([
    { method: "PUT", url: "/examplebucket/a/-x%2By../file.png", body: "Welcome to Amazon S3." },
  ]);
});

test("a refusal is told with the store's code and message", async () => {
  const xml = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
  expect((await upload(403, xml)).result).toEqual({
    ok: false,
    status: 403,
    code: "AccessDenied",
    message: "Access Denied",
  });
});

test("a refusal without a body is told by its status", async () => {
  expect((await upload(500, "")).result).toEqual({ ok: false, status: 500, code: "Http500", message: "" });
});

test("a store that cannot be reached is told, not thrown", async () => {
  expect(await putS3Object({ ...UPLOAD, endpoint: "http://127.0.0.1:9" })).toMatchObject({
    ok: false,
    status: 0,
    code: "RequestFailed",
  });
});

test("a store whose answer does not end is told after the whole time, however busy it is", async () => {
  const server = createServer((request, response) => {
    request.resume();
    const drip = setInterval(() => response.write(" "), 5);
    response.on("close", () => clearInterval(drip));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  expect(await putS3Object({ ...UPLOAD, endpoint: `http://127.0.0.1:${port}`, timeoutMs: 50 })).toEqual({
    ok: false,
    status: 0,
    code: "RequestFailed",
    message: "no answer within 50 ms",
  });
  await new Promise((resolve) => server.close(resolve));
});
