import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { cases, GROUPS, placeOf, resultOf } from "../../e2e/cases";

const ROOT = resolve(__dirname, "../../..");
const COUNTS: Readonly<Record<string, number>> = { A: 15, E: 8, D: 5, L: 9, S: 8, C: 7 };

const tests = cases.flatMap(({ id, heldBy }) =>
  heldBy.flatMap((evidence) => ("test" in evidence ? [{ id, named: "test(", ...evidence }] : [])),
);
const files = cases.flatMap(({ id, heldBy }) =>
  heldBy.flatMap((evidence) => ("file" in evidence ? [{ id, ...evidence }] : [])),
);

test("every case has its row, in the order of the groups", () => {
  const all = Object.entries(COUNTS).flatMap(([group, count]) =>
    Array.from({ length: count }, (_, index) => `${group}${index + 1}`),
  );
  expect(cases.map(({ id }) => id)).toEqual(all);
  expect(Object.keys(GROUPS)).toEqual(Object.keys(COUNTS));
});

test("no case is without both a test and an explanation", () => {
  const bare = cases.filter(({ heldBy, explained }) => heldBy.length === 0 && explained === undefined);
  expect(bare).toEqual([]);
});

test.each(tests)("the tests of $id in $test exist", ({ test: file, named }) => {
  expect(existsSync(resolve(ROOT, file))).toBe(true);
  expect(readFileSync(resolve(ROOT, file), "utf8")).toContain(named);
});

test.each(files)("the proofs of $id in $file exist", ({ file }) => {
  expect(existsSync(resolve(ROOT, file))).toBe(true);
});

test("what holds a case is said with its place", () => {
  expect(placeOf({ file: "tests/e2e/fault-calls.ts" })).toBe("`tests/e2e/fault-calls.ts`");
  expect(placeOf({ proof: "one live task", of: "main" })).toBe("`npm run prove -- main`: one live task");
  expect(placeOf({ test: "tests/unit/a.test.ts" })).toBe("`tests/unit/a.test.ts`");
  expect(placeOf({ test: "tests/unit/a.test.ts", named: "is one" })).toBe("`tests/unit/a.test.ts`: is one");
  expect(placeOf({ section: "500 tasks", aims: ["up with"] })).toBe("`bench/RESULTS.md`: 500 tasks");
});

test("a case holds, is measured or is explained", () => {
  const file = { file: "tests/e2e/fault-calls.ts" };
  const figures = { section: "500 tasks", aims: [] };
  const resultWith = (given: Partial<(typeof cases)[number]>) =>
    resultOf({ id: "A1", claim: "it holds", heldBy: [], ...given });
  expect(resultWith({ heldBy: [file] })).toBe("holds");
  expect(resultWith({ heldBy: [figures] })).toBe("measured");
  expect(resultWith({ heldBy: [figures, file] })).toBe("holds");
  expect(resultWith({ explained: "no API says it" })).toBe("explained: no API says it");
  expect(resultWith({ heldBy: [file], explained: "but once" })).toBe("holds; explained: but once");
});
