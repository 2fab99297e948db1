import { once } from "node:events";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type * as Callback from "../../../../../provider/aws/lambda/callback";
import { signTestEvent } from "../../../../../provider/callback/test-event";

const KEY = "0123456789abcdef0123456789ABCDEF";
const SDK_APP_ID = 1400000001;

/** SSM and S3 as far as the function asks them. */
const aws = { asked: [] as string[], objects: new Map<string, string>(), hangs: false };
let server: Server;
let lines: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      const path = (request.url ?? "").replace(/\?.*/, "");
      const target = request.headers["x-amz-target"];
      aws.asked.push(target === undefined ? `${request.method} ${path}` : `${String(target)} ${body}`);
      if (target !== undefined && aws.hangs) {
        aws.hangs = false;
        return;
      }
      if (target !== undefined) {
        response.end(JSON.stringify({ Parameter: { Value: `${KEY},old` } }));
        return;
      }
      const isThere = aws.objects.has(path) && request.headers["if-none-match"] === "*";
      if (!isThere) aws.objects.set(path, body);
      response.statusCode = isThere ? 412 : 200;
      response.end(isThere ? "<Error><Code>PreconditionFailed</Code></Error>" : "");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // a server that listens on TCP has an address of this form
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "example",
    TRTC_EVENTS_BUCKET: "media-archive",
    TRTC_EVENTS_REGION: "eu-central-1",
    TRTC_CALLBACK_KEY_PARAMETER: "callback-keys",
    TRTC_SDK_APP_IDS: String(SDK_APP_ID),
    TRTC_TOLERANCE_SECONDS: "300",
  });
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

beforeEach(() => {
  lines = [];
  jest.spyOn(process.stderr, "write").mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
});

/** Hands the function what a URL would. */
function called({ body, headers }: { body: string; headers: Record<string, string> }) {
  // its environment is read when it is loaded
  const { handler } = jest.requireActual<typeof Callback>("../../../../../provider/aws/lambda/callback");
  return handler({ requestContext: { http: { method: "POST" } }, headers, body });
}

test("a signed event is stored once, with keys that were read once", async () => {
  const event = signTestEvent({ key: KEY, sdkAppId: SDK_APP_ID });
  for (const sent of [event, event]) {
    expect(await called(sent)).toEqual({
      statusCode: 200,
      headers: { "content-type": "application/json" },
      body: '{"code":0}',
    });
  }
  const [[path = "", text = ""] = []] = aws.objects;
  expect(path).toMatch(/^\/media-archive\/trtc-events\/1400000001\//);
  // what the function stored
  const { rawBody } = JSON.parse(text) as { rawBody: string };
  expect(Buffer.from(rawBody, "base64").toString()).toBe(event.body);
  expect(aws.objects.size).toBe(1);
  const reads = aws.asked.filter((call) => call.startsWith("AmazonSSM"));
  expect(reads).toEqual(['AmazonSSM.GetParameter {"Name":"callback-keys","WithDecryption":true}']);
  expect(lines).toEqual([]);
});

test("what is not signed is refused, stored nowhere, and one line of JSON says so", async () => {
  const before = aws.asked.length;
  const { body } = signTestEvent({ key: KEY, sdkAppId: SDK_APP_ID });
  expect((await called({ body, headers: { sdkappid: String(SDK_APP_ID) } })).statusCode).toBe(401);
  expect(aws.asked).toHaveLength(before);
  expect(lines.map((line) => [line.endsWith("\n"), JSON.parse(line) as unknown])).toEqual([
    [true, expect.objectContaining({ level: "warn", reason: "sign", status: 401 })],
  ]);
});

test("keys that do not come are asked for again, while TRTC still waits", async () => {
  aws.hangs = true;
  const started = performance.now();
  // a function that was just started
  jest.resetModules();
  const event = signTestEvent({ key: KEY, sdkAppId: SDK_APP_ID });
  expect((await called(event)).statusCode).toBe(200);
  expect(aws.hangs).toBe(false);
  expect(performance.now() - started).toBeLessThan(4_000);
});
