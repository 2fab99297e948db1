import { createHash } from "node:crypto";

import { canonicalJson } from "../resource/canonical-json";

/** The folder of all events in a bucket: nothing else may get there. */
export const EVENTS_FOLDER = "trtc-events";

const MAX_FOLDER = 200;
/** Milliseconds; no event is of this year or later. */
export const YEAR_2100 = Date.UTC(2100, 0);

/**
 * What tells an event from all others: hex of SHA-256 over the canonical JSON of its body without CallbackTs and CallbackMsTs, the
 * time of sending, which a repeat may carry afresh. Nothing less would do: events of rooms and media have no TaskId, 1004 comes
 * once for each file, and old samples lack EventMsTs.
 */
export function eventId(body: Record<string, unknown>): string {
  const { CallbackTs, CallbackMsTs, ...event } = body;
  return sha256(canonicalJson(event));
}

/**
 * The key of an event's object: `trtc-events/{sdkAppId}/{yyyy}/{mm}/{dd}/{task or room}/{time}-{group}-{type}-{hash}.json`, 850
 * bytes at most. It has everything from what happened and nothing from the sending: a repeat has the same key.
 *
 * The time is EventMsTs, EventTsMs (401) or EventTs, in UTC, and 1970-01-01 for an event without one. The folder is the
 * percent-encoded task id, `room-` with the percent-encoded room id when there is no task, or `none`; a long one ends in a hash.
 *
 * @example `trtc-events/1400000001/2025/01/06/-npVqp./20250106T143143123Z-10-1004-0123456789abcdef0123456789abcdef.json`
 */
export function eventKey(sdkAppId: number, body: Record<string, unknown>): string {
  const info = infoOf(body);
  const time = new Date(timeOf(info)).toISOString();
  const folder = folderOf(info);
  const hash = eventId(body).slice(0, 32);
  // read by parse as numbers, whether sent as text or not
  const kind = `${Number(body["EventGroupId"])}-${Number(body["EventType"])}`;
  return `${EVENTS_FOLDER}/${sdkAppId}/${dayFolder(time)}/${folder}/${keyTime(time)}-${kind}-${hash}.json`;
}

/** The folder of a day: `2025/01/06` of `2025-01-06T14:31:43.123Z`. */
export function dayFolder(isoTime: string): string {
  return isoTime.slice(0, 10).replaceAll("-", "/");
}

/** A time as the names of objects have it: `20250106T143143123Z` of `2025-01-06T14:31:43.123Z`. */
export function keyTime(isoTime: string): string {
  return isoTime.replace(/[-:.]/g, "");
}

/** The folder of a task's events within a day's. */
export function taskFolder(taskId: string): string {
  // a text with half a character has no percent-encoding
  const encoded = encodeURIComponent(Buffer.from(taskId).toString());
  // as a folder of a path each would mean another one
  const folder = encoded === "." || encoded === ".." ? encoded.replaceAll(".", "%2E") : encoded;
  if (folder.length <= MAX_FOLDER) return folder;
  return `${folder.slice(0, MAX_FOLDER - 33).replace(/%.?$/, "")}-${sha256(taskId).slice(0, 32)}`;
}

function folderOf(info: Record<string, unknown>): string {
  const taskId = idOf(info["TaskId"]);
  if (taskId !== undefined) return taskFolder(taskId);
  const roomId = idOf(info["RoomId"]);
  return roomId === undefined ? "none" : taskFolder(`room-${roomId}`);
}

/** Milliseconds since the Unix epoch. Not the time of sending: a repeat carries another. */
function timeOf(info: Record<string, unknown>): number {
  const times = [numberOf(info["EventMsTs"]), numberOf(info["EventTsMs"]), numberOf(info["EventTs"]) * 1000];
  return times.find((time) => time > 0 && time < YEAR_2100) ?? 0;
}

/** A number, sent as one or as text; NaN for anything else. */
export function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : NaN;
}

function idOf(value: unknown): string | undefined {
  return typeof value === "number" || (typeof value === "string" && value !== "") ? String(value) : undefined;
}

function infoOf(body: Record<string, unknown>): Record<string, unknown> {
  const info = body["EventInfo"];
  // an object has been seen; a list has no fields of these names
  return typeof info === "object" && info !== null ? (info as Record<string, unknown>) : {};
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
