import { AssertionError, fail, ok } from "node:assert/strict";
import { isBag } from "../../provider/resource/schema";
import type { Bag } from "../../provider/resource/schema";
import type { Lifecycle } from "../../provider/resource/lifecycle";
import { UnfinishedError } from "../../provider/resource/kind";
import type { Job } from "../../provider/task/kinds";
import type { Resource } from "./programs";

/** A resource in state. */
export interface Entry {
  urn: string;
  job: Job;
  id: string;
  /** As check returned them. */
  inputs: Bag;
  outputs: Bag;
  /** It was saved with an error: the next `up` calls update, whatever diff says; a refresh forgets it. */
  hasInitErrors: boolean;
  /** Its successor is made already: it is deleted at the end of a run. */
  isMarkedForDeletion: boolean;
  /** It is deleted, and its successor is to be made. */
  isPendingReplacement: boolean;
}

/** A create of which the engine does not know how it ended. It stays, also when the resource is made later, until it is cleared. */
export interface PendingCreate {
  urn: string;
  job: Job;
  inputs: Bag;
}

/** What the engine keeps of a stack. */
export interface State {
  entries: Entry[];
  pending: PendingCreate[];
}

export type Operation = "create" | "read" | "update" | "delete";

/** What a lifecycle method was called for. */
export interface Step {
  operation: Operation;
  urn: string;
  job: Job;
  /** Absent before the create of what is new. */
  entry: Entry | undefined;
  inputs: Bag;
  error?: Error;
}

/** Of one run of the CLI with its provider process. */
export interface Run {
  lifecycle(job: Job): Lifecycle;
  /** Whether the CLI is dead from here on: nothing is begun and nothing is saved any more. */
  isDead(): boolean;
  /** Tells that a method has answered. @returns whether the CLI is dead from here on */
  isDeadAfterAnswer(): boolean;
  /** Hands on what a method does, for those who watch. */
  watched<Result>(step: Step, method: () => Promise<Result>): Promise<Result>;
}

/**
 * The engine as far as providers can tell: which methods it calls with what in which order, and what it keeps of their answers.
 * Written from what was seen of CLI 3.259 (CONTRIBUTING.md, "What the engine does").
 */
export interface Engine {
  /** Resolves to the steps that failed. */
  up(program: readonly Resource[]): Promise<Step[]>;
  refresh(): Promise<Step[]>;
  destroy(): Promise<Step[]>;
}

