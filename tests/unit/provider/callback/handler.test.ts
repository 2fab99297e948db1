import fc from "fast-check";
import { createHandler, UnavailableError } from "../../../../provider/callback/handler";
import type {
  CallbackRequest,
  HandlerOptions,
  LogEntry,
  ReceivedEvent,
} from "../../../../provider/callback/handler";
import { eventId } from "../../../../provider/callback/event-key";
import { parse } from "../../../../provider/callback/parse";
import { InputError } from "../../../../provider/trtc/errors";
import { fakeClock, START } from "../fake-clock";
import { anyText } from "./any-text";
import { KEY, SDK_APP_ID, signedRequest, signOf, slicingBody } from "./signed-request";

const ACCEPTED = { status: 200, headers: { "content-type": "application/json" }, body: '{"code":0}' };

function refused(status: number) {
  return { ...ACCEPTED, status, body: '{"code":-1}' };
}

/** A handler with what it did; `onEvent` and the others can be changed. */
function endpoint(changes: Partial<HandlerOptions> = {}) {
  const clock = fakeClock();
  const events: ReceivedEvent[] = [];
  const entries: LogEntry[] = [];
  const handle = createHandler({
    keys: [KEY],
    sdkAppIds: [SDK_APP_ID, 1400000002],
    onEvent: (received) => void events.push(received),
    log: (entry) => void entries.push(entry),
    now: clock.now,
    ...changes,
  });
  return { handle, clock, events, entries };
}

const text = (changes: object = {}, info: object = {}) => JSON.stringify(slicingBody(START, changes, info));

test("a signed event is handed over with all that is known of it, and answered at once", async () => {
  const { handle, events, entries } = endpoint();
  const body = text();
  expect(await handle(signedRequest(body))).toEqual(ACCEPTED);
  expect(events).toEqual([
    {
      id: eventId(slicingBody(START)),
      sdkAppId: SDK_APP_ID,
      event: parse(body),
      body: slicingBody(START),
      rawBody: Buffer.from(body),
      sign: signOf(body),
      receivedAt: "2026-01-02T03:04:05.000Z",
    },
  ]);
  expect(entries).toEqual([]);
});

test.each<[string, CallbackRequest]>([
  ["bytes", signedRequest(Buffer.from(text()))],
  [
    "headers in another case",
    { ...signedRequest(text()), headers: { SIGN: signOf(text()), SdkAppId: "1400000001" } },
  ],
  [
    "headers as lists of one",
    {
      ...signedRequest(text()),
      headers: { sign: [signOf(text())], sdkappid: ["1400000001"], other: undefined },
    },
  ],
  ["another application of the list", signedRequest(text(), { sdkappid: "1400000002" })],
  ["a type that is not documented", signedRequest(text({ EventType: 1999 }))],
  ["a group that is not documented", signedRequest(text({ EventGroupId: 99, EventInfo: [] }))],
  ["numbers sent as text", signedRequest(text({ CallbackTs: String(START) }, { EventTs: "1736173903" }))],
  [
    "group 7",
    signedRequest(
      text({ EventGroupId: 7, EventType: 701, CallbackTs: undefined, CallbackMsTs: String(START) }),
    ),
  ],
])("a request is believed: %s", async (_what, request) => {
  const { handle, events } = endpoint();
  expect(await handle(request)).toEqual(ACCEPTED);
  expect(events).toHaveLength(1);
});

test("what is not documented is kept", async () => {
  const { handle, events } = endpoint();
  await handle(signedRequest(text({ EventGroupId: 99, EventType: 9901 })));
  expect(events.map(({ event }) => [event.name, event.group, event.type])).toEqual([["UNKNOWN", 99, 9901]]);
});

const NO_SIGN =
  "no Sign header, or more than one: set a key for this kind of callback in the console, and see who else sends here";
const WRONG_SIGN =
  "no key made the Sign header: use the key that the console has, and hand over the body byte for byte";
const OTHER = "events of 1400000001, 1400000002 are taken, add it to sdkAppIds if it is yours";
const NOT_JSON = "the body is not JSON: hand it over byte for byte as received";
const signature = signOf(text());

