import { AssertionError } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { UNFINISHED } from "../../provider/resource/kind";
import type { Bag } from "../../provider/resource/schema";
import { GoneError } from "../../provider/trtc/errors";
import type { Entry, State, Step } from "./engine-model";
import { kindOf, resourceOf } from "./programs";
import type { TaskSpec } from "./programs";
import type { ApiTask, TaskApi } from "./task-api";
import type { VirtualClock } from "./virtual-clock";

/** So long a new task that is not found is asked for again. */
export const YOUTH_MS = 60_000;

/** What is known from outside of a stack and of what runs. */
export interface Known {
  clock: VirtualClock;
  api: TaskApi;
  state: State;
  program(): readonly TaskSpec[];
  /** Robots of which a task may run that is not in state, as an error said or because a create was cut off; by place. */
  debts: ReadonlyMap<string, TaskSpec>;
  /** The arguments that a task was made with, by TaskId. */
  madeWith: ReadonlyMap<string, Bag>;
  /** Tasks that a step was to delete, whether or not that is known to have come about. */
  toBeDeleted: ReadonlySet<string>;
  /** Tasks whose last change was cut off by a kill: nobody knows whether it was made, until the next one. */
  cutOff: ReadonlySet<string>;
}

/** How everything was before a step. */
export interface Snapshot {
  now: number;
  /** How many creates were pending. */
  pending: number;
  faultsMet: number;
  takeovers: number;
  entries: readonly Entry[];
  /** TaskIds. */
  running: ReadonlySet<string>;
}

/** What must hold, each a method that throws an AssertionError when it does not. */
export interface Invariants {
  snapshot(): Snapshot;
  /** Whether the documented limit has come about: a Create that took effect when its caller had given up. */
  isExcused(task: ApiTask): boolean;
  stateIsValid(): void;
  whatLivesIsKnown(): void;
  nothingKeptWasEnded(before: Snapshot): void;
  noTakeoverOfItself(before: Snapshot): void;
  /** Whether a step is right to fail, although it met no fault. */
  mayFail(step: Step, before: Snapshot): boolean;
  refreshWithoutDriftChangesNothing(before: Snapshot): void;
  everythingIsAsTheProgramSays(): void;
}

