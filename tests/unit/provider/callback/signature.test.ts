import { checkKeys, sign, verify } from "../../../../provider/callback/signature";
import { InputError } from "../../../../provider/trtc/errors";
import vector from "../../../vectors/callback.json";
import { KEY, signOf } from "./signed-request";

const bytes = Buffer.from(vector.body);

describe("the published vector", () => {
  test("is signed as published, from text or bytes", () => {
    expect(bytes.length).toBe(vector.bytes);
    expect(sign(vector.body, vector.key)).toBe(vector.sign);
    expect(sign(bytes, vector.key)).toBe(vector.sign);
  });

  test("fits, as text and as bytes", () => {
    expect(verify(vector.body, vector.sign, [vector.key])).toBe(true);
    expect(verify(new Uint8Array(bytes), vector.sign, [vector.key])).toBe(true);
  });

  test.each([
    ["escapes left as they are printed", vector.mustNotVerify.bodyWithLiteralEscapes],
    ["JSON written out again", vector.mustNotVerify.reserialisedJson],
    ["a new line at the end", signOf(`${vector.body}\n`, vector.key)],
  ])("does not fit when read with %s", (_reading, signature) => {
    expect(verify(vector.body, signature, [vector.key])).toBe(false);
  });

  test("does not fit any other body", () => {
    const other = [
      JSON.stringify(JSON.parse(vector.body)),
      vector.body.replaceAll("\n", "\\n").replaceAll("\t", "\\t"),
      `${vector.body}\n`,
      `\uFEFF${vector.body}`,
      vector.body.replaceAll("\n", "\r\n"),
      "",
    ];
    expect(other.map((body) => verify(body, vector.sign, [vector.key]))).toEqual(other.map(() => false));
  });

  test("does not fit with any single bit of the body changed", () => {
    const fitting = Array.from({ length: bytes.length * 8 }, (_, bit) => {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return verify(changed, vector.sign, [vector.key]);
    });
    expect(fitting).not.toContain(true);
  });
});

test.each<[string, string | Uint8Array]>([
  ["Chinese and emoji", '{"name":"课堂 🎓"}'],
  ["escaped characters", '{"name":"\\u8bfe\\u5802"}'],
  ["bytes that are no UTF-8", Uint8Array.of(0x7b, 0xff, 0xfe, 0x80, 0x7d)],
  ["nothing", ""],
])("%s are signed byte for byte", (_what, body) => {
  expect(sign(body, KEY)).toBe(signOf(body));
  expect(verify(body, signOf(body), [KEY])).toBe(true);
  expect(verify(Buffer.concat([Buffer.from(body), Buffer.from(" ")]), signOf(body), [KEY])).toBe(false);
});

test("the same characters, escaped or not, are two bodies, and so are two texts that are no UTF-8", () => {
  expect(verify('{"a":"\\u8bfe"}', signOf('{"a":"课"}'), [KEY])).toBe(false);
  expect(verify(Uint8Array.of(0xff), signOf(Uint8Array.of(0xfe)), [KEY])).toBe(false);
});

describe("a Sign of another form", () => {
  const right = vector.sign;
  const digest = Buffer.from(right, "base64");
  test.each<[string, string | undefined]>([
    ["none", undefined],
    ["empty", ""],
    ["its first 8 characters", right.slice(0, 8)],
    ["hex", digest.toString("hex")],
    ["base64url", digest.toString("base64url")],
    ["without its padding", right.slice(0, -1)],
    ["with more padding", `${right}=`],
    // the last character has two bits that mean nothing
    ["another spelling of the same bytes", right.replace("A=", "B=")],
    ["with a space before it", ` ${right}`],
    ["with a space after it", `${right} `],
    ["with a space for its last character", `${right.slice(0, -1)} `],
    ["twice, as servers join it", `${right}, ${right}`],
    ["in capitals", right.toUpperCase()],
    ["10 kB long", right.padEnd(10_240, "A")],
    ["44 bytes that are no ASCII", "é".repeat(22)],
    ["44 characters that are more bytes", "é".repeat(44)],
    // not every caller is checked by TypeScript
    ["a list", [right] as unknown as string],
    ["a list of two", [right, right] as unknown as string],
  ])("does not fit: %s", (_form, signature) => {
    expect(verify(vector.body, signature, [vector.key])).toBe(false);
  });

  test("the other spelling has the same bytes", () => {
    expect(Buffer.from(right.replace("A=", "B="), "base64").equals(digest)).toBe(true);
  });
});

describe("keys", () => {
  const old = "OldKey";
  test.each<[string, string[], boolean, boolean]>([
    ["the old one", [old], true, false],
    ["the new one", [KEY], false, true],
    ["both", [KEY, old], true, true],
    ["both, the other way round", [old, KEY], true, true],
    ["another", ["Another"], false, false],
  ])("with %s", (_what, keys, fitsOld, fitsNew) => {
    expect(verify("{}", signOf("{}", old), keys)).toBe(fitsOld);
    expect(verify("{}", signOf("{}", KEY), keys)).toBe(fitsNew);
  });

  const CURE = "give the key that the console has";
  test.each<[string, unknown, string]>([
    ["no key", [], `keys must be a list of one callback key or more: ${CURE}`],
    ["no list", undefined, `keys must be a list of one callback key or more: ${CURE}`],
    ["a text", "abc", `keys must be a list of one callback key or more: ${CURE}`],
    ["an empty key", [""], `keys[0] must be 1 to 32 of A-Z, a-z, 0-9, got a text of 0 characters: ${CURE}`],
    [
      "a key with spaces",
      [KEY, " a "],
      `keys[1] must be 1 to 32 of A-Z, a-z, 0-9, got a text of 3 characters: ${CURE}`,
    ],
    [
      "a key with a new line",
      ["abc\n"],
      `keys[0] must be 1 to 32 of A-Z, a-z, 0-9, got a text of 4 characters: ${CURE}`,
    ],
    [
      "a key that is too long",
      ["a".repeat(33)],
      `keys[0] must be 1 to 32 of A-Z, a-z, 0-9, got a text of 33 characters: ${CURE}`,
    ],
    [
      "a variable that is not set",
      [undefined],
      `keys[0] must be 1 to 32 of A-Z, a-z, 0-9, got undefined: ${CURE}`,
    ],
  ])("are refused: %s", (_what, given, message) => {
    // wrong on purpose: not for TypeScript
    const keys = given as string[];
    expect(() => checkKeys(keys)).toThrow(new InputError(message));
    expect(() => verify("{}", signOf("{}"), keys)).toThrow(new InputError(message));
  });

  test("are refused for signing as well", () => {
    expect(() => sign("{}", "")).toThrow(
      new InputError(`keys[0] must be 1 to 32 of A-Z, a-z, 0-9, got a text of 0 characters: ${CURE}`),
    );
  });
});

test("what a body parser made is refused, not signed in some form", () => {
  // wrong on purpose: not for TypeScript
  const parsed = {} as unknown as string;
  const message =
    "rawBody must be the bytes or the text as received, got object: read it before any body parser does";
  expect(() => verify(parsed, signOf("{}"), [KEY])).toThrow(new InputError(message));
  expect(() => sign(parsed, KEY)).toThrow(new InputError(message));
});
