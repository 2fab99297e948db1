import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import { clearTimeout, setTimeout } from "node:timers";

/** How many of the last lines of a child are kept. */
const KEPT_LINES = 5000;
const SIGNALS = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();
let ending = false;

/**
 * Runs a tool to its end, in a process group of its own so that it can be ended with all it started.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, log?: string, timeout?: number, onLine?: (line: string) => void }} [options]
 *   `log` is a file that gets every line; `timeout` in milliseconds
 * @returns {Promise<{ code: number, missing: boolean, lines: string[] }>} standard output and error as one list of
 *   lines; `missing` when there is no such command; never settles once a signal is ending this process
 */
export function run(command, args, { cwd, env = process.env, log, timeout, onLine } = {}) {
  return new Promise((resolve) => {
    const lines = [];
    let missing = false;
    let timer;
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    const release = child.pid === undefined ? () => {} : endWithThisProcess(child.pid);
    const take = (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      if (log) appendFileSync(log, `${line}\n`);
      onLine?.(line);
    };
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", take);
    if (timeout) {
      timer = setTimeout(() => signalGroup(child, "SIGKILL"), timeout);
    }
    const settle = (code) => {
      clearTimeout(timer);
      release();
      running.delete(child);
      if (!ending) resolve({ code, missing, lines });
    };
    child.on("error", (error) => {
      missing = error.code === "ENOENT";
      lines.push(error.message);
      settle(127);
    });
    child.on("close", (code) => settle(code ?? 1));
  });
}

/**
 * Hands the terminal to a command: its input and output are this process's, and a signal reaches it exactly once however
 * many processes above passed it on.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, pass?: (child: import("node:child_process").ChildProcess, signal: NodeJS.Signals) => void }} [options]
 *   `pass` is how a signal is passed on
 * @returns {{ ended: Promise<{ code: number, missing: boolean }>, stop: () => void }} `code` is the exit code, or
 *   128 + n after signal n; `stop` kills the command with its group
 */
export function passThrough(command, args, { cwd, env = process.env, pass = toLeader } = {}) {
  // a group of its own: Ctrl-C reaches the whole group of the terminal and npm passes it on as well, and a second SIGINT
  // would make pulumi drop a running create
  const child = spawn(command, args, { cwd, env, detached: true, stdio: "inherit" });
  const ended = new Promise((resolve, reject) => {
    const release = child.pid === undefined ? () => {} : endWithThisProcess(child.pid);
    /** @type {Map<string, number>} */
    const passed = new Map();
    const passOnce = (signal) => {
      const now = Date.now();
      if (now - (passed.get(signal) ?? 0) < 500) return;
      passed.set(signal, now);
      pass(child, signal);
    };
    for (const signal of SIGNALS) process.on(signal, passOnce);
    const settle = (result) => {
      for (const signal of SIGNALS) process.off(signal, passOnce);
      release();
      resolve(result);
    };
    child.on("error", (error) => {
      if (error.code === "ENOENT") settle({ code: 127, missing: true });
      else reject(error);
    });
    child.on("exit", (code, signal) =>
      settle({ code: code ?? 128 + constants.signals[signal], missing: false }),
    );
  });
  return { ended, stop: () => signalGroup(child, "SIGKILL") };
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function toLeader(child, signal) {
  child.kill(signal);
}

/**
 * From now on SIGINT, SIGTERM and SIGHUP end the children and then this process (whose exit releases its locks).
 *
 * @param {() => void} onSignal called before that
 * @returns {() => void} gives the signals their usual meaning back
 */
export function endOnSignal(onSignal) {
  const handler = (signal) => {
    if (ending) return;
    onSignal();
    void endAll(128 + constants.signals[signal]);
  };
  for (const signal of SIGNALS) process.on(signal, handler);
  return () => {
    for (const signal of SIGNALS) process.off(signal, handler);
  };
}

/** Ends every running child with its group, then this process. @param {number} exitCode */
export async function endAll(exitCode) {
  ending = true;
  // SIGINT, because go removes its working folder on that signal only
  for (const child of running) signalGroup(child, "SIGINT");
  for (let waited = 0; running.size > 0 && waited < 3000; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  for (const child of running) signalGroup(child, "SIGKILL");
  process.exit(exitCode);
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/**
 * Ends a process group when this process dies without a chance to do it (SIGKILL, a crash): a shell reads from a pipe
 * that closes with us.
 *
 * @param {number} group
 * @returns {() => void} to be called when the group's leader has ended
 */
function endWithThisProcess(group) {
  const guard = spawn("/bin/sh", ["-c", 'read -r ended || kill -s TERM -- "-$0"', String(group)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.on("error", () => {});
  guard.stdin.on("error", () => {});
  guard.unref();
  return () => guard.stdin.end("ended\n");
}
