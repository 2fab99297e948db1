import { createServer } from "node:http";
import type { IncomingHttpHeaders, Server } from "node:http";
import type { AddressInfo } from "node:net";

import { createCallbacks, printCallback, signCallback } from "../../../emulator/src/callbacks";
import type { Callbacks } from "../../../emulator/src/callbacks";
import { createTimeline } from "../../../emulator/src/clock";
import type { Timeline } from "../../../emulator/src/clock";
import { DEFAULT_SETTINGS } from "../../../emulator/src/settings";
import type { Settings } from "../../../emulator/src/settings";
import vector from "../../vectors/callback.json";

const EVENT = {
  sdkAppId: 14,
  eventGroupId: 10,
  eventType: 1001,
  eventInfo: { TaskId: "-x+.", Payload: { Status: 0 } },
};

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let url: string;
let received: Received[];
/** Status of the next answers; 0 is no answer, -1 a body that never ends, -2 one of 5,000 bytes; when it is empty, 200. */
let answers: number[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      const status = answers.shift() ?? 200;
      if (status > 0) response.writeHead(status).end('{"code":0}');
      if (status === -1) response.writeHead(200).write("{");
      if (status === -2) response.writeHead(200).end("x".repeat(5000));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address with a port.
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
});
beforeEach(() => {
  received = [];
  answers = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function bench(settings: Partial<Settings> = {}, key: string | undefined = vector.key) {
  const timeline: Timeline = createTimeline({ virtual: true });
  const start = timeline.now();
  const callbacks: Callbacks = createCallbacks({
    timeline,
    settings: () => ({ ...DEFAULT_SETTINGS, ...settings }),
    targetOf: (sdkAppId) => (sdkAppId === 14 ? { url, key } : undefined),
  });
  const seconds = () => callbacks.deliveries().map(({ at }) => (at - start) / 1000);
  return { timeline, callbacks, seconds };
}

test("the vendor's sample is printed as the vendor prints it, and signed as published", () => {
  const body = printCallback({
    EventGroupId: 2,
    EventType: 204,
    CallbackTs: 1664209748188,
    EventInfo: {
      RoomId: 8489,
      EventTs: 1664209748,
      EventMsTs: 1664209748180,
      UserId: "user_85034614",
      Reason: 0,
    },
  });
  expect(body).toBe(vector.body);
  expect(Buffer.byteLength(body)).toBe(vector.bytes);
  expect(signCallback(body, vector.key)).toBe(vector.sign);
});

test("wrong readings of the sample have other signatures", () => {
  const { bodyWithLiteralEscapes, reserialisedJson } = vector.mustNotVerify;
  const escaped = vector.body.replaceAll("\n", "\\n").replaceAll("\t", "\\t");
  expect(signCallback(escaped, vector.key)).toBe(bodyWithLiteralEscapes);
  expect(signCallback(JSON.stringify(JSON.parse(vector.body)), vector.key)).toBe(reserialisedJson);
});

test("an event is posted once with its headers when the answer is 200", async () => {
  const { timeline, callbacks } = bench();
  callbacks.send(EVENT);
  await timeline.advance(120_000);
  expect(received).toHaveLength(1);
  const body = received[0]?.body ?? "";
  expect(received[0]?.headers).toMatchObject({
    "content-type": "application/json",
    sdkappid: "14",
    sign: signCallback(body, vector.key),
  });
  expect(callbacks.deliveries()).toMatchObject([
    {
      sdkAppId: 14,
      url,
      eventGroupId: 10,
      eventType: 1001,
      taskId: "-x+.",
      attempt: 1,
      body,
      status: 200,
      ok: true,
    },
  ]);
});

test("without a key there is no Sign", async () => {
  const timeline = createTimeline({ virtual: true });
  const targetOf = () => ({ url, key: undefined });
  const callbacks = createCallbacks({ timeline, settings: () => DEFAULT_SETTINGS, targetOf });
  callbacks.send(EVENT);
  await timeline.advance(1000);
  expect(received[0]?.headers).not.toHaveProperty("sign");
  expect(callbacks.deliveries()[0]).not.toHaveProperty("sign");
});

test("without an address nothing is sent", async () => {
  const { timeline, callbacks } = bench();
  callbacks.send({ ...EVENT, sdkAppId: 15 });
  await timeline.advance(1000);
  expect(callbacks.deliveries()).toEqual([]);
});

test("a failing receiver is tried at once again, then every 10 s until the message is a minute old", async () => {
  answers = Array.from({ length: 20 }, () => 500);
  const { timeline, callbacks, seconds } = bench();
  callbacks.send(EVENT);
  await timeline.advance(600_000);
  expect(seconds()).toEqual([0, 0, 10, 20, 30, 40, 50, 60]);
  expect(callbacks.deliveries().map(({ attempt, ok }) => [attempt, ok])).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => [attempt, false]),
  );
});

