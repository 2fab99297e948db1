import { UnfinishedError } from "../../../../provider/resource/kind";
import type { ResourceKind } from "../../../../provider/resource/kind";
import { createResourceLifecycle } from "../../../../provider/resource/lifecycle";
import type { ResourceLifecycleParts } from "../../../../provider/resource/lifecycle";
import { UNKNOWN } from "../../../../provider/resource/schema";
import type { Bag, ObjectProperty } from "../../../../provider/resource/schema";
import { ServiceError } from "../../../../provider/trtc/errors";
import { carried } from "../lifecycle-parts";

const schema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: {
    name: {
      type: "string",
      pattern: "^[a-z-]+$",
      changes: "replaces",
      allowed: "letters",
      cure: "correct it",
    },
    region: {
      type: "string",
      enum: ["ap-singapore", "eu-frankfurt"],
      changes: "replaces",
      cure: "choose one",
    },
    size: { type: "integer", minimum: 1, maximum: 9, default: 3, changes: "updates", cure: "choose a size" },
    code: { type: "string", minLength: 1, secret: true, changes: "updates", cure: "give the code" },
    place: {
      type: "object",
      additionalProperties: false,
      properties: {
        row: { type: "integer", minimum: 1, maximum: 9, changes: "replaces", cure: "say where" },
        side: { type: "string", enum: ["left", "right"], changes: "replaces", cure: "say where" },
      },
    },
    tags: {
      type: "object",
      additionalProperties: { type: "string" },
      changes: "updates",
      cure: "give a map",
    },
  },
};

interface Recorded {
  kind: ResourceKind;
  /** Every call of the kind with its arguments; a set as a list. */
  calls: unknown[][];
}

/** A kind that records its calls. */
function recordedKind(changes: Partial<ResourceKind> = {}): Recorded {
  const calls: unknown[][] = [];
  const kind: ResourceKind = {
    resource: "Shelf",
    schema,
    rules: [],
    create(inputs) {
      calls.push(["create", inputs]);
      return Promise.resolve({ id: "id-1", outputs: { serial: 7 } });
    },
    read(id, state) {
      calls.push(["read", id, state]);
      return Promise.resolve({});
    },
    update(id, state, inputs, changed) {
      calls.push(["update", id, state, inputs, [...changed]]);
      return Promise.resolve();
    },
    delete(id, state) {
      calls.push(["delete", id, state]);
      return Promise.resolve();
    },
    ...changes,
  };
  return { kind, calls };
}

function lifecycleOf(changes: Partial<ResourceKind> = {}, parts: Partial<ResourceLifecycleParts> = {}) {
  const { kind, calls } = recordedKind(changes);
  const regionOf = (newInputs: Bag, oldInputs: Bag) =>
    newInputs["region"] ?? oldInputs["region"] ?? "ap-singapore";
  return { lifecycle: createResourceLifecycle(kind, { environmentRules: [], regionOf, ...parts }), calls };
}

const INPUTS = { name: "box", region: "ap-singapore", size: 3, code: "planted-code" };
const STATE = { name: "box", region: "ap-singapore", size: 3, serial: 7 };

describe("check", () => {
  test("writes out defaults and the region, and makes no call", () => {
    const { lifecycle, calls } = lifecycleOf();
    expect(lifecycle.check({}, { name: "box" })).toEqual({
      inputs: { name: "box", region: "ap-singapore", size: 3 },
      failures: [],
    });
    expect(lifecycle.check({ region: "eu-frankfurt" }, { name: "box" }).inputs).toMatchObject({
      region: "eu-frankfurt",
    });
    expect(calls).toEqual([]);
  });

  test("gives no region to a kind that has none", () => {
    const { region: _region, ...properties } = schema.properties;
    const { lifecycle } = lifecycleOf(
      { schema: { ...schema, properties } },
      {
        regionOf: () => {
          throw new Error("asked for");
        },
      },
    );
    expect(lifecycle.check({}, { name: "box" })).toEqual({ inputs: { name: "box", size: 3 }, failures: [] });
  });

  test("names the problems of the table, of the kind and of the environment, in this order", () => {
    const { lifecycle } = lifecycleOf(
      { rules: [() => ({ property: "tags", reason: "of the kind" })] },
      { environmentRules: [() => ({ property: "", reason: "of the environment" }), () => undefined] },
    );
    expect(lifecycle.check({}, { name: "BOX" }).failures).toEqual([
      { property: "name", reason: 'name is "BOX", allowed is letters: correct it' },
      { property: "tags", reason: "of the kind" },
      { property: "", reason: "of the environment" },
    ]);
  });

  test("hands the rules the inputs with defaults, and the old ones", () => {
    const seen: unknown[] = [];
    const { lifecycle } = lifecycleOf({
      rules: [
        (inputs, oldInputs) => {
          seen.push(inputs, oldInputs);
          return undefined;
        },
      ],
    });
    lifecycle.check({ name: "old" }, { name: "box" });
    expect(seen).toEqual([{ name: "box", region: "ap-singapore", size: 3 }, { name: "old" }]);
  });

  test("does not show a secret", () => {
    const { failures } = lifecycleOf().lifecycle.check({}, { name: "box", code: { planted: "planted" } });
    expect(failures).toEqual([
      { property: "code", reason: "code is a secret, allowed is a text that is not empty: give the code" },
    ]);
  });
});

