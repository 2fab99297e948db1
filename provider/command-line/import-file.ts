import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import type { Bag } from "../resource/schema";
import { valueAt } from "../resource/state";
import { KINDS } from "../task/kinds";
import type { TaskKind } from "../task/kind";
import { createLifecycle, noRobots } from "../task/lifecycle";
import { newState } from "../task/state";
import { operationBudget } from "../trtc/attempt";
import type { ApiClient } from "../trtc/client";
import { isoTime, systemClock } from "../trtc/clock";
import { findCredentials } from "../trtc/credentials";
import { GoneError } from "../trtc/errors";
import { processClient } from "../trtc/process";
import { TRTC } from "../trtc/service";
import { nonEmpty, processSettings } from "../trtc/settings";
import type { Settings } from "../trtc/settings";
import { readArguments, secretVariables, unknownPaths } from "./import-file-arguments";
import { importEntry, parseUrn } from "./import-file-entry";
import { UsageError } from "./terminal";
import type { Terminal } from "./terminal";

export interface ImportFileOptions {
  /** Of the resource in the program. */
  name: string;
  taskId: string;
  /** Class of the resource. */
  type: string;
  /** URN of the component around it. */
  parent?: string;
  stack?: string;
  /** Milliseconds since the Unix epoch. */
  createdAt?: number;
  output?: string;
  force?: true;
}

/** The classes of tasks, the usual one first. */
export const TASK_TYPES: readonly string[] = Object.values(KINDS).map(({ resource }) => resource);

/** What `--help` says beside the options. */
export const IMPORT_FILE_HELP = `
A secret that the file leaves out, or that a plan shows as [secret], comes from the environment:
${secretLines().join("\n")}

The API key is taken from the environment or ~/.tencentcloud/credentials, not from the configuration of a stack.

Example, with the arguments that the program gives, and with the keys of the storage in the environment:
  pulumi preview --json > plan.json
  pulumi-trtc import-file plan.json --name lobby --task-id <id>
`;

/**
 * Writes the file with which the engine takes over a task that runs, and prints the command that does it.
 * @returns 0, and only then there is a file
 * @throws UsageError for options that do not fit, Error for arguments that do not, TrtcError when the API cannot be asked or knows no such task
 */
export async function importFile(
  file: string,
  options: ImportFileOptions,
  terminal: Terminal,
): Promise<number> {
  const { name, taskId, output = `${name.replace(/[^\w.-]/g, "-")}.import.json` } = options;
  const now = systemClock.now();
  checkOptions(options, { output, now });
  const kind = kindOf(options.type);
  const { environment } = terminal;
  const settings = { ...processSettings(() => undefined), environment };
  checkCredentials(settings);
  const report = (message: string) => void terminal.stderr.write(`${message}\n`);
  const client = processClient(TRTC, settings, report);

  const found = readArguments(file, { kind, name, parent: options.parent }, environment);
  const lifecycle = createLifecycle(kind, {
    client,
    clock: systemClock,
    settings,
    report,
    robots: noRobots(),
  });
  // as those of a task that is there: its UserSig need not outlive a new one
  const { inputs, failures } = lifecycle.check(found.args, found.args);
  const problems = [
    ...unknownPaths(inputs).map((path) => `${path} is not known in the plan: write its value into the file`),
    ...failures
      // nothing is signed here, and a program may have the key in its configuration
      .filter(({ property }) => property !== "sdkSecretKey" || inputs["sdkSecretKey"] !== undefined)
      .map(({ property, reason }) => reason + variableHint(kind, property, inputs)),
  ];
  if (problems.length > 0) throw new Error(problems.map((problem) => `${file}: ${problem}`).join("\n"));

  const seen = await look(client, kind, { taskId, inputs });
  const { createdAt = now } = options;
  const { userSig } = inputs;
  const outputs = newState(kind, inputs, {
    createdAt,
    userSig: typeof userSig === "string" ? userSig : undefined,
  });
  const parent = options.parent ?? found.parent;
  const text = importEntry({ kind, name, taskId, inputs, outputs, parent });
  await write(output, text, options);

  const stack = options.stack ?? (parent === undefined ? undefined : parseUrn(parent)?.stack);
  terminal.stdout.write(
    [
      `${output} is written: ${name} is ${seen}`,
      ...(options.createdAt === undefined ? [ageNote(outputs)] : []),
      "It holds secrets in the clear, and only this user can read it. Take the task over, in the folder of the program, and remove it:",
      "",
      `  pulumi import --file ${quoted(output)} --yes --non-interactive --protect=false --generate-code=false` +
        (stack === undefined ? "" : ` --stack ${quoted(stack)}`),
      `  rm ${quoted(output)}`,
      "",
      "After that pulumi preview shows no change.\n",
    ].join("\n"),
  );
  return 0;
}

