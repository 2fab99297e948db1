import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import * as fc from "fast-check";
import type { FaultSpec, TaskView } from "trtc-emulator";
import type { Bag } from "../../provider/resource/schema";
import { makeTask } from "../e2e/job-kinds";
import { onScene, SDK_APP_ID, SECRETS } from "../e2e/scene";
import type { Scene } from "../e2e/scene";
import { OperationError } from "../e2e/stack";
import type { StateResource } from "../e2e/stack";
import { changedProgram, JOBS, kindOf, programChanges, resourceOf, taskSpecs } from "./programs";
import type { ProgramChange, TaskSpec } from "./programs";

/** One thing that happens, as plain data. */
type Happening =
  | { do: "up"; change: ProgramChange; refresh: boolean }
  | { do: "refresh" }
  | { do: "destroy" }
  /** SIGKILL of the CLI while the first call of this `up` waits for its answer. */
  | { do: "kill"; change: ProgramChange; applied: boolean; orphan: boolean }
  | { do: "stop"; index: number }
  | { do: "expire" }
  | { do: "fault"; fault: Omit<FaultSpec, "action">; verb: "create" | "remove" | "any" }
  | { do: "clear" };

const MAX_TASKS = 3;
const COMMANDS = 8;
/** The shortest handle: the emulator writes the files of all the time that passes. */
const HANDLE_HOURS = 6;
const LONG_AGO = "2026-01-02T03:04:05.000Z";
/** No process of a killed run lives longer. */
const ORPHAN_MS = 60_000;

const faults: fc.Arbitrary<Omit<FaultSpec, "action">> = fc.constantFrom<Omit<FaultSpec, "action">[]>(
  { kind: "error", code: "RequestLimitExceeded", times: 2 },
  { kind: "error", code: "InternalError", applied: true },
  { kind: "error", code: "InternalError" },
  { kind: "error", code: "InvalidParameter.OutOfRange" },
  { kind: "error", code: "FailedOperation" },
  { kind: "timeout" },
  { kind: "timeout", applied: false },
  { kind: "reset" },
  { kind: "body", body: "<html>bad gateway</html>" },
  { kind: "status", status: 503 },
  { kind: "status", status: 502, applied: true },
);

const changes = programChanges(MAX_TASKS);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("up" as const), change: changes, refresh: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "refresh" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "destroy" as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("kill" as const),
      change: changes,
      applied: fc.boolean(),
      orphan: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("stop" as const), index: fc.nat({ max: 2 }) }) },
  { weight: 1, arbitrary: fc.constant({ do: "expire" as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("fault" as const),
      fault: faults,
      verb: fc.constantFrom("create", "remove", "any"),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "clear" as const }) },
);

export interface EngineFuzzOptions {
  seed: number;
  /** Names of the commands that are used. @default - all */
  only?: readonly string[] | undefined;
  /** Is told each command. */
  trace(line: string): void;
}

/** Runs one random sequence of commands on a stack of its own, through the real engine against the emulator. */
export async function fuzzEngine({
  seed,
  only,
  trace,
}: EngineFuzzOptions): Promise<{ seen: string; failure?: string }> {
  const chosen = only === undefined ? happening : happening.filter((what) => only.includes(what.do));
  const [sequence = []] = fc.sample(fc.array(chosen, { minLength: COMMANDS, maxLength: COMMANDS }), {
    seed,
    numRuns: 1,
  });
  // nothing happens to a stack with nothing in it
  const [first] = fc.sample(fc.array(taskSpecs(), { minLength: 1, maxLength: MAX_TASKS }), {
    seed,
    numRuns: 1,
  });
  const start: Happening = { do: "up", change: { is: "another", tasks: first ?? [] }, refresh: false };
  const told: string[] = [];
  const tell = (line: string) => {
    told.push(line);
    trace(line);
  };
  try {
    const counts = await onScene((scene) => play(scene, [start, ...sequence.slice(1)], tell), {
      virtualClock: true,
    });
    return { seen: `${sequence.length} commands, ${counts.calls} calls, ${counts.kills} kills` };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { seen: "", failure: [reason, ...told].join("\n") };
  }
}