test("it stops being tried once it is answered", async () => {
  answers = [503, 503, 200];
  const { timeline, callbacks, seconds } = bench();
  callbacks.send(EVENT);
  await timeline.advance(600_000);
  expect(seconds()).toEqual([0, 0, 10]);
});

test("a non-200 answer ends it when retryNon200 is off", async () => {
  answers = [500];
  const { timeline, callbacks, seconds } = bench({ retryNon200: false });
  callbacks.send(EVENT);
  await timeline.advance(600_000);
  expect(seconds()).toEqual([0]);
});

test("no answer in time counts as a failure and as time", async () => {
  answers = [0, 0];
  const { timeline, callbacks, seconds } = bench({ callbackTimeoutSeconds: 0.2, retryNon200: false });
  callbacks.send(EVENT);
  await timeline.advance(600_000);
  expect(seconds()).toEqual([0, 0.2, 10.2]);
  expect(callbacks.deliveries().map(({ error, ok }) => [error, ok])).toEqual([
    ["no answer in time", false],
    ["no answer in time", false],
    [undefined, true],
  ]);
});

test("a retry carries the time of its own sending, and so another Sign", async () => {
  answers = [500];
  const { timeline, callbacks } = bench();
  callbacks.send(EVENT);
  await timeline.advance(20_000);
  const [first, second] = received;
  expect(second?.body).not.toBe(first?.body);
  expect(second?.headers["sign"]).toBe(signCallback(second?.body ?? "", vector.key));
  const identity = (body = "") => body.replace(/"CallbackTs":\t\d+/, "");
  expect(identity(second?.body)).toBe(identity(first?.body));
});

test("with freshCallbackTs off a retry is the same bytes", async () => {
  answers = [500];
  const { timeline, callbacks } = bench({ freshCallbackTs: false });
  callbacks.send(EVENT);
  await timeline.advance(20_000);
  expect(received[1]?.body).toBe(received[0]?.body);
});

test("CallbackTs is on the real clock, whatever was advanced", async () => {
  const { timeline, callbacks } = bench();
  await timeline.advance(86_400_000);
  callbacks.send(EVENT);
  await timeline.advance(0);
  const sent = Number(/"CallbackTs":\t(\d+)/.exec(received[0]?.body ?? "")?.[1]);
  expect(Math.abs(sent - Date.now())).toBeLessThan(5000);
});

test("clear gives up what is under way", async () => {
  answers = [0];
  const { timeline, callbacks } = bench();
  callbacks.send(EVENT);
  const advancing = timeline.advance(0);
  while (received.length === 0) await new Promise((resolve) => setImmediate(resolve));
  callbacks.clear();
  await advancing;
  await timeline.advance(600_000);
  expect(received).toHaveLength(1);
  expect(callbacks.deliveries()).toEqual([]);
});

test("an address that is none is a failed attempt and not a failure of the emulator", async () => {
  const timeline = createTimeline({ virtual: true });
  const targetOf = () => ({ url: "http://127.0.0.1:99999/", key: undefined });
  const callbacks = createCallbacks({ timeline, settings: () => DEFAULT_SETTINGS, targetOf });
  callbacks.send(EVENT);
  await timeline.advance(0);
  expect(callbacks.deliveries()[0]).toMatchObject({ url: "not a URL", error: "Invalid URL", ok: false });
});

test("a delivery shows the address without user, password and query", async () => {
  const timeline = createTimeline({ virtual: true });
  const secret = url.replace("http://", "http://planted:planted@") + "?token=planted#planted";
  const targetOf = () => ({ url: secret, key: undefined });
  const callbacks = createCallbacks({ timeline, settings: () => DEFAULT_SETTINGS, targetOf });
  callbacks.send(EVENT);
  await timeline.advance(0);
  expect(callbacks.deliveries()).toMatchObject([{ url, ok: true }]);
  expect(JSON.stringify(callbacks.deliveries())).not.toContain("planted");
});

test("an answer over 2000 bytes of headers and body is a failure", async () => {
  answers = [-2];
  const { timeline, callbacks } = bench();
  callbacks.send(EVENT);
  await timeline.advance(0);
  expect(callbacks.deliveries().map(({ error, ok }) => [error, ok])).toEqual([
    ["the answer has more than 2000 bytes of headers and body", false],
    [undefined, true],
  ]);
});