describe("diff", () => {
  test.each<[string, Bag, Bag]>([
    ["nothing", STATE, INPUTS],
    ["a default written out", { name: "box", region: "ap-singapore" }, INPUTS],
    ["an output", { ...STATE, serial: 8 }, INPUTS],
    [
      "tags in another order",
      { ...STATE, tags: { a: "1", b: "2" } },
      { ...INPUTS, tags: { b: "2", a: "1" } },
    ],
  ])("sees no change in %s", (_what, state, inputs) => {
    expect(lifecycleOf().lifecycle.diff(state, inputs)).toEqual({
      changes: false,
      replaces: [],
      deleteBeforeReplace: false,
    });
  });

  test.each<[string, Bag, Bag, string[]]>([
    ["a size", STATE, { ...INPUTS, size: 4 }, []],
    ["a tag that went", { ...STATE, tags: { a: "1" } }, INPUTS, []],
    ["a name", STATE, { ...INPUTS, name: "crate" }, ["name"]],
    ["a name that is not known yet", STATE, { ...INPUTS, name: UNKNOWN }, ["name"]],
    ["a region", STATE, { ...INPUTS, region: "eu-frankfurt", size: 4 }, ["region"]],
    ["two parts of a place", STATE, { ...INPUTS, place: { row: 1, side: "left" } }, ["place"]],
    ["name and place", STATE, { ...INPUTS, name: "crate", place: { row: 1 } }, ["name", "place"]],
  ])("sees a change of %s", (_what, state, inputs, replaces) => {
    expect(lifecycleOf().lifecycle.diff(state, inputs)).toEqual({
      changes: true,
      replaces,
      deleteBeforeReplace: false,
    });
  });

  test("compares the arguments as the cloud writes them", () => {
    const { lifecycle } = lifecycleOf({
      asInState: (inputs, state) => ({
        ...inputs,
        name: `${String(inputs["name"])}-${String(state["serial"])}`,
      }),
    });
    const state = { ...STATE, name: "box-7" };
    expect(lifecycle.diff(state, INPUTS).changes).toBe(false);
    expect(lifecycle.diff(state, { ...INPUTS, name: "crate" }).replaces).toEqual(["name"]);
  });

  test("asks the kind whether the old one must go first", () => {
    const { lifecycle } = lifecycleOf({
      deleteBeforeReplace: (state, inputs) => state["name"] === inputs["name"],
    });
    expect(lifecycle.diff(STATE, { ...INPUTS, region: "eu-frankfurt" }).deleteBeforeReplace).toBe(true);
    expect(lifecycle.diff(STATE, { ...INPUTS, name: "crate" }).deleteBeforeReplace).toBe(false);
  });

  test("wants an update of what was not finished, and no replacement", () => {
    expect(lifecycleOf().lifecycle.diff({ ...STATE, unfinished: true }, INPUTS)).toEqual({
      changes: true,
      replaces: [],
      deleteBeforeReplace: false,
    });
  });
});

describe("create", () => {
  test("hands on the arguments, secrets too, and keeps them without secrets beside the outputs", async () => {
    const { lifecycle, calls } = lifecycleOf();
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: "id-1", outs: STATE });
    expect(calls).toEqual([["create", INPUTS]]);
  });

  test("keeps an argument as the kind says the cloud has it", async () => {
    const { lifecycle } = lifecycleOf({
      create: () => Promise.resolve({ id: "id-1", outputs: { name: "box-7" } }),
    });
    await expect(lifecycle.create(INPUTS)).resolves.toMatchObject({ outs: { name: "box-7", size: 3 } });
  });

  test("that made nothing throws what the kind throws", async () => {
    const error = new ServiceError("nothing was made");
    const { lifecycle } = lifecycleOf({ create: () => Promise.reject(error) });
    await expect(lifecycle.create(INPUTS)).rejects.toBe(error);
  });

  test("that made something and did not finish hands over all that a later update needs", async () => {
    const cause = new ServiceError("the tags were refused");
    const { lifecycle } = lifecycleOf({
      create: () => Promise.reject(new UnfinishedError("id-1", { serial: 7 }, cause)),
    });
    const error: unknown = await lifecycle.create(INPUTS).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnfinishedError);
    expect(error).toMatchObject({
      id: "id-1",
      message: "the tags were refused",
      outs: { ...STATE, unfinished: true },
    });
    expect(JSON.stringify(error)).not.toContain("planted");
  });
});

