import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { importFile, IMPORT_FILE_HELP, TASK_TYPES } from "./import-file";
import type { ImportFileOptions } from "./import-file";
import { probe } from "./probe";
import type { ProbeOptions } from "./probe";
import { reconcile } from "./reconcile";
import type { ReconcileOptions } from "./reconcile";
import { refusedLine, REPORT_HELP } from "./reconcile-report";
import { replay } from "./replay";
import type { ReplayOptions } from "./replay";
import { UsageError } from "./terminal";
import type { Terminal } from "./terminal";

const MAX_SDK_APP_ID = 4_294_967_295;
const MAX_TIMEOUT_SECONDS = 60;
const MAX_WAIT_SECONDS = 86_400;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Runs the command line `pulumi-trtc` with the arguments after its name.
 * @returns the exit code: 0 all is right, 1 something is not, 2 the command line is not as it must be; `reconcile` has more
 */
export async function runProgram(argv: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const program = new Command("pulumi-trtc")
    .description(
      "Keeps stacks in line with their program, takes running tasks over into a stack, and tries and repairs what receives the\n" +
        "callbacks of Tencent RTC (TRTC).",
    )
    .version(version())
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      // an unknown option may have a secret for a value
      outputError: (text, write) => write(withoutValues(text)),
    })
    .exitOverride();
  program
    .command("probe")
    .description(
      "Sends a signed test event, a wrongly signed and an unsigned one to a callback URL and says whether the answers are right.\n" +
        "The callback key comes from TRTC_CALLBACK_KEY, or is asked for.",
    )
    .argument("<url>", "callback URL, as the console has it")
    .requiredOption("--sdk-app-id <id>", "application that the event is of", sdkAppId)
    .option("--timeout <seconds>", "how long an answer may take; TRTC waits 5 s", timeout, 5)
    .addOption(new Option("--key [key]").hideHelp())
    .action(async (url: string, options: ProbeOptions) => {
      exitCode = await probe(url, options, terminal);
    });
  program
    .command("replay-events")
    .description(
      "Puts events back that a callback endpoint could not store and wrote to its log: reads the log's lines from files or stdin.\n" +
        "What is there already is left alone, so it can be run again.",
    )
    .addOption(
      new Option("--vendor <vendor>", "store of the event log").choices(["s3", "cos"]).makeOptionMandatory(),
    )
    .requiredOption("--bucket <bucket>", "bucket of the event log")
    .requiredOption("--region <region>", "region of the bucket")
    .argument("[file...]", "log files, one line an entry (default: stdin)")
    .action(async (files: string[], options: ReplayOptions) => {
      exitCode = await replay(files, options, terminal);
    });
  program
    .command("reconcile")
    .description(
      "Makes what runs the same as the program of a stack says: looks for drift, and updates the stack when something differs.\n" +
        "Waits for its turn, and goes on where a killed run has ended. Needs @pulumi/pulumi and the pulumi command; makes no stack.",
    )
    .requiredOption("--stack <name>", "stack to reconcile")
    .option("--cwd <folder>", "folder of the Pulumi program", ".")
    .option("--check", "change nothing: say what differs, exit code 7")
    .option(
      "--policy-pack <path>",
      "policy pack to hold the program to, its folder or its launcher; may be repeated",
      listed,
    )
    .option(
      "--policy-pack-config <file>",
      "configuration of a policy pack, in the order of the packs; may be repeated",
      listed,
    )
    .option("--wait-for-lock <seconds>", "how long to wait for another run of the stack", seconds, 600)
    .option(
      "--break-lock-after <seconds>",
      "age at which a lock of another machine counts as left behind (default: never)",
      seconds,
    )
    .option("--settle <seconds>", "how long what a killed run had begun may still take effect", seconds, 100)
    .option("--message <text>", "message of the update")
    .addHelpText("after", REPORT_HELP)
    .action(async (options: ReconcileOptions) => {
      exitCode = await reconcile(options, terminal);
    });
  program
    .command("import-file")
    .description(
      "Writes the file with which pulumi import takes over a task that runs: one that a script made, or that a killed run left.\n" +
        "Asks the API that the task runs, and changes nothing but the file.",
    )
    .argument("<file>", "arguments of the task as JSON, or what pulumi preview --json prints of the program")
    .requiredOption("--name <name>", "name of the resource in the program", filled)
    .requiredOption("--task-id <id>", "TaskId, as the script or event 1001 says it", filled)
    .addOption(
      new Option("--type <class>", "class of the resource").choices(TASK_TYPES).default("CloudSliceTask"),
    )
    .option("--parent <urn>", "component around the resource (default: that of the plan)")
    .option("--stack <name>", "stack for the printed command (default: the selected one)", filled)
    .option("--created-at <time>", "when the task was made: ISO 8601, or EventMsTs of event 1001", time)
    .option("--output <file>", "file to write (default: <name>.import.json)", filled)
    .option("--force", "write over a file that is there")
    .addHelpText("after", IMPORT_FILE_HELP)
    .action(async (file: string, options: ImportFileOptions) => {
      exitCode = await importFile(file, options, terminal);
    });
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    // it has said so itself
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      if (argv[0] === "reconcile")
        terminal.stdout.write(refusedLine(withoutValues(error.message).replace(/^error: /, ""), Date.now()));
      return 2;
    }
    terminal.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function sdkAppId(text: string): number {
  const id = Number(text);
  if (/^\d+$/.test(text) && id >= 1 && id <= MAX_SDK_APP_ID) return id;
  throw new InvalidArgumentError(`Allowed is a whole number from 1 to ${MAX_SDK_APP_ID}.`);
}

function timeout(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= MAX_TIMEOUT_SECONDS) return seconds;
  throw new InvalidArgumentError(`Allowed are seconds above 0, up to ${MAX_TIMEOUT_SECONDS}.`);
}

function seconds(text: string): number {
  const count = Number(text);
  if (/^\d/.test(text) && count <= MAX_WAIT_SECONDS) return count;
  throw new InvalidArgumentError(`Allowed are seconds from 0 to ${MAX_WAIT_SECONDS}.`);
}

function filled(text: string): string {
  if (text.trim() !== "") return text.trim();
  throw new InvalidArgumentError("Allowed is a text that is not empty.");
}

/** Milliseconds since the Unix epoch. */
function time(text: string): number {
  const ms = /^\d{13}$/.test(text) ? Number(text) : Date.parse(ISO_TIME.test(text) ? text : "");
  if (!Number.isNaN(ms)) return ms;
  throw new InvalidArgumentError(
    "Allowed are a time with its zone such as 2026-01-31T12:00:00Z, and milliseconds since 1970.",
  );
}

function listed(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** What commander says of the options, without the values that it quotes. */
function withoutValues(text: string): string {
  return text.replace(/'(--[\w-]+)=[^']*'/g, "'$1'").replace(/'(-[^-'])[^']+'/g, "'$1'");
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8"));
  const has = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return has ? String(manifest.version) : "unknown";
}
