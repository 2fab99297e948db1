import { createServer, request as httpRequest } from "node:http";
import type { IncomingMessage, RequestOptions, Server } from "node:http";
import type { AddressInfo } from "node:net";

import { FunctionFault } from "../../../../emulator/src/scf/function-fault";
import { createFunctionUrls } from "../../../../emulator/src/scf/function-url";
import type { FunctionAnswer, FunctionRequest } from "../../../../emulator/src/scf/instance";
import { textLike } from "../any-value";
import { BOOTSTRAP, zipOf } from "./function-code";
import { REGION, scfCalls, TRUST } from "./scf-calls";
import type { ScfCalls } from "./scf-calls";

const UUID = textLike(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const TRIGGER = { FunctionName: "receiver", TriggerName: "url", Type: "http" };
const access = (AuthType: string, EnableExtranet = true) =>
  JSON.stringify({ AuthType, NetConfig: { EnableIntranet: false, EnableExtranet } });

let calls: ScfCalls;
let server: Server;
let port: number;
let urlId: string;
/** What reached the function, and what it answers. */
let received: FunctionRequest[];
let answer: () => FunctionAnswer;

beforeAll(async () => {
  calls = scfCalls();
  const instances = {
    request: (_found: object, request: FunctionRequest) => {
      received.push(request);
      return Promise.resolve().then(answer);
    },
  };
  const urls = createFunctionUrls({ cam: calls.cam, functions: calls.functions, instances });
  server = createServer((request, response) => {
    if (urls.concerns(request)) void urls.answer(request, response);
    else response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address with a port.
  port = (server.address() as AddressInfo).port;
  const ZipFile = zipOf({ scf_bootstrap: BOOTSTRAP }).toString("base64");
  const fields = { FunctionName: "receiver", Type: "HTTP", Runtime: "Nodejs18.15", Code: { ZipFile } };
  await calls.call("CreateFunction", fields);
  calls.settle();
});
beforeEach(async () => {
  received = [];
  answer = () => ({ status: 200, reason: "OK", rawHeaders: [], body: Buffer.alloc(0) });
  await calls.call("CreateTrigger", { ...TRIGGER, TriggerDesc: access("NONE") });
  urlId = calls.functions.find(REGION, "receiver")?.triggers[0]?.urlId ?? "";
});
afterEach(() => calls.call("DeleteTrigger", TRIGGER));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

interface Answered {
  readonly status: number | undefined;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

function ask(options: RequestOptions, body: Buffer | string = ""): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: "127.0.0.1", port, agent: false, ...options });
    outgoing.on("error", reject).on("response", (response: IncomingMessage) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      const { statusCode: status, rawHeaders } = response;
      response.on("end", () => resolve({ status, rawHeaders, body: text }));
    });
    outgoing.end(body);
  });
}

const host = (name = urlId, region = REGION) => `${name}.${region}.tencentscf.com`;
const askHost = (Host = host(), options: RequestOptions = {}) => ask({ headers: { Host }, ...options });

test("method, path, headers and bytes are passed on as they were sent, by host and by path", async () => {
  const body = Buffer.from([0, 255, 10, 13, 34]);
  const headers = ["Host", host(), "X-Twice", "1", "x-twice", "2", "Content-Length", String(body.length)];
  await ask({ method: "PROPFIND", path: "/a%zz//b?c=%20&c", headers }, body);
  await ask({ method: "POST", path: `/_functions/${urlId}/a?b`, headers: ["Host", "127.0.0.1"] });
  await ask({ path: `/_functions/${urlId}?b`, headers: ["Host", "127.0.0.1"] });
  expect(received).toEqual([
    {
      method: "PROPFIND",
      path: "/a%zz//b?c=%20&c",
      rawHeaders: [
        "Host",
        host(),
        "X-Twice",
        "1",
        "x-twice",
        "2",
        "X-Scf-Request-Id",
        UUID,
        "Content-Length",
        "5",
      ],
      body,
    },
    expect.objectContaining({ method: "POST", path: "/a?b" }),
    expect.objectContaining({
      method: "GET",
      path: "/?b",
      rawHeaders: ["Host", "127.0.0.1", "X-Scf-Request-Id", UUID],
    }),
  ]);
});

test("a body without a length gets one", async () => {
  await ask({ method: "POST", headers: ["Host", host(), "Transfer-Encoding", "chunked"] }, "{}");
  expect(received[0]?.rawHeaders).toEqual(["Host", host(), "X-Scf-Request-Id", UUID, "Content-Length", "2"]);
});

