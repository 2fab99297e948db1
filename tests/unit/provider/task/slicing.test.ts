import { leaves } from "../../../../provider/resource/schema";
import type { Bag } from "../../../../provider/resource/schema";
import { slicing, slicingSchema } from "../../../../provider/task/slicing";
import { mintPrivateMapKey, mintUserSig, readPrivateMapKey } from "../../../../provider/trtc/user-sig";
import { fakeClock, START } from "../fake-clock";
import { slicingLifecycle, TASK_ID, taskState } from "../lifecycle-parts";
import { checkedInputs, validInputs, withoutValue, withValue } from "../task-inputs";

const LISTS = "sliceParams.subscribeStreamUserIds";

function userSig(changes: { userId?: string; expireSeconds?: number } = {}): string {
  return mintUserSig({
    sdkAppId: 1400000001,
    sdkSecretKey: "planted-sdk-secret",
    userId: "slicer-lobby",
    expireSeconds: 15_552_000,
    ...changes,
  });
}

/** With exactly what a slicer needs. */
function permission(
  changes: { userId?: string; expireSeconds?: number; roomId?: string | number; privileges?: number } = {},
): string {
  return mintPrivateMapKey({
    sdkAppId: 1400000001,
    sdkSecretKey: "planted-sdk-secret",
    userId: "slicer-lobby",
    expireSeconds: 15_552_000,
    roomId: "lobby",
    privileges: 42,
    ...changes,
  });
}

beforeEach(() => {
  jest.spyOn(Date, "now").mockReturnValue(START);
});
afterEach(() => {
  jest.restoreAllMocks();
});

function problems(inputs: Bag): Record<string, string> {
  const { failures } = slicingLifecycle().lifecycle.check({}, inputs);
  return Object.fromEntries(failures.map(({ property, reason }) => [property, reason]));
}

/** What is known of a leaf apart from the table: values at its bounds, and what is said about those beyond. */
interface LeafCase {
  accepted: unknown[];
  /** Value and message. */
  refused: [unknown, string][];
  /** Arguments beside it that its values need. */
  beside?: [string, unknown][];
  missing?: string;
  changes: "updates" | "replaces" | "settles";
  /** Another value than that of `checkedInputs()`. */
  other: unknown;
}

const wholeNumber =
  (path: string, allowed: string, cure: string) =>
  (...values: [unknown, string][]): [unknown, string][] =>
    values.map(([value, shown]) => [
      value,
      `${path} is ${shown}, allowed is a whole number ${allowed}: ${cure}`,
    ]);

const userList = (name: string): LeafCase => ({
  accepted: [[], ["teacher"], ["1.*$"], Array.from({ length: 32 }, (_, index) => `user${index}`)],
  refused: [
    [
      Array.from({ length: 33 }, (_, index) => `user${index}`),
      `${LISTS}.${name} is a list of 33, allowed is a list of at most 32 user ids: ` +
        "name fewer users, or a prefix such as 1.*$ for many",
    ],
    [
      "teacher",
      `${LISTS}.${name} is "teacher", allowed is a list of at most 32 user ids: ` +
        "name fewer users, or a prefix such as 1.*$ for many",
    ],
    [
      [""],
      `${LISTS}.${name}.0 is "", allowed is a user id, or a prefix with .*$ behind it such as 1.*$: ` +
        "correct the user id",
    ],
    [
      ["teacher", 5],
      `${LISTS}.${name}.1 is 5, allowed is a user id, or a prefix with .*$ behind it such as 1.*$: ` +
        "correct the user id",
    ],
  ],
  changes: "updates",
  other: ["teacher"],
});

const ROOM =
  "a whole number from 1 to 4294967294 (an int32 room) or 1 to 64 letters, digits, spaces and " +
  "!#$%&()+-:;<=.>?@[]^_{}|~, (a string room): use the room id that the clients enter, with the same type";
const ROBOT = "1 to 32 letters, digits, _ and -: choose a robot name that no user of the room has";
const REGION =
  '"ap-singapore" or "eu-frankfurt" or "ap-guangzhou": ' +
  "set region on the resource, TENCENTCLOUD_REGION or trtc:region to one of these";
const STORE_REGION =
  'a region of the store such as "ap-singapore" (COS) or "ap-southeast-1" (S3): ' +
  "use the region in which the bucket was made";
