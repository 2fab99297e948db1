import { bytesOf, isRawBody, readBody } from "../../../../provider/callback/body";
import { InputError } from "../../../../provider/trtc/errors";

test.each<[string, string | Uint8Array, object]>([
  ["text", '{"a":1}', { a: 1 }],
  ["bytes", Buffer.from('{"a":"é"}'), { a: "é" }],
  ["bytes with a byte order mark", Buffer.from('\uFEFF{"a":1}'), { a: 1 }],
  [
    "bytes that are no UTF-8",
    Buffer.concat([Buffer.from('{"a":"'), Buffer.of(0xff), Buffer.from('"}')]),
    { a: "\uFFFD" },
  ],
  ["names of methods", '{"toString":1,"constructor":2}', { toString: 1, constructor: 2 }],
  ["nothing in it", "{}", {}],
])("an object is read: %s", (_what, body, fields) => {
  expect(readBody(body)).toEqual(fields);
});

const nested = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${"}".repeat(levels - 1)}`;

test("100 levels and 1 MB are read", () => {
  expect(JSON.stringify(readBody(nested(100)))).toBe(nested(100));
  const large = `{"a":"${"x".repeat(1_048_576 - 8)}"}`;
  expect(Buffer.byteLength(large)).toBe(1_048_576);
  expect(Object.keys(readBody(large))).toEqual(["a"]);
});

const NOT_JSON = "the body is not JSON: hand it over byte for byte as received";
const NO_OBJECT = "the body is JSON but no object: an event is one";
test.each<[string, string, string]>([
  ["nothing", "", NOT_JSON],
  ["half an object", '{"secret":', NOT_JSON],
  ["a form", "a=1", NOT_JSON],
  ["a list", "[{}]", NO_OBJECT],
  ["a number", "1", NO_OBJECT],
  ["null", "null", NO_OBJECT],
  ["101 levels", nested(101), "the body has more than 100 levels"],
  ["10,000 levels", nested(10_000), "the body has more than 100 levels"],
  ["lists in 101 levels", `{"a":${"[".repeat(100)}${"]".repeat(100)}}`, "the body has more than 100 levels"],
  ["a prototype", '{"__proto__":{"admin":true}}', "the body has a field __proto__"],
  ["a prototype further down", '{"a":[{"__proto__":1}]}', "the body has a field __proto__"],
  ["an escaped prototype", '{"\\u005f_proto__":1}', "the body has a field __proto__"],
  ["a byte more than 1 MB", " ".repeat(1_048_577), "the body has 1048577 bytes: at most 1048576 are read"],
])("is refused: %s", (_what, body, message) => {
  expect(() => readBody(body)).toThrow(new InputError(message));
});

test.each<[unknown, string]>([
  [{ EventGroupId: 1 }, "object"],
  [null, "null"],
  [undefined, "undefined"],
])("what is no raw body is told: %j", (given, type) => {
  expect(isRawBody(given)).toBe(false);
  // wrong on purpose: not for TypeScript
  expect(() => bytesOf(given as string)).toThrow(
    new InputError(
      `rawBody must be the bytes or the text as received, got ${type}: read it before any body parser does`,
    ),
  );
});

test("text is taken as UTF-8, bytes stay as they are", () => {
  const bytes = Uint8Array.of(1, 2);
  expect(bytesOf(bytes)).toBe(bytes);
  expect(Buffer.from(bytesOf("é")).toString("hex")).toBe("c3a9");
});
