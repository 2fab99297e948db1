import { overLimit, onEmulator } from "./emulator";
import type { BenchEmulator } from "./emulator";
import { onStack, RECOMMENDED_PARALLEL } from "./engine";
import type { BenchStack, EngineOperation } from "./engine";
import { shown, table } from "./figures";
import type { Measured } from "./figures";
import type { Aim, Figures, Section } from "./section";
import { slicingTasks } from "./slicing-tasks";

const USUAL = 500;
const QUICK = 100;
const LATENCY_SECONDS = 0.1;
const CALLS_A_SECOND = 20;
const OPERATIONS = ["up", "preview", "refresh", "destroy"] as const satisfies readonly EngineOperation[];

/** How the engine saves, with what makes it so. */
const MODES = {
  saved: { title: "checkpoints", environment: {} },
  skipped: { title: "PULUMI_SKIP_CHECKPOINTS", environment: { PULUMI_SKIP_CHECKPOINTS: "true" } },
};
type Mode = keyof typeof MODES;
const MODE_NAMES = Object.keys(MODES) as Mode[]; // the keys of the object above

/** What the issue asks of operations with N calls, by their time over that of the same operation of an empty stack, in N / 20 s. */
const RATIO_AIMS: readonly (readonly [Mode, EngineOperation, number])[] = [
  ["skipped", "up", 1.15],
  ["saved", "up", 1.4],
  ["saved", "refresh", 1.1],
  ["saved", "destroy", 1.25],
];

/** Measures one operation; its figures begin with `name`. */
async function operate(
  { stack, emulator }: { stack: BenchStack; emulator: BenchEmulator },
  { name, operation }: { name: string; operation: EngineOperation },
): Promise<Figures> {
  await emulator.calls();
  const { seconds, writtenBytes, providerBytes } = await stack.run(operation);
  const calls = await emulator.calls();
  return {
    [`${name} seconds`]: seconds,
    [`${name} written`]: writtenBytes,
    [`${name} provider`]: providerBytes,
    [`${name} calls`]: calls.length,
    [`${name} over limit`]: overLimit(calls),
  };
}

/** All operations one after the other on a new stack. */
async function measureMode(mode: Mode, count: number): Promise<Figures> {
  const settings = { latencySeconds: LATENCY_SECONDS };
  const { environment } = MODES[mode];
  const what = count === 0 ? `${mode} empty` : mode;
  return onEmulator(settings, (emulator) =>
    onStack({ emulator, tasks: slicingTasks(count), environment }, async (stack) => {
      const figures: Record<string, number> = {};
      for (const operation of OPERATIONS) {
        Object.assign(
          figures,
          await operate({ stack, emulator }, { name: `${what} ${operation}`, operation }),
        );
        if (operation === "up") figures[`${what} state`] = stack.stateBytes();
      }
      return figures;
    }),
  );
}

function times(measured: Measured): string {
  const row = (mode: Mode, operation: string): string[] => {
    const name = `${mode} ${operation}`;
    const empty = `${mode} empty ${operation} seconds`;
    const calls = measured.values(`${name} calls`);
    const over = measured.each(
      (figure) => (figure(`${name} seconds`) - figure(empty)) / (figure(`${name} calls`) / CALLS_A_SECOND),
    );
    return [
      operation,
      MODES[mode].title,
      shown(measured.values(`${name} seconds`)),
      shown(measured.values(empty)),
      shown(calls, 0),
      shown(over.filter(Number.isFinite), 2),
      shown(measured.values(`${name} over limit`), 0),
      shown(megabytes(measured.values(`${name} written`)), 0),
      shown(megabytes(measured.values(`${name} provider`)), 0),
    ];
  };
  return table(
    [
      "operation",
      "engine saves with",
      "seconds",
      "of an empty stack",
      "API calls",
      "(seconds - empty) / (calls / 20)",
      "RequestLimitExceeded",
      "MB written",
      "provider, MB",
    ],
    OPERATIONS.flatMap((operation) => MODE_NAMES.map((mode) => row(mode, operation))),
  );
}

function megabytes(bytes: readonly number[]): number[] {
  return bytes.map((value) => value / 1e6);
}

function everyOperation(measured: Measured, figure: string, most: (values: number[]) => number): number[] {
  const names = MODE_NAMES.flatMap((mode) => OPERATIONS.map((operation) => `${mode} ${operation} ${figure}`));
  return measured.each((of) => most(names.map(of)));
}

export const tasks: Section = {
  name: "tasks",
  title: "500 tasks",
  runs: 3,
  async run({ quick, tasks, say }) {
    const count = tasks(quick ? QUICK : USUAL);
    const figures: Record<string, number> = { count };
    for (const mode of MODE_NAMES) {
      for (const many of [0, count]) {
        say(`${many} tasks, ${MODES[mode].title}`);
        Object.assign(figures, await measureMode(mode, many));
      }
    }
    return figures;
  },
  report: (
    measured,
  ) => `${shown(measured.values("count"), 0)} slicing tasks, every argument given, two secrets each; answers of the API after ${LATENCY_SECONDS} s; a program on
disk run by the CLI, file backend, \`--parallel ${RECOMMENDED_PARALLEL}\`, \`--skip-preview\`. The bound of an operation with N calls is N / 20 s and the time
of the same operation of a stack without tasks, measured in the same run.

${times(measured)}

An empty stack's refresh and destroy start no provider. Written is what the engine and its plugins gave to the disk. Provider is the most memory that a process of the dynamic provider had. The
stack's file has ${shown(bytesOfTask(measured, "saved"), 0)} bytes a task.`,
  aims(measured): readonly Aim[] {
    const ratios = RATIO_AIMS.map(([mode, operation, atMost]): Aim => ({
      id: `tasks ${operation} ${mode}`,
      text: `${operation} with ${MODES[mode].title}: time over that of an empty stack, in N / 20 s`,
      seen: measured.each(
        (figure) =>
          (figure(`${mode} ${operation} seconds`) - figure(`${mode} empty ${operation} seconds`)) /
          (figure("count") / CALLS_A_SECOND),
      ),
      atMost,
      unit: "",
    }));
    return [
      ...ratios,
      {
        id: "tasks preview",
        text: "no-op preview: time over that of an empty stack",
        seen: measured.each(
          (figure) => figure("saved preview seconds") - figure("saved empty preview seconds"),
        ),
        atMost: 6,
        unit: "s",
      },
      {
        id: "tasks preview calls",
        text: "no-op preview: API calls",
        seen: measured.values("saved preview calls"),
        atMost: 0,
        unit: "",
      },
      {
        id: "tasks state",
        text: "the stack's file: bytes a task",
        seen: bytesOfTask(measured, "saved"),
        atMost: 3000,
        unit: "",
      },
      {
        id: "tasks memory",
        text: "memory of the provider's process, the most of any operation",
        seen: megabytes(everyOperation(measured, "provider", (values) => Math.max(...values))),
        atMost: 300,
        unit: "MB",
      },
      {
        id: "tasks over limit",
        text: "RequestLimitExceeded, all operations",
        seen: everyOperation(measured, "over limit", (values) =>
          values.reduce((sum, value) => sum + value, 0),
        ),
        atMost: 0,
        unit: "",
      },
    ];
  },
};

function bytesOfTask(measured: Measured, mode: Mode): number[] {
  return measured.each((figure) => figure(`${mode} state`) / figure("count"));
}