const BUCKET = "a bucket name of 1 to 63 characters: use the bucket's name without a URL around it";
const COS_BUCKET =
  'lower case letters, digits and - with the APPID at the end, such as "slices-1250000000": ' +
  "append the APPID of the account";
const PREFIX =
  "letters, digits, _ and -: give each folder of the prefix as an item of its own, without slashes";

const PERMISSION =
  "true, or a PrivateMapKey of the robot for this room: give true to have one signed with the bits that the robot needs, or leave it out";

const LEAVES: Record<string, LeafCase> = {
  sdkAppId: {
    accepted: [1, 1400000001, 4_294_967_295],
    refused: wholeNumber("sdkAppId", "from 1 to 4294967295", "copy the SdkAppId from the TRTC console")(
      [0, "0"],
      [-1, "-1"],
      [4_294_967_296, "4294967296"],
      [1.5, "1.5"],
      ["1400000001", '"1400000001"'],
    ),
    missing:
      "sdkAppId is missing, allowed is a whole number from 1 to 4294967295: copy the SdkAppId from the TRTC console",
    changes: "replaces",
    other: 1400000002,
  },
  roomId: {
    accepted: [1, 4_294_967_294, "1", "a".repeat(64), " !#$%&()+-:;<=.>?@[]^_{}|~,"],
    refused: [
      [0, `roomId is 0, allowed is ${ROOM}`],
      [4_294_967_295, `roomId is 4294967295, allowed is ${ROOM}`],
      [1.5, `roomId is 1.5, allowed is ${ROOM}`],
      [true, `roomId is true, allowed is ${ROOM}`],
      ["", `roomId is "", allowed is ${ROOM}`],
      ["a".repeat(65), `roomId is "${"a".repeat(57)}...", allowed is ${ROOM}`],
      ["房间", `roomId is "房间", allowed is ${ROOM}`],
      ["a/b", `roomId is "a/b", allowed is ${ROOM}`],
      ["a\n", `roomId is "a\\n", allowed is ${ROOM}`],
    ],
    missing: `roomId is missing, allowed is ${ROOM}`,
    changes: "replaces",
    other: "hall",
  },
  userId: {
    accepted: ["a", "A_z-9", "a".repeat(32)],
    refused: [
      ["", `userId is "", allowed is ${ROBOT}`],
      ["a".repeat(33), `userId is "${"a".repeat(33)}", allowed is ${ROBOT}`],
      ["a b", `userId is "a b", allowed is ${ROBOT}`],
      ["机器人", `userId is "机器人", allowed is ${ROBOT}`],
      [7, `userId is 7, allowed is ${ROBOT}`],
    ],
    missing: `userId is missing, allowed is ${ROBOT}`,
    changes: "replaces",
    other: "slicer-hall",
  },
  "sliceParams.sliceType": {
    accepted: ["audio", "video", "both"],
    refused: [
      [
        "Audio",
        'sliceParams.sliceType is "Audio", allowed is "audio" or "video" or "both": say what to slice',
      ],
      [1, 'sliceParams.sliceType is 1, allowed is "audio" or "video" or "both": say what to slice'],
    ],
    missing: 'sliceParams.sliceType is missing, allowed is "audio" or "video" or "both": say what to slice',
    changes: "replaces",
    other: "audio",
  },
  "sliceParams.sliceAudio": {
    accepted: [15, 60],
    refused: wholeNumber(
      "sliceParams.sliceAudio",
      "from 15 to 60 (seconds)",
      "choose a length in this range",
    )([14, "14"], [61, "61"], [15.5, "15.5"], ["15", '"15"']),
    changes: "replaces",
    other: 16,
  },
  "sliceParams.sliceVideo": {
    accepted: [5, 60],
    refused: wholeNumber(
      "sliceParams.sliceVideo",
      "from 5 to 60 (seconds)",
      "choose an interval in this range",
    )([4, "4"], [61, "61"], [5.5, "5.5"]),
    changes: "replaces",
    other: 6,
  },
  "sliceParams.maxIdleTime": {
    accepted: [5, 86_400],
    refused: wholeNumber(
      "sliceParams.maxIdleTime",
      "from 5 to 86400 (seconds)",
      "choose a time in this range; 86400 keeps a task through a day without anchors",
    )([4, "4"], [86_401, "86401"], [0, "0"]),
    changes: "replaces",
    other: 86_400,
  },
  "sliceParams.sliceImageType": {
    beside: [["region", "ap-guangzhou"]],
    accepted: ["png", "jpg"],
    refused: [
      [
        "gif",
        'sliceParams.sliceImageType is "gif", allowed is "png" or "jpg": choose one, in ap-guangzhou only',
      ],
      [0, 'sliceParams.sliceImageType is 0, allowed is "png" or "jpg": choose one, in ap-guangzhou only'],
    ],
    changes: "replaces",
    other: "jpg",
  },
  [`${LISTS}.subscribeAudioUserIds`]: userList("subscribeAudioUserIds"),
  [`${LISTS}.unSubscribeAudioUserIds`]: userList("unSubscribeAudioUserIds"),
  [`${LISTS}.subscribeVideoUserIds`]: userList("subscribeVideoUserIds"),
  [`${LISTS}.unSubscribeVideoUserIds`]: userList("unSubscribeVideoUserIds"),
  "storage.vendor": {
    accepted: ["cos"],
    refused: ["minio", "COS", "constructor", "__proto__", 0].map((vendor) => [
      vendor,
      `storage.vendor is ${JSON.stringify(vendor)}, allowed is "cos" or "s3" or "oss": name the store of the bucket`,
    ]),
    missing: 'storage.vendor is missing, allowed is "cos" or "s3" or "oss": name the store of the bucket',
    changes: "replaces",
    other: "oss",
  },
  "storage.region": {
    accepted: ["ap-guangzhou", "cn-shanghai-1", "ap-shanghai-fsi"],
    refused: [
      ["", `storage.region is "", allowed is ${STORE_REGION}`],
      ["a-b".repeat(11), `storage.region is "${"a-b".repeat(11)}", allowed is ${STORE_REGION}`],
      [1, `storage.region is 1, allowed is ${STORE_REGION}`],
      [
        "Singapore",
        'storage.region is "Singapore", allowed is a COS region such as "ap-singapore": ' +
          "use the region in which the bucket was made",
      ],
    ],
    missing: `storage.region is missing, allowed is ${STORE_REGION}`,
    changes: "replaces",
    other: "ap-guangzhou",
  },
  "storage.bucket": {
    accepted: ["a-12345678", `${"a".repeat(52)}-1250000000`],
    refused: [
      ["", `storage.bucket is "", allowed is ${BUCKET}`],
      [`${"a".repeat(53)}-1250000000`, `storage.bucket is "${"a".repeat(53)}-125...", allowed is ${BUCKET}`],
      ["slices", `storage.bucket is "slices", allowed is ${COS_BUCKET}`],
      ["slices-1234567", `storage.bucket is "slices-1234567", allowed is ${COS_BUCKET}`],
      ["Slices-1250000000", `storage.bucket is "Slices-1250000000", allowed is ${COS_BUCKET}`],
      [
        "https://slices-1250000000",
        `storage.bucket is "https://slices-1250000000", allowed is ${COS_BUCKET}`,
      ],
    ],
    missing: `storage.bucket is missing, allowed is ${BUCKET}`,
    changes: "replaces",
    other: "others-1250000000",
  },
  "storage.accessKey": {
    accepted: ["A", "planted-".repeat(40)],
    refused: [
      [
        "",
        "storage.accessKey is a secret of 0 characters, allowed is the id of a long-lived key of the store: " +
          "give a key that may write to the bucket; temporary keys cannot be used",
      ],
      [
        5,
        "storage.accessKey is a secret, allowed is the id of a long-lived key of the store: " +
          "give a key that may write to the bucket; temporary keys cannot be used",
      ],
    ],
    missing:
      "storage.accessKey is missing, allowed is the id of a long-lived key of the store: " +
      "give a key that may write to the bucket; temporary keys cannot be used",
    changes: "replaces",
    other: "planted-other-access-key",
  },
  "storage.secretKey": {
    accepted: ["S", "planted-".repeat(40)],
    refused: [
      [
        "",
        "storage.secretKey is a secret of 0 characters, allowed is the secret of that key: " +
          "give the secret that belongs to accessKey",
      ],
    ],
    missing:
      "storage.secretKey is missing, allowed is the secret of that key: give the secret that belongs to accessKey",
    changes: "replaces",
    other: "planted-other-secret-key",
  },
  "storage.fileNamePrefix": {
    accepted: [[], ["a"], ["prod", "class_room-1"], ["a".repeat(64)], Array(10).fill("a")],
    refused: [
      [
        "prod",
        'storage.fileNamePrefix is "prod", allowed is a list of folder names: give a list, one item for each folder',
      ],
      [["prod/classroom"], `storage.fileNamePrefix.0 is "prod/classroom", allowed is ${PREFIX}`],
      [["prod", ""], `storage.fileNamePrefix.1 is "", allowed is ${PREFIX}`],
      [["课堂"], `storage.fileNamePrefix.0 is "课堂", allowed is ${PREFIX}`],
      [["a.b"], `storage.fileNamePrefix.0 is "a.b", allowed is ${PREFIX}`],
    ],
    changes: "replaces",
    other: ["prod"],
  },
  "storage.readForMp4": {
    accepted: [true, false],
    refused: [
      [
        "yes",
        'storage.readForMp4 is "yes", allowed is true or false: say true when the key may read what it has written',
      ],
    ],
    changes: "settles",
    other: true,
  },
  region: {
    accepted: ["ap-singapore", "eu-frankfurt", "ap-guangzhou"],
    refused: [
      ["ap-tokyo", `region is "ap-tokyo", allowed is ${REGION}`],
      ["", `region is "", allowed is ${REGION}`],
      [1, `region is 1, allowed is ${REGION}`],
    ],
    changes: "replaces",
    other: "eu-frankfurt",
  },
  resourceExpiredHour: {
    accepted: [6, 720],
    refused: wholeNumber(
      "resourceExpiredHour",
      "from 6 to 720 (hours)",
      "choose a time in this range; past it the task can no longer be queried or stopped by its id",
    )([5, "5"], [721, "721"], [6.5, "6.5"]),
    changes: "replaces",
    other: 72,
  },
  onHandleExpired: {
    accepted: ["replace", "keep"],
    refused: [["recreate", 'onHandleExpired is "recreate", allowed is "replace" or "keep": choose one']],
    changes: "settles",
    other: "keep",
  },
  userSig: {
    accepted: [],
    refused: [
      [
        "",
        "userSig is a secret of 0 characters, allowed is a UserSig of the robot: " +
          "sign one for exactly this userId and sdkAppId, or give sdkSecretKey and have it signed",
      ],
      [
        5,
        "userSig is a secret, allowed is a UserSig of the robot: " +
          "sign one for exactly this userId and sdkAppId, or give sdkSecretKey and have it signed",
      ],
      [
        "planted-nonsense",
        "userSig is not a UserSig, allowed is a UserSig of the robot: " +
          "sign one for exactly this userId and sdkAppId, or give sdkSecretKey and have it signed",
      ],
    ],
    changes: "settles",
    other: "planted-other-sig",
  },
  sdkSecretKey: {
    accepted: ["k", "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e"],
    refused: [
      [
        "",
        "sdkSecretKey is a secret of 0 characters, allowed is the secret key of the application, without spaces: " +
          "copy it from the TRTC console",
      ],
      [
        "planted- key",
        "sdkSecretKey is a secret of 12 characters, allowed is the secret key of the application, without spaces: " +
          "copy it from the TRTC console",
      ],
    ],
    changes: "settles",
    other: "planted-other-sdk-secret",
  },
  userSigExpire: {
    beside: [["resourceExpiredHour", 6]],
    accepted: [21_600, 2_147_483_647],
    refused: wholeNumber(
      "userSigExpire",
      "from 21600 to 2147483647 (seconds)",
      "choose a time in this range that outlives the task; 15552000 are 180 days",
    )([21_599, "21599"], [2_147_483_648, "2147483648"], [21_600.5, "21600.5"]),
    changes: "settles",
    other: 31_104_000,
  },
  privateMapKey: {
    accepted: [true, permission()],
    refused: [
      [false, `privateMapKey is false, allowed is ${PERMISSION}`],
      ["", `privateMapKey is a secret of 0 characters, allowed is ${PERMISSION}`],
      [7, `privateMapKey is a secret, allowed is ${PERMISSION}`],
    ],
    changes: "settles",
    other: true,
  },
  onExit: {
    accepted: ["recreate", "keep"],
    refused: [["replace", 'onExit is "replace", allowed is "recreate" or "keep": choose one']],
    changes: "settles",
    other: "keep",
  },
};

