import { createHash } from "node:crypto";
import fc from "fast-check";
import {
  dayFolder,
  eventId,
  eventKey,
  keyTime,
  numberOf,
  taskFolder,
} from "../../../../provider/callback/event-key";
import { anyText } from "./any-text";
import { slicingBody } from "./signed-request";

const NOW = 1736174000000;

describe("the identity of an event", () => {
  test("is the SHA-256 of its canonical JSON without the time of sending", () => {
    const body = {
      EventType: 101,
      EventGroupId: 1,
      CallbackTs: 1,
      CallbackMsTs: 2,
      EventInfo: { b: 1, a: "é" },
    };
    const canonical = '{"EventGroupId":1,"EventInfo":{"a":"é","b":1},"EventType":101}';
    expect(eventId(body)).toBe(createHash("sha256").update(canonical).digest("hex"));
  });

  test("is the same for every repeat, and with the fields in another order", () => {
    const body = slicingBody(NOW);
    const reversed = Object.fromEntries(Object.entries(slicingBody(NOW + 10_000)).reverse());
    expect(eventId(reversed)).toBe(eventId(body));
    expect(eventId({ ...body, CallbackMsTs: "1" })).toBe(eventId(body));
  });

  test("is another for another file, another task and a field further down", () => {
    const bodies = [
      slicingBody(NOW),
      slicingBody(NOW, {}, { Payload: { FileList: "other.png" } }),
      slicingBody(NOW, {}, { TaskId: "other" }),
      slicingBody(NOW, {}, { CallbackTs: NOW }),
      slicingBody(NOW, { EventType: 1003 }),
    ];
    expect(new Set(bodies.map(eventId)).size).toBe(bodies.length);
  });
});

/** The key without the hash. */
function placeOf(body: Record<string, unknown>): string {
  const key = eventKey(1400000001, body);
  const hash = eventId(body).slice(0, 32);
  expect(key.endsWith(`-${hash}.json`)).toBe(true);
  return key.slice(0, -`-${hash}.json`.length).replace("trtc-events/1400000001/", "");
}

