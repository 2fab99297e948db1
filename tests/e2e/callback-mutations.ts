import { sign } from "pulumi-trtc/callback";
import { eventOf, KEY, signedEvent } from "./callback-requests";
import { SDK_APP_ID } from "./scene";

/** A request as it goes over the wire. */
export interface Message {
  method?: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: string | Uint8Array;
}

/** A whole number below the limit, another with each call. */
export type Choose = (limit: number) => number;

export interface Mutation {
  what: string;
  /** What may be answered; Node itself refuses with 400 what is no HTTP. */
  statuses: readonly number[];
  make(choose: Choose): Message;
}

function oneOf<Item>(choose: Choose, items: readonly [Item, ...Item[]]): Item {
  return items[choose(items.length)] ?? items[0];
}

/** A rightly signed request. */
function rightly(body: string | Uint8Array, changes: Record<string, string | undefined> = {}): Message {
  const given: typeof changes = { Sign: sign(body, KEY), SdkAppId: String(SDK_APP_ID), ...changes };
  const headers = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return { headers: [["Content-Type", "application/json"], ...headers], body };
}

/** The body of an event as TRTC writes it. */
function written(choose: Choose, changes: object = {}): string {
  return signedEvent({ CallbackTs: Date.now(), ...eventOf(choose(1e9)), ...changes }).body;
}

/** Other bytes under the Sign of the right ones. */
function altered(choose: Choose, alter: (body: string) => string | Uint8Array): Message {
  const body = written(choose);
  return { ...rightly(body), body: alter(body) };
}

/** The text with one bit of one of its bytes turned. */
function flipped(choose: Choose, given: string): Buffer {
  const bytes = Buffer.from(given);
  const at = choose(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << choose(8));
  return bytes;
}

