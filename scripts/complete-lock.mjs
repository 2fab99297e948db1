#!/usr/bin/env node
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runScript, Failure } from "./setup/failure.mjs";

const HELP = `node scripts/complete-lock.mjs

To be run after \`npm install\` changed package-lock.json. npm writes no entry for an optional package (a binary for another
platform) that the registry at hand does not list, and \`npm ci\` then refuses the lock, everywhere. This adds them: their
versions are exact, their platform stands in their name.`;

const LOCK = fileURLToPath(new URL("../package-lock.json", import.meta.url));
const SYSTEMS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const PROCESSORS = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64"];

async function main() {
  if (process.argv.includes("--help")) {
    console.log(HELP);
    return 0;
  }
  const lock = JSON.parse(readFileSync(LOCK, "utf8"));
  const added = missingPackages(lock.packages);
  if (added.length > 0) {
    const places = Object.entries({ ...lock.packages, ...Object.fromEntries(added) });
    lock.packages = Object.fromEntries(places.sort(([a], [b]) => a.localeCompare(b, "en")));
    writeFileSync(LOCK, `${JSON.stringify(lock, undefined, 2)}\n`);
  }
  console.log(`package-lock.json: ${added.length} packages for other platforms added`);
  return 0;
}

/**
 * Entries for the optional dependencies that no place of the lock answers for.
 *
 * @param {Record<string, { optionalDependencies?: Record<string, string>, dev?: boolean }>} packages by place
 * @returns {[string, object][]}
 */
function missingPackages(packages) {
  /** @type {[string, object][]} */
  const found = [];
  for (const [place, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (!isLocked(packages, place, name)) found.push([`node_modules/${name}`, entry(name, version, dev)]);
    }
  }
  return found;
}

/** Whether Node would find the package from a place. */
function isLocked(packages, place, name) {
  for (let folder = place; ;) {
    if (packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) return true;
    if (folder === "") return false;
    folder = folder.includes("/node_modules/") ? folder.slice(0, folder.lastIndexOf("/node_modules/")) : "";
  }
}

/** @param {string} name @param {string} version @param {boolean} [dev] */
function entry(name, version, dev) {
  const words = name.split(/[-/]/);
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  if (!os || !cpu || !/^\d+\.\d+\.\d+$/.test(version)) {
    throw new Failure(
      `${name}@${version} is not in package-lock.json and its platform cannot be told: add it by hand`,
    );
  }
  return { version, cpu: [cpu], ...(dev && { dev }), optional: true, os: [os] };
}

await runScript("complete-lock", main);
