import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import type * as trtc from "pulumi-trtc";
import { makeProject } from "./project";
import { onScene, taskArgs } from "./scene";
import type { Scene, SceneOptions } from "./scene";

/** The file of arguments is read at each run, so that a proof can change them. */
const PROGRAM = `const { CloudSliceTask } = require("pulumi-trtc");
const { rooms, args } = JSON.parse(require("node:fs").readFileSync("tasks.json", "utf8"));
for (const room of rooms)
  new CloudSliceTask(room, { ...args, roomId: room, userId: "slicer-" + room });
`;

const RECONCILE = [
  process.execPath,
  resolve(__dirname, "../../dist/command-line/main.js"),
  ...["reconcile", "--stack", "dev", "--settle", "0"],
] as const;

/** No wait for an outcome takes as long. */
const PATIENCE_MS = 120_000;

/** A command of the stack that has ended. */
interface Ended {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** Both streams. */
  text: string;
}

export interface Running {
  signal(signal: NodeJS.Signals): void;
  /** What it has printed so far. */
  text(): string;
  hasEnded(): boolean;
  ended: Promise<Ended>;
}

/** What the engine keeps. */
interface State {
  /** TaskIds. */
  ids: string[];
  /** Tasks that were stopped to be replaced, and whose successors are not made yet. */
  halfReplaced: number;
  /** What had begun when the engine was killed: creating, deleting. */
  pending: string[];
}

/** A stack on disk that the `pulumi` command runs, and what is left of it. */
export interface DrivenStack {
  scene: Scene;
  /** Changes the program. */
  program(rooms: readonly string[], changes?: Partial<trtc.CloudSliceTaskArgs>): void;
  /** Begins a command of Pulumi, such as `up`, without preview and prompts. */
  start(command: string, environment?: Readonly<Record<string, string>>): Running;
  /** Runs commands one after the other, `reconcile` too; each must go through. */
  run(...commands: readonly string[]): Promise<void>;
  /** As `pulumi stack export` shows it. */
  state(): Promise<State>;
  /** The same in no time, for a moment that cannot be held for long. */
  stateOnDisk(): State;
  locks(): number;
  /** Processes in the project's folder: engines and what they have started. */
  processes(): Process[];
  /** Kills them all. */
  endProcesses(): Promise<void>;
}

interface Process {
  pid: number;
  command: string;
}

/** Plays on a scene with a stack that has nothing yet. */
export function onDrivenStack(
  play: (stack: DrivenStack) => Promise<string>,
  options: SceneOptions = {},
): Promise<string> {
  return onScene(async (scene) => {
    const project = makeProject({
      program: PROGRAM,
      environment: scene.environment,
      where: "inside the checkout",
    });
    const { folder } = project;
    const backend = join(folder, "backend/.pulumi");
    const locks = join(backend, "locks/organization/proof/dev");

    const begin = (program: string, args: readonly string[], environment = {}): Running => {
      const child = spawn(program, args, {
        cwd: folder,
        env: { ...project.environment, ...environment },
        stdio: ["ignore", "pipe", "pipe"],
        // a group of its own, as a shell gives one to each command
        detached: true,
      });
      let text = "";
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (part: string) => (text += part));
      const ended = once(child, "close").then(() => ({
        exitCode: child.exitCode,
        signal: child.signalCode,
        text,
      }));
      return {
        signal: (signal) => void child.kill(signal),
        text: () => text,
        hasEnded: () => child.exitCode !== null || child.signalCode !== null,
        ended,
      };
    };
    const stack: DrivenStack = {
      scene,
      program: (rooms, changes = {}) =>
        writeFileSync(join(folder, "tasks.json"), JSON.stringify({ rooms, args: taskArgs(changes) })),
      start(command, environment = {}) {
        const unattended = ["--yes", "--non-interactive", "--color", "never"];
        if (command !== "cancel") unattended.push("--skip-preview");
        return begin("pulumi", [...command.split(" "), ...unattended], environment);
      },
      async run(...commands) {
        for (const command of commands) {
          const [node, ...args] = RECONCILE;
          const running = command === "reconcile" ? begin(node, args) : stack.start(command);
          const { exitCode, text } = await running.ended;
          assert.equal(exitCode, 0, `${command}: ${text}`);
        }
      },
      async state() {
        // the engine's own format
        const { deployment } = JSON.parse(await project.pulumi(["stack", "export"])) as {
          deployment: Deployment;
        };
        return stateOf(deployment);
      },
      stateOnDisk() {
        const file = readFileSync(join(backend, "stacks/proof/dev.json"), "utf8");
        // the engine's own format
        const { checkpoint } = JSON.parse(file) as { checkpoint: { latest?: Deployment } };
        return stateOf(checkpoint.latest ?? {});
      },
      locks: () =>
        existsSync(locks) ? readdirSync(locks).filter((name) => name.endsWith(".json")).length : 0,
      processes: () => processesIn(folder),
      async endProcesses() {
        for (const { pid } of stack.processes()) signalIfThere(pid, "SIGKILL");
        await until("they have ended", () => stack.processes().length === 0);
      },
    };
    try {
      await project.pulumi(["stack", "init", "dev"]);
      return await play(stack);
    } finally {
      await stack.endProcesses();
      project.remove();
    }
  }, options);
}

interface Deployment {
  resources?: { type: string; id?: string; pendingReplacement?: boolean }[];
  pending_operations?: { type: string }[];
}

function stateOf({ resources = [], pending_operations = [] }: Deployment): State {
  const tasks = resources.filter(({ type }) => type.endsWith(":CloudSliceTask"));
  const whole = tasks.filter(({ pendingReplacement }) => pendingReplacement !== true);
  return {
    ids: whole.map(({ id }) => String(id)).sort(),
    halfReplaced: tasks.length - whole.length,
    pending: pending_operations.map(({ type }) => type).sort(),
  };
}

/** Processes by the folder that they run in: needs /proc. */
function processesIn(folder: string): Process[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      if (!readlinkSync(`/proc/${name}/cwd`).startsWith(folder)) return [];
      return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, "utf8") }];
    } catch {
      // it has ended meanwhile
      return [];
    }
  });
}

export function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it has ended by itself
  }
}

/** Resolves when this holds: the moment is found by what is seen, not by the clock. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const givenUp = Date.now() + patienceMs;
  while (!(await holds())) {
    assert.ok(Date.now() < givenUp, `${what}: not within ${patienceMs / 1000} s`);
    await setTimeout(20);
  }
}