const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
const escaped = (body: string) =>
  body.replace(/[a-z]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
/** JSON in place of EventInfo. */
const withInfo = (choose: Choose, json: string) =>
  written(choose, { EventInfo: 0 }).replace(/:\t0/, () => `:\t${json}`);
const noise = (choose: Choose) => Buffer.from(Array.from({ length: 1 + choose(400) }, () => choose(256)));
const TOO_LONG = 1_048_577;

const SIGNED_WRONGLY: readonly [what: string, make: Mutation["make"]][] = [
  ["a bit of the body turned", (choose) => altered(choose, (body) => flipped(choose, body))],
  ["a body cut short", (choose) => altered(choose, (body) => cut(body, choose))],
  ["JSON written out again", (choose) => altered(choose, (body) => JSON.stringify(JSON.parse(body)))],
  ["letters as \\u escapes", (choose) => altered(choose, escaped)],
  ["a byte order mark in front", (choose) => altered(choose, (body) => `\uFEFF${body}`)],
  [
    "a byte that is no UTF-8 at the end",
    (choose) => altered(choose, (body) => Buffer.concat([Buffer.from(body), Buffer.of(0x80 + choose(128))])),
  ],
  ["noise", (choose) => altered(choose, () => noise(choose))],
  [
    "a field __proto__ put in",
    (choose) => altered(choose, (body) => body.replace("{", '{"__proto__":{"x":1},')),
  ],
  ["in a list", (choose) => altered(choose, (body) => `[${body}]`)],
  ["too deep", (choose) => altered(choose, () => nested(1 + choose(100_000)))],
];

const HEADERS_WRONG: readonly [what: string, make: (choose: Choose, body: string) => Message][] = [
  ["no Sign", (_, body) => rightly(body, { Sign: undefined })],
  ["an empty Sign", (_, body) => rightly(body, { Sign: "" })],
  ["Sign twice", (_, body) => repeated(body, "Sign")],
  ["SdkAppId twice", (_, body) => repeated(body, "SdkAppId")],
  ["a list as Sign", (_, body) => rightly(body, { Sign: `${sign(body, KEY)}, ${sign(body, KEY)}` })],
  [
    "a Sign without its end",
    (choose, body) => rightly(body, { Sign: sign(body, KEY).slice(0, 1 + choose(43)) }),
  ],
  ["a Sign and more", (choose, body) => rightly(body, { Sign: sign(body, KEY) + "=".repeat(1 + choose(9)) })],
  ["a Sign of another key", (choose, body) => rightly(body, { Sign: sign(body, `${KEY}${choose(1e6)}`) })],
  [
    "a Sign in hex",
    (_, body) => rightly(body, { Sign: Buffer.from(sign(body, KEY), "base64").toString("hex") }),
  ],
  ["no SdkAppId", (_, body) => rightly(body, { SdkAppId: undefined })],
  [
    "another SdkAppId",
    (choose, body) =>
      rightly(body, {
        SdkAppId: oneOf(choose, [
          "0",
          `+${SDK_APP_ID}`,
          `0${SDK_APP_ID}`,
          `${SDK_APP_ID}.0`,
          `${SDK_APP_ID},${SDK_APP_ID}`,
          "__proto__",
          String(SDK_APP_ID + 1 + choose(1e6)),
        ]),
      }),
  ],
];

const SIGNED_RIGHTLY: readonly [what: string, make: (choose: Choose) => string | Uint8Array][] = [
  ["a body cut short", (choose) => cut(written(choose), choose)],
  ["too deep", (choose) => withInfo(choose, nested(101 + choose(100_000)))],
  ["too deep at the top", (choose) => nested(1 + choose(100_000))],
  ["a field __proto__", (choose) => written(choose).replace("{", '{"__proto__":{"x":1},')],
  ["a field __proto__ in \\u escapes", (choose) => withInfo(choose, '{"\\u005f_prot\\u006f__":1}')],
  ["no object", (choose) => oneOf(choose, ["", "[]", "[{}]", "null", "1", '"text"', "true", "{}", "\0"])],
  ["in a list", (choose) => `[${written(choose)}]`],
  ["a wrong escape", (choose) => withInfo(choose, oneOf(choose, ['"\\u12G4"', '"\\x41"', '"\\u"', '"\\"']))],
  ["no JSON after it", (choose) => `${written(choose)}${oneOf(choose, ["}", "{}", ",", "\0", "x"])}`],
  ["bytes that are no UTF-8", (choose) => Buffer.concat([Buffer.of(0x80 + choose(128)), noise(choose)])],
  [
    "no group",
    (choose) =>
      written(choose, { EventGroupId: oneOf<unknown>(choose, [null, {}, [], [10], true, "ten", ""]) }),
  ],
  [
    "no type",
    (choose) => written(choose, { EventType: oneOf<unknown>(choose, [null, {}, [1], false, "1e", " "]) }),
  ],
  ["a byte more than 1 MB", (choose) => written(choose).padEnd(TOO_LONG)],
];

const SENT_WRONG: readonly [what: string, change: (choose: Choose) => object][] = [
  ["of an hour ago and more", (choose) => ({ CallbackTs: Date.now() - 3_600_000 - choose(1e9) })],
  ["of an hour from now", (choose) => ({ CallbackTs: Date.now() + 3_600_000 + choose(1e9) })],
  ["sent at no time", (choose) => ({ CallbackTs: oneOf<unknown>(choose, [null, "now", [], {}, -1, true]) })],
];

export const MUTATIONS: readonly Mutation[] = [
  ...SIGNED_WRONGLY.map(([what, make]) => ({ what: `wrongly signed: ${what}`, statuses: [401], make })),
  ...HEADERS_WRONG.map(([what, make]) => ({
    what,
    statuses: [401],
    make: (choose: Choose) => make(choose, written(choose)),
  })),
  ...SIGNED_RIGHTLY.map(([what, make]) => ({
    what: `rightly signed: ${what}`,
    statuses: [400],
    make: (choose: Choose) => rightly(make(choose)),
  })),
  ...SENT_WRONG.map(([what, change]) => ({
    what: `rightly signed: ${what}`,
    statuses: [401],
    make: (choose: Choose) => rightly(written(choose, change(choose))),
  })),
  ...["Sign", "SdkAppId"].map((name) => ({
    what: `a bit of ${name} turned`,
    statuses: [400, 401],
    make(choose: Choose) {
      const { headers, ...message } = rightly(written(choose));
      const turned = headers.map(
        ([each, value]) => [each, each === name ? flipped(choose, value).toString("latin1") : value] as const,
      );
      return { ...message, headers: turned };
    },
  })),
  {
    what: "another method",
    statuses: [405],
    make: (choose) => ({
      ...rightly(written(choose)),
      method: oneOf(choose, ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]),
    }),
  },
  {
    what: "no method",
    statuses: [400],
    make: (choose) => ({
      ...rightly(written(choose)),
      method: oneOf(choose, ["post", "POSTS", "P\0ST", "{", "__proto__"]),
    }),
  },
  {
    what: "a long header",
    statuses: [431],
    make: (choose) => rightly(written(choose), { "X-Long": "x".repeat(17_000 + choose(1e4)) }),
  },
  {
    what: "two lengths",
    statuses: [400],
    make: (choose) => rightly(written(choose), { "Content-Length": String(choose(1e4)) }),
  },
];

function repeated(body: string, name: string): Message {
  const { headers } = rightly(body);
  return { headers: [...headers, ...headers.filter(([each]) => each === name)], body };
}

function cut(body: string, choose: Choose): string {
  return body.slice(0, choose(body.length));
}

/** The same numbers for the same seed (mulberry32). */
export function chooser(seed: number): Choose {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}