describe("a request is refused", () => {
  test.each(["GET", "PUT", "OPTIONS", "HEAD", "post", "", "P\u001B[31mST\n"])(
    "of method %j",
    async (method) => {
      const { handle, entries, events } = endpoint();
      expect(await handle({ ...signedRequest(text()), method })).toEqual({
        ...refused(405),
        headers: { "content-type": "application/json", allow: "POST" },
      });
      const shown = method.replace(/[^ -~]/g, "?");
      const message = `method ${JSON.stringify(shown)}: callbacks are POST`;
      expect(entries).toEqual([{ level: "warn", status: 405, reason: "method", message }]);
      expect(events).toEqual([]);
    },
  );

  test.each<[string, CallbackRequest, number, string, string]>([
    [
      "for a body above 1 MB, signed or not",
      signedRequest(" ".repeat(1_048_577)),
      400,
      "size",
      "the body has more than 1048576 bytes",
    ],
    ["without a Sign", signedRequest(text(), { sign: undefined }), 401, "sign", NO_SIGN],
    ["with an empty Sign", signedRequest(text(), { sign: "" }), 401, "sign", NO_SIGN],
    ["with two Signs", signedRequest(text(), { sign: [signature, signature] }), 401, "sign", NO_SIGN],
    ["with two Signs in two cases", signedRequest(text(), { Sign: signature }), 401, "sign", NO_SIGN],
    ["with an empty list of Signs", signedRequest(text(), { sign: [] }), 401, "sign", NO_SIGN],
    [
      "with two Signs as one",
      signedRequest(text(), { sign: `${signature}, ${signature}` }),
      401,
      "sign",
      WRONG_SIGN,
    ],
    [
      "with another Sign",
      signedRequest(text(), { sign: signOf(text(), "Another") }),
      401,
      "sign",
      WRONG_SIGN,
    ],
    [
      "with a Sign of 10 kB",
      signedRequest(text(), { sign: signature.padEnd(10_240, "=") }),
      401,
      "sign",
      WRONG_SIGN,
    ],
    ["for JSON written out again", { ...signedRequest(` ${text()}`), body: text() }, 401, "sign", WRONG_SIGN],
    [
      "without an application",
      signedRequest(text(), { sdkappid: undefined }),
      401,
      "application",
      `no SdkAppId header, or more than one: ${OTHER}`,
    ],
    [
      "with two applications",
      signedRequest(text(), { sdkappid: ["1400000001", "1400000002"] }),
      401,
      "application",
      `no SdkAppId header, or more than one: ${OTHER}`,
    ],
    [
      "of another application",
      signedRequest(text(), { sdkappid: "1400000003" }),
      401,
      "application",
      `SdkAppId "1400000003": ${OTHER}`,
    ],
    [
      "of an application that reads like one of the list",
      signedRequest(text(), { sdkappid: "1400000001.0" }),
      401,
      "application",
      `SdkAppId "1400000001.0": ${OTHER}`,
    ],
    [
      "of an application that is a long text",
      signedRequest(text(), { sdkappid: `\r\n\u202E${"9".repeat(10_000)}` }),
      401,
      "application",
      `SdkAppId "???${"9".repeat(37)}...": ${OTHER}`,
    ],
  ])("%s", async (_what, request, status, reason, message) => {
    const { handle, entries, events } = endpoint();
    expect(await handle(request)).toEqual(refused(status));
    expect(entries).toEqual([{ level: "warn", status, reason, message }]);
    expect(events).toEqual([]);
  });

  test.each<[string, string | Uint8Array, number, string, string]>([
    ["nothing", "", 400, "body", NOT_JSON],
    ["a form", "a=1", 400, "body", NOT_JSON],
    ["a list", `[${text()}]`, 400, "body", "the body is JSON but no object: an event is one"],
    ["a number", "1", 400, "body", "the body is JSON but no object: an event is one"],
    [
      "10,000 levels",
      text({ a: "DEEP" }).replace('"DEEP"', "[".repeat(10_000) + "]".repeat(10_000)),
      400,
      "body",
      "the body has more than 100 levels",
    ],
    ["a prototype", text().replace('"RoomId"', '"__proto__"'), 400, "body", "the body has a field __proto__"],
    [
      "no group",
      text({ EventGroupId: undefined }),
      400,
      "body",
      "EventGroupId must be a number, got nothing: hand over the whole body of a callback",
    ],
    [
      "a type that is no number",
      text({ EventType: {} }),
      400,
      "body",
      "EventType must be a number, got something else: hand over the whole body of a callback",
    ],
    [
      "no time",
      text({ CallbackTs: undefined }),
      401,
      "time",
      "the body has neither CallbackTs nor CallbackMsTs",
    ],
    [
      "a time that is none",
      text({ CallbackTs: "now" }),
      401,
      "time",
      "the body has neither CallbackTs nor CallbackMsTs",
    ],
    [
      "a time of the event for the time of sending",
      text({ CallbackTs: undefined }, { CallbackTs: START }),
      401,
      "time",
      "the body has neither CallbackTs nor CallbackMsTs",
    ],
  ])("for a body of %s, although it is signed", async (_what, body, status, reason, message) => {
    const { handle, entries, events } = endpoint();
    expect(await handle(signedRequest(body))).toEqual(refused(status));
    expect(entries).toEqual([{ level: "warn", status, reason, message, sdkAppId: SDK_APP_ID }]);
    expect(events).toEqual([]);
  });

  test("with the same answer for every reason to disbelieve it", async () => {
    const { handle } = endpoint();
    const answers = await Promise.all([
      handle(signedRequest(text(), { sign: undefined })),
      handle(signedRequest(text(), { sign: "wrong" })),
      handle(signedRequest(text(), { sdkappid: "1" })),
      handle(signedRequest(text({ CallbackTs: 1 }))),
    ]);
    expect(answers).toEqual(answers.map(() => refused(401)));
  });
});

