import { readStoredEvent, storedEventText } from "../../../../provider/callback/stored-event";
import type { StoredEvent } from "../../../../provider/callback/stored-event";
import { parse } from "../../../../provider/callback/parse";
import { InputError } from "../../../../provider/trtc/errors";
import { slicingBody } from "./signed-request";

const BODY = JSON.stringify(slicingBody(1736174000000));
const STORED = {
  sdkAppId: 1400000001,
  receivedAt: "2025-01-06T14:33:20.000Z",
  sign: "kkoFeO3Oh2ZHnjtg8tEAQhtXK16/KI05W3BQff8IvGA=",
  rawBody: Buffer.from(BODY).toString("base64"),
  event: parse(BODY),
};

test("an event is written for people to read, and read again", () => {
  const text = storedEventText(STORED);
  expect(text.split("\n")).toEqual([
    "{",
    '  "sdkAppId": 1400000001,',
    '  "receivedAt": "2025-01-06T14:33:20.000Z",',
    '  "sign": "kkoFeO3Oh2ZHnjtg8tEAQhtXK16/KI05W3BQff8IvGA=",',
    `  "rawBody": "${STORED.rawBody}",`,
    '  "event": {',
    '    "name": "CLOUD_SLICE_FILE_INFO",',
    '    "group": 10,',
    '    "type": 1004,',
    '    "sentAt": "2025-01-06T14:33:20.000Z",',
    '    "occurredAt": "2025-01-06T14:31:43.123Z",',
    '    "roomId": "lobby",',
    '    "taskId": "-npVq+.",',
    '    "userId": "slicer",',
    '    "payload": {',
    '      "fileList": ["1400000001_lobby_teacher_20250106143143.png"],',
    '      "streamerUserId": "teacher"',
    "    },",
    '    "body": {',
    '      "EventGroupId": 10,',
    '      "EventType": 1004,',
    '      "CallbackTs": 1736174000000,',
    `      "EventInfo": ${JSON.stringify(slicingBody(0)["EventInfo"])}`,
    "    }",
    "  }",
    "}",
  ]);
  expect(readStoredEvent(text)).toEqual(STORED);
});

test("fields that are empty or undefined are written as JSON has them", () => {
  const given = { ...STORED, event: { ...STORED.event, payload: {}, userId: undefined } };
  // not every caller is checked by TypeScript
  const text = storedEventText(given as object as StoredEvent);
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(given)));
  expect(text).toContain('\n    "payload": {},\n');
});

const DEEP = `${'{"a":['.repeat(48)}${"[1],".repeat(2_000)}1${"]}".repeat(48)}`;
const WIDE = Array.from({ length: 10_000 }, (_, index) => `,"a${index}":1`).join("");
test.each<[string, string]>([
  ["many levels", `{"EventGroupId":10,"EventType":1004,"EventInfo":[${`${DEEP},`.repeat(10)}1]}`],
  ["many fields", `{"EventGroupId":10,"EventType":1004${WIDE}}`],
  ["many fields in EventInfo", `{"EventGroupId":10,"EventType":1004,"EventInfo":{"a":1${WIDE}}}`],
])("a body of %s makes a text of about three times its length at most", (_what, body) => {
  const rawBody = Buffer.from(body).toString("base64");
  const text = storedEventText({ ...STORED, rawBody, event: parse(body) });
  expect(text.length / body.length).toBeLessThan(3.2);
});

test("what an event says is read from its raw body, not from the copy beside it", () => {
  const text = JSON.stringify({ ...STORED, event: { name: "OTHER" } });
  expect(readStoredEvent(text)).toEqual(STORED);
});

test.each<[string, string, string]>([
  ["no JSON", "{", "it is no JSON object"],
  ["null", "null", "it is no JSON object"],
  ["no application", JSON.stringify({ ...STORED, sdkAppId: "1" }), "its sdkAppId is no number"],
  ["no time", JSON.stringify({ ...STORED, receivedAt: 1 }), "its receivedAt is no text"],
  ["no Sign", JSON.stringify({ ...STORED, sign: undefined }), "its sign is no text"],
  ["no body", JSON.stringify({ ...STORED, rawBody: {} }), "its rawBody is no text"],
  [
    "a body that is none",
    JSON.stringify({ ...STORED, rawBody: "AAAA" }),
    "the body is not JSON: hand it over byte for byte as received",
  ],
])("is refused: %s", (_what, text, message) => {
  expect(() => readStoredEvent(text)).toThrow(new InputError(message));
});