const cases = Object.entries(LEAVES);

function inputsWith(path: string, value: unknown): Bag {
  const beside = LEAVES[path]?.beside ?? [];
  return [...beside, [path, value] as const].reduce<Bag>(
    (inputs, [at, changed]) => withValue(inputs, at, changed),
    validInputs(),
  );
}

test("every leaf of the table stands in this file, and no other", () => {
  expect(leaves(slicingSchema).map(({ path }) => path)).toEqual(Object.keys(LEAVES));
});

test("every leaf says what a change does and what to do about a wrong value, list items too", () => {
  for (const { path, property } of leaves(slicingSchema)) {
    expect([path, property.changes]).toEqual([path, LEAVES[path]?.changes]);
    expect([path, property.cure]).toEqual([path, expect.stringMatching(/^[a-z1][^A-Z]*/)]);
    if (property.items !== undefined) {
      expect([path, property.items.cure]).toEqual([path, expect.stringMatching(/^[a-z]/)]);
      expect([path, property.items.allowed]).toEqual([path, expect.stringMatching(/^[a-z]/)]);
    }
  }
});

test("the secrets of the table are these five", () => {
  const secrets = leaves(slicingSchema).filter(({ property }) => property.secret === true);
  expect(secrets.map(({ path }) => path)).toEqual([
    "storage.accessKey",
    "storage.secretKey",
    "userSig",
    "sdkSecretKey",
    "privateMapKey",
  ]);
});

