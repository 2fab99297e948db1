import { readStoredEvent, storedEventText } from "../../../../provider/callback/stored-event";
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
  expect(text.split("\n").slice(0, 3)).toEqual([
    "{",
    '  "sdkAppId": 1400000001,',
    '  "receivedAt": "2025-01-06T14:33:20.000Z",',
  ]);
  expect(readStoredEvent(text)).toEqual(STORED);
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
