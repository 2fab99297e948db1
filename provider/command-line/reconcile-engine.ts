import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { UsageError } from "./terminal";

/** What every operation takes. */
export interface Operation {
  onEvent(event: EngineEvent): void;
  /** Sends the engine a SIGINT: it finishes the calls it has begun and saves them. */
  signal: AbortSignal;
}

export interface Policies {
  policyPacks: string[];
  policyPackConfigs: string[];
}

/** What a run needs of a stack in the Automation API. */
export interface Engine {
  preview(options: Operation & Policies): Promise<unknown>;
  up(options: Operation & Policies & { message?: string }): Promise<unknown>;
  refresh(options: Operation & { clearPendingCreates?: true }): Promise<unknown>;
  /** Takes every lock of the stack away. */
  cancel(): Promise<void>;
  exportState(): Promise<StackState>;
  /** Names of the project's stacks. */
  stacks(): Promise<string[]>;
}

/** What a run needs of a stack's state. */
export interface StackState {
  /** Operations that an engine had begun when it was killed, or that one has begun just now. */
  pending: { type: string; name: string }[];
  /** When state was written last, in milliseconds since the Unix epoch. */
  writtenAt: number;
}

const SETTINGS = { PULUMI_SKIP_UPDATE_CHECK: "true" };
/** The first CLI that hands its events on without a file: they hold secrets in the clear. */
const FIRST_WITHOUT_FILE = { major: 3, minor: 206 };

/**
 * A stack of the program in a folder. Whether there is one shows when it is asked for something.
 * @throws UsageError without `@pulumi/pulumi`
 */
export async function openEngine({
  stack: name,
  folder,
}: {
  stack: string;
  folder: string;
}): Promise<Engine> {
  const { LocalWorkspace, Stack } = await withPulumi(() => import("@pulumi/pulumi/automation/index.js"));
  const workspace = await LocalWorkspace.create({ workDir: folder, envVars: SETTINGS });
  const [major = 0, minor = 0] = workspace.pulumiVersion.split(".").map(Number);
  if (major === FIRST_WITHOUT_FILE.major && minor < FIRST_WITHOUT_FILE.minor)
    throw new UsageError(
      `the Pulumi CLI is ${workspace.pulumiVersion}, allowed is 3.259 or later: install that`,
    );
  // else the next command that the user types without --stack would work on this one
  workspace.selectStack = () => Promise.resolve();
  const stack = await Stack.select(name, workspace);
  return {
    preview: (options) => stack.preview({ refresh: true, color: "never", ...options }),
    up: (options) => stack.up({ refresh: true, color: "never", showSecrets: false, ...options }),
    refresh: (options) => stack.refresh({ color: "never", showSecrets: false, ...options }),
    cancel: () => stack.cancel(),
    async exportState() {
      // not the library's own, which decrypts the secrets
      const { stdout } = await promisify(execFile)(
        "pulumi",
        ["stack", "export", "--stack", name, "--non-interactive"],
        { cwd: folder, env: { ...process.env, ...SETTINGS }, maxBuffer: Infinity },
      );
      return readState(stdout);
    },
    stacks: async () => (await workspace.listStacks()).map((each) => each.name),
  };
}

/**
 * Loads what needs Pulumi, which the other commands do without.
 * @throws UsageError when it is not installed
 */
export async function withPulumi<Loaded>(load: () => Loaded | Promise<Loaded>): Promise<Loaded> {
  try {
    return await load();
  } catch (error) {
    if (!(error instanceof Error && /^Cannot find (module|package) '@pulumi\/pulumi/.test(error.message)))
      throw error;
    throw new UsageError(
      "reconcile needs @pulumi/pulumi, which is not installed: run npm install @pulumi/pulumi",
      {
        cause: error,
      },
    );
  }
}

/** Reads what `pulumi stack export` prints. */
export function readState(text: string): StackState {
  // the engine's own format: its third version
  const { deployment } = JSON.parse(text) as {
    deployment: {
      manifest: { time: string };
      pending_operations?: { type: string; resource: { urn: string } }[];
    };
  };
  return {
    pending: (deployment.pending_operations ?? []).map(({ type, resource }) => ({
      type,
      name: resource.urn.split("::").slice(3).join("::"),
    })),
    writtenAt: Date.parse(deployment.manifest.time),
  };
}

/** How long the engine may take to say that it got a signal. */
const SAYS_SO_MS = 1_000;

/**
 * Runs an operation of the engine to its end, and hands an interruption on to it.
 * @throws the error of the operation, or the reason of the interruption when it was there before
 */
export async function runOperation(
  operation: (given: Operation) => Promise<unknown>,
  {
    onEvent,
    interrupted,
    sleep,
  }: { onEvent(event: EngineEvent): void; interrupted: AbortSignal; sleep(ms: number): Promise<void> },
): Promise<void> {
  interrupted.throwIfAborted();
  const controller = new AbortController();
  let listens = false;
  let isTold = false;
  const tell = async () => {
    // Ctrl-C reaches the whole group of a terminal, the end of a service all its processes: a second signal would end it in mid-call
    await sleep(SAYS_SO_MS);
    if (!isTold) controller.abort();
  };
  const onAbort = () => {
    if (listens) void tell();
  };
  interrupted.addEventListener("abort", onAbort);
  try {
    await operation({
      signal: controller.signal,
      onEvent(event) {
        if (event.stdoutEvent?.message.includes(" received; ") === true) isTold = true;
        // before its first event it would die of a signal, and leave its lock behind
        if (!listens && interrupted.aborted) void tell();
        listens = true;
        onEvent(event);
      },
    });
  } finally {
    interrupted.removeEventListener("abort", onAbort);
  }
}
