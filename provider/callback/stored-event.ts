import { InputError } from "../trtc/errors";
import type { TrtcEvent } from "./events";
import { parse } from "./parse";

/** An event as its object has it. */
export interface StoredEvent {
  sdkAppId: number;
  /** When it was first taken: ISO 8601 in UTC with milliseconds. */
  receivedAt: string;
  /** The `Sign` header that was believed. */
  sign: string;
  /** Base64 of the body, byte for byte as signed. */
  rawBody: string;
  /** What the body says. In an object it is for people to read: `readEvents` parses `rawBody` again. */
  event: TrtcEvent;
}

/** Further levels are written in one line: a body of many would be many times as long with them indented. */
const INDENTED_LEVELS = 3;

/** The text of an event's object: about three times the body at most, and for people a line for each field that they look for. */
export function storedEventText(stored: StoredEvent): string {
  return indented(stored, 1);
}

function indented(value: unknown, level: number): string {
  if (level > INDENTED_LEVELS || typeof value !== "object" || value === null || Array.isArray(value))
    return JSON.stringify(value);
  const lines = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([name, one]) => `${"  ".repeat(level)}${JSON.stringify(name)}: ${indented(one, level + 1)}`);
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n${"  ".repeat(level - 1)}}`;
}

/**
 * The event of an object's text. `event` is parsed from `rawBody` anew: a later version may know more of it, and a copy may have
 * been changed.
 *
 * @throws InputError when it is none
 */
export function readStoredEvent(text: string): StoredEvent {
  const stored = parsed(text);
  if (typeof stored !== "object" || stored === null) throw new InputError("it is no JSON object");
  const { sdkAppId, receivedAt, sign, rawBody } = Object(stored) as Partial<Record<string, unknown>>; // fields are looked at next
  if (typeof sdkAppId !== "number") throw new InputError("its sdkAppId is no number");
  if (typeof receivedAt !== "string") throw new InputError("its receivedAt is no text");
  if (typeof sign !== "string") throw new InputError("its sign is no text");
  if (typeof rawBody !== "string") throw new InputError("its rawBody is no text");
  return { sdkAppId, receivedAt, sign, rawBody, event: parse(Buffer.from(rawBody, "base64")) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
