import type { JsonObject } from "../../callbacks";
import type { Timeline } from "../../clock";

/** State of a target, as event 401 has it (54913). */
export const TARGET_STATUS = {
  idle: 0,
  connecting: 1,
  running: 2,
  recovering: 3,
  failure: 4,
  disconnecting: 5,
} as const;
export type TargetStatus = (typeof TARGET_STATUS)[keyof typeof TARGET_STATUS];

/** Where a relay pushes to. */
export interface Target {
  readonly url: string;
  readonly isTencentCdn: boolean;
}

/** What is known of a target: a code and words only where something went wrong. */
export interface TargetState extends Target {
  readonly status: TargetStatus;
  readonly errorCode?: number;
  readonly errorMsg?: string;
}

/** The targets of one relay, each with its state. */
export interface Targets {
  /** Goes on with these: what is new is connected once there is something to send, what is missing disconnected. */
  become(wanted: readonly Target[]): void;
  /** There is something to send, from now on. */
  begin(): void;
  /** Sets one as a control call says; it stays so, but for the time-out of those that try. */
  set(url: string, state: Omit<TargetState, keyof Target>): void;
  /** Disconnects all. */
  end(): void;
  states(): readonly TargetState[];
}

/** Connecting and disconnecting take so long. */
const MOMENT_MS = 1000;
/** 54913: "called back every 5 seconds", not after 60. */
const REPEAT_MS = 5000;
const TRIES_MS = 60_000;

interface RunningTarget {
  state: TargetState;
  /** Takes back what is planned for it. */
  cancel: () => void;
}

/** @param options.report - sends event 401 with this payload */
export function createTargets({
  timeline,
  report,
}: {
  readonly timeline: Timeline;
  readonly report: (payload: JsonObject) => void;
}): Targets {
  const targets = new Map<string, RunningTarget>();
  let hasBegun = false;

  function tell({ url, status, errorCode, errorMsg }: TargetState): void {
    report({
      Url: url,
      Status: status,
      ...(errorCode === undefined ? {} : { ErrorCode: errorCode }),
      ...(errorMsg === undefined ? {} : { ErrorMsg: errorMsg }),
    });
  }

  function change(target: RunningTarget, next: Omit<TargetState, keyof Target>): void {
    const { url, isTencentCdn } = target.state;
    target.cancel();
    target.cancel = () => undefined;
    target.state = { url, isTencentCdn, ...next };
    tell(target.state);
    if (next.status === TARGET_STATUS.connecting || next.status === TARGET_STATUS.recovering) {
      repeat(target, timeline.now());
    }
  }

  /** Tells again until the time is over; then it has failed, and is idle. */
  function repeat(target: RunningTarget, since: number): void {
    target.cancel = timeline.after(REPEAT_MS, () => {
      if (timeline.now() - since < TRIES_MS) {
        tell(target.state);
        repeat(target, since);
        return;
      }
      change(target, { status: TARGET_STATUS.failure });
      target.cancel = timeline.after(MOMENT_MS, () => change(target, { status: TARGET_STATUS.idle }));
    });
  }

  function connect(target: RunningTarget): void {
    change(target, { status: TARGET_STATUS.connecting });
    const { cancel } = target;
    const arrive = timeline.after(MOMENT_MS, () => change(target, { status: TARGET_STATUS.running }));
    target.cancel = () => {
      cancel();
      arrive();
    };
  }

  function disconnect(target: RunningTarget): void {
    targets.delete(target.state.url);
    const { status } = target.state;
    target.cancel();
    if (status === TARGET_STATUS.idle) return;
    change(target, { status: TARGET_STATUS.disconnecting });
    timeline.after(MOMENT_MS, () => change(target, { status: TARGET_STATUS.idle }));
  }

  return {
    become: (wanted) => {
      const urls = new Set(wanted.map(({ url }) => url));
      for (const [url, target] of [...targets]) if (!urls.has(url)) disconnect(target);
      for (const target of wanted) {
        const known = targets.get(target.url);
        if (known !== undefined) {
          known.state = { ...known.state, ...target };
          continue;
        }
        const state = { ...target, status: TARGET_STATUS.idle };
        const added: RunningTarget = { state, cancel: () => undefined };
        targets.set(target.url, added);
        if (hasBegun) connect(added);
      }
    },
    begin: () => {
      if (hasBegun) return;
      hasBegun = true;
      for (const target of targets.values()) connect(target);
    },
    set: (url, state) => {
      const target = targets.get(url);
      if (target !== undefined) change(target, state);
    },
    end: () => [...targets.values()].forEach(disconnect),
    states: () => [...targets.values()].map(({ state }) => state),
  };
}
