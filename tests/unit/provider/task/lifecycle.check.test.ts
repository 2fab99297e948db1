import fc from "fast-check";
import type { Bag } from "../../../../provider/resource/schema";
import { leaves, UNKNOWN } from "../../../../provider/resource/schema";
import { slicingSchema } from "../../../../provider/task/slicing";
import { mintUserSig } from "../../../../provider/trtc/user-sig";
import { fakeClock, START } from "../fake-clock";
import type { FakeSettings } from "../fake-settings";
import { API_KEY, KEYS } from "../fake-settings";
import { carried, secretFree, slicingLifecycle } from "../lifecycle-parts";
import { checkedInputs, validInputs, withoutValue, withValue } from "../task-inputs";

const NO_REGION = withoutValue(validInputs(), "region");

function sig(changes: { sdkAppId?: number; userId?: string; expireSeconds?: number } = {}): string {
  return mintUserSig({
    sdkAppId: 1400000001,
    sdkSecretKey: "planted-sdk-secret",
    userId: "slicer-lobby",
    expireSeconds: 15_552_000,
    ...changes,
  });
}

function failures(inputs: Bag, settings: FakeSettings = { environment: KEYS }, olds: Bag = {}) {
  return slicingLifecycle({ settings }).lifecycle.check(olds, inputs).failures;
}

beforeEach(() => {
  jest.spyOn(Date, "now").mockReturnValue(START);
});
afterEach(() => {
  jest.restoreAllMocks();
});

test("good arguments come back with their defaults and without a problem, and no call is made", () => {
  const { lifecycle, client } = slicingLifecycle();
  const given = validInputs();
  expect(lifecycle.check({}, given)).toEqual({ inputs: checkedInputs(), failures: [] });
  expect(given).toEqual(validInputs());
  expect(client.calls).toEqual([]);
});

describe("the region", () => {
  function regionFor(inputs: Bag, settings: FakeSettings, olds: Bag = {}): unknown {
    return slicingLifecycle({ settings }).lifecycle.check(olds, inputs).inputs["region"];
  }
  const inFrankfurt = { environment: { ...KEYS, TENCENTCLOUD_REGION: "eu-frankfurt" } };

  test("of a new task that names none is that of the environment, of the configuration, ap-singapore", () => {
    expect(regionFor(NO_REGION, inFrankfurt)).toBe("eu-frankfurt");
    expect(regionFor(NO_REGION, { environment: KEYS, config: { "trtc:region": "ap-guangzhou" } })).toBe(
      "ap-guangzhou",
    );
    expect(regionFor(NO_REGION, { environment: KEYS })).toBe("ap-singapore");
  });

  test("that is named counts, whatever the environment and the old task say", () => {
    const old = checkedInputs({ region: "ap-guangzhou" });
    expect(regionFor(validInputs(), inFrankfurt, old)).toBe("ap-singapore");
  });

  test("of a task that is there stays in another environment", () => {
    expect(regionFor(NO_REGION, inFrankfurt, checkedInputs())).toBe("ap-singapore");
    expect(regionFor(withValue(NO_REGION, "roomId", "hall"), inFrankfurt, checkedInputs())).toBe(
      "ap-singapore",
    );
  });

  test("stays when a replacement is checked again without the old arguments", () => {
    const { lifecycle } = slicingLifecycle({ settings: inFrankfurt });
    const changed = withValue(NO_REGION, "roomId", "hall");
    expect(lifecycle.check(checkedInputs(), changed).inputs["region"]).toBe("ap-singapore");
    expect(lifecycle.check({}, changed).inputs["region"]).toBe("ap-singapore");
  });

  test("of one task is not taken for another's", () => {
    const { lifecycle } = slicingLifecycle({ settings: inFrankfurt });
    lifecycle.check(checkedInputs(), NO_REGION);
    const other = withValue(NO_REGION, "userId", "another-robot");
    expect(lifecycle.check({}, other).inputs["region"]).toBe("eu-frankfurt");
  });

  test("that is not known yet stays so", () => {
    expect(regionFor(validInputs({ region: UNKNOWN }), inFrankfurt, checkedInputs())).toBe(UNKNOWN);
  });

  test("of the environment that is none of TRTC's is a problem with its cure", () => {
    const environment = { ...KEYS, TENCENTCLOUD_REGION: "ap-tokyo" };
    expect(failures(NO_REGION, { environment })).toEqual([
      {
        property: "region",
        reason:
          'region is "ap-tokyo", allowed is "ap-singapore" or "eu-frankfurt" or "ap-guangzhou": ' +
          "set region on the resource, TENCENTCLOUD_REGION or trtc:region to one of these",
      },
    ]);
  });
});

