import type { Lifecycle } from "../../provider/resource/lifecycle";
import type { Bag } from "../../provider/resource/schema";
import type { Job } from "../../provider/task/kinds";
import type { TaskInputs, TaskKind } from "../../provider/task/kind";
import { createLifecycle, noRobots } from "../../provider/task/lifecycle";
import type { LifecycleParts } from "../../provider/task/lifecycle";
import { createApiClient } from "../../provider/trtc/client";
import type { ApiClient } from "../../provider/trtc/client";
import { createLimiter } from "../../provider/trtc/rate-limit";
import { TRTC } from "../../provider/trtc/service";
import { fakeSettings, KEYS } from "../unit/provider/fake-settings";
import { createEngine } from "./engine-model";
import type { Operation, State, Step } from "./engine-model";
import { changedProgram, kindOf, resourceOf } from "./programs";
import type { ProgramChange, TaskSpec } from "./programs";
import { createInvariants, holds, placeOf, secretFree, YOUTH_MS } from "./invariants";
import type { Snapshot } from "./invariants";
import { randomOf } from "./random";
import { createTaskApi } from "./task-api";
import type { ApiTask, Caller, TaskApi } from "./task-api";
import { createVirtualClock } from "./virtual-clock";
import type { VirtualClock } from "./virtual-clock";

/** Makes the lifecycle of a kind; one with a mistake in it shows that the fuzz would find it. */
export type MakeLifecycle = <Inputs extends TaskInputs>(
  kind: TaskKind<Inputs>,
  parts: LifecycleParts,
) => Lifecycle;

/** What the engine is asked to do. */
export type Asked =
  { do: "up"; change: ProgramChange; refresh: boolean } | { do: "refresh" } | { do: "destroy" };

/** Where a run is killed. */
export interface Kill {
  /** Before a call is sent, when it has been sent, or when it is answered and nothing is saved yet. */
  point: "before send" | "sent" | "answered";
  /** At which of them. */
  count: number;
  /** The CLI alone is killed: the provider process lives on and finishes what it has begun. */
  orphan: boolean;
}

/** A stack, the API, and what is known of both from outside. */
export interface World {
  clock: VirtualClock;
  api: TaskApi;
  state: State;
  /** Runs the engine and looks at what has come of it. @throws AssertionError when an invariant does not hold */
  run(asked: Asked, kill?: Kill): Promise<void>;
  /** `pulumi cancel` and `pulumi refresh --clear-pending-creates`, as far as pending creates go. */
  clearPending(): void;
  /** Rotates a key, in the right order. */
  rotate(key: "account" | "storage" | "application"): void;
  /** The API no longer accepts the key of the account. */
  revoke(): void;
  /** Ends all faults and clears everything away in the documented way. @throws AssertionError when something is left over */
  cleanUp(): Promise<void>;
}

export interface WorldOptions {
  seed: number;
  makeLifecycle?: MakeLifecycle;
  /** Is told each step and each call. @default - nobody is told */
  trace?: ((line: string) => void) | undefined;
}

const PLAIN = { variant: 0, onExit: "recreate", onHandleExpired: "replace" } as const;
const START = Date.parse("2026-01-02T03:04:05.000Z");
/** What an operation may take: its budget, and one request for each of its calls that had begun by then. */
const BUDGET_MS = 90_000;
const REQUEST_MS = 8_000;
/** Beside its budget: a new task that is not found is asked for again, and taking a robot out has time of its own after each try. */
const EXTRA_MS: Partial<Record<Operation, number>> = { read: YOUTH_MS, create: 3 * 12_000 };
/** No step takes longer, however many operations it makes one after another. */
const STEP_LIMIT_MS = 1_800_000;

