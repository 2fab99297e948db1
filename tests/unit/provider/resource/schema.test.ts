import { unknownValue } from "@pulumi/pulumi/runtime";
import {
  allowedText,
  applySchema,
  checkedInputs,
  knownItems,
  knownValue,
  leaves,
  problem,
  propertyAt,
  shown,
  UNKNOWN,
} from "../../../../provider/resource/schema";
import type { Bag, CheckFailure, ObjectProperty, Property, Rule } from "../../../../provider/resource/schema";

const schema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["name", "shelf"],
  properties: {
    name: { type: "string", pattern: "^[a-z]{1,8}$", allowed: "1 to 8 letters", cure: "choose another" },
    size: { type: "integer", minimum: 2, maximum: 9, default: 4, unit: "hours", cure: "choose a size" },
    colour: { type: "string", enum: ["red", "blue"], default: "red" },
    code: { type: "string", minLength: 4, secret: true, cure: "give the code" },
    shelf: {
      type: "object",
      additionalProperties: false,
      required: ["row"],
      cure: "say where",
      properties: {
        row: { type: "integer", minimum: 1, maximum: 3 },
        side: { type: "string", enum: ["left", "right"], default: "left" },
        labels: {
          type: "array",
          maxItems: 2,
          items: { type: "string", pattern: "^[a-z]+$", allowed: "letters", cure: "correct the label" },
          cure: "use fewer labels",
        },
      },
    },
  },
};

function given(changes: Bag = {}): Bag {
  return { name: "box", shelf: { row: 1 }, ...changes };
}

function reasons(changes: Bag): Record<string, string> {
  const { failures } = applySchema(schema, given(changes));
  return Object.fromEntries(failures.map(({ property, reason }) => [property, reason]));
}

test("the word for a value that is not known yet is the engine's", () => {
  expect(UNKNOWN).toBe(unknownValue);
});

describe("defaults", () => {
  test("are written out, nested ones too, in a copy", () => {
    const inputs = given();
    const result = applySchema(schema, inputs);
    expect(result).toEqual({
      inputs: { name: "box", size: 4, colour: "red", shelf: { row: 1, side: "left" } },
      failures: [],
    });
    expect(inputs).toEqual({ name: "box", shelf: { row: 1 } });
  });

  test("do not replace what was given", () => {
    expect(applySchema(schema, given({ size: 9, colour: "blue" })).inputs).toMatchObject({
      size: 9,
      colour: "blue",
    });
  });

  test("are not put into an object that is not known yet", () => {
    expect(applySchema(schema, given({ shelf: UNKNOWN }))).toEqual({
      inputs: { name: "box", size: 4, colour: "red", shelf: UNKNOWN },
      failures: [],
    });
  });
});

