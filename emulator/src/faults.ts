/** What a fault does to a call. Only `error` and `status` leave the call without effect, unless `applied` says otherwise. */
export type FaultKind = "error" | "timeout" | "reset" | "lost" | "status" | "body" | "latency" | "lateApply";

/** A fault to be met by the next calls of an action. */
export interface FaultSpec {
  /** The action's name, such as `CreateCloudSliceTask` or `cos:PutObject`, or `*` for any but those of COS. */
  readonly action: string;
  /** How many calls meet it. @default 1 */
  readonly times?: number;
  /**
   * `error`: answers `code` · `timeout`: never answers · `reset`: the connection breaks halfway through the answer · `lost`: it
   * breaks before the answer · `status`: answers HTTP `status` with `body` · `body`: answers 200 with `body` · `latency`: answers
   * after `seconds` of the real clock · `lateApply`: never answers, takes effect after `seconds` of the emulated clock.
   */
  readonly kind: FaultKind;
  /** @default "InternalError" */
  readonly code?: string;
  /** @default 503 */
  readonly status?: number;
  /** @default "" */
  readonly body?: string;
  /** @default 0 */
  readonly seconds?: number;
  /** Whether the call takes effect. @default - false for `error` and `status`, else true */
  readonly applied?: boolean;
}

/** A fault as one call meets it. */
export interface Fault {
  readonly kind: FaultKind;
  readonly code: string;
  readonly status: number;
  readonly body: string;
  readonly seconds: number;
  readonly applied: boolean;
}

export interface Faults {
  add(spec: FaultSpec): void;
  /** The oldest fault waiting for this action; it is used up by one. */
  take(action: string): Fault | undefined;
  /**
   * Waits on the real clock for a late answer.
   *
   * @param onClose - is handed what ends the wait early, for the end of the connection
   */
  wait(seconds: number, onClose: (end: () => void) => void): Promise<void>;
  /** Forgets the faults and ends every wait. */
  clear(): void;
}

/** The fault that a call meets. */
export function faultOf(spec: Omit<FaultSpec, "action" | "times">): Fault {
  return {
    kind: spec.kind,
    code: spec.code ?? "InternalError",
    status: spec.status ?? 503,
    body: spec.body ?? "",
    seconds: spec.seconds ?? 0,
    applied: spec.applied ?? (spec.kind !== "error" && spec.kind !== "status"),
  };
}

export function createFaults(): Faults {
  const waiting: { readonly action: string; readonly fault: Fault; left: number }[] = [];
  const waits = new Set<() => void>();
  return {
    add: (spec) => {
      waiting.push({ action: spec.action, fault: faultOf(spec), left: spec.times ?? 1 });
    },
    take: (action) => {
      const index = waiting.findIndex(
        (entry) => entry.action === action || (entry.action === "*" && !action.startsWith("cos:")),
      );
      const entry = waiting[index];
      if (entry === undefined) return undefined;
      entry.left -= 1;
      if (entry.left === 0) waiting.splice(index, 1);
      return entry.fault;
    },
    wait: (seconds, onClose) =>
      new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          waits.delete(end);
          resolve();
        };
        const timer = setTimeout(end, seconds * 1000).unref();
        waits.add(end);
        onClose(end);
      }),
    clear: () => {
      waiting.length = 0;
      waits.forEach((end) => end());
    },
  };
}
