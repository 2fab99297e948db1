import * as pulumi from "@pulumi/pulumi";
import { lookAtPlace } from "../../../../provider/task/place-notes";
import type { PlaceNotes } from "../../../../provider/task/place-notes";

/** A run of a program; none without an engine. */
function run(stack: object | undefined): void {
  // only its identity counts
  jest.spyOn(pulumi.runtime, "getStackResource").mockReturnValue(stack as never);
}

/** Notes a name at a place, and answers what was noted there before. */
function noter(): (name: string, place: readonly unknown[]) => string[] {
  const notes: PlaceNotes<string> = new WeakMap();
  return (name, place) => {
    const found: string[] = [];
    lookAtPlace(notes, place, (ofRun, key, known) => {
      found.push(`${JSON.stringify(known)}: ${ofRun.get(key) ?? "nobody"}`);
      ofRun.set(key, name);
    });
    return found;
  };
}

/** Outputs are known a moment later. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

afterEach(() => jest.restoreAllMocks());

test("what was noted of a place is found there, and of another run or place nothing", () => {
  const note = noter();
  run({});
  expect(note("one", [14, "5"])).toEqual(['[14,"5"]: nobody']);
  expect(note("two", [14, "5"])).toEqual(['[14,"5"]: one']);
  expect(note("three", [14, 5])).toEqual(["[14,5]: nobody"]);
  run({});
  expect(note("four", [14, "5"])).toEqual(['[14,"5"]: nobody']);
});

test("a place with an Output or a promise in it is looked at when that is known", async () => {
  const note = noter();
  run({});
  const first = note("one", [14, pulumi.output("lobby")]);
  expect(first).toEqual([]);
  await nextTurn();
  expect(first).toEqual(['[14,"lobby"]: nobody']);
  const second = note("two", [Promise.resolve(14), "lobby"]);
  expect(second).toEqual([]);
  await nextTurn();
  expect(second).toEqual(['[14,"lobby"]: one']);
});

test.each([[[14, undefined]], [[14, null]], [[true, "lobby"]]])("%j is no place", (place) => {
  run({});
  expect(noter()("one", place)).toEqual([]);
});

test("without an engine no place is looked at", () => {
  run(undefined);
  expect(noter()("one", [14, "lobby"])).toEqual([]);
});