describe("a problem", () => {
  test.each<[string, Bag, Record<string, string>]>([
    [
      "of a number below its range",
      { size: 1 },
      { size: "size is 1, allowed is a whole number from 2 to 9 (hours): choose a size" },
    ],
    [
      "of a number above its range",
      { size: 10 },
      { size: "size is 10, allowed is a whole number from 2 to 9 (hours): choose a size" },
    ],
    [
      "of a number that is not whole",
      { size: 2.5 },
      { size: "size is 2.5, allowed is a whole number from 2 to 9 (hours): choose a size" },
    ],
    [
      "of a text for a number",
      { size: "4" },
      { size: 'size is "4", allowed is a whole number from 2 to 9 (hours): choose a size' },
    ],
    [
      "of null",
      { size: null },
      { size: "size is missing, allowed is a whole number from 2 to 9 (hours): choose a size" },
    ],
    [
      "of a word that is none of the words",
      { colour: "green" },
      { colour: 'colour is "green", allowed is "red" or "blue": give one of these' },
    ],
    ["of a pattern", { name: "Box" }, { name: 'name is "Box", allowed is 1 to 8 letters: choose another' }],
    [
      "of a long text, which is cut",
      { name: "x".repeat(61) },
      { name: `name is "${"x".repeat(57)}...", allowed is 1 to 8 letters: choose another` },
    ],
    [
      "of a missing nested argument",
      { shelf: {} },
      { "shelf.row": "shelf.row is missing, allowed is a whole number from 1 to 3: give it" },
    ],
    [
      "of a text for an object",
      { shelf: "top" },
      { shelf: 'shelf is "top", allowed is an object with row, side, labels: say where' },
    ],
    [
      "of a list for an object",
      { shelf: [1] },
      { shelf: "shelf is [1], allowed is an object with row, side, labels: say where" },
    ],
    [
      "of an object for a text",
      { name: {} },
      { name: "name is an object, allowed is 1 to 8 letters: choose another" },
    ],
    [
      "of a list that is too long",
      { shelf: { row: 1, labels: ["a", "b", "c"] } },
      { "shelf.labels": "shelf.labels is a list of 3, allowed is a list of at most 2: use fewer labels" },
    ],
    [
      "of an item",
      { shelf: { row: 1, labels: ["a", "B"] } },
      { "shelf.labels.1": 'shelf.labels.1 is "B", allowed is letters: correct the label' },
    ],
    [
      "of an unknown argument",
      { sise: 4 },
      {
        sise: "sise is not an argument, allowed here are name, size, colour, code, shelf: correct or remove it",
      },
    ],
    [
      "of an unknown nested argument",
      { shelf: { row: 1, line: 2 } },
      {
        "shelf.line":
          "shelf.line is not an argument, allowed here are row, side, labels: correct or remove it",
      },
    ],
    [
      "of a secret, which is not shown",
      { code: "abc" },
      { code: "code is a secret of 3 characters, allowed is a text that is not empty: give the code" },
    ],
    [
      "of a secret that is no text, which is not shown either",
      { code: 123 },
      { code: "code is a secret, allowed is a text that is not empty: give the code" },
    ],
  ])("%s is one sentence", (_what, changes, expected) => {
    expect(reasons(changes)).toEqual(expected);
  });

  test("of a missing argument names what is allowed and what to do", () => {
    expect(applySchema(schema, {}).failures).toEqual([
      { property: "name", reason: "name is missing, allowed is 1 to 8 letters: choose another" },
      {
        property: "shelf",
        reason: "shelf is missing, allowed is an object with row, side, labels: say where",
      },
    ]);
  });

  test("stands beside every other, and there is one for each property", () => {
    const result = applySchema(schema, {
      name: 5,
      size: 99.5,
      colour: 7,
      shelf: { row: "x", labels: [1, 2, 3] },
    });
    expect(result.failures.map(({ property }) => property).sort()).toEqual([
      "colour",
      "name",
      "shelf.labels",
      "shelf.labels.0",
      "shelf.labels.1",
      "shelf.labels.2",
      "shelf.row",
      "size",
    ]);
  });
});

describe("a value that is not known yet", () => {
  test.each<[string, Bag]>([
    ["as a number", { size: UNKNOWN }],
    ["as a word of a list of words", { colour: UNKNOWN }],
    ["where a pattern refuses its text", { name: UNKNOWN }],
    ["as a secret", { code: UNKNOWN }],
    ["as a whole object", { shelf: UNKNOWN }],
    ["as a nested number", { shelf: { row: UNKNOWN } }],
    ["as a whole list", { shelf: { row: 1, labels: UNKNOWN } }],
    ["as an item", { shelf: { row: 1, labels: ["a", UNKNOWN] } }],
  ])("passes untouched %s", (_where, changes) => {
    const { inputs, failures } = applySchema(schema, given(changes));
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject(changes);
  });

  test("does not hide another's problem", () => {
    expect(reasons({ name: UNKNOWN, size: 1 })).toEqual({
      size: "size is 1, allowed is a whole number from 2 to 9 (hours): choose a size",
    });
    expect(reasons({ shelf: { row: 1, labels: [UNKNOWN, UNKNOWN, UNKNOWN] } })).toEqual({
      "shelf.labels": "shelf.labels is a list of 3, allowed is a list of at most 2: use fewer labels",
    });
  });

  test("does not excuse an argument that does not exist", () => {
    expect(Object.keys(reasons({ sise: UNKNOWN }))).toEqual(["sise"]);
  });
});

