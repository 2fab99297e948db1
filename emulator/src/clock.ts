/** Something to do at a moment of the emulated time; its work is awaited when time is advanced. */
type Work = () => void | Promise<void>;

/** The emulated time and what is due on it. */
export interface Timeline {
  /** Emulated time in milliseconds since 1970. */
  now(): number;
  /** Plans work at a moment (a past one means at once); returns how to cancel it. */
  at(time: number, work: Work): () => void;
  /** Plans work after some milliseconds. */
  after(milliseconds: number, work: Work): () => void;
  /**
   * Moves the time, doing what comes due in order, each awaited before the next. What fails does not keep the rest from being
   * done: the first failure rejects afterwards. A reset ends it.
   */
  advance(milliseconds: number): Promise<void>;
  /**
   * With virtual time: does what is due now. Within planned work, and so for a callback's receiver that calls back, it waits for
   * nothing.
   */
  settle(): Promise<void>;
  /** Forgets what is planned and returns to the real time. */
  reset(): void;
  close(): void;
}

interface Entry {
  readonly at: number;
  readonly work: Work;
}

/** Node's timers take no more than this. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Inserts behind everything that is due at the same moment: equal times keep their order of planning. */
function insert(entries: Entry[], entry: Entry): void {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.at ?? Infinity) <= entry.at) low = middle + 1;
    else high = middle;
  }
  entries.splice(low, 0, entry);
}

/** A failure in planned work is a defect of the emulator: it must be seen, but nobody awaits it here. */
function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

/**
 * @param options.virtual - time stands still but for `advance`; otherwise it runs with the real clock, ahead of it by what
 * was advanced
 */
export function createTimeline(options: { readonly virtual: boolean }): Timeline {
  const entries: Entry[] = [];
  let ahead = 0;
  let standing: number | undefined = options.virtual ? Date.now() : undefined;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let closed = false;
  /** Whether planned work is being awaited. */
  let working = false;
  /** Goes up with each reset: an advance belongs to the time before it. */
  let generation = 0;

  const now = (): number => standing ?? Date.now() + ahead;

  /** The failures of the work done. */
  async function doUntil(target: number): Promise<unknown[]> {
    const begun = generation;
    const failures: unknown[] = [];
    for (let next = entries[0]; next !== undefined && next.at <= target && !closed; next = entries[0]) {
      entries.shift();
      standing = Math.max(now(), next.at);
      try {
        await next.work();
      } catch (error) {
        failures.push(error);
      }
      if (generation !== begun) break;
    }
    return failures;
  }

  async function runUntil(target: number): Promise<void> {
    working = true;
    const failures = await doUntil(target);
    working = false;
    if (failures.length > 0) throw failures[0];
  }

  function inTurn(job: () => Promise<void>): Promise<void> {
    const result = running.then(job);
    running = result.catch(() => undefined);
    return result;
  }

  function runDue(): void {
    while (standing === undefined && (entries[0]?.at ?? Infinity) <= now()) {
      const due = entries.shift();
      if (due !== undefined) void Promise.resolve().then(due.work).catch(warn);
    }
    arm();
  }

  function arm(): void {
    clearTimeout(timer);
    const next = entries[0];
    if (closed || next === undefined) return;
    if (standing === undefined) {
      timer = setTimeout(runDue, Math.min(Math.max(next.at - now(), 0), MAX_TIMER_MS)).unref();
    } else if (options.virtual && next.at <= standing) {
      void inTurn(() => runUntil(now())).catch(warn);
    }
  }

  function at(time: number, work: Work): () => void {
    if (closed) return () => undefined;
    const entry = { at: Math.max(Math.round(time), now()), work };
    insert(entries, entry);
    if (entries[0] === entry || entry.at <= now()) arm();
    return () => {
      const index = entries.indexOf(entry);
      if (index >= 0) entries.splice(index, 1);
    };
  }

  async function advanceNow(milliseconds: number, begun: number): Promise<void> {
    if (generation !== begun) return;
    const start = now();
    const target = start + milliseconds;
    standing = start;
    try {
      await runUntil(target);
    } finally {
      if (generation === begun) {
        ahead += milliseconds;
        standing = options.virtual ? Math.max(target, now()) : undefined;
        arm();
      }
    }
  }

  return {
    now,
    at,
    after: (milliseconds, work) => at(now() + milliseconds, work),
    advance: (milliseconds) => {
      const begun = generation;
      return inTurn(() => advanceNow(Math.round(milliseconds), begun));
    },
    settle: () =>
      options.virtual && !working ? inTurn(() => runUntil(now())).catch(warn) : Promise.resolve(),
    reset: () => {
      generation += 1;
      clearTimeout(timer);
      entries.length = 0;
      ahead = 0;
      standing = options.virtual ? Date.now() : undefined;
    },
    close: () => {
      closed = true;
      entries.length = 0;
      clearTimeout(timer);
    },
  };
}