describe("the time of sending", () => {
  const OLD = "more than toleranceSeconds, 300: an old request sent again, or a clock that is wrong";

  test.each<[number, string | undefined]>([
    [-300_001, `sent 301 s ago, ${OLD}`],
    [-300_000, undefined],
    [300_000, undefined],
    [300_001, `sent 301 s ahead, ${OLD}`],
    [-86_400_000, `sent 86400 s ago, ${OLD}`],
  ])("%d ms from the clock is within 300 s or not", async (ms, message) => {
    const { handle, entries } = endpoint();
    const { status } = await handle(signedRequest(text({ CallbackTs: START + ms })));
    expect([status, ...entries.map((entry) => entry.message)]).toEqual(
      message === undefined ? [200] : [401, message],
    );
  });

  test("counts, not the time of the event, which is weeks away in the vendor's sample", async () => {
    const { handle } = endpoint();
    expect((await handle(signedRequest(text({}, { EventMsTs: START + 4e9 })))).status).toBe(200);
    expect(
      (await handle(signedRequest(text({ CallbackTs: START - 4e9 }, { EventMsTs: START })))).status,
    ).toBe(401);
  });

  test("may be as far as toleranceSeconds says", async () => {
    const { handle } = endpoint({ toleranceSeconds: 1 });
    expect((await handle(signedRequest(text({ CallbackTs: START - 1000 })))).status).toBe(200);
    expect((await handle(signedRequest(text({ CallbackTs: START - 1001 })))).status).toBe(401);
  });

  test("of a request that was believed before does not stay good: sent again later it is refused", async () => {
    const { handle, clock, events } = endpoint();
    const request = signedRequest(text());
    await handle(request);
    clock.advance(300_001);
    expect((await handle(request)).status).toBe(401);
    expect(events).toHaveLength(1);
  });
});