test("an answer that does not end is none", async () => {
  answers = [-1];
  const { timeline, callbacks } = bench({ callbackTimeoutSeconds: 0.1 });
  callbacks.send(EVENT);
  await timeline.advance(0);
  expect(callbacks.deliveries().map(({ error, ok }) => [error, ok])).toEqual([["no answer in time", false]]);
});

test("many callbacks at once are no warning", async () => {
  const warnings: string[] = [];
  const listen = (warning: Error) => void warnings.push(warning.message);
  process.on("warning", listen);
  const timeline = createTimeline({ virtual: false });
  const targetOf = () => ({ url, key: undefined });
  const callbacks = createCallbacks({ timeline, settings: () => DEFAULT_SETTINGS, targetOf });
  for (let count = 0; count < 20; count += 1) callbacks.send(EVENT);
  while (received.length < 20) await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", listen);
  timeline.close();
  callbacks.clear();
  expect(warnings).toEqual([]);
});

describe("an event that is sent on demand", () => {
  const timesOf = () =>
    received.map(({ body }) => Number(/"Callback(?:Ms)?Ts":\t(\d+)/.exec(body)?.[1])).sort((a, b) => a - b);

  test("arrives as often as asked, the same bytes each time, and not again", async () => {
    answers = [500, 200, 200];
    const { timeline, callbacks } = bench();
    const deliveries = await callbacks.deliver(EVENT, { times: 3, freshCallbackTs: false });
    await timeline.advance(120_000);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    expect(received).toHaveLength(3);
    expect(deliveries?.map(({ status }) => status).sort()).toEqual([200, 200, 500]);
    expect(callbacks.deliveries()).toEqual(deliveries);
  });

  test("has a time of its own for each copy, as the settings have it", async () => {
    const { callbacks } = bench();
    await callbacks.deliver(EVENT, { times: 3 });
    const [first = 0] = timesOf();
    expect(timesOf()).toEqual([first, first + 1, first + 2]);
  });

  test("goes out whatever its group, and one of stream ingest under that group's name", async () => {
    const timeline = createTimeline({ virtual: true });
    const targetOf = () => ({ url, key: undefined, groups: [10] });
    const callbacks = createCallbacks({ timeline, settings: () => DEFAULT_SETTINGS, targetOf });
    const ingest = { ...EVENT, eventGroupId: 7, eventType: 701 };
    callbacks.send(ingest);
    await timeline.advance(0);
    expect(received).toEqual([]);
    await callbacks.deliver(ingest, { times: 1 });
    const body = JSON.parse(received[0]?.body ?? "") as object;
    expect(body).toMatchObject({ EventGroupId: 7, EventType: 701 });
    expect(Object.keys(body)).toEqual(["EventGroupId", "EventType", "CallbackMsTs", "EventInfo"]);
  });

  test("has nowhere to go without an address", () => {
    expect(bench().callbacks.deliver({ ...EVENT, sdkAppId: 15 }, { times: 1 })).toBeUndefined();
  });
});

test("lists and null are printed, too", () => {
  const printed = printCallback({ FileList: ["a", { b: null }], Empty: [] });
  expect(printed).toBe('{\n\t"FileList":\t["a", {\n\t\t\t"b":\tnull\n\t\t}],\n\t"Empty":\t[]\n}');
  expect(JSON.parse(printed)).toEqual({ FileList: ["a", { b: null }], Empty: [] });
});

test("a host is connected to elsewhere, and its name, path and query are kept", async () => {
  const timeline = createTimeline({ virtual: true });
  const targetOf = () => ({ url: "https://abc.lambda-url.on.aws//a?b=c", key: undefined });
  const { origin } = new URL(url);
  const paths: (string | undefined)[] = [];
  server.on("request", ({ url: path }) => paths.push(path));
  const connectTo = (host: string) => (host === "abc.lambda-url.on.aws" ? new URL(origin) : undefined);
  const callbacks = createCallbacks({ timeline, settings: () => DEFAULT_SETTINGS, targetOf, connectTo });
  callbacks.send(EVENT);
  await timeline.advance(0);
  expect(received[0]?.headers["host"]).toBe("abc.lambda-url.on.aws");
  expect(paths).toEqual(["//a?b=c"]);
  expect(callbacks.deliveries()).toMatchObject([{ url: "https://abc.lambda-url.on.aws//a", ok: true }]);
});
