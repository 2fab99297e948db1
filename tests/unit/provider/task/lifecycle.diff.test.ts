import type { Bag } from "../../../../provider/resource/schema";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { slicingLifecycle, taskState } from "../lifecycle-parts";
import { checkedInputs, withoutValue, withValue } from "../task-inputs";

const LISTS = "sliceParams.subscribeStreamUserIds";
const NO_CHANGE = { changes: false, replaces: [], deleteBeforeReplace: true };

function diff(state: Bag, inputs: Bag) {
  const { lifecycle, client } = slicingLifecycle();
  const result = lifecycle.diff(state, inputs);
  expect(client.calls).toEqual([]);
  return result;
}

/** The same values, every object's keys the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, entry]): [string, unknown] => [key, reversed(entry)]),
  );
}

describe("nothing changes", () => {
  test("with the arguments the task was made with", () => {
    expect(diff(taskState(), checkedInputs())).toEqual(NO_CHANGE);
  });

  test("with the keys in another order", () => {
    // a bag stays a bag
    expect(diff(taskState(), reversed(checkedInputs()) as Bag)).toEqual(NO_CHANGE);
  });

  test("with a subscription in another order and with repetitions", () => {
    const state = withValue(taskState(), `${LISTS}.subscribeAudioUserIds`, ["a", "b", "c"]);
    const inputs = withValue(checkedInputs(), `${LISTS}.subscribeAudioUserIds`, ["c", "a", "b", "a"]);
    expect(diff(state, inputs)).toEqual(NO_CHANGE);
  });

  test.each<[string, unknown]>([
    ["sliceParams.sliceAudio", 15],
    ["sliceParams.sliceVideo", 5],
    ["sliceParams.maxIdleTime", 30],
    ["resourceExpiredHour", 720],
    ["userSigExpire", 15_552_000],
    ["onExit", "recreate"],
    ["onHandleExpired", "replace"],
    [`${LISTS}.subscribeAudioUserIds`, []],
    ["storage.fileNamePrefix", []],
  ])("when state lacks %s and it is written as %j, its default, or the other way round", (path, value) => {
    const lacking = (bag: Bag) => withoutValue(bag, path);
    expect(diff(lacking(taskState()), withValue(checkedInputs(), path, value))).toEqual(NO_CHANGE);
    expect(diff(withValue(taskState(), path, value), lacking(checkedInputs()))).toEqual(NO_CHANGE);
  });

  test("when a UserSig or its key is given, changed or taken away", () => {
    expect(diff(taskState(), checkedInputs({ userSig: "planted-a" }))).toEqual(NO_CHANGE);
    expect(diff(taskState(), checkedInputs({ sdkSecretKey: "planted-b" }))).toEqual(NO_CHANGE);
  });

  test("when outputs of a later version stand in state", () => {
    expect(diff(taskState({ aNewOutput: 5 }), checkedInputs())).toEqual(NO_CHANGE);
  });
});

describe("an update in place", () => {
  const UPDATE = { changes: true, replaces: [], deleteBeforeReplace: true };

  test.each([
    "subscribeAudioUserIds",
    "unSubscribeAudioUserIds",
    "subscribeVideoUserIds",
    "unSubscribeVideoUserIds",
  ])("comes of %s", (name) => {
    expect(diff(taskState(), withValue(checkedInputs(), `${LISTS}.${name}`, ["a"]))).toEqual(UPDATE);
  });

  test("comes of a subscription that is taken away or not known yet", () => {
    const subscribed = withValue(taskState(), `${LISTS}.subscribeAudioUserIds`, ["a"]);
    expect(diff(subscribed, checkedInputs())).toEqual(UPDATE);
    expect(diff(subscribed, withValue(checkedInputs(), LISTS, UNKNOWN))).toEqual(UPDATE);
    expect(diff(taskState(), withValue(checkedInputs(), LISTS, UNKNOWN))).toEqual(UPDATE);
    expect(diff(subscribed, withValue(checkedInputs(), `${LISTS}.subscribeAudioUserIds`, [UNKNOWN]))).toEqual(
      UPDATE,
    );
  });

  test.each<[string, unknown]>([
    ["onExit", "keep"],
    ["onHandleExpired", "keep"],
    ["userSigExpire", 31_104_000],
  ])("comes of %s, which takes no call", (path, value) => {
    expect(diff(taskState(), withValue(checkedInputs(), path, value))).toEqual(UPDATE);
  });
});

describe("a replacement", () => {
  test.each<[string, unknown, string]>([
    ["sliceParams.sliceType", "audio", "sliceParams"],
    ["storage.bucket", "others-1250000000", "storage"],
    ["region", "eu-frankfurt", "region"],
    ["resourceExpiredHour", 72, "resourceExpiredHour"],
  ])("for %s deletes first, as the robot is in its room once", (path, value, replaced) => {
    expect(diff(taskState(), withValue(checkedInputs(), path, value))).toEqual({
      changes: true,
      replaces: [replaced],
      deleteBeforeReplace: true,
    });
  });

  test.each<[string, unknown]>([
    ["sdkAppId", 1400000002],
    ["roomId", "hall"],
    ["userId", "slicer-2"],
    ["userId", UNKNOWN],
  ])("for %s creates first, as another robot or room leaves no gap", (path, value) => {
    expect(diff(taskState(), withValue(checkedInputs(), path, value))).toEqual({
      changes: true,
      replaces: [path],
      deleteBeforeReplace: false,
    });
  });

  test("comes of a room id of another type: a string room is no int32 room", () => {
    expect(diff(taskState({ roomId: "150" }), checkedInputs({ roomId: 150 }))).toEqual({
      changes: true,
      replaces: ["roomId"],
      deleteBeforeReplace: false,
    });
  });

  test("comes of folders in another order", () => {
    const state = withValue(taskState(), "storage.fileNamePrefix", ["a", "b"]);
    const inputs = withValue(checkedInputs(), "storage.fileNamePrefix", ["b", "a"]);
    expect(diff(state, inputs).replaces).toEqual(["storage"]);
  });

  test("names each argument once, beside an update too", () => {
    const inputs = [
      ["roomId", "hall"],
      ["storage.bucket", "others-1250000000"],
      ["storage.region", "ap-guangzhou"],
      ["storage.secretKey", "planted-other"],
      ["sliceParams.sliceAudio", 20],
      [`${LISTS}.subscribeAudioUserIds`, ["a"]],
    ].reduce((bag, [path, value]) => withValue(bag, String(path), value), checkedInputs());
    expect(diff(taskState(), inputs)).toEqual({
      changes: true,
      replaces: ["roomId", "sliceParams", "storage"],
      deleteBeforeReplace: false,
    });
  });

  test.each(["storage.accessKey", "storage.secretKey"])(
    "comes of another %s, seen by its fingerprint",
    (path) => {
      const REPLACED = { changes: true, replaces: ["storage"], deleteBeforeReplace: true };
      expect(diff(taskState(), withValue(checkedInputs(), path, "planted-other"))).toEqual(REPLACED);
      expect(diff(taskState(), withValue(checkedInputs(), path, UNKNOWN))).toEqual(REPLACED);
    },
  );

  test("comes of keys that changed places", () => {
    const swapped = withValue(
      withValue(checkedInputs(), "storage.accessKey", "planted-secret-key"),
      "storage.secretKey",
      "planted-access-key",
    );
    expect(diff(taskState(), swapped).replaces).toEqual(["storage"]);
  });

  test.each(["storage", "sliceParams", "sdkAppId", "region"])("comes of %s that is not known yet", (path) => {
    const { changes, replaces } = diff(taskState(), withValue(checkedInputs(), path, UNKNOWN));
    expect({ changes, replaces }).toEqual({ changes: true, replaces: [path] });
  });
});

describe("what refresh saw", () => {
  test.each<[string, Bag, Bag, string[]]>([
    [
      "an expired handle is replaced",
      { handleExpired: true },
      { onHandleExpired: "replace" },
      ["handleExpired"],
    ],
    ["an expired handle is kept when asked", { handleExpired: true }, { onHandleExpired: "keep" }, []],
    ["an ended task is made again", { exited: true }, { onExit: "recreate" }, ["exited"]],
    ["an ended task is kept when asked", { exited: true }, { onExit: "keep" }, []],
  ])("%s", (_what, seen, wish, replaces) => {
    expect(diff(taskState({ ...wish, ...seen }), checkedInputs(wish))).toEqual({
      changes: replaces.length > 0,
      replaces,
      deleteBeforeReplace: true,
    });
  });

  test("an ended task that is kept is replaced when what it does is to change: nothing else could bring that about", () => {
    const state = taskState({ exited: true, onExit: "keep" });
    const lists = {
      sliceParams: { sliceType: "both", subscribeStreamUserIds: { subscribeAudioUserIds: ["teacher"] } },
    };
    expect(diff(state, checkedInputs({ onExit: "keep", ...lists }))).toEqual({
      changes: true,
      replaces: ["sliceParams"],
      deleteBeforeReplace: true,
    });
  });

  test("a wish that changes in the same run counts at once", () => {
    const state = taskState({ exited: true, onExit: "keep" });
    expect(diff(state, checkedInputs({ onExit: "recreate" }))).toEqual({
      changes: true,
      replaces: ["exited"],
      deleteBeforeReplace: true,
    });
  });
});