describe("repeats", () => {
  test("of an event, five within a minute, with the same bytes and with a fresh CallbackTs, are one event", async () => {
    const { handle, clock, events } = endpoint();
    const answers: number[] = [];
    for (const seconds of [0, 0, 10, 20, 30, 40]) {
      clock.advance(seconds > 0 ? 10_000 : 0);
      answers.push((await handle(signedRequest(text()))).status);
      answers.push((await handle(signedRequest(text({ CallbackTs: START + seconds * 1000 })))).status);
    }
    expect(answers).toEqual(answers.map(() => 200));
    expect(events).toHaveLength(1);
  });

  test("of another application's same body are another event", async () => {
    const { handle, events } = endpoint();
    await handle(signedRequest(text()));
    await handle(signedRequest(text(), { sdkappid: "1400000002" }));
    expect(events.map(({ sdkAppId }) => sdkAppId)).toEqual([1400000001, 1400000002]);
  });

  test("that come while the first is under way wait for it", async () => {
    let finish = (): void => undefined;
    let began = 0;
    const { handle } = endpoint({
      onEvent: () => {
        began++;
        return new Promise((resolve) => (finish = resolve));
      },
    });
    const answered: number[] = [];
    const both = [handle(signedRequest(text())), handle(signedRequest(text()))].map(async (answer) =>
      answered.push((await answer).status),
    );
    await new Promise(setImmediate);
    expect([began, answered]).toEqual([1, []]);
    finish();
    await Promise.all(both);
    expect([began, answered]).toEqual([1, [200, 200]]);
  });

  test("of an event that failed are tried again", async () => {
    let tries = 0;
    const { handle } = endpoint({
      onEvent: () => {
        if (++tries < 3) throw new UnavailableError("the store is down");
      },
    });
    const answers: number[] = [];
    for (let time = 0; time < 5; time++) answers.push((await handle(signedRequest(text()))).status);
    expect(answers).toEqual([503, 503, 200, 200, 200]);
    expect(tries).toBe(3);
  });
});

describe("an event that is not taken", () => {
  test.each<[string, () => void | Promise<void>, number, string, string]>([
    [
      "because it cannot be now",
      () => Promise.reject(new UnavailableError("the store is down")),
      503,
      "unavailable",
      "UnavailableError: the store is down",
    ],
    [
      "because of an error",
      () => {
        throw new TypeError("x is not a function");
      },
      500,
      "failed",
      "onEvent failed: TypeError: x is not a function",
    ],
    [
      "because of something else",
      () => {
        // what a caller that is not checked may do
        throw "text" as unknown as Error;
      },
      500,
      "failed",
      "onEvent failed: a thrown string",
    ],
    [
      "because of an error of many lines",
      () => Promise.reject(new Error(`line\n${"x".repeat(1000)}`)),
      500,
      "failed",
      `onEvent failed: Error: line?${"x".repeat(272)}...`,
    ],
  ])("%s is answered and logged", async (_why, onEvent, status, reason, message) => {
    const { handle, entries } = endpoint({ onEvent });
    expect(await handle(signedRequest(text()))).toEqual(refused(status));
    expect(entries).toEqual([{ level: "error", status, reason, message, sdkAppId: SDK_APP_ID }]);
  });
});