test.each(cases.flatMap(([path, { accepted }]) => accepted.map((value) => [path, value] as const)))(
  "%s may be %j",
  (path, value) => {
    expect(problems(inputsWith(path, value))).toEqual({});
  },
);

test.each(
  cases.flatMap(([path, { refused }]) => refused.map(([value, message]) => [path, value, message] as const)),
)("%s may not be %j", (path, value, message) => {
  const at = message.split(" is ", 1)[0] ?? path;
  expect(problems(inputsWith(path, value))).toEqual({ [at]: message });
});

test.each(cases.flatMap(([path, { missing }]) => (missing === undefined ? [] : [[path, missing] as const])))(
  "%s must be given",
  (path, missing) => {
    expect(problems(withoutValue(validInputs(), path))).toEqual({ [path]: missing });
  },
);

test.each(cases.filter(([path, { missing }]) => missing === undefined && path !== "region"))(
  "%s may be left out",
  (path) => {
    expect(problems(withoutValue(validInputs(), path))).toEqual({});
  },
);

test.each([
  [
    "sliceParams",
    "sliceType, sliceAudio, sliceVideo, maxIdleTime, sliceImageType, subscribeStreamUserIds",
    "say what to slice and how often",
  ],
  [
    "storage",
    "vendor, region, bucket, accessKey, secretKey, fileNamePrefix, readForMp4",
    "give the bucket and its write key",
  ],
])("%s must be given and must be an object", (path, fields, cure) => {
  expect(problems(withoutValue(validInputs(), path))).toEqual({
    [path]: `${path} is missing, allowed is an object with ${fields}: ${cure}`,
  });
  expect(problems(withValue(validInputs(), path, 5))).toEqual({
    [path]: `${path} is 5, allowed is an object with ${fields}: ${cure}`,
  });
});

