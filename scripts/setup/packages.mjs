import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, sep } from "node:path";
import { setTimeout } from "node:timers/promises";
import { run } from "./child.mjs";
import { Failure } from "./failure.mjs";
import { isAtLeast } from "./version.mjs";

/** What of a package.json decides what is installed; its scripts, say, do not. */
const DECIDING = [
  "name",
  "version",
  "bin",
  "workspaces",
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "peerDependencies",
  "overrides",
];
const DEPENDENCIES = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];
const NETWORK_FAILURE =
  /ECONNRESET|ECONNREFUSED|ECONNABORTED|ETIMEDOUT|EIDLETIMEOUT|ERR_SOCKET_TIMEOUT|EAI_AGAIN|ENOTFOUND|ENETUNREACH|EPIPE|network|code E(?:429|5\d\d)/;
const PAUSES = [2_000, 8_000];

/**
 * Whether node_modules is what package-lock.json asks for. A tree that somebody installed by hand is accepted when npm's
 * own record of it agrees with the lock.
 *
 * @param {string} root the checkout
 */
export async function packagesReady(root) {
  const stamp = stampFile(root);
  const wanted = packagesHash(root);
  if (readIfThere(stamp) === wanted && existsSync(projectNode(root))) return true;
  if (!isInstalled(root) || !(await hasNode22(root))) return false;
  writeFileSync(stamp, wanted);
  return true;
}

/**
 * Installs the packages as locked, anew.
 *
 * @param {string} root the checkout
 * @param {{ log: string, progress: import("./progress.mjs").Progress, env: NodeJS.ProcessEnv }} options
 */
export async function installPackages(root, { log, progress, env }) {
  mkdirSync(dirname(log), { recursive: true });
  writeFileSync(log, "");
  await progress.during("installing packages", async (tell) => {
    const result = await npm(root, ["ci"], { log, env, tell });
    if (result.code === 0) return;
    if (!isOutOfStep(result.lines)) throw installFailure(result, log);
    // npm ci refuses a lock without the packages for other platforms, which a registry that lacks them cannot give
    if (!lacksOnlyUnlisted(result.lines)) {
      throw new Failure(
        "package-lock.json does not agree with package.json: run `npm install` and commit package-lock.json",
        result.lines.filter((line) => /Missing:|Invalid:/.test(line)).slice(0, 10),
      );
    }
    const installed = await npm(root, ["install", "--no-save"], { log, env, tell });
    if (installed.code !== 0) throw installFailure(installed, log);
  });
  if (!(await hasNode22(root))) {
    throw new Failure(
      "Node 22 is not in node_modules/.bin, as npm did not run the install script of the package `node`: " +
        "run `npm rebuild node --ignore-scripts=false`, or use Node 22 or later yourself",
    );
  }
  writeFileSync(stampFile(root), packagesHash(root));
}

/** Where npm puts the Node of the project's package `node`. @param {string} root */
export function projectNode(root) {
  return join(root, "node_modules", ".bin", "node");
}

/**
 * What decides what is installed, in one text; changes with the platform too, as some packages are binaries.
 *
 * @param {string} root
 */
export function packagesHash(root) {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
  hash.update(readFileSync(join(root, "package-lock.json")));
  for (const manifest of manifests(root).values()) {
    hash.update(JSON.stringify(DECIDING.map((field) => manifest[field])));
  }
  return hash.digest("hex");
}

/**
 * Runs npm with pauses between tries while the network fails.
 *
 * @param {string} root
 * @param {string[]} args
 * @param {{ log: string, env: NodeJS.ProcessEnv, tell: (detail: string) => void }} options
 */
