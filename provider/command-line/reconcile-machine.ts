import { readFileSync } from "node:fs";
import { unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import { openEngine } from "./reconcile-engine";
import type { Engine } from "./reconcile-engine";

/** What a run has of its machine. */
export interface Machine {
  openEngine(stack: string): Promise<Engine>;
  /** Its name. */
  host: string;
  /** Whether an engine with this process id runs here. */
  runs(pid: number): boolean;
  now(): number;
  /** @throws when the signal aborts */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  removeFile(path: string): Promise<void>;
  /** Calls back on each SIGINT and SIGTERM, until what it returns is called. */
  onSignal(listener: (signal: NodeJS.Signals) => void): () => void;
  /** Ends this process, and the engine under way with it. */
  exit(exitCode: number): void;
}

export function thisMachine(folder: string): Machine {
  return {
    openEngine: (stack) => openEngine({ stack, folder }),
    host: hostname(),
    runs: engineRuns,
    now: () => Date.now(),
    sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
    removeFile: unlink,
    onSignal(listener) {
      const signals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM"];
      for (const signal of signals) process.on(signal, listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
    exit: (exitCode) => process.exit(exitCode),
  };
}

/** Whether there is a process of this id that is an engine: ids are given out again, and a dead one may not be cleared away yet. */
function engineRuns(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // one of another user cannot be signalled
    if (!isPermission(error)) return false;
  }
  const commandLine = commandLineOf(pid);
  return commandLine === undefined || commandLine.includes("pulumi");
}

function isPermission(error: unknown): boolean {
  return typeof error === "object" && error !== null && Reflect.get(error, "code") === "EPERM";
}

/** Undefined where the system does not tell. Empty for a process that is dead and not cleared away. */
function commandLineOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return undefined;
  }
}