export function createEngine(state: State, run: Run): Engine {
  const failed: Step[] = [];

  /** Calls a method. @returns its answer, or undefined when it failed or nobody is there any more to take it */
  async function called<Result>(
    step: Step,
    method: () => Promise<Result>,
  ): Promise<{ answer: Result } | { error: Error } | undefined> {
    if (run.isDead()) return undefined;
    try {
      const answer = carried(await run.watched(step, method));
      return run.isDeadAfterAnswer() ? undefined : { answer };
    } catch (error) {
      // what watches it, or the wire, has found something wrong
      if (error instanceof AssertionError || !(error instanceof Error)) throw error;
      if (run.isDeadAfterAnswer()) return undefined;
      failed.push({ ...step, error });
      return { error };
    }
  }

  /** Whether something failed, after which nothing new is begun. */
  const isOver = (): boolean => failed.length > 0 || run.isDead();

  async function create({ urn, job }: Resource, inputs: Bag, old: Entry | undefined): Promise<void> {
    if (isOver()) return;
    const pending: PendingCreate = { urn, job, inputs };
    state.pending.push(pending);
    const step: Step = { operation: "create", urn, job, entry: undefined, inputs };
    const result = await called(step, () => run.lifecycle(job).create(copied(inputs)));
    if (result === undefined) return;
    remove(state.pending, pending);
    const made = "answer" in result ? result.answer : partly(result.error);
    if (made === undefined) return;
    ok(typeof made.id === "string" && made.id !== "", `${urn}: create returned no id`);
    if (old !== undefined) {
      if (old.isPendingReplacement) remove(state.entries, old);
      else old.isMarkedForDeletion = true;
    }
    state.entries.push({
      urn,
      job,
      id: made.id,
      inputs,
      outputs: made.outs,
      hasInitErrors: "error" in result,
      isMarkedForDeletion: false,
      isPendingReplacement: false,
    });
  }

  async function update(entry: Entry, inputs: Bag): Promise<void> {
    if (isOver()) return;
    const { urn, job, id, outputs } = entry;
    const step: Step = { operation: "update", urn, job, entry, inputs };
    const result = await called(step, () => run.lifecycle(job).update(id, copied(outputs), copied(inputs)));
    if (result === undefined) return;
    const made = "answer" in result ? result.answer : partly(result.error);
    if (made === undefined) return;
    Object.assign(entry, { inputs, outputs: made.outs, hasInitErrors: "error" in result });
  }

  async function deleted(entry: Entry, { toReplace = false } = {}): Promise<boolean> {
    if (isOver()) return false;
    const { urn, job, id, inputs, outputs } = entry;
    const step: Step = { operation: "delete", urn, job, entry, inputs };
    const result = await called(step, () => run.lifecycle(job).delete(id, copied(outputs)));
    if (result === undefined || "error" in result) return false;
    if (toReplace) entry.isPendingReplacement = true;
    else remove(state.entries, entry);
    return true;
  }

  /** What is to be done for a resource of the program, begun at once and awaited by the caller. */
  function begun(resource: Resource): Promise<void> {
    const { urn, job } = resource;
    const lifecycle = run.lifecycle(job);
    const old = state.entries.find((entry) => entry.urn === urn && !entry.isMarkedForDeletion);
    const checked = (olds: Bag): Bag => {
      const { inputs, failures } = carried(lifecycle.check(copied(olds), copied(resource.inputs)));
      if (failures.length > 0)
        fail(`${urn}: check refuses: ${failures.map(({ reason }) => reason).join("; ")}`);
      return inputs;
    };
    const inputs = checked(old?.inputs ?? {});
    if (old === undefined) return create(resource, inputs, undefined);
    const { changes, replaces, deleteBeforeReplace } = carried(
      lifecycle.diff(copied(old.outputs), copied(inputs)),
    );
    if (old.isPendingReplacement || (changes && replaces.length > 0)) {
      const anew = checked({});
      if (!deleteBeforeReplace) return create(resource, anew, old);
      return (old.isPendingReplacement ? Promise.resolve(true) : deleted(old, { toReplace: true })).then(
        (isDeleted) => (isDeleted ? create(resource, anew, old) : undefined),
      );
    }
    if (changes || old.hasInitErrors) return update(old, inputs);
    old.inputs = inputs;
    return Promise.resolve();
  }

  return {
    async up(program) {
      // one after the other, and each goes on while the next is begun
      await Promise.all(program.map(begun));
      const names = new Set(program.map(({ urn }) => urn));
      const isLeft = ({ urn, isMarkedForDeletion }: Entry): boolean => isMarkedForDeletion || !names.has(urn);
      await removeAll(state.entries.filter(isLeft));
      return failed;
    },

    async refresh() {
      await Promise.all(
        state.entries.map(async (entry) => {
          if (entry.isPendingReplacement) return;
          const { urn, job, id, inputs, outputs } = entry;
          const step: Step = { operation: "read", urn, job, entry, inputs };
          const result = await called(step, () => run.lifecycle(job).read(id, copied(outputs)));
          if (result === undefined || "error" in result) return;
          if (result.answer.id === "") remove(state.entries, entry);
          else {
            Object.assign(entry, {
              id: result.answer.id,
              outputs: result.answer.props,
              hasInitErrors: false,
            });
            // the engine asks what the next `up` would do, to show it
            carried(run.lifecycle(job).diff(copied(entry.outputs), copied(inputs)));
          }
        }),
      );
      return failed;
    },

    async destroy() {
      await removeAll([...state.entries]);
      return failed;
    },
  };

  async function removeAll(entries: readonly Entry[]): Promise<void> {
    if (isOver()) return;
    // what is deleted already is forgotten without a call
    const isGone = (entry: Entry): boolean => entry.isPendingReplacement && !entry.isMarkedForDeletion;
    entries.filter(isGone).forEach((entry) => remove(state.entries, entry));
    await Promise.all(entries.filter((entry) => !isGone(entry)).map((entry) => deleted(entry)));
  }
}

/** What the engine keeps of an error with an id. */
function partly(error: Error): { id: string; outs: Bag } | undefined {
  return error instanceof UnfinishedError ? { id: error.id, outs: carried(error.outs) } : undefined;
}

/** What a method answered, as it comes out of the engine's wire. @throws when the wire would break on it */
function carried<Value>(answer: Value): Value {
  if (answer === undefined) return answer;
  ok(isCarried(answer), "the engine cannot carry what was answered");
  return copied(answer);
}

/** Whether there is nothing in it that has no form in JSON, such as undefined. */
function isCarried(value: unknown): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isCarried);
  return isBag(value) && Object.values(value).every(isCarried);
}

/** As a method gets it: nothing that it does with it changes the original. */
function copied<Value>(value: Value): Value {
  // what it is on the other side of the wire
  return JSON.parse(JSON.stringify(value)) as Value;
}

function remove<Item>(list: Item[], item: Item): void {
  const index = list.indexOf(item);
  if (index !== -1) list.splice(index, 1);
}
