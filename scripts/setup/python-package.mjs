import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./child.mjs";
import { Failure } from "./failure.mjs";
import { withLock } from "./lock.mjs";
import { findPython } from "./python.mjs";

const NETWORK_FAILURE =
  /NewConnectionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|ConnectionResetError|Name or service not known|Temporary failure in name resolution|No matching distribution|HTTP error 5\d\d/;

/**
 * A Python package in a virtual environment of its own in the cache: found, else made of the exact versions that
 * `scripts/setup/<name>.txt` lists.
 *
 * @param {{ name: string, title: string }} what the package, and how messages call it
 * @param {{ root: string, cache: string, env: NodeJS.ProcessEnv, progress: import("./progress.mjs").Progress }} options
 *   `root` is the checkout
 * @returns {Promise<{ python: string, version: string }>} the environment's Python and the package's version
 */
export async function ensurePythonPackage({ name, title }, { root, cache, env, progress }) {
  const requirements = join(root, "scripts", "setup", `${name}.txt`);
  const text = readFileSync(requirements, "utf8");
  const version = pinnedVersion(name, text);
  // another list of packages is another environment: a checkout of an older version keeps its own
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const folder = join(cache, name, `${version}-${process.platform}-${process.arch}-${hash}`);
  const found = { python: join(folder, "bin", "python"), version };
  if (isReady(folder)) return found;
  const { command } = await findPython(env);
  const onWait = (pid) => progress.say(`another set-up (process ${pid}) installs ${title}, waiting for it`);
  return withLock(`${folder}.lock`, { onWait }, async () => {
    if (isReady(folder)) return found;
    const log = join(cache, "logs", `${name}-${version}.log`);
    mkdirSync(join(cache, "logs"), { recursive: true });
    writeFileSync(log, "");
    await progress.during(`installing ${title} ${version}`, () =>
      install({ folder, command, requirements, name, title, version, log, env }),
    );
    return found;
  });
}

/**
 * @param {object} options
 * @param {string} options.folder
 * @param {string} options.command the Python to make the environment from
 * @param {string} options.requirements
 * @param {string} options.name
 * @param {string} options.title
 * @param {string} options.version
 * @param {string} options.log
 * @param {NodeJS.ProcessEnv} options.env
 */
async function install({ folder, command, requirements, name, title, version, log, env }) {
  const python = join(folder, "bin", "python");
  const made = await run(command, ["-m", "venv", "--clear", folder], { env, log });
  if (made.code !== 0) {
    throw new Failure(`${command} could not make a virtual environment: see ${log}`, made.lines.slice(-15));
  }
  const pip = ["-m", "pip", "install", "--no-deps", "--disable-pip-version-check", "--no-input"];
  const installed = await run(python, [...pip, "-r", requirements], { env, log });
  if (installed.code !== 0) throw installFailure(installed, { title, log });
  const probe = `import importlib.metadata as m; print(m.version('${name}'))`;
  const checked = await run(python, ["-c", probe], { env, log });
  if (checked.code !== 0 || !checked.lines.includes(version)) {
    throw new Failure(
      `the ${title} that was installed does not answer with ${version}: see ${log}`,
      checked.lines,
    );
  }
  writeFileSync(stampFile(folder), version);
}

/**
 * Whether the environment was finished and the Python that it links to is still installed.
 *
 * @param {string} folder
 */
function isReady(folder) {
  return existsSync(stampFile(folder)) && existsSync(join(folder, "bin", "python"));
}

/** @param {string} folder */
function stampFile(folder) {
  return join(folder, "verified");
}

/**
 * @param {{ lines: string[] }} result
 * @param {{ title: string, log: string }} about
 */
function installFailure({ lines }, { title, log }) {
  const cure = lines.some((line) => NETWORK_FAILURE.test(line))
    ? "the Python package index does not give what is asked for: check the network (and pip's `index-url` and proxy settings), then run the same command again"
    : `pip could not install ${title}: see ${log}`;
  return new Failure(cure, lines.slice(-15));
}

/**
 * @param {string} name
 * @param {string} requirements the text of the list
 */
function pinnedVersion(name, requirements) {
  const version = new RegExp(`^${name}==([\\d.]+)$`, "m").exec(requirements)?.[1];
  if (!version) {
    throw new Failure(
      `scripts/setup/${name}.txt does not pin ${name}: write one exact version, such as ${name}==1.5.33`,
    );
  }
  return version;
}
