import { createHmac } from "node:crypto";
import { deflateSync, inflateSync } from "node:zlib";
import { mintUserSig, readUserSig } from "../../../../provider/trtc/user-sig";
import vectors from "../../../vectors/usersig.json";

const NOW = vectors.clockSeconds * 1000;

beforeEach(() => {
  jest.spyOn(Date, "now").mockReturnValue(NOW);
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** The document inside a UserSig. */
function decoded(userSig: string): unknown {
  const base64 = userSig.replaceAll("*", "+").replaceAll("-", "/").replaceAll("_", "=");
  return JSON.parse(inflateSync(Buffer.from(base64, "base64")).toString());
}

/** A text that has the outer form of a UserSig. */
function encoded(content: unknown): string {
  return deflateSync(JSON.stringify(content))
    .toString("base64")
    .replaceAll("+", "*")
    .replaceAll("/", "-")
    .replaceAll("=", "_");
}

const userSigCases = vectors.cases.filter(({ call }) => call === "userSig");

test("there is a vector for UserSig", () => {
  expect(userSigCases).toHaveLength(1);
});

test.each(userSigCases)("the vendor's vector for $userId is met", ({ userId, expire, sig }) => {
  const userSig = mintUserSig({
    sdkAppId: vectors.sdkAppId,
    sdkSecretKey: vectors.key,
    userId,
    expireSeconds: expire,
  });
  expect(decoded(userSig)).toEqual({
    "TLS.ver": "2.0",
    "TLS.identifier": userId,
    "TLS.sdkappid": vectors.sdkAppId,
    "TLS.time": vectors.clockSeconds,
    "TLS.expire": expire,
    "TLS.sig": sig,
  });
  expect(userSig).toMatch(/^[A-Za-z0-9*_-]+$/);
  expect(readUserSig(userSig)).toEqual({
    sdkAppId: vectors.sdkAppId,
    userId,
    expiresAt: NOW + expire * 1000,
  });
});

test.each(["slicer-lobby", "_", "A".repeat(32)])(
  "a sig for %s is the HMAC of the four lines with the key as text",
  (userId) => {
    const userSig = mintUserSig({ sdkAppId: 1, sdkSecretKey: "k", userId, expireSeconds: 15_552_000 });
    const content = `TLS.identifier:${userId}\nTLS.sdkappid:1\nTLS.time:1700000000\nTLS.expire:15552000\n`;
    expect(decoded(userSig)).toMatchObject({
      "TLS.sig": createHmac("sha256", "k").update(content).digest("base64"),
    });
  },
);

const REQUEST = { sdkAppId: 1400000001, sdkSecretKey: "key", userId: "robot", expireSeconds: 60 };

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
  "an expiry of %p is refused",
  (expireSeconds) => {
    expect(() => mintUserSig({ ...REQUEST, expireSeconds })).toThrow(
      new RangeError("userSigExpire must be a whole number of seconds above 0"),
    );
  },
);

test.each(["", "a b", "róbot", "机器人", "tab\t", "line\n"])("the user id %j is refused", (userId) => {
  expect(() => mintUserSig({ ...REQUEST, userId })).toThrow(
    new RangeError("userId must be ASCII without spaces"),
  );
});

const CONTENT = { "TLS.identifier": "robot", "TLS.sdkappid": 1, "TLS.time": 1, "TLS.expire": 1 };

test("a sig of the numbers as texts is read too, as other vendors' signers write it", () => {
  const content = { ...CONTENT, "TLS.sdkappid": "7", "TLS.time": "10", "TLS.expire": "5" };
  expect(readUserSig(encoded(content))).toEqual({ sdkAppId: 7, userId: "robot", expiresAt: 15_000 });
});

test.each([
  ["nothing", ""],
  ["a word", "nonsense"],
  ["base64 of something else", Buffer.from("hello").toString("base64")],
  ["a document that is no object", encoded(1)],
  ["null", encoded(null)],
  ["a list", encoded([])],
  ["no fields", encoded({})],
  ["no user", encoded({ ...CONTENT, "TLS.identifier": undefined })],
  ["a user that is a number", encoded({ ...CONTENT, "TLS.identifier": 5 })],
  ["no application", encoded({ ...CONTENT, "TLS.sdkappid": undefined })],
  ["an application in words", encoded({ ...CONTENT, "TLS.sdkappid": "mine" })],
  ["no time", encoded({ ...CONTENT, "TLS.time": undefined })],
  ["no expiry", encoded({ ...CONTENT, "TLS.expire": undefined })],
  ["an end that no calendar has", encoded({ ...CONTENT, "TLS.expire": 1e15 })],
  ["an end before every calendar", encoded({ ...CONTENT, "TLS.expire": -1e15 })],
  ["text that is no JSON", deflateSync("{").toString("base64")],
])("a text with %s is no UserSig", (_what, text) => {
  expect(readUserSig(text)).toBeUndefined();
});

test("half a sig is no UserSig", () => {
  const userSig = mintUserSig(REQUEST);
  expect(readUserSig(userSig.slice(0, userSig.length / 2))).toBeUndefined();
});
