import type { Clock } from "../../../../provider/trtc/clock";
import type * as RateLimit from "../../../../provider/trtc/rate-limit";
import { createLimiter, sharedLimiter } from "../../../../provider/trtc/rate-limit";
import { fakeClock } from "../fake-clock";
import { seededRandom } from "./seeded-random";

interface QueueClock extends Clock {
  /** Lets time pass until nobody sleeps any more. */
  runToEnd(): Promise<void>;
  set(now: number): void;
}

/** A clock for many sleepers: time goes from one wake-up to the next. */
function queueClock(): QueueClock {
  let now = 0;
  const sleepers = new Map<number, (() => void)[]>();
  // wake-up times, the next one last
  const times: number[] = [];
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  function insert(time: number): void {
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((times[middle] ?? 0) > time) low = middle + 1;
      else high = middle;
    }
    times.splice(low, 0, time);
  }

  return {
    now: () => now,
    set(value) {
      now = value;
    },
    sleep: (ms) =>
      new Promise((resolve) => {
        const time = now + ms;
        const others = sleepers.get(time);
        if (others === undefined) {
          sleepers.set(time, [resolve]);
          insert(time);
        } else others.push(resolve);
      }),
    async runToEnd() {
      for (;;) {
        await settled();
        const next = times.pop();
        if (next === undefined) return;
        now = Math.max(now, next);
        for (const wake of sleepers.get(next) ?? []) wake();
        sleepers.delete(next);
      }
    },
  };
}

interface Start {
  arrival: number;
  arrivedAt: number;
  startedAt: number;
}

async function startsOf(arrivals: readonly number[], maxPerSecond: number): Promise<Start[]> {
  const clock = queueClock();
  const limiter = createLimiter(clock);
  const starts: Start[] = [];
  arrivals.forEach((arrivedAt, arrival) => {
    void clock
      .sleep(arrivedAt)
      .then(() => limiter.acquire("CreateCloudSliceTask", maxPerSecond))
      .then(() => starts.push({ arrival, arrivedAt, startedAt: clock.now() }));
  });
  await clock.runToEnd();
  return starts;
}

/** The most starts in any window of 1,000 ms. */
function mostInAnyWindow(starts: readonly Start[]): number {
  let first = 0;
  let most = 0;
  starts.forEach(({ startedAt }, last) => {
    while (startedAt - (starts[first]?.startedAt ?? startedAt) >= 1_000) first++;
    most = Math.max(most, last - first + 1);
  });
  return most;
}

// case L9: quiet times, single calls and bursts of hundreds, 100,000 arrivals in all
describe.each([
  { seed: 1, count: 50_000, maxPerSecond: 20, spacing: 51, burst: 0.02 },
  { seed: 2, count: 40_000, maxPerSecond: 20, spacing: 51, burst: 0.2 },
  { seed: 3, count: 8_000, maxPerSecond: 7, spacing: 146, burst: 0.05 },
  { seed: 4, count: 2_000, maxPerSecond: 1, spacing: 1_020, burst: 0.01 },
])(
  "$count random arrivals (seed $seed) at $maxPerSecond a second",
  ({ seed, count, maxPerSecond, spacing, burst }) => {
    const random = seededRandom(seed);
    const arrivals: number[] = [];
    let time = 0;
    while (arrivals.length < count) {
      time += Math.floor((random() * 2_000) / maxPerSecond);
      const together = random() < burst ? Math.ceil(random() * 300) : 1;
      for (let i = 0; i < together && arrivals.length < count; i++) arrivals.push(time);
    }

    test("start in order, never too many in a second, none later than it must be", async () => {
      const starts = await startsOf(arrivals, maxPerSecond);

      expect(starts.map(({ arrival }) => arrival)).toEqual(arrivals.map((_, index) => index));
      expect(mostInAnyWindow(starts)).toBe(maxPerSecond);
      // the earliest time that spacing and queue allow, computed apart
      const earliest: number[] = [];
      for (const [index, arrivedAt] of arrivals.entries())
        earliest.push(Math.max(arrivedAt, (earliest[index - 1] ?? -spacing) + spacing));
      expect(starts.map(({ startedAt }) => startedAt)).toEqual(earliest);
    });
  },
);

