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

/**
 * Signs a UserSig with the vendor's own package, which checks nothing: what it would sign wrongly is refused here.
 * @throws RangeError for an expiry that is no whole number of seconds, or a user id outside ASCII
 */
export function mintUserSig(request: UserSigRequest): string {
  if (!Number.isInteger(request.expireSeconds) || request.expireSeconds <= 0)
    throw new RangeError("userSigExpire must be a whole number of seconds above 0");
  if (!/^[\x21-\x7e]+$/.test(request.userId)) throw new RangeError("userId must be ASCII without spaces");
  return new Api(request.sdkAppId, request.sdkSecretKey).genUserSig(request.userId, request.expireSeconds);
}

/** Reads a UserSig; undefined when the text is none. */
export function readUserSig(userSig: string): UserSigContent | undefined {
  try {
    const base64 = userSig.replace(/\*/g, "+").replace(/-/g, "/").replace(/_/g, "=");
    const content: unknown = JSON.parse(inflateSync(Buffer.from(base64, "base64")).toString("utf8"));
    if (typeof content !== "object" || content === null) return undefined;
    const fields = new Map<string, unknown>(Object.entries(content));
    const sdkAppId = Number(fields.get("TLS.sdkappid"));
    const userId = fields.get("TLS.identifier");
    const expiresAt = (Number(fields.get("TLS.time")) + Number(fields.get("TLS.expire"))) * 1000;
    // an end outside the calendar has no ISO form: writing it would throw
    const hasEnd = !Number.isNaN(new Date(expiresAt).getTime());
    if (typeof userId !== "string" || !Number.isFinite(sdkAppId) || !hasEnd) return undefined;
    return { sdkAppId, userId, expiresAt };
  } catch {
    return undefined;
  }
}
