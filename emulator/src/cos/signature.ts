import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** What of a request takes part in its signature, as it was sent. */
export interface SignedRequest {
  readonly method: string;
  /** The path without query, percent-decoded; in path style with the bucket. */
  readonly path: string;
  /** Query parameters, percent-decoded, names as sent. */
  readonly query: ReadonlyMap<string, string>;
  /** Header values by lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** The parts of an `Authorization` value, or of a presigned URL, by their names without `q-`. */
interface SignatureParts {
  readonly ak: string;
  readonly signTime: string;
  readonly keyTime: string;
  readonly headerList: readonly string[];
  readonly urlParamList: readonly string[];
  readonly signature: string;
}

export type SignatureFault =
  "Anonymous" | "Malformed" | "UnknownAlgorithm" | "UnknownKey" | "Expired" | "DoesNotMatch";

export type Verification =
  { readonly ok: true; readonly secretId: string } | { readonly ok: false; readonly fault: SignatureFault };

const PART_NAMES = [
  "q-sign-algorithm",
  "q-ak",
  "q-sign-time",
  "q-key-time",
  "q-header-list",
  "q-url-param-list",
  "q-signature",
] as const;

/** Percent-encodes all but `A-Z a-z 0-9 - _ . ~`, as the vendor's `camSafeUrlEncode` does. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hmacSha1(key: string, text: string): string {
  return createHmac("sha1", key).update(text).digest("hex");
}

function encodedName(name: string): string {
  return percentEncode(name).toLowerCase();
}

/** Names percent-encoded and in lower case, values percent-encoded, in order of name; only the names listed. */
function canonicalPairs(
  pairs: Iterable<readonly [string, string | undefined]>,
  listed: readonly string[],
): string {
  const valueByName = new Map<string, string>();
  for (const [name, value] of pairs) valueByName.set(encodedName(name), percentEncode(value ?? ""));
  return [...listed]
    .sort()
    .filter((name) => valueByName.has(name))
    .map((name) => `${name}=${valueByName.get(name) ?? ""}`)
    .join("&");
}

function signatureOf(
  request: SignedRequest,
  parts: Omit<SignatureParts, "signature" | "ak">,
  secretKey: string,
): string {
  const httpString = [
    request.method.toLowerCase(),
    request.path,
    canonicalPairs(request.query, parts.urlParamList),
    canonicalPairs(Object.entries(request.headers), parts.headerList),
    "",
  ].join("\n");
  const digest = createHash("sha1").update(httpString).digest("hex");
  return hmacSha1(hmacSha1(secretKey, parts.keyTime), ["sha1", parts.signTime, digest, ""].join("\n"));
}

/** The `q-` pairs of the `Authorization` header, or of the query when there is no such header. */
function rawParts(request: SignedRequest): ReadonlyMap<string, string> | undefined {
  const authorization = request.headers["authorization"];
  if (authorization === undefined) return request.query.has("q-signature") ? request.query : undefined;
  return new Map(
    authorization.split("&").map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return [name.trim(), value.join("=").trim()];
    }),
  );
}

function listOf(value: string): string[] {
  return value === "" ? [] : value.toLowerCase().split(";");
}

function readParts(
  request: SignedRequest,
): SignatureParts | Extract<SignatureFault, "Anonymous" | "Malformed" | "UnknownAlgorithm"> {
  const raw = rawParts(request);
  if (raw === undefined) return "Anonymous";
  if (PART_NAMES.some((name) => !raw.has(name))) return "Malformed";
  if (raw.get("q-sign-algorithm") !== "sha1") return "UnknownAlgorithm";
  const part = (name: (typeof PART_NAMES)[number]): string => raw.get(name) ?? "";
  return {
    ak: part("q-ak"),
    signTime: part("q-sign-time"),
    keyTime: part("q-key-time"),
    headerList: listOf(part("q-header-list")),
    urlParamList: listOf(part("q-url-param-list")),
    signature: part("q-signature"),
  };
}

/** Start and end in seconds, from `start;end`. */
function readWindow(text: string): { readonly start: number; readonly end: number } | undefined {
  const match = /^(\d{1,12});(\d{1,12})$/.exec(text);
  return match === null ? undefined : { start: Number(match[1]), end: Number(match[2]) };
}

function equalInConstantTime(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}

/**
 * Checks COS's own signature, from the `Authorization` header or from the query of a presigned URL.
 * A header or parameter that is listed as signed but was not sent makes the signature wrong.
 *
 * Source: https://www.tencentcloud.com/document/product/436/7778
 *
 * @param lookupKey - the secret key of a secret id, or undefined when there is no such id
 * @param now - the real clock, milliseconds
 */
export function verify(
  request: SignedRequest,
  { lookupKey, now }: { readonly lookupKey: (secretId: string) => string | undefined; readonly now: number },
): Verification {
  const parts = readParts(request);
  if (typeof parts === "string") return { ok: false, fault: parts };
  const windows = [readWindow(parts.signTime), readWindow(parts.keyTime)];
  const secretKey = lookupKey(parts.ak);
  if (secretKey === undefined) return { ok: false, fault: "UnknownKey" };
  const seconds = Math.floor(now / 1000);
  for (const window of windows) {
    if (window === undefined) return { ok: false, fault: "Malformed" };
    if (seconds < window.start || seconds > window.end) return { ok: false, fault: "Expired" };
  }
  if (!sentWhatIsListed(request, parts)) return { ok: false, fault: "DoesNotMatch" };
  if (!equalInConstantTime(signatureOf(request, parts, secretKey), parts.signature)) {
    return { ok: false, fault: "DoesNotMatch" };
  }
  return { ok: true, secretId: parts.ak };
}

function sentWhatIsListed(request: SignedRequest, parts: SignatureParts): boolean {
  const headers = new Set(Object.keys(request.headers).map(encodedName));
  const params = new Set([...request.query.keys()].map(encodedName));
  return (
    parts.headerList.every((name) => headers.has(name)) &&
    parts.urlParamList.every((name) => params.has(name))
  );
}

/**
 * The `Authorization` value of a request; every header and query parameter of `request` is signed.
 *
 * @param signing.now - milliseconds; the signature holds from a second before
 * @param signing.expiresIn - seconds from now. @default 900
 */
export function sign(
  request: SignedRequest,
  signing: {
    readonly secretId: string;
    readonly secretKey: string;
    readonly now: number;
    readonly expiresIn?: number;
  },
): string {
  const start = Math.floor(signing.now / 1000) - 1;
  const window = `${start};${start + 1 + (signing.expiresIn ?? 900)}`;
  const parts = {
    signTime: window,
    keyTime: window,
    headerList: Object.keys(request.headers).map(encodedName).sort(),
    urlParamList: [...request.query.keys()].map(encodedName).sort(),
  };
  return [
    "q-sign-algorithm=sha1",
    `q-ak=${signing.secretId}`,
    `q-sign-time=${parts.signTime}`,
    `q-key-time=${parts.keyTime}`,
    `q-header-list=${parts.headerList.join(";")}`,
    `q-url-param-list=${parts.urlParamList.join(";")}`,
    `q-signature=${signatureOf(request, parts, signing.secretKey)}`,
  ].join("&");
}
