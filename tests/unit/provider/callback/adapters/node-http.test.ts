import { once } from "node:events";
import { createServer, IncomingMessage, request as httpRequest, ServerResponse } from "node:http";
import type { RequestListener, Server } from "node:http";
import { connect, Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { nodeAdapter } from "../../../../../provider/callback/adapters/node-http";
import { createHandler } from "../../../../../provider/callback/handler";
import type { CallbackRequest, LogEntry } from "../../../../../provider/callback/handler";
import { START } from "../../fake-clock";
import { KEY, SDK_APP_ID, signOf, slicingBody } from "../signed-request";

const BODY = ` ${JSON.stringify(slicingBody(START, {}, { UserId: "é" }))}`;
const SIGNED = [`SdkAppId: ${SDK_APP_ID}`, `Sign: ${signOf(BODY)}`];

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
});

function endpoint() {
  const users: unknown[] = [];
  const entries: LogEntry[] = [];
  const handle = createHandler({
    keys: [KEY],
    sdkAppIds: [SDK_APP_ID],
    onEvent: ({ event: { userId } }) => void users.push(userId),
    log: (entry) => void entries.push(entry),
    now: () => START,
  });
  return { handle, users, entries };
}

async function listening(server: Server): Promise<number> {
  servers.push(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  // of a server that listens on a port
  return (server.address() as AddressInfo).port;
}

/** What a server answers to a request written by hand, up to the end of the connection. */
async function answerTo(port: number, lines: readonly string[], body: string | Buffer = ""): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (data: Buffer) => (answer += data.toString()));
  // the server may close before all was taken
  socket.on("error", () => undefined);
  socket.write(`${[...lines, "Host: localhost", "Content-Type: application/json"].join("\r\n")}\r\n\r\n`);
  socket.write(body);
  await once(socket, "close");
  return answer;
}

function post(headers: readonly string[], body: string): readonly string[] {
  return ["POST / HTTP/1.1", "Connection: close", `Content-Length: ${Buffer.byteLength(body)}`, ...headers];
}

const first = (answer: string) => answer.split("\r\n", 1)[0];

test("a request is answered, of one piece and of many", async () => {
  const { handle, users } = endpoint();
  const port = await listening(createServer(nodeAdapter(handle)));
  const answer = await answerTo(port, post(SIGNED, BODY), BODY);
  expect([first(answer), answer.split("\r\n\r\n")[1]]).toEqual(["HTTP/1.1 200 OK", '{"code":0}']);
  const chunks = [...Buffer.from(BODY)].map((byte) => Buffer.from([0x31, 13, 10, byte, 13, 10]));
  const chunked = ["POST / HTTP/1.1", "Connection: close", "Transfer-Encoding: chunked", ...SIGNED];
  const sent = Buffer.concat([...chunks, Buffer.from("0\r\n\r\n")]);
  expect(first(await answerTo(port, chunked, sent))).toBe("HTTP/1.1 200 OK");
  expect(users).toEqual(["é"]);
});

test.each<[string, readonly string[], string, string]>([
  ["two Signs", post([...SIGNED, `sign: ${signOf(BODY)}`], BODY), BODY, "401 Unauthorized"],
  ["two applications", post([...SIGNED, "sdkappid: 1"], BODY), BODY, "401 Unauthorized"],
  ["no Sign", post([], BODY), BODY, "401 Unauthorized"],
  ["a GET", ["GET / HTTP/1.1", "Connection: close"], "", "405 Method Not Allowed"],
  [
    "an OPTIONS",
    ["OPTIONS / HTTP/1.1", "Connection: close", "Origin: http://a"],
    "",
    "405 Method Not Allowed",
  ],
])("%s: refused, without a word to other origins", async (_what, lines, body, status) => {
  const { handle, users } = endpoint();
  const answer = await answerTo(await listening(createServer(nodeAdapter(handle))), lines, body);
  expect([first(answer), users]).toEqual([`HTTP/1.1 ${status}`, []]);
  expect(answer.toLowerCase()).not.toContain("access-control");
});

