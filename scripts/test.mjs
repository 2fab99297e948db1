#!/usr/bin/env node
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { clearInterval, setInterval } from "node:timers";
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
  const empty = await projectsWithoutTests(jest);
  const command = [jest, "--json", "--outputFile", report, ...args];
  const { code, leftOpen } = await runJest(command, report);
  if (code > 128 && !leftOpen) return code;
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
  const { ended, stop } = passThrough(process.execPath, command, { cwd: ROOT });
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
  return { code, leftOpen };
}

/**
 * Names of the projects of jest.config.mjs that match no file.
 *
 * @param {string} jest
 */
async function projectsWithoutTests(jest) {
  const { default: config } = await import(new URL("../jest.config.mjs", import.meta.url).href);
  const names = config.projects.map((project) => project.displayName);
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
