/** Who keeps a stack to themselves, as a backend of files and buckets tells it. */
export interface Lock {
  /** Address of the lock's file. */
  url: string;
  user: string;
  host: string;
  pid: number;
  /** ISO 8601. */
  since: string;
}

const LINE = /^\s*(\S+): created by (.*)@(\S*) \(pid (\d+)\) at (\S+)$/gm;

/** The locks that the engine met, from what it said; none with Pulumi Cloud, which does not tell them. */
export function locksIn(said: string): Lock[] {
  const locks = [...said.matchAll(LINE)].map(([, url = "", user = "", host = "", pid, since = ""]) => ({
    url,
    user,
    host,
    pid: Number(pid),
    since,
  }));
  // the error of a command has what it said twice
  return [...new Map(locks.map((lock) => [lock.url, lock])).values()];
}

/** The stack is held by another run. */
export class LockedError extends Error {
  constructor(
    readonly locks: readonly Lock[],
    stack: string,
  ) {
    super(
      `the stack is locked by ${holdersOf(locks)}: run it again later or with a longer --wait-for-lock, ` +
        `or run pulumi cancel --stack ${stack} when that run is dead`,
    );
  }
}

export interface LockQuestion {
  /** Name of this machine. */
  host: string;
  /** Whether an engine with this process id runs here. */
  runs(pid: number): boolean;
  now: number;
  /** Milliseconds after which a lock of another machine counts as left behind. @default - never */
  breakAfterMs: number | undefined;
}

export interface LeftBehind {
  lock: Lock;
  /** Why nobody holds it any more. */
  reason: string;
}

/** The locks that nobody holds any more. */
export function leftBehind(locks: readonly Lock[], question: LockQuestion): LeftBehind[] {
  return locks.flatMap((lock) => {
    const reason = whyLeftBehind(lock, question);
    return reason === undefined ? [] : [{ lock, reason }];
  });
}

function whyLeftBehind(lock: Lock, { host, runs, now, breakAfterMs }: LockQuestion): string | undefined {
  if (lock.host === host)
    return runs(lock.pid) ? undefined : `process ${lock.pid} does not run on this machine`;
  const age = now - Date.parse(lock.since);
  return breakAfterMs !== undefined && age >= breakAfterMs
    ? `it is ${Math.round(age / 1000)} s old, and --break-lock-after is ${breakAfterMs / 1000}`
    : undefined;
}

/** Who holds the stack, in words. */
export function holdersOf(locks: readonly Lock[]): string {
  if (locks.length === 0) return "another update, of which the backend says no more";
  return locks.map(({ user, host, pid, since }) => `${user}@${host} (pid ${pid}) since ${since}`).join(", ");
}
