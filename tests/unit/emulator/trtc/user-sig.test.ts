import { deflateSync } from "node:zlib";

import {
  privateMapKeyProblem,
  RECEIVE,
  SEND_AND_RECEIVE,
  userSigProblem,
} from "../../../../emulator/src/trtc/user-sig";
import vectors from "../../../vectors/usersig.json";

const { sdkAppId, key, clockSeconds } = vectors;
const TICKET = { sdkAppId, userId: "inspect", sdkSecretKey: key, nowSeconds: clockSeconds };

/** A ticket from the vector's decoded fields, as tls-sig-api-v2 packs them. */
function pack(fields: Record<string, unknown>): string {
  const json = JSON.stringify({
    "TLS.ver": "2.0",
    "TLS.identifier": "inspect",
    "TLS.sdkappid": sdkAppId,
    "TLS.time": clockSeconds,
    ...fields,
  });
  return deflateSync(json).toString("base64").replaceAll("+", "*").replaceAll("/", "-").replaceAll("=", "_");
}

function vectorTicket(call: string): string {
  const vector = vectors.cases.find((candidate) => candidate.call === call);
  return pack({
    "TLS.expire": vector?.expire,
    ...(vector?.userbuf === undefined ? {} : { "TLS.userbuf": vector.userbuf }),
    "TLS.sig": vector?.sig,
  });
}

describe("UserSig", () => {
  const userSig = vectorTicket("userSig");

  test("the vector is right", () => {
    expect(userSigProblem(userSig, TICKET)).toBeUndefined();
  });

  test.each([
    ["another user", { userId: "other" }, "is for another UserId"],
    ["another application", { sdkAppId: 1400000009 }, "is for another SdkAppId"],
    ["another key", { sdkSecretKey: "0".repeat(64) }, "is not signed with the secret key of the application"],
    ["the last second of its life", { nowSeconds: clockSeconds + 86399 }, undefined],
    ["the end of its life", { nowSeconds: clockSeconds + 86400 }, "has expired"],
  ])("against %s", (_name, change, problem) => {
    expect(userSigProblem(userSig, { ...TICKET, ...change })).toBe(problem);
  });

  test.each(["", "nonsense", "eJw*"])("%p cannot be decoded", (text) => {
    expect(userSigProblem(text, TICKET)).toBe("cannot be decoded");
  });

  test.each([
    ["a line break after it", (sig: string) => `${sig}\n`],
    ["a space before it", (sig: string) => ` ${sig}`],
    ["the plain base64 it is made of", (sig: string) => sig.replaceAll("*", "+").replaceAll("-", "/")],
    ["= for _", (sig: string) => sig.replace(/_*$/, "==")],
  ])("%s is not decoded", (_name, change) => {
    // Has a letter that plain base64 writes otherwise.
    expect(userSig).toContain("-");
    expect(userSigProblem(change(userSig), TICKET)).toBe("cannot be decoded");
  });

  test("one that inflates to megabytes is not decoded", () => {
    const bomb = pack({ "TLS.expire": 86400, "TLS.sig": "x", filler: " ".repeat(1_000_000) });
    expect(bomb.length).toBeLessThan(8192);
    expect(userSigProblem(bomb, TICKET)).toBe("cannot be decoded");
  });

  test("one longer than 8192 characters is not decoded", () => {
    expect(userSigProblem(`${userSig}${"A".repeat(8192)}`, TICKET)).toBe("cannot be decoded");
  });

  test("a longer life than was signed is refused", () => {
    const sig = vectors.cases[0]?.sig;
    const stretched = pack({ "TLS.expire": 999999, "TLS.sig": sig });
    expect(userSigProblem(stretched, TICKET)).toBe("is not signed with the secret key of the application");
  });
});

describe("PrivateMapKey", () => {
  const KEY_TICKET = { ...TICKET, privileges: RECEIVE };
  const intRoom = { roomId: "150", type: "int32" } as const;
  const stringRoom = { roomId: "150", type: "string" } as const;

  test("the vectors open their own rooms", () => {
    expect(
      privateMapKeyProblem(vectorTicket("privateMapKey"), { ...KEY_TICKET, room: intRoom }),
    ).toBeUndefined();
    const forText = vectorTicket("privateMapKeyStringRoom");
    expect(privateMapKeyProblem(forText, { ...KEY_TICKET, room: stringRoom })).toBeUndefined();
  });

  test("a key of the int32 room does not open the string room of the same text", () => {
    const problem = privateMapKeyProblem(vectorTicket("privateMapKey"), { ...KEY_TICKET, room: stringRoom });
    expect(problem).toBe("is for another room");
  });

  test("a key of another room is refused", () => {
    const room = { roomId: "151", type: "int32" } as const;
    expect(privateMapKeyProblem(vectorTicket("privateMapKey"), { ...KEY_TICKET, room })).toBe(
      "is for another room",
    );
  });

  test("it expires", () => {
    const late = { ...KEY_TICKET, nowSeconds: clockSeconds + 300, room: intRoom };
    expect(privateMapKeyProblem(vectorTicket("privateMapKey"), late)).toBe("has expired");
  });

  test("a UserSig is no PrivateMapKey", () => {
    expect(privateMapKeyProblem(vectorTicket("userSig"), { ...KEY_TICKET, room: intRoom })).toBe(
      "cannot be decoded",
    );
  });

  test("a key to receive is none to send", () => {
    const ticket = { ...TICKET, room: intRoom, privileges: SEND_AND_RECEIVE };
    expect(privateMapKeyProblem(vectorTicket("privateMapKey"), ticket)).toBe(
      "does not allow to send audio, send video",
    );
    expect([RECEIVE, SEND_AND_RECEIVE]).toEqual([42, 62]);
  });
});
