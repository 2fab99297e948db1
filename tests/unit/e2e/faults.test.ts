import { cases } from "../../e2e/cases";
import { proofs, proofsWithoutCase } from "../../e2e/faults";

/** The cases that a row's name begins with. */
function idsOf(name: string): string[] {
  return name.split(":", 1)[0]?.split(", ") ?? [];
}

// what a case names and is not there fails when the file is loaded
test("each row begins with its cases, each case has a row, and none stands twice", () => {
  const names = proofs.map(({ name }) => name);
  expect(names.filter((name) => !/^[A-Z]\d+(, [A-Z]\d+)*: ./.test(name))).toEqual([]);
  expect(new Set(names.flatMap(idsOf))).toEqual(new Set(cases.map(({ id }) => id)));
  expect(new Set(names).size).toBe(names.length);
});

test("a proof of another job is one row, however many cases it holds", () => {
  const rows = proofs.filter(({ run }, index) => proofs.findIndex((other) => other.run === run) !== index);
  expect(rows).toEqual([]);
});

test("no proof of faults is of a case that the table does not know", () => {
  expect(proofsWithoutCase()).toEqual([]);
});

test("what is explained says why", async () => {
  const explained = proofs.filter(({ result }) => result === "explained");
  const reasons = await Promise.all(explained.map(({ run }) => run()));
  expect(reasons).toEqual(cases.flatMap(({ explained: reason }) => reason ?? []));
});
