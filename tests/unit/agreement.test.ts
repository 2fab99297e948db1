import fc from "fast-check";
import { validateRequest } from "../../emulator/src/trtc/validate";
import { createLifecycle } from "../../provider/task/lifecycle";
import { slicing } from "../../provider/task/slicing";
import type { Bag } from "../../provider/resource/schema";

/**
 * The provider's table and the emulator's validator are written apart, from the same vendor pages.
 * Accepted by check means accepted by the service; what check refuses beyond that stands here with its reason.
 */
const STRICTER: readonly { problem: RegExp; reason: string }[] = [
  { problem: /^sdkAppId is \d+,/, reason: "a UserSig and its user buffer hold 32 bits of SdkAppId" },
  { problem: /^userSigExpire is /, reason: "signed here: the service sees only the signature" },
  { problem: /^onExit is /, reason: "a word of this package, not sent" },
  { problem: /^onHandleExpired is /, reason: "a word of this package, not sent" },
  { problem: /^sdkSecretKey is /, reason: "signs here, not sent" },
  { problem: /^userSig is /, reason: "read before it is sent: whose it is, and until when" },
  {
    problem: /^storage\.bucket is "[a-z0-9-]+-\d{1,7}"/,
    reason: "an APPID has at least 8 digits: a name that ends in a number still lacks it",
  },
  { problem: /^storage\.(bucket|region) is ".{33,}"/, reason: "no store has names of this length" },
  { problem: /UserIds is "teacher"/, reason: "a text is no list: it would fall apart into its letters" },
  { problem: /sliceImageType is "gif"/, reason: "a word without a number on the wire would not be sent" },
  { problem: /is not an argument/, reason: "a misspelt argument would be dropped without a word" },
  { problem: /^roomId is \d{11,}/, reason: "a number beyond int32 is no int32 room" },
];

const lifecycle = createLifecycle(slicing, {
  client: { call: () => Promise.reject(new Error("check makes no call")) },
  clock: { now: () => Date.UTC(2026, 0, 1), sleep: () => Promise.resolve() },
  settings: {
    environment: {
      TENCENTCLOUD_SECRET_ID: "id",
      TENCENTCLOUD_SECRET_KEY: "key",
      TRTC_SDK_SECRET_KEY: "app key",
    },
    config: () => undefined,
    credentialsFile: () => undefined,
  },
  report: () => undefined,
});

/** Mostly one of the good values, now and then one of the bad ones. */
function mostly(good: fc.Arbitrary<unknown>, ...bad: unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: fc.constantFrom(...bad) });
}

const userId = fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/);
const aroundRange = (min: number, max: number) =>
  mostly(fc.constantFrom(undefined, min, max, min + 1), min - 1, max + 1, min + 0.5, String(min), null);
const userList = mostly(
  fc.oneof(fc.constant(undefined), fc.array(fc.oneof(userId, fc.constant("1.*$")), { maxLength: 32 })),
  Array.from({ length: 33 }, (_, n) => `u${n}`),
  [""],
  "teacher",
  [7],
);

const storageOf = (vendor: string, regions: string[], buckets: string[], bad: string[]) =>
  fc.record(
    {
      vendor: mostly(fc.constant(vendor), "gcs", 0, undefined),
      region: mostly(fc.constantFrom(...regions), "Singapore", "", 3, "a".repeat(40)),
      bucket: mostly(fc.constantFrom(...buckets), ...bad, "", null),
      accessKey: mostly(fc.constant("AKIDx"), "", undefined, 5),
      secretKey: mostly(fc.constant("secret"), "", undefined),
      fileNamePrefix: mostly(fc.array(userId, { maxLength: 3 }), ["a/b"], [""], "prefix", ["é"]),
    },
    { requiredKeys: [] },
  );

const storage = fc.oneof(
  storageOf(
    "cos",
    ["ap-singapore", "ap-guangzhou"],
    ["slices-1250000000", "a-125000000"],
    ["slices", "a-1", "A-1250000000"],
  ),
  storageOf(
    "s3",
    ["ap-southeast-1", "us-gov-west-1"],
    ["slices", "my.bucket"],
    ["ab", "UPPER", "arn:aws:s3:::x"],
  ),
  storageOf("oss", ["oss-ap-southeast-1", "cn-shanghai"], ["slices"], ["a.b", "-x"]),
);

