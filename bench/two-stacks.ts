import { onEmulator, overLimit } from "./emulator";
import type { BenchEmulator } from "./emulator";
import { openStack } from "./engine";
import { shown, table } from "./figures";
import type { Section } from "./section";
import { slicingTasks, TASKS_OF_APPLICATION } from "./slicing-tasks";

const USUAL = 200;
const QUICK = 50;

/** What each stack asks for, in calls a second. */
const ACCOUNT_RATE = 20;
const RATES = { "TRTC_MAX_RPS=10": 10, "nothing said": ACCOUNT_RATE };

interface Together {
  /** Seconds of each stack. */
  readonly seconds: readonly number[];
  /** Stacks that failed and tasks that do not run. */
  readonly failures: number;
  readonly overLimit: number;
}

/** Two stacks of their own tasks, begun at the same moment. */
async function upTogether(
  emulator: BenchEmulator,
  { count, rate }: { count: number; rate: number },
): Promise<Together> {
  const environment = rate === ACCOUNT_RATE ? {} : { TRTC_MAX_RPS: String(rate) };
  const stacks = await Promise.all(
    [0, TASKS_OF_APPLICATION].map((first) =>
      openStack({ emulator, tasks: slicingTasks(count, first), environment }),
    ),
  );
  try {
    const ups = await Promise.all(stacks.map((stack) => stack.run("up", { mayFail: true })));
    const missing = count * stacks.length - (await emulator.live()).length;
    return {
      seconds: ups.map(({ seconds }) => seconds),
      failures: ups.filter(({ exitCode }) => exitCode !== 0).length + Math.abs(missing),
      overLimit: overLimit(await emulator.calls()),
    };
  } finally {
    for (const stack of stacks) stack.remove();
  }
}

export const twoStacks: Section = {
  name: "two-stacks",
  title: "Two stacks at once on one account",
  runs: 3,
  async run({ quick, tasks, say }) {
    const count = tasks(quick ? QUICK : USUAL);
    const figures: Record<string, number> = { count };
    const together = (many: number, rate: number): Promise<Together> =>
      onEmulator({ latencySeconds: 0.1 }, (emulator) => upTogether(emulator, { count: many, rate }));
    say("two empty stacks");
    const empty = Math.max(...(await together(0, ACCOUNT_RATE)).seconds);
    figures["empty"] = empty;
    for (const [name, rate] of Object.entries(RATES)) {
      say(`${count} tasks each, ${name}`);
      const { seconds, failures, overLimit } = await together(count, rate);
      const slower = Math.max(...seconds);
      Object.assign(figures, {
        [`${name} failures`]: failures,
        [`${name} over limit`]: overLimit,
        [`${name} slower`]: slower,
        [`${name} faster`]: Math.min(...seconds),
        // together they have the account's rate, whatever each asks for
        [`${name} ratio`]: (slower - empty) / ((count * seconds.length) / ACCOUNT_RATE),
      });
    }
    return figures;
  },
  report: (
    measured,
  ) => `${shown(measured.values("count"), 0)} tasks each, \`pulumi up --skip-preview\` at the same moment, answers after 0.1 s. The bound is N / 10 s and the time of two
empty stacks at once (${shown(measured.values("empty"))} s): the account's 20 calls a second are for both. Failures are stacks that failed and tasks that do not run.

${table(
  [
    "each stack has",
    "slower stack, s",
    "faster stack, s",
    "(slower - empty) / bound",
    "failures",
    "RequestLimitExceeded",
  ],
  Object.keys(RATES).map((name) => [
    name,
    shown(measured.values(`${name} slower`)),
    shown(measured.values(`${name} faster`)),
    shown(measured.values(`${name} ratio`), 2),
    shown(measured.values(`${name} failures`), 0),
    shown(measured.values(`${name} over limit`), 0),
  ]),
)}`,
  aims: (measured) => [
    ...Object.keys(RATES).map((name) => ({
      id: `two-stacks failures ${name}`,
      text: `two stacks at once, ${name}: failures`,
      seen: measured.values(`${name} failures`),
      atMost: 0,
      unit: "",
    })),
    {
      id: "two-stacks time",
      text: "two stacks at once, TRTC_MAX_RPS=10 each: time of the slower over that of empty ones, in N / 10 s",
      seen: measured.values("TRTC_MAX_RPS=10 ratio"),
      atMost: 1.25,
      unit: "",
    },
  ],
};
