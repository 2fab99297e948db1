import { UNKNOWN } from "../../../../provider/task/schema";
import type { ObjectProperty } from "../../../../provider/task/schema";
import {
  changedProperties,
  fingerprint,
  fingerprints,
  withoutSecrets,
} from "../../../../provider/task/state";

const schema: ObjectProperty = {
  type: "object",
  properties: {
    room: { type: "string", changes: "replaces" },
    seconds: { type: "integer", default: 15, changes: "replaces" },
    users: { type: "array", set: true, changes: "updates" },
    folders: { type: "array", changes: "replaces" },
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

test("a fingerprint stands for the secrets at its paths, and is 16 hex digits", () => {
  expect(fingerprint({ store: { key: "AKID", secret: "s" } }, ["store.key", "store.secret"])).toBe(
    "cb8dba632c299389",
  );
  expect(fingerprints({ fingerprints: { keyFingerprint: ["store.key"] } }, { store: { key: "x" } })).toEqual({
    keyFingerprint: "2d711642b726b044",
  });
});

test("a fingerprint of a secret that is not known yet is undefined", () => {
  expect(fingerprint({ store: { key: UNKNOWN } }, ["store.key"])).toBeUndefined();
});
