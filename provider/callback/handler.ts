import { InputError } from "../trtc/errors";
import { acceptedKeys, NoKeysError } from "./accepted-keys";
import type { AcceptedKeys, KeySource } from "./accepted-keys";
import { bytesOf, isRawBody, MAX_BODY_BYTES } from "./body";
import { eventId, numberOf } from "./event-key";
import type { TrtcEvent } from "./events";
import { parse } from "./parse";
import { createRecentEvents } from "./recent-events";

export type { KeySource } from "./accepted-keys";

/** A request as any web server has it. */
export interface CallbackRequest {
  /** In capitals: `POST`. */
  method: string;
  /** Names in any case. A header that came more than once is a list, or one text with commas. */
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As received, before any body parser: the signature is over these bytes. */
  body: Uint8Array | string;
}

export interface CallbackReply {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** JSON of a few bytes that tells a stranger nothing. */
  body: string;
}

/** Never rejects: what goes wrong is an answer and a log entry. */
export type CallbackHandler = (request: CallbackRequest) => Promise<CallbackReply>;

/** An event that was signed with a key, sent by a known application and sent just now. */
export interface ReceivedEvent {
  /** The same for every repeat: see `eventId`. */
  id: string;
  sdkAppId: number;
  event: TrtcEvent;
  /** What `rawBody` says. */
  body: Record<string, unknown>;
  rawBody: Uint8Array;
  /** The `Sign` header that was believed. */
  sign: string;
  /** ISO 8601 in UTC with milliseconds. */
  receivedAt: string;
}

/** For the owner of the endpoint. Holds no key, no Sign and no body; text of a request is short and printable. */
export interface LogEntry {
  /** `error` for what the owner can cure, `warn` for what a sender did. */
  level: "warn" | "error";
  message: string;
  /**
   * One word: `method`, `size`, `sign`, `application`, `body` or `time` for what a sender did; `keys` (their source failed),
   * `unavailable` or `failed` (of `onEvent`) or `setup` (the server hands over no request as received) for what the owner can cure.
   */
  reason: string;
  /** What was answered; absent when the keys known before served in place of a source that failed. */
  status?: number;
  /** Absent until the request is believed. */
  sdkAppId?: number;
}

export interface HandlerOptions {
  /** Callback keys of the console, 1 to 32 of A-Z, a-z, 0-9 each, one or more: two while a key is rotated. Or what answers them. */
  keys: readonly string[] | KeySource;
  /**
   * Applications whose events are taken, one or more. The Sign does not cover the SdkAppId header: who has the key of one can send
   * events as any of the list, and a request sent again can name another. A key, and so a handler, for each application is better.
   */
  sdkAppIds: readonly number[];
  /**
   * How far CallbackTs may be from the clock here, in seconds, either way: 1 to 86400.
   * @default 300
   */
  toleranceSeconds?: number;
  /**
   * Takes an event, once within ten minutes for all its repeats that reach this process; another process does not know of them, so
   * it is best to store under `eventKey`. Ends within 4 seconds: TRTC waits 5 for an answer.
   * Throw `UnavailableError` for an event that cannot be taken now (503); any other error is answered with 500.
   */
  onEvent(received: ReceivedEvent): Promise<void> | void;
  /** Gets an entry for each request that is not answered with 200. */
  log?(entry: LogEntry): void;
  /** Milliseconds since the Unix epoch. */
  now?(): number;
}

/** `onEvent` cannot take the event now: answered with 503. */
export class UnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "UnavailableError";
  }
}

const DEFAULT_TOLERANCE_SECONDS = 300;
const MAX_TOLERANCE_SECONDS = 86_400;
const MAX_SDK_APP_ID = 4_294_967_295;
const MAX_SHOWN = 300;

