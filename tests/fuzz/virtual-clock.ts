import type { Clock } from "../../provider/trtc/clock";

/** Time for many who wait: it goes from one wake-up to the next, as fast as the machine can. */
export interface VirtualClock extends Clock {
  /** A clock whose sleepers never wake once it is stopped: that of a process which may be killed. */
  process(): ProcessClock;
  /** Lets time pass until this is done. @throws Hang when nobody sleeps any more, or when it takes longer than this many milliseconds */
  run<Result>(work: Promise<Result>, limitMs: number): Promise<Result>;
  /** Lets this many milliseconds pass, and what falls due in them happen. */
  pass(ms: number): Promise<void>;
}

export interface ProcessClock extends Clock {
  stop(): void;
}

/** Something waits for what does not come. */
class Hang extends Error {}

interface Sleeper {
  time: number;
  wake(): void;
}

/** Everything between two wake-ups is done by promises: none of it is left when the event loop comes round. */
const settled = () => new Promise<void>((resolve) => void setImmediate(resolve));

export function createVirtualClock(start: number): VirtualClock {
  let now = start;
  // in order of time, and of asking where the time is the same
  let sleepers: Sleeper[] = [];

  function sleep(ms: number): Promise<void> {
    if (!(ms >= 0)) throw new Error(`sleep of ${ms}`);
    return new Promise((resolve) => add({ time: now + ms, wake: resolve }));
  }

  function add(sleeper: Sleeper): void {
    const later = sleepers.findIndex(({ time }) => time > sleeper.time);
    sleepers.splice(later === -1 ? sleepers.length : later, 0, sleeper);
  }

  return {
    now: () => now,
    sleep,
    process() {
      const own = new Set<Sleeper>();
      let isStopped = false;
      return {
        now: () => now,
        sleep: (ms) =>
          new Promise((resolve) => {
            if (isStopped) return;
            const sleeper: Sleeper = {
              time: now + ms,
              wake() {
                own.delete(sleeper);
                resolve();
              },
            };
            own.add(sleeper);
            add(sleeper);
          }),
        stop() {
          isStopped = true;
          sleepers = sleepers.filter((sleeper) => !own.has(sleeper));
        },
      };
    },
    async run(work, limitMs) {
      const began = now;
      const done = new Set<"work">();
      const isDone = () => void done.add("work");
      work.then(isDone, isDone);
      for (;;) {
        await settled();
        if (done.has("work")) return work;
        const next = sleepers.shift();
        if (next === undefined) throw new Hang("it waits for nothing that will come");
        if (next.time - began > limitMs) throw new Hang(`it takes longer than ${limitMs / 1000} s`);
        now = Math.max(now, next.time);
        next.wake();
      }
    },
    async pass(ms) {
      const end = now + ms;
      for (;;) {
        await settled();
        const next = sleepers[0];
        if (next === undefined || next.time > end) break;
        sleepers.shift();
        now = Math.max(now, next.time);
        next.wake();
      }
      now = end;
    },
  };
}
