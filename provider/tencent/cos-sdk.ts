import type COS from "cos-nodejs-sdk-v5";
import type { Failure } from "../trtc/errors";
import { inTime, isLoopback, UNREACHABLE } from "../trtc/network";

export interface CosConnection {
  /** What replaces COS's own hosts. */
  endpoint: URL | undefined;
  key: { secretId: string; secretKey: string; token?: string | undefined };
  /** What a try may take, in milliseconds; asked before each. The vendor's client makes four when no answer comes. */
  timeoutMs(): number;
}

/** The vendor's client, with what it does by itself switched off. */
export async function openCos({ endpoint, key, timeoutMs }: CosConnection): Promise<COS> {
  // loaded when first used: tasks do not need it
  const { default: Client } = await import("cos-nodejs-sdk-v5");
  const client = new Client({
    SecretId: key.secretId,
    SecretKey: key.secretKey,
    ...(key.token !== undefined && { SecurityToken: key.token }),
    KeepAlive: false,
    // it prints to the console when it corrects the clock, and signs for other hosts when it switches
    CorrectClockSkew: false,
    AutoSwitchHost: false,
    // requests go to the endpoint, under the bucket's own host name
    ...(endpoint !== undefined && {
      Ip: endpoint.host,
      Protocol: endpoint.protocol === "http:" ? "http:" : "https:",
    }),
  });
  client.on("before-send", (request: { timeout?: number; proxy?: null }) => {
    request.timeout = timeoutMs();
    // else it sends everything through http_proxy, loopback too
    if (endpoint !== undefined && isLoopback(endpoint)) request.proxy = null;
  });
  return client;
}

export type CosAnswer<Value> = { ok: true; value: Value } | { ok: false; failure: Failure };

/**
 * What a call of the vendor's client came to. Never throws.
 * @param limitMs milliseconds until it is given up: on an answer that the client cannot read it never ends
 */
export async function answerOf<Value>(call: Promise<Value>, limitMs: number): Promise<CosAnswer<Value>> {
  try {
    const value = await inTime(call, limitMs);
    return isForeign(value) ? { ok: false, failure: UNREADABLE } : { ok: true, value };
  } catch (error) {
    return { ok: false, failure: failureOf(error) };
  }
}

const UNREADABLE: Failure = { kind: "unanswered", reason: "unreadable answer" };

/** COS puts an id on each of its answers: one without comes from something on the way, and says nothing of a bucket. */
function isForeign(answer: unknown): boolean {
  return typeof fieldOf(answer, "headers") === "object" && requestIdOf(answer) === undefined;
}

/** What the vendor's client rejects with: `statusCode` once there was an answer, and COS's own code when it had a body. */
function failureOf(error: unknown): Failure {
  const [status, code] = [fieldOf(error, "statusCode"), fieldOf(error, "code")];
  const message =
    error instanceof Error ? error.message : textAt(error, "error", "Message") || textAt(error, "message");
  if (typeof status === "number") {
    const requestId = requestIdOf(error);
    // an answer to HEAD has no body, and is one of COS only with its id
    const headCode = requestId === undefined ? undefined : HEAD_CODES[status];
    const known = typeof code === "string" && /[a-z]/.test(code) ? code : headCode;
    if (known !== undefined)
      return {
        kind: "api",
        code: isExpired(known, message) ? "RequestTimeTooSkewed" : known,
        message,
        requestId,
      };
    return { kind: "status", status };
  }
  const said = `${String(code)} ${message}`;
  const unreachable = UNREACHABLE.exec(said);
  if (unreachable !== null) return { kind: "unreachable", reason: unreachable[0] };
  if (/TIMEDOUT/.test(said)) return { kind: "unanswered", reason: "timeout" };
  return {
    kind: "unanswered",
    reason: /ECONNRESET|EPIPE|socket hang up|aborted/.test(said) ? "connection lost" : "unreadable answer",
  };
}

/** The second is said of an object that is not there, too. */
const HEAD_CODES: Readonly<Record<number, string>> = { 403: "AccessDenied", 404: "NoSuchBucket" };

/** COS says AccessDenied for a signature of another time too. */
function isExpired(code: string, message: string): boolean {
  return code === "AccessDenied" && message === "Request has expired";
}

/** The text at a path of an answer, "" when there is none: an element without content is an empty object to the vendor's client. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = path.reduce(fieldOf, value);
  return typeof found === "string" || typeof found === "number" ? String(found) : "";
}

/** The id that COS knows a request by. */
export function requestIdOf(answer: unknown): string | undefined {
  return textAt(answer, "headers", "x-cos-request-id") || undefined;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
