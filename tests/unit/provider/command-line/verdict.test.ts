import type { Outcome } from "../../../../provider/command-line/post";
import { wrongWith } from "../../../../provider/command-line/verdict";
import type { Sent } from "../../../../provider/command-line/verdict";

const URL_OF_OWN = new URL("http://callbacks.example.com/trtc");
const LAMBDA = new URL("https://abc.lambda-url.ap-southeast-1.on.aws/");

function answer(status: number, more: { body?: string; bytes?: number; location?: string } = {}): Outcome {
  return { kind: "answered", status, body: '{"code":0}', bytes: 100, location: undefined, ms: 1, ...more };
}

test("a signed event is answered 200, code 0 and at most 2000 bytes; what is not signed, 401", () => {
  const answers: [Sent, Outcome][] = [
    ["signed", answer(200)],
    ["signed", answer(200, { body: ' {"code":0,"message":"ok"} ', bytes: 2000 })],
    ["wrongly signed", answer(401, { body: "no", bytes: 5000 })],
    ["unsigned", answer(401)],
  ];
  expect(answers.map(([sent, outcome]) => wrongWith(sent, outcome, URL_OF_OWN))).toEqual(
    answers.map(() => undefined),
  );
});

test.each<[status: number, outcome: Outcome, url: URL, sentence: string]>([
  [
    200,
    answer(200, { body: "ok" }),
    URL_OF_OWN,
    'the status says that it was taken, the body does not: answer with the JSON {"code":0}',
  ],
  [
    200,
    answer(200, { body: '{"code":1}' }),
    URL_OF_OWN,
    'the status says that it was taken, the body does not: answer with the JSON {"code":0}',
  ],
  [
    200,
    answer(200, { bytes: 2001 }),
    URL_OF_OWN,
    "the answer has 2001 bytes: TRTC takes at most 2000 of headers and body; leave headers out",
  ],
  [204, answer(204), URL_OF_OWN, "TRTC takes no status but 200 for success"],
  [
    308,
    answer(308, { location: "https://callbacks.example.com/trtc" }),
    URL_OF_OWN,
    "it redirects to https://callbacks.example.com/trtc, and TRTC is not known to follow: give the console the address it ends at",
  ],
  [
    400,
    answer(400),
    URL_OF_OWN,
    "the endpoint cannot read the event: see that it gets the body as sent, before any body parser, and see its log",
  ],
  [
    401,
    answer(401),
    URL_OF_OWN,
    "the endpoint does not believe this key: give both the key that the console has, and see that it takes this SdkAppId and that its clock is right",
  ],
  [
    403,
    answer(403),
    URL_OF_OWN,
    "something before the endpoint refuses: see its firewall, and that a function URL asks for no signature of its own (AuthType NONE)",
  ],
  [
    403,
    answer(403),
    LAMBDA,
    "the function URL lets nobody in: its policy must allow both lambda:InvokeFunctionUrl and lambda:InvokeFunction to everyone, and its AuthType must be NONE",
  ],
  [
    404,
    answer(404),
    URL_OF_OWN,
    "nothing is at this address: compare the path with the one that the endpoint has",
  ],
  [
    405,
    answer(405),
    URL_OF_OWN,
    "the endpoint takes no POST here: compare the path with the one that it has",
  ],
  [
    429,
    answer(429),
    LAMBDA,
    "the endpoint has too much to do: raise its concurrency, else events are lost after a minute",
  ],
  [500, answer(500), URL_OF_OWN, "the endpoint failed: see its log"],
  [
    503,
    answer(503),
    URL_OF_OWN,
    "the endpoint cannot do its work, such as storing the event: see its log, then pulumi-trtc replay-events",
  ],
])("a signed event that is answered %p has its sentence", (_, outcome, url, sentence) => {
  expect(wrongWith("signed", outcome, url)).toBe(sentence);
});

test.each<[Sent, number, string]>([
  [
    "unsigned",
    200,
    "the endpoint believes anyone: verify Sign before anything else, and refuse a request without it",
  ],
  [
    "wrongly signed",
    200,
    "the endpoint does not check what Sign says: compare it with the HMAC-SHA256 of the raw body under the key",
  ],
  [
    "wrongly signed",
    403,
    "it is not taken, but not for its Sign: see what answers before the endpoint does, it may refuse signed events too",
  ],
])("an event that is %s and answered %p has its sentence", (sent, status, sentence) => {
  expect(wrongWith(sent, answer(status), URL_OF_OWN)).toBe(sentence);
});

test.each<[code: string, sentence: string]>([
  [
    "ENOTFOUND",
    "there is no address for abc.lambda-url.ap-southeast-1.on.aws: compare the URL with the endpoint's, and check the name servers",
  ],
  ["ECONNREFUSED", "nothing listens there: see that the endpoint runs, its port and its firewall"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "it does not speak TLS: use http, or the port that speaks it"],
  ...[
    "CERT_HAS_EXPIRED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "ERR_TLS_CERT_ALTNAME_INVALID",
  ].map((code): [string, string] => [
    code,
    "its certificate is not trusted: it must be valid, be for this name, and come with its whole chain from a public authority",
  ]),
  ["ECONNRESET", "the connection broke before there was an answer: see the endpoint's log"],
])("%s has its sentence, whatever was sent", (code, sentence) => {
  expect(wrongWith("signed", { kind: "failed", code, ms: 1 }, LAMBDA)).toBe(sentence);
  expect(wrongWith("unsigned", { kind: "failed", code, ms: 1 }, LAMBDA)).toBe(sentence);
});

test("a broken connection without TLS may be meant for it", () => {
  expect(wrongWith("signed", { kind: "failed", code: "ECONNRESET", ms: 1 }, URL_OF_OWN)).toBe(
    "the connection broke before there was an answer: see the endpoint's log, and whether it speaks https only",
  );
});

test("an answer that is late has its sentence", () => {
  expect(wrongWith("signed", { kind: "late", ms: 5000 }, URL_OF_OWN)).toBe(
    "there was no answer in time: TRTC takes that for none and sends again; let the endpoint answer first and work later",
  );
});