function checkOptions(
  { parent, stack, createdAt, force }: ImportFileOptions,
  { output, now }: { output: string; now: number },
): void {
  if (parent !== undefined) {
    const urn = parseUrn(parent);
    if (urn === undefined)
      throw new UsageError(
        `--parent is "${parent}", allowed is the URN of the component around the task: copy it from pulumi stack --show-urns`,
      );
    if (TASK_TYPES.some((type) => urn.type.endsWith(`:${type}`)))
      throw new UsageError(
        `--parent is the URN of a task, allowed is that of the component around it: copy it from pulumi stack --show-urns`,
      );
    // before the name of a stack there may be those of organisation and project
    if (stack !== undefined && stack.split("/").at(-1) !== urn.stack)
      throw new UsageError(
        `--stack is "${stack}" and --parent is in stack ${urn.stack}, allowed are those of one stack: correct one of them`,
      );
  }
  if (createdAt !== undefined && createdAt > now)
    throw new UsageError(
      `--created-at is ${isoTime(createdAt)}, allowed is a time that has been: correct it, or the clock of this machine`,
    );
  if (force !== true && existsSync(output)) throw alreadyThere(output);
}

function kindOf(type: string): TaskKind {
  const kind = Object.values(KINDS).find(({ resource }) => resource === type);
  if (kind === undefined) throw new UsageError(`--type is "${type}", allowed are ${TASK_TYPES.join(", ")}`);
  return kind;
}

function checkCredentials(settings: Settings): void {
  const answer = findCredentials(settings);
  if (answer.kind !== "missing") return;
  throw new UsageError(
    nonEmpty(settings.environment["TRTC_CREDENTIAL_SOURCE"]) === undefined
      ? "there is no Tencent Cloud API key: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or write ~/.tencentcloud/credentials"
      : answer.reason,
  );
}

/** Where a secret that is missing may stand too. */
function variableHint({ schema }: TaskKind, path: string, inputs: Bag): string {
  const secret = secretVariables(schema).find(({ keys }) => keys.join(".") === path);
  return secret === undefined || valueAt(inputs, path) !== undefined
    ? ""
    : `; ${secret.variable} may hold it`;
}

/** Asks for the task. @returns in words what is known of it */
async function look(
  client: ApiClient,
  { resource, describe, notFound }: TaskKind,
  { taskId, inputs }: { taskId: string; inputs: Bag },
): Promise<string> {
  const { sdkAppId, region } = inputs;
  const task = `${resource} ${taskId} of application ${String(sdkAppId)} in ${String(region)}`;
  if (describe === undefined) return `${task}; the API has no call that asks whether it runs`;
  const sight = await client
    .call({
      action: describe.action,
      params: { SdkAppId: sdkAppId, TaskId: taskId },
      region: String(region),
      repeatable: true,
      budget: operationBudget(),
      notFound,
    })
    .then(
      (response) => describe.sees(response),
      (error: unknown) => {
        if (error instanceof GoneError) return "unknown";
        throw error;
      },
    );
  if (sight === "running") return `${task}, which runs`;
  throw new GoneError(
    sight === "ended"
      ? `there is nothing to take over: ${task} has ended; run pulumi up to make a new one`
      : `there is no ${task}: it has ended, its handle has expired, or it is of another application, region or type; ` +
          `correct these, or run pulumi up to make a new one`,
  );
}

/** What follows from a time of creation that is not known. */
function ageNote({ handleExpiresAt }: Bag): string {
  return (
    "--created-at is not given, so state will say that the task was made now" +
    (typeof handleExpiresAt !== "string"
      ? ""
      : `: its handle ends before ${handleExpiresAt}, and from then on a refresh takes the task for gone`)
  );
}

/** Readable to this user only, from its first byte on. */
async function write(output: string, text: string, { force = false }: { force?: boolean }): Promise<void> {
  try {
    // one that is there would keep its mode
    if (force) await rm(output, { force: true });
    await writeFile(output, text, { mode: 0o600, flag: "wx" });
  } catch (error) {
    const code: unknown = typeof error === "object" && error !== null && Reflect.get(error, "code");
    if (code === "EEXIST") throw alreadyThere(output);
    throw new Error(`${output} cannot be written (${String(code)}): name another with --output`, {
      cause: error,
    });
  }
}

function alreadyThere(output: string): UsageError {
  return new UsageError(`${output} is there already: remove it, name another with --output, or give --force`);
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Every secret with its variable, each once. */
function secretLines(): string[] {
  const secrets = Object.values(KINDS).flatMap(({ schema }) => secretVariables(schema));
  const lines = secrets.map(
    ({ keys, variable, property }) =>
      `  ${keys.join(".")}: ${variable}${property.type === "array" ? ", as JSON" : ""}`,
  );
  return [...new Set(lines)];
}