test("the smallest arguments get the documented defaults", () => {
  expect(slicingLifecycle().lifecycle.check({}, validInputs())).toEqual({
    inputs: checkedInputs(),
    failures: [],
  });
});

describe("rules over several arguments", () => {
  test.each([
    ["s3", "ap-southeast-1", "my.slices-1", true],
    ["s3", "us-gov-west-1", "abc", true],
    ["s3", "ap-southeast-1", "ab", false],
    ["s3", "ap-southeast-1", "Slices", false],
    ["s3", "ap-southeast-1", "arn:aws:s3:::slices", false],
    ["s3", "ap-southeast-1", `a${"b".repeat(61)}c`, true],
    ["oss", "oss-ap-southeast-1", "slices", true],
    ["oss", "oss-ap-southeast-1", "my.slices", false],
    ["oss", "oss-ap-southeast-1", "slices-", false],
    ["cos", "ap-singapore", "slices-1250000000", true],
    ["cos", "ap-singapore", "-slices-1250000000", false],
  ])("a bucket of %s in %s may be named %s: %s", (vendor, region, bucket, fits) => {
    const { storage } = validInputs();
    const found = problems(validInputs({ storage: Object.assign({}, storage, { vendor, region, bucket }) }));
    expect(Object.keys(found)).toEqual(fits ? [] : ["storage.bucket"]);
  });

  test.each([
    ["s3", "ap-singapore", 'an S3 region such as "ap-southeast-1"'],
    ["oss", "singapore", 'an OSS region such as "oss-ap-southeast-1"'],
    ["cos", "1", 'a COS region such as "ap-singapore"'],
  ])("a region of %s is not %s", (vendor, region, allowed) => {
    const bucket = vendor === "cos" ? "slices-1250000000" : "slices";
    const { storage } = validInputs();
    expect(
      problems(validInputs({ storage: Object.assign({}, storage, { vendor, region, bucket }) })),
    ).toEqual({
      "storage.region": `storage.region is "${region}", allowed is ${allowed}: use the region in which the bucket was made`,
    });
  });

  test("a bucket name that S3 and OSS would not take says their own words", () => {
    const { storage } = validInputs();
    const named = (vendor: string, region: string, bucket: string) =>
      problems(validInputs({ storage: Object.assign({}, storage, { vendor, region, bucket }) }));
    expect(named("s3", "ap-southeast-1", "S")).toEqual({
      "storage.bucket":
        'storage.bucket is "S", allowed is 3 to 63 lower case letters, digits, - and .: ' +
        "use the bucket's name, not its ARN or URL",
    });
    expect(named("oss", "oss-ap-southeast-1", "a.b")).toEqual({
      "storage.bucket":
        'storage.bucket is "a.b", allowed is 3 to 63 lower case letters, digits and -: ' +
        "use the bucket's name, not its URL",
    });
  });

  test.each(["ap-singapore", "eu-frankfurt"])("there is no picture format in %s", (region) => {
    expect(problems(withValue(validInputs({ region }), "sliceParams.sliceImageType", "png"))).toEqual({
      "sliceParams.sliceImageType":
        `sliceParams.sliceImageType is "png", allowed is nothing in region "${region}": ` +
        "remove it, pictures are png; only ap-guangzhou knows this field",
    });
  });

  test("a UserSig that is signed here outlives the handle", () => {
    expect(problems(validInputs({ userSigExpire: 2_592_000 }))).toEqual({});
    expect(problems(validInputs({ userSigExpire: 2_591_999 }))).toEqual({
      userSigExpire:
        "userSigExpire is 2591999, allowed is at least 2592000 (seconds) with resourceExpiredHour 720: the service " +
        "enters the room again with what was signed when it recovers: make it outlive the task",
    });
    expect(problems(validInputs({ userSigExpire: 21_600, resourceExpiredHour: 6 }))).toEqual({});
  });

  test("the time to sign for does not count beside a UserSig", () => {
    expect(problems(validInputs({ userSigExpire: 21_600, userSig: userSig() }))).toEqual({});
  });

  test("a UserSig and the key to sign one exclude each other", () => {
    expect(problems(validInputs({ userSig: userSig(), sdkSecretKey: "planted-sdk-secret" }))).toEqual({
      sdkSecretKey:
        "sdkSecretKey is given beside userSig, allowed is one of the two: remove userSig to have it signed",
    });
  });
});

