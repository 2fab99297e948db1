import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { failures, onEmulator } from "./emulator";
import type { BenchEmulator } from "./emulator";
import { openStack } from "./engine";
import type { EngineOptions } from "./engine";
import { shown, table } from "./figures";
import { endWithThisProcess } from "./processes";
import type { Section } from "./section";
import { createRequests, slicingTasks } from "./slicing-tasks";
import type { NamedTask } from "./slicing-tasks";

const USUAL = 500;
const QUICK = 40;
const RUNS = {
  clean: { throttledShare: 0, lostShare: 0 },
  faulty: { throttledShare: 0.02, lostShare: 0.01 },
};

interface Made {
  readonly seconds: number;
  /** The ids that its user has afterwards. */
  readonly ids: readonly string[];
  /** Of those that have a stack: size of its file, and all that was written to the disk. */
  readonly stack?: { readonly bytes: number; readonly writtenBytes: number };
}

interface Peer {
  readonly title: string;
  create(emulator: BenchEmulator, tasks: readonly NamedTask[]): Promise<Made>;
}

/** A folder that is there while it is used. */
async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "trtc-bench-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a command to its end, whatever its exit code; what it says of failures is not shown. */
async function timed(
  [command, ...args]: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const begun = performance.now();
  const child = spawn(command, args, {
    env: { ...process.env, ...environment },
    stdio: "ignore",
    detached: true,
  });
  endWithThisProcess(child);
  await once(child, "close");
  return (performance.now() - begun) / 1000;
}

/** Where tccli is; installed when it is not there yet, which is shown. */
async function tccliPath(): Promise<string> {
  const script = resolve(__dirname, "../scripts/tccli.mjs");
  const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  const [path] = await Promise.all([text(child.stdout), once(child, "close")]);
  if (child.exitCode !== 0) throw new Error("tccli is not there: see above");
  return path.trim();
}

const tccli: Peer = {
  title: "tccli, a shell loop, 8 at a time",
  create: (emulator, tasks) =>
    inFolder(async (folder) => {
      for (const name of ["requests", "ids", "home"]) mkdirSync(join(folder, name));
      createRequests(tasks).forEach((request, index) =>
        writeFileSync(join(folder, "requests", `${index}.json`), JSON.stringify(request)),
      );
      const loop = resolve(__dirname, "peers/tccli-loop.sh");
      const seconds = await timed(["sh", loop, await tccliPath(), emulator.url, folder], {
        ...emulator.environment,
        HOME: join(folder, "home"),
        // it looks for the endpoint as it was given
        NO_PROXY: `127.0.0.1,${emulator.url}`,
      });
      const ids = readdirSync(join(folder, "ids"))
        .map((name) => readFileSync(join(folder, "ids", name), "utf8"))
        // a failed command leaves an empty file
        .flatMap((printed) => /^"(.+)"/.exec(printed)?.[1] ?? []);
      return { seconds, ids };
    }),
};

const sdkScript: Peer = {
  title: "a script on the vendor's SDK, 8 at a time, 3 tries",
  create: (emulator, tasks) =>
    inFolder(async (folder) => {
      const requests = join(folder, "requests.json");
      const ids = join(folder, "ids.json");
      writeFileSync(requests, JSON.stringify(createRequests(tasks)));
      const script = resolve(__dirname, "peers/sdk-script.cjs");
      const seconds = await timed([process.execPath, script, requests, ids], emulator.environment);
      // what the script writes
      return { seconds, ids: JSON.parse(readFileSync(ids, "utf8")) as string[] };
    }),
};

function onEngine(
  title: string,
  {
    program,
    input,
    options = {},
    environment = {},
  }: {
    program: string;
    input: (tasks: readonly NamedTask[]) => readonly object[];
    options?: EngineOptions;
    environment?: Readonly<Record<string, string>>;
  },
): Peer {
  return {
    title,
    async create(emulator, tasks) {
      const stack = await openStack({ emulator, tasks: input(tasks), program, environment });
      try {
        const { seconds, writtenBytes } = await stack.run("up", { ...options, mayFail: true });
        return { seconds, ids: stack.ids(), stack: { bytes: stack.stateBytes(), writtenBytes } };
      } finally {
        stack.remove();
      }
    },
  };
}

