import { measured, median, shown, table } from "./figures";
import type { Machine } from "./machine";
import type { Aim, Figures, Section } from "./section";

/** What a section leaves in `results/`. */
export interface Results {
  readonly section: string;
  readonly command: string;
  /** ISO 8601, the day. */
  readonly date: string;
  readonly machine: Machine;
  readonly runs: readonly Figures[];
}

/** @param reasons - why an aim is not met, by its id */
export function reportText(
  found: readonly { readonly section: Section; readonly results: Results }[],
  reasons: Readonly<Record<string, string>>,
): string {
  const aims = found.flatMap(({ section, results }) => section.aims(measured(results.runs)));
  return [
    "# Benchmarks",
    "Made by `npm run bench -- report` from `results/` and `reasons.json`; measured by `npm run bench`. A figure is the median of all runs, with the least and the greatest behind it; a ratio is of figures of one run.",
    "## Aims",
    aimsTable(aims, reasons),
    ...found.map(({ section, results }) => sectionText(section, results)),
  ].join("\n\n");
}

/** A section as the report has it. */
export function sectionText(section: Section, { command, date, machine, runs }: Results): string {
  const { cores, memoryGB, platform, node, engine, sdk } = machine;
  return `## ${section.title}

\`${command}\`, ${date}, runs: ${runs.length}; ${cores} cores, ${memoryGB} GB, ${platform}, Node ${node}, Pulumi CLI ${engine}, @pulumi/pulumi ${sdk}.

${section.report(measured(runs))}`;
}

/** @param reasons - why an aim is not met, by its id; without them only that it is not */
export function aimsTable(aims: readonly Aim[], reasons?: Readonly<Record<string, string>>): string {
  return table(
    ["aim", "at most", "measured", "met"],
    aims.map(({ id, text, seen, atMost, unit }) => {
      const suffix = unit === "" ? "" : ` ${unit}`;
      const digits = !Number.isInteger(atMost) ? 2 : Number.isInteger(median(seen)) ? 0 : 1;
      const why = reasons === undefined ? "" : `: ${reasons[id] ?? `reasons.json has none for "${id}"`}`;
      return [
        text,
        `${atMost}${suffix}`,
        `${shown(seen, digits)}${suffix}`,
        median(seen) <= atMost ? "yes" : `no${why}`,
      ];
    }),
  );
}
