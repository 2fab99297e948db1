import type { ResourceKind } from "../resource/kind";
import { knownValue, problem } from "../resource/schema";
import type { Bag, CheckFailure, ObjectProperty, Property } from "../resource/schema";

/** Versions of a write key, as an argument. */
export const KEY_VERSIONS_ROW = {
  type: "array",
  minItems: 1,
  maxItems: 2,
  uniqueItems: true,
  items: { type: "integer", minimum: 1, maximum: 1_000_000, cure: "count key versions from 1" },
  default: [1],
  allowed: "one or two different whole numbers from 1, the last one is used",
  cure: "rotate in two steps, [1] to [1, 2] to [2]",
} as const satisfies Property;

/** The arguments of the guard. */
const rotationSchema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["keyVersions"],
  properties: { keyVersions: { ...KEY_VERSIONS_ROW, changes: "settles" } },
};

const MAX_KEYS = 2;

/**
 * Guards the rotation of a write key: remembers which versions there are, and refuses a step that would delete the key that
 * tasks write with, or need a third one. It makes no call.
 */
export const rotation: ResourceKind = {
  resource: "KeyVersions",
  schema: rotationSchema,
  rules: [(inputs, oldInputs) => unsafeStep(versionsIn(inputs), versionsIn(oldInputs))],
  create: ({ keyVersions }) => Promise.resolve({ id: JSON.stringify(keyVersions), outputs: {} }),
  read: () => Promise.resolve({}),
  update: () => Promise.resolve(),
  delete: () => Promise.resolve(),
};

function unsafeStep(next: readonly number[], old: readonly number[]): CheckFailure | undefined {
  const inUse = old.at(-1);
  const wanted = next.at(-1);
  if (inUse === undefined || wanted === undefined || isSafe(old, next)) return undefined;
  const allowed = next.includes(inUse)
    ? "at most two keys at any time"
    : `a list that still has ${inUse}, because tasks write with it, and files of a stopped task may still be under way`;
  const steps = safeSteps(old, [[inUse], [inUse, wanted], [wanted], next]).map((step) =>
    JSON.stringify(step),
  );
  return problem(
    "keyVersions",
    `${JSON.stringify(next)} after ${JSON.stringify(old)}`,
    allowed,
    `give ${steps.join(", run pulumi up, and then ")}`,
  );
}

/** The key in use, the last of the old ones, stays, and there are never more than two. */
function isSafe(old: readonly number[], next: readonly number[]): boolean {
  return old.slice(-1).every((inUse) => next.includes(inUse)) && new Set([...old, ...next]).size <= MAX_KEYS;
}

/** The fewest steps along a way on which each step from one list to the next is safe. */
function safeSteps(from: readonly number[], way: readonly (readonly number[])[]): (readonly number[])[] {
  const furthest = way.findLastIndex((step) => isSafe(from, step));
  const step = way[furthest];
  return step === undefined ? [] : [step, ...safeSteps(step, way.slice(furthest + 1))];
}

function versionsIn(bag: Bag): number[] {
  const versions = knownValue(bag, "keyVersions");
  return Array.isArray(versions) ? versions.filter((version) => typeof version === "number") : [];
}
