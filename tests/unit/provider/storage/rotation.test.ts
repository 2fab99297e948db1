import fc from "fast-check";
import { createResourceLifecycle } from "../../../../provider/resource/lifecycle";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { rotation } from "../../../../provider/storage/rotation";

const lifecycle = createResourceLifecycle(rotation, {
  environmentRules: [],
  regionOf: () => "ap-singapore",
});

/** What is wrong with a step, if anything. */
function problemOf(from: readonly number[] | undefined, to: readonly unknown[]): string | undefined {
  const { failures } = lifecycle.check(from === undefined ? {} : { keyVersions: from }, { keyVersions: to });
  expect(failures.length).toBeLessThan(2);
  return failures[0]?.reason;
}

const stillHas = (version: number) =>
  `allowed is a list that still has ${version}, because tasks write with it, and files of a stopped task may still be ` +
  "under way: give";
const TWO_KEYS = "allowed is at most two keys at any time: give";
const UP = ", run pulumi up, and then ";

test.each<[from: number[] | undefined, to: number[]]>([
  [undefined, [1]],
  [undefined, [1, 2]],
  [undefined, [7, 3]],
  [[1], [1]],
  [[1], [1, 2]],
  [[1], [2, 1]],
  [
    [1, 2],
    [1, 2],
  ],
  [[1, 2], [2]],
  [
    [1, 2],
    [2, 1],
  ],
  [[2], [2, 1]],
  [[2], [2, 3]],
  [[1_000_000], [1_000_000, 1]],
])("a step from %j to %j is taken", (from, to) => {
  expect(problemOf(from, to)).toBeUndefined();
});

test.each<[from: number[], to: number[], reason: string]>([
  [[1], [2], `keyVersions is [2] after [1], ${stillHas(1)} [1,2]${UP}[2]`],
  [[1, 2], [1], `keyVersions is [1] after [1,2], ${stillHas(2)} [2,1]${UP}[1]`],
  [[1, 2], [3], `keyVersions is [3] after [1,2], ${stillHas(2)} [2]${UP}[2,3]${UP}[3]`],
  [[1], [3, 2], `keyVersions is [3,2] after [1], ${stillHas(1)} [1,2]${UP}[2]${UP}[3,2]`],
  [[1, 2], [3, 4], `keyVersions is [3,4] after [1,2], ${stillHas(2)} [2]${UP}[2,4]${UP}[4]${UP}[3,4]`],
  [[1, 2], [2, 3], `keyVersions is [2,3] after [1,2], ${TWO_KEYS} [2]${UP}[2,3]`],
  [[1, 2], [3, 2], `keyVersions is [3,2] after [1,2], ${TWO_KEYS} [2]${UP}[3,2]`],
])("a step from %j to %j is refused with the way that leads there", (from, to, reason) => {
  expect(problemOf(from, to)).toBe(reason);
});

test.each<[to: unknown[], reason: string]>([
  [
    [],
    "keyVersions is a list of 0, allowed is one or two different whole numbers from 1, the last one is used: " +
      "rotate in two steps, [1] to [1, 2] to [2]",
  ],
  [
    [1, 2, 3],
    "keyVersions is [1,2,3], allowed is one or two different whole numbers from 1, the last one is used: " +
      "rotate in two steps, [1] to [1, 2] to [2]",
  ],
  [
    [2, 2],
    "keyVersions is [2,2], allowed is one or two different whole numbers from 1, the last one is used: " +
      "rotate in two steps, [1] to [1, 2] to [2]",
  ],
  [[0], "keyVersions.0 is 0, allowed is a whole number from 1 to 1000000: count key versions from 1"],
  [[1.5], "keyVersions.0 is 1.5, allowed is a whole number from 1 to 1000000: count key versions from 1"],
])("%j is no list of versions", (to, reason) => {
  expect(problemOf(undefined, to)).toBe(reason);
});

test("a list that is not known yet is not judged", () => {
  const given = { keyVersions: UNKNOWN };
  expect(lifecycle.check({ keyVersions: [1] }, given)).toEqual({ inputs: given, failures: [] });
});

describe("on the way from one list to another", () => {
  const versions = fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 2 });

  test("no step that is taken deletes the version in use or needs three keys", () => {
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(versions, fc.array(versions, { maxLength: 12 }), (first, wishes) => {
        let at = first;
        for (const wish of wishes) {
          if (problemOf(at, wish) !== undefined) {
            seen.refused++;
            continue;
          }
          seen.taken++;
          expect(wish).toContain(at.at(-1));
          // between two lists the keys of both are there
          expect(new Set([...at, ...wish]).size).toBeLessThanOrEqual(2);
          at = wish;
        }
      }),
      { numRuns: 500, seed: 20261121 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(200);
  });

  test("a refusal names a way of steps that are taken, which ends where it was to go", () => {
    fc.assert(
      fc.property(versions, versions, (from, to) => {
        const reason = problemOf(from, to);
        fc.pre(reason !== undefined);
        const steps = reason
          .replace(/^.*: give /, "")
          .split(UP)
          .map((step) => JSON.parse(step) as number[]); // as it was written
        expect(steps.at(-1)).toEqual(to);
        let at = from;
        for (const step of steps) {
          expect([at, step, problemOf(at, step)]).toEqual([at, step, undefined]);
          at = step;
        }
      }),
      { numRuns: 500, seed: 20261121 },
    );
  });
});

test("a step is an update that keeps the guard, and none needs no update", () => {
  const state = { keyVersions: [1, 2] };
  expect(lifecycle.diff(state, { keyVersions: [2] })).toEqual({
    changes: true,
    replaces: [],
    deleteBeforeReplace: false,
  });
  expect(lifecycle.diff(state, { keyVersions: [1, 2] }).changes).toBe(false);
  // the last one is used: the order is what counts
  expect(lifecycle.diff(state, { keyVersions: [2, 1] }).changes).toBe(true);
});

test("the guard holds the versions and nothing else, for as long as the stack", async () => {
  const state = { keyVersions: [1] };
  await expect(lifecycle.create(state)).resolves.toEqual({ id: "[1]", outs: state });
  await expect(lifecycle.read("[1]", state)).resolves.toEqual({ id: "[1]", props: state });
  await expect(lifecycle.update("[1]", state, { keyVersions: [1, 2] })).resolves.toEqual({
    outs: { keyVersions: [1, 2] },
  });
  await expect(lifecycle.delete("[1]", state)).resolves.toBeUndefined();
});