test("everything wrong is said at once", () => {
  const found = problems({
    sdkAppId: "x",
    roomId: "",
    userId: "a b",
    sliceParams: { sliceType: "all", sliceAudio: 1, maxIdleTime: 1, sliceImageType: "png" },
    storage: {
      vendor: "cos",
      region: "ap-singapore",
      bucket: "slices",
      accessKey: "",
      fileNamePrefix: ["a/b"],
    },
    region: "eu-frankfurt",
    userSigExpire: 21_600,
    extra: true,
  });
  expect(Object.keys(found).sort()).toEqual([
    "extra",
    "roomId",
    "sdkAppId",
    "sliceParams.maxIdleTime",
    "sliceParams.sliceAudio",
    "sliceParams.sliceImageType",
    "sliceParams.sliceType",
    "storage.accessKey",
    "storage.bucket",
    "storage.fileNamePrefix.0",
    "storage.secretKey",
    "userId",
    "userSigExpire",
  ]);
});

describe("what a change of one argument does", () => {
  test.each(cases)("%s", (path, { changes, other }) => {
    const { lifecycle } = slicingLifecycle();
    const { properties } = slicingSchema;
    const top = path.split(".", 1)[0] ?? "";
    expect(properties).toHaveProperty(top);
    const diff = lifecycle.diff(taskState(), withValue(checkedInputs(), path, other));
    const secret = leaves(slicingSchema).find((leaf) => leaf.path === path)?.property.secret === true;
    const sameRobot = !["sdkAppId", "roomId", "userId"].includes(path);
    expect(diff).toEqual({
      // nothing of a UserSig or its key is kept that a change could be seen by, and nothing has to be done
      changes: !(secret && changes === "settles"),
      replaces: changes === "replaces" ? [top] : [],
      deleteBeforeReplace: sameRobot,
    });
  });
});

