import { createHmac } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { urlToHttpOptions } from "node:url";
import { types } from "node:util";

import { createAbort } from "./abort";
import type { Timeline } from "./clock";
import type { Settings } from "./settings";

/** An event on its way to an application's callback address. */
export interface CallbackEvent {
  readonly sdkAppId: number;
  readonly eventGroupId: number;
  readonly eventType: number;
  readonly eventInfo: JsonObject;
}

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** Where callbacks of an application go. */
export interface CallbackTarget {
  readonly url: string;
  /** Without a key callbacks carry no Sign. */
  readonly key: string | undefined;
  /** Only events of these groups go there by themselves. @default - all */
  readonly groups?: readonly number[];
}

/** One attempt to send one callback, as `GET /_emulator/deliveries` shows it. */
export interface Delivery {
  /** When it was sent, emulated clock, milliseconds. */
  readonly at: number;
  readonly sdkAppId: number;
  /** Without user, password and query. */
  readonly url: string;
  readonly eventGroupId: number;
  readonly eventType: number;
  readonly taskId?: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** The exact bytes sent, as text. */
  readonly body: string;
  readonly sign?: string;
  /** HTTP status of the answer; absent when none came. */
  status?: number;
  /** Why no answer came, or none that counts. */
  error?: string;
  /** Absent while waiting for the answer. */
  ok?: boolean;
}

export interface Callbacks {
  send(event: CallbackEvent): void;
  /**
   * Sends an event several times at the same moment, whatever its group, and waits for the answers; nothing is sent again.
   * Undefined when the application has no callback address.
   *
   * @param options.freshCallbackTs - whether each copy has a CallbackTs of its own. @default - as in the settings
   */
  deliver(
    event: CallbackEvent,
    options: { readonly times: number; readonly freshCallbackTs?: boolean | undefined },
  ): Promise<readonly Delivery[]> | undefined;
  deliveries(): readonly Delivery[];
  /** Forgets deliveries and gives up those under way. */
  clear(): void;
}

/** 52428: sent again at once, then every 10 seconds, until the message is more than one minute old. */
const RETRY_MS = 10_000;
const MAX_AGE_MS = 60_000;
/** 52428: headers and body of an answer. */
const MAX_ANSWER_BYTES = 2000;

