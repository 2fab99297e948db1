import * as runtime from "../../../../provider/runtime";
import {
  allowedText,
  applySchema,
  leaves,
  problem,
  shown,
  UNKNOWN,
} from "../../../../provider/resource/schema";
import type { Bag, Property } from "../../../../provider/resource/schema";
import { valueAt } from "../../../../provider/resource/state";
import { check, fingerprintOf, missingReason, rowsOf, withAt } from "./every-kind-parts";
import { EVERY_KIND } from "./inputs/every-kind";
import { placesOf, valuesBeyond, valuesWithin, withChanges } from "./table-places";

test("every task of the frozen entry is here", () => {
  const tasks = Object.keys(runtime).filter((name) => name.endsWith("Task"));
  expect(EVERY_KIND.map(({ kind }) => kind.resource).sort()).toEqual(tasks.sort());
});

describe.each(EVERY_KIND)("$kind.resource", (each) => {
  const { kind } = each;
  const { fullest, smallest } = each.inputs;
  const { schema } = kind;
  const bases = fullest.map((given) => applySchema(schema, given).inputs);
  const rows = rowsOf(schema, bases);
  const allLeaves = leaves(schema);
  const objects = rows.flatMap(({ property, places: [place] }) =>
    property.type === "object" ? [place] : [],
  );

  describe("the inputs of these tests", () => {
    test("are accepted, the smallest too", () => {
      expect([smallest, ...fullest].map((given) => check(kind, given).failures)).toEqual(
        [smallest, ...fullest].map(() => []),
      );
    });

    test("give every leaf of the table together", () => {
      const missing = allLeaves.filter(
        ({ path }) => !bases.some((base) => valueAt(base, path) !== undefined),
      );
      expect(missing.map(({ path }) => path)).toEqual([]);
    });

    test("the smallest gives nothing that may be left out", () => {
      const surplus = placesOf(schema, smallest)
        .filter(({ keys }) => keys.length > 1 || !["region"].includes(keys[0] ?? ""))
        .filter(({ keys }) => check(kind, withAt(smallest, keys, undefined)).failures.length === 0)
        .map(({ path }) => path);
      expect(surplus).toEqual([]);
    });
  });

  describe("the table", () => {
    test.each(rows)("$row has words for a wrong value", ({ property }) => {
      expect(property.cure).toMatch(/^([a-z#{1]).*[^.]$/);
      expect(allowedText(property)).toMatch(/^[^A-Z.]/);
      expect(allowedText(property)).not.toMatch(/undefined|null|NaN|\.$/);
      const bounds = [property.minimum, property.maximum].filter((bound) => bound !== undefined);
      const unsaid = bounds.filter(
        (bound) => !allowedText(property).includes(String(bound)) && bound < 2 ** 32 - 1,
      );
      expect(unsaid).toEqual([]);
    });

    test("every leaf says what a change does", () => {
      expect(allLeaves.filter(({ property }) => property.changes === undefined)).toEqual([]);
    });

    test("every secret is seen by a fingerprint, or settles", () => {
      const unseen = allLeaves
        .filter(({ property }) => property.secret && property.changes !== "settles")
        .filter(({ path }) => fingerprintOf(kind, path) === undefined);
      expect(unseen).toEqual([]);
    });
  });

  describe("check", () => {
    test.each(rows)(
      "$row: what its type or limits refuse is refused in a sentence",
      ({ places: [place] }) => {
        const { keys, path, property, base, value } = place;
        // a region that is missing is the environment's
        for (const wrong of valuesBeyond(property, value).filter(
          (one) => one !== null || path !== "region",
        )) {
          const { failures } = check(kind, withAt(base, keys, wrong));
          expect(failures).toContainEqual(
            wrong === null
              ? { property: path, reason: missingReason(path, property) }
              : problem(path, shown(wrong, property), allowedText(property), String(property.cure)),
          );
        }
      },
    );

    test.each(rows)("$row: each bound and each word is accepted", ({ row, property, places }) => {
      const [firstPlace] = places;
      for (const value of valuesWithin(property)) {
        // what the fullest have beside it may exclude it
        const tried = [
          ...places.map(({ keys, base }) => ({ keys, base })),
          { keys: firstPlace.keys, base: smallest },
        ];
        const found = tried.flatMap(({ keys, base }) =>
          [{}, each.inputs.together?.[row] ?? {}].map(
            (beside) => check(kind, withChanges(withAt(base, keys, value), beside)).failures,
          ),
        );
        const accepted = found.some((failures) => failures.length === 0);
        const narrowed = each.narrowed?.includes(row) === true;
        expect([value, accepted || narrowed ? [] : found]).toEqual([value, []]);
      }
    });

    test.each([{ path: "the top", property: schema, keys: [], base: bases[0] ?? {} }, ...objects])(
      "$path: what must be given is missed, and what is no argument is refused",
      ({ property, keys, base }) => missesAndRefuses(property, keys, base),
    );

    function missesAndRefuses(property: Property, keys: readonly string[], base: Bag): void {
      for (const key of (property.required ?? []).filter((name) => name !== "region")) {
        const path = [...keys, key].join(".");
        const { failures } = check(kind, withAt(base, [...keys, key], undefined));
        const row = property.properties?.[key];
        expect(failures).toContainEqual({ property: path, reason: missingReason(path, row) });
      }
      const path = [...keys, "noSuch"].join(".");
      const known = Object.keys(property.properties ?? {}).join(", ");
      expect(check(kind, withAt(base, [...keys, "noSuch"], 1)).failures).toContainEqual({
        property: path,
        reason: `${path} is not an argument, allowed here are ${known}: correct or remove it`,
      });
    }

    test("everything wrong is said at once", () => {
      for (const base of bases) {
        const given = leavesIn(base);
        const wrong = withChanges(
          base,
          Object.fromEntries(given.map(({ path, property }) => [path, property.type === "array" ? 7 : []])),
        );
        const said = check(kind, wrong).failures.map((failure) => failure.property);
        expect(said).toEqual(expect.arrayContaining(given.map(({ path }) => path)));
        expect(new Set(said).size).toBe(said.length);
      }
    });

    test.each(rows)("$row: what is not known yet passes untouched", ({ places }) => {
      for (const { keys, base } of places) {
        const { inputs, failures } = check(kind, withAt(base, keys, UNKNOWN));
        expect(failures).toEqual([]);
        expect(inputs).toEqual(withAt(base, keys, UNKNOWN));
      }
    });
  });

  function leavesIn(base: Bag): { path: string; property: Property }[] {
    return allLeaves.filter(({ path }) => valueAt(base, path) !== undefined);
  }
});
