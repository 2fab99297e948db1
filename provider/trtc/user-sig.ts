import { inflateSync } from "node:zlib";
import { Api } from "tls-sig-api-v2";

export interface UserSigRequest {
  sdkAppId: number;
  /** The application's secret key, from the TRTC console. */
  sdkSecretKey: string;
  /** Who enters the room. ASCII only: the signing package counts characters as bytes. */
  userId: string;
  /** Seconds from now until the sig ends. */
  expireSeconds: number;
}

/** What a UserSig says of itself. Not verified: the key is needed for that. */
export interface UserSigContent {
  sdkAppId: number;
  userId: string;
  /** Milliseconds since the Unix epoch. */
  expiresAt: number;
}

/** What a PrivateMapKey says of itself beside what a UserSig says. */
export interface PrivateMapKeyContent extends UserSigContent {
  /** A string room or an int32 room. */
  roomId: string | number;
  /** Bits. */
  privileges: number;
}

/**
 * Signs a UserSig with the vendor's own package, which checks nothing: what it would sign wrongly is refused here.
 * @throws RangeError for an expiry that is no whole number of seconds, or a user id outside ASCII
 */
export function mintUserSig(request: UserSigRequest): string {
  return signer(request).genUserSig(request.userId, request.expireSeconds);
}

/**
 * Signs a PrivateMapKey for one room, a string or an int32 one.
 * @throws RangeError as `mintUserSig`, and for a room id outside ASCII
 */
export function mintPrivateMapKey(
  request: UserSigRequest & { roomId: string | number; privileges: number },
): string {
  const { userId, expireSeconds, roomId, privileges } = request;
  const api = signer(request);
  if (typeof roomId === "number") return api.genPrivateMapKey(userId, expireSeconds, roomId, privileges);
  if (!/^[\x20-\x7e]+$/.test(roomId)) throw new RangeError("roomId must be ASCII");
  return api.genPrivateMapKeyWithStringRoomID(userId, expireSeconds, roomId, privileges);
}

function signer({ sdkAppId, sdkSecretKey, userId, expireSeconds }: UserSigRequest): Api {
  if (!Number.isInteger(expireSeconds) || expireSeconds <= 0)
    throw new RangeError("userSigExpire must be a whole number of seconds above 0");
  if (!/^[\x21-\x7e]+$/.test(userId)) throw new RangeError("userId must be ASCII without spaces");
  return new Api(sdkAppId, sdkSecretKey);
}

/** Reads a UserSig; undefined when the text is none. */
export function readUserSig(userSig: string): UserSigContent | undefined {
  const fields = fieldsOf(userSig);
  const sdkAppId = Number(fields?.get("TLS.sdkappid"));
  const userId = fields?.get("TLS.identifier");
  const expiresAt = (Number(fields?.get("TLS.time")) + Number(fields?.get("TLS.expire"))) * 1000;
  // an end outside the calendar has no ISO form: writing it would throw
  const hasEnd = !Number.isNaN(new Date(expiresAt).getTime());
  if (typeof userId !== "string" || !Number.isFinite(sdkAppId) || !hasEnd) return undefined;
  return { sdkAppId, userId, expiresAt };
}

/** Reads a PrivateMapKey; undefined when the text is none. https://www.tencentcloud.com/document/product/647/35157 */
export function readPrivateMapKey(privateMapKey: string): PrivateMapKeyContent | undefined {
  const signed = readUserSig(privateMapKey);
  const userbuf = fieldsOf(privateMapKey)?.get("TLS.userbuf");
  if (signed === undefined || typeof userbuf !== "string") return undefined;
  const bytes = Buffer.from(userbuf, "base64");
  try {
    // version, user, application, room number, end, bits, kind of account; then the text of a string room
    const userEnd = 3 + bytes.readUInt16BE(1);
    const roomStart = userEnd + 20;
    const isStringRoom = bytes.readUInt8(0) === 1;
    return {
      ...signed,
      roomId: isStringRoom
        ? bytes.toString("latin1", roomStart + 2, roomStart + 2 + bytes.readUInt16BE(roomStart))
        : bytes.readUInt32BE(userEnd + 4),
      expiresAt: bytes.readUInt32BE(userEnd + 8) * 1000,
      privileges: bytes.readUInt32BE(userEnd + 12),
    };
  } catch {
    return undefined;
  }
}

/** What a ticket says, by its field names; undefined when the text is none. */
function fieldsOf(ticket: string): Map<string, unknown> | undefined {
  try {
    const base64 = ticket.replace(/\*/g, "+").replace(/-/g, "/").replace(/_/g, "=");
    const content: unknown = JSON.parse(inflateSync(Buffer.from(base64, "base64")).toString("utf8"));
    return typeof content === "object" && content !== null ? new Map(Object.entries(content)) : undefined;
  } catch {
    return undefined;
  }
}