/** A robot in a room, as state, a pending create, or a task of the emulator names it. */
function placeOf({ roomId, userId }: Bag): string {
  return JSON.stringify([roomId, userId]);
}

function placeOfTask({ roomId, roomIdType, userId }: TaskView): string {
  return placeOf({ roomId: roomIdType === "int32" ? Number(roomId) : roomId, userId });
}

async function play(
  scene: Scene,
  sequence: readonly Happening[],
  tell: (line: string) => void,
): Promise<{ calls: number; kills: number }> {
  const { control } = scene;
  let program: readonly TaskSpec[] = [];
  let before: readonly TaskSpec[] = [];
  /** What the program was when something ended that state does not know of. */
  let hasDrift = false;
  let kills = 0;
  /** What was started for a run that was killed. */
  const begun: Process[] = [];
  /** Robots of which a task may run that is not in state, by place. */
  const doubts = new Map<string, TaskSpec>();

  const stack = await scene.open(() => {
    for (const { urn, job, inputs } of program.map((spec) => resourceOf(spec, { keyVersion: 0 }))) {
      // the emulator's application has a key of its own, which is in the environment
      const { sdkSecretKey: _sdkSecretKey, ...args } = inputs;
      const kind = kindOf(job);
      const handle = "resourceExpiredHour" in kind.schema.properties && { resourceExpiredHour: HANDLE_HOURS };
      makeTask(kind.resource, urn.replace("::", "-"), { ...args, ...handle });
    }
    return Promise.resolve();
  });
  // so that no task is idle
  for (const place of [
    { type: "string", roomId: "lobby" } as const,
    { type: "int32", roomId: "150" } as const,
  ])
    await control.joinRoom({ sdkAppId: SDK_APP_ID, ...place, userId: "teacher" });

  async function live(): Promise<TaskView[]> {
    return (await control.tasks()).filter(({ running }) => running);
  }

  /** Runs the engine. @returns what it printed when it failed */
  async function operation(run: () => Promise<unknown>): Promise<string | undefined> {
    try {
      await run();
      return undefined;
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
      return error.text;
    }
  }

  async function stepped(
    name: "up" | "refresh" | "destroy",
    run: () => Promise<unknown>,
    { seesDrift }: { seesDrift: boolean },
  ): Promise<void> {
    const callsBefore = (await control.calls()).length;
    const error = await operation(run);
    tell(`  ${error === undefined ? "went through" : `failed: ${lastLine(error)}`}`);
    noteDoubts(error ?? "");
    const met = (await control.calls()).slice(callsBefore).some(({ fault }) => fault !== undefined);
    if (error === undefined && seesDrift) hasDrift = false;
    if (name === "up" && error === undefined)
      for (const spec of program) doubts.delete(placeOf({ roomId: spec.room, userId: spec.robot }));
    const resources = await invariants();
    if (met || hasDrift) return;
    assert.ok(error === undefined, `${name} fails without a fault\n${error}`);
    if (name === "up") {
      // what is kept although it has ended, or can no longer be asked for, may run or not
      const kept = resources.filter(({ outputs }) => outputs["exited"] ?? outputs["handleExpired"]);
      const isKept = (id: string | undefined): boolean => kept.some((resource) => resource.id === id);
      assert.deepEqual(
        (await live())
          .filter((task) => !doubts.has(placeOfTask(task)) && !isKept(task.taskId))
          .map(({ taskId }) => taskId)
          .sort(),
        resources.flatMap(({ id = "" }) => (isKept(id) ? [] : [id])).sort(),
      );
      assert.equal(resources.length, program.length);
    }
    if (name === "destroy") assert.equal(resources.length, 0);
  }

  /** What an error says of a task that may run. */
  function noteDoubts(error: string): void {
    for (const spec of program) {
      const where = `robot ${spec.robot} in room ${spec.room} of application ${SDK_APP_ID} could not be removed`;
      if (error.includes(where)) doubts.set(placeOf({ roomId: spec.room, userId: spec.robot }), spec);
    }
  }

  async function invariants(): Promise<StateResource[]> {
    const resources = await stack.tasks();
    const ids = new Set(resources.map(({ id }) => id));
    for (const { urn, id, outputs } of resources) {
      assert.ok(id !== undefined && id !== "", `${urn} has no id`);
      for (const name of ["sdkAppId", "roomId", "userId", "region", "createdAt"])
        assert.ok(outputs[name] !== undefined, `${urn}: state has no ${name}`);
    }
    for (const task of await live())
      assert.ok(
        ids.has(task.taskId) || doubts.has(placeOfTask(task)),
        `${task.taskId} of ${placeOfTask(task)} runs, and neither state nor a pending create nor an error tells of it`,
      );
    const text = await stack.exported();
    for (const secret of ["planted-", ...Object.values(SECRETS)])
      assert.ok(!text.includes(secret), `${secret} stands in state in the clear`);
    return resources;
  }

  /** Creates that the engine does not know the end of. */
  async function pending(): Promise<Bag[]> {
    // the engine's own format
    const { deployment } = (await stack.stack.exportStack()) as {
      deployment: { pending_operations?: { resource: { inputs: Bag } }[] };
    };
    return (deployment.pending_operations ?? []).map(({ resource }) => resource.inputs);
  }

  async function killed({ applied, orphan }: { applied: boolean; orphan: boolean }): Promise<void> {
    // a late answer is one to a call that took effect
    const held = applied
      ? ({ kind: "latency", seconds: 600 } as const)
      : ({ kind: "timeout", applied } as const);
    await control.fault({ action: "*", times: 20, ...held });
    const callsBefore = (await control.calls()).length;
    const ended = new Set<"up">();
    const run = operation(() => stack.up()).finally(() => ended.add("up"));
    const isHeld = async () =>
      (await control.calls()).slice(callsBefore).some(({ fault }) => fault === held.kind);
    while (!ended.has("up") && !(await isHeld())) await setTimeout(50);
    const isCut = !ended.has("up");
    if (isCut) {
      kills++;
      begun.push(...enginesIn(stack.folder));
      const engines = begun.filter(({ command }) => /(^|\/)pulumi\0/.test(command));
      assert.ok(begun.length > engines.length && engines.length > 0, "the CLI or its provider is not found");
      for (const { pid } of orphan ? engines : begun) end(pid);
    }
    await run;
    await control.clearFaults();
    // an orphan finishes what it has begun
    for (let waited = 0; left(begun).length > 0 && waited < ORPHAN_MS; waited += 200) await setTimeout(200);
    for (const { pid } of left(begun)) end(pid);
    begun.length = 0;
    tell(isCut ? "  killed" : "  nothing was called");
    await stack.stack.cancel().catch(() => undefined);
    hasDrift = true;
    for (const inputs of await pending()) {
      const spec = program.find(
        ({ room, robot }) => placeOf(inputs) === placeOf({ roomId: room, userId: robot }),
      );
      if (spec !== undefined) doubts.set(placeOf(inputs), spec);
    }
    await invariants();
  }

  async function happens(what: Happening): Promise<void> {
    tell(JSON.stringify(what));
    switch (what.do) {
      case "up":
        [program, before] = [changedProgram(program, what.change, before), program];
        return stepped("up", () => stack.up({ refresh: what.refresh }), { seesDrift: what.refresh });
      case "refresh":
        return stepped("refresh", () => stack.refresh(), { seesDrift: true });
      case "destroy":
        return stepped("destroy", () => stack.destroy(), { seesDrift: true });
      case "kill":
        [program, before] = [changedProgram(program, what.change, before), program];
        return killed(what);
      case "stop": {
        const running = await live();
        const task = running[what.index % Math.max(1, running.length)];
        if (task === undefined) return;
        hasDrift = true;
        await control.stopTask(task.taskId);
        return;
      }
      case "expire":
        hasDrift = true;
        await control.advance((HANDLE_HOURS + 1) * 3600);
        // the provider looks at the machine's clock, which stands where it stood
        return stack.rewriteTasks(({ outputs }) => {
          outputs["createdAt"] = LONG_AGO;
          if (outputs["handleExpiresAt"] !== undefined) outputs["handleExpiresAt"] = LONG_AGO;
        });
      case "fault":
        for (const action of actionsOf(what.verb, program)) await control.fault({ action, ...what.fault });
        return;
      case "clear":
        return control.clearFaults();
    }
  }

  async function cleanUp(): Promise<void> {
    tell("clean up");
    await control.clearFaults();
    await stack.stack.refresh({ clearPendingCreates: true, color: "never" });
    const again = { do: "up", change: { is: "the same" }, refresh: true } as const;
    hasDrift = true;
    await happens(again);
    // a relay that has ended says so when it is to be changed, and is made again by the next up
    await happens(again);
    await happens({ do: "destroy" });
    for (const spec of [...doubts.values()]) {
      await happens({ do: "up", change: { is: "another", tasks: [spec] }, refresh: false });
      await happens({ do: "destroy" });
    }
    assert.deepEqual(
      (await live()).map((task) => `${task.taskId} of ${placeOfTask(task)}`),
      [],
    );
    assert.deepEqual([(await stack.tasks()).length, (await pending()).length, doubts.size], [0, 0, 0]);
    assert.deepEqual(enginesIn(stack.folder), []);
  }

  try {
    for (const what of sequence) await happens(what);
    await cleanUp();
  } finally {
    for (const { pid } of [...enginesIn(stack.folder), ...left(begun)]) end(pid);
  }
  return { calls: (await control.calls()).length, kills };
}