describe("the keys", () => {
  test("of the API that are missing are a problem of no argument", () => {
    expect(failures(validInputs(), { environment: { TRTC_SDK_SECRET_KEY: "k" } })).toEqual([
      {
        property: "",
        reason:
          "no Tencent Cloud API key was found: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, write " +
          "~/.tencentcloud/credentials, or set trtc:secretId and trtc:secretKey with pulumi config set --secret",
      },
    ]);
  });

  test("of the API may be a role's, which is not asked for here", () => {
    const config = { "trtc:credentialSource": "cvm-role" };
    expect(failures(validInputs(), { config, environment: { TRTC_SDK_SECRET_KEY: "k" } })).toEqual([]);
  });

  const MISSING = {
    property: "sdkSecretKey",
    reason:
      "no key to sign the robot's UserSig was found: give sdkSecretKey or userSig, or set " +
      "TRTC_SDK_SECRET_KEY_1400000001, TRTC_SDK_SECRET_KEY or trtc:sdkSecretKey to the application's secret key",
  };

  test("that sign may be missing nowhere", () => {
    expect(failures(validInputs(), { environment: API_KEY })).toEqual([MISSING]);
    const ofAnother = { ...API_KEY, TRTC_SDK_SECRET_KEY_1400000002: "k" };
    expect(failures(validInputs(), { environment: ofAnother })).toEqual([MISSING]);
  });

  test.each<[string, Bag, FakeSettings]>([
    ["an argument", { sdkSecretKey: "planted-sdk-secret" }, { environment: API_KEY }],
    ["an argument that is not known yet", { sdkSecretKey: UNKNOWN }, { environment: API_KEY }],
    ["a UserSig that is not known yet", { userSig: UNKNOWN }, { environment: API_KEY }],
    ["the application's variable", {}, { environment: { ...API_KEY, TRTC_SDK_SECRET_KEY_1400000001: "k" } }],
    ["the general variable", {}, { environment: KEYS }],
    ["the configuration", {}, { environment: API_KEY, config: { "trtc:sdkSecretKey": "k" } }],
    ["an application that is not known yet", { sdkAppId: UNKNOWN }, { environment: API_KEY }],
  ])("that sign may come from %s", (_where, changes, settings) => {
    expect(failures(validInputs(changes), settings)).toEqual([]);
  });

  test("may both be missing beside wrong arguments: all is said at once", () => {
    expect(failures(validInputs({ userId: "a b" }), {}).map(({ property }) => property)).toEqual([
      "userId",
      "",
      "sdkSecretKey",
    ]);
  });
});

