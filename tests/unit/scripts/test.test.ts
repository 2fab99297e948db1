import { cpSync } from "node:fs";
import { join } from "node:path";
import { environment, put, ROOT, start, temporaryFolder } from "./sandbox";

interface Run {
  /** Further arguments. */
  more?: string[];
  /** jest's report; none when jest broke down before it. */
  report?: object;
  code?: number;
  /** The projects that have tests, of `unit` and `engine`. */
  filled?: readonly string[];
}

/** Runs scripts/test.mjs on a stand-in for jest, and returns its exit code and its last lines. */
async function runTests({ report, code = 0, filled = ["unit", "engine"], more = [] }: Run) {
  const root = temporaryFolder();
  cpSync(join(ROOT, "scripts"), join(root, "scripts"), { recursive: true });
  put(
    join(root, "jest.config.mjs"),
    'export default { projects: [{ displayName: "unit" }, { displayName: "engine" }] };',
  );
  put(
    join(root, "node_modules/jest/bin/jest.js"),
    `const args = process.argv.slice(2);
    const after = (name) => args[args.indexOf(name) + 1];
    if (args.includes("--listTests")) {
      const filled = ${JSON.stringify(filled)}.includes(after("--selectProjects"));
      console.log(filled ? ${JSON.stringify(join(root, "a.test.ts"))} : "No tests found");
    } else {
      console.log("jest " + args.slice(3).join(" "));
      const report = ${JSON.stringify(report ?? null)};
      if (report) require("node:fs").writeFileSync(after("--outputFile"), JSON.stringify(report));
      process.exitCode = ${code};
    }`,
  );
  const args = [join(root, "scripts", "test.mjs"), "--verbose", ...more];
  const ended = await start(args, environment(root)).ended;
  return { code: ended.code, lines: ended.stdout.trimEnd().split("\n") };
}

const PASSED = { status: "passed", assertionResults: [{ status: "passed" }] };
const COUNTS = {
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [PASSED],
};

test("the last line counts what passed and what failed; arguments go to jest", async () => {
  expect(await runTests({ report: COUNTS })).toEqual({
    code: 0,
    lines: ["jest --verbose", "3 passed, 0 failed"],
  });
});

test("skipped tests are counted only when there are some", async () => {
  expect(await runTests({ report: { ...COUNTS, numPendingTests: 2, numTodoTests: 1 } })).toMatchObject({
    code: 0,
    lines: ["jest --verbose", "3 passed, 0 failed, 3 skipped"],
  });
});

test("a failed test and a file that could not be run count as one failure each", async () => {
  const failed = { status: "failed", assertionResults: [{ status: "failed" }] };
  const broken = { status: "failed", assertionResults: [] };
  const report = { ...COUNTS, numFailedTests: 1, testResults: [PASSED, failed, broken] };
  expect(await runTests({ report, code: 1 })).toEqual({
    code: 1,
    lines: ["jest --verbose", "3 passed, 2 failed"],
  });
});

test("no test at all is a failure", async () => {
  expect(await runTests({ report: { ...COUNTS, numPassedTests: 0, testResults: [] } })).toEqual({
    code: 1,
    lines: ["jest --verbose", "no test ran", "0 passed, 0 failed"],
  });
  expect(await runTests({ code: 1 })).toEqual({
    code: 1,
    lines: ["jest --verbose", "no test ran", "0 passed, 1 failed"],
  });
});

test("a failure of jest itself counts, and is named", async () => {
  expect(await runTests({ report: COUNTS, code: 1 })).toEqual({
    code: 1,
    lines: ["jest --verbose", "jest ended with exit code 1", "3 passed, 1 failed"],
  });
});

test("a project without tests is none of a run that leaves it out", async () => {
  const more = ["--selectProjects", "unit"];
  expect(await runTests({ report: COUNTS, filled: ["unit"], more })).toMatchObject({ code: 0 });
  expect(await runTests({ report: COUNTS, filled: ["engine"], more })).toMatchObject({ code: 1 });
});

test("a project without tests is a failure, and is named", async () => {
  expect(await runTests({ report: COUNTS, filled: ["unit"] })).toEqual({
    code: 1,
    lines: ["jest --verbose", 'jest\'s project "engine" has no tests', "3 passed, 1 failed"],
  });
});
