import fc from "fast-check";
import { eventKey } from "../../../../provider/callback/event-key";
import { parse } from "../../../../provider/callback/parse";
import { readEvents } from "../../../../provider/callback/read-events";
import { storedEventText } from "../../../../provider/callback/stored-event";
import type { StoredEvent } from "../../../../provider/callback/stored-event";
import { InputError } from "../../../../provider/trtc/errors";
import { memoryStorage } from "./memory-storage";
import type { MemoryStorage } from "./memory-storage";
import { SDK_APP_ID, slicingBody } from "./signed-request";

const NOW = Date.parse("2026-11-21T12:00:00Z");

function keep(storage: MemoryStorage, body: Record<string, unknown>, sdkAppId = SDK_APP_ID): StoredEvent {
  const text = JSON.stringify(body);
  const stored = {
    sdkAppId,
    receivedAt: new Date(NOW).toISOString(),
    sign: "sign",
    rawBody: Buffer.from(text).toString("base64"),
    event: parse(text),
  };
  storage.objects.set(eventKey(sdkAppId, body), storedEventText(stored));
  return stored;
}

/** An event of a task at a time. */
function at(time: string, TaskId: string | undefined = "task"): Record<string, unknown> {
  return slicingBody(NOW, {}, { TaskId, EventMsTs: Date.parse(time) });
}

function read(storage: MemoryStorage, filter: { taskId?: string; since?: Date | string } = {}) {
  return readEvents(storage, { sdkAppId: SDK_APP_ID, ...filter }, () => NOW);
}

const times = (stored: readonly StoredEvent[]) => stored.map(({ event }) => event.occurredAt);

test("events of an application come in the order in which they happened, and those without a time last", async () => {
  const storage = memoryStorage();
  const late = keep(storage, at("2026-11-21T10:00:00.001Z", "a"));
  const early = keep(storage, at("2026-11-21T10:00:00.000Z", "b"));
  const room = keep(storage, { EventGroupId: 1, EventType: 101, EventInfo: { RoomId: 5 } });
  keep(storage, at("2026-11-21T10:00:00.002Z"), 1400000002);
  expect(await read(storage)).toEqual([early, late, room]);
  expect(storage.lists).toEqual(["trtc-events/1400000001/"]);
  expect(await readEvents(storage, { sdkAppId: 14 })).toEqual([]);
});

test("repeats that were stored twice are one event", async () => {
  const storage = memoryStorage();
  const first = keep(storage, at("2026-11-21T10:00:00Z"));
  const [[key, object] = ["", ""]] = storage.objects;
  storage.objects.set(key.replace(/-[0-9a-f]{32}/, `-${"0".repeat(32)}`), object);
  expect(await read(storage)).toEqual([first]);
});

test("events of a task are its own only, also where a room has the name of its folder", async () => {
  const storage = memoryStorage();
  const own = keep(storage, at("2026-11-21T10:00:00Z", "room-lobby"));
  keep(storage, at("2026-11-21T10:00:01Z", "other"));
  keep(storage, slicingBody(NOW, {}, { TaskId: undefined, EventMsTs: NOW }));
  expect(await read(storage, { taskId: "room-lobby" })).toEqual([own]);
});

test.each(["2026-11-20T23:59:59.999Z", new Date("2026-11-20T23:59:59.999Z")])(
  "since %s includes that moment and leaves out what was before it and what has no time",
  async (since) => {
    const storage = memoryStorage();
    keep(storage, at("2026-11-20T23:59:59.998Z"));
    keep(storage, { EventGroupId: 1, EventType: 101 });
    const on = keep(storage, at("2026-11-20T23:59:59.999Z"));
    const later = keep(storage, at("2026-11-21T00:00:00.000Z"));
    // the sender's clock, or a test event
    const future = keep(storage, at("2027-01-01T00:00:00.000Z"));
    expect(await read(storage, { since })).toEqual([on, later, future]);
    expect(await read(storage, { since, taskId: "task" })).toEqual([on, later, future]);
  },
);

test("a task's events since a day are looked for in its folders of each day, and then in the days to come", async () => {
  const storage = memoryStorage();
  await read(storage, { taskId: "a+b", since: "2026-11-20T10:00:00Z" });
  expect(storage.lists.slice(0, 2)).toEqual([
    "trtc-events/1400000001/2026/11/20/a%2Bb/",
    "trtc-events/1400000001/2026/11/21/a%2Bb/",
  ]);
  expect(storage.lists.slice(2).map((prefix) => prefix.replace("trtc-events/1400000001/", ""))).toEqual([
    ...["203", "204", "205", "206", "207", "208", "209", "2027", "2028", "2029"],
    ...["2026/2", "2026/3", "2026/4", "2026/5", "2026/6", "2026/7", "2026/8", "2026/9"],
    ...["2026/12", "2026/13", "2026/14", "2026/15", "2026/16", "2026/17", "2026/18", "2026/19"],
    ...["2026/11/3", "2026/11/4", "2026/11/5", "2026/11/6", "2026/11/7", "2026/11/8", "2026/11/9"],
    ...[
      "2026/11/22",
      "2026/11/23",
      "2026/11/24",
      "2026/11/25",
      "2026/11/26",
      "2026/11/27",
      "2026/11/28",
      "2026/11/29",
    ],
  ]);
});