test("the answer is passed on with doubled headers, and with its length", async () => {
  const rawHeaders = ["Set-Cookie", "a", "Set-Cookie", "b", "Connection", "close", "Date", "never"];
  answer = () => ({ status: 299, reason: "Fine", rawHeaders, body: Buffer.from("{}") });
  expect(await askHost()).toMatchObject({
    status: 299,
    rawHeaders: [
      "Set-Cookie",
      "a",
      "Set-Cookie",
      "b",
      "Date",
      "never",
      "Content-Length",
      "2",
      "Connection",
      "close",
    ],
    body: "{}",
  });
});

test("keys of the role come with each request, and the sender's own x-scf-* do not", async () => {
  const rest = { description: "", consoleLogin: 0, sessionDuration: 7200, tags: [] };
  calls.cam.roles.add({ name: "events", document: TRUST, ...rest });
  await calls.call("UpdateFunctionConfiguration", { FunctionName: "receiver", Role: "events" });
  calls.settle();
  const key = calls.cam.roleKeys.issue("events");
  await ask({ headers: ["Host", host(), "x-scf-secret-id", "mine", "X-Scf-Remote-Addr", "1.2.3.4"] });
  expect(received[0]?.rawHeaders).toEqual([
    "Host",
    host(),
    "X-Scf-Request-Id",
    UUID,
    "X-Scf-Secret-Id",
    key?.secretId,
    "X-Scf-Secret-Key",
    key?.secretKey,
    "X-Scf-Session-Token",
    key?.token,
  ]);
});

function fault(errorCode: number, errorMessage: string): unknown {
  return { status: errorCode, body: { errorCode, errorMessage, requestId: UUID } };
}

async function faultOf(asked: Promise<Answered>): Promise<unknown> {
  const { status, body } = await asked;
  return { status, body: JSON.parse(body) as unknown };
}

const NOT_FOUND = fault(404, "FunctionUrlNotFound: There is no such function URL, or it is closed.");

test("a URL that is not there, of another region or closed is not found", async () => {
  expect(await faultOf(askHost(host("1250000000-none")))).toEqual(NOT_FOUND);
  expect(await faultOf(askHost("tencentscf.com.tencentscf.com"))).toEqual(NOT_FOUND);
  expect(await faultOf(askHost(host(urlId, "eu-frankfurt")))).toEqual(NOT_FOUND);
  await calls.call("UpdateTrigger", { ...TRIGGER, Enable: "CLOSE" });
  expect(await faultOf(askHost())).toEqual(NOT_FOUND);
  await calls.call("UpdateTrigger", { ...TRIGGER, Enable: "OPEN", TriggerDesc: access("NONE", false) });
  expect(await faultOf(askHost())).toEqual(NOT_FOUND);
  expect(received).toEqual([]);
});

test("a URL that asks for a signature answers nobody here", async () => {
  await calls.call("UpdateTrigger", { ...TRIGGER, TriggerDesc: access("CAM") });
  expect(await faultOf(askHost())).toEqual(
    fault(401, "InvalidCredentials: Permission authentication failed."),
  );
});

test("a body of 6 MB is passed on, a larger one refused", async () => {
  const megabytes = 6 * 1024 * 1024;
  const post = (bytes: number) => ask({ method: "POST", headers: { Host: host() } }, Buffer.alloc(bytes));
  expect((await post(megabytes)).status).toBe(200);
  expect(await faultOf(post(megabytes + 1))).toEqual(
    fault(406, "RequestTooLarge: The request has more than 6 MB."),
  );
  expect(received.map(({ body }) => body.length)).toEqual([megabytes]);
});

test("what the platform says in the function's place has its status", async () => {
  answer = () => {
    throw new FunctionFault("TimeLimitReached");
  };
  expect(await faultOf(askHost())).toEqual(
    fault(433, "TimeLimitReached: The function did not answer within its timeout."),
  );
});

test("an answer that cannot be passed on breaks the connection", async () => {
  answer = () => ({ status: 200, reason: "OK", rawHeaders: ["a b", "1"], body: Buffer.alloc(0) });
  await expect(askHost()).rejects.toMatchObject({ code: "ECONNRESET" });
});

test("other hosts and paths are no function URLs", async () => {
  expect((await ask({ path: "/a/_functions/x", headers: { Host: "127.0.0.1" } })).status).toBe(418);
  expect((await askHost("evil-tencentscf.com")).status).toBe(418);
});