const inputs: fc.Arbitrary<Bag> = fc
  .record(
    {
      sdkAppId: mostly(fc.integer({ min: 1, max: 4_294_967_295 }), 0, -1, 1.5, "1400000001", 5_000_000_000),
      roomId: mostly(
        fc.oneof(
          fc.integer({ min: 1, max: 4_294_967_294 }),
          fc.stringMatching(/^[A-Za-z0-9 !#$%&()+;:<=.>?@[\]^_{}|~,-]{1,64}$/),
        ),
        0,
        4_294_967_295,
        99_999_999_999,
        "",
        "r".repeat(65),
        "房间",
        "a/b",
        1.5,
        null,
      ),
      userId: mostly(userId, "", "u".repeat(33), "a b", "é", 7),
      region: mostly(
        fc.constantFrom("ap-singapore", "eu-frankfurt", "ap-guangzhou", undefined),
        "ap-tokyo",
        "",
      ),
      resourceExpiredHour: aroundRange(6, 720),
      userSigExpire: mostly(fc.constantFrom(undefined, 15_552_000, 2_592_000), 0, 21_600, "1"),
      onExit: mostly(fc.constantFrom(undefined, "recreate", "keep"), "replace"),
      onHandleExpired: mostly(fc.constantFrom(undefined, "replace", "keep"), "recreate"),
      sliceParams: fc.record(
        {
          sliceType: mostly(fc.constantFrom("audio", "video", "both"), "none", 3, undefined),
          sliceAudio: aroundRange(15, 60),
          sliceVideo: aroundRange(5, 60),
          maxIdleTime: aroundRange(5, 86_400),
          sliceImageType: fc.oneof(
            { weight: 6, arbitrary: fc.constant(undefined) },
            { weight: 1, arbitrary: fc.constantFrom("png", "jpg", "gif") },
          ),
          subscribeStreamUserIds: fc.oneof(
            fc.constant(undefined),
            fc.record(
              {
                subscribeAudioUserIds: userList,
                unSubscribeAudioUserIds: userList,
                subscribeVideoUserIds: userList,
                unSubscribeVideoUserIds: userList,
              },
              { requiredKeys: [] },
            ),
          ),
        },
        { requiredKeys: [] },
      ),
      storage,
    },
    { requiredKeys: ["sliceParams", "storage"] },
  )
  .map(withoutUndefined);

/** As the engine hands them over: nothing undefined. */
function withoutUndefined(value: Bag): Bag {
  return JSON.parse(JSON.stringify(value)) as Bag; // an object stays an object
}

const RUNS = 10_000;

test(`${RUNS} random inputs: accepted by check is accepted by the service, and what only check refuses has a reason`, () => {
  const seen = { accepted: 0, refusedByBoth: 0, refusedByCheckOnly: 0 };
  fc.assert(
    fc.property(inputs, (given) => {
      const { inputs: checked, failures } = lifecycle.check({}, given);
      const problem = serviceProblem(checked);
      if (failures.length === 0) {
        seen.accepted++;
        expect(problem).toBeUndefined();
      } else if (problem === undefined) {
        seen.refusedByCheckOnly++;
        const unexplained = failures.filter(
          ({ reason }) => !STRICTER.some((rule) => rule.problem.test(reason)),
        );
        expect(unexplained).toEqual([]);
      } else {
        seen.refusedByBoth++;
      }
    }),
    { numRuns: RUNS, seed: 20261121 },
  );
  // none of the three ways was left untried
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(RUNS / 100);
});

/** What the service says about inputs; what cannot even be put on the wire counts as refused. */
function serviceProblem(checked: Bag): unknown {
  // the wire has a text for any value: what is no room id has none
  if (!["string", "number"].includes(typeof checked["roomId"])) return "no room id";
  try {
    const params = slicing.create.params(checked as unknown as Parameters<typeof slicing.create.params>[0], {
      userSig: "sig",
    }); // wrong on purpose
    return validateRequest("CreateCloudSliceTask", withoutUndefined({ ...params }), {
      region: String(checked["region"]),
    });
  } catch (error) {
    return error;
  }
}
