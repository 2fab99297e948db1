import { createHash, createHmac } from "node:crypto";

import { sameText } from "./same-text";

/** What a TC3-HMAC-SHA256 signature is made of. */
export interface Tc3Request {
  readonly method: string;
  /** Without the question mark. */
  readonly query: string;
  /** Lower-case name to value, at least the signed ones. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names of the signed headers in their order, joined by `;`. */
  readonly signedHeaders: string;
  readonly body: Buffer;
  /** X-TC-Timestamp, seconds. */
  readonly timestamp: string;
  /** UTC day of the credential scope, `2019-02-25`. */
  readonly date: string;
  /** Service label of the credential scope. */
  readonly service: string;
}

/** The Authorization header of a TC3-HMAC-SHA256 request, taken apart. */
export interface Tc3Authorization {
  readonly secretId: string;
  readonly date: string;
  readonly service: string;
  readonly signedHeaders: string;
  readonly signature: string;
}

const AUTHORIZATION =
  /^TC3-HMAC-SHA256 +Credential=([^/,]*)\/(\d{4}-\d{2}-\d{2})\/([^/,]+)\/tc3_request, *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})$/;

/** Undefined when the header has not the documented form. */
export function parseTc3Authorization(header: string): Tc3Authorization | undefined {
  const [, secretId, date, service, signedHeaders, signature] = AUTHORIZATION.exec(header.trim()) ?? [];
  if (secretId === undefined || date === undefined || service === undefined) return undefined;
  if (signedHeaders === undefined || signature === undefined) return undefined;
  return { secretId, date, service, signedHeaders, signature };
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}

/** The canonical request: https://www.tencentcloud.com/document/api/213/33224 */
export function tc3CanonicalRequest(request: Tc3Request): string {
  const headers = request.signedHeaders
    .split(";")
    .map((name) => `${name}:${(request.headers[name] ?? "").trim()}\n`)
    .join("");
  const unsigned = request.headers["x-tc-content-sha256"] === "UNSIGNED-PAYLOAD";
  const payload = sha256(unsigned ? "UNSIGNED-PAYLOAD" : request.body);
  return [request.method, "/", request.query, headers, request.signedHeaders, payload].join("\n");
}

/** The signature in hex, as a client with this key makes it. */
export function tc3Signature(request: Tc3Request, secretKey: string): string {
  const scope = `${request.date}/${request.service}/tc3_request`;
  const text = ["TC3-HMAC-SHA256", request.timestamp, scope, sha256(tc3CanonicalRequest(request))].join("\n");
  const signingKey = hmac(hmac(hmac(`TC3${secretKey}`, request.date), request.service), "tc3_request");
  return hmac(signingKey, text).toString("hex");
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, "");
}

/**
 * The readings of the signed headers that the vendor's own clients make: the Node SDK signs the host without its port, others
 * with it; the documents lower the case of values, the Node SDK does not.
 */
function readings(headers: Readonly<Record<string, string>>): readonly Readonly<Record<string, string>>[] {
  const host = headers["host"] ?? "";
  const hosts = [...new Set([host, withoutPort(host)])];
  return hosts.flatMap((reading) => {
    const exact = { ...headers, host: reading };
    const lower = Object.fromEntries(
      Object.entries(exact).map(([name, value]) => [name, value.toLowerCase()]),
    );
    return [exact, lower];
  });
}

/** Whether content type and host are signed, and the signature is this key's in one of the readings of the vendor's clients. */
export function verifyTc3(request: Tc3Request, options: { signature: string; secretKey: string }): boolean {
  const names = request.signedHeaders.split(";");
  if (!names.includes("content-type") || !names.includes("host")) return false;
  if (names.some((name) => request.headers[name] === undefined)) return false;
  return readings(request.headers).some((headers) =>
    sameText(tc3Signature({ ...request, headers }, options.secretKey), options.signature),
  );
}
