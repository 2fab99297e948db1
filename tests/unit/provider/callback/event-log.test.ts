import { eventKey } from "../../../../provider/callback/event-key";
import { storeEvents } from "../../../../provider/callback/event-log";
import type { EventStorage } from "../../../../provider/callback/event-storage";
import { UnavailableError } from "../../../../provider/callback/handler";
import type { ReceivedEvent } from "../../../../provider/callback/handler";
import { parse } from "../../../../provider/callback/parse";
import { replayEvents } from "../../../../provider/callback/replay";
import { fakeClock } from "../fake-clock";
import { memoryStorage } from "./memory-storage";
import { signOf, slicingBody } from "./signed-request";

// with spaces that JSON written out again would not have
const RAW = Buffer.from(` ${JSON.stringify(slicingBody(1736174000000))} `);
const EVENT = parse(RAW);
const RECEIVED: ReceivedEvent = {
  id: "id",
  sdkAppId: 1400000001,
  event: EVENT,
  body: EVENT.body,
  rawBody: RAW,
  sign: signOf(RAW),
  receivedAt: "2025-01-06T14:33:20.000Z",
};
const OBJECT_KEY = eventKey(1400000001, EVENT.body);

/** A storage whose first puts fail, and which then works. */
function failing(times: number, fail: () => Promise<never> = () => Promise.reject(new Error("SlowDown"))) {
  const storage = memoryStorage();
  let puts = 0;
  const broken: EventStorage = {
    ...storage,
    putOnce: (key, body) => (++puts <= times ? fail() : storage.putOnce(key, body)),
  };
  return { storage: broken, objects: storage.objects, puts: () => puts };
}

test("an event is one object under its key, with its body byte for byte", async () => {
  const storage = memoryStorage();
  const store = storeEvents(storage);
  await store(RECEIVED);
  await store({ ...RECEIVED, receivedAt: "2025-01-06T14:33:30.000Z" });
  expect([...storage.objects.keys()]).toEqual([OBJECT_KEY]);
  expect(JSON.parse(storage.objects.get(OBJECT_KEY) ?? "")).toEqual({
    sdkAppId: 1400000001,
    receivedAt: "2025-01-06T14:33:20.000Z",
    sign: signOf(RAW),
    rawBody: RAW.toString("base64"),
    event: JSON.parse(JSON.stringify(EVENT)) as object, // as JSON has it
  });
});

test.each([
  [1, [100]],
  [2, [100, 300]],
  [4, [100, 300, 900, 900]],
])("a put that fails %d times is tried again after %j ms", async (times, pauses) => {
  const clock = fakeClock();
  const lines: string[] = [];
  const { storage, objects } = failing(times);
  await storeEvents(storage, { ...clock, log: (line) => lines.push(line) })(RECEIVED);
  expect(clock.sleeps).toEqual(pauses);
  expect([...objects.keys()]).toEqual([OBJECT_KEY]);
  expect(lines).toEqual([]);
});

test("when no other try could end within 4 seconds, the event is one line that can be put back", async () => {
  const clock = fakeClock();
  const lines: string[] = [];
  const { storage, puts } = failing(Infinity);
  await expect(storeEvents(storage, { ...clock, log: (line) => lines.push(line) })(RECEIVED)).rejects.toThrow(
    new UnavailableError("the event was not stored (SlowDown): it is in the log for replay-events"),
  );
  expect(puts()).toBe(5);
  expect(clock.sleeps).toEqual([100, 300, 900, 900]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain("\n");
  const back = memoryStorage();
  expect(await replayEvents(back, lines)).toEqual({ stored: 1, existing: 0, otherLines: 0, damaged: 0 });
  const direct = memoryStorage();
  await storeEvents(direct)(RECEIVED);
  expect(back.objects).toEqual(direct.objects);
});

test.each<[string, number, number]>([
  ["most events", 1_000, 2_500],
  ["an event of 60 kB", 60_000, 81_500],
  ["the largest", 1_048_576, 1_399_500],
])("a line has four thirds of the body and 1 kB: %s", async (_what, bytes, most) => {
  const lines: string[] = [];
  // with the longest key
  const empty = JSON.stringify(slicingBody(1, {}, { TaskId: "课".repeat(100), Payload: { FileList: "" } }));
  const file = "x".repeat(bytes - Buffer.byteLength(empty));
  const rawBody = Buffer.from(empty.replace('"FileList":"', `$&${file}`));
  expect(rawBody).toHaveLength(bytes);
  const event = parse(rawBody);
  const store = storeEvents(failing(Infinity).storage, { ...fakeClock(), log: (line) => lines.push(line) });
  await expect(store({ ...RECEIVED, event, body: event.body, rawBody })).rejects.toThrow(UnavailableError);
  expect(lines.map((line) => Buffer.byteLength(line) < most)).toEqual([true]);
  expect(await replayEvents(memoryStorage(), lines)).toEqual({
    stored: 1,
    existing: 0,
    otherLines: 0,
    damaged: 0,
  });
});

test("a storage that throws at once fails as one that rejects, whatever it throws", async () => {
  const storage: EventStorage = {
    ...memoryStorage(),
    putOnce: () => {
      // what a caller that is not checked may do
      throw "broken" as unknown as Error;
    },
  };
  await expect(storeEvents(storage, fakeClock())(RECEIVED)).rejects.toThrow(
    new UnavailableError(
      "the event was not stored (a thrown string): it is kept nowhere, give storeEvents a log",
    ),
  );
});

describe("a storage that hangs", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test("is given up after 1.5 seconds a try, in less than 4 seconds", async () => {
    const lines: string[] = [];
    const { storage, puts } = failing(Infinity, () => new Promise(() => undefined));
    const start = Date.now();
    const stored = expect(
      storeEvents(storage, { log: (line) => lines.push(line) })(RECEIVED),
    ).rejects.toThrow(
      new UnavailableError(
        "the event was not stored (no answer within 1.5 s): it is in the log for replay-events",
      ),
    );
    await jest.advanceTimersByTimeAsync(3_100);
    await stored;
    expect(Date.now() - start).toBe(3_100);
    expect(puts()).toBe(2);
    expect(lines).toHaveLength(1);
  });

  test("once is tried again, and no timer stays behind", async () => {
    const { storage, objects } = failing(1, () => new Promise(() => undefined));
    const stored = storeEvents(storage)(RECEIVED);
    await jest.advanceTimersByTimeAsync(1_600);
    await stored;
    expect([...objects.keys()]).toEqual([OBJECT_KEY]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