describe("the key of an event", () => {
  test("names application, day, task, time, group and type", () => {
    const body = slicingBody(NOW);
    expect(eventKey(1400000001, body)).toBe(
      `trtc-events/1400000001/2025/01/06/-npVq%2B./20250106T143143123Z-10-1004-${eventId(body).slice(0, 32)}.json`,
    );
  });

  test("is the same for a repeat with a fresh CallbackTs, also when the event has no time", () => {
    const timeless = { EventMsTs: undefined, EventTs: undefined };
    expect(eventKey(1, slicingBody(NOW))).toBe(eventKey(1, slicingBody(NOW + 60_000)));
    expect(eventKey(1, slicingBody(NOW, {}, timeless))).toBe(
      eventKey(1, slicingBody(NOW + 60_000, {}, timeless)),
    );
  });

  test.each<[string, object, string]>([
    ["EventMsTs as text", { EventMsTs: "1736173903123" }, "2025/01/06/-npVq%2B./20250106T143143123Z-10-1004"],
    [
      "EventTsMs, as 401 has it",
      { EventMsTs: undefined, EventTsMs: 1736173903124 },
      "2025/01/06/-npVq%2B./20250106T143143124Z-10-1004",
    ],
    ["EventTs", { EventMsTs: undefined }, "2025/01/06/-npVq%2B./20250106T143143000Z-10-1004"],
    [
      "EventTs as text",
      { EventMsTs: undefined, EventTs: "1622186275" },
      "2021/05/28/-npVq%2B./20210528T071755000Z-10-1004",
    ],
    [
      "EventTs, where EventMsTs is none",
      { EventMsTs: "soon" },
      "2025/01/06/-npVq%2B./20250106T143143000Z-10-1004",
    ],
    ["EventTs, where EventMsTs is 0", { EventMsTs: 0 }, "2025/01/06/-npVq%2B./20250106T143143000Z-10-1004"],
    [
      "EventTs, where EventMsTs is 0 as text",
      { EventMsTs: "0" },
      "2025/01/06/-npVq%2B./20250106T143143000Z-10-1004",
    ],
    [
      "no time",
      { EventMsTs: undefined, EventTs: undefined },
      "1970/01/01/-npVq%2B./19700101T000000000Z-10-1004",
    ],
    [
      "a time that no calendar has",
      { EventMsTs: 1e300, EventTs: 1736173903123 },
      "1970/01/01/-npVq%2B./19700101T000000000Z-10-1004",
    ],
    ["a time before 1970", { EventMsTs: -1, EventTs: 1 }, "1970/01/01/-npVq%2B./19700101T000001000Z-10-1004"],
    ["a task id that is a number", { TaskId: 4711 }, "2025/01/06/4711/20250106T143143123Z-10-1004"],
    ["a folder in the task id", { TaskId: "a/../b" }, "2025/01/06/a%2F..%2Fb/20250106T143143123Z-10-1004"],
    ["a task id .", { TaskId: "." }, "2025/01/06/%2E/20250106T143143123Z-10-1004"],
    ["a task id ..", { TaskId: ".." }, "2025/01/06/%2E%2E/20250106T143143123Z-10-1004"],
    ["no task", { TaskId: undefined }, "2025/01/06/room-lobby/20250106T143143123Z-10-1004"],
    ["an empty task", { TaskId: "" }, "2025/01/06/room-lobby/20250106T143143123Z-10-1004"],
    ["a room that is a number", { TaskId: null, RoomId: 5 }, "2025/01/06/room-5/20250106T143143123Z-10-1004"],
    [
      "a room of odd characters",
      { TaskId: {}, RoomId: "课 /?" },
      "2025/01/06/room-%E8%AF%BE%20%2F%3F/20250106T143143123Z-10-1004",
    ],
    ["half a character", { TaskId: "a\uD800" }, "2025/01/06/a%EF%BF%BD/20250106T143143123Z-10-1004"],
    [
      "neither task nor room",
      { TaskId: undefined, RoomId: undefined },
      "2025/01/06/none/20250106T143143123Z-10-1004",
    ],
  ])("with %s", (_what, info, place) => {
    expect(placeOf(slicingBody(NOW, {}, info))).toBe(place);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["no EventInfo", { EventGroupId: 99, EventType: 1 }, "1970/01/01/none/19700101T000000000Z-99-1"],
    [
      "an EventInfo that is a list",
      { EventGroupId: 1, EventType: 101, EventInfo: [1] },
      "1970/01/01/none/19700101T000000000Z-1-101",
    ],
    [
      "numbers sent as text",
      { EventGroupId: "7", EventType: "701" },
      "1970/01/01/none/19700101T000000000Z-7-701",
    ],
  ])("with %s", (_what, body, place) => {
    expect(placeOf(body)).toBe(place);
  });

  test("is made shorter by a hash when the task id is long, and is another for another one", () => {
    const long = "课".repeat(100);
    const folder = taskFolder(long);
    expect(folder).toBe(
      `${"%E8%AF%BE".repeat(18)}%E8-${createHash("sha256").update(long).digest("hex").slice(0, 32)}`,
    );
    expect(taskFolder("a".repeat(200))).toBe("a".repeat(200));
    expect(taskFolder("a".repeat(201))).toHaveLength(200);
    expect(taskFolder("a".repeat(201))).not.toBe(taskFolder("a".repeat(202)));
  });

  test("is at most 850 bytes of printable ASCII in seven parts, whatever was sent", () => {
    const long = anyText.map((text) => text.repeat(60));
    const value = fc.oneof(fc.double(), anyText, long, fc.constant(null));
    const info = fc.record(
      { TaskId: value, RoomId: value, EventMsTs: value, EventTs: value },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(info, fc.double(), fc.double(), (EventInfo, EventGroupId, EventType) => {
        const key = eventKey(4294967295, { EventGroupId, EventType, EventInfo });
        expect(key).toMatch(
          /^trtc-events\/4294967295\/\d{4}\/\d\d\/\d\d\/[!-.0-~]{1,200}\/\d{8}T\d{9}Z-[-+.\w]+-[0-9a-f]{32}\.json$/,
        );
        expect(key.split("/")[5]).not.toMatch(/^\.\.?$/);
        expect(key.length).toBeLessThanOrEqual(850);
      }),
      { numRuns: 300, seed: 20261121 },
    );
  });
});

test("times are written as folders and names have them", () => {
  expect(dayFolder("2025-01-06T14:31:43.123Z")).toBe("2025/01/06");
  expect(keyTime("2025-01-06T14:31:43.123Z")).toBe("20250106T143143123Z");
});

test.each<[unknown, number]>([
  [5, 5],
  ["5", 5],
  ["", NaN],
  [" 5", NaN],
  ["0x5", NaN],
  ["5e3", NaN],
  ["9".repeat(17), NaN],
  [null, NaN],
  [[5], NaN],
])("%j is the number %d", (value, number) => {
  expect(numberOf(value)).toBe(number);
});
