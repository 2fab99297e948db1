import { UNKNOWN } from "../../../../provider/resource/schema";
import type { Bag } from "../../../../provider/resource/schema";
import { argumentsInState, fingerprint, newState } from "../../../../provider/task/state";
import { slicing } from "../../../../provider/task/slicing";
import { mintUserSig } from "../../../../provider/trtc/user-sig";
import { START } from "../fake-clock";
import { secretFree, taskState } from "../lifecycle-parts";
import { checkedInputs, withValue } from "../task-inputs";

const DAY_S = 86_400;
const MADE_AT_START = { createdAt: "2026-01-02T03:04:05.000Z" };

/** What state holds of arguments that never change. */
const KEPT = argumentsInState(slicing, checkedInputs());

describe("a fingerprint", () => {
  const bag = { store: { key: "AKID", secret: "s" } };

  test("stands for the secrets at its paths, and is 16 hex digits", () => {
    expect(fingerprint(bag, ["store.key", "store.secret"])).toBe("cb8dba632c299389");
    expect(fingerprint({ store: { key: "x" } }, ["store.key"])).toBe("2d711642b726b044");
  });

  test("of a secret that is only known later is unknown", () => {
    expect(fingerprint({ store: { key: UNKNOWN } }, ["store.key"])).toBe(UNKNOWN);
  });

  test("of no secret is none, of some of them is one", () => {
    expect(fingerprint({ store: {} }, ["store.key", "store.secret"])).toBeUndefined();
    expect(fingerprint({ store: { key: null } }, ["store.key"])).toBeUndefined();
    expect(fingerprint({ store: { key: "AKID" } }, ["store.key", "store.secret"])).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe("what state says of the arguments", () => {
  test("is all but their secrets, with a fingerprint of those", () => {
    const { storage: _storage, ...plain } = checkedInputs();
    const secrets = {
      userSig: "planted-sig",
      sdkSecretKey: "planted-key",
      privateMapKey: "planted-permission",
    };
    expect(secretFree(argumentsInState(slicing, checkedInputs(secrets)))).toStrictEqual({
      ...plain,
      storage: { vendor: "cos", region: "ap-singapore", bucket: "slices-1250000000" },
      storageKeyFingerprint: "16b076cb83e40c42",
    });
  });

  test("has no fingerprint of secrets that are not given", () => {
    const { storage: _storage, ...inputs } = checkedInputs();
    expect(argumentsInState(slicing, inputs)).toStrictEqual(inputs);
  });

  test("holds nothing of the engine and nothing that is undefined, which its wire would break on", () => {
    const inputs = checkedInputs({ __provider: "text", userSig: undefined, onExit: undefined });
    const { onExit: _onExit, ...kept } = KEPT;
    expect(argumentsInState(slicing, inputs)).toStrictEqual(kept);
  });
});

describe("the state of a new task", () => {
  const made = (changes: Bag = {}, userSig?: string) =>
    secretFree(newState(slicing, checkedInputs(changes), { createdAt: START, userSig }));
  const signedFor = (expireSeconds: number) => {
    jest.spyOn(Date, "now").mockReturnValue(START);
    const sig = { sdkAppId: 1400000001, sdkSecretKey: "planted-key", userId: "slicer-lobby", expireSeconds };
    return mintUserSig(sig);
  };
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test("is its arguments, when it was made, and when its handle and its UserSig end", () => {
    expect(made()).toStrictEqual({
      ...KEPT,
      ...MADE_AT_START,
      handleExpiresAt: "2026-02-01T03:04:05.000Z",
      userSigExpiresAt: "2026-07-01T03:04:05.000Z",
    });
    expect(made()).toStrictEqual(taskState());
  });

  test("says neither the TaskId, which is the engine's id, nor what follows from it", () => {
    expect(Object.keys(made()).filter((name) => /^(id|taskId|objectKeyPrefix)$/.test(name))).toEqual([]);
  });

  test("without a UserSig has the end of one that was signed then, for as long as asked", () => {
    expect(made({ userSigExpire: 30 * DAY_S })["userSigExpiresAt"]).toBe("2026-02-01T03:04:05.000Z");
    expect(newState(slicing, checkedInputs(), { createdAt: START })).toStrictEqual(made());
  });

  test("with a UserSig has its end, whatever userSigExpire says", () => {
    const state = made({ userSigExpire: DAY_S }, signedFor(30 * DAY_S));
    expect(state).toStrictEqual(
      taskState({ userSigExpire: DAY_S, userSigExpiresAt: "2026-02-01T03:04:05.000Z" }),
    );
  });

  test.each([
    ["is none", () => "planted-nonsense"],
    ["is empty", () => ""],
    ["ends in no calendar", () => signedFor(9e12)],
  ])("with a UserSig that %s has the end of one that was signed then", (_what, userSig) => {
    expect(made({ userSigExpire: DAY_S }, userSig())["userSigExpiresAt"]).toBe("2026-01-03T03:04:05.000Z");
  });

  test("of a kind without a handle has no end of one", () => {
    const { resourceExpiredHour: _hours, ...inputs } = checkedInputs();
    const { resourceExpiredHour: _kept, handleExpiresAt: _end, ...state } = taskState();
    expect(newState(slicing, inputs, { createdAt: START })).toStrictEqual(state);
  });

  test("holds no secret, whatever was given", () => {
    const all = {
      userSig: signedFor(DAY_S),
      sdkSecretKey: "planted-key",
      privateMapKey: "planted-permission",
    };
    const state = made(withValue(all, "storage", checkedInputs()["storage"]), all.userSig);
    expect(state).toStrictEqual(taskState({ userSigExpiresAt: "2026-01-03T03:04:05.000Z" }));
  });
});
