import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { measured } from "./figures";
import { importing } from "./import";
import { latency } from "./latency";
import { thisMachine } from "./machine";
import { peers } from "./peers";
import { aimsTable, sectionText } from "./report";
import { writeReport, writeResults } from "./results";
import { scale } from "./scale";
import type { Figures, Section } from "./section";
import { tasks } from "./tasks";
import { twoStacks } from "./two-stacks";

const SECTIONS: readonly Section[] = [tasks, latency, scale, peers, twoStacks, importing];
const REPORT = "report";

const HELP = `npm run bench -- [SECTION...] [--quick] [--runs N] [--tasks N]

Measures the sections, all when none is named, and writes their figures to bench/results/ and bench/RESULTS.md.
Sections: ${SECTIONS.map(({ name }) => name).join(", ")}; ${REPORT} alone writes RESULTS.md anew.

  --quick     everything in under ten minutes: one run, fewer tasks; prints and writes nothing
  --runs N    runs of each section (${SECTIONS.map(({ name, runs }) => `${name} ${runs}`).join(", ")})
  --tasks N   as many tasks everywhere, to try a section; prints and writes nothing

Nothing else should run on the machine. Needs Linux, whose /proc is read; peers installs tccli once (see
node scripts/tccli.mjs --help).`;

interface Wanted {
  readonly sections: readonly Section[];
  readonly quick: boolean;
  readonly runs: number | undefined;
  readonly tasks: number | undefined;
}

function argumentsOf(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        quick: { type: "boolean" },
        runs: { type: "string" },
        tasks: { type: "string" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    // Node's words, of which the first sentence says it
    const [problem] = error instanceof Error ? error.message.split(".") : [];
    throw new Error(`${problem}: see --help`, { cause: error });
  }
}

/** Throws a sentence for the user. */
function wantedOf(argv: readonly string[]): Wanted | "help" | "report" {
  const { values, positionals } = argumentsOf(argv);
  if (values.help) return "help";
  if (positionals.join() === REPORT) return REPORT;
  const names = SECTIONS.map(({ name }) => name);
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Error(`there is no section "${unknown}": choose among ${names.join(", ")}, or ${REPORT} alone`);
  return {
    sections: SECTIONS.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
    quick: values.quick ?? false,
    runs: positive("--runs", values.runs),
    tasks: positive("--tasks", values.tasks),
  };
}

function positive(option: string, text: string | undefined): number | undefined {
  if (text === undefined || /^[1-9]\d{0,3}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new Error(`${option} is "${text}", allowed is a whole number from 1 to 9999: correct it`);
}

async function measureSection(section: Section, { quick, runs, tasks }: Wanted): Promise<readonly Figures[]> {
  const all: Figures[] = [];
  const wanted = runs ?? (quick ? 1 : section.runs);
  for (let run = 1; run <= wanted; run++) {
    const say = (text: string): void =>
      void process.stderr.write(`${section.name}, run ${run} of ${wanted}: ${text}\n`);
    all.push(await section.run({ quick, run, say, tasks: (usual) => Math.min(tasks ?? usual, usual) }));
  }
  return all;
}

async function bench(wanted: Wanted): Promise<void> {
  if (!existsSync("/proc/self/io")) {
    throw new Error(
      "there is no /proc/self/io, from which written bytes are read: run the benchmarks on Linux",
    );
  }
  const toTry = wanted.quick || wanted.tasks !== undefined;
  const machine = thisMachine();
  const date = new Date().toISOString().slice(0, 10);
  for (const section of wanted.sections) {
    const runs = await measureSection(section, wanted);
    const options = wanted.runs === undefined ? "" : ` --runs ${wanted.runs}`;
    const command = `npm run bench -- ${section.name}${options}`;
    const results = { section: section.name, command, date, machine, runs };
    console.log(`\n${sectionText(section, results)}\n`);
    const aims = section.aims(measured(runs));
    if (aims.length > 0) console.log(aimsTable(aims));
    if (toTry) console.log("\nFigures of a quick run: nothing is written.");
    else {
      await writeResults(section, results);
      await writeReport(SECTIONS);
    }
  }
}

async function main(): Promise<void> {
  // as an end of the process, which ends what it has started
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  try {
    const wanted = wantedOf(process.argv.slice(2));
    if (wanted === "help") console.log(HELP);
    else if (wanted === "report") await writeReport(SECTIONS);
    else await bench(wanted);
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

void main();