/**
 * An endpoint for callbacks, for any web server: see `nodeAdapter`, `lambdaAdapter`, `scfAdapter`, `webAdapter`.
 *
 * In this order it refuses: other methods than POST (405), bodies above 1 MB (400), a Sign that no key makes (401), an SdkAppId
 * that is not of the list (401), what is no event (400), what was not sent within the tolerance (401). All else is parsed and
 * handed to `onEvent`, also groups and types that this version does not know, and answered with 200 and `{"code":0}`.
 *
 * @throws InputError for an option that would leave the endpoint open or useless
 *
 * @example
 * ```ts
 * const handle = createHandler({
 *   keys: [key],
 *   sdkAppIds: [1400000001],
 *   onEvent: storeEvents(storage, { log: console.error }),
 *   log: console.error,
 * });
 * createServer(nodeAdapter(handle)).listen(8080);
 * ```
 */
export function createHandler(options: HandlerOptions): CallbackHandler {
  checkOptions(options);
  const { toleranceSeconds = DEFAULT_TOLERANCE_SECONDS, now = Date.now } = options;
  const sdkAppIds = [...options.sdkAppIds];
  const keys = acceptedKeys(options.keys, (error) =>
    log({
      level: "error",
      reason: "keys",
      message: `the source of the callback keys failed: ${named(error)}`,
    }),
  );
  const recent = createRecentEvents(now);

  const log = (entry: LogEntry): void => {
    const message = shown(keys.without(entry.message), MAX_SHOWN);
    try {
      options.log?.({ ...entry, message });
    } catch {
      // an entry that cannot be kept must not cost an event
    }
  };

  const take = async (received: ReceivedEvent): Promise<Refusal | undefined> => {
    const { id, sdkAppId, sign } = received;
    try {
      await recent.once(`${sdkAppId} ${id}`, async () => options.onEvent(received));
      return undefined;
    } catch (error) {
      const message = named(error).replaceAll(sign, "***");
      return error instanceof UnavailableError
        ? { status: 503, reason: "unavailable", message, sdkAppId }
        : { status: 500, reason: "failed", message: `onEvent failed: ${message}`, sdkAppId };
    }
  };

  const answer = async (request: CallbackRequest): Promise<Refusal | undefined> => {
    const judged = await judge(request, { keys, sdkAppIds, toleranceSeconds, now });
    return "reason" in judged ? judged : take(judged);
  };

  return async (request) => {
    const refusal = await answer(request).catch(unforeseen);
    if (refusal === undefined) return { status: 200, headers: JSON_BODY, body: '{"code":0}' };
    log({ level: refusal.status >= 500 ? "error" : "warn", ...refusal });
    const headers = refusal.status === 405 ? { ...JSON_BODY, allow: "POST" } : JSON_BODY;
    return { status: refusal.status, headers, body: '{"code":-1}' };
  };
}

const JSON_BODY = { "content-type": "application/json" };

interface Refusal {
  status: number;
  reason: string;
  message: string;
  sdkAppId?: number;
}

interface Rules {
  keys: AcceptedKeys;
  sdkAppIds: readonly number[];
  toleranceSeconds: number;
  now(): number;
}

/** The event of a request, or why it is none that can be believed. */
async function judge(request: CallbackRequest, rules: Rules): Promise<ReceivedEvent | Refusal> {
  const { keys, sdkAppIds, now } = rules;
  if (request.method !== "POST")
    return { status: 405, reason: "method", message: `method ${quoted(request.method)}: callbacks are POST` };
  if (!isRawBody(request.body)) return { status: 500, reason: "setup", message: NOT_RAW };
  const rawBody = bytesOf(request.body);
  if (rawBody.length > MAX_BODY_BYTES)
    return { status: 400, reason: "size", message: `the body has more than ${MAX_BODY_BYTES} bytes` };

  const sign = headerOf(request, "sign");
  if (!(await keys.accept(rawBody, sign)) || sign === undefined)
    return { status: 401, reason: "sign", message: sign === undefined ? NO_SIGN : WRONG_SIGN };
  const application = headerOf(request, "sdkappid");
  const sdkAppId = sdkAppIds.find((id) => String(id) === application);
  if (sdkAppId === undefined)
    return { status: 401, reason: "application", message: otherApplication(application, sdkAppIds) };

  const event = parsed(rawBody);
  if (event instanceof InputError) return { status: 400, reason: "body", message: event.message, sdkAppId };
  const late = sentOutside(event.body, rules);
  if (late !== undefined) return { status: 401, reason: "time", message: late, sdkAppId };
  const { body } = event;
  const receivedAt = new Date(now()).toISOString();
  return { id: eventId(body), sdkAppId, event, body, rawBody, sign, receivedAt };
}

