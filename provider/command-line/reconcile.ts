import { realpathSync, statSync } from "node:fs";
import { once } from "node:events";
import { join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type * as PolicyConfig from "../policy/policy-config";
import { InputError } from "../trtc/errors";
import { runOperation, withPulumi } from "./reconcile-engine";
import type { Operation, Policies, StackState } from "./reconcile-engine";
import { createEventReader } from "./reconcile-events";
import type { Change, Seen } from "./reconcile-events";
import { holdersOf, leftBehind, LockedError, locksIn } from "./reconcile-lock";
import type { Lock } from "./reconcile-lock";
import { thisMachine } from "./reconcile-machine";
import type { Machine } from "./reconcile-machine";
import { problemOf, unknownStack } from "./reconcile-problem";
import { countByOp, exitCodeOf, MAX_RESOURCES, reportLine } from "./reconcile-report";
import type { ReconcileOutcome } from "./reconcile-report";
import { createSecretMask } from "./secret-mask";
import { UsageError } from "./terminal";
import type { Terminal } from "./terminal";

export interface ReconcileOptions {
  stack: string;
  /** Folder of the Pulumi program. */
  cwd: string;
  /** Change nothing. */
  check?: true;
  policyPack?: readonly string[];
  policyPackConfig?: readonly string[];
  /** Seconds. */
  waitForLock: number;
  /** Seconds. @default - a lock of another machine is never broken */
  breakLockAfter?: number;
  /** Seconds that what a killed run had begun may go on. */
  settle: number;
  /** Of the update. */
  message?: string;
}

const POLL_MS = 5_000;
/** What comes sooner is the same signal by another way: npm hands Ctrl-C on, which the terminal has sent here too. */
const SECOND_SIGNAL_MS = 1_000;
const BETWEEN_REPORTS_MS = 30_000;

/**
 * Makes what runs the same as the program of a stack says, or with `check` says what differs.
 * Progress goes to stderr, the report as one line of JSON to stdout.
 * @returns the exit code
 */
export async function reconcile(
  options: ReconcileOptions,
  terminal: Terminal,
  machine: Machine = thisMachine(resolve(options.cwd)),
): Promise<number> {
  const begun = machine.now();
  const masked = createSecretMask(terminal.environment);
  const say = (line: string) => void terminal.stderr.write(`${masked(line)}\n`);
  const found: Findings = { project: undefined, gone: 0, changed: 0, pending: 0, changes: [], problems: [] };

  const interruption = new AbortController();
  const atOnce = new AbortController();
  let first: { signal: NodeJS.Signals; at: number } | undefined;
  const stopListening = machine.onSignal((signal) => {
    if (first === undefined) {
      first = { signal, at: machine.now() };
      say(`${signal}: finishing what is under way; a second one ends it at once`);
      interruption.abort();
    } else if (machine.now() - first.at >= SECOND_SIGNAL_MS) atOnce.abort();
  });

  let outcome: ReconcileOutcome;
  let error: string | undefined;
  try {
    outcome = await Promise.race([
      bringInLine({ options, machine, say, found, interrupted: interruption.signal }),
      once(atOnce.signal, "abort").then(() => "interrupted" as const),
    ]);
  } catch (thrown) {
    const { stack, cwd } = options;
    const problem = problemOf(thrown, { stack, folder: resolve(cwd), problems: found.problems });
    outcome =
      problem instanceof LockedError ? "locked" : problem instanceof UsageError ? "refused" : "failed";
    error = problem.message;
  } finally {
    stopListening();
  }
  if (interruption.signal.aborted) [outcome, error] = ["interrupted", undefined];

  const seconds = Math.round((machine.now() - begun) / 100) / 10;
  say(`${outcome} after ${seconds} s${error === undefined ? "" : `: ${error}`}`);
  terminal.stdout.write(
    masked(
      reportLine({
        time: new Date(begun).toISOString(),
        stack: options.stack,
        project: found.project,
        outcome,
        drift: { gone: found.gone, changed: found.changed, pending: found.pending },
        changes: countByOp(found.changes),
        resources: found.changes.slice(0, MAX_RESOURCES),
        seconds,
        error,
      }),
    ),
  );
  const exitCode = exitCodeOf(outcome, first?.signal);
  if (atOnce.signal.aborted) machine.exit(exitCode);
  return exitCode;
}

interface Findings {
  project: string | undefined;
  gone: number;
  changed: number;
  pending: number;
  changes: readonly Change[];
  /** Of the latest operation. */
  problems: readonly string[];
}

interface Run {
  options: ReconcileOptions;
  machine: Machine;
  say(line: string): void;
  /** Filled in as it becomes known, so that a failed run has it too. */
  found: Findings;
  interrupted: AbortSignal;
}

async function bringInLine({ options, machine, say, found, interrupted }: Run): Promise<ReconcileOutcome> {
  const { stack, check, breakLockAfter } = options;
  let waitedSince: number | undefined;
  let reportedAt = -Infinity;

  const policies = await policiesOf(options);
  const engine = await machine.openEngine(stack);
  const message = options.message === undefined ? {} : { message: options.message };
  for (;;) {
    say(`comparing stack ${stack} with its program and with what runs`);
    const state = await stateOfStack();
    const plan = await operate((given) => engine.preview({ ...given, ...policies }));
    found.gone = plan.gone.length;
    found.changed = plan.changed.length;
    found.pending = state.pending.length;
    if (plan.gone.length + plan.changes.length + state.pending.length === 0) return "unchanged";
    if (check === true) {
      found.changes = plan.changes;
      return "drift";
    }
    try {
      if (state.pending.length > 0) await clearPending(state, plan);
      say(`updating stack ${stack}`);
      const update = createEventReader(say);
      found.changes = update.seen.changes;
      await operate((given) => engine.up({ ...given, ...policies, ...message }), update);
      return "changed";
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      // the plan is out of date when the other run is through: compare again
      await waitForTurn(error);
    }
  }

  async function stateOfStack(): Promise<StackState> {
    interrupted.throwIfAborted();
    try {
      return await engine.exportState();
    } catch (error) {
      if (!(error instanceof Error && error.message.includes("no stack named"))) throw error;
      throw unknownStack(stack, await engine.stacks());
    }
  }

  /** Runs an operation of the engine to its end. */
  async function operate(
    operation: (given: Operation) => Promise<unknown>,
    { read, seen } = createEventReader(say),
  ): Promise<Seen> {
    found.problems = seen.problems;
    const sleep = (ms: number) => machine.sleep(ms);
    try {
      await runOperation(operation, { onEvent: read, interrupted, sleep });
    } catch (error) {
      if (error instanceof Error && error.name === "ConcurrentUpdateError")
        throw new LockedError(locksIn(error.message), stack);
      throw error;
    } finally {
      found.project ??= seen.project;
    }
    if (seen.finished) return seen;
    throw new Error("pulumi did not say what it did: install the Pulumi CLI 3.259 or later");
  }

  /** Forgets what a killed run had begun, once it cannot take effect any more: it is made again, and must then be the last. */
  async function clearPending({ pending, writtenAt }: StackState, plan: Seen): Promise<void> {
    say(`an earlier run was killed while ${pending.map(({ type, name }) => `${type} ${name}`).join(", ")}`);
    for (const { type, name } of pending) {
      if (type === "creating" && !plan.changes.some((change) => change.name === name))
        say(`warning: the program has no ${name} any more: see that its robot is not in its room`);
    }
    // fails when the run is not dead but under way
    await operate((given) => engine.refresh(given));
    const settleMs = options.settle * 1000;
    const waitMs = Math.min(writtenAt + settleMs - machine.now(), settleMs);
    if (waitMs > 0) {
      say(`waiting ${Math.ceil(waitMs / 1000)} s, so that nothing of it takes effect later`);
      await machine.sleep(waitMs, interrupted);
    }
    await operate((given) => engine.refresh({ ...given, clearPendingCreates: true }));
  }

  /** Resolves when the other run is through, or its lock was left behind. */
  async function waitForTurn(error: LockedError): Promise<void> {
    for (let latest = error; ;) {
      if (await breakLeftBehind(latest.locks)) return;
      waitedSince ??= machine.now();
      const waitedMs = machine.now() - waitedSince;
      const leftMs = options.waitForLock * 1000 - waitedMs;
      if (leftMs <= 0) throw latest;
      if (machine.now() - reportedAt >= BETWEEN_REPORTS_MS) {
        reportedAt = machine.now();
        say(
          `waiting for ${holdersOf(latest.locks)}: ${Math.round(waitedMs / 1000)} of ${options.waitForLock} s`,
        );
      }
      await machine.sleep(Math.min(POLL_MS, leftMs), interrupted);
      try {
        // the cheapest thing that asks for the lock, and does no harm when it gets it
        await operate((given) => engine.refresh(given));
        return;
      } catch (next) {
        if (!(next instanceof LockedError)) throw next;
        latest = next;
      }
    }
  }

  /** Breaks the locks that nobody holds; false when there are none. */
  async function breakLeftBehind(locks: readonly Lock[]): Promise<boolean> {
    const broken = leftBehind(locks, {
      host: machine.host,
      runs: (pid) => machine.runs(pid),
      now: machine.now(),
      breakAfterMs: breakLockAfter === undefined ? undefined : breakLockAfter * 1000,
    });
    const files = broken.map(({ lock }) => pathOf(lock.url));
    const isWhole = broken.length === locks.length;
    // pulumi cancel takes every lock, also one that is held
    if (broken.length === 0 || (files.includes(undefined) && !isWhole)) return false;
    for (const { lock, reason } of broken) say(`breaking the lock of ${holdersOf([lock])}: ${reason}`);
    for (const file of files) {
      if (file === undefined) continue;
      // the backend writes a second file beside each
      for (const path of [file, `${file}.attrs`]) await machine.removeFile(path).catch(unlessGone);
    }
    if (files.includes(undefined)) await engine.cancel();
    return true;
  }
}

/** Where the policy pack of this package lies. */
const OWN_PACK = join(__dirname, "../../policy-pack");

/** Checked here: the engine would look for them from the program's folder, and passes over a policy that its pack has not. */
async function policiesOf({
  cwd,
  policyPack = [],
  policyPackConfig = [],
}: ReconcileOptions): Promise<Policies> {
  const problems: string[] = [];
  if (!isFolder(cwd)) problems.push(`--cwd is "${cwd}", which is no folder: give that of the Pulumi program`);
  for (const pack of policyPack) {
    if (isFolder(pack) === undefined)
      problems.push(
        `--policy-pack is "${pack}", which is not there: give the folder of a pack or its launcher`,
      );
  }
  for (const [index, file] of policyPackConfig.entries()) {
    if (isFolder(file) !== false)
      problems.push(`--policy-pack-config is "${file}", which is no file: give a file of JSON`);
    else if (isOwn(policyPack[index])) problems.push(...(await problemsInConfig(file)));
  }
  if (policyPackConfig.length > policyPack.length)
    problems.push("--policy-pack-config is given more often than --policy-pack: give one for each pack");
  if (problems.length > 0) throw new UsageError(problems.join("; "));
  return {
    policyPacks: policyPack.map((pack) => resolve(pack)),
    policyPackConfigs: policyPackConfig.map((file) => resolve(file)),
  };
}

function isOwn(pack: string | undefined): boolean {
  return (
    pack !== undefined &&
    isFolder(pack) !== undefined &&
    `${realpathSync(pack)}${sep}`.startsWith(`${realpathSync(OWN_PACK)}${sep}`)
  );
}

async function problemsInConfig(file: string): Promise<string[]> {
  const { readPolicyConfig } = await withPulumi(
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() of one of our files works compiled or in tests only
    () => require("../policy/policy-config") as typeof PolicyConfig, // what it exports
  );
  try {
    readPolicyConfig(file);
    return [];
  } catch (error) {
    if (error instanceof InputError) return [`--policy-pack-config ${error.message}`];
    throw error;
  }
}

/** Undefined when there is nothing of that name. */
function isFolder(path: string): boolean | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory();
}

/** Where a lock of a backend of files lies. */
function pathOf(url: string): string | undefined {
  try {
    const { protocol, host, pathname } = new URL(url);
    return protocol === "file:" && host === "" ? fileURLToPath(`file://${pathname}`) : undefined;
  } catch {
    return undefined;
  }
}

function unlessGone(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
}