test("500 calls at once have started after 25.5 s, 2 % above the bound of 20 a second", async () => {
  const starts = await startsOf(Array<number>(500).fill(0), 20);
  expect(starts).toHaveLength(500);
  expect(starts.at(-1)?.startedAt).toBe(499 * 51);
});

test("calls that arrive up to 20 ms late are no more than 20 in any second of the service", async () => {
  const random = seededRandom(5);
  const starts = await startsOf(Array<number>(2_000).fill(0), 20);
  const arrived = starts.map((start) => ({ ...start, startedAt: start.startedAt + random() * 20 }));
  arrived.sort((a, b) => a.startedAt - b.startedAt);
  expect(mostInAnyWindow(arrived)).toBeLessThanOrEqual(20);
});

test("the first call after a quiet time does not wait, the next one for the rest of the spacing", async () => {
  const clock = fakeClock();
  const limiter = createLimiter(clock);
  await limiter.acquire("DescribeCloudSliceTask", 20);
  clock.advance(51);
  await limiter.acquire("DescribeCloudSliceTask", 20);
  clock.advance(10);
  expect(clock.sleeps).toEqual([]);

  await limiter.acquire("DescribeCloudSliceTask", 20);
  expect(clock.sleeps).toEqual([41]);
});

test("each API has a spacing of its own", async () => {
  const clock = fakeClock();
  const limiter = createLimiter(clock);
  await limiter.acquire("CreateCloudSliceTask", 20);
  await limiter.acquire("DeleteCloudSliceTask", 20);
  expect(clock.sleeps).toEqual([]);

  await limiter.acquire("CreateCloudSliceTask", 20);
  expect(clock.sleeps).toEqual([51]);
});

test("one API that waits does not hold up another", async () => {
  const clock = queueClock();
  const limiter = createLimiter(clock);
  const started: string[] = [];
  for (const api of ["Create", "Create", "Delete"])
    void limiter.acquire(api, 1).then(() => started.push(`${api} at ${clock.now()}`));
  await clock.runToEnd();
  expect(started).toEqual(["Create at 0", "Delete at 0", "Create at 1020"]);
});

test("a lower rate counts from the next call on", async () => {
  const clock = fakeClock();
  const limiter = createLimiter(clock);
  await limiter.acquire("CreateCloudSliceTask", 20);
  await limiter.acquire("CreateCloudSliceTask", 2);
  expect(clock.sleeps).toEqual([510]);
});

test("a clock that is set back by an hour does not stop the queue", async () => {
  const clock = queueClock();
  clock.set(3_600_000);
  const limiter = createLimiter(clock);
  await limiter.acquire("CreateCloudSliceTask", 20);
  clock.set(0);

  const started: number[] = [];
  for (let i = 0; i < 3; i++)
    void limiter.acquire("CreateCloudSliceTask", 20).then(() => started.push(clock.now()));
  await clock.runToEnd();
  expect(started).toEqual([0, 51, 102]);
});

test("two copies of the package share one limiter", () => {
  const copies: (typeof RateLimit)[] = [];
  for (let i = 0; i < 2; i++) {
    jest.isolateModules(() => {
      copies.push(jest.requireActual<typeof RateLimit>("../../../../provider/trtc/rate-limit"));
    });
  }
  const [one, two] = copies;
  expect(one?.createLimiter).not.toBe(two?.createLimiter);
  expect(one?.sharedLimiter()).toBe(two?.sharedLimiter());
  expect(one?.sharedLimiter()).toBe(sharedLimiter());
  expect(Reflect.get(globalThis, Symbol.for("pulumi-trtc.limiter"))).toBe(sharedLimiter());
});

test("the shared limiter ignores corrections of the system clock", async () => {
  const api = "an API that only this test calls";
  const limiter = sharedLimiter();
  const systemTime = jest.spyOn(Date, "now").mockReturnValue(0);
  await limiter.acquire(api, 1);
  systemTime.mockReturnValue(10_000_000);
  let started = false;
  const second = limiter.acquire(api, 1).then(() => {
    started = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(started).toBe(false);
  systemTime.mockRestore();
  // the one real second of this file: the shared limiter takes no clock
  await second;
  expect(started).toBe(true);
});