describe("a row of another sort", () => {
  const rows: ObjectProperty = {
    type: "object",
    additionalProperties: false,
    properties: {
      on: { type: "boolean", default: true, cure: "choose" },
      versions: {
        type: "array",
        minItems: 1,
        maxItems: 2,
        uniqueItems: true,
        items: { type: "integer", minimum: 1, maximum: 9, cure: "count from 1" },
        default: [1],
        allowed: "one or two numbers",
        cure: "give others",
      },
      tags: {
        type: "object",
        maxProperties: 2,
        propertyNames: { type: "string", pattern: "^\\D+$", allowed: "no digit", cure: "rename it" },
        additionalProperties: { type: "string", maxLength: 3, allowed: "a short text", cure: "shorten it" },
        allowed: "at most two texts by name",
        cure: "give fewer",
      },
      rules: {
        type: "array",
        items: {
          type: "object",
          additionalProperties: false,
          required: ["id"],
          properties: { id: { type: "string" }, on: { type: "boolean", default: false } },
          cure: "give id",
        },
      },
    },
  };

  test("has its default written out: a switch, a list of numbers, a field of an item; a map has none", () => {
    expect(applySchema(rows, { rules: [{ id: "a" }] })).toEqual({
      inputs: { on: true, versions: [1], rules: [{ id: "a", on: false }] },
      failures: [],
    });
  });

  test("does not share its default between two that take it", () => {
    const [one, other] = [applySchema(rows, {}).inputs, applySchema(rows, {}).inputs];
    expect(one["versions"]).toEqual([1]);
    expect(one["versions"]).not.toBe(other["versions"]);
  });

  test.each<[string, Bag, CheckFailure]>([
    [
      "a text for a switch",
      { on: "true" },
      { property: "on", reason: 'on is "true", allowed is true or false: choose' },
    ],
    [
      "a wrong name in a map",
      { tags: { "2": "x" } },
      { property: "tags.2", reason: "tags.2 is a name, allowed is no digit: rename it" },
    ],
    [
      "a number for a switch",
      { on: 1 },
      { property: "on", reason: "on is 1, allowed is true or false: choose" },
    ],
    [
      "too few",
      { versions: [] },
      { property: "versions", reason: "versions is a list of 0, allowed is one or two numbers: give others" },
    ],
    [
      "too many, shown while they are few",
      { versions: [1, 2, 3] },
      { property: "versions", reason: "versions is [1,2,3], allowed is one or two numbers: give others" },
    ],
    [
      "one of them twice",
      { versions: [2, 2] },
      { property: "versions", reason: "versions is [2,2], allowed is one or two numbers: give others" },
    ],
    [
      "a number out of range",
      { versions: [0] },
      {
        property: "versions.0",
        reason: "versions.0 is 0, allowed is a whole number from 1 to 9: count from 1",
      },
    ],
    [
      "a map with too much in it",
      { tags: { a: "1", b: "2", c: "3" } },
      { property: "tags", reason: "tags is an object, allowed is at most two texts by name: give fewer" },
    ],
    [
      "a value of a map",
      { tags: { team: "long" } },
      { property: "tags.team", reason: 'tags.team is "long", allowed is a short text: shorten it' },
    ],
    [
      "a value of a map under a name with dots and slashes",
      { tags: { "app.io/team~": "long" } },
      {
        property: "tags.app.io/team~",
        reason: 'tags.app.io/team~ is "long", allowed is a short text: shorten it',
      },
    ],
    [
      "a list for a map",
      { tags: ["a"] },
      { property: "tags", reason: "tags is a list of 1, allowed is at most two texts by name: give fewer" },
    ],
    [
      "a field of an item",
      { rules: [{ id: "a" }, { id: "b", on: 0 }] },
      { property: "rules.1.on", reason: "rules.1.on is 0, allowed is true or false: give one of these" },
    ],
    [
      "an item without what it needs",
      { rules: [{}] },
      {
        property: "rules.0.id",
        reason: "rules.0.id is missing, allowed is a text that is not empty: give it",
      },
    ],
    [
      "an unknown field of an item",
      { rules: [{ id: "a", of: 1 }] },
      {
        property: "rules.0.of",
        reason: "rules.0.of is not an argument, allowed here are id, on: correct or remove it",
      },
    ],
  ])("refuses %s", (_what, given, failure) => {
    expect(applySchema(rows, given).failures).toEqual([failure]);
  });

  test.each<[string, Bag]>([
    ["as a switch", { on: UNKNOWN }],
    ["as a map", { tags: UNKNOWN }],
    ["as a value of a map", { tags: { team: UNKNOWN } }],
    ["as an item", { rules: [UNKNOWN] }],
    ["as a number of a list", { versions: [UNKNOWN] }],
  ])("passes a value that is not known yet %s", (_where, given) => {
    const { inputs, failures } = applySchema(rows, given);
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject(given);
  });

  test("is one leaf: a map, and a list of objects", () => {
    expect(leaves(rows).map(({ path }) => path)).toEqual(["on", "versions", "tags", "rules"]);
    expect(propertyAt(rows, "tags.team")).toBe(rows.properties["tags"]?.additionalProperties);
    expect(propertyAt(rows, "rules.3.on")).toEqual({ type: "boolean", default: false });
  });
});

