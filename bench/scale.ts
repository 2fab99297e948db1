import { onEmulator } from "./emulator";
import { onStack } from "./engine";
import { shown, table } from "./figures";
import type { Measured } from "./figures";
import type { Section } from "./section";
import { slicingTasks } from "./slicing-tasks";

const COUNTS = [50, 200, 500, 1000];
const QUICK_COUNTS = [20, 50, 100];
const OPERATIONS = ["up"] as const;
const MODES = {
  checkpoints: {},
  PULUMI_SKIP_CHECKPOINTS: { PULUMI_SKIP_CHECKPOINTS: "true" },
};

/** A row for each way to save; none for a size that was not measured. */
function rowsOf(size: number, measured: Measured): string[][] {
  const counts = measured.values(`${size} count`);
  if (counts.length === 0) return [];
  return Object.keys(MODES).map((mode) => [
    shown(counts, 0),
    mode,
    ...OPERATIONS.flatMap((operation) => {
      const seconds = `${size} ${mode} ${operation} seconds`;
      const written = measured.values(`${size} ${mode} ${operation} written`);
      return [
        shown(measured.values(seconds)),
        shown(measured.each((figure) => figure(seconds) - figure(`${size} count`) / 20)),
        shown(
          written.map((bytes) => bytes / 1e6),
          0,
        ),
      ];
    }),
  ]);
}

export const scale: Section = {
  name: "scale",
  title: "How cost grows",
  runs: 3,
  async run({ quick, tasks, say }) {
    const figures: Record<string, number> = {};
    for (const [size, usual] of (quick ? QUICK_COUNTS : COUNTS).entries()) {
      const count = tasks(usual);
      figures[`${size} count`] = count;
      for (const [mode, environment] of Object.entries(MODES)) {
        say(`${count} tasks, ${mode}`);
        await onEmulator({ latencySeconds: 0.1 }, (emulator) =>
          onStack({ emulator, tasks: slicingTasks(count), environment }, async (stack) => {
            for (const operation of OPERATIONS) {
              const { seconds, writtenBytes } = await stack.run(operation);
              figures[`${size} ${mode} ${operation} seconds`] = seconds;
              figures[`${size} ${mode} ${operation} written`] = writtenBytes;
            }
          }),
        );
      }
    }
    return figures;
  },
  report: (
    measured,
  ) => `\`--skip-preview\`, answers after 0.1 s; 1000 tasks are in two applications, and 20 calls a second hold for both together.

${table(
  [
    "tasks",
    "engine saves with",
    ...OPERATIONS.flatMap((operation) => [
      `${operation}, seconds`,
      `${operation}, seconds - N / 20`,
      `${operation}, MB written`,
    ]),
  ],
  COUNTS.flatMap((_, size) => rowsOf(size, measured)),
)}`,
  aims: () => [],
};
