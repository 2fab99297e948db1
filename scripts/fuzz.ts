import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { fuzzEngine } from "../tests/fuzz/engine-fuzz";
import { fuzzLifecycle, reproduction } from "../tests/fuzz/sequences";

const HELP = `npm run fuzz -- [--runs N] [--seed S] [--only LIST] [--level engine|lifecycle] [--path P] [--replay R]

Random sequences of commands and faults, after each of which what runs is held against what state tells of.

  --runs N       how many sequences                                                   [engine: 5, lifecycle: 2000]
  --seed S       a whole number: the same sequences each time                         [another in every run]
  --level LEVEL  engine: the real engine and the emulator, about a minute a sequence  [engine]
                 lifecycle: models of both around the lifecycle itself, thousands a minute
  --only LIST    engine: only these commands, such as up,kill,fault                   [all]
  --path P       lifecycle: runs the sequence again that a failure names, and prints every step and call
  --replay R     lifecycle: which of its commands ran, as the failure says
  --help         prints this

Exit code 0: all held. 1: one failed, and what it prints runs it again. 2: the options are wrong.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      runs: { type: "string" },
      seed: { type: "string" },
      only: { type: "string" },
      level: { type: "string", default: "engine" },
      path: { type: "string" },
      replay: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const seed = wholeNumber("--seed", values.seed) ?? randomInt(1_000_000_000);
  const runs = wholeNumber("--runs", values.runs);
  console.log(`seed ${seed}`);
  switch (values.level) {
    case "lifecycle":
      return lifecycle({ runs: runs ?? 2_000, seed, path: values.path, replay: values.replay });
    case "engine":
      return engine({ runs: runs ?? 5, seed, only: values.only?.split(",") });
    default:
      throw new TypeError(
        `--level is "${values.level}", allowed are engine and lifecycle: give one of these`,
      );
  }
}

const EVERY = 1_000;

async function lifecycle(options: {
  runs: number;
  seed: number;
  path: string | undefined;
  replay: string | undefined;
}): Promise<number> {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1_000);
  let done = 0;
  const { runs, commands, failure } = await fuzzLifecycle({
    ...options,
    onRun() {
      if (++done % EVERY === 0) console.log(`${done} sequences, ${seconds()} s`);
    },
    ...(options.path !== undefined && { trace: (line) => console.log(line) }),
  });
  if (failure !== undefined) {
    console.error(reproduction(failure, options.seed));
    return 1;
  }
  console.log(`${runs} sequences of ${commands} commands held, ${seconds()} s`);
  return 0;
}

async function engine(options: {
  runs: number;
  seed: number;
  only: readonly string[] | undefined;
}): Promise<number> {
  for (let run = 0; run < options.runs; run++) {
    const seed = options.seed + run;
    const { seen, failure } = await fuzzEngine({
      seed,
      only: options.only,
      trace: (line) => console.log(line),
    });
    if (failure !== undefined) {
      const only = options.only === undefined ? "" : ` --only ${options.only.join(",")}`;
      console.error(`${failure}\nto run it again:\n  npm run fuzz -- --runs 1 --seed ${seed}${only}`);
      return 1;
    }
    console.log(`${run + 1} of ${options.runs}: ${seen}`);
  }
  return 0;
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text))
    throw new TypeError(`${name} is "${text}", allowed is a whole number of up to 9 digits: give one`);
  return Number(text);
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    console.error(error instanceof TypeError ? error.message : error);
    process.exitCode = error instanceof TypeError ? 2 : 1;
  },
);
