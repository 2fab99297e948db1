import { createHash, createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from "node:http";
import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { CommonClient } from "tencentcloud-sdk-nodejs-common";
import { sendWithSdk } from "../../../../provider/trtc/client";
import type { SendRequest } from "../../../../provider/trtc/client";

interface Received {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

let server: Server;
let endpoint: URL;
let received: Received[];
let reply: (response: ServerResponse, request: IncomingMessage) => void;

async function listen(created: Server): Promise<number> {
  await new Promise<void>((resolve) => created.listen(0, "127.0.0.1", resolve));
  // a server on a TCP port has an address of this form
  return (created.address() as AddressInfo).port;
}

async function close(created: Server): Promise<void> {
  created.closeAllConnections();
  await new Promise((resolve) => created.close(resolve));
}

beforeEach(async () => {
  received = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers } = request;
      received.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      reply(response, request);
    });
  });
  endpoint = new URL(`http://127.0.0.1:${await listen(server)}`);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await close(server);
});

function request(changes: Partial<SendRequest> = {}): SendRequest {
  return {
    version: "2019-07-22",
    action: "CreateCloudSliceTask",
    params: { SdkAppId: 1400000001, RoomId: "lobby", Lists: [] },
    region: "ap-singapore",
    endpoint,
    credentials: { secretId: "AKIDx", secretKey: "planted-api-secret", source: "the environment" },
    timeoutMs: 5_000,
    ...changes,
  };
}

