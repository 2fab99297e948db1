import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "./child.mjs";
import { Failure } from "./failure.mjs";
import { packagesHash, projectNode } from "./packages.mjs";

const SOURCES = ["provider", "emulator/src"];
const SETTINGS = ["tsconfig.base.json", "tsconfig.json", "emulator/tsconfig.json", "scripts/bundle.mjs"];
const OUTPUTS = [
  "dist/index.js",
  "emulator/dist/index.js",
  "dist/functions/aws-callback/index.js",
  "dist/functions/tencent-callback.zip",
];

/** Whether dist/ and emulator/dist/ were built from the sources as they stand. @param {string} root the checkout */
export function buildReady(root) {
  const stamp = stampFile(root);
  return outputsThere(root) && existsSync(stamp) && readFileSync(stamp, "utf8") === sourcesHash(root);
}

/**
 * Compiles the library and the emulator, only what changed, and bundles the functions of the callback endpoints.
 *
 * @param {string} root the checkout
 * @param {{ progress: import("./progress.mjs").Progress, env: NodeJS.ProcessEnv }} options
 */
export async function build(root, { progress, env }) {
  const hash = sourcesHash(root);
  const node = existsSync(projectNode(root)) ? projectNode(root) : process.execPath;
  const compile = [join(root, "node_modules", "typescript", "bin", "tsc"), "-b", ".", "emulator"];
  // tsc -b looks at its own record only, and would not miss an output that somebody removed
  if (!outputsThere(root)) compile.push("--force");
  const bundle = [join(root, "scripts", "bundle.mjs")];
  await progress.during("compiling the library and the emulator", async () => {
    for (const [args, problem] of /** @type {const} */ ([
      [compile, "the sources do not compile: correct what tsc names above"],
      [bundle, "the functions are not bundled: correct what esbuild names above"],
    ])) {
      const { code, lines } = await run(node, [...args], { cwd: root, env });
      if (code !== 0) throw new Failure(problem, lines.slice(-40));
    }
  });
  mkdirSync(dirname(stampFile(root)), { recursive: true });
  writeFileSync(stampFile(root), hash);
}

/** @param {string} root */
function outputsThere(root) {
  return OUTPUTS.every((file) => existsSync(join(root, file)));
}

/** Names, sizes and times of all that the build reads. @param {string} root */
function sourcesHash(root) {
  const hash = createHash("sha256").update(packagesHash(root));
  const sources = SOURCES.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name))),
  );
  for (const file of [...SETTINGS, ...sources].sort()) {
    const there = statSync(join(root, file), { throwIfNoEntry: false });
    hash.update(`${file} ${there?.size} ${there?.mtimeMs}\n`);
  }
  return hash.digest("hex");
}

/** @param {string} root */
function stampFile(root) {
  return join(root, ".local", "build-hash");
}
