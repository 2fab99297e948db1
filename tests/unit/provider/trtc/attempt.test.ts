import { attempt, operationBudget } from "../../../../provider/trtc/attempt";
import type { Attempt, AttemptParts } from "../../../../provider/trtc/attempt";
import { ServiceError } from "../../../../provider/trtc/errors";
import type { Failure } from "../../../../provider/trtc/errors";
import { fakeClock } from "../fake-clock";
import type { FakeClock } from "../fake-clock";

type Answer = { ok: true; value: string } | { ok: false; failure: Failure };

const DONE: Answer = { ok: true, value: "done" };
const api = (code: string): Answer => ({
  ok: false,
  failure: { kind: "api", code, message: "Vendor text.", requestId: "r-1" },
});
const SLOW_DOWN = api("SlowDown");
const INTERNAL = api("InternalError");
const TIMEOUT: Answer = { ok: false, failure: { kind: "unanswered", reason: "timeout" } };

interface Tries {
  clock: FakeClock;
  acquired: [string, number][];
  reports: string[];
  /** How many answers were asked for. */
  sent(): number;
  run(changes?: Partial<Attempt<string>>, parts?: Partial<AttemptParts>): Promise<string>;
}

/** Tries that get these answers in order, each after some time; jitter is half of its bound. */
function tries(answers: readonly Answer[], takesMs = 0): Tries {
  const clock = fakeClock();
  const acquired: [string, number][] = [];
  const reports: string[] = [];
  let sent = 0;
  return {
    clock,
    acquired,
    reports,
    sent: () => sent,
    run: (changes, parts) =>
      attempt(
        {
          clock,
          random: () => 0.5,
          limiter: {
            acquire(key, maxPerSecond) {
              acquired.push([key, maxPerSecond]);
              return Promise.resolve();
            },
          },
          report: (message) => void reports.push(message),
          ...parts,
        },
        {
          name: "putBucket",
          limit: { key: "cos:putBucket", maxPerSecond: 20 },
          repeatable: true,
          budget: operationBudget(),
          send() {
            const answer = answers[sent++];
            clock.advance(takesMs);
            return answer === undefined
              ? Promise.reject(new Error("no answer planned"))
              : Promise.resolve(answer);
          },
          errorOf: (failure) => new ServiceError(`final: ${JSON.stringify(failure)}`),
          ...changes,
        },
      ),
  };
}

/** The error that ends tries. */
function finalError(answer: Answer): ServiceError {
  return new ServiceError(`final: ${answer.ok ? "" : JSON.stringify(answer.failure)}`);
}

test("an operation may spend 90 s, each its own", () => {
  expect(operationBudget()).toEqual({ remainingMs: 90_000 });
  expect(operationBudget()).not.toBe(operationBudget());
});

test("a first answer is handed on after one turn under the rate limit", async () => {
  const { run, sent, acquired, clock, reports } = tries([DONE]);
  await expect(run()).resolves.toBe("done");
  expect(sent()).toBe(1);
  expect(acquired).toEqual([["cos:putBucket", 20]]);
  expect(clock.sleeps).toEqual([]);
  expect(reports).toEqual([]);
});

test("every try waits for a turn of its own", async () => {
  const { run, acquired, clock } = tries([SLOW_DOWN, SLOW_DOWN, DONE]);
  await expect(run({ limit: { key: "cos:deleteBucket", maxPerSecond: 3 } })).resolves.toBe("done");
  expect(acquired).toEqual(Array(3).fill(["cos:deleteBucket", 3]));
  expect(clock.sleeps).toEqual([250, 500]);
});

test("a failure that no repeat can cure ends it at once, as the caller's error", async () => {
  const refused = api("AccessDenied");
  const { run, sent, clock } = tries([refused]);
  await expect(run()).rejects.toThrow(finalError(refused));
  expect(sent()).toBe(1);
  expect(clock.sleeps).toEqual([]);
});

test("the last failure is the one that is told", async () => {
  const refused = api("AccessDenied");
  const { run } = tries([SLOW_DOWN, INTERNAL, refused]);
  await expect(run()).rejects.toThrow(finalError(refused));
});

