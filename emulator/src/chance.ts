import { faultOf } from "./faults";
import type { Fault } from "./faults";
import type { Settings } from "./settings";

/** Meets API calls with faults by chance, the same ones at each run. */
export interface Chance {
  /** The fault of the next call, if it meets one. */
  take(settings: Pick<Settings, "throttledShare" | "lostShare" | "chanceSeed">): Fault | undefined;
  /** Begins again with the first call. */
  clear(): void;
}

const THROTTLED = faultOf({ kind: "error", code: "RequestLimitExceeded" });
const LOST = faultOf({ kind: "lost" });

/** The n-th number of mulberry32, a small generator of good spread: 0 to 1, without 1. */
function nthRandom(seed: number, n: number): number {
  const state = (seed + Math.imul(n, 0x6d2b79f5)) | 0;
  const mixed = Math.imul(state ^ (state >>> 15), state | 1);
  const spread = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61));
  return ((spread ^ (spread >>> 14)) >>> 0) / 4_294_967_296;
}

export function createChance(): Chance {
  let calls = 0;
  return {
    take: ({ throttledShare, lostShare, chanceSeed }) => {
      calls += 1;
      const drawn = nthRandom(chanceSeed, calls);
      if (drawn < throttledShare) return THROTTLED;
      return drawn < throttledShare + lostShare ? LOST : undefined;
    },
    clear: () => {
      calls = 0;
    },
  };
}