test.each([
  ["1970-01-01T12:00:00Z", undefined],
  ["1960-01-01T12:00:00Z", "task"],
  ["2020-01-01T00:00:00Z", "task"],
])("since %s with task %s there is one list of all", async (since, taskId) => {
  const storage = memoryStorage();
  const event = keep(storage, at("2026-11-20T23:59:59.998Z"));
  expect(await read(storage, { since, ...(taskId !== undefined && { taskId }) })).toEqual([event]);
  expect(storage.lists).toEqual(["trtc-events/1400000001/"]);
});

test("since any time is what all events since then are, wherever the clock stands", async () => {
  const storage = memoryStorage();
  const moments = [
    "1999-12-31",
    "2019-12-31",
    "2020-02-29",
    "2026-09-30",
    "2026-10-09",
    "2026-11-21",
    "2030-01-01",
    "2099-12-31",
  ];
  for (const day of moments) keep(storage, at(`${day}T00:00:00.000Z`));
  const all = await read(storage);
  const time = fc.date({ min: new Date("1969-01-01"), max: new Date("2099-12-31"), noInvalidDate: true });
  const options = fc.record({ since: time, now: time, taskId: fc.constantFrom("task", undefined) });
  await fc.assert(
    fc.asyncProperty(options, async ({ since, now, taskId }) => {
      const filter = { sdkAppId: SDK_APP_ID, since, ...(taskId !== undefined && { taskId }) };
      const found = await readEvents(storage, filter, () => now.getTime());
      expect(times(found)).toEqual(times(all).filter((text = "") => text >= since.toISOString()));
    }),
    { numRuns: 100, seed: 20261121 },
  );
});

test("at most eight objects are read at a time", async () => {
  const storage = memoryStorage();
  for (let ms = 0; ms < 20; ms++) keep(storage, at(new Date(NOW + ms).toISOString()));
  let open = 0;
  let most = 0;
  const counted = {
    ...storage,
    async read(key: string) {
      most = Math.max(most, ++open);
      const text = await storage.read(key);
      open--;
      return text;
    },
  };
  expect(await readEvents(counted, { sdkAppId: SDK_APP_ID })).toHaveLength(20);
  expect(most).toBe(8);
});

describe("an object that is no event", () => {
  const KEY =
    "trtc-events/1400000001/2026/11/21/task/20261121T120000000Z-10-1004-0123456789abcdef0123456789abcdef.json";

  test.each<[string, string, string, string]>([
    [
      "by its key",
      "trtc-events/1400000001/readme.txt",
      "",
      "object trtc-events/1400000001/readme.txt is no event: move it out of trtc-events/, which is for events only",
    ],
    [
      "by its text",
      KEY,
      "{",
      `object ${KEY} is no event (it is no JSON object): move it out of trtc-events/`,
    ],
    [
      "by its application",
      KEY,
      JSON.stringify({
        sdkAppId: 1,
        receivedAt: "",
        sign: "",
        rawBody: Buffer.from(JSON.stringify(at("2026-11-21"))).toString("base64"),
      }),
      `object ${KEY} is no event (its sdkAppId is 1): move it out of trtc-events/`,
    ],
  ])("is named: %s", async (_what, key, text, message) => {
    await expect(read(memoryStorage(new Map([[key, text]])))).rejects.toThrow(new InputError(message));
  });

  test("is not what a storage that fails means", async () => {
    const storage = {
      ...memoryStorage(new Map([[KEY, ""]])),
      read: () => Promise.reject(new Error("denied")),
    };
    await expect(readEvents(storage, { sdkAppId: SDK_APP_ID })).rejects.toThrow(new Error("denied"));
  });
});

test.each<[string, { sdkAppId?: number; since?: Date | string }, string]>([
  ["an application that is none", { sdkAppId: 0 }, "sdkAppId must be a whole number of 1 or more, got 0"],
  [
    "a time that is none",
    { since: "soon" },
    'since must be a Date or an ISO 8601 text before the year 2100, got "soon"',
  ],
  [
    "a time that is none",
    { since: new Date(NaN) },
    "since must be a Date or an ISO 8601 text before the year 2100, got null",
  ],
  [
    "a time without events",
    { since: "2100-01-01T00:00:00Z" },
    'since must be a Date or an ISO 8601 text before the year 2100, got "2100-01-01T00:00:00Z"',
  ],
])("is refused: %s", async (_what, filter, message) => {
  await expect(readEvents(memoryStorage(), { sdkAppId: SDK_APP_ID, ...filter })).rejects.toThrow(
    new InputError(message),
  );
});
