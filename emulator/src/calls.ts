import { shownName } from "./api/error";
import type { Params } from "./api/service";
import type { FaultKind } from "./faults";

/** One call as `GET /_emulator/calls` shows it. */
export interface Call {
  /** When it came, real clock, milliseconds. */
  readonly at: number;
  readonly action: string;
  readonly region: string;
  readonly requestId: string;
  /** Secrets are shown as `***`. */
  readonly params: Params;
  /** The injected fault it met. */
  fault?: FaultKind;
  /** `OK` or the error code; absent while a call has no outcome. */
  code?: string;
  taskId?: string;
  /** Absent when no answer was given. */
  httpStatus?: number;
}

/** A text with every secret in it replaced by `***`. */
export type Hide = (text: string) => string;

export interface CallLog {
  /** Adds a call that has just come; what becomes of it is written into the entry. */
  begin(call: Pick<Call, "action" | "region" | "requestId" | "params">, hide?: Hide): Call;
  all(): readonly Call[];
  clear(): void;
}

const REDACTED = "***";

/** An AccessKeyId is no secret: it says whose key it is. */
const SECRET_NAME = /usersig|secret|accesskey(?!id)|privatemapkey|callbackkey|password|token/i;
/** Objects that hold secrets: shown only when they are objects, for text in their place may hold the same secrets. */
const HOLDER_NAME = /^(SliceStorageParams|CloudSliceStorage)$/;
/** A UserSig or PrivateMapKey: deflated JSON in base64, wherever it stands; a TaskId may have the same letters in its midst. */
const TICKET = /(?<![\w*+.-])eJ[\w*-]{40,}/g;
/** Shorter secrets are hidden as whole values only: in the midst of other text they would hide what is none. */
const MIN_PART_LENGTH = 8;
/** A real request has four. Looking for each of many in each value would take too long, so then everything is hidden. */
const MAX_GIVEN_SECRETS = 64;

function isPlainObject(value: unknown): value is Params {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Every text that stands under a secret's name and is long enough to be one. */
function givenSecrets(value: unknown, underSecret = false): readonly string[] {
  if (typeof value === "string") return underSecret && value.length >= MIN_PART_LENGTH ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item: unknown) => givenSecrets(item, underSecret));
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([name, field]) =>
    givenSecrets(field, underSecret || SECRET_NAME.test(name)),
  );
}

/** Hides secrets wherever they stand. */
export function hideSecrets(given: Iterable<string>): Hide {
  const secrets = new Set([...given].filter((secret) => secret !== ""));
  // The longer first, so that no end is left of one that begins with another.
  const parts = [...secrets]
    .filter((secret) => secret.length >= MIN_PART_LENGTH)
    .sort((one, other) => other.length - one.length);
  return (text) =>
    secrets.has(text) ? REDACTED : parts.reduce((rest, part) => rest.replaceAll(part, REDACTED), text);
}

/**
 * Hides the secrets that are known, and those that a request itself names as such, wherever else they stand.
 *
 * @param known - secrets of account and applications
 */
export function hideOf(params: Params, known: readonly string[]): Hide {
  const given = new Set(givenSecrets(params));
  if (given.size > MAX_GIVEN_SECRETS) return (text) => (text === "" ? "" : REDACTED);
  const hide = hideSecrets([...known, ...given]);
  return (text) => hide(text).replace(TICKET, REDACTED);
}

function redactValue(name: string, value: unknown, hide: Hide): unknown {
  if (SECRET_NAME.test(name)) return REDACTED;
  if (HOLDER_NAME.test(name) && !isPlainObject(value)) return REDACTED;
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return value.map((item: unknown) => redactValue("", item, hide));
  return isPlainObject(value) ? redact(value, hide) : value;
}

/** The same parameters with every secret replaced by `***`, at any depth, in names too. */
export function redact(params: Params, hide: Hide = (text) => text): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [hide(name), redactValue(name, value, hide)]),
  );
}

export function createCallLog(now: () => number = Date.now): CallLog {
  const calls: Call[] = [];
  return {
    begin: ({ action, region, requestId, params }, hide = (text) => text) => {
      const taskId = params["TaskId"];
      const call: Call = {
        at: now(),
        action: hide(shownName(action)),
        region: hide(shownName(region)),
        requestId,
        params: redact(params, hide),
        ...(typeof taskId === "string" ? { taskId: hide(taskId) } : {}),
      };
      calls.push(call);
      return call;
    },
    all: () => calls,
    clear: () => {
      calls.length = 0;
    },
  };
}
