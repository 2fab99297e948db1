import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  mkdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, isAbsolute, join, sep } from "node:path";
import { run } from "./child.mjs";
import { isAtLeast, parseVersion } from "./version.mjs";

/** Without these beside it or on PATH, a CLI cannot run a TypeScript program or a dynamic provider. */
const PLUGINS = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

/**
 * Looks at the first `pulumi` on PATH that is not one of our own.
 *
 * @param {object} options
 * @param {NodeJS.ProcessEnv} options.env
 * @param {string} options.cache
 * @param {string} options.oldest the oldest version that is taken
 * @returns {Promise<{ engine?: import("./engine.mjs").Engine, refused?: string }>} `refused` says why it is not used
 */
export async function engineOnPath({ env, cache, oldest }) {
  const folders = (env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => isAbsolute(folder) && !`${folder}${sep}`.startsWith(`${cache}${sep}`));
  const cli = findExecutable("pulumi", folders);
  if (!cli) return {};
  const { code, lines } = await run(cli, ["version"], {
    cwd: tmpdir(),
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeout: 20_000,
  });
  const answer = lines.find((line) => /^v?\d+\.\d+\.\d+/.test(line));
  if (code !== 0 || answer === undefined) {
    return { refused: `not using ${cli}: \`pulumi version\` does not answer with a version` };
  }
  if (!isAtLeast(answer, oldest)) return { refused: `not using ${cli}: ${answer} is older than ${oldest}` };
  // the CLI looks beside the file behind the link, not beside the link
  const beside = dirname(realpathSync(cli));
  const missing = PLUGINS.find((name) => !findExecutable(name, [beside, ...folders]));
  if (missing)
    return { refused: `not using ${cli} (${answer}): ${missing} is neither beside it nor on PATH` };
  const root = linkRoot(cli, cache);
  const version = /** @type {number[]} */ (parseVersion(answer)).join(".");
  return { engine: { root, bin: join(root, "bin"), version, source: `on PATH: ${cli}` } };
}

/**
 * A folder whose bin/ holds nothing but a link to the CLI. Automation API wants such a folder and puts its bin/ first on
 * PATH, where the CLI's own folder could bring another `node` along.
 *
 * @param {string} cli
 * @param {string} cache
 */
function linkRoot(cli, cache) {
  const name = createHash("sha256").update(cli).digest("hex").slice(0, 12);
  const root = join(cache, "engine", `on-path-${name}`);
  const link = join(root, "bin", "pulumi");
  mkdirSync(dirname(link), { recursive: true });
  if (linkTarget(link) !== cli) {
    const fresh = `${link}-${process.pid}`;
    symlinkSync(cli, fresh);
    renameSync(fresh, link);
  }
  return root;
}

/** @param {string} link */
function linkTarget(link) {
  try {
    return readlinkSync(link);
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** @param {string} name @param {string[]} folders */
function findExecutable(name, folders) {
  return folders
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
      } catch {
        return false;
      }
    });
}