describe("settings that are none", () => {
  const BAD_ENDPOINT = {
    property: "",
    reason:
      'the endpoint of TRTC is "http://127.0.0.1:4577/v1", allowed is an http or https URL of host and port such as ' +
      "http://127.0.0.1:4577: correct TENCENTCLOUD_ENDPOINT_URL_TRTC, TENCENTCLOUD_ENDPOINT_URL or trtc:endpointUrl",
  };
  const BAD_RATE = {
    property: "",
    reason: 'TRTC_MAX_RPS is "abc", allowed is a whole number above 0: correct or unset it',
  };
  const PATH = "http://127.0.0.1:4577/v1";

  test.each<[string, FakeSettings, typeof BAD_RATE]>([
    [
      "TENCENTCLOUD_ENDPOINT_URL_TRTC",
      { environment: { TENCENTCLOUD_ENDPOINT_URL_TRTC: PATH } },
      BAD_ENDPOINT,
    ],
    ["TENCENTCLOUD_ENDPOINT_URL", { environment: { TENCENTCLOUD_ENDPOINT_URL: PATH } }, BAD_ENDPOINT],
    ["trtc:endpointUrl", { config: { "trtc:endpointUrl": PATH } }, BAD_ENDPOINT],
    ["TRTC_MAX_RPS", { environment: { TRTC_MAX_RPS: "abc" } }, BAD_RATE],
    [
      "trtc:maxRequestsPerSecond",
      { config: { "trtc:maxRequestsPerSecond": "0" } },
      {
        property: "",
        reason: 'trtc:maxRequestsPerSecond is "0", allowed is a whole number above 0: correct or unset it',
      },
    ],
    [
      "trtc:maxTasksPerApplication",
      { config: { "trtc:maxTasksPerApplication": "1.5" } },
      {
        property: "",
        reason:
          'trtc:maxTasksPerApplication is "1.5", allowed is a whole number above 0: correct or unset it',
      },
    ],
  ])("are a problem of no argument: %s", (_where, { environment, config = {} }, failure) => {
    const settings = { environment: { ...KEYS, ...environment }, config };
    const { lifecycle, client } = slicingLifecycle({ settings });
    expect(lifecycle.check({}, validInputs())).toEqual({ inputs: checkedInputs(), failures: [failure] });
    // of a task that is there too
    expect(lifecycle.check(checkedInputs(), validInputs())).toEqual({
      inputs: checkedInputs(),
      failures: [failure],
    });
    expect(client.calls).toEqual([]);
  });

  test.each(["ap-guangzhou", "eu-frankfurt", UNKNOWN])("are one in region %s too", (region) => {
    const environment = { ...KEYS, TENCENTCLOUD_ENDPOINT_URL: PATH };
    expect(failures(validInputs({ region }), { environment })).toEqual([BAD_ENDPOINT]);
  });

  test("are said together with missing keys and wrong arguments", () => {
    const found = failures(validInputs({ userId: "a b" }), { environment: { TRTC_MAX_RPS: "abc" } });
    expect(found.map(({ property }) => property)).toEqual(["userId", "", "", "sdkSecretKey"]);
    expect(found[1]).toEqual(BAD_RATE);
    expect(found[2]?.reason).toMatch(/^no Tencent Cloud API key was found: /);
  });

  test("are none when they are blank, or overruled by the environment", () => {
    const environment = {
      ...KEYS,
      TENCENTCLOUD_ENDPOINT_URL_TRTC: "http://127.0.0.1:4577/",
      TENCENTCLOUD_ENDPOINT_URL: PATH,
      TRTC_MAX_RPS: "5",
    };
    const config = { "trtc:maxRequestsPerSecond": "abc", "trtc:maxTasksPerApplication": " " };
    expect(failures(validInputs(), { environment, config })).toEqual([]);
    expect(
      failures(validInputs(), { environment: { ...KEYS, TRTC_MAX_RPS: "", TENCENTCLOUD_ENDPOINT_URL: " " } }),
    ).toEqual([]);
  });
});

