import { createHmac } from "node:crypto";
import { inflateSync } from "node:zlib";

import { sameText } from "../api/same-text";

/** Who a ticket must be for, and the key of the application. */
export interface Ticket {
  readonly sdkAppId: number;
  readonly userId: string;
  readonly sdkSecretKey: string;
  /** Real clock. */
  readonly nowSeconds: number;
}

/** The room a PrivateMapKey must open. */
export interface TicketRoom {
  readonly roomId: string;
  readonly type: "string" | "int32";
}

/** Bits of what a PrivateMapKey allows: https://www.tencentcloud.com/document/product/647/35157 */
const PRIVILEGES: readonly { readonly bit: number; readonly words: string }[] = [
  { bit: 2, words: "enter the room" },
  { bit: 4, words: "send audio" },
  { bit: 8, words: "receive audio" },
  { bit: 16, words: "send video" },
  { bit: 32, words: "receive video" },
];
/** What a robot that looks and listens needs. */
export const RECEIVE = 2 | 8 | 32;
/** What a robot that plays into the room needs as well. */
export const SEND_AND_RECEIVE = RECEIVE | 4 | 16;

interface Signed {
  readonly identifier: string;
  readonly sdkAppId: number;
  readonly time: number;
  readonly expire: number;
  readonly userbuf: string | undefined;
  readonly sig: string;
}

/** Base64 as tls-sig-api-v2 writes it: `*` for `+`, `-` for `/`, `_` for `=`. */
const TICKET_FORM = /^[A-Za-z0-9*-]+_{0,2}$/;
/** Far above any real ticket; what is inflated is bounded too, for deflate shrinks a thousandfold. */
const MAX_TICKET_LENGTH = 8192;
const MAX_INFLATED_BYTES = 65_536;

function decode(ticket: string): Signed | undefined {
  if (ticket.length > MAX_TICKET_LENGTH || !TICKET_FORM.test(ticket)) return undefined;
  const base64 = ticket.replaceAll("*", "+").replaceAll("-", "/").replaceAll("_", "=");
  let fields: Map<string, unknown>;
  try {
    const json: unknown = JSON.parse(
      inflateSync(Buffer.from(base64, "base64"), { maxOutputLength: MAX_INFLATED_BYTES }).toString(),
    );
    if (typeof json !== "object" || json === null) return undefined;
    fields = new Map(Object.entries(json));
  } catch {
    return undefined;
  }
  const userbuf = fields.get("TLS.userbuf");
  return {
    identifier: String(fields.get("TLS.identifier")),
    sdkAppId: Number(fields.get("TLS.sdkappid")),
    time: Number(fields.get("TLS.time")),
    expire: Number(fields.get("TLS.expire")),
    userbuf: typeof userbuf === "string" ? userbuf : undefined,
    sig: String(fields.get("TLS.sig")),
  };
}

/** The signature as tls-sig-api-v2 makes it: the key is used as text, not decoded from hex. */
function signatureOf(signed: Omit<Signed, "sig">, sdkSecretKey: string): string {
  const userbuf = signed.userbuf === undefined ? "" : `TLS.userbuf:${signed.userbuf}\n`;
  const content = `TLS.identifier:${signed.identifier}\nTLS.sdkappid:${signed.sdkAppId}\nTLS.time:${signed.time}\nTLS.expire:${signed.expire}\n`;
  return createHmac("sha256", sdkSecretKey)
    .update(content + userbuf)
    .digest("base64");
}

function signedProblem(signed: Signed, ticket: Ticket): string | undefined {
  if (signed.sdkAppId !== ticket.sdkAppId) return "is for another SdkAppId";
  if (signed.identifier !== ticket.userId) return "is for another UserId";
  if (!sameText(signatureOf(signed, ticket.sdkSecretKey), signed.sig)) {
    return "is not signed with the secret key of the application";
  }
  if (!(signed.time + signed.expire > ticket.nowSeconds)) return "has expired";
  return undefined;
}

/** Why a UserSig does not let the user in, as the end of a sentence; undefined when it does. */
export function userSigProblem(userSig: string, ticket: Ticket): string | undefined {
  const signed = decode(userSig);
  return signed === undefined ? "cannot be decoded" : signedProblem(signed, ticket);
}

interface Userbuf {
  readonly type: "string" | "int32";
  readonly userId: string;
  readonly sdkAppId: number;
  readonly roomId: string;
  readonly expiresAt: number;
  readonly privileges: number;
}

/** The binary part of a PrivateMapKey: https://www.tencentcloud.com/document/product/647/35157 */
function decodeUserbuf(base64: string): Userbuf | undefined {
  const bytes = Buffer.from(base64, "base64");
  try {
    const userEnd = 3 + bytes.readUInt16BE(1);
    const type = bytes.readUInt8(0) === 1 ? "string" : "int32";
    const intRoom = String(bytes.readUInt32BE(userEnd + 4));
    const fixedEnd = userEnd + 20;
    const room =
      type === "int32"
        ? intRoom
        : bytes.toString("utf8", fixedEnd + 2, fixedEnd + 2 + bytes.readUInt16BE(fixedEnd));
    return {
      type,
      userId: bytes.toString("utf8", 3, userEnd),
      sdkAppId: bytes.readUInt32BE(userEnd),
      roomId: room,
      expiresAt: bytes.readUInt32BE(userEnd + 8),
      privileges: bytes.readUInt32BE(userEnd + 12),
    };
  } catch {
    return undefined;
  }
}

function missingPrivileges(held: number, needed: number): string | undefined {
  const missing = PRIVILEGES.filter(({ bit }) => (needed & bit) !== 0 && (held & bit) === 0);
  return missing.length === 0
    ? undefined
    : `does not allow to ${missing.map(({ words }) => words).join(", ")}`;
}

/** Why a PrivateMapKey does not let a robot that needs these privileges into the room; undefined when it does. */
export function privateMapKeyProblem(
  privateMapKey: string,
  ticket: Ticket & { readonly room: TicketRoom; readonly privileges: number },
): string | undefined {
  const signed = decode(privateMapKey);
  if (signed?.userbuf === undefined) return "cannot be decoded";
  const problem = signedProblem(signed, ticket);
  if (problem !== undefined) return problem;
  const userbuf = decodeUserbuf(signed.userbuf);
  if (userbuf === undefined) return "cannot be decoded";
  if (userbuf.sdkAppId !== ticket.sdkAppId) return "is for another SdkAppId";
  if (userbuf.userId !== ticket.userId) return "is for another UserId";
  if (userbuf.type !== ticket.room.type || userbuf.roomId !== ticket.room.roomId)
    return "is for another room";
  if (userbuf.expiresAt <= ticket.nowSeconds) return "has expired";
  return missingPrivileges(userbuf.privileges, ticket.privileges);
}