describe("the inputs and their problems", () => {
  const complain =
    (property: string, reason: string): Rule =>
    () => ({ property, reason });

  test("are those of the table, then those of the rules", () => {
    const rules = [complain("colour", "of a rule"), () => undefined, complain("", "of the environment")];
    expect(checkedInputs(schema, rules, { given: given({ size: 1 }), oldInputs: {} })).toEqual({
      inputs: { name: "box", size: 1, colour: "red", shelf: { row: 1, side: "left" } },
      failures: [
        {
          property: "size",
          reason: "size is 1, allowed is a whole number from 2 to 9 (hours): choose a size",
        },
        { property: "colour", reason: "of a rule" },
        { property: "", reason: "of the environment" },
      ],
    });
  });

  test("are one for each property: what the table refuses no rule looks at again", () => {
    const { failures } = checkedInputs(schema, [complain("size", "of a rule")], {
      given: given({ size: 1 }),
      oldInputs: {},
    });
    expect(failures.map(({ reason }) => reason)).toEqual([
      "size is 1, allowed is a whole number from 2 to 9 (hours): choose a size",
    ]);
  });

  test("are seen by each rule with defaults, beside the old ones", () => {
    const seen: unknown[] = [];
    const look: Rule = (...bags) => {
      seen.push(...bags);
      return undefined;
    };
    checkedInputs(schema, [look], { given: given(), oldInputs: { name: "old" } });
    expect(seen).toEqual([
      { name: "box", size: 4, colour: "red", shelf: { row: 1, side: "left" } },
      { name: "old" },
    ]);
  });
});

test("a value is read by its path, and is absent when it or something above it is not known", () => {
  const inputs = { a: { b: [1], c: UNKNOWN, d: null }, e: UNKNOWN };
  expect(knownValue(inputs, "a.b")).toEqual([1]);
  expect(knownValue(inputs, "a.d")).toBeNull();
  expect(knownValue(inputs, "a.c")).toBeUndefined();
  expect(knownValue(inputs, "a.c.x")).toBeUndefined();
  expect(knownValue(inputs, "e.x")).toBeUndefined();
  expect(knownValue(inputs, "f")).toBeUndefined();
  expect(knownValue(inputs, "a.b.0")).toBe(1);
  expect(knownValue(inputs, "a.b.1")).toBeUndefined();
  expect(knownValue(undefined, "a")).toBeUndefined();
});

