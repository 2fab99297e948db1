import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { makeProject } from "../tests/e2e/project";
import type { BenchEmulator } from "./emulator";
import { endWithThisProcess, familyOf, ofProcess } from "./processes";
import type { NamedTask } from "./slicing-tasks";

/** More tasks at once than 20 calls a second need at an answer of 1 s: recommended in README.md. */
export const RECOMMENDED_PARALLEL = 64;

/** The kernel counts what a process wrote together with that of the children that it has waited for: the shell's is what the command wrote. */
const WITH_WRITTEN_BYTES = '"$@"; code=$?; cat /proc/$$/io > "$0"; exit $code';
const MEMORY_INTERVAL_MS = 200;

/** What an operation of the CLI cost. */
export interface Operation {
  readonly seconds: number;
  readonly exitCode: number | null;
  /** Bytes that the engine and what it started gave to the disk. */
  readonly writtenBytes: number;
  /** The most memory that a process of the dynamic provider had. */
  readonly providerBytes: number;
}

/** A program on disk with a stack of its own on a file backend, run by the `pulumi` command as users run it. */
export interface BenchStack {
  /** Runs an operation without its preview. Rejects with its output when it fails, unless it may. */
  run(operation: EngineOperation, options?: EngineOptions): Promise<Operation>;
  /** Size of the stack's file. */
  stateBytes(): number;
  /** Ids of the custom resources in state. */
  ids(): readonly string[];
  remove(): void;
}

export type EngineOperation = "up" | "preview" | "refresh" | "destroy";

export interface EngineOptions {
  /** `--parallel`. @default 64 */
  readonly parallel?: number | "the engine's default";
  /** @default false */
  readonly mayFail?: boolean;
}

export interface StackOptions {
  readonly emulator: BenchEmulator;
  /** What the program finds in `tasks.json`. */
  readonly tasks: readonly object[];
  /** A file of `programs/`. @default "slicing-tasks.cjs" */
  readonly program?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export async function openStack({
  emulator,
  tasks,
  program = "slicing-tasks.cjs",
  environment = {},
}: StackOptions): Promise<BenchStack> {
  const project = makeProject({
    program: readFileSync(resolve(__dirname, "programs", program), "utf8"),
    environment: { ...emulator.environment, ...environment },
    where: "inside the checkout",
  });
  const { folder } = project;
  writeFileSync(join(folder, "tasks.json"), JSON.stringify(tasks));
  await project.pulumi(["stack", "init", "dev"]);
  const stateFile = join(folder, "backend/.pulumi/stacks/proof/dev.json");
  return {
    async run(operation, { parallel = RECOMMENDED_PARALLEL, mayFail = false } = {}) {
      const args = [
        operation,
        ...(operation === "preview" ? [] : ["--yes", "--skip-preview"]),
        ...(parallel === "the engine's default" ? [] : ["--parallel", String(parallel)]),
        ...["--stack", "dev", "--non-interactive", "--color", "never"],
      ];
      const { output, ...cost } = await measure(["pulumi", ...args], { folder, env: project.environment });
      assert.ok(mayFail || cost.exitCode === 0, `pulumi ${args.join(" ")}: ${cost.exitCode}\n${output}`);
      return cost;
    },
    stateBytes: () => statSync(stateFile).size,
    ids() {
      // the engine's own form
      const { checkpoint } = JSON.parse(readFileSync(stateFile, "utf8")) as {
        checkpoint: { latest?: { resources?: { id?: string; type: string }[] } };
      };
      return (checkpoint.latest?.resources ?? [])
        .filter(({ type }) => type.startsWith("pulumi-nodejs:"))
        .flatMap(({ id }) => id ?? []);
    },
    remove: project.remove,
  };
}

/** A stack with the tasks, removed afterwards. */
export async function onStack<Result>(
  options: StackOptions & { readonly tasks: readonly NamedTask[] },
  play: (stack: BenchStack) => Promise<Result>,
): Promise<Result> {
  const stack = await openStack(options);
  try {
    return await play(stack);
  } finally {
    stack.remove();
  }
}

async function measure(
  command: readonly string[],
  { folder, env }: { folder: string; env: Readonly<Record<string, string | undefined>> },
): Promise<Operation & { output: string }> {
  const begun = performance.now();
  const counted = join(folder, "written");
  const child = spawn("sh", ["-c", WITH_WRITTEN_BYTES, counted, ...command], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  endWithThisProcess(child);
  let providerBytes = 0;
  const watch = setInterval(() => {
    const family = child.pid === undefined ? [] : familyOf(child.pid);
    const providers = family.filter((pid) => ofProcess(pid, "cmdline").includes("dynamic-provider"));
    providerBytes = Math.max(providerBytes, ...providers.map(peakMemory));
  }, MEMORY_INTERVAL_MS);
  try {
    const streams = Promise.all([text(child.stdout), text(child.stderr)]);
    await once(child, "close");
    const seconds = (performance.now() - begun) / 1000;
    const [out, error] = await streams;
    const writtenBytes = Number(/^write_bytes: (\d+)$/m.exec(readFileSync(counted, "utf8"))?.[1]);
    return { seconds, exitCode: child.exitCode, writtenBytes, providerBytes, output: out + error };
  } finally {
    clearInterval(watch);
  }
}

function peakMemory(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(ofProcess(pid, "status"))?.[1] ?? 0) * 1024;
}