export function createWorld({ seed, makeLifecycle = createLifecycle, trace }: WorldOptions): World {
  const random = randomOf(seed);
  const clock = createVirtualClock(START);
  const environment: Record<string, string> = { ...KEYS };
  const api = createTaskApi({ clock, random, secretKey: KEYS.TENCENTCLOUD_SECRET_KEY });
  const state: State = { entries: [], pending: [] };
  let program: readonly TaskSpec[] = [];
  let programBefore: readonly TaskSpec[] = [];
  let keyVersion = 0;
  let rotations = 0;
  let isRevoked = false;
  const debts = new Map<string, TaskSpec>();
  const madeWith = new Map<string, Bag>();
  const toBeDeleted = new Set<string>();
  const cutOff = new Set<string>();
  /** Tasks that the run under way was to change. */
  const toBeChanged = new Set<string>();
  const must = createInvariants({
    clock,
    api,
    state,
    program: () => program,
    debts,
    madeWith,
    toBeDeleted,
    cutOff,
  });

  /** A process of the engine with its provider process. */
  function startProcess(kill: Kill | undefined) {
    const own = clock.process();
    const limiter = createLimiter(own);
    const robots = noRobots();
    const lifecycles = new Map<Job, Lifecycle>();
    const calls: { about: string; at: number }[] = [];
    let waitedMs = 0;
    let countdown = kill?.count ?? 0;
    let isEngineDead = false;
    let isProviderDead = false;
    let tellKilled: () => void = () => undefined;
    const killed = new Promise<void>((resolve) => (tellKilled = resolve));

    function reached(point: Kill["point"]): void {
      if (kill === undefined || kill.point !== point || isEngineDead || --countdown > 0) return;
      isEngineDead = true;
      if (!kill.orphan) {
        isProviderDead = true;
        own.stop();
      }
      tellKilled();
    }
    const caller: Caller = {
      clock: own,
      isDeadAt(point) {
        reached(point);
        return isProviderDead;
      },
    };
    const real = createApiClient(TRTC, {
      settings: fakeSettings({ environment }),
      clock: own,
      random,
      limiter: {
        async acquire(name, maxPerSecond) {
          const from = clock.now();
          await limiter.acquire(name, maxPerSecond);
          waitedMs += clock.now() - from;
        },
      },
      report,
      async send(request) {
        const answer = await api.send(caller, request);
        const said = answer.ok ? answer.response : answer.failure;
        trace?.(`${time()}   ${request.action} of ${subjectOf(request.params)}: ${JSON.stringify(said)}`);
        return answer;
      },
      ambient: () => Promise.reject(new Error("there is no role here")),
    });
    const client: ApiClient = {
      call(request) {
        calls.push({ about: subjectOf(request.params), at: clock.now() });
        return real.call(request);
      },
    };
    const engine = createEngine(state, {
      lifecycle(job) {
        const made =
          lifecycles.get(job) ??
          makeLifecycle(kindOf(job), {
            client,
            clock: own,
            settings: fakeSettings({ environment }),
            report,
            robots,
          });
        lifecycles.set(job, made);
        return made;
      },
      isDead: () => isEngineDead,
      isDeadAfterAnswer() {
        reached("answered");
        return isEngineDead;
      },
      async watched(step, method) {
        const from = clock.now();
        const waitedBefore = waitedMs;
        const about = new Set([
          step.entry?.id ?? "",
          placeOf(step.inputs),
          placeOf(step.entry?.outputs ?? step.inputs),
        ]);
        if (step.operation === "delete" && step.entry !== undefined) toBeDeleted.add(step.entry.id);
        if (step.operation === "update" && step.entry !== undefined) toBeChanged.add(step.entry.id);
        trace?.(`${time()} ${step.operation} of ${step.urn} ${step.entry?.id ?? ""}`);
        try {
          const answer = await method();
          secretFree(`${step.operation} of ${step.urn}`, answer);
          if (step.operation === "create") about.add(created(step, answer));
          return answer;
        } catch (error) {
          if (error instanceof Error) {
            secretFree(`error of ${step.operation} of ${step.urn}`, [error.message, Object.entries(error)]);
            if (step.operation === "create") about.add(notCreated(step, error));
          }
          throw error;
        } finally {
          const made = calls.filter((call) => call.at >= from && about.has(call.about)).length;
          const allowed =
            BUDGET_MS + (EXTRA_MS[step.operation] ?? 0) + made * REQUEST_MS + waitedMs - waitedBefore;
          const took = clock.now() - from;
          holds(took <= allowed, () => `${step.operation} of ${step.urn} took ${took} ms with ${made} calls`);
        }
      },
    });
    return { engine, killed, isDead: () => isEngineDead };
  }

  /** What a create returned, or said to have made. @returns its id */
  function created({ inputs }: Step, answer: unknown): string {
    debts.delete(placeOf(inputs));
    // the engine model has not looked yet
    const { id } = answer as { id: string };
    madeWith.set(id, inputs);
    return id;
  }

  /** What an error of a create says to have made, or to be in doubt. @returns an id, or none */
  function notCreated(step: Step, error: Error): string {
    if ("outs" in error && "id" in error) return created(step, error);
    const { urn, inputs } = step;
    const place = placeOf(inputs);
    if (error.message.includes("was removed, so no task of it runs")) {
      debts.delete(place);
      const left = api.running().find((task) => task.place === place && !must.isExcused(task));
      holds(left === undefined, () => `${urn}: "${error.message}", but ${left?.id} runs`);
    }
    if (error.message.includes("so a task of it may run")) debts.set(place, specOf(urn, step.job, inputs));
    return "";
  }

  /** A program's task that meets the robot of this one. */
  function specOf(urn: string, job: Job, { roomId, userId }: Bag): TaskSpec {
    if (typeof roomId !== "string" && typeof roomId !== "number") throw new Error(`${urn} has no room`);
    const slot = Number(urn.split("::")[1]);
    return { ...PLAIN, job, slot, room: roomId, robot: String(userId) };
  }

  const time = (): string => `${((clock.now() - START) / 1_000).toFixed(1)} s`;

  const resources = () => program.map((spec) => resourceOf(spec, { keyVersion }));

  /** One run of the CLI. @returns the steps that failed, or undefined when it was killed */
  async function ran(asked: "up" | "refresh" | "destroy", kill?: Kill): Promise<Step[] | undefined> {
    const { engine, killed, isDead } = startProcess(kill);
    const work = asked === "up" ? engine.up(resources()) : engine[asked]();
    // nobody may be there any more to see how it ends
    work.catch(() => undefined);
    const failed = await clock.run(
      kill?.orphan === true ? work : Promise.race([work, killed]),
      STEP_LIMIT_MS,
    );
    return isDead() ? undefined : (failed ?? []);
  }

  async function run(asked: Asked, kill?: Kill): Promise<void> {
    if (asked.do === "up")
      [program, programBefore] = [changedProgram(program, asked.change, programBefore), program];
    const steps =
      asked.do === "up" ? (asked.refresh ? (["refresh", "up"] as const) : (["up"] as const)) : [asked.do];
    for (const step of steps) {
      const failed = await stepped(step, kill);
      if (failed === undefined || failed.length > 0) return;
    }
  }

  /** Runs one operation of the engine and looks at what has come of it. */
  async function stepped(asked: "up" | "refresh" | "destroy", kill?: Kill): Promise<Step[] | undefined> {
    const before = must.snapshot();
    toBeChanged.clear();
    const failed = await ran(asked, kill);
    noteCutOff(before, { wasKilled: failed === undefined });
    if (failed === undefined) {
      for (const { urn, job, inputs } of state.pending.slice(before.pending))
        debts.set(placeOf(inputs), specOf(urn, job, inputs));
      // nobody starts the next run in the same moment
      await clock.pass(10_000);
    }
    const isFaulted =
      kill !== undefined || isRevoked || api.faultsMet() > before.faultsMet || hasLate(before.takeovers);
    must.stateIsValid();
    must.whatLivesIsKnown();
    must.nothingKeptWasEnded(before);
    must.noTakeoverOfItself(before);
    if (failed === undefined || isFaulted) return failed;
    const unexpected = failed.find((step) => !must.mayFail(step, before));
    holds(
      unexpected === undefined,
      () =>
        `${asked} fails without a fault: ${unexpected?.operation} of ${unexpected?.urn}: ${unexpected?.error?.message}`,
    );
    if (failed.length > 0) return failed;
    if (asked === "refresh") must.refreshWithoutDriftChangesNothing(before);
    if (asked === "destroy") {
      holds(state.entries.length === 0, () => `destroy leaves ${state.entries.length} resources`);
    }
    if (asked === "up") await nothingIsLeftToDo();
    return failed;
  }

  /** Of a change that a kill has cut off, nothing is known until something of the next one is saved. */
  function noteCutOff(before: Snapshot, { wasKilled }: { wasKilled: boolean }): void {
    for (const { id, outputs } of state.entries) {
      if (!toBeChanged.has(id)) continue;
      const isSaved = before.entries.every((entry) => entry.id !== id || entry.outputs !== outputs);
      if (isSaved) cutOff.delete(id);
      else if (wasKilled) cutOff.add(id);
    }
  }

  const hasLate = (from: number): boolean => api.takeovers.slice(from).some(({ next }) => next.late);

  async function nothingIsLeftToDo(): Promise<void> {
    const [calls, text] = [api.calls(), JSON.stringify(state)];
    const failed = await ran("up");
    holds(failed?.length === 0 && api.calls() === calls, () => `a second up calls ${api.writes.at(-1)}`);
    holds(JSON.stringify(state) === text, () => "a second up changes state");
  }

  function clearPending(): void {
    state.pending = [];
  }

  function rotate(key: "account" | "storage" | "application"): void {
    rotations++;
    switch (key) {
      case "account":
        environment["TENCENTCLOUD_SECRET_KEY"] = `planted-api-secret-${rotations}`;
        api.accept(environment["TENCENTCLOUD_SECRET_KEY"]);
        isRevoked = false;
        return;
      case "storage":
        keyVersion++;
        return;
      case "application":
        environment["TRTC_SDK_SECRET_KEY"] = `planted-sdk-secret-${rotations}`;
    }
  }

  async function cleanUp(): Promise<void> {
    api.clearFaults();
    Object.assign(api.settings, { lagSeconds: 0, lagOfAll: false });
    if (isRevoked) rotate("account");
    // what is to come late has come, and what is young is so no more
    await clock.pass(300_000);
    clearPending();
    await run({ do: "up", change: { is: "the same" }, refresh: true });
    // a relay that has ended says so when it is to be changed, and is made again by the next up
    await run({ do: "up", change: { is: "the same" }, refresh: true });
    must.everythingIsAsTheProgramSays();
    await run({ do: "destroy" });
    // what was given up, or came late, is settled by an up with the same robot
    for (const task of api.running())
      if (must.isExcused(task) && !debts.has(task.place)) debts.set(task.place, specAt(task));
    for (const spec of [...debts.values()]) {
      program = [];
      await run({ do: "up", change: { is: "with", task: spec }, refresh: false });
      await run({ do: "destroy" });
    }
    const left = api.running();
    holds(
      left.length === 0,
      () => `${left.map(({ id, place }) => `${id} of ${place}`).join(", ")} runs after everything`,
    );
    holds(state.entries.length + state.pending.length === 0, () => "state is not empty after everything");
    holds(debts.size === 0, () => "something may run after everything");
  }

  function specAt({ job, place }: ApiTask): TaskSpec {
    // as the API model writes it
    const [, room, robot] = JSON.parse(place) as [number, string | number, string];
    return { ...PLAIN, job, slot: 0, room, robot };
  }

  function report(message: string): void {
    secretFree("a report", message);
  }

  return {
    clock,
    api,
    state,
    run,
    clearPending,
    rotate,
    revoke() {
      isRevoked = true;
      api.accept("planted-key-of-nobody");
    },
    cleanUp,
  };
}

/** What a call is about: a task, or a robot in a room. */
function subjectOf(params: object): string {
  // what is sent is a plain object
  const { TaskId, SdkAppId, RoomId, UserIds, UserId, AgentParams, TranscriptionParam } = params as Bag;
  if (typeof TaskId === "string") return TaskId;
  const robots: readonly unknown[] = Array.isArray(UserIds) ? UserIds : [];
  const tickets = (AgentParams ?? TranscriptionParam ?? {}) as Bag; // objects of the request
  const { RoomIdType } = params as Bag; // as above
  const isNumber =
    AgentParams !== undefined || TranscriptionParam !== undefined ? RoomIdType === 0 : RoomIdType === 1;
  return JSON.stringify([
    SdkAppId,
    isNumber ? Number(RoomId) : RoomId,
    robots[0] ?? UserId ?? tickets["UserId"],
  ]);
}
