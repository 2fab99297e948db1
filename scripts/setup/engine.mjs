import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { buildEngine, goProblem } from "./engine-build.mjs";
import { engineOnPath } from "./engine-on-path.mjs";
import { downloadEngine, RELEASES, releaseAnswers } from "./engine-release.mjs";
import { run } from "./child.mjs";
import { Failure } from "./failure.mjs";
import { withLock } from "./lock.mjs";

/** The oldest Pulumi CLI that is taken from PATH. */
const OLDEST_CLI = "3.248.0";
/** The CLI, the host of TypeScript programs and the host of dynamic providers, side by side. */
const ENGINE_FILES = /** @type {const} */ ([
  "pulumi",
  "pulumi-language-nodejs",
  "pulumi-resource-pulumi-nodejs",
]);

/** Counts the ways in which they were made: what an older one made is made anew, but for the CLI itself. */
const RECIPE = 2;

/**
 * @typedef {object} Engine
 * @property {string} root a folder that holds bin/pulumi
 * @property {string} bin the folder to put on PATH
 * @property {string} version such as 3.259.0
 * @property {string} source where it came from, in words
 */

/**
 * Finds a Pulumi CLI or makes one: on PATH, else cached, else the official release, else built from Go modules.
 *
 * @param {object} options
 * @param {string} options.root the checkout, with its packages installed
 * @param {string} options.cache
 * @param {NodeJS.ProcessEnv} options.env
 * @param {import("./progress.mjs").Progress} options.progress
 * @param {string} [options.releases] where official releases are
 * @returns {Promise<Engine>}
 */
export async function ensureEngine({ root, cache, env, progress, releases = RELEASES }) {
  const version = pinnedVersion(root);
  const onPath = await engineOnPath({ env, cache, oldest: OLDEST_CLI });
  if (onPath.engine) return onPath.engine;
  const folder = join(cache, "engine", `${version}-${process.platform}-${process.arch}`);
  const cached = cachedEngine(folder, version);
  if (cached) return cached;
  if (onPath.refused) progress.say(onPath.refused);
  const onWait = (pid) =>
    progress.say(`another set-up (process ${pid}) makes the Pulumi CLI, waiting for it`);
  return withLock(`${folder}.lock`, { onWait }, async () => {
    const made = cachedEngine(folder, version);
    if (made) return made;
    removeLeftovers(folder);
    const work = join(folder, `work-${process.pid}`);
    mkdirSync(work, { recursive: true });
    const removeWork = () => rmSync(work, { recursive: true, force: true });
    process.on("exit", removeWork);
    try {
      const log = join(cache, "logs", `engine-${version}.log`);
      mkdirSync(join(cache, "logs"), { recursive: true });
      writeFileSync(log, "");
      await make({ root, folder, work, version, log, env, progress, releases });
      await verify(folder, version, work, env);
    } finally {
      process.off("exit", removeWork);
      removeWork();
    }
    return /** @type {Engine} */ (cachedEngine(folder, version));
  });
}

/**
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.folder
 * @param {string} options.work
 * @param {string} options.version
 * @param {string} options.log
 * @param {NodeJS.ProcessEnv} options.env
 * @param {import("./progress.mjs").Progress} options.progress
 * @param {string} options.releases
 */
async function make({ root, folder, work, version, log, env, progress, releases }) {
  const shim = join(root, "node_modules", "@pulumi", "pulumi", "pulumi-resource-pulumi-nodejs");
  /** A finished file goes into place in one step. @param {string} file @param {string} name */
  const install = (file, name) => {
    mkdirSync(join(folder, "bin"), { recursive: true });
    renameSync(file, join(folder, "bin", name));
  };
  if (await releaseAnswers({ version, releases })) {
    try {
      await downloadEngine({ version, releases, work, shim, install, progress });
      return;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      progress.say(`${error.message}; building it instead`);
    }
  }
  const problem = await goProblem({ work, env });
  if (problem) {
    throw new Failure(
      `there is no Pulumi CLI ${OLDEST_CLI} or later on PATH, ${new URL(releases).hostname} does not give one, and ` +
        `${problem}, or the Pulumi CLI from https://www.pulumi.com/docs/install/, then run the same command again`,
    );
  }
  const finished = (name) => name === "pulumi" && isVersion(join(folder, "bin", name), version, work, env);
  await buildEngine({ version, work, shim, install, finished, log, env, progress });
}

/**
 * An engine is there when its three files are as they were when it was verified, made as they are made today.
 *
 * @param {string} folder
 * @param {string} version
 * @returns {Engine | undefined}
 */
function cachedEngine(folder, version) {
  const record = join(folder, "verified.json");
  if (!existsSync(record)) return undefined;
  const { sizes, recipe } = JSON.parse(readFileSync(record, "utf8"));
  const bin = join(folder, "bin");
  if (recipe !== RECIPE || JSON.stringify(sizes) !== JSON.stringify(fileSizes(bin))) return undefined;
  return { root: folder, bin, version, source: `cached in ${folder}` };
}

/**
 * Runs what was made, and records it as done only when it answers with the right version.
 *
 * @param {string} folder
 * @param {string} version
 * @param {string} work
 * @param {NodeJS.ProcessEnv} env
 */
async function verify(folder, version, work, env) {
  const bin = join(folder, "bin");
  const sizes = fileSizes(bin);
  const missing = ENGINE_FILES.find((name) => sizes[name] === undefined);
  if (missing || !(await isVersion(join(bin, "pulumi"), version, work, env))) {
    rmSync(bin, { recursive: true, force: true });
    const reason = missing ? `lacks ${missing}` : `does not answer \`pulumi version\` with v${version}`;
    throw new Failure(`the Pulumi CLI that was made ${reason}: run the same command again to make it anew`);
  }
  writeFileSync(join(work, "verified.json"), JSON.stringify({ sizes, recipe: RECIPE }));
  renameSync(join(work, "verified.json"), join(folder, "verified.json"));
}

/**
 * @param {string} cli
 * @param {string} version
 * @param {string} work
 * @param {NodeJS.ProcessEnv} env
 */
async function isVersion(cli, version, work, env) {
  if (!existsSync(cli)) return false;
  const home = { PULUMI_HOME: join(work, "home"), PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { code, lines } = await run(cli, ["version"], {
    cwd: work,
    env: { ...env, ...home },
    timeout: 60_000,
  });
  return code === 0 && lines.includes(`v${version}`);
}

/** Sizes of the engine's files that are there and can be run. @param {string} bin */
function fileSizes(bin) {
  /** @type {Record<string, number>} */
  const sizes = {};
  for (const name of ENGINE_FILES) {
    try {
      accessSync(join(bin, name), constants.X_OK);
      sizes[name] = statSync(join(bin, name)).size;
    } catch (error) {
      if (error.code !== "ENOENT" && error.code !== "EACCES") throw error;
    }
  }
  return sizes;
}

/** What a killed set-up left; the lock is ours, so none of it is in use. @param {string} folder */
function removeLeftovers(folder) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (name.startsWith("work-")) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** The CLI to make is the SDK that the project is developed with. @param {string} root */
function pinnedVersion(root) {
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const version = devDependencies?.["@pulumi/pulumi"];
  if (!/^\d+\.\d+\.\d+$/.test(version ?? "")) {
    throw new Failure(
      `package.json asks for @pulumi/pulumi "${version}" among its devDependencies: name one exact version, such as "3.259.0"`,
    );
  }
  return version;
}