test("what may have taken effect is repeated only when a repeat does no harm", async () => {
  const once = tries([TIMEOUT]);
  await expect(once.run({ repeatable: false })).rejects.toThrow(finalError(TIMEOUT));
  expect(once.sent()).toBe(1);
  const again = tries([TIMEOUT, DONE]);
  await expect(again.run()).resolves.toBe("done");
});

test("each sort of failure has a bound of its own", async () => {
  const { run, sent, clock } = tries([
    ...Array<Answer>(3).fill(INTERNAL),
    ...Array<Answer>(8).fill(SLOW_DOWN),
    INTERNAL,
  ]);
  await expect(run()).rejects.toThrow(finalError(INTERNAL));
  expect(sent()).toBe(12);
  expect(clock.sleeps).toEqual([3_000, 6_000, 12_000, 250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
});

describe("the error", () => {
  const throttled = Array<Answer>(14).fill(SLOW_DOWN);

  test.each<[string, Answer[]]>([
    ["by the last try", [TIMEOUT]],
    ["by an earlier try", [INTERNAL, api("AccessDenied")]],
    ["by the first of many", [INTERNAL, ...throttled]],
  ])("says that the call may have taken effect, %s", async (_what, answers) => {
    const { run } = tries(answers);
    await expect(run({ repeatable: false })).rejects.toMatchObject({ mayHaveTakenEffect: true });
  });

  test.each<[string, Answer[]]>([
    ["was refused", [api("AccessDenied")]],
    ["was throttled to the end", throttled],
    ["was throttled and then refused", [SLOW_DOWN, api("AccessDenied")]],
  ])("says nothing of it when every try %s", async (_what, answers) => {
    const error: unknown = await tries(answers)
      .run()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).not.toHaveProperty("mayHaveTakenEffect");
  });
});

describe("the budget", () => {
  test("pays for tries and waits, not for turns", async () => {
    const budget = { remainingMs: 10_000 };
    const { run, clock } = tries([SLOW_DOWN, DONE], 1_000);
    const limiter = {
      acquire: () => {
        clock.advance(60_000);
        return Promise.resolve();
      },
    };
    await expect(run({ budget }, { limiter })).resolves.toBe("done");
    expect(budget).toEqual({ remainingMs: 10_000 - 1_000 - 250 - 1_000 });
  });

  test("is shared by the calls of an operation", async () => {
    const budget = { remainingMs: 5_000 };
    await tries([INTERNAL, DONE]).run({ budget });
    expect(budget).toEqual({ remainingMs: 2_000 });
    const second = tries([INTERNAL]);
    await expect(second.run({ budget })).rejects.toThrow(finalError(INTERNAL));
    expect(second.clock.sleeps).toEqual([]);
  });

  test("that a wait would use up ends the tries before it", async () => {
    const exact = tries([INTERNAL]);
    await expect(exact.run({ budget: { remainingMs: 3_000 } })).rejects.toThrow(finalError(INTERNAL));
    expect(exact.clock.sleeps).toEqual([]);
    const more = tries([INTERNAL, DONE]);
    await expect(more.run({ budget: { remainingMs: 3_001 } })).resolves.toBe("done");
    expect(more.clock.sleeps).toEqual([3_000]);
  });

  test("that is used up still allows one try", async () => {
    const { run, sent } = tries([DONE]);
    await expect(run({ budget: { remainingMs: -1 } })).resolves.toBe("done");
    expect(sent()).toBe(1);
  });
});

test("a wait of 3 s and more is told with its reason, a shorter one is not", async () => {
  const { run, reports } = tries([SLOW_DOWN, INTERNAL, INTERNAL, DONE]);
  await run();
  expect(reports).toEqual([
    "putBucket: InternalError, trying again in 3 s",
    "putBucket: InternalError, trying again in 6 s",
  ]);
});

test("what no failure is, a bug, is thrown as it is", async () => {
  const { run, clock } = tries([]);
  await expect(run()).rejects.toThrow(new Error("no answer planned"));
  expect(clock.sleeps).toEqual([]);
});
