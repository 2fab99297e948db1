import { UNKNOWN } from "../../../../provider/resource/schema";
import type { ObjectProperty } from "../../../../provider/resource/schema";
import { changedProperties, withoutSecrets } from "../../../../provider/resource/state";

const schema: ObjectProperty = {
  type: "object",
  properties: {
    room: { type: "string", changes: "replaces" },
    seconds: { type: "integer", default: 15, changes: "replaces" },
    users: { type: "array", set: true, changes: "updates" },
    folders: { type: "array", changes: "replaces" },
    on: { type: "boolean", default: false, changes: "updates" },
    rules: { type: "array", set: true, items: { type: "object" }, changes: "updates" },
    steps: { type: "array", items: { type: "object" }, changes: "updates" },
    tags: { type: "object", additionalProperties: { type: "string" }, changes: "updates" },
    store: {
      type: "object",
      properties: {
        bucket: { type: "string", changes: "replaces" },
        key: { type: "string", secret: true, changes: "replaces" },
      },
    },
  },
};

const changedPaths = (state: Record<string, unknown>, inputs: Record<string, unknown>) =>
  changedProperties({ schema }, state, inputs).map(({ path }) => path);

test.each([
  ["the same values", { room: "a", store: { bucket: "b" } }, { room: "a", store: { bucket: "b" } }, []],
  ["another value", { room: "a" }, { room: "b" }, ["room"]],
  ["a nested value", { store: { bucket: "a" } }, { store: { bucket: "b" } }, ["store.bucket"]],
  ["a default written out", {}, { seconds: 15 }, []],
  ["an empty list for none", {}, { users: [], folders: [] }, []],
  ["a set in another order with repetitions", { users: ["a", "b"] }, { users: ["b", "a", "b"] }, []],
  ["a set with one more", { users: ["a"] }, { users: ["a", "b"] }, ["users"]],
  ["a list in another order", { folders: ["a", "b"] }, { folders: ["b", "a"] }, ["folders"]],
  ["a map in another order", { tags: { a: "1", b: "2" } }, { tags: { b: "2", a: "1" } }, []],
  ["an empty map for none", {}, { tags: {} }, []],
  ["a switch written out", {}, { on: false }, []],
  ["a switch", { on: false }, { on: true }, ["on"]],
  [
    "a set of objects in another order, with their keys in another",
    { rules: [{ id: "a", days: 1 }, { id: "b" }] },
    { rules: [{ id: "b" }, { days: 1, id: "a" }] },
    [],
  ],
  ["an object of a set", { rules: [{ id: "a", days: 1 }] }, { rules: [{ id: "a", days: 2 }] }, ["rules"]],
  [
    "a list of objects with their keys in another order, deeper down too",
    { steps: [{ a: 1, b: { c: [1], d: 2 } }] },
    { steps: [{ b: { d: 2, c: [1] }, a: 1 }] },
    [],
  ],
  [
    "a list of objects in another order",
    { steps: [{ a: 1 }, { b: 1 }] },
    { steps: [{ b: 1 }, { a: 1 }] },
    ["steps"],
  ],
  ["a map that is not known yet", { tags: { a: "1" } }, { tags: UNKNOWN }, ["tags"]],
  ["a map without one of its values", { tags: { a: "1", b: "2" } }, { tags: { a: "1" } }, ["tags"]],
  ["a map with another value", { tags: { a: "1" } }, { tags: { a: "2" } }, ["tags"]],
  ["another secret, which its fingerprint shows", { store: { key: "a" } }, { store: { key: "b" } }, []],
  ["a value that is not known yet", { room: "a" }, { room: UNKNOWN }, ["room"]],
  ["a list that is not known yet", { users: ["a"] }, { users: UNKNOWN }, ["users"]],
  ["an object that is not known yet", { store: { bucket: "a" } }, { store: UNKNOWN }, ["store.bucket"]],
])("what changes with %s", (_name, state, inputs, paths) => {
  expect(changedPaths(state, inputs)).toEqual(paths);
});

test("state holds arguments without secrets, without the engine's own and without what is undefined", () => {
  const inputs = { room: "a", seconds: undefined, __provider: "text", store: { bucket: "b", key: "secret" } };
  expect(withoutSecrets(schema, inputs)).toEqual({ room: "a", store: { bucket: "b" } });
  expect(Object.keys(withoutSecrets(schema, inputs))).toEqual(["room", "store"]);
});

test("a map keeps all that is in it: it has no rows of its own", () => {
  expect(withoutSecrets(schema, { tags: { a: "1", b: "2" } })).toEqual({ tags: { a: "1", b: "2" } });
});