const PEERS: Readonly<Record<string, Peer>> = {
  "pulumi-trtc": onEngine("pulumi-trtc, `--parallel 64`", {
    program: "slicing-tasks.cjs",
    input: (tasks) => tasks,
  }),
  naive: onEngine("a dynamic provider with its client in a closure, the engine's own parallelism, 3 tries", {
    program: "naive-provider.cjs",
    input: createRequests,
    options: { parallel: "the engine's default" },
    // with checkpoints it would write tens of gigabytes
    environment: { PULUMI_SKIP_CHECKPOINTS: "true" },
  }),
  sdkScript,
  tccli,
};

export const peers: Section = {
  name: "peers",
  title: "Beside what people use today",
  runs: 3,
  async run({ quick, tasks, run, say }) {
    const count = tasks(quick ? QUICK : USUAL);
    const figures: Record<string, number> = { count };
    // found or installed before the first clock starts
    await tccliPath();
    for (const [luck, shares] of Object.entries(RUNS)) {
      for (const [name, peer] of Object.entries(PEERS)) {
        say(`${count} tasks, ${name}, ${luck}`);
        const wanted = slicingTasks(count);
        await onEmulator({ latencySeconds: 0.1, chanceSeed: run, ...shares }, async (emulator) => {
          const { seconds, ids, stack } = await peer.create(emulator, wanted);
          const live = await emulator.live();
          const places = new Set(
            live.map(({ sdkAppId, roomId, userId }) => `${sdkAppId}/${roomId}/${userId}`),
          );
          const known = new Set(ids);
          const unknown = live.filter(({ taskId }) => !known.has(taskId)).length;
          Object.assign(figures, {
            [`${luck} ${name} seconds`]: seconds,
            ...(stack === undefined
              ? {}
              : { [`${luck} ${name} state`]: stack.bytes, [`${luck} ${name} written`]: stack.writtenBytes }),
            [`${luck} ${name} errors`]: failures(await emulator.calls()),
            [`${luck} ${name} missing`]: count - places.size,
            [`${luck} ${name} unknown`]: unknown,
            [`${luck} ${name} wrong`]: Math.abs(live.length - count) + (live.length - places.size) + unknown,
          });
        });
      }
    }
    return figures;
  },
  report: (
    measured,
  ) => `The same ${shown(measured.values("count"), 0)} tasks, answers after 0.1 s, one run of each command. With faults, 2 % of the calls are throttled, and 1 % take
effect and lose their answer (the connection breaks before it). Wrong are tasks that are missing or too many, duplicates, and tasks that run and whose id nobody
has. None of the others knows of 20 calls a second; all but pulumi-trtc are given UserSigs that were signed before. The dynamic provider has
its client in the state of each task twice, 110 kB, the account's key in it in clear: it is run with PULUMI_SKIP_CHECKPOINTS, because each
of a thousand checkpoints would write all of that.

${table(
  [
    "",
    "clean: seconds",
    "API errors",
    "wrong",
    "stack's file, MB",
    "MB written",
    "with faults: seconds",
    "API errors",
    "missing",
    "id unknown",
    "wrong",
  ],
  Object.entries(PEERS).map(([name, { title }]) => [
    title,
    shown(measured.values(`clean ${name} seconds`)),
    shown(measured.values(`clean ${name} errors`), 0),
    shown(measured.values(`clean ${name} wrong`), 0),
    shown(measured.values(`clean ${name} state`).map((bytes) => bytes / 1e6)),
    shown(
      measured.values(`clean ${name} written`).map((bytes) => bytes / 1e6),
      0,
    ),
    shown(measured.values(`faulty ${name} seconds`)),
    shown(measured.values(`faulty ${name} errors`), 0),
    shown(measured.values(`faulty ${name} missing`), 0),
    shown(measured.values(`faulty ${name} unknown`), 0),
    shown(measured.values(`faulty ${name} wrong`), 0),
  ]),
)}`,
  aims: () => [],
};
