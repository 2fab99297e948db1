import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { proofs as callbackProofs } from "./callbacks";
import { cases } from "./cases";
import type { Case, Evidence, Job } from "./cases";
import { ageProofs } from "./fault-age";
import { callProofs } from "./fault-calls";
import { driftProofs } from "./fault-drift";
import { importProofs } from "./fault-import";
import { loadProofs } from "./fault-load";
import { processProofs } from "./fault-process";
import { secretProofs } from "./fault-secrets";
import { fuzzProofs } from "../fuzz/proofs";
import { proofs as gitopsProofs } from "./gitops";
import { proofs as jobProofs } from "./jobs";
import { proofs as mainProofs } from "./main";
import type { Proof } from "./proof";
import { proofs as storageProofs } from "./storage";

const run = promisify(execFile);
const ROOT = resolve(__dirname, "../..");

/** A row of the table of cases. */
interface CaseProof extends Proof {
  /** What the row says in place of ok, where nothing was run. */
  result?: "explained" | "measured";
}

/** Those whose names begin with their cases, by file. */
const FILES: Readonly<Record<string, readonly Proof[]>> = {
  "tests/e2e/fault-age.ts": ageProofs,
  "tests/e2e/fault-calls.ts": callProofs,
  "tests/e2e/fault-drift.ts": driftProofs,
  "tests/e2e/fault-import.ts": importProofs,
  "tests/e2e/fault-load.ts": loadProofs,
  "tests/e2e/fault-process.ts": processProofs,
  "tests/e2e/fault-secrets.ts": secretProofs,
  "tests/fuzz/proofs.ts": fuzzProofs,
};

const JOBS: Readonly<Record<Job, readonly Proof[]>> = {
  main: mainProofs,
  storage: storageProofs,
  callbacks: callbackProofs,
  gitops: gitopsProofs,
  jobs: jobProofs,
};

/** The cases that a proof's name begins with. */
function idsOf({ name }: Proof): string[] {
  return name.split(":", 1)[0]?.split(", ") ?? [];
}

/** What a case rests on, one row each; a row of several cases is the same for all of them, its name without their ids. */
function rowsOf({ id, heldBy, explained }: Case): CaseProof[] {
  const rows = heldBy.flatMap((evidence) => rowsBy(evidence, id));
  if (explained === undefined) return rows;
  const name = `${id}: where it is otherwise, and why`;
  return [
    ...rows,
    { name, representative: false, run: () => Promise.resolve(explained), result: "explained" },
  ];
}

const known = new Map<string, CaseProof>();

/** The same row for the same evidence, so that nothing is run twice. */
function once(key: string, make: () => CaseProof): CaseProof {
  const row = known.get(key) ?? make();
  known.set(key, row);
  return row;
}

function rowsBy(evidence: Evidence, id: string): readonly CaseProof[] {
  if ("file" in evidence) {
    const own = (FILES[evidence.file] ?? []).filter((proof) => idsOf(proof).includes(id));
    assert.ok(own.length > 0, `${evidence.file} has no proof of ${id}`);
    return own;
  }
  if ("proof" in evidence) {
    const [found, ...more] = JOBS[evidence.of].filter(({ name }) => name.includes(evidence.proof));
    assert.ok(
      found !== undefined && more.length === 0,
      `${evidence.of} has not one proof "${evidence.proof}"`,
    );
    return [once(found.name, () => ({ ...found, representative: false }))];
  }
  if ("test" in evidence) {
    const { test, named } = evidence;
    const name = named === undefined ? test : `${test}, ${named}`;
    return [once(name, () => ({ name, representative: false, run: () => runTests(test, named) }))];
  }
  const { section, aims } = evidence;
  const name = `bench/RESULTS.md, ${section}${aims.length === 0 ? "" : `: ${aims.join(", ")}`}`;
  const read = () => Promise.resolve(measured(section, aims));
  return [once(name, () => ({ name, representative: false, run: read, result: "measured" }))];
}

/** Runs tests with jest. @returns how many have passed */
async function runTests(file: string, named?: string): Promise<string> {
  const pattern = named?.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const jest = resolve(ROOT, "node_modules/jest/bin/jest.js");
  const args = [jest, "--json", "--runTestsByPath", file, ...(pattern === undefined ? [] : ["-t", pattern])];
  const { stdout } = await run(process.execPath, args, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 }).catch(
    // it rejects with what was printed when a test fails
    (error: unknown) => error as { stdout: string },
  );
  // what jest prints with --json
  const { numPassedTests, numFailedTests, success } = JSON.parse(stdout) as {
    numPassedTests: number;
    numFailedTests: number;
    success: boolean;
  };
  assert.ok(success && numPassedTests > 0, `${numPassedTests} tests passed, ${numFailedTests} failed`);
  return `${numPassedTests} tests passed`;
}

/** What the report says of aims: those of its table whose texts have one of these parts. */
function measured(section: string, aims: readonly string[]): string {
  const file = resolve(ROOT, "bench/RESULTS.md");
  assert.ok(existsSync(file), "bench/RESULTS.md is missing: run npm run bench");
  const report = readFileSync(file, "utf8");
  assert.ok(report.includes(`\n## ${section}\n`), `bench/RESULTS.md has no section "${section}"`);
  const rows = report
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .filter(([, text = ""]) => aims.some((part) => text.includes(part)));
  assert.ok(rows.length > 0 || aims.length === 0, `bench/RESULTS.md has no aim with ${aims.join(" or ")}`);
  const said = rows.map(([, text, atMost, seen, met]) => `${text}: ${seen} (aim ${atMost}, ${met})`);
  return aims.length === 0 ? "see there" : said.join("; ");
}

/** The rows of all cases, each once, named for all the cases that it is of. */
function table(): CaseProof[] {
  const idsByRow = new Map<CaseProof, string[]>();
  for (const each of cases)
    for (const row of rowsOf(each)) idsByRow.set(row, [...(idsByRow.get(row) ?? []), each.id]);
  const own = new Set(Object.values(FILES).flat());
  return [...idsByRow].map(([row, ids]) =>
    own.has(row) || row.result === "explained" ? row : { ...row, name: `${ids.join(", ")}: ${row.name}` },
  );
}

export { cases };
export const proofs: readonly CaseProof[] = table();

/** Proofs of these files that no case rests on. */
export function proofsWithoutCase(): string[] {
  const used = new Set(proofs.map(({ name }) => name));
  return Object.values(FILES)
    .flat()
    .map(({ name }) => name)
    .filter((name) => !used.has(name));
}