test("a connection is used again after an answer", async () => {
  const { handle, users } = endpoint();
  const port = await listening(createServer(nodeAdapter(handle)));
  const other = BODY.replace("é", "è");
  const keep = (body: string) =>
    `POST / HTTP/1.1\r\nHost: a\r\nSdkAppId: ${SDK_APP_ID}\r\nSign: ${signOf(body)}\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  const answer = await answerTo(
    port,
    post(SIGNED, BODY).filter((line) => !line.startsWith("Conn")),
    `${BODY}${keep(other)}GET / HTTP/1.0\r\n\r\n`,
  );
  expect(answer.match(/HTTP\/1.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 200", "HTTP/1.1 405"]);
  expect(users).toEqual(["é", "è"]);
});

test("a body above 1 MB is answered before it has ended, and the connection closed", async () => {
  const { handle, entries } = endpoint();
  const port = await listening(createServer(nodeAdapter(handle)));
  const lines = ["POST / HTTP/1.1", `Content-Length: ${10 * 1_048_576}`, ...SIGNED];
  // no more comes, and yet there is an answer
  const answer = await answerTo(port, lines, Buffer.alloc(1_048_577));
  expect(first(answer)).toBe("HTTP/1.1 400 Bad Request");
  expect(answer).toContain("connection: close");
  expect(entries.map(({ reason }) => reason)).toEqual(["size"]);
});

test("a client that goes away is not answered, and nothing is thrown", async () => {
  const requests: CallbackRequest[] = [];
  const gone: Promise<unknown>[] = [];
  const answer = nodeAdapter((request) => {
    requests.push(request);
    return Promise.reject(new Error("not reached"));
  });
  const server = createServer((request, response) => {
    gone.push(once(response, "close"));
    answer(request, response);
  });
  const port = await listening(server);
  const client = httpRequest({ port, host: "127.0.0.1", method: "POST", headers: { "content-length": 100 } });
  client.on("error", () => undefined);
  client.write("half");
  await once(server, "request");
  client.destroy();
  await Promise.all(gone);
  await new Promise(setImmediate);
  expect(requests).toEqual([]);
});

test("a request that was broken off before is left alone", async () => {
  const request = new IncomingMessage(new Socket());
  request.destroy();
  const requests: CallbackRequest[] = [];
  nodeAdapter((received) => {
    requests.push(received);
    return Promise.reject(new Error("not reached"));
  })(request, new ServerResponse(request));
  await new Promise(setImmediate);
  expect(requests).toEqual([]);
});

test("a handler that is none of ours and fails costs the connection only", async () => {
  const port = await listening(createServer(nodeAdapter(() => Promise.reject(new Error("broken")))));
  expect(await answerTo(port, post(SIGNED, BODY), BODY)).toBe("");
});

/** What a body parser of Express does before it goes on: it reads the body to its end and leaves what it makes of it. */
function parsedFirst(parse: (body: Buffer) => unknown, next: RequestListener): RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => next(Object.assign(request, { body: parse(Buffer.concat(chunks)) }), response));
  };
}

describe("behind a body parser", () => {
  test("that keeps the bytes a request is answered", async () => {
    const { handle, users } = endpoint();
    const port = await listening(createServer(parsedFirst((body) => body, nodeAdapter(handle))));
    expect(first(await answerTo(port, post(SIGNED, BODY), BODY))).toBe("HTTP/1.1 200 OK");
    expect(users).toEqual(["é"]);
  });

  test.each<[string, (body: Buffer) => unknown]>([
    ["makes JSON of the body", (body): unknown => JSON.parse(body.toString())],
    ["keeps nothing", () => undefined],
  ])("that %s nothing is believed, and the owner is told", async (_what, parse) => {
    const { handle, entries, users } = endpoint();
    const port = await listening(createServer(parsedFirst(parse, nodeAdapter(handle))));
    const answer = await answerTo(port, post(SIGNED, BODY), BODY);
    expect([first(answer), users]).toEqual(["HTTP/1.1 500 Internal Server Error", []]);
    expect(entries.map(({ level, reason }) => [level, reason])).toEqual([["error", "setup"]]);
  });
});
