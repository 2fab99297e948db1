import { createHash, createHmac, timingSafeEqual } from "node:crypto";

import { percentEncode } from "./signature";
import type { SignedRequest } from "./signature";

/** What of a request takes part in an AWS signature of version 4. */
export interface AwsSignedRequest extends SignedRequest {
  readonly body: Buffer;
}

export type AwsSignatureFault =
  "Malformed" | "UnknownKey" | "Expired" | "TimeSkewed" | "PayloadChanged" | "DoesNotMatch";

export type AwsVerification =
  | { readonly ok: true; readonly secretId: string }
  | { readonly ok: false; readonly fault: AwsSignatureFault };

/** The parts of an `Authorization` value, or of a presigned URL. */
interface AwsSignature {
  readonly secretId: string;
  /** `20260102/ap-singapore/s3/aws4_request`; the region is free text. */
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20260102T030405Z` */
  readonly stamp: string;
  /** Hex SHA-256 of the body, or a word such as `UNSIGNED-PAYLOAD`. */
  readonly payload: string;
  /** Seconds that a presigned URL holds; undefined of a header. */
  readonly expires: number | undefined;
}

const ALGORITHM = "AWS4-HMAC-SHA256";
const MAX_SKEW_MS = 15 * 60 * 1000;
const MAX_EXPIRES = 604_800;

/** Whether a request carries an AWS signature of version 4 and not COS's own. */
export function isAwsSigned({ headers, query }: Pick<SignedRequest, "headers" | "query">): boolean {
  return headers["authorization"]?.startsWith(ALGORITHM) ?? query.has("X-Amz-Algorithm");
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}

interface RawSignature {
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
  readonly stamp: string | undefined;
  readonly payload: string | undefined;
  readonly expires: string | undefined;
}

function fromHeader({ headers }: SignedRequest): RawSignature {
  const part = (name: string): string | undefined =>
    new RegExp(`[ ,]${name}=([^, ]+)`).exec(headers["authorization"] ?? "")?.[1];
  return {
    credential: part("Credential"),
    signedHeaders: part("SignedHeaders"),
    signature: part("Signature"),
    stamp: headers["x-amz-date"],
    payload: headers["x-amz-content-sha256"],
    expires: undefined,
  };
}

function fromQuery({ query }: SignedRequest): RawSignature {
  return {
    credential: query.get("X-Amz-Credential"),
    signedHeaders: query.get("X-Amz-SignedHeaders"),
    signature: query.get("X-Amz-Signature"),
    stamp: query.get("X-Amz-Date"),
    payload: query.get("X-Amz-Content-Sha256") ?? "UNSIGNED-PAYLOAD",
    expires: query.get("X-Amz-Expires") ?? "",
  };
}

function readSignature(request: SignedRequest): AwsSignature | undefined {
  const isHeader = request.headers["authorization"] !== undefined;
  const raw = isHeader ? fromHeader(request) : fromQuery(request);
  const [secretId = "", ...scope] = raw.credential?.split("/") ?? [];
  const [date = "", , service, end, ...more] = scope;
  const signedHeaders = raw.signedHeaders?.split(";") ?? [];
  const { signature, stamp = "", payload, expires } = raw;
  const isScope = service === "s3" && end === "aws4_request" && more.length === 0 && stamp.startsWith(date);
  if (!isScope || !/^\d{8}$/.test(date) || !/^\d{8}T\d{6}Z$/.test(stamp)) return undefined;
  if (expires !== undefined && !/^\d{1,6}$/.test(expires)) return undefined;
  if (signature === undefined || payload === undefined || !signedHeaders.includes("host")) return undefined;
  return {
    secretId,
    scope: scope.join("/"),
    signedHeaders,
    signature,
    stamp,
    payload,
    expires: expires === undefined ? undefined : Number(expires),
  };
}

function canonicalQuery(query: SignedRequest["query"]): string {
  return [...query]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .sort()
    .join("&");
}

function signatureOf(request: SignedRequest, parts: AwsSignature, secretKey: string): string {
  const { signedHeaders, payload, scope, stamp } = parts;
  const headerLine = (name: string): string =>
    `${name}:${(request.headers[name] ?? "").trim().replace(/ +/g, " ")}\n`;
  const canonical = [
    request.method,
    request.path.split("/").map(percentEncode).join("/"),
    canonicalQuery(request.query),
    signedHeaders.map(headerLine).join(""),
    signedHeaders.join(";"),
    payload,
  ].join("\n");
  const key = scope
    .split("/")
    .reduce<string | Buffer>((previous, part) => hmac(previous, part), `AWS4${secretKey}`);
  return hmac(key, [ALGORITHM, stamp, scope, sha256(canonical)].join("\n")).toString("hex");
}

function timeFault({ stamp, expires }: AwsSignature, now: number): "Expired" | "TimeSkewed" | undefined {
  const signedAt = Date.parse(
    stamp.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, "$1-$2-$3T$4:$5:$6Z"),
  );
  if (expires === undefined) return Math.abs(now - signedAt) <= MAX_SKEW_MS ? undefined : "TimeSkewed";
  if (signedAt - now > MAX_SKEW_MS) return "TimeSkewed";
  return expires <= MAX_EXPIRES && now <= signedAt + expires * 1000 ? undefined : "Expired";
}

function equalInConstantTime(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}

/**
 * Checks an AWS signature of version 4, which COS takes for its S3-compatible calls, from the `Authorization` header or from
 * the query of a presigned URL.
 *
 * Source: https://cloud.tencent.com/document/product/436/37421
 *
 * @param lookupKey - the secret key of a secret id, or undefined when there is no such id
 * @param now - the real clock, milliseconds
 */
export function verifyAws(
  request: AwsSignedRequest,
  { lookupKey, now }: { readonly lookupKey: (secretId: string) => string | undefined; readonly now: number },
): AwsVerification {
  const refused = (fault: AwsSignatureFault): AwsVerification => ({ ok: false, fault });
  const parts = readSignature(request);
  if (parts === undefined) return refused("Malformed");
  const secretKey = lookupKey(parts.secretId);
  if (secretKey === undefined) return refused("UnknownKey");
  const late = timeFault(parts, now);
  if (late !== undefined) return refused(late);
  if (parts.signedHeaders.some((name) => request.headers[name] === undefined)) return refused("DoesNotMatch");
  if (!equalInConstantTime(signatureOf(request, parts, secretKey), parts.signature)) {
    return refused("DoesNotMatch");
  }
  const isDigest = /^[0-9a-f]{64}$/.test(parts.payload);
  if (isDigest && parts.payload !== sha256(request.body)) return refused("PayloadChanged");
  return { ok: true, secretId: parts.secretId };
}
