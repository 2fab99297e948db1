import { systemClock } from "./clock";
import type { Clock } from "./clock";

export interface Limiter {
  /** Resolves when a call to this API may start; calls start in the order in which they asked. */
  acquire(api: string, maxPerSecond: number): Promise<void>;
}

const WINDOW_MS = 1_000;

/**
 * A strict sliding window: in no window of 1,000 ms do more than `maxPerSecond` calls of one API start.
 * A token bucket would let twice as many through in its first second.
 */
export function createLimiter(clock: Clock): Limiter {
  const starts = new Map<string, number[]>();
  const tails = new Map<string, Promise<void>>();

  async function startOne(api: string, maxPerSecond: number): Promise<void> {
    const past = starts.get(api) ?? [];
    starts.set(api, past);
    for (;;) {
      const now = clock.now();
      // a clock that was set back must not stop the queue: no start may lie in the future
      const recent = past.filter((start) => start <= now && now - start < WINDOW_MS);
      past.splice(0, past.length, ...recent);
      const oldest = past[past.length - maxPerSecond];
      if (oldest === undefined) {
        past.push(now);
        return;
      }
      await clock.sleep(oldest + WINDOW_MS - now);
    }
  }

  return {
    acquire(api, maxPerSecond) {
      const turn = (tails.get(api) ?? Promise.resolve()).then(() => startOne(api, maxPerSecond));
      tails.set(api, turn);
      return turn;
    },
  };
}

const SHARED = Symbol.for("pulumi-trtc.limiter");

/** The limiter of this process: every copy of the package that a program loads shares it. */
export function sharedLimiter(): Limiter {
  // the global object is the one place that two copies of a module share; nothing else writes this symbol
  const registry = globalThis as { [SHARED]?: Limiter };
  const limiter = registry[SHARED] ?? createLimiter(monotonicClock());
  registry[SHARED] = limiter;
  return limiter;
}

/** Counts from process start, so that a corrected system clock cannot open the window early. */
function monotonicClock(): Clock {
  return { now: () => performance.now(), sleep: systemClock.sleep };
}