const NOT_RAW =
  "the body is neither bytes nor text: hand over the request before any body parser reads it, or use one that keeps the bytes " +
  "(express.raw)";
const NO_SIGN =
  "no Sign header, or more than one: set a key for this kind of callback in the console, and see who else sends here";
const WRONG_SIGN =
  "no key made the Sign header: use the key that the console has, and hand over the body byte for byte";

function otherApplication(given: string | undefined, sdkAppIds: readonly number[]): string {
  const got = given === undefined ? "no SdkAppId header, or more than one" : `SdkAppId ${quoted(given)}`;
  return `${got}: events of ${sdkAppIds.join(", ")} are taken, add it to sdkAppIds if it is yours`;
}

function parsed(rawBody: Uint8Array): TrtcEvent | InputError {
  try {
    return parse(rawBody);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

/** Why the time of sending is not believed. Never the time of the event, which may be weeks away from it. */
function sentOutside(body: Record<string, unknown>, { toleranceSeconds, now }: Rules): string | undefined {
  const sent = [body["CallbackTs"], body["CallbackMsTs"]].map(numberOf).find((time) => !Number.isNaN(time));
  if (sent === undefined) return "the body has neither CallbackTs nor CallbackMsTs";
  const age = (now() - sent) / 1000;
  if (Math.abs(age) <= toleranceSeconds) return undefined;
  const distance = `${Math.ceil(Math.abs(age))} s ${age > 0 ? "ago" : "ahead"}`;
  return `sent ${distance}, more than toleranceSeconds, ${toleranceSeconds}: an old request sent again, or a clock that is wrong`;
}

/** The value of a header that came once. */
function headerOf({ headers }: CallbackRequest, name: string): string | undefined {
  const values = Object.entries(headers).flatMap(([key, value]) =>
    key.toLowerCase() === name && value !== undefined ? value : [],
  );
  return values.length === 1 && values[0] !== "" ? values[0] : undefined;
}

/** What no step above provides for: the server hands over what is no request. */
function unforeseen(error: unknown): Refusal {
  return error instanceof NoKeysError
    ? { status: 503, reason: "keys", message: `${error.message}: no callback can be believed` }
    : { status: 500, reason: "setup", message: `no request as received: ${named(error)}` };
}

function named(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : `a thrown ${typeof error}`;
}

function quoted(text: string): string {
  return JSON.stringify(shown(text, 40));
}

/** Short, and without what a terminal or a log would not show as it is. */
function shown(text: string, length: number): string {
  const printable = text.slice(0, length).replace(/[^ -~]/g, "?");
  return text.length > length ? `${printable}...` : printable;
}

function checkOptions({ sdkAppIds, toleranceSeconds, onEvent }: HandlerOptions): void {
  // not every caller is checked by TypeScript
  const ids: unknown = sdkAppIds;
  if (!Array.isArray(ids) || ids.length === 0 || !ids.every((id) => isWhole(id, MAX_SDK_APP_ID)))
    throw new InputError(
      `sdkAppIds must be a list of one SdkAppId or more, 1 to ${MAX_SDK_APP_ID} each, got ${JSON.stringify(ids)}`,
    );
  if (toleranceSeconds !== undefined && !isWhole(toleranceSeconds, MAX_TOLERANCE_SECONDS))
    throw new InputError(
      `toleranceSeconds must be a whole number of 1 to ${MAX_TOLERANCE_SECONDS}, got ${toleranceSeconds}`,
    );
  if (typeof onEvent !== "function") throw new InputError("onEvent must be a function that takes an event");
}

function isWhole(value: unknown, maximum: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= maximum;
}
