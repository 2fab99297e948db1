import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { post } from "../../../../provider/command-line/post";
import { anyNumber } from "../../emulator/any-value";

const EVENT = {
  headers: { Sign: "s", "Content-Type": "application/json" },
  body: '{"a":1}',
  timeoutMs: 2_000,
};

let server: Server;
let url: URL;
/** What the server does; each test says it. */
let answer: RequestListener;

beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // a server on a TCP port has an address of this form
  const { port } = server.address() as AddressInfo;
  url = new URL(`http://127.0.0.1:${port}/trtc?a=1`);
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("one POST is sent as it is given, and the answer counted with its headers", async () => {
  const received: [IncomingMessage, string][] = [];
  answer = (request, response) => {
    void text(request).then((body) => {
      received.push([request, body]);
      response.sendDate = false;
      response.writeHead(200, { "Content-Type": "application/json", Connection: "close" });
      response.end('{"code":0}');
    });
  };
  const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";
  const outcome = await post(url, EVENT);
  expect(outcome).toEqual({
    kind: "answered",
    status: 200,
    body: '{"code":0}',
    bytes: `${head}Transfer-Encoding: chunked\r\n\r\n{"code":0}`.length,
    location: undefined,
    ms: anyNumber,
  });
  expect(
    received.map(([{ method, url: path, headers }, body]) => [method, path, headers["sign"], body]),
  ).toEqual([["POST", "/trtc?a=1", "s", '{"a":1}']]);
});

test("a redirect is not followed", async () => {
  let requests = 0;
  answer = (_, response) => {
    requests++;
    response.writeHead(307, { location: "/other" }).end();
  };
  expect(await post(url, EVENT)).toMatchObject({ kind: "answered", status: 307, location: "/other" });
  expect(requests).toBe(1);
});

test("an answer without end is read no further", async () => {
  answer = (_, response) => {
    response.write("x".repeat(100_000));
  };
  const outcome = await post(url, EVENT);
  expect(outcome.kind === "answered" && outcome.bytes > 65_536).toBe(true);
});

test.each<[what: string, answer: RequestListener]>([
  ["no answer", () => undefined],
  ["half of an answer", (_, response) => void response.write('{"code"')],
])("%s is late", async (_, half) => {
  answer = half;
  expect(await post(url, { ...EVENT, timeoutMs: 100 })).toEqual({ kind: "late", ms: anyNumber });
});

test("a connection that breaks, or never is, has a code", async () => {
  answer = (request) => request.socket.destroy();
  expect(await post(url, EVENT)).toEqual({ kind: "failed", code: "ECONNRESET", ms: anyNumber });
  expect(await post(new URL(`https://${url.host}`), EVENT)).toEqual({
    kind: "failed",
    code: "EPROTO",
    ms: anyNumber,
  });
  // nothing listens on port 1
  expect(await post(new URL("http://127.0.0.1:1"), EVENT)).toMatchObject({ code: "ECONNREFUSED" });
});
