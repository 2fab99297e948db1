#!/usr/bin/env node
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { lintCacheName } from "./lint-cache.mjs";
import { endOnSignal, run } from "./setup/child.mjs";
import { Failure, runScript } from "./setup/failure.mjs";

const ROOT = resolve(fileURLToPath(import.meta.url), "../..");
const BIN = join(ROOT, "node_modules", ".bin");
const PACKED = join(ROOT, ".local", "packed");
const LINT = join(ROOT, ".local", "eslint");
/** A folder for each state of what files see of each other. */
const LINTED = join(LINT, lintCacheName(ROOT), "files");

/** What is not one of the project's tools. @type {Record<string, string>} */
const PROGRAMS = { npm: "npm", node: process.execPath };

/**
 * The longest first, so that they share the cores best. A step is a list of commands, one after the other; `after` names
 * a step whose files it reads.
 *
 * @type {readonly { name: string, what: string, after?: string, commands: readonly (readonly string[])[] }[]}
 */
const STEPS = [
  {
    name: "types",
    what: "the library, the emulator and the functions, then tests and examples compile",
    commands: [
      ["tsc", "-b", ".", "emulator"],
      ["node", "scripts/bundle.mjs"],
      ["tsc", "-p", "tests"],
    ],
  },
  {
    name: "lint",
    what: "eslint, without a warning",
    commands: [
      [
        "eslint",
        ".",
        "--max-warnings",
        "0",
        "--cache",
        "--cache-strategy",
        "content",
        "--cache-location",
        LINTED,
      ],
    ],
  },
  {
    name: "unit",
    what: "unit tests but the slow ones of jest.config.mjs",
    commands: [["node", "scripts/test.mjs", "--selectProjects", "unit"]],
  },
  {
    name: "exports",
    what: "publint and attw on the packed package",
    after: "types",
    commands: [
      ["npm", "pack", "--ignore-scripts", "--pack-destination", PACKED],
      ["publint", "run", "TARBALL", "--strict"],
      // the strict profile: node10, node16 from CommonJS, node16 from ESM, and bundlers
      ["attw", "TARBALL", "--profile", "strict", "--no-definitely-typed", "--no-emoji", "--format", "ascii"],
    ],
  },
  { name: "unused", what: "knip: files, exports and packages that nothing uses", commands: [["knip"]] },
  {
    name: "format",
    what: "prettier",
    commands: [["prettier", "--check", ".", "--cache", "--cache-location", ".local/prettier"]],
  },
];

const NAMES = STEPS.map(({ name }) => name);
const HELP = `node scripts/check.mjs [STEP...]

Runs the steps, all of them unless some are named, as many at once as there are cores, and prints which hold; a step that
fails is shown in full. What has to be there: node scripts/setup.mjs --no-engine.

${STEPS.map(({ name, what }) => `  ${name.padEnd(8)} ${what}`).join("\n")}

  --help   this text`;

/** @typedef {{ name: string, ok: boolean, seconds: number, lines: string[] }} Outcome */

async function main() {
  const args = process.argv.slice(2);
  if (args.includes("--help") || args.includes("-h")) {
    console.log(HELP);
    return 0;
  }
  const unknown = args.find((name) => !NAMES.includes(name));
  if (unknown) throw new Failure(`there is no step "${unknown}": choose among ${NAMES.join(", ")}`);
  endOnSignal(() => console.error("interrupted"));
  const wanted = STEPS.filter(({ name }) => args.length === 0 || args.includes(name));
  const outcomes = await runSteps(wanted);
  for (const { name, lines } of outcomes.filter(({ ok }) => !ok)) {
    console.log(`\n== ${name}\n${lines.join("\n")}`);
  }
  console.log(`\n${"step".padEnd(8)} ok  seconds`);
  for (const { name, ok, seconds } of outcomes) {
    console.log(`${name.padEnd(8)} ${ok ? "ok" : "NO"}  ${seconds.toFixed(1).padStart(7)}`);
  }
  return outcomes.every(({ ok }) => ok) ? 0 : 1;
}

/**
 * @param {typeof STEPS} steps
 * @returns {Promise<Outcome[]>} in the order of the steps
 */
async function runSteps(steps) {
  /** @type {Map<string, Outcome>} */
  const done = new Map();
  const waiting = [...steps];
  const isFree = ({ after }) => !after || done.has(after) || !steps.some(({ name }) => name === after);
  const worker = async () => {
    for (;;) {
      const next = waiting.findIndex(isFree);
      if (next === -1) return;
      const [step] = waiting.splice(next, 1);
      done.set(step.name, await runStep(step));
    }
  };
  // a worker that finds nothing free ends; the one that finishes what is waited for takes the rest
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
  return steps.map(({ name }) => /** @type {Outcome} */ (done.get(name)));
}

/**
 * @param {(typeof STEPS)[number]} step
 * @returns {Promise<Outcome>}
 */
async function runStep({ name, commands }) {
  const started = performance.now();
  if (name === "lint") {
    for (const former of existsSync(LINT) ? readdirSync(LINT) : [])
      if (!LINTED.startsWith(join(LINT, former)))
        rmSync(join(LINT, former), { recursive: true, force: true });
  }
  if (name === "exports") {
    rmSync(PACKED, { recursive: true, force: true });
    mkdirSync(PACKED, { recursive: true });
  }
  const lines = [];
  let ok = true;
  for (const [tool, ...args] of commands) {
    const filled = args.map((arg) => (arg === "TARBALL" ? join(PACKED, readdirSync(PACKED)[0] ?? "") : arg));
    const result = await run(PROGRAMS[tool] ?? join(BIN, tool), filled, { cwd: ROOT });
    lines.push(...result.lines);
    ok = result.code === 0;
    if (!ok) break;
  }
  return { name, ok, seconds: (performance.now() - started) / 1000, lines };
}

await runScript("check", main);
