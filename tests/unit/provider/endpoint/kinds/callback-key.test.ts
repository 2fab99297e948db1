import { callbackKey } from "../../../../../provider/endpoint/kinds/callback-key";
import { createResourceLifecycle } from "../../../../../provider/resource/lifecycle";

/** The lifecycle of a key, with keys made up one after the other. */
function keys() {
  let count = 0;
  return createResourceLifecycle(callbackKey({ newKey: () => `key${++count}` }), {
    environmentRules: [],
    regionOf: () => undefined,
  });
}

test("a key is made once and has no predecessor; its id does not tell it", async () => {
  const { id, outs } = await keys().create({ keepPrevious: true });
  expect(outs).toEqual({ keepPrevious: true, key: "key1", previousKeys: [] });
  expect(id).toMatch(/^[0-9a-f]{16}$/);
});

test("a refresh has nothing to ask and changes nothing", async () => {
  const state = { keepPrevious: true, key: "key1", previousKeys: [] };
  await expect(keys().read("id", state)).resolves.toEqual({ id: "id", props: state });
});

describe("a rotation", () => {
  const state = { rotate: "1", keepPrevious: true, key: "old", previousKeys: ["older"] };

  test("is an update", () => {
    expect(keys().diff(state, { rotate: "2", keepPrevious: true })).toEqual({
      changes: true,
      replaces: [],
      deleteBeforeReplace: false,
    });
  });

  test("makes a new key and keeps the one before it, and no older one", async () => {
    const { outs } = await keys().update("id", state, { rotate: "2", keepPrevious: true });
    expect(outs).toEqual({ rotate: "2", keepPrevious: true, key: "key1", previousKeys: ["old"] });
  });

  test("that would refuse the key in use at once is refused itself", () => {
    const { failures } = keys().check(state, { rotate: "2", keepPrevious: false });
    expect(failures.map(({ reason }) => reason)).toEqual([
      "keepPrevious is false beside another rotate, allowed is true while a new key is made: " +
        "remove it (keepPreviousKey of an endpoint), and give false again once the console has the new key",
    ]);
    expect(keys().check(state, { rotate: "1", keepPrevious: false }).failures).toEqual([]);
    expect(keys().check({}, { rotate: "1", keepPrevious: false }).failures).toEqual([]);
  });

  test("is not what a rotate that is taken away means: the key stays", async () => {
    const { outs } = await keys().update("id", state, { keepPrevious: true });
    expect(outs).toMatchObject({ key: "old", previousKeys: ["older"] });
  });

  test("drops the old key at once when it is not to be kept", async () => {
    const { outs } = await keys().update("id", state, { rotate: "2", keepPrevious: false });
    expect(outs).toEqual({ rotate: "2", keepPrevious: false, key: "key1", previousKeys: [] });
  });

  test("ends when the previous key is no longer kept: the key stays", async () => {
    const { outs } = await keys().update("id", state, { rotate: "1", keepPrevious: false });
    expect(outs).toEqual({ rotate: "1", keepPrevious: false, key: "old", previousKeys: [] });
  });

  test("does not bring a key back that was dropped", async () => {
    const dropped = { rotate: "1", keepPrevious: false, key: "old", previousKeys: [] };
    const { outs } = await keys().update("id", dropped, { rotate: "1", keepPrevious: true });
    expect(outs).toEqual({ rotate: "1", keepPrevious: true, key: "old", previousKeys: [] });
  });
});

test("bad arguments are named with what is allowed", () => {
  const { failures } = keys().check({}, { rotate: "", keepPrevious: "no" });
  expect(failures.map(({ reason }) => reason)).toEqual([
    'rotate is "", allowed is a text of 1 to 100 characters: give one that was not there before, such as the month "2026-11"',
    'keepPrevious is "no", allowed is true or false: give true or false',
  ]);
});
