#!/usr/bin/env node
import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build, buildReady } from "./setup/build.mjs";
import { cacheFolder } from "./setup/cache.mjs";
import { endOnSignal } from "./setup/child.mjs";
import { ensureEngine } from "./setup/engine.mjs";
import { Failure, runScript } from "./setup/failure.mjs";
import { withLock } from "./setup/lock.mjs";
import { ensureMiniStack } from "./setup/ministack.mjs";
import { installPackages, packagesReady } from "./setup/packages.mjs";
import { createProgress } from "./setup/progress.mjs";
import { isAtLeast } from "./setup/version.mjs";

const HELP = `node scripts/setup.mjs [--no-engine] [--aws]

Makes a clone ready, and does only what is not done yet: installs the packages as locked, compiles the library and the
emulator, and finds a Pulumi CLI: on PATH (3.248.0 or later), else cached, else the official release, else built with Go.

  --no-engine   leave the Pulumi CLI out
  --aws         with MiniStack, the local AWS of the tests: needs Python 3.10 or later
  --help        this text

PULUMI_TRTC_CACHE is the folder for the Pulumi CLI, MiniStack and the logs (default: pulumi-trtc in XDG_CACHE_HOME or
~/.cache).`;

const CHECKOUT = resolve(fileURLToPath(import.meta.url), "../..");

/**
 * @typedef {object} SetUp
 * @property {string} root the checkout
 * @property {string} [pulumiRoot] a folder that holds bin/pulumi, for PulumiCommand.get({ root }); absent without engine
 * @property {string} [pulumiBin] that bin/
 * @property {string} [pulumiVersion] such as 3.259.0
 * @property {string} [pulumiSource] where the CLI came from, in words
 * @property {string} [miniStackVersion] such as 1.5.33; absent without aws
 * @property {Record<string, string>} env what to add to the environment of a command of the project
 */

/**
 * Makes the checkout ready. Safe to call from several processes at once; when all is there it changes nothing.
 *
 * @param {object} [options]
 * @param {string} [options.root] the checkout
 * @param {boolean} [options.engine] whether a Pulumi CLI is wanted
 * @param {boolean} [options.aws] whether MiniStack is wanted, the local AWS of the tests
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {import("./setup/progress.mjs").Progress} [options.progress]
 * @param {string} [options.releases] where official releases of the Pulumi CLI are
 * @returns {Promise<SetUp>}
 */
export async function setup({
  root = CHECKOUT,
  engine = true,
  aws = false,
  env = process.env,
  progress = createProgress(),
  releases,
} = {}) {
  if (process.platform === "win32") throw new Failure("Windows is not supported by itself: use WSL");
  if (!isAtLeast(process.version, "20.0.0")) {
    throw new Failure(
      `Node ${process.version} is too old: install Node.js 20 or later from https://nodejs.org/`,
    );
  }
  const cache = cacheFolder(env);
  const restoreSignals = endOnSignal(() =>
    progress.say("interrupted: the same command goes on where it stopped"),
  );
  try {
    // first, as it is soon done and all that may be missing is a Python that only the user can install
    const miniStack = aws ? await ensureMiniStack({ root, cache, env, progress }) : undefined;
    await preparePackages({ root, cache, env, progress });
    const found = engine ? await ensureEngine({ root, cache, env, progress, releases }) : undefined;
    return {
      root,
      pulumiRoot: found?.root,
      pulumiBin: found?.bin,
      pulumiVersion: found?.version,
      pulumiSource: found?.source,
      miniStackVersion: miniStack?.version,
      env: {
        ...projectEnv(root, found, env),
        ...(miniStack && { PULUMI_TRTC_MINISTACK: miniStack.python }),
      },
    };
  } finally {
    restoreSignals();
  }
}

/**
 * Packages and build, under one lock of the checkout.
 *
 * @param {{ root: string, cache: string, env: NodeJS.ProcessEnv, progress: import("./setup/progress.mjs").Progress }} options
 */
async function preparePackages({ root, cache, env, progress }) {
  if ((await packagesReady(root)) && buildReady(root)) return;
  const onWait = (pid) =>
    progress.say(`another set-up (process ${pid}) is at work in this checkout, waiting for it`);
  await withLock(join(root, ".local", "setup.lock"), { onWait }, async () => {
    if (!(await packagesReady(root))) {
      const checkout = createHash("sha256").update(root).digest("hex").slice(0, 12);
      await installPackages(root, { log: join(cache, "logs", `packages-${checkout}.log`), progress, env });
    }
    if (!buildReady(root)) await build(root, { progress, env });
  });
}

/**
 * Node 22 and the project's tools first, then the Pulumi CLI.
 *
 * @param {string} root
 * @param {import("./setup/engine.mjs").Engine | undefined} engine
 * @param {NodeJS.ProcessEnv} env
 * @returns {Record<string, string>}
 */
function projectEnv(root, engine, env) {
  const first = [join(root, "node_modules", ".bin"), ...(engine ? [engine.bin] : [])];
  const rest = (env.PATH ?? "").split(delimiter).filter((folder) => !first.includes(folder));
  return {
    PATH: [...first, ...rest].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

async function main() {
  const { values } = options();
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { pulumiVersion, pulumiSource, miniStackVersion } = await setup({
    engine: !values["no-engine"],
    aws: values.aws ?? false,
  });
  const engine = pulumiVersion ? `: Pulumi CLI ${pulumiVersion}, ${pulumiSource}` : ", without a Pulumi CLI";
  console.log(`ready${engine}${miniStackVersion ? `, with MiniStack ${miniStackVersion}` : ""}`);
  return 0;
}

function options() {
  try {
    return parseArgs({
      options: {
        help: { type: "boolean", short: "h" },
        "no-engine": { type: "boolean" },
        aws: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new Failure(`${error.message.split(".")[0]}: see --help`);
  }
}

const [, script] = process.argv;
if (script && realpathSync(script) === fileURLToPath(import.meta.url)) await runScript("setup", main);
