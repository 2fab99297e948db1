import type { Change } from "./reconcile-events";

/** What a run came to. */
export type ReconcileOutcome =
  /** State, program and what runs agree: nothing was done. */
  | "unchanged"
  /** What differed was made right. */
  | "changed"
  /** Something differs; with --check nothing was done about it. */
  | "drift"
  /** Something went wrong: `error` says what. */
  | "failed"
  /** Another run held the stack for all of --wait-for-lock. */
  | "locked"
  /** SIGINT or SIGTERM ended it; calls under way were finished and saved. */
  | "interrupted"
  /** It was called with something wrong or missing: nothing was done. */
  | "refused";

/** The one line of JSON on stdout. */
export interface ReconcileReport {
  /** When the run began, ISO 8601 in UTC. */
  time: string;
  /** As given with --stack; left out when it was not. */
  stack?: string | undefined;
  /** The Pulumi project; left out when the run ended before it was known. */
  project?: string | undefined;
  outcome: ReconcileOutcome;
  /** What the run found. */
  drift: {
    /** Resources of the state that are no longer there, such as tasks that ended. */
    gone: number;
    /** Resources that are there, and not as state has them. One alone is no drift: the program may not care. */
    changed: number;
    /** Operations that an earlier run had begun when it was killed. */
    pending: number;
  };
  /** Changes that were made, or with --check would be, counted by `create`, `update`, `replace`, `delete`, … */
  changes: Record<string, number>;
  /** The first 50 of these changes. */
  resources: Change[];
  /** How long the run took. */
  seconds: number;
  /** One line, without secrets: what is wrong and what to do. Left out when nothing is. */
  error?: string | undefined;
}

export const MAX_RESOURCES = 50;

const EXIT_CODES: Record<Exclude<ReconcileOutcome, "interrupted">, number> = {
  unchanged: 0,
  changed: 0,
  drift: 7,
  failed: 1,
  refused: 2,
  // EX_TEMPFAIL of sysexits.h: the same call may go through later
  locked: 75,
};

/** 128 and the signal's number for a run that a signal ended. */
export function exitCodeOf(outcome: ReconcileOutcome, signal: NodeJS.Signals | undefined): number {
  if (outcome === "interrupted") return signal === "SIGINT" ? 130 : 143;
  return EXIT_CODES[outcome];
}

export function countByOp(changes: readonly Change[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { op } of changes) counts[op] = (counts[op] ?? 0) + 1;
  return counts;
}

/** As it is printed: always one line. */
export function reportLine(report: ReconcileReport): string {
  return `${JSON.stringify(report)}\n`;
}

/** The line of a call that was refused before anything was known. */
export function refusedLine(error: string, now: number): string {
  return reportLine({
    time: new Date(now).toISOString(),
    outcome: "refused",
    drift: { gone: 0, changed: 0, pending: 0 },
    changes: {},
    resources: [],
    seconds: 0,
    error,
  });
}

/** Ends the help of the command. */
export const REPORT_HELP = `
Exit codes:
  0    nothing to do, or made right
  1    failed
  2    called with something wrong or missing: nothing was done
  7    with --check: something differs
  75   another run still holds the stack
  130  ended by SIGINT (Ctrl-C), 143 by SIGTERM; calls under way were finished and saved

Progress goes to stderr. Stdout gets one line of JSON a run, also when it fails:
  time       when it began, ISO 8601
  stack      as given
  project    the Pulumi project, when it was known
  outcome    unchanged, changed, drift, failed, locked, interrupted or refused
  drift      { gone, changed, pending }: resources that are no longer there, that are not as state has
             them, and operations that a killed run had begun
  changes    what was done, or with --check would be: { create, update, replace, delete, ... }
  resources  the first ${MAX_RESOURCES} of these: [{ op, type, name }]
  seconds    how long it took
  error      what is wrong and what to do, in one line without secrets

--check takes no lock: beside an update that is under way it may report what that one is about to do.
`;
