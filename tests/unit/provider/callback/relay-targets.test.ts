import fc from "fast-check";
import type { TrtcEvent } from "../../../../provider/callback/events";
import { parse } from "../../../../provider/callback/parse";
import { relayTargets } from "../../../../provider/callback/relay-targets";
import { sample } from "./callback-samples";

const START = Date.UTC(2026, 0, 2, 10);
const URL_A = "rtmp://cdn.example/live/key-a";

interface Told {
  status: number;
  /** When it happened, in seconds after ten o'clock. */
  second?: number;
  /** Seconds until it was sent. */
  delay?: number;
  url?: string;
  taskId?: string;
  more?: object;
}

function relay({ status, second, delay = 1, url = URL_A, taskId = "t", more }: Told): TrtcEvent {
  return parse(
    JSON.stringify({
      EventGroupId: 4,
      EventType: 401,
      CallbackTs: START + ((second ?? 0) + delay) * 1000,
      EventInfo: {
        ...(second !== undefined && { EventMsTs: START + second * 1000 }),
        TaskId: taskId,
        Payload: { Url: url, Status: status, ...more },
      },
    }),
  );
}

const at = (second: number) => new Date(START + second * 1000).toISOString();

test("a target is in the state of its latest event, since it first was", () => {
  const events = [
    relay({ status: 1, second: 0 }),
    relay({ status: 1, second: 5 }),
    relay({ status: 2, second: 8 }),
    relay({ status: 3, second: 20 }),
    relay({ status: 3, second: 25, more: { ErrorCode: 7, ErrorMsg: "no answer" } }),
  ];
  expect(relayTargets(events)).toEqual([
    {
      taskId: "t",
      url: URL_A,
      shownUrl: "rtmp://cdn.example/live/***",
      state: "recovering",
      since: at(20),
      errorCode: 7,
      errorMsg: "no answer",
    },
  ]);
  expect(relayTargets([...events, relay({ status: 2, second: 30 })])).toEqual([
    { taskId: "t", url: URL_A, shownUrl: "rtmp://cdn.example/live/***", state: "running", since: at(30) },
  ]);
});

test.each([
  [0, "idle"],
  [1, "connecting"],
  [2, "running"],
  [3, "recovering"],
  [4, "failed"],
  [5, "disconnecting"],
  [6, "unknown"],
])("status %i is %s", (status, state) => {
  expect(relayTargets([relay({ status, second: 1 })])).toEqual([expect.objectContaining({ state })]);
});

test("late and repeated events move no target back", () => {
  const running = relay({ status: 2, second: 8 });
  const late = relay({ status: 1, second: 5, delay: 60 });
  const repeated = relay({ status: 1, second: 5, delay: 70 });
  expect(relayTargets([running, late, repeated])).toEqual([
    expect.objectContaining({ state: "running", since: at(8) }),
  ]);
});

test("an event without a time counts only where there is none with one", () => {
  const untimed = relay({ status: 4 });
  expect(relayTargets([untimed, relay({ status: 2, second: 8 })])).toEqual([
    expect.objectContaining({ state: "running", since: at(8) }),
  ]);
  expect(relayTargets([untimed])).toEqual([
    { taskId: "t", url: URL_A, shownUrl: "rtmp://cdn.example/live/***", state: "failed" },
  ]);
});

test("a state belongs to task and URL together", () => {
  const url = "rtmp://cdn.example/live/key-b";
  const events = [
    relay({ status: 2, second: 1 }),
    relay({ status: 4, second: 2, url }),
    relay({ status: 5, second: 3, taskId: "u" }),
  ];
  expect(relayTargets(events).map((target) => [target.taskId, target.url, target.state])).toEqual([
    ["t", URL_A, "running"],
    ["t", url, "failed"],
    ["u", URL_A, "disconnecting"],
  ]);
});

test("the vendor's sample tells of a target, other events of none", () => {
  expect(relayTargets([parse(sample("401-repaired.json"))])).toEqual([
    {
      taskId: "xx",
      url: "rtmp://tencent-url/xxxx",
      shownUrl: "rtmp://tencent-url/***",
      state: "running",
      since: "2021-05-28T07:17:55.913Z",
    },
  ]);
  expect(relayTargets([parse(sample("1401.json"))])).toEqual([]);
  expect(relayTargets([relay({ status: 1, second: 1, url: "" })])).toEqual([]);
  expect(relayTargets([])).toEqual([]);
});

test.each([
  ["rtmp://a.rtmp.youtube.com/live2/abcd-efgh", "rtmp://a.rtmp.youtube.com/live2/***"],
  ["rtmps://live.example:443/rtmp/FB-1?s_bl=1&a=secret", "rtmps://live.example:443/rtmp/***"],
  ["rtmp://user:secret@push.example/app/stream?txSecret=secret", "rtmp://push.example/app/***"],
  ["rtmp://push.example/secret", "rtmp://push.example/***"],
  ["rtmp://push.example//app/more/secret/", "rtmp://push.example/app/***"],
  ["secret", "***"],
])("of %s a page may show %s", (url, shownUrl) => {
  expect(relayTargets([relay({ status: 1, second: 1, url })])).toEqual([
    expect.objectContaining({ url, shownUrl }),
  ]);
});

test("the order of arrival and repeats change nothing but the order of targets", () => {
  const told = fc.record(
    {
      status: fc.nat({ max: 5 }),
      second: fc.nat({ max: 4 }),
      delay: fc.nat({ max: 60 }),
      url: fc.constantFrom("rtmp://a/b/c", "rtmp://a/b/d"),
    },
    { requiredKeys: ["status"] },
  );
  const arrivals = fc.array(told, { maxLength: 10 }).chain((list) =>
    fc.tuple(
      fc.constant(list),
      fc.shuffledSubarray([...list, ...list], {
        minLength: 2 * list.length,
        maxLength: 2 * list.length,
      }),
    ),
  );
  fc.assert(
    fc.property(arrivals, ([one, other]) => {
      expect(relayTargets(other.map(relay))).toEqual(relayTargets(one.map(relay)));
    }),
    { numRuns: 200 },
  );
});
