import type { Clock } from "../../../provider/trtc/clock";

export interface FakeClock extends Clock {
  /** Every sleep asked for, in milliseconds. */
  readonly sleeps: readonly number[];
  advance(ms: number): void;
}

export const START = Date.parse("2026-01-02T03:04:05.000Z");

/** A clock that stands still until someone sleeps on it or advances it. */
export function fakeClock(start = START): FakeClock {
  let now = start;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    sleep(ms) {
      // a sleep that is no time at all would hang a poll for ever
      if (!(ms >= 0)) throw new Error(`sleep of ${ms}`);
      sleeps.push(ms);
      now += ms;
      return Promise.resolve();
    },
    advance(ms) {
      now += ms;
    },
  };
}