export function createInvariants({
  clock,
  api,
  state,
  program,
  debts,
  madeWith,
  toBeDeleted,
  cutOff,
}: Known): Invariants {
  function snapshot(): Snapshot {
    return {
      now: clock.now(),
      pending: state.pending.length,
      faultsMet: api.faultsMet(),
      takeovers: api.takeovers.length,
      entries: state.entries.map((entry) => ({ ...entry })),
      running: new Set(api.running().map(({ id }) => id)),
    };
  }

  /** What a Create did that took effect only when its caller had given up: the documented limit. */
  const isExcused = (task: ApiTask): boolean => task.late;

  function stateIsValid(): void {
    const urns = state.entries.filter((entry) => !entry.isMarkedForDeletion).map(({ urn }) => urn);
    holds(new Set(urns).size === urns.length, () => `a resource is in state twice: ${urns.join(", ")}`);
    for (const { urn, id, outputs } of state.entries) {
      secretFree(`outputs of ${urn}`, outputs);
      holds(
        outputs["taskId"] === undefined || outputs["taskId"] === id,
        () => `${urn}: id ${id} is not its taskId`,
      );
      for (const name of ["sdkAppId", "roomId", "userId", "region"])
        holds(outputs[name] !== undefined, () => `${urn}: state has no ${name}`);
      holds(api.tasks.has(id), () => `${urn}: there never was a task ${id}`);
    }
  }

  function whatLivesIsKnown(): void {
    const ids = new Set(state.entries.map(({ id }) => id));
    for (const task of api.running())
      holds(
        ids.has(task.id) || debts.has(task.place) || isExcused(task),
        () =>
          `${task.id} of ${task.place} runs, and neither state nor a pending create nor an error tells of it`,
      );
  }

  /** A step ends what it replaces and deletes, and nothing else. */
  function nothingKeptWasEnded(before: Snapshot): void {
    for (const entry of state.entries) {
      if (entry.isMarkedForDeletion || toBeDeleted.has(entry.id) || !before.running.has(entry.id)) continue;
      const task = api.tasks.get(entry.id);
      if (task?.endedAt === undefined || task.end === "late takeover") continue;
      // an update that found it gone has removed its robot, and was killed before that was saved
      if (cutOff.has(entry.id) && task.end === "removed") continue;
      // another resource has been given its robot in this step
      const isGivenAway = [...api.tasks.values()].some(
        ({ id, place, startedAt }) => id !== task.id && place === task.place && startedAt >= before.now,
      );
      const isHandedOver = program().some(
        (spec) =>
          resourceOf(spec, { keyVersion: 0 }).urn !== entry.urn &&
          placeOf(resourceOf(spec, { keyVersion: 0 }).inputs) === task.place,
      );
      holds(
        isGivenAway || isHandedOver || entry.outputs["exited"] === true,
        () => `${entry.urn} is kept, but its task ${task.id} was ended (${task.end})`,
      );
    }
  }

  /** A robot is in a room once: the old task of a resource has left before its new one enters. */
  function noTakeoverOfItself(before: Snapshot): void {
    for (const { old, next } of api.takeovers.slice(before.takeovers)) {
      // one that an earlier run was to delete may go like this too
      const owner = before.entries.find(
        ({ id, isMarkedForDeletion }) => id === old.id && !isMarkedForDeletion,
      );
      const heir = state.entries.find(({ id }) => id === next.id);
      holds(
        next.late || owner === undefined || owner.urn !== heir?.urn,
        () => `${owner?.urn}: its new task ${next.id} took over the robot of its old one, ${old.id}`,
      );
    }
  }

  /** What has ended, or has lost its handle, cannot be changed before a refresh has seen it. */
  function mayFail({ operation, entry, error }: Step, before: Snapshot): boolean {
    // what is to be told to a new task right after its create
    if (operation === "create") return api.settings.lagOfAll && error?.cause instanceof GoneError;
    const task = entry && api.tasks.get(entry.id);
    if (operation !== "update" || task === undefined || !(error instanceof Error)) return false;
    const old = before.entries.find(({ id }) => id === task.id);
    const isYoung = clock.now() < task.startedAt + YOUTH_MS + api.settings.lagSeconds * 1_000;
    const hasEnded = task.endedAt !== undefined && old?.outputs["exited"] !== true;
    const isLost = clock.now() >= task.handleExpiresAt;
    const isGone = error instanceof GoneError || error.cause instanceof GoneError;
    return isGone && (hasEnded || isLost || (isYoung && api.settings.lagOfAll));
  }

  function refreshWithoutDriftChangesNothing(before: Snapshot): void {
    for (const entry of before.entries) {
      const task = api.tasks.get(entry.id);
      const isSteady =
        task !== undefined &&
        task.endedAt === undefined &&
        clock.now() < task.handleExpiresAt &&
        entry.outputs["exited"] === undefined &&
        entry.outputs["handleExpired"] === undefined;
      if (!isSteady) continue;
      const now = state.entries.find(({ id }) => id === entry.id);
      holds(
        isDeepStrictEqual(now?.outputs, entry.outputs),
        () =>
          `refresh without drift changes ${entry.urn}: ${JSON.stringify(now?.outputs)} was ${JSON.stringify(entry.outputs)}`,
      );
    }
  }

  /** Every task of the program runs and has been told what the program says. */
  function everythingIsAsTheProgramSays(): void {
    for (const spec of program()) {
      const { urn, job } = resourceOf(spec, { keyVersion: 0 });
      const entry = state.entries.find(
        (candidate) => candidate.urn === urn && !candidate.isMarkedForDeletion,
      );
      const task = api.tasks.get(entry?.id ?? "");
      if (entry === undefined || task === undefined) return fails(`${urn} is not in state after up`);
      if (entry.outputs["exited"] === true && spec.onExit === "keep") continue;
      // nothing can be asked or told of it any more
      if (entry.outputs["handleExpired"] === true && spec.onHandleExpired === "keep") continue;
      // the end of a task that cannot be asked for is seen by nobody
      if (task.endedAt !== undefined && kindOf(job).describe === undefined) continue;
      holds(
        task.endedAt === undefined,
        () => `${urn} is in state after refresh and up, but ${task.id} has ended (${task.end})`,
      );
      holds(entry.outputs[UNFINISHED] !== true, () => `${urn} is unfinished after up`);
      const { modify } = kindOf(job);
      if (modify === undefined || cutOff.has(entry.id)) continue;
      const inputs = entry.inputs as never; // checked, as every entry's are
      const first = madeWith.get(entry.id);
      const toldFirst =
        first && modify.completesCreate?.(first as never) !== true
          ? modify.params(first as never)
          : undefined; // checked too
      const told = task.told ?? toldFirst;
      holds(
        isDeepStrictEqual(plain(told), plain(modify.params(inputs))),
        () =>
          `${urn}: the task was told ${JSON.stringify(told)}, the program says ${JSON.stringify(modify.params(inputs))}`,
      );
    }
    const ids = new Set(state.entries.map(({ id }) => id));
    holds(
      [...ids].every((id) => state.entries.find((entry) => entry.id === id)?.isMarkedForDeletion !== true),
      () => "something is left to be deleted after up",
    );
  }

  return {
    snapshot,
    isExcused,
    stateIsValid,
    whatLivesIsKnown,
    nothingKeptWasEnded,
    noTakeoverOfItself,
    mayFail,
    refreshWithoutDriftChangesNothing,
    everythingIsAsTheProgramSays,
  };
}

export function holds(condition: boolean, message: () => string): void {
  if (!condition) fails(message());
}

function fails(message: string): never {
  throw new AssertionError({ message });
}

/** @throws AssertionError when a planted secret, or what was signed with one, stands in it */
export function secretFree(what: string, value: unknown): void {
  // a delete answers nothing
  const text = value === undefined ? "" : JSON.stringify(value);
  // "eJ" is what every UserSig begins with
  if (text.includes("planted-") || text.includes("eJ")) fails(`a secret stands in ${what}: ${text}`);
}

/** As it is after the wire. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** Application, room and robot, as the API model writes them. */
export function placeOf({ sdkAppId, roomId, userId }: Bag): string {
  return JSON.stringify([sdkAppId, roomId, userId]);
}