async function npm(root, args, { log, env, tell }) {
  for (let attempt = 0; ; attempt++) {
    const result = await run("npm", [...args, "--include=dev", "--no-audit", "--no-fund"], {
      cwd: root,
      env: { ...env, PATH: pathOutsideModules(env) },
      log,
    });
    if (result.missing) {
      throw new Failure(
        "npm is not on PATH: install Node.js 20 or later with its npm from https://nodejs.org/",
      );
    }
    const pause = PAUSES[attempt];
    if (result.code === 0 || pause === undefined) return result;
    if (isOutOfStep(result.lines) || !result.lines.some((line) => NETWORK_FAILURE.test(line))) return result;
    tell(`the network failed, try ${attempt + 2} of ${PAUSES.length + 1}`);
    await setTimeout(pause);
  }
}

/** PATH without any node_modules/.bin: npm must not run on a Node that it is about to replace. @param {NodeJS.ProcessEnv} env */
function pathOutsideModules(env) {
  const isModules = (folder) => folder.split(sep).includes("node_modules");
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => !isModules(folder));
  const own = dirname(process.execPath);
  return (isModules(own) ? folders : [...folders, own]).join(delimiter);
}

/**
 * @param {{ lines: string[] }} result
 * @param {string} log
 */
function installFailure({ lines }, log) {
  const cure = lines.some((line) => NETWORK_FAILURE.test(line))
    ? "the package registry does not answer: check the network (and npm's `registry` and proxy settings), then run the same command again"
    : `npm could not install the packages: see ${log}`;
  return new Failure(cure, lines.slice(-15));
}

/** @param {string[]} lines */
function isOutOfStep(lines) {
  return lines.some((line) => line.includes("code EUSAGE"));
}

/** Whether every package that npm misses in the lock is one that the registry has no version of. @param {string[]} lines */
function lacksOnlyUnlisted(lines) {
  const problems = lines.filter((line) => /(?:Missing|Invalid):/.test(line));
  return problems.length > 0 && problems.every((line) => /Missing: \S+@ from lock file/.test(line));
}

/** Compares npm's record of what it installed with the lock, and the lock with the package.json files. @param {string} root */
function isInstalled(root) {
  const record = readIfThere(join(root, "node_modules", ".package-lock.json"));
  if (record === undefined) return false;
  const installed = JSON.parse(record).packages;
  const locked = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  for (const [folder, manifest] of manifests(root)) {
    const entry = locked[folder] ?? {};
    if (DEPENDENCIES.some((field) => !sameEntries(entry[field], manifest[field]))) return false;
  }
  return Object.entries(locked).every(([place, { version, integrity, link, optional }]) => {
    if (!place.includes("node_modules/") || link) return true;
    const there = installed[place];
    if (there === undefined) return optional === true;
    return there.version === version && there.integrity === integrity;
  });
}

/** @param {Record<string, string>} [a] @param {Record<string, string>} [b] */
function sameEntries(a = {}, b = {}) {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** The package.json of the root ("") and of each workspace, by folder. @param {string} root */
function manifests(root) {
  const read = (folder) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  const found = new Map([["", read("")]]);
  for (const pattern of found.get("").workspaces ?? []) {
    for (const folder of workspaceFolders(root, pattern)) found.set(folder, read(folder));
  }
  return found;
}

/** `examples/*` or a plain folder. @param {string} root @param {string} pattern */
function workspaceFolders(root, pattern) {
  const parent = pattern.endsWith("/*") ? pattern.slice(0, -2) : undefined;
  const folders =
    parent === undefined
      ? [pattern]
      : existsSync(join(root, parent))
        ? readdirSync(join(root, parent)).map((name) => `${parent}/${name}`)
        : [];
  return folders.filter((folder) => existsSync(join(root, folder, "package.json"))).sort();
}

/** Whether commands of the project run on Node 22 or later. @param {string} root */
async function hasNode22(root) {
  const { code, lines } = await run(projectNode(root), ["--version"], { timeout: 10_000 });
  return (code === 0 && isAtLeast(lines[0] ?? "", "22.0.0")) || isAtLeast(process.version, "22.0.0");
}

/** @param {string} root */
function stampFile(root) {
  return join(root, "node_modules", ".setup-hash");
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}
