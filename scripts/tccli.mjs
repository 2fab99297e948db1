#!/usr/bin/env node
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "./setup/cache.mjs";
import { endOnSignal } from "./setup/child.mjs";
import { Failure, runScript } from "./setup/failure.mjs";
import { createProgress } from "./setup/progress.mjs";
import { ensurePythonPackage } from "./setup/python-package.mjs";

const HELP = `node scripts/tccli.mjs

Prints where tccli is, the vendor's command line that the benchmarks compare with, as pinned in scripts/setup/tccli.txt;
the first time it is installed into the cache: 700 MB, needs Python 3.10 or later.

  --help        this text`;

async function main() {
  const [option] = process.argv.slice(2);
  if (option === "--help" || option === "-h") {
    console.log(HELP);
    return 0;
  }
  if (option !== undefined) throw new Failure(`unknown option ${option}: see --help`);
  const { env } = process;
  endOnSignal(() => console.error("interrupted: the same command begins the installation again"));
  const root = resolve(fileURLToPath(import.meta.url), "../..");
  const { python } = await ensurePythonPackage(
    { name: "tccli", title: "tccli" },
    { root, cache: cacheFolder(env), env, progress: createProgress() },
  );
  console.log(join(dirname(python), "tccli"));
  return 0;
}

await runScript("tccli", main);
