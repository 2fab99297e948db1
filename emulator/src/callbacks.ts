import { createHmac } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
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

export type JsonValue = string | number | boolean | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** Where callbacks of an application go. */
export interface CallbackTarget {
  readonly url: string;
  /** Without a key callbacks carry no Sign. */
  readonly key: string | undefined;
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

/** JSON as the vendor's sender prints it: tabs before names and after colons. Its signature is over exactly these bytes. */
export function printCallback(value: JsonValue, depth = 1): string {
  if (typeof value !== "object") return JSON.stringify(value);
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

/** Rejects when the address is none. */
function post(
  target: { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string },
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Answer> {
  const send = target.url.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const outgoing = send(target.url, { method: "POST", headers: target.headers, agent: false, signal });
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
}

function bodyOf(message: Message): string {
  return printCallback({
    EventGroupId: message.eventGroupId,
    EventType: message.eventType,
    CallbackTs: message.callbackTs,
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
export function createCallbacks({ timeline, settings, targetOf }: CallbackOptions): Callbacks {
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

  async function attempt(message: Message): Promise<void> {
    const target = targetOf(message.sdkAppId);
    if (target === undefined) return;
    const { signal } = abort;
    const sentAt = timeline.now();
    const delivery = record(message, target);
    const headers: Record<string, string> = {
      "Content-Type": "application/json",
      "Content-Length": String(Buffer.byteLength(delivery.body)),
      SdkAppId: String(message.sdkAppId),
      ...(delivery.sign === undefined ? {} : { Sign: delivery.sign }),
    };
    const timeoutMs = settings().callbackTimeoutSeconds * 1000;
    const answer = await post({ url: target.url, headers, body: delivery.body }, { timeoutMs, signal }).catch(
      (error: unknown): Answer => ({
        error: types.isNativeError(error) ? error.message : String(error),
        timedOut: false,
      }),
    );
    if (signal.aborted) return;
    note(delivery, answer);
    planRetry(message, sentAt, answer);
  }

  return {
    send: (event) => {
      const createdAt = timeline.now();
      timeline.at(createdAt, () => attempt({ ...event, createdAt, callbackTs: Date.now(), attempt: 1 }));
    },
    deliveries: () => deliveries,
    clear: () => {
      abort.abort();
      abort = createAbort();
      deliveries.length = 0;
    },
  };
}