/** An address as it may be shown: user, password and query may be secrets. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return "not a URL";
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** JSON as the vendor's sender prints it: tabs before names and after colons. Its signature is over exactly these bytes. */
export function printCallback(value: JsonValue, depth = 1): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map((item) => printCallback(item, depth + 1)).join(", ")}]`;
  const tabs = "\t".repeat(depth);
  const fields = Object.entries(value).map(
    ([name, field]) => `${tabs}${JSON.stringify(name)}:\t${printCallback(field, depth + 1)}`,
  );
  return `{\n${fields.join(",\n")}\n${"\t".repeat(depth - 1)}}`;
}

/** The Sign header: https://www.tencentcloud.com/document/product/647/39558 */
export function signCallback(body: string, key: string): string {
  return createHmac("sha256", key).update(body).digest("base64");
}

type Answer = { readonly status: number } | { readonly error: string; readonly timedOut: boolean };

interface PostOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly connectTo: (host: string) => URL | undefined;
}

/** Rejects when the address is none. */
function post(
  target: { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string },
  { timeoutMs, signal, connectTo }: PostOptions,
): Promise<Answer> {
  return new Promise((resolve) => {
    const address = new URL(target.url);
    const other = connectTo(address.hostname);
    const send = (other ?? address).protocol === "https:" ? httpsRequest : httpRequest;
    const outgoing = send({
      ...urlToHttpOptions(address),
      ...(other && urlToHttpOptions(new URL(`${other.origin}${address.pathname}${address.search}`))),
      headers: { Host: address.host, ...target.headers },
      method: "POST",
      agent: false,
      signal,
    });
    const timer = setTimeout(() => {
      resolve({ error: "no answer in time", timedOut: true });
      outgoing.destroy();
    }, timeoutMs);
    const fail = (error: string): void => resolve({ error, timedOut: false });
    outgoing.on("response", (response) => {
      // each header with ": " and the end of its line
      let bytes = response.rawHeaders.reduce((sum, text) => sum + Buffer.byteLength(text) + 2, 0);
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= MAX_ANSWER_BYTES) return;
        fail(`the answer has more than ${MAX_ANSWER_BYTES} bytes of headers and body`);
        outgoing.destroy();
      });
      response.on("error", (error) => fail(error.message));
      response.on("end", () => resolve({ status: response.statusCode ?? 0 }));
    });
    outgoing.on("error", (error) => fail(error.message));
    outgoing.on("close", () => clearTimeout(timer));
    outgoing.end(target.body);
  });
}

interface Message extends CallbackEvent {
  readonly createdAt: number;
  /** Of the last attempt. */
  readonly callbackTs: number;
  readonly attempt: number;
}

export interface CallbackOptions {
  readonly timeline: Timeline;
  readonly settings: () => Settings;
  /** Undefined when the application has no callback address. */
  readonly targetOf: (sdkAppId: number) => CallbackTarget | undefined;
  /** Where a host's callbacks really go. @default - to the host */
  readonly connectTo?: (host: string) => URL | undefined;
}

/** Stream ingest writes the time of sending under a name of its own (102825). */
const INGEST_GROUP = 7;

function bodyOf(message: Message): string {
  return printCallback({
    EventGroupId: message.eventGroupId,
    EventType: message.eventType,
    [message.eventGroupId === INGEST_GROUP ? "CallbackMsTs" : "CallbackTs"]: message.callbackTs,
    EventInfo: message.eventInfo,
  });
}

function taskIdOf({ eventInfo }: CallbackEvent): { readonly taskId?: string } {
  return typeof eventInfo["TaskId"] === "string" ? { taskId: eventInfo["TaskId"] } : {};
}

/**
 * Sends events as the vendor does. Moments of events and retries are on the emulated clock; CallbackTs is on the real clock, since
 * a receiver compares it with its own; the time an answer may take is real, and counts on the emulated clock too.
 */
export function createCallbacks({
  timeline,
  settings,
  targetOf,
  connectTo = () => undefined,
}: CallbackOptions): Callbacks {
  const deliveries: Delivery[] = [];
  let abort = createAbort();

  function record(message: Message, target: CallbackTarget): Delivery {
    const body = bodyOf(message);
    const delivery: Delivery = {
      at: timeline.now(),
      sdkAppId: message.sdkAppId,
      url: shownUrl(target.url),
      eventGroupId: message.eventGroupId,
      eventType: message.eventType,
      ...taskIdOf(message),
      attempt: message.attempt,
      body,
      ...(target.key === undefined ? {} : { sign: signCallback(body, target.key) }),
    };
    deliveries.push(delivery);
    return delivery;
  }

  function note(delivery: Delivery, answer: Answer): void {
    if ("status" in answer) delivery.status = answer.status;
    else delivery.error = answer.error;
    delivery.ok = "status" in answer && answer.status === 200;
  }

  function planRetry(message: Message, sentAt: number, answer: Answer): void {
    const { retryNon200, freshCallbackTs, callbackTimeoutSeconds } = settings();
    if ("status" in answer && (answer.status === 200 || !retryNon200)) return;
    const waited = "timedOut" in answer && answer.timedOut ? callbackTimeoutSeconds * 1000 : 0;
    const next = message.attempt === 1 ? sentAt + waited : sentAt + Math.max(RETRY_MS, waited);
    if (next - message.createdAt > MAX_AGE_MS) return;
    timeline.at(next, () => {
      const callbackTs = freshCallbackTs ? Math.max(Date.now(), message.callbackTs + 1) : message.callbackTs;
      return attempt({ ...message, callbackTs, attempt: message.attempt + 1 });
    });
  }

  /** Undefined when the world it belongs to is no more. */
  async function sendOnce(
    message: Message,
    target: CallbackTarget,
    delivery: Delivery,
  ): Promise<Answer | undefined> {
    const { signal } = abort;
    const headers: Record<string, string> = {
      "Content-Type": "application/json",
      "Content-Length": String(Buffer.byteLength(delivery.body)),
      SdkAppId: String(message.sdkAppId),
      ...(delivery.sign === undefined ? {} : { Sign: delivery.sign }),
    };
    const timeoutMs = settings().callbackTimeoutSeconds * 1000;
    const sent = { url: target.url, headers, body: delivery.body };
    const answer = await post(sent, { timeoutMs, signal, connectTo }).catch((error: unknown): Answer => ({
      error: types.isNativeError(error) ? error.message : String(error),
      timedOut: false,
    }));
    if (signal.aborted) return undefined;
    note(delivery, answer);
    return answer;
  }

  async function attempt(message: Message): Promise<void> {
    const target = targetOf(message.sdkAppId);
    if (target === undefined || target.groups?.includes(message.eventGroupId) === false) return;
    const sentAt = timeline.now();
    const answer = await sendOnce(message, target, record(message, target));
    if (answer !== undefined) planRetry(message, sentAt, answer);
  }

  async function deliverOnce(message: Message, target: CallbackTarget): Promise<Delivery> {
    const delivery = record(message, target);
    await sendOnce(message, target, delivery);
    return delivery;
  }

  return {
    send: (event) => {
      const createdAt = timeline.now();
      timeline.at(createdAt, () => attempt({ ...event, createdAt, callbackTs: Date.now(), attempt: 1 }));
    },
    deliver: (event, { times, freshCallbackTs = settings().freshCallbackTs }) => {
      const target = targetOf(event.sdkAppId);
      if (target === undefined) return undefined;
      const message = { ...event, createdAt: timeline.now(), attempt: 1 };
      const sentAt = Date.now();
      const copies = Array.from({ length: times }, (_, index) => (freshCallbackTs ? sentAt + index : sentAt));
      return Promise.all(copies.map((callbackTs) => deliverOnce({ ...message, callbackTs }, target)));
    },
    deliveries: () => deliveries,
    clear: () => {
      abort.abort();
      abort = createAbort();
      deliveries.length = 0;
    },
  };
}
