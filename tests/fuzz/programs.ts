import * as fc from "fast-check";
import { createRegionChoice } from "../../provider/resource/region";
import { checkedInputs } from "../../provider/resource/schema";
import type { Bag } from "../../provider/resource/schema";
import { changedProperties } from "../../provider/resource/state";
import { KINDS } from "../../provider/task/kinds";
import type { Job } from "../../provider/task/kinds";
import type { TaskKind } from "../../provider/task/kind";
import { fakeSettings } from "../unit/provider/fake-settings";
import { EVERY_KIND } from "../unit/provider/task/inputs/every-kind";
import { withChanges } from "../unit/provider/task/table-places";

/** A task of a program. */
export interface TaskSpec {
  job: Job;
  /** Tells resources of one kind apart. */
  slot: number;
  room: string | number;
  robot: string;
  /** Which of the kind's arguments: an index, of which the first ones differ least from what must be given. */
  variant: number;
  onExit: "recreate" | "keep";
  onHandleExpired: "replace" | "keep";
}

/** What becomes of the last program. */
export type ProgramChange =
  | { is: "another"; tasks: readonly TaskSpec[] }
  | { is: "the same" }
  /** The one before it. */
  | { is: "the one before" }
  /** One resource is added, or has other arguments. */
  | { is: "with"; task: TaskSpec }
  | { is: "without"; index: number }
  /** One resource has other arguments, in the same place. */
  | { is: "changed"; index: number; variant: number };

/** A resource as the engine is given it. */
export interface Resource {
  urn: string;
  job: Job;
  /** Before check. */
  inputs: Bag;
}

export const JOBS = Object.keys(KINDS) as readonly Job[]; // the names of the list itself

/** What each kind is tested with, its TaskKind with the inputs of every run. */
const CASES: ReadonlyMap<Job, (typeof EVERY_KIND)[number]> = new Map(
  JOBS.map((job) => {
    const found = EVERY_KIND.find(({ kind }) => kind.resource === KINDS[job].resource);
    if (found === undefined) throw new Error(`no inputs for ${job}`);
    return [job, found];
  }),
);

export function kindOf(job: Job): TaskKind<never> {
  const found = CASES.get(job);
  if (found === undefined) throw new Error(`no kind ${job}`);
  return found.kind;
}

/** Secrets that are given only for robots and rooms with other names. */
const TICKETS = { userSig: undefined, privateMapKey: undefined };

/** The arguments of each kind that are tried: the smallest, what changes in place, and what replaces; the names are others. */
const VARIANTS: ReadonlyMap<Job, readonly Bag[]> = new Map(JOBS.map((job) => [job, variantsOf(job)]));

function variantsOf(job: Job): Bag[] {
  const found = CASES.get(job);
  if (found === undefined) return [];
  const { kind, inputs } = found;
  const bases = [inputs.smallest, ...inputs.fullest].map((base) => withChanges(base, TICKETS));
  const changes: Bag[] = [
    {},
    ...Object.entries(inputs.another)
      .filter(([path]) => !["roomId", "userId", "userSig", "privateMapKey"].includes(path))
      .map(([path, value]) => ({ [path]: value, ...inputs.together?.[path] })),
    { isPause: true },
    { volume: 7 },
    { resourceExpiredHour: 6 },
    { userSigExpire: 30_000_000 },
  ];
  const [smallest = {}] = bases;
  const regionOf = createRegionChoice(fakeSettings());
  const valid = bases
    .flatMap((base) => changes.map((change) => withChanges(base, change)))
    .filter((bag) => {
      const given = { ...bag, region: regionOf(bag, {}) };
      return checkedInputs(kind.schema, kind.rules, { given, oldInputs: {} }).failures.length === 0;
    });
  const replaced = (bag: Bag): number =>
    changedProperties(kind, smallest, bag).filter(({ property }) => property.changes === "replaces").length;
  return valid.sort((one, other) => Math.sign(replaced(one)) - Math.sign(replaced(other)));
}

const hasRow = (job: Job, name: string): boolean => name in kindOf(job).schema.properties;

/** @param keyVersion - which of the two pairs of storage keys is given */
export function resourceOf(
  { job, slot, room, robot, variant, onExit, onHandleExpired }: TaskSpec,
  { keyVersion }: { keyVersion: number },
): Resource {
  const variants = VARIANTS.get(job) ?? [];
  const chosen = variants[variant % variants.length] ?? {};
  const hasStorage = chosen["storage"] !== undefined;
  const inputs = withChanges(chosen, {
    roomId: room,
    userId: robot,
    ...(hasRow(job, "onExit") && { onExit }),
    ...(hasRow(job, "onHandleExpired") && { onHandleExpired }),
    ...(keyVersion > 0 && hasStorage && { "storage.secretKey": `planted-key-${keyVersion}` }),
  });
  return { urn: `${kindOf(job).resource}::${slot}`, job, inputs };
}

/** As a program may be: each resource once, and no robot twice in a room, which the program itself would refuse. */
export function changedProgram(
  last: readonly TaskSpec[],
  change: ProgramChange,
  before: readonly TaskSpec[] = [],
): readonly TaskSpec[] {
  switch (change.is) {
    case "another":
      return distinct(change.tasks);
    case "the same":
      return last;
    case "the one before":
      return before;
    case "changed":
      return last.map((task, index) =>
        index === change.index % last.length ? { ...task, variant: change.variant } : task,
      );
    case "with":
      return distinct([change.task, ...last]);
    case "without":
      return last.filter((_, index) => index !== change.index % Math.max(1, last.length));
  }
}

function distinct(tasks: readonly TaskSpec[]): TaskSpec[] {
  const taken = new Set<string>();
  return tasks.filter(({ job, slot, room, robot }) => {
    const names = [`${job} ${slot}`, JSON.stringify([room, robot])];
    if (names.some((name) => taken.has(name))) return false;
    names.forEach((name) => taken.add(name));
    return true;
  });
}

/** The first few change in place. */
const variant = fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 60 }));

/** @param jobs - the kinds to choose from */
export function taskSpecs(jobs: readonly Job[] = JOBS): fc.Arbitrary<TaskSpec> {
  return fc.record({
    job: fc.constantFrom(...jobs),
    slot: fc.nat({ max: 1 }),
    room: fc.constantFrom<string | number>("lobby", 150),
    robot: fc.constantFrom("robot-a", "robot-b", "robot-c"),
    variant,
    onExit: fc.constantFrom("recreate", "recreate", "keep"),
    onHandleExpired: fc.constantFrom("replace", "replace", "keep"),
  });
}

/** @param maxTasks - of one program */
export function programChanges(maxTasks: number, jobs?: readonly Job[]): fc.Arbitrary<ProgramChange> {
  const task = taskSpecs(jobs);
  const is = <Word extends string>(word: Word) => fc.constant(word);
  const index = fc.nat({ max: 5 });
  const tasks = fc.array(task, { minLength: 1, maxLength: maxTasks });
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ is: is("another"), tasks }) },
    { weight: 2, arbitrary: fc.record({ is: is("the same") }) },
    { weight: 2, arbitrary: fc.record({ is: is("the one before") }) },
    { weight: 3, arbitrary: fc.record({ is: is("with"), task }) },
    { weight: 1, arbitrary: fc.record({ is: is("without"), index }) },
    { weight: 4, arbitrary: fc.record({ is: is("changed"), index, variant }) },
  );
}