function answerWith(body: unknown, status = 200): void {
  reply = (response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

/** TC3-HMAC-SHA256 as the vendor's page has it, computed from what arrived. */
function signatureOf({ headers, body }: Received, secretKey: string, date: string): string {
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const canonical = [
    "POST",
    "/",
    "",
    `content-type:${headers["content-type"] ?? ""}`,
    "host:127.0.0.1",
    "",
    "content-type;host",
    sha256(body),
  ].join("\n");
  const toSign = [
    "TC3-HMAC-SHA256",
    String(headers["x-tc-timestamp"]),
    `${date}/127/tc3_request`,
    sha256(canonical),
  ].join("\n");
  const key = hmac(hmac(hmac(`TC3${secretKey}`, date), "127"), "tc3_request");
  return createHmac("sha256", key).update(toSign).digest("hex");
}

test("an answer is the Response object, the request is a signed POST of the parameters", async () => {
  answerWith({ Response: { TaskId: "t-1", RequestId: "r-1" } });
  await expect(sendWithSdk(request())).resolves.toEqual({
    ok: true,
    response: { TaskId: "t-1", RequestId: "r-1" },
  });

  expect(received).toHaveLength(1);
  const [arrived] = received;
  if (arrived === undefined) throw new Error("nothing arrived");
  expect([arrived.method, arrived.url]).toEqual(["POST", "/"]);
  expect(arrived.body).toBe('{"SdkAppId":1400000001,"RoomId":"lobby","Lists":[]}');
  expect(arrived.headers).toMatchObject({
    host: endpoint.host,
    "x-tc-action": "CreateCloudSliceTask",
    "x-tc-version": "2019-07-22",
    "x-tc-region": "ap-singapore",
    "x-tc-language": "en-US",
  });
  expect(arrived.headers).not.toHaveProperty("x-tc-token");
  const timestamp = Number(arrived.headers["x-tc-timestamp"]);
  expect(Math.abs(timestamp - Date.now() / 1000)).toBeLessThan(60);
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10);
  expect(arrived.headers.authorization).toBe(
    `TC3-HMAC-SHA256 Credential=AKIDx/${date}/127/tc3_request, SignedHeaders=content-type;host, ` +
      `Signature=${signatureOf(arrived, "planted-api-secret", date)}`,
  );
  expect(JSON.stringify(arrived)).not.toContain("planted");
});

test("temporary credentials send their token", async () => {
  answerWith({ Response: { RequestId: "r-1" } });
  const { credentials } = request();
  await sendWithSdk(request({ credentials: { ...credentials, token: "session" } }));
  expect(received.map(({ headers }) => headers["x-tc-token"])).toEqual(["session"]);
});

test("an error of the API keeps its code, text and RequestId", async () => {
  answerWith({
    Response: { Error: { Code: "FailedOperation", Message: "operation failed" }, RequestId: "r-9" },
  });
  await expect(sendWithSdk(request())).resolves.toEqual({
    ok: false,
    failure: { kind: "api", code: "FailedOperation", message: "operation failed", requestId: "r-9" },
  });
});

describe("an error without a RequestId", () => {
  test.each([
    "FailedOperation",
    "InternalError.CSInternalError",
    "ResourceNotFound",
    "AuthFailure.SignatureFailure",
  ])("of the API is one all the same with the code %s", async (code) => {
    answerWith({ Response: { Error: { Code: code, Message: "operation failed" } } });
    await expect(sendWithSdk(request())).resolves.toStrictEqual({
      ok: false,
      failure: { kind: "api", code, message: "operation failed", requestId: undefined },
    });
  });

  test("whose RequestId is no text has none", async () => {
    answerWith({ Response: { Error: { Code: "FailedOperation", Message: "failed" }, RequestId: 5 } });
    await expect(sendWithSdk(request())).resolves.toStrictEqual({
      ok: false,
      failure: { kind: "api", code: "FailedOperation", message: "failed", requestId: undefined },
    });
  });

  test.each(["", "FAILED", "ECONNRESET", "operation_failed", 5, null])(
    "of the API with the code %p is an answer that cannot be read",
    async (code) => {
      answerWith({ Response: { Error: { Code: code, Message: "failed" } } });
      await expect(sendWithSdk(request())).resolves.toEqual(UNREADABLE);
    },
  );
});

describe("an error with one of Node's codes is none of the API, whatever else it carries", () => {
  test.each([
    ["ECONNRESET", "read ECONNRESET", { kind: "unanswered", reason: "connection lost" }],
    ["EPIPE", "write EPIPE", { kind: "unanswered", reason: "connection lost" }],
    ["ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1", { kind: "unreachable", reason: "ECONNREFUSED" }],
    [
      "CERT_HAS_EXPIRED",
      "certificate has expired",
      { kind: "unreachable", reason: "certificate has expired" },
    ],
    ["ERR_STREAM_PREMATURE_CLOSE", "Premature close", { kind: "unanswered", reason: "connection lost" }],
    ["EPROTO", "write EPROTO", { kind: "unreachable", reason: "EPROTO" }],
    ["HPE_INVALID_CONSTANT", "Parse Error", { kind: "unanswered", reason: "unreadable answer" }],
  ])("%s", async (code, message, failure) => {
    const error = Object.assign(new Error(message), { code, requestId: "r-1" });
    jest.spyOn(CommonClient.prototype, "request").mockRejectedValue(error);
    await expect(sendWithSdk(request())).resolves.toStrictEqual({ ok: false, failure });
  });
});

test.each([403, 429, 500, 502, 503])("HTTP %i is kept as a status", async (status) => {
  answerWith("<html>bad gateway</html>", status);
  await expect(sendWithSdk(request())).resolves.toEqual({ ok: false, failure: { kind: "status", status } });
});

const UNREADABLE = { ok: false, failure: { kind: "unanswered", reason: "unreadable answer" } };
const LOST = { ok: false, failure: { kind: "unanswered", reason: "connection lost" } };

test.each([
  ["HTML", "<html>hello</html>"],
  ["cut JSON", '{"Response":{"TaskId":"t-'],
  ["nothing", ""],
  ["JSON without a Response", "{}"],
  ["a Response that is no object", '{"Response":"ok"}'],
  ["a Response that is a list", '{"Response":[]}'],
  ["null", "null"],
])("%s with status 200 is an unreadable answer", async (_what, body) => {
  answerWith(body);
  await expect(sendWithSdk(request())).resolves.toEqual(UNREADABLE);
});

test("a connection that is reset before the answer is lost", async () => {
  reply = (_response, arrived) => arrived.socket.resetAndDestroy();
  await expect(sendWithSdk(request())).resolves.toEqual(LOST);
});

test("a connection that is closed before the answer is lost", async () => {
  reply = (_response, arrived) => arrived.socket.destroy();
  await expect(sendWithSdk(request())).resolves.toEqual(LOST);
});

test("a connection that ends in the middle of a chunked answer is lost", async () => {
  reply = (response, arrived) => {
    response.write('{"Response":{"TaskId"', () => arrived.socket.destroy());
  };
  await expect(sendWithSdk(request())).resolves.toEqual(LOST);
});

const TIMED_OUT = { ok: false, failure: { kind: "unanswered", reason: "timeout" } };

test("a server that says nothing is given up after the time limit", async () => {
  reply = () => undefined;
  // long enough for the request to arrive on a busy machine
  await expect(sendWithSdk(request({ timeoutMs: 500 }))).resolves.toEqual(TIMED_OUT);
  expect(received).toHaveLength(1);
});

// node-fetch does not see the end of a connection below the announced length
test.each(["stops", "hangs up"])(
  "a server that %s below the announced length is given up after the time limit",
  async (does) => {
    reply = (response, arrived) => {
      response.writeHead(200, { "content-length": "100" });
      response.write('{"Response":', () => {
        if (does === "hangs up") arrived.socket.destroy();
      });
    };
    await expect(sendWithSdk(request({ timeoutMs: 200 }))).resolves.toEqual(TIMED_OUT);
  },
);

test("a port on which nobody listens is unreachable", async () => {
  const gone = createServer();
  const port = await listen(gone);
  await close(gone);
  await expect(sendWithSdk(request({ endpoint: new URL(`http://127.0.0.1:${port}`) }))).resolves.toEqual({
    ok: false,
    failure: { kind: "unreachable", reason: "ECONNREFUSED" },
  });
});

test("a name that does not resolve is unreachable", async () => {
  // "invalid" is the name that never resolves (RFC 2606)
  const answer = await withProxy(undefined, () =>
    sendWithSdk(request({ endpoint: new URL("http://trtc.invalid") })),
  );
  expect(answer).toMatchObject({ ok: false, failure: { kind: "unreachable" } });
});

/** With the variable set as given, in whatever process the SDK reads it. */
async function withProxy<Result>(
  proxy: string | undefined,
  run: () => Result | Promise<Result>,
): Promise<Result> {
  const names = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"];
  const before = names.map((name) => process.env[name]);
  names.forEach((name) => {
    if (proxy === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = proxy;
  });
  try {
    return await run();
  } finally {
    names.forEach((name, index) => {
      const value = before[index];
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    });
  }
}

describe("with a proxy in the environment", () => {
  let proxy: Server;
  let proxied: string[];
  let proxyUrl: string;
  beforeEach(async () => {
    proxied = [];
    proxy = createServer((arrived, response) => {
      proxied.push(`${arrived.method ?? ""} ${arrived.url ?? ""}`);
      response.writeHead(502).end();
    });
    proxy.on("connect", (arrived, socket) => {
      proxied.push(`CONNECT ${arrived.url ?? ""}`);
      const { port } = endpoint;
      const onward = connect(Number(port), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        onward.pipe(socket).pipe(onward);
      });
      onward.on("error", () => socket.destroy());
      socket.on("error", () => onward.destroy());
    });
    proxyUrl = `http://127.0.0.1:${await listen(proxy)}`;
    answerWith({ Response: { RequestId: "r-1" } });
  });
  afterEach(async () => {
    await close(proxy);
  });

  test.each(["127.0.0.1", "localhost"])("%s is spoken to directly", async (host) => {
    const direct = new URL(endpoint);
    direct.hostname = host;
    const answer = await withProxy(proxyUrl, () => sendWithSdk(request({ endpoint: direct })));
    expect(answer).toEqual({ ok: true, response: { RequestId: "r-1" } });
    expect(proxied).toEqual([]);
  });

  test("any other host is spoken to through it", async () => {
    const answer = await withProxy(proxyUrl, () =>
      sendWithSdk(request({ endpoint: new URL("http://trtc.invalid") })),
    );
    expect(answer).toEqual({ ok: true, response: { RequestId: "r-1" } });
    expect(proxied).toEqual(["CONNECT trtc.invalid:80"]);
  });
});