describe("on the wire", () => {
  const full = (changes: Bag = {}): Bag =>
    checkedInputs({
      region: "ap-guangzhou",
      sliceParams: {
        sliceType: "video",
        sliceAudio: 20,
        sliceVideo: 10,
        maxIdleTime: 86_400,
        sliceImageType: "jpg",
        subscribeStreamUserIds: {
          subscribeAudioUserIds: ["b", "a", "b"],
          unSubscribeAudioUserIds: ["1.*$"],
          subscribeVideoUserIds: ["teacher"],
          unSubscribeVideoUserIds: ["x", "x"],
        },
      },
      storage: {
        vendor: "s3",
        region: "ap-southeast-1",
        bucket: "slices",
        accessKey: "planted-access-key",
        secretKey: "planted-secret-key",
        fileNamePrefix: ["prod", "classroom"],
      },
      resourceExpiredHour: 72,
      userSig: userSig(),
      ...changes,
    });

  async function created(inputs: Bag): Promise<unknown> {
    const { lifecycle, client } = slicingLifecycle({
      answers: { CreateCloudSliceTask: [{ TaskId: TASK_ID }] },
    });
    await lifecycle.create(inputs);
    expect(client.actions()).toEqual(["CreateCloudSliceTask"]);
    return client.calls[0]?.params;
  }

  const FULL = {
    SdkAppId: 1400000001,
    RoomId: "lobby",
    RoomIdType: 0,
    UserId: "slicer-lobby",
    UserSig: expect.stringMatching(/^eJ/) as unknown,
    SliceParams: {
      SliceType: 2,
      SliceAudio: 20,
      SliceVideo: 10,
      MaxIdleTime: 86_400,
      SliceImageType: 1,
      SubscribeStreamUserIds: {
        SubscribeAudioUserIds: ["b", "a"],
        UnSubscribeAudioUserIds: ["1.*$"],
        SubscribeVideoUserIds: ["teacher"],
        UnSubscribeVideoUserIds: ["x"],
      },
    },
    SliceStorageParams: {
      CloudSliceStorage: {
        Vendor: 1,
        Region: "ap-southeast-1",
        Bucket: "slices",
        AccessKey: "planted-access-key",
        SecretKey: "planted-secret-key",
        FileNamePrefix: ["prod", "classroom"],
      },
    },
    ResourceExpiredHour: 72,
  };

  test("a string room with everything given", async () => {
    await expect(created(full())).resolves.toStrictEqual({ ...FULL, UserSig: userSig() });
  });

  test("an int32 room with everything given is a text of type 1", async () => {
    await expect(created(full({ roomId: 150 }))).resolves.toStrictEqual({
      ...FULL,
      RoomId: "150",
      RoomIdType: 1,
      UserSig: userSig(),
    });
  });

  test("a task with nothing but what must be given sends the defaults and no picture format", async () => {
    await expect(created(checkedInputs())).resolves.toStrictEqual({
      SdkAppId: 1400000001,
      RoomId: "lobby",
      RoomIdType: 0,
      UserId: "slicer-lobby",
      UserSig: userSig(),
      SliceParams: {
        SliceType: 3,
        SliceAudio: 15,
        SliceVideo: 5,
        MaxIdleTime: 30,
        SubscribeStreamUserIds: {
          SubscribeAudioUserIds: [],
          UnSubscribeAudioUserIds: [],
          SubscribeVideoUserIds: [],
          UnSubscribeVideoUserIds: [],
        },
      },
      SliceStorageParams: {
        CloudSliceStorage: {
          Vendor: 0,
          Region: "ap-singapore",
          Bucket: "slices-1250000000",
          AccessKey: "planted-access-key",
          SecretKey: "planted-secret-key",
          FileNamePrefix: [],
        },
      },
      ResourceExpiredHour: 720,
    });
  });

  test.each([
    ["sliceParams.sliceType", "audio", { SliceParams: { SliceType: 1 } }],
    ["sliceParams.sliceType", "both", { SliceParams: { SliceType: 3 } }],
    ["sliceParams.sliceImageType", "png", { SliceParams: { SliceImageType: 0 } }],
    ["storage.vendor", "cos", { SliceStorageParams: { CloudSliceStorage: { Vendor: 0 } } }],
    ["storage.vendor", "oss", { SliceStorageParams: { CloudSliceStorage: { Vendor: 2 } } }],
  ])("%s %s is a number", async (path, word, expected) => {
    await expect(created(withValue(full(), path, word))).resolves.toMatchObject(expected);
  });
});

