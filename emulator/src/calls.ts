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

export interface CallLog {
  /** Adds a call that has just come; what becomes of it is written into the entry. */
  begin(call: Pick<Call, "action" | "region" | "requestId" | "params">): Call;
  all(): readonly Call[];
  clear(): void;
}

const REDACTED = "***";

const SECRET_NAME = /usersig|secret|accesskey|privatemapkey|callbackkey|password|token/i;
/** Objects that hold secrets: shown only when they are objects, for text in their place may hold the same secrets. */
const HOLDER_NAME = /^(SliceStorageParams|CloudSliceStorage)$/;

function isPlainObject(value: unknown): value is Params {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function redactValue(name: string, value: unknown): unknown {
  if (SECRET_NAME.test(name)) return REDACTED;
  if (HOLDER_NAME.test(name) && !isPlainObject(value)) return REDACTED;
  if (Array.isArray(value)) return value.map((item: unknown) => redactValue("", item));
  return isPlainObject(value) ? redact(value) : value;
}

/** The same parameters with every secret replaced by `***`, at any depth. */
export function redact(params: Params): Params {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, redactValue(name, value)]));
}

function taskIdOf(params: Params): string | undefined {
  return typeof params["TaskId"] === "string" ? params["TaskId"] : undefined;
}

export function createCallLog(now: () => number = Date.now): CallLog {
  const calls: Call[] = [];
  return {
    begin: ({ action, region, requestId, params }) => {
      const taskId = taskIdOf(params);
      const call: Call = {
        at: now(),
        action,
        region,
        requestId,
        params: redact(params),
        ...(taskId === undefined ? {} : { taskId }),
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
