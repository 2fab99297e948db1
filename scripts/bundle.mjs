#!/usr/bin/env node
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { strToU8, zipSync } from "fflate";
import { Failure, runScript } from "./setup/failure.mjs";

const ROOT = resolve(fileURLToPath(import.meta.url), "../..");
const FUNCTIONS = join(ROOT, "dist", "functions");
const HELP = `node scripts/bundle.mjs

Makes the functions of the callback endpoints from the library's sources, each with all that it needs in one file. The same
sources make the same bytes: an endpoint is not changed by a build.

  dist/functions/aws-callback/index.js   for Lambda
  dist/functions/tencent-callback.zip    for SCF, with scf_bootstrap

  --help   this text`;

/** The earliest time that a zip file can hold. */
const ZIP_TIME = "1980-01-01T00:00:00";
/** A zip file says by whom it was made how its attributes are to be read: 3 for Unix, where they are a file's mode. */
const UNIX = 3;
const FILE = 0o100644;
const PROGRAM = 0o100755;

async function main() {
  const [option] = process.argv.slice(2);
  if (option === "--help" || option === "-h") {
    console.log(HELP);
    return 0;
  }
  if (option !== undefined) throw new Failure(`unknown option ${option}: see --help`);
  const [lambda, scf] = await Promise.all([
    bundled("provider/aws/lambda/callback.ts", "node22"),
    bundled("provider/tencent/scf/callback.ts", "node18"),
  ]);
  const bootstrap = readFileSync(join(ROOT, "provider/tencent/scf/scf_bootstrap"));
  put("aws-callback/index.js", lambda);
  put(
    "tencent-callback.zip",
    zipSync(
      { "index.js": [scf, attributes(FILE)], scf_bootstrap: [bootstrap, attributes(PROGRAM)] },
      { mtime: ZIP_TIME },
    ),
  );
  return 0;
}

/**
 * One file of CommonJS with all that an entry loads, small and without a map.
 *
 * @param {string} entry
 * @param {string} target
 * @returns {Promise<Uint8Array>}
 */
async function bundled(entry, target) {
  try {
    const { outputFiles } = await build({
      absWorkingDir: ROOT,
      entryPoints: [entry],
      bundle: true,
      write: false,
      minify: true,
      platform: "node",
      target,
      format: "cjs",
      legalComments: "none",
      logLevel: "silent",
    });
    return strToU8(outputFiles[0]?.text ?? "");
  } catch (error) {
    throw new Failure(`${entry} cannot be bundled`, String(error).split("\n"));
  }
}

/** What a zip file says of a file. @param {number} mode */
function attributes(mode) {
  return { os: UNIX, attrs: mode * 2 ** 16 };
}

/**
 * @param {string} name
 * @param {Uint8Array} content
 */
function put(name, content) {
  const file = join(FUNCTIONS, name);
  mkdirSync(dirname(file), { recursive: true });
  // whoever reads it meanwhile gets the old one or the new one
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

await runScript("bundle", main);
