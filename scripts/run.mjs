#!/usr/bin/env node
import { passThrough } from "./setup/child.mjs";
import { Failure, runScript } from "./setup/failure.mjs";
import { setup } from "./setup.mjs";

const HELP = `node scripts/run.mjs [--no-engine] [--aws] COMMAND [ARGUMENT...]

Makes the clone ready (see node scripts/setup.mjs --help), then runs the command on the project's own Node, with its
tools and the Pulumi CLI on PATH. Signals reach the command, and its exit code is returned.

  --no-engine   without a Pulumi CLI
  --aws         with MiniStack, the local AWS of the tests
  --help        this text`;

async function main() {
  const args = process.argv.slice(2);
  let engine = true;
  let aws = false;
  while (args[0]?.startsWith("-")) {
    const option = args.shift();
    if (option === "--help" || option === "-h") {
      console.log(HELP);
      return 0;
    }
    if (option === "--no-engine") engine = false;
    else if (option === "--aws") aws = true;
    else throw new Failure(`unknown option ${option}: see --help`);
  }
  const [command, ...rest] = args;
  if (command === undefined) throw new Failure("there is no command to run: see --help");
  const { env } = await setup({ engine, aws });
  const { code, missing } = await passThrough(command, rest, { env: { ...process.env, ...env } }).ended;
  if (missing) throw new Failure(`there is no "${command}" in node_modules/.bin or on PATH: check its name`);
  return code;
}

await runScript("run", main);
