import { onEmulator, overLimit } from "./emulator";
import { onStack, RECOMMENDED_PARALLEL } from "./engine";
import { shown, table } from "./figures";
import type { Section } from "./section";
import { slicingTasks } from "./slicing-tasks";

const CALLS_A_SECOND = 20;

/** Seconds of an answer, tasks at once, and so many tasks that the bound is long beside the start of an engine and short enough to be measured thrice. */
const CELLS = [
  { latency: 0.1, parallel: 8, usual: 200 },
  { latency: 0.1, parallel: 64, usual: 200 },
  { latency: 0.1, parallel: 128, usual: 200 },
  { latency: 1, parallel: 8, usual: 80 },
  { latency: 1, parallel: 64, usual: 200 },
  { latency: 1, parallel: 128, usual: 200 },
  { latency: 5, parallel: 8, usual: 40 },
  { latency: 5, parallel: 64, usual: 192 },
  { latency: 5, parallel: 128, usual: 500 },
];
type Cell = (typeof CELLS)[number];

/** Of a development run all cells shrink alike. */
const QUICK_SHARE = 4;

function nameOf({ latency, parallel }: Cell): string {
  return `${latency} s x ${parallel}`;
}

/** What the issue asks to be compared with. */
function bound(count: number, { latency, parallel }: Cell): number {
  return Math.max(count / CALLS_A_SECOND, (count * latency) / parallel);
}

/** No sequence of calls is done sooner: the last one starts when its turn has come and is answered a latency later. */
function leastPossible(count: number, cell: Cell): number {
  const lastStart = Math.floor((count - 1) / CALLS_A_SECOND);
  return Math.max(lastStart + cell.latency, Math.ceil(count / cell.parallel) * cell.latency);
}

async function up(cell: Cell, count: number): Promise<{ seconds: number; overLimit: number }> {
  return onEmulator({ latencySeconds: cell.latency }, (emulator) =>
    onStack({ emulator, tasks: slicingTasks(count) }, async (stack) => {
      const { seconds } = await stack.run("up", { parallel: cell.parallel });
      return { seconds, overLimit: overLimit(await emulator.calls()) };
    }),
  );
}

export const latency: Section = {
  name: "latency",
  title: "Latency of the API by parallelism",
  runs: 3,
  async run({ quick, tasks, say }) {
    const figures: Record<string, number> = {};
    const [first] = CELLS;
    say("an empty stack");
    const empty = first === undefined ? NaN : (await up(first, 0)).seconds;
    figures["empty"] = empty;
    for (const cell of CELLS) {
      const count = tasks(quick ? Math.ceil(cell.usual / QUICK_SHARE) : cell.usual);
      const name = nameOf(cell);
      say(`${count} tasks, ${name}`);
      const seen = await up(cell, count);
      Object.assign(figures, {
        [`${name} count`]: count,
        [`${name} seconds`]: seen.seconds,
        [`${name} over limit`]: seen.overLimit,
        [`${name} ratio`]: (seen.seconds - empty) / bound(count, cell),
        [`${name} ratio to least`]: (seen.seconds - empty) / leastPossible(count, cell),
      });
    }
    return figures;
  },
  report: (
    measured,
  ) => `\`pulumi up --skip-preview\`. The bound of N tasks is max(N / 20, N x latency / parallel); none can be had under what the last column
divides by, where the last call is waited for too. Both ratios are of the time over that of an empty stack (${shown(measured.values("empty"))} s).

${table(
  ["latency, s", "parallel", "tasks", "seconds", "RequestLimitExceeded", "/ bound", "/ least possible"],
  CELLS.map((cell) => {
    const figure = (what: string, digits: number) =>
      shown(measured.values(`${nameOf(cell)} ${what}`), digits);
    return [
      String(cell.latency),
      String(cell.parallel),
      figure("count", 0),
      figure("seconds", 1),
      figure("over limit", 0),
      figure("ratio", 2),
      figure("ratio to least", 2),
    ];
  }),
)}`,
  aims: (measured) =>
    CELLS.filter(({ latency, parallel }) => latency >= 1 && parallel === RECOMMENDED_PARALLEL).map(
      (cell) => ({
        id: `latency ${nameOf(cell)}`,
        text: `up at ${cell.latency} s with \`--parallel ${cell.parallel}\`: time over that of an empty stack, in max(N / 20, N x latency / parallel)`,
        seen: measured.values(`${nameOf(cell)} ratio`),
        atMost: 1.25,
        unit: "",
      }),
    ),
};
