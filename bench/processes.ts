import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * Ends a child with all that it has started when this process ends before it. The child is to lead a group of its own, so that
 * Ctrl-C does not reach it first: plugins of an engine that has ended are found no more.
 */
export function endWithThisProcess(child: ChildProcess): void {
  const end = (): void => {
    if (child.pid === undefined) return;
    for (const pid of familyOf(child.pid)) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // it has ended meanwhile
      }
    }
  };
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
}

/** A process, those that it has started, those that they have started, and so on. */
export function familyOf(pid: number): number[] {
  const parents = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(Number(name))]),
  );
  const belongs = (member: number | undefined): boolean =>
    member !== undefined && (member === pid || belongs(parents.get(member)));
  return [...parents.keys()].filter(belongs);
}

function parentOf(pid: number): number | undefined {
  // the name before it may have spaces and brackets
  const parent = /^.*\) \S (\d+)/.exec(ofProcess(pid, "stat"))?.[1];
  return parent === undefined ? undefined : Number(parent);
}

/** A file of a process in /proc, "" once the process has ended. */
export function ofProcess(pid: number, file: "cmdline" | "stat" | "status"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
