#!/usr/bin/env node
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { clearInterval, setInterval } from "node:timers";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { passThrough, run } from "./setup/child.mjs";
import { runScript } from "./setup/failure.mjs";

const HELP = `node scripts/test.mjs [JEST ARGUMENT...]

Runs the tests with jest and prints "N passed, N failed" as its last line. Fails when a test fails, when a file of tests
cannot be run, when no test ran, when one of jest's projects has no tests, and when jest does not end because a test left
something open.

  --help   this text; all other arguments go to jest`;

/** How long jest may take to end after its report, in milliseconds. */
const LEAVE = 10_000;
/** How long Pulumi CLIs may take to end their providers when the tests are interrupted, in milliseconds. */
const ENGINES_LEAVE = 3_000;
const ROOT = resolve(fileURLToPath(import.meta.url), "../..");

async function main() {
  const args = process.argv.slice(2);
  if (args.includes("--help") || args.includes("-h")) {
    console.log(HELP);
    return 0;
  }
  const folder = join(ROOT, ".local");
  mkdirSync(folder, { recursive: true });
  const report = join(folder, `jest-${process.pid}.json`);
  const jest = join(ROOT, "node_modules", "jest", "bin", "jest.js");
  const empty = await projectsWithoutTests(jest, args);
  const command = [jest, "--json", "--outputFile", report, ...args];
  const { code, leftOpen, interrupted } = await runJest(command, report);
  if (interrupted) {
    rmSync(report, { force: true });
    return 130;
  }
  const counts = countTests(report);
  for (const project of empty) console.log(`jest's project "${project}" has no tests`);
  if (leftOpen)
    console.log("a test left something open, jest did not end: find it with -- --detectOpenHandles");
  else if (counts.passed + counts.failed === 0) console.log("no test ran");
  else if (code !== 0 && counts.failed === 0) console.log(`jest ended with exit code ${code}`);
  const failed = Math.max(counts.failed, code === 0 ? 0 : 1) + empty.length;
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
  console.log(`${counts.passed} passed, ${failed} failed${skipped}`);
  return failed > 0 || counts.passed === 0 ? 1 : 0;
}

/**
 * @param {string[]} command
 * @param {string} report the file that jest writes when all tests have run
 */
async function runJest(command, report) {
  let interrupted = false;
  /** A second signal does not wait. */
  const pass = (child, signal) => {
    const left = interrupted ? Promise.resolve() : endEngines(child.pid);
    interrupted = true;
    console.error(`${signal}: ending the tests`);
    void left.then(stop);
  };
  const { ended, stop } = passThrough(process.execPath, command, { cwd: ROOT, pass });
  let since;
  let leftOpen = false;
  const watch = setInterval(() => {
    if (!existsSync(report)) return;
    since ??= Date.now();
    if (Date.now() - since < LEAVE) return;
    leftOpen = true;
    stop();
  }, 500);
  const { code } = await ended;
  clearInterval(watch);
  return { code, leftOpen, interrupted };
}

/**
 * Lets the Pulumi CLIs that tests have started end in their own way, as only they can end their providers. Meanwhile the
 * tests stand still: they are to start nothing new, and to keep open the pipes that the CLIs write to.
 *
 * @param {number} group jest's process group
 */
async function endEngines(group) {
  for (const { pid, name } of await members(group)) {
    if (name !== "pulumi") signalIfThere(pid, "SIGSTOP");
  }
  for (let waited = 0; waited < ENGINES_LEAVE; waited += 100) {
    const engines = (await members(group)).filter(({ name }) => name === "pulumi");
    if (engines.length === 0) return;
    // the first signal waits for running calls, which the tests that stand still may have to answer; the second does not
    if (waited % 1000 === 0) for (const { pid } of engines) signalIfThere(pid, "SIGINT");
    await setTimeout(100);
  }
}

/**
 * The processes of a group that have not ended.
 *
 * @param {number} group
 * @returns {Promise<{ pid: number, name: string }[]>}
 */
async function members(group) {
  const { lines } = await run("ps", ["-A", "-o", "pid=,pgid=,stat=,comm="]);
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, pgid, state]) => Number(pgid) === group && !state.startsWith("Z"))
    .map(([pid, , , command]) => ({ pid: Number(pid), name: basename(command) }));
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function signalIfThere(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/**
 * Names of the projects of jest.config.mjs that match no file, among those that are run.
 *
 * @param {string} jest
 * @param {readonly string[]} args of jest
 */
async function projectsWithoutTests(jest, args) {
  const { default: config } = await import(new URL("../jest.config.mjs", import.meta.url).href);
  const all = config.projects.map((project) => project.displayName);
  const names = args.includes("--selectProjects") ? all.filter((name) => args.includes(name)) : all;
  const lists = await Promise.all(
    names.map((name) =>
      run(process.execPath, [jest, "--listTests", "--selectProjects", name], { cwd: ROOT }),
    ),
  );
  return names.filter((_name, i) => !lists[i].lines.some((line) => line.startsWith(ROOT)));
}

/**
 * A file of tests that could not be run counts as one failure.
 *
 * @param {string} report jest's report
 */
function countTests(report) {
  let results;
  try {
    results = JSON.parse(readFileSync(report, "utf8"));
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return { passed: 0, failed: 0, skipped: 0 };
  } finally {
    rmSync(report, { force: true });
  }
  const broken = results.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every(({ status }) => status !== "failed"),
  );
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + broken.length,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

await runScript("test", main);
