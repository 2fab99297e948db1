import { webAdapter } from "../../../../../provider/callback/adapters/web";
import { createHandler } from "../../../../../provider/callback/handler";
import type { LogEntry } from "../../../../../provider/callback/handler";
import { START } from "../../fake-clock";
import { KEY, SDK_APP_ID, signOf, slicingBody } from "../signed-request";

const BODY = ` ${JSON.stringify(slicingBody(START, {}, { UserId: "é" }))}`;

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
  return { answer: webAdapter(handle), users, entries };
}

function request(body: string | ReadableStream<Uint8Array>, headers: Record<string, string> = {}): Request {
  return new Request("http://localhost/trtc", {
    method: "POST",
    headers: { SdkAppId: String(SDK_APP_ID), Sign: signOf(BODY), ...headers },
    body,
    duplex: "half",
  });
}

async function seen(response: Response) {
  return [response.status, response.headers.get("content-type"), await response.text()];
}

test("a request is answered", async () => {
  const { answer, users } = endpoint();
  expect(await seen(await answer(request(BODY)))).toEqual([200, "application/json", '{"code":0}']);
  expect(users).toEqual(["é"]);
});

test("a request of another method, without a body and with two Signs is refused", async () => {
  const { answer } = endpoint();
  const get = await answer(new Request("http://localhost/trtc"));
  expect(get.headers.get("allow")).toBe("POST");
  expect(await seen(get)).toEqual([405, "application/json", '{"code":-1}']);
  const empty = new Request("http://localhost/trtc", { method: "POST" });
  expect(await seen(await answer(empty))).toEqual([401, "application/json", '{"code":-1}']);
  const twice = request(BODY);
  twice.headers.append("sign", signOf(BODY));
  expect(await seen(await answer(twice))).toEqual([401, "application/json", '{"code":-1}']);
});

/** A body that never ends, of 64 kB a piece; says how much of it was taken. */
function endless() {
  const taken = { bytes: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      taken.bytes += 65_536;
      controller.enqueue(new Uint8Array(65_536));
    },
    cancel: () => {
      taken.cancelled = true;
    },
  });
  return { stream, taken };
}

test("a body above 1 MB is not read to its end", async () => {
  const { answer, entries } = endpoint();
  const { stream, taken } = endless();
  expect(await seen(await answer(request(stream)))).toEqual([400, "application/json", '{"code":-1}']);
  expect(taken.cancelled).toBe(true);
  expect(taken.bytes).toBeLessThan(1_048_576 + 4 * 65_536);
  expect(entries.map(({ reason }) => reason)).toEqual(["size"]);
});

test("a body that breaks off is answered as what came of it", async () => {
  const { answer } = endpoint();
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Buffer.from(BODY.slice(0, 10))),
    pull: () => Promise.reject(new Error("gone")),
  });
  expect((await answer(request(stream))).status).toBe(401);
});

test("a body that was read before is an error of the owner", async () => {
  const { answer, entries } = endpoint();
  const read = request(BODY);
  await read.json();
  expect((await answer(read)).status).toBe(500);
  expect(entries.map(({ reason }) => reason)).toEqual(["setup"]);
});