describe("a given UserSig", () => {
  const OWN_CURE = "sign one for exactly this userId and sdkAppId, or give sdkSecretKey and have it signed";
  const withoutKey = { environment: API_KEY };
  const problemOf = (userSig: unknown, changes: Bag = {}, olds: Bag = {}) =>
    failures(validInputs({ userSig, ...changes }), withoutKey, olds);

  test("of this robot that outlives the handle is fine without any key", () => {
    expect(problemOf(sig())).toEqual([]);
    expect(problemOf(sig({ expireSeconds: 2_592_000 }))).toEqual([]);
  });

  test("of another user is refused", () => {
    expect(problemOf(sig({ userId: "someone" }))).toEqual([
      {
        property: "userSig",
        reason: `userSig is signed for user someone, allowed is one for "slicer-lobby": ${OWN_CURE}`,
      },
    ]);
  });

  test("of another application is refused", () => {
    expect(problemOf(sig({ sdkAppId: 1400000002 }))).toEqual([
      {
        property: "userSig",
        reason: `userSig is signed for application 1400000002, allowed is one for 1400000001: ${OWN_CURE}`,
      },
    ]);
  });

  test("that is none is refused without being shown", () => {
    expect(problemOf("planted-nonsense")).toEqual([
      {
        property: "userSig",
        reason: `userSig is not a UserSig, allowed is a UserSig of the robot: ${OWN_CURE}`,
      },
    ]);
  });

  const TOO_SHORT = [
    {
      property: "userSig",
      reason:
        "userSig is valid until 2026-01-02T04:04:05.000Z, allowed is one that is valid for at least " +
        "resourceExpiredHour (720 hours): sign one that outlives the task, or lower resourceExpiredHour",
    },
  ];

  test("that ends before the handle is refused", () => {
    expect(problemOf(sig({ expireSeconds: 3_600 }))).toEqual(TOO_SHORT);
    expect(problemOf(sig({ expireSeconds: 2_591_999 })).map(({ property }) => property)).toEqual(["userSig"]);
    expect(problemOf(sig({ expireSeconds: 21_600 }), { resourceExpiredHour: 6 })).toEqual([]);
  });

  test("that the running robot entered with is not refused for the time that is left", () => {
    const userSig = sig({ expireSeconds: 3_600 });
    expect(problemOf(userSig, {}, checkedInputs({ userSig }))).toEqual([]);
  });

  test("that the running robot entered with is refused for another user all the same", () => {
    const userSig = sig({ userId: "someone" });
    expect(problemOf(userSig, {}, checkedInputs({ userSig }))).toHaveLength(1);
  });

  test("that is short-lived is refused for a replacement, which is checked without the old arguments", () => {
    const userSig = sig({ expireSeconds: 3_600 });
    const { lifecycle } = slicingLifecycle({ settings: withoutKey });
    const changed = validInputs({ userSig, roomId: "hall" });
    expect(lifecycle.check(checkedInputs({ userSig }), changed).failures).toEqual([]);
    expect(lifecycle.check({}, changed).failures).toEqual(TOO_SHORT);
  });

  test.each<[string, Bag]>([
    ["robot", { userId: UNKNOWN }],
    ["application", { sdkAppId: UNKNOWN }],
    ["handle's time", { resourceExpiredHour: UNKNOWN }],
  ])("is not held against a %s that is not known yet", (_what, changes) => {
    expect(problemOf(sig(), changes)).toEqual([]);
  });

  test("that never ends in any calendar is refused, and does not break", () => {
    expect(problemOf(sig({ expireSeconds: 9e12 })).map(({ property }) => property)).toEqual(["userSig"]);
  });

  test("is judged by the clock that is handed in", () => {
    const clock = fakeClock();
    const { lifecycle } = slicingLifecycle({ settings: withoutKey, clock });
    const inputs = validInputs({ userSig: sig({ expireSeconds: 2_592_000 }) });
    expect(lifecycle.check({}, inputs).failures).toEqual([]);
    clock.advance(1);
    expect(lifecycle.check({}, inputs).failures.map(({ property }) => property)).toEqual(["userSig"]);
  });
});

test.each(leaves(slicingSchema).map(({ path }) => path))("%s may be unknown", (path) => {
  const { inputs, failures: found } = slicingLifecycle().lifecycle.check(
    {},
    withValue(validInputs(), path, UNKNOWN),
  );
  expect(found).toEqual([]);
  expect(JSON.stringify(inputs)).toContain(UNKNOWN);
});

test.each(["sliceParams", "storage", "sliceParams.subscribeStreamUserIds"])("%s may be unknown", (path) => {
  expect(failures(withValue(validInputs(), path, UNKNOWN))).toEqual([]);
});

test("whatever is given, check answers with problems and never breaks", () => {
  const { lifecycle } = slicingLifecycle();
  const paths = ["sliceParams", "storage", ...leaves(slicingSchema).map(({ path }) => path)];
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(UNKNOWN, "constructor", "__proto__", "toString", [UNKNOWN], { 0: UNKNOWN }, Number.NaN),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...paths), value), (changes) => {
      const given = Object.entries(changes).reduce<Bag>(
        (inputs, [path, changed]) => withValue(inputs, path, changed),
        validInputs(),
      );
      const wire: unknown = JSON.parse(JSON.stringify(given));
      const result = lifecycle.check({}, wire as Bag);
      carried(result);
      secretFree(result.failures);
      // a problem is one sentence for one argument
      const properties = result.failures.map(({ property }) => property);
      expect(new Set(properties).size).toBe(properties.length);
      expect(result.failures.filter(({ reason }) => !/^[a-z][^\n]*[^.\n]$/i.test(reason))).toEqual([]);
    }),
    { numRuns: 2_000, seed: 1 },
  );
});