/** Actions that a fault is for. */
function actionsOf(verb: "create" | "remove" | "any", program: readonly TaskSpec[]): string[] {
  if (verb === "any") return ["*"];
  if (verb === "remove") return ["RemoveUser", "RemoveUserByStrRoomId"];
  const jobs = program.length > 0 ? program.map(({ job }) => job) : JOBS;
  return [...new Set(jobs.map((job) => kindOf(job).create.action))];
}

interface Process {
  pid: number;
  parent: number;
  folder: string;
  command: string;
}

function processes(): Process[] {
  if (!existsSync("/proc/self/cwd"))
    throw new Error("processes are found by /proc, which this system has not");
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const parent = Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, "utf8"))?.[1]);
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8");
      return [{ pid: Number(name), parent, folder: readlinkSync(`/proc/${name}/cwd`), command }];
    } catch {
      // it has ended meanwhile
      return [];
    }
  });
}

/** Engines in a folder, and what they have started, which may run elsewhere. */
function enginesIn(folder: string): Process[] {
  const all = processes();
  const found = all.filter((each) => each.folder.startsWith(folder));
  // grows while it is gone through
  for (const { pid } of found)
    found.push(...all.filter((each) => each.parent === pid && !found.includes(each)));
  return found;
}

/** Those of them that still run. */
function left(known: readonly Process[]): Process[] {
  const now = new Map(processes().map((each) => [each.pid, each.command]));
  return known.filter(({ pid, command }) => now.get(pid) === command);
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has ended by itself
  }
}

function lastLine(text: string): string {
  const lines = text.split("\n").filter((line) => /error|Error/.test(line));
  return (lines.at(-1) ?? text.trim().split("\n").at(-1) ?? "").trim();
}