test.each([
  ["Idle", "running"],
  ["InProgress", "running"],
  ["Exited", "ended"],
  [undefined, "running"],
])("a task with status %p is seen as %p", (status, expected) => {
  expect(slicing.describe?.sees({ Status: status })).toBe(expected);
});

test("the kind names its actions, what is gone and what stands for the secrets", () => {
  expect({
    resource: slicing.resource,
    actions: [slicing.create, slicing.describe, slicing.modify, slicing.stop].map((step) => step?.action),
    notFound: slicing.notFound,
    fingerprints: slicing.fingerprints,
  }).toEqual({
    resource: "CloudSliceTask",
    actions: [
      "CreateCloudSliceTask",
      "DescribeCloudSliceTask",
      "ModifyCloudSliceTask",
      "DeleteCloudSliceTask",
    ],
    notFound: ["ResourceNotFound"],
    fingerprints: { storageKeyFingerprint: ["storage.accessKey", "storage.secretKey"] },
  });
});

test.each([
  [{ userId: "another" }, 'privateMapKey is signed for user another, allowed is one for "slicer-lobby"'],
  [{ roomId: "hall" }, 'privateMapKey is signed for room "hall", allowed is one for "lobby"'],
  [{ roomId: 5 }, 'privateMapKey is signed for room 5, allowed is one for "lobby"'],
  [{ privileges: 10 }, "privateMapKey is signed with the bits 10, allowed is one with the bits 42"],
])("a PrivateMapKey of another robot, room or right is refused: %j", (changes, message) => {
  expect(problems(validInputs({ privateMapKey: permission(changes) }))).toEqual({
    privateMapKey: `${message}: sign one for exactly this userId, sdkAppId and roomId, or give true and have it signed`,
  });
});

test("a PrivateMapKey in use is refused for another room, and not for its end", () => {
  const privateMapKey = permission({});
  const olds = validInputs({ privateMapKey });
  const later = fakeClock(START + 10 * 365 * 86_400_000);
  const { lifecycle } = slicingLifecycle({ clock: later });
  const reasons = (news: Bag) => lifecycle.check(olds, news).failures.map(({ reason }) => reason);
  expect(reasons(olds)).toEqual([]);
  expect(reasons({ ...olds, roomId: "hall" })).toEqual([
    'privateMapKey is signed for room "lobby", allowed is one for "hall": sign one for exactly this userId, sdkAppId and roomId, or give true and have it signed',
  ]);
});

test("a text that is no PrivateMapKey is refused, a UserSig too", () => {
  const message =
    "privateMapKey is not a PrivateMapKey, allowed is a PrivateMapKey of the robot: " +
    "sign one for exactly this userId, sdkAppId and roomId, or give true and have it signed";
  for (const privateMapKey of ["some text", userSig()])
    expect(problems(validInputs({ privateMapKey }))).toEqual({ privateMapKey: message });
});

test.each(["lobby", 101])(
  "privateMapKey: true signs one with exactly the bits 42 for room %j",
  async (roomId) => {
    const { lifecycle, client } = slicingLifecycle({
      answers: { CreateCloudSliceTask: [{ TaskId: TASK_ID }] },
    });
    const { outs } = await lifecycle.create(checkedInputs({ roomId, privateMapKey: true }));
    const sent = client.calls[0]?.params as { PrivateMapKey: string }; // sent, as the next line shows
    expect(readPrivateMapKey(sent.PrivateMapKey)).toEqual({
      sdkAppId: 1400000001,
      userId: "slicer-lobby",
      roomId,
      privileges: 42,
      expiresAt: START + 15_552_000_000,
    });
    expect(outs).not.toHaveProperty("privateMapKey");
  },
);
