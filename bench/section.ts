import type { Measured } from "./figures";

/** What one run has measured, by name. Seconds, bytes and counts. */
export type Figures = Readonly<Record<string, number>>;

export interface RunOptions {
  /** Smaller numbers and fewer cells. */
  readonly quick: boolean;
  /** As many tasks as the section has, or as `--tasks` says. */
  tasks(usual: number): number;
  /** 1 for the first run. */
  readonly run: number;
  /** Says what is being measured. */
  say(text: string): void;
}

/** A figure that is to be reached. */
export interface Aim {
  /** By this name `reasons.json` says why it is not met. */
  readonly id: string;
  /** What is measured, and the limit in words. */
  readonly text: string;
  /** In each run. */
  readonly seen: readonly number[];
  readonly atMost: number;
  readonly unit: string;
}

/** A part of the benchmarks that is run and reported by itself. */
export interface Section {
  readonly name: string;
  readonly title: string;
  /** How often it is run unless `--runs` says otherwise. */
  readonly runs: number;
  run(options: RunOptions): Promise<Figures>;
  /** Its tables and notes as Markdown. */
  report(measured: Measured): string;
  aims(measured: Measured): readonly Aim[];
}