describe("a source of keys", () => {
  test("is asked when the first request comes, and afresh before a Sign is refused", async () => {
    const asked: boolean[] = [];
    const { handle } = endpoint({
      keys: ({ fresh }) => {
        asked.push(fresh);
        return Promise.resolve(fresh ? [KEY] : ["OldKey"]);
      },
    });
    expect(asked).toEqual([]);
    expect((await handle(signedRequest(text()))).status).toBe(200);
    expect((await handle(signedRequest(text(), { sign: signOf(text(), "Another") }))).status).toBe(401);
    expect(asked).toEqual([false, true, false, true]);
  });

  test("that fails before it ever answered means 503; later the keys it gave stay", async () => {
    const answers = [new Error("throttled"), [KEY], new Error("throttled")];
    const { handle, entries, events } = endpoint({
      keys: () => {
        const answer = answers.shift() ?? [];
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    });
    expect(await handle(signedRequest(text()))).toEqual(refused(503));
    expect(await handle(signedRequest(text()))).toEqual(ACCEPTED);
    expect(await handle(signedRequest(text({ EventType: 1003 })))).toEqual(ACCEPTED);
    expect(events).toHaveLength(2);
    const failed = {
      level: "error",
      reason: "keys",
      message: "the source of the callback keys failed: Error: throttled",
    };
    const message = "the source of the callback keys failed: no callback can be believed";
    expect(entries).toEqual([failed, { level: "error", status: 503, reason: "keys", message }, failed]);
  });
});

describe("what a server hands over wrongly", () => {
  test.each<[string, Partial<Record<keyof CallbackRequest, unknown>>, string]>([
    [
      "a body that a body parser read",
      { body: slicingBody(START) },
      "the body is neither bytes nor text: hand over the request before any body parser reads it, or use one that keeps the bytes " +
        "(express.raw)",
    ],
    [
      "no headers",
      { headers: undefined },
      "no request as received: TypeError: Cannot convert undefined or null to object",
    ],
  ])("is an error of the owner: %s", async (_what, changes, message) => {
    const { handle, entries } = endpoint();
    // wrong on purpose: not for TypeScript
    const request = { ...signedRequest(text()), ...changes } as CallbackRequest;
    expect(await handle(request)).toEqual(refused(500));
    expect(entries).toEqual([{ level: "error", status: 500, reason: "setup", message }]);
  });
});

test("a log that fails costs no answer, and none need be there", async () => {
  const { handle } = endpoint({
    log: () => {
      throw new Error("full");
    },
  });
  expect((await handle(signedRequest(text(), { sign: "wrong" }))).status).toBe(401);
  const silent = createHandler({ keys: [KEY], sdkAppIds: [1], onEvent: () => undefined });
  expect((await silent(signedRequest(text()))).status).toBe(401);
});

describe("options are refused", () => {
  const APPS = "sdkAppIds must be a list of one SdkAppId or more, 1 to 4294967295 each, got";
  const KEYS = "must be 1 to 32 of A-Z, a-z, 0-9, got a text of";
  const CURE = "give the key that the console has";
  test.each<[string, Record<string, unknown>, string]>([
    ["no key", { keys: [] }, `keys must be a list of one callback key or more: ${CURE}`],
    ["an empty key", { keys: [""] }, `keys[0] ${KEYS} 0 characters: ${CURE}`],
    ["a key with spaces", { keys: ["a b c"] }, `keys[0] ${KEYS} 5 characters: ${CURE}`],
    ["no application", { sdkAppIds: [] }, `${APPS} []`],
    ["an application as text", { sdkAppIds: ["1400000001"] }, `${APPS} ["1400000001"]`],
    ["an application that is none", { sdkAppIds: [1, 0] }, `${APPS} [1,0]`],
    ["no list of applications", { sdkAppIds: 1400000001 }, `${APPS} 1400000001`],
    ["no tolerance", { toleranceSeconds: 0 }, "toleranceSeconds must be a whole number of 1 to 86400, got 0"],
    [
      "half a second",
      { toleranceSeconds: 0.5 },
      "toleranceSeconds must be a whole number of 1 to 86400, got 0.5",
    ],
    [
      "two days",
      { toleranceSeconds: 172_800 },
      "toleranceSeconds must be a whole number of 1 to 86400, got 172800",
    ],
    ["no onEvent", { onEvent: undefined }, "onEvent must be a function that takes an event"],
  ])("%s", (_what, changes, message) => {
    const options = { keys: [KEY], sdkAppIds: [SDK_APP_ID], onEvent: () => undefined };
    // wrong on purpose: not for TypeScript
    const wrong = { ...options, ...changes } as unknown as HandlerOptions;
    expect(() => createHandler(wrong)).toThrow(new InputError(message));
  });
});

test("no entry and no answer holds a key, a Sign or anything of a body", async () => {
  const secret = "PlantedInTheBody";
  const body = text({}, { UserId: secret });
  const sign = signOf(body);
  const planted = `${KEY} and ${sign}`;
  const failing = (error: Error) => ({ onEvent: () => Promise.reject(error) });
  const setups: Partial<HandlerOptions>[] = [
    {},
    failing(new Error(planted)),
    failing(new UnavailableError(planted)),
    {
      keys: ({ fresh }) =>
        fresh ? Promise.reject(new Error(planted.replace(sign, ""))) : Promise.resolve([KEY]),
    },
  ];
  const requests: CallbackRequest[] = [
    signedRequest(body),
    signedRequest(body, { sign: signOf(body, "Another") }),
    signedRequest(body, { sign: [sign, sign] }),
    signedRequest(body, { sdkappid: KEY }),
    { ...signedRequest(body), method: KEY },
    signedRequest(`{"a":"${secret}`),
    signedRequest(text({ CallbackTs: 1 }, { UserId: secret })),
  ];
  const seen: unknown[] = [];
  for (const setup of setups) {
    const { handle, entries } = endpoint(setup);
    for (const request of requests) seen.push(await handle(request));
    seen.push(entries);
  }
  const all = JSON.stringify(seen);
  const signs = requests.flatMap(({ headers }) => headers["sign"] ?? []);
  expect([KEY, secret, sign, ...signs].filter((hidden) => all.includes(hidden))).toEqual([]);
  expect(all).toContain("onEvent failed: Error: *** and ***");
});

test("10,000 changed bodies and headers are never accepted and never an error of the server", async () => {
  const { handle, events } = endpoint({ log: () => undefined });
  const right = signedRequest(Buffer.from(text()));
  const bytes = Buffer.from(text());
  const flipped = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, bits]) => {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ bits;
    return { ...right, body: changed };
  });
  const cut = fc.nat(bytes.length - 1).map((length) => ({ ...right, body: bytes.subarray(0, length) }));
  const longer = fc
    .uint8Array({ minLength: 1 })
    .map((more) => ({ ...right, body: Buffer.concat([bytes, more]) }));
  const noise = fc.oneof(fc.uint8Array(), fc.json(), anyText).map((body) => ({ ...right, body }));
  // signed by someone else, who knows all but the key
  const forged = fc
    .json({ maxDepth: 1 })
    .map((body) => ({ ...right, body, headers: { ...right.headers, sign: signOf(body, "Another") } }));
  const value = fc.oneof(
    anyText,
    fc.array(fc.string(), { maxLength: 3 }),
    fc.constant(undefined),
    fc.constant([signOf(bytes), signOf(bytes)]),
    fc.base64String(),
  );
  const headers = fc
    .tuple(fc.constantFrom("sign", "sdkappid"), value)
    .map(([name, changed]) => ({ ...right, headers: { ...right.headers, [name]: changed } }));
  const twice = anyText.map((second) => ({ ...right, headers: { ...right.headers, Sign: second } }));
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(fc.oneof(flipped, cut, longer, noise, forged, headers, twice), async (request) => {
      statuses.add((await handle(request)).status);
    }),
    { numRuns: 10_000, seed: 20261121 },
  );
  expect([...statuses]).toEqual([401]);
  expect(events).toEqual([]);
  expect((await handle(right)).status).toBe(200);
});

test("1,000 signed bodies of any JSON are accepted or refused for what they are, never an error of the server", async () => {
  const { handle } = endpoint();
  const nearly = fc.record(
    {
      EventGroupId: fc.jsonValue(),
      EventType: fc.jsonValue(),
      CallbackTs: fc.jsonValue(),
      EventInfo: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const known = fc
    .tuple(
      fc.constantFrom(1, 2, 3, 4, 7, 10, 11, 14),
      fc.integer({ min: 101, max: 1404 }),
      fc.dictionary(fc.string(), fc.jsonValue()),
    )
    .map(([EventGroupId, EventType, EventInfo]) => ({
      EventGroupId,
      EventType,
      CallbackTs: START,
      EventInfo,
    }));
  const body = fc.oneof(fc.jsonValue(), nearly, known).map((json) => JSON.stringify(json));
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(body, async (sent) => {
      statuses.add((await handle(signedRequest(sent))).status);
    }),
    { numRuns: 1000, seed: 20261121 },
  );
  expect([...statuses].sort()).toEqual([200, 400, 401]);
});
