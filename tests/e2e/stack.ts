import { AssertionError } from "node:assert";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import type { EngineEvent, ProjectSettings, PulumiFn, Stack } from "@pulumi/pulumi/automation";
import * as settings from "@pulumi/pulumi/runtime/settings";
import { createTurns } from "./turns";

const run = promisify(execFile);

// Programs run in this process, and gRPC keeps a connection that broke for all who ask for the same address later: an engine that
// gets the port of an earlier one would not be reached. Options are not public, so that they are there is made sure of.
for (const name of ["grpcChannelOptions", "grpcClientOptions"]) {
  const options: unknown = Reflect.get(settings, name);
  if (typeof options !== "object" || options === null) throw new Error(`@pulumi/pulumi has no ${name}`);
  Object.assign(options, { "grpc.use_local_subchannel_pool": 1 });
}

const TASK_TYPE =
  /trtc:(CloudSlice|CloudRecording|CloudModeration|StreamIngest|PublishCdnStream|CloudTranscription)Task$/;

/** The programs of all stacks run in this process, and each takes an error that none has caught for its own. */
const turns = createTurns();

/** Inside the checkout, so that the provider process resolves `pulumi-trtc` from here. */
const ROOT = resolve(__dirname, "../../.local/e2e");

export interface StackOptions {
  name?: string;
  program: PulumiFn;
  /** For the engine and the provider process. */
  environment: Record<string, string>;
  /** A backend folder shared with another stack. @default - a new one */
  folder?: string;
  /** Settings of the project, by the name "proof". @default - nothing but its name */
  project?: ProjectSettings;
  /** Configuration of the stack. @default - none */
  config?: Readonly<Record<string, string>>;
  /** A PULUMI_HOME whose plugins are used too. @default - those beside the CLI only */
  pluginsOf?: string;
}

/** What an operation showed: for messages and for the search for secrets. */
export interface Shown {
  text: string;
  events: EngineEvent[];
}

/** One resource as the engine keeps it. */
export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
}

/** A stack on a real engine with its own file backend. */
export interface TestStack {
  stack: Stack;
  folder: string;
  /** Replaces the program of later operations. */
  program(next: PulumiFn): void;
  preview(options?: { refresh?: boolean }): Promise<Shown & { changes: Record<string, number> }>;
  up(options?: { refresh?: boolean }): Promise<Shown & { changes: Record<string, number> }>;
  refresh(): Promise<Shown>;
  destroy(): Promise<Shown>;
  /** What an operation shows that is to fail. Throws when it goes through. */
  failing(operation: "preview" | "up" | "refresh" | "destroy"): Promise<string>;
  /** Every resource in state. */
  resources(): Promise<StateResource[]>;
  /** The room jobs in state, of every kind. */
  tasks(): Promise<StateResource[]>;
  /** Rewrites the state of every task. */
  rewriteTasks(change: (task: StateResource) => void): Promise<void>;
  /** What `pulumi stack export` prints, secrets encrypted. */
  exported(): Promise<string>;
  /** Every byte of the backend folder as one text. */
  backendText(): string;
  /** Every byte that the engine keeps in PULUMI_HOME: logs, workspace settings. */
  homeText(): string;
  /** Size of the stack's checkpoint file. */
  checkpointBytes(): number;
  remove(): void;
}

