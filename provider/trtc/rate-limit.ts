import { systemClock } from "./clock";
import type { Clock } from "./clock";

export interface Limiter {
  /** Resolves when a call to this API may start; calls start in the order in which they asked. */
  acquire(api: string, maxPerSecond: number): Promise<void>;
}

/**
 * `maxPerSecond` calls start in this time, 20 ms over a second: the service counts calls as they arrive, and a call that comes
 * by a little sooner than the one a second before it must not be one too many.
 */
const WINDOW_MS = 1_020;

/**
 * Calls of one API start evenly spaced, so that in no window of 1,000 ms more than `maxPerSecond` start. Bursts would arrive
 * spread out, and the next burst would meet the end of the last one in the service's own window.
 */
export function createLimiter(clock: Clock): Limiter {
  const lastStarts = new Map<string, number>();
  const tails = new Map<string, Promise<void>>();

  async function startOne(api: string, maxPerSecond: number): Promise<void> {
    const spacing = Math.ceil(WINDOW_MS / maxPerSecond);
    for (;;) {
      const now = clock.now();
      const last = lastStarts.get(api) ?? -Infinity;
      // a clock that was set back must not stop the queue: no start may lie in the future
      const wait = last > now ? 0 : last + spacing - now;
      if (wait <= 0) {
        lastStarts.set(api, now);
        return;
      }
      await clock.sleep(wait);
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
