import type { Figures } from "./section";

/** What several runs have measured. */
export interface Measured {
  /** What a run gives in each run; runs without one of the figures that are asked for are left out. */
  each(of: (figure: (name: string) => number) => number): number[];
  /** The figures of this name. */
  values(name: string): number[];
}

export function measured(runs: readonly Figures[]): Measured {
  const each: Measured["each"] = (of) =>
    runs.map((run) => of((name) => run[name] ?? NaN)).filter((value) => !Number.isNaN(value));
  return { each, values: (name) => each((figure) => figure(name)) };
}

/** Of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const [upper = NaN, lower = NaN] = [sorted[middle], sorted[middle - 1]];
  return sorted.length % 2 === 1 ? upper : (lower + upper) / 2;
}

/** The median, and behind it the least and the greatest where they differ. */
export function shown(values: readonly number[], digits = 1): string {
  if (values.length === 0) return "-";
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)].map((value) =>
    value.toFixed(digits),
  );
  return least === most ? `${middle}` : `${middle} (${least}–${most})`;
}

/** A Markdown table. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heading, heading.map((_, column) => (column === 0 ? "---" : "--:")), ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}