export async function openStack({
  name = "dev",
  program,
  environment,
  folder,
  project,
  config = {},
  pluginsOf,
}: StackOptions): Promise<TestStack> {
  mkdirSync(ROOT, { recursive: true });
  const home = folder ?? mkdtempSync(join(ROOT, "stack-"));
  const backend = join(home, "backend");
  mkdirSync(backend, { recursive: true });
  if (pluginsOf !== undefined) {
    mkdirSync(join(home, "home"), { recursive: true });
    symlinkSync(join(pluginsOf, "plugins"), join(home, "home", "plugins"));
  }
  let current = program;
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: name, projectName: "proof", program: () => current() },
    {
      workDir: home,
      ...(project && { projectSettings: project }),
      envVars: {
        PULUMI_HOME: join(home, "home"),
        PULUMI_BACKEND_URL: `file://${backend}`,
        PULUMI_CONFIG_PASSPHRASE: "proof",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        HOME: home,
        ...environment,
      },
    },
  );

  for (const [key, value] of Object.entries(config)) await stack.setConfig(key, { value });

  async function shown<Result>(
    operation: (listen: {
      onOutput: (text: string) => void;
      onError: (text: string) => void;
      onEvent: (event: EngineEvent) => void;
      color: "never";
    }) => Promise<Result>,
  ): Promise<Shown & { result: Result }> {
    let text = "";
    const events: EngineEvent[] = [];
    try {
      const result = await operation({
        onOutput: (part) => (text += part),
        onError: (part) => (text += part),
        // the engine's own debug lines print inputs in clear; nothing shows them unless asked to
        onEvent: (event) => {
          // its type leaves "debug" out
          const severity: string | undefined = event.diagnosticEvent?.severity;
          if (severity !== "debug") events.push(event);
        },
        color: "never",
      });
      return { text, events, result };
    } catch (error) {
      throw new OperationError(text, events, { cause: error });
    }
  }

  const operations = {
    preview: (refresh: boolean) => shown((listen) => stack.preview({ ...listen, refresh })),
    up: (refresh: boolean) => shown((listen) => stack.up({ ...listen, refresh })),
    refresh: () => shown((listen) => stack.refresh(listen)),
    destroy: () => shown((listen) => stack.destroy(listen)),
  };

  return {
    stack,
    folder: home,
    program: (next) => {
      current = next;
    },
    async preview({ refresh = false } = {}) {
      const { result, ...rest } = await turns.together(() => operations.preview(refresh));
      return { ...rest, changes: { ...result.changeSummary } };
    },
    async up({ refresh = false } = {}) {
      const { result, ...rest } = await turns.together(() => operations.up(refresh));
      return { ...rest, changes: { ...result.summary.resourceChanges } };
    },
    refresh: operations.refresh,
    destroy: operations.destroy,
    async failing(operation) {
      const runsProgram = operation === "preview" || operation === "up";
      const fail = (): Promise<Shown> => operations[operation](false);
      try {
        await (runsProgram ? turns.alone(fail) : fail());
      } catch (error) {
        if (error instanceof OperationError) return error.text;
        throw error;
      }
      throw new AssertionError({ message: `${operation} went through` });
    },
    async resources() {
      // a resource without outputs has none in state
      const state: { deployment: { resources?: Partial<StateResource>[] } } = await stack.exportStack();
      return (state.deployment.resources ?? []).map((resource) => ({
        urn: "",
        type: "",
        inputs: {},
        outputs: {},
        ...resource,
      }));
    },
    async tasks() {
      return taskResources(await stack.exportStack());
    },
    async rewriteTasks(change) {
      const state = await stack.exportStack();
      taskResources(state).forEach(change);
      await stack.importStack(state);
    },
    async exported() {
      const env = { ...process.env, ...stack.workspace.envVars };
      return (await run("pulumi", ["stack", "export", "--stack", name], { cwd: home, env })).stdout;
    },
    backendText: () => textUnder(backend),
    homeText: () => textUnder(join(home, "home")),
    checkpointBytes: () => statSync(join(backend, ".pulumi", "stacks", "proof", `${name}.json`)).size,
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** A failed operation with everything that it printed. */
export class OperationError extends Error {
  constructor(
    readonly text: string,
    readonly events: EngineEvent[],
    options: ErrorOptions,
  ) {
    super(text, options);
    this.name = "OperationError";
  }
}

function taskResources(state: { deployment: { resources?: StateResource[] } }): StateResource[] {
  return (state.deployment.resources ?? []).filter((resource) => TASK_TYPE.test(resource.type));
}

function textUnder(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}