test("a row is found by its path, that of an item by its place in the list", () => {
  expect(propertyAt(schema, "")).toBe(schema);
  expect(propertyAt(schema, "shelf.row")).toEqual({ type: "integer", minimum: 1, maximum: 3 });
  expect(propertyAt(schema, "shelf.labels.7")).toBe(
    schema.properties["shelf"]?.properties?.["labels"]?.items,
  );
  expect(propertyAt(schema, "shelf.nothing")).toBeUndefined();
});

test("the leaves are the rows that hold a value, with their paths", () => {
  expect(leaves(schema).map(({ path }) => path)).toEqual([
    "name",
    "size",
    "colour",
    "code",
    "shelf.row",
    "shelf.side",
    "shelf.labels",
  ]);
});

test("a sentence names property, value, what is allowed and the cure", () => {
  expect(problem("a.b", "5", "6", "take one more")).toEqual({
    property: "a.b",
    reason: "a.b is 5, allowed is 6: take one more",
  });
});

test.each<[unknown, Property | undefined, string]>([
  ["text", undefined, '"text"'],
  ['with "quotes"\n', undefined, '"with \\"quotes\\"\\n"'],
  ["x".repeat(60), undefined, `"${"x".repeat(60)}"`],
  ["x".repeat(61), undefined, `"${"x".repeat(57)}..."`],
  [5, undefined, "5"],
  [true, undefined, "true"],
  [null, undefined, "null"],
  [undefined, undefined, "undefined"],
  [[1, 2], undefined, "[1,2]"],
  [[1, 2, 3, 4], undefined, "[1,2,3,4]"],
  [[1, 2, 3, 4, 5], undefined, "a list of 5"],
  [[], undefined, "a list of 0"],
  [[1, "a"], undefined, "a list of 2"],
  [["planted", "planted"], { type: "array", secret: true }, "a list of 2"],
  [{ a: 1 }, undefined, "an object"],
  ["planted", { type: "string", secret: true }, "a secret of 7 characters"],
  [{ a: "planted" }, { type: "string", secret: true }, "a secret"],
  // an object with secrets, given as JSON
  [
    '{"key":"planted"}',
    { type: "object", properties: { key: { type: "string", secret: true } } },
    "a text of 17 characters",
  ],
  ["text", { type: "object", properties: { key: { type: "string" } } }, '"text"'],
])("%j is shown as it may be shown", (value, property, expected) => {
  expect(shown(value, property)).toBe(expected);
});

test.each<[Property, string]>([
  [{ type: "integer", minimum: 1, maximum: 2 }, "a whole number from 1 to 2"],
  [{ type: "integer", minimum: 1, maximum: 2, unit: "seconds" }, "a whole number from 1 to 2 (seconds)"],
  [{ type: "string" }, "a text that is not empty"],
  [{ type: "boolean" }, "true or false"],
  [{ type: "string", enum: ["a", "b", "c"] }, '"a" or "b" or "c"'],
  [{ type: "string", enum: ["a"], allowed: "only a" }, "only a"],
  [{ type: "array" }, "a list"],
  [{ type: "array", maxItems: 3 }, "a list of at most 3"],
  [{ type: "object", properties: { a: { type: "string" }, b: { type: "string" } } }, "an object with a, b"],
  [{ type: ["integer", "string"] }, "integer or string"],
])("%j allows, in words: %s", (property, expected) => {
  expect(allowedText(property)).toBe(expected);
});

test("of a list the objects are read with their paths, and none of what is no list or not known", () => {
  const inputs = { list: [{ a: 1 }, UNKNOWN, "text", [], { b: 2 }], other: UNKNOWN };
  expect(knownItems({ in: inputs }, "in.list")).toEqual([
    { path: "in.list.0", item: { a: 1 } },
    { path: "in.list.4", item: { b: 2 } },
  ]);
  expect(knownItems(inputs, "other")).toEqual([]);
  expect(knownItems(inputs, "none")).toEqual([]);
});
