import fc from "fast-check";
import { bytesOf, isRawBody, readBody } from "../../../../provider/callback/body";
import { InputError } from "../../../../provider/trtc/errors";
import { anyText } from "./any-text";

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

test.each<[string, string, object]>([
  [
    "integers of 2^53 and beyond are texts of their digits",
    '{"TaskId":9007199254740993}',
    { TaskId: "9007199254740993" },
  ],
  [
    "also below zero, and in lists",
    '{"a":[-9007199254740992, 12345678901234567890]}',
    { a: ["-9007199254740992", "12345678901234567890"] },
  ],
  [
    "also as a field's only value behind a long text",
    '{"a":"1234567890123456\\"","b":18446744073709551615}',
    { a: '1234567890123456"', b: "18446744073709551615" },
  ],
  [
    "integers below stay numbers",
    '{"a":9007199254740991,"b":-9007199254740991}',
    { a: 9007199254740991, b: -9007199254740991 },
  ],
  [
    "numbers that are no integers stay numbers",
    '{"a":0.12345678901234567,"b":12345678901234567.5,"c":1e16,"d":12345678901234567e1}',
    {
      a: Number("0.12345678901234567"),
      b: Number("12345678901234567.5"),
      c: 1e16,
      d: Number("12345678901234567e1"),
    },
  ],
  [
    "names and texts stay as they are",
    '{"12345678901234567":"12345678901234567","a\\\\":"\\\\\\"12345678901234567,"}',
    { "12345678901234567": "12345678901234567", "a\\": '\\"12345678901234567,' },
  ],
])("no number is rounded: %s", (_what, body, fields) => {
  expect(readBody(body)).toEqual(fields);
});

test("any JSON object of numbers and texts is read as JSON.parse reads it, but for integers of 2^53 and beyond", () => {
  const value = fc.oneof(
    fc.bigInt(),
    fc.double({ min: -1e15, max: 1e15, noNaN: true }),
    anyText,
    fc.stringMatching(/^["\\\d]{0,40}$/),
  );
  const named = (one: unknown) => (typeof one === "bigint" ? String(one) : JSON.stringify(one));
  fc.assert(
    fc.property(fc.array(fc.tuple(anyText, value), { maxLength: 5 }), (fields) => {
      const own = fields.filter(([name]) => name !== "__proto__");
      const body = `{${own.map(([name, one]) => `${JSON.stringify(name)}: ${named(one)}`).join()}}`;
      const isSafe = (one: bigint) => Number.isSafeInteger(Number(one));
      const read = own.map(([name, one]) => [
        name,
        typeof one === "bigint"
          ? isSafe(one)
            ? Number(one)
            : String(one)
          : (JSON.parse(named(one)) as unknown), // compared next
      ]);
      expect(readBody(body)).toEqual(Object.fromEntries(read));
    }),
    { numRuns: 300, seed: 20261121 },
  );
});

test("pieces of JSON are read or refused by an InputError", () => {
  const piece = fc.constantFrom(
    "{",
    "}",
    '{"a":',
    '"',
    "\\",
    ",",
    ":",
    "[",
    "]",
    "-",
    ".",
    "e",
    "9".repeat(17),
    "true",
    " ",
  );
  const seen = { read: 0, refused: 0 };
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      try {
        readBody(`{"a":${pieces.join("")}}`);
        seen.read++;
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        seen.refused++;
      }
    }),
    { numRuns: 2_000, seed: 20261121 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
});

/** The shortest of three times that it takes to read a body. */
function timeToRead(body: string): number {
  const times = [1, 2, 3].map(() => {
    const started = performance.now();
    readBody(body);
    return performance.now() - started;
  });
  return Math.min(...times);
}

test.each<[string, (share: number) => string]>([
  ["numbers", (share) => `{"a":[${"1,".repeat(524_000 * share)}1234567890123456]}`],
  ["integers of many digits", (share) => `{"a":[${"1234567890123456789,".repeat(52_000 * share)}1]}`],
  ["one integer", (share) => `{"a":${"1".repeat(1_048_000 * share)}}`],
  ["escapes", (share) => `{"a":"${"\\n".repeat(524_000 * share)}","b":1234567890123456}`],
  ["texts", (share) => `{"a":[${'"",'.repeat(349_000 * share)}1234567890123456]}`],
])("the time to read %s grows no faster than a body of 1 MB does", (_what, ofShare) => {
  const whole = ofShare(1);
  expect(whole.length).toBeGreaterThan(1_000_000);
  // an eighth would take a sixty-fourth of the time, were it quadratic
  expect(timeToRead(whole) / timeToRead(ofShare(1 / 8))).toBeLessThan(40);
});

const NOT_JSON = "the body is not JSON: hand it over byte for byte as received";
const NO_OBJECT = "the body is JSON but no object: an event is one";
test.each<[string, string, string]>([
  ["nothing", "", NOT_JSON],
  ["half an object", '{"secret":', NOT_JSON],
  ["a form", "a=1", NOT_JSON],
  ["a long integer alone", "12345678901234567", NO_OBJECT],
  ["a long integer that JSON does not take", '{"a":012345678901234567}', NOT_JSON],
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