describe("read", () => {
  const seeing = (seen: Bag | undefined) => lifecycleOf({ read: () => Promise.resolve(seen) }).lifecycle;

  test("without drift changes nothing", async () => {
    const { lifecycle, calls } = lifecycleOf();
    await expect(lifecycle.read("id-1", STATE)).resolves.toEqual({ id: "id-1", props: STATE });
    expect(calls).toEqual([["read", "id-1", STATE]]);
  });

  test("takes over what the cloud says, and keeps what it does not speak of", async () => {
    await expect(seeing({ size: 5, tags: { a: "1" } }).read("id-1", STATE)).resolves.toEqual({
      id: "id-1",
      props: { ...STATE, size: 5, tags: { a: "1" } },
    });
  });

  test("drops what the cloud no longer has: the engine cannot carry undefined", async () => {
    const state = { ...STATE, tags: { a: "1" } };
    const answer = carried(await seeing({ tags: undefined }).read("id-1", state));
    expect(answer).toEqual({ id: "id-1", props: STATE });
  });

  test("keeps in mind that a create has not finished: the next up goes on all the same", async () => {
    const state = { ...STATE, unfinished: true };
    await expect(seeing({ size: 3 }).read("id-1", state)).resolves.toEqual({
      id: "id-1",
      props: { ...state, size: 3 },
    });
  });

  test("says of what is gone that it has no id", async () => {
    await expect(seeing(undefined).read("id-1", STATE)).resolves.toEqual({ id: "", props: {} });
  });

  test("that finds drift leads to an update of just that", async () => {
    const { props } = await seeing({ size: 5 }).read("id-1", STATE);
    const { lifecycle, calls } = lifecycleOf();
    expect(lifecycle.diff(props, INPUTS).changes).toBe(true);
    await lifecycle.update("id-1", props, INPUTS);
    expect(calls).toEqual([["update", "id-1", props, INPUTS, ["size"]]]);
  });
});

describe("update", () => {
  test("hands on state, arguments and the paths that changed, and keeps the outputs", async () => {
    const { lifecycle, calls } = lifecycleOf();
    const inputs = { ...INPUTS, size: 4, tags: { a: "1" } };
    await expect(lifecycle.update("id-1", STATE, inputs)).resolves.toEqual({
      outs: { ...STATE, size: 4, tags: { a: "1" } },
    });
    expect(calls).toEqual([["update", "id-1", STATE, inputs, ["size", "tags"]]]);
  });

  test("takes the outputs that the kind says are another now", async () => {
    const { lifecycle } = lifecycleOf({ update: () => Promise.resolve({ serial: 8, place: "shop" }) });
    await expect(lifecycle.update("id-1", STATE, { ...INPUTS, size: 4 })).resolves.toEqual({
      outs: { ...STATE, size: 4, serial: 8, place: "shop" },
    });
  });

  test("forgets an argument that is no longer given", async () => {
    const state = { ...STATE, tags: { a: "1" } };
    const { lifecycle, calls } = lifecycleOf();
    const { outs } = carried(await lifecycle.update("id-1", state, INPUTS));
    expect(outs).toEqual(STATE);
    expect(calls).toEqual([["update", "id-1", state, INPUTS, ["tags"]]]);
  });

  test("works with the arguments as the cloud writes them", async () => {
    const { lifecycle, calls } = lifecycleOf({
      asInState: (inputs, state) => ({
        ...inputs,
        name: `${String(inputs["name"])}-${String(state["serial"])}`,
      }),
    });
    const state = { ...STATE, name: "box-7" };
    await expect(lifecycle.update("id-1", state, { ...INPUTS, size: 4 })).resolves.toEqual({
      outs: { ...state, size: 4 },
    });
    expect(calls).toEqual([["update", "id-1", state, { ...INPUTS, name: "box-7", size: 4 }, ["size"]]]);
  });

  test("does everything again of what was not finished, and then it is", async () => {
    const { lifecycle, calls } = lifecycleOf();
    const state = { ...STATE, unfinished: true };
    const { outs } = await lifecycle.update("id-1", state, INPUTS);
    expect(outs).toEqual(STATE);
    const everything = ["name", "region", "size", "code", "place.row", "place.side", "tags"];
    expect(calls).toEqual([["update", "id-1", state, INPUTS, everything]]);
    expect(lifecycle.diff(outs, INPUTS).changes).toBe(false);
  });

  test("that fails throws what the kind throws: state stays as it is", async () => {
    const error = new ServiceError("refused");
    const { lifecycle } = lifecycleOf({ update: () => Promise.reject<Bag>(error) });
    await expect(lifecycle.update("id-1", { ...STATE, unfinished: true }, INPUTS)).rejects.toBe(error);
  });
});

test("delete hands on id and state", async () => {
  const { lifecycle, calls } = lifecycleOf();
  await expect(lifecycle.delete("id-1", STATE)).resolves.toBeUndefined();
  expect(calls).toEqual([["delete", "id-1", STATE]]);
});

test("no method changes what it is given", async () => {
  const { lifecycle } = lifecycleOf();
  const state = { ...STATE, unfinished: true, tags: { a: "1" } };
  const inputs = { ...INPUTS, tags: { b: "2" } };
  const before = structuredClone({ state, inputs });
  lifecycle.check(state, inputs);
  lifecycle.diff(state, inputs);
  await lifecycle.create(inputs);
  await lifecycle.read("id-1", state);
  await lifecycle.update("id-1", state, inputs);
  await lifecycle.delete("id-1", state);
  expect({ state, inputs }).toEqual(before);
});
