import { readFileSync } from "node:fs";
import { join } from "node:path";
import { leaves } from "../../../../provider/resource/schema";
import type { Bag } from "../../../../provider/resource/schema";
import { UNKNOWN } from "../../../../provider/resource/schema";
import type { CloudModerationTaskArgs } from "../../../../provider/task/cloud-moderation-task";
import { moderation, moderationSchema } from "../../../../provider/task/moderation";
import { mintUserSig } from "../../../../provider/trtc/user-sig";
import { START } from "../fake-clock";
import { taskLifecycle, TASK_ID } from "../lifecycle-parts";
import { withoutValue, withValue } from "../task-inputs";
import { fullest, smallest } from "./inputs/moderation";

const PARAMS = "moderationParams";
const ACCOUNT = `${PARAMS}.moderationSupplierParam`;

beforeEach(() => {
  jest.spyOn(Date, "now").mockReturnValue(START);
});
afterEach(() => {
  jest.restoreAllMocks();
});

function checkOf(inputs: Bag) {
  return taskLifecycle(moderation).lifecycle.check({}, inputs);
}

function problems(inputs: Bag): Record<string, string> {
  return Object.fromEntries(checkOf(inputs).failures.map(({ property, reason }) => [property, reason]));
}

/** The smallest inputs with these moderationParams. */
const judged = (moderationParams: unknown, changes: Bag = {}): Bag => ({
  ...smallest,
  moderationParams,
  ...changes,
});

const KEY = { secretId: "planted-supplier-id", secretKey: "planted-supplier-key" };

describe("the table", () => {
  test("these arguments update, these settle, and the others replace", () => {
    const changing = (change: string) =>
      leaves(moderationSchema).flatMap(({ path, property }) => (property.changes === change ? [path] : []));
    expect(changing("updates")).toEqual([
      "moderationParams.subscribeStreamUserIds.subscribeAudioUserIds",
      "moderationParams.subscribeStreamUserIds.unSubscribeAudioUserIds",
      "moderationParams.subscribeStreamUserIds.subscribeVideoUserIds",
      "moderationParams.subscribeStreamUserIds.unSubscribeVideoUserIds",
    ]);
    expect(changing("settles")).toEqual([
      "storage.readForMp4",
      "onHandleExpired",
      "userSig",
      "sdkSecretKey",
      "userSigExpire",
      "onExit",
    ]);
    expect(changing("replaces")).toEqual([
      "sdkAppId",
      "roomId",
      "userId",
      "moderationParams.moderationType",
      "moderationParams.sliceAudio",
      "moderationParams.sliceVideo",
      "moderationParams.maxIdleTime",
      "moderationParams.moderationSupplier",
      "moderationParams.moderationSupplierParam.appId",
      "moderationParams.moderationSupplierParam.secretId",
      "moderationParams.moderationSupplierParam.secretKey",
      "moderationParams.moderationSupplierParam.audioBizType",
      "moderationParams.moderationSupplierParam.imageBizType",
      "moderationParams.saveModerationFile",
      "moderationParams.callbackResults",
      "storage.vendor",
      "storage.region",
      "storage.bucket",
      "storage.accessKey",
      "storage.secretKey",
      "storage.fileNamePrefix",
      "region",
      "resourceExpiredHour",
    ]);
  });

  test("the secrets are these six", () => {
    const secrets = leaves(moderationSchema).filter(({ property }) => property.secret === true);
    expect(secrets.map(({ path }) => path)).toEqual([
      "moderationParams.moderationSupplierParam.secretId",
      "moderationParams.moderationSupplierParam.secretKey",
      "storage.accessKey",
      "storage.secretKey",
      "userSig",
      "sdkSecretKey",
    ]);
  });

  test("every leaf says what to do about a wrong value, and those of this kind name the vendor's page", () => {
    for (const { path, property } of leaves(moderationSchema)) {
      expect([path, property.cure]).toEqual([path, expect.stringMatching(/^[a-z1]/)]);
      if (!path.startsWith(`${PARAMS}.`) || path.includes("UserIds")) continue;
      expect([path, property.page]).toEqual([path, "https://trtc.io/document/72648"]);
    }
  });

  test("there is no PrivateMapKey: the API takes none", () => {
    expect(problems({ ...smallest, privateMapKey: true })).toEqual({
      privateMapKey: expect.stringContaining("privateMapKey is not an argument") as unknown,
    });
  });
});

test("the smallest arguments get the documented defaults, and the longest handle", () => {
  expect(checkOf(smallest)).toEqual({
    inputs: {
      ...smallest,
      moderationParams: {
        moderationType: "audio",
        sliceAudio: 15,
        sliceVideo: 5,
        maxIdleTime: 30,
        saveModerationFile: "none",
        callbackResults: "all",
      },
      resourceExpiredHour: 72,
      userSigExpire: 15_552_000,
      onExit: "recreate",
      onHandleExpired: "replace",
    },
    failures: [],
  });
});

test("the fullest arguments have no problem and give every leaf", () => {
  expect(fullest.map(problems)).toEqual([{}, {}]);
  const given = (path: string, inputs: Bag): boolean =>
    path.split(".").reduce<unknown>((bag, key) => (bag as Bag | undefined)?.[key], inputs) !== undefined; // absent below absent
  const missing = leaves(moderationSchema).filter(
    ({ path }) => !fullest.some((inputs) => given(path, inputs)),
  );
  expect(missing.map(({ path }) => path)).toEqual([]);
});

describe("ranges and words", () => {
  const LENGTH = "(seconds): choose a length in this range";
  test.each([
    ["sliceAudio", [15, 60], [14, 61, 15.5], `from 15 to 60 ${LENGTH}`],
    ["sliceVideo", [1, 60], [0, 61], "from 1 to 60 (seconds): choose an interval in this range"],
    [
      "maxIdleTime",
      [5, 1800],
      [4, 1801],
      "from 5 to 1800 (seconds): choose a time in this range; 1800 is the longest for which a task waits for a stream",
    ],
  ])("%s may be %j and may not be %j", (name, accepted, refused, allowed) => {
    for (const value of accepted) expect(problems(judged({ [name]: value }))).toEqual({});
    for (const value of refused)
      expect(problems(judged({ [name]: value }))).toEqual({
        [`${PARAMS}.${name}`]: `${PARAMS}.${name} is ${value}, allowed is a whole number ${allowed}`,
      });
  });

  test.each([
    ["moderationType", "stream", '"audio" or "video" or "both": say what to judge'],
    [
      "moderationSupplier",
      "yidun",
      '"trtc" or "tianyu" or "ace" or "shumei" or "Yidun": name who judges, or leave it out',
    ],
    ["saveModerationFile", "hit", '"none" or "all" or "hits": say which files to keep'],
    ["callbackResults", "none", '"all" or "hits": say which results to call back'],
  ])("%s may not be %j", (name, value, allowed) => {
    expect(problems(judged({ [name]: value }))).toEqual({
      [`${PARAMS}.${name}`]: `${PARAMS}.${name} is "${value}", allowed is ${allowed}`,
    });
  });

  test("the handle lasts 6 to 72 hours", () => {
    expect([6, 72].map((resourceExpiredHour) => problems({ ...smallest, resourceExpiredHour }))).toEqual([
      {},
      {},
    ]);
    expect(problems({ ...smallest, resourceExpiredHour: 73 })).toEqual({
      resourceExpiredHour:
        "resourceExpiredHour is 73, allowed is a whole number from 6 to 72 (hours): " +
        "choose a time in this range; past it the task can no longer be queried or stopped by its id",
    });
  });

  test("moderationParams must be given, and an account has a key", () => {
    const fields =
      "moderationType, sliceAudio, sliceVideo, maxIdleTime, moderationSupplier, moderationSupplierParam, " +
      "saveModerationFile, callbackResults, subscribeStreamUserIds";
    expect(problems(withoutValue(smallest, PARAMS))).toEqual({
      [PARAMS]: `moderationParams is missing, allowed is an object with ${fields}: say what to judge; {} takes the defaults`,
    });
    expect(
      problems(judged({ moderationSupplier: "ace", moderationSupplierParam: { secretId: "" } })),
    ).toEqual({
      [`${ACCOUNT}.secretId`]: `${ACCOUNT}.secretId is a secret of 0 characters, allowed is the id of the supplier's key: copy it from the supplier's console`,
      [`${ACCOUNT}.secretKey`]: `${ACCOUNT}.secretKey is missing, allowed is the secret of that key: give the secret that belongs to secretId`,
    });
  });

  test("eu-frankfurt, for slicing the default of an environment, is refused with the cure", () => {
    const { failures } = taskLifecycle(moderation, {
      settings: {
        environment: {
          TENCENTCLOUD_SECRET_ID: "AKIDfromEnvironment",
          TENCENTCLOUD_SECRET_KEY: "planted-api-secret",
          TRTC_SDK_SECRET_KEY: "planted-sdk-secret",
          TENCENTCLOUD_REGION: "eu-frankfurt",
        },
      },
    }).lifecycle.check({}, withoutValue(smallest, "region"));
    expect(failures).toEqual([
      {
        property: "region",
        reason:
          'region is "eu-frankfurt", allowed is "ap-singapore" or "ap-guangzhou": ' +
          "set region on the resource, TENCENTCLOUD_REGION or trtc:region to one of these",
      },
    ]);
  });
});

describe("a supplier and the account with it go together", () => {
  test.each([
    ["none", {}],
    ["trtc", { moderationSupplier: "trtc" }],
    ["tianyu", { moderationSupplier: "tianyu", moderationSupplierParam: { ...KEY, appId: "1" } }],
    ["shumei", { moderationSupplier: "shumei", moderationSupplierParam: { ...KEY, appId: "1" } }],
    [
      "ace with an account id",
      { moderationSupplier: "ace", moderationSupplierParam: { ...KEY, appId: "1" } },
    ],
    ["ace without", { moderationSupplier: "ace", moderationSupplierParam: KEY }],
    ["Yidun", { moderationSupplier: "Yidun", moderationSupplierParam: KEY }],
    ["one that is known later", { moderationSupplier: UNKNOWN, moderationSupplierParam: KEY }],
    ["an account that is known later", { moderationSupplier: "tianyu", moderationSupplierParam: UNKNOWN }],
  ])("fits: %s", (_what, moderationParams) => {
    expect(problems(judged(moderationParams))).toEqual({});
  });

  test("moderationParams that are known later are left alone", () => {
    expect(problems(judged(UNKNOWN))).toEqual({});
  });

  test.each(["tianyu", "ace", "shumei", "Yidun"])("%s needs an account", (moderationSupplier) => {
    expect(problems(judged({ moderationSupplier }))).toEqual({
      [ACCOUNT]:
        `${ACCOUNT} is missing, allowed is an object with appId, secretId, secretKey, audioBizType, imageBizType with ` +
        `moderationSupplier "${moderationSupplier}": give the account with the supplier`,
    });
  });

  test.each(["tianyu", "shumei"])("an account with %s has an id", (moderationSupplier) => {
    expect(problems(judged({ moderationSupplier, moderationSupplierParam: KEY }))).toEqual({
      [`${ACCOUNT}.appId`]:
        `${ACCOUNT}.appId is missing, allowed is the id of the account with moderationSupplier "${moderationSupplier}": ` +
        "copy it from the supplier's console",
    });
  });

  test("an account with Yidun has none", () => {
    const moderationParams = { moderationSupplier: "Yidun", moderationSupplierParam: { ...KEY, appId: "7" } };
    expect(problems(judged(moderationParams))).toEqual({
      [`${ACCOUNT}.appId`]: `${ACCOUNT}.appId is "7", allowed is nothing with moderationSupplier "Yidun": remove it`,
    });
  });

  test.each([
    [{}, "nothing without moderationSupplier"],
    [{ moderationSupplier: "trtc" }, 'nothing with moderationSupplier "trtc"'],
  ])("an account with nobody, or with trtc, is refused: %j", (supplier, allowed) => {
    expect(problems(judged({ ...supplier, moderationSupplierParam: KEY }))).toEqual({
      [ACCOUNT]: `${ACCOUNT} is given, allowed is ${allowed}: name the supplier that the account is with, or remove it`,
    });
  });
});

describe("storage", () => {
  const bare = (region: string, moderationParams: Bag = {}) =>
    withoutValue(judged(moderationParams, { region }), "storage");

  test("the mainland needs none while no files are kept, ap-singapore does", () => {
    expect(problems(bare("ap-guangzhou"))).toEqual({});
    expect(problems(bare("ap-singapore"))).toEqual({
      storage:
        'storage is missing, allowed is a bucket with region "ap-singapore": ' +
        "give the bucket and its write key, also when no files are kept",
    });
  });

  test.each(["all", "hits"])("keeping %s files needs one everywhere", (saveModerationFile) => {
    const message = {
      storage:
        `storage is missing, allowed is a bucket with moderationParams.saveModerationFile "${saveModerationFile}": ` +
        "give the bucket and its write key, or keep no files",
    };
    for (const region of ["ap-guangzhou", "ap-singapore"])
      expect(problems(bare(region, { saveModerationFile }))).toEqual(message);
  });

  test("one that is known later is there", () => {
    expect(problems({ ...smallest, storage: UNKNOWN })).toEqual({});
  });

  test("its names are those of its store", () => {
    expect(Object.keys(problems(withValue(smallest, "storage.bucket", "slices")))).toEqual([
      "storage.bucket",
    ]);
  });
});

test("a UserSig that is signed here outlives the handle", () => {
  expect(problems({ ...smallest, userSigExpire: 259_200 })).toEqual({});
  expect(Object.keys(problems({ ...smallest, userSigExpire: 259_199 }))).toEqual(["userSigExpire"]);
});

test("everything wrong is said at once", () => {
  const found = problems({
    sdkAppId: "x",
    roomId: "",
    userId: "a b",
    moderationParams: {
      moderationType: "stream",
      sliceVideo: 0,
      maxIdleTime: 1801,
      moderationSupplier: "shumei",
      moderationSupplierParam: { secretId: "planted-supplier-id" },
      saveModerationFile: "all",
      callbackResults: false,
    },
    region: "eu-frankfurt",
    resourceExpiredHour: 720,
    privateMapKey: true,
  });
  expect(Object.keys(found).sort()).toEqual([
    "moderationParams.callbackResults",
    "moderationParams.maxIdleTime",
    "moderationParams.moderationSupplierParam.appId",
    "moderationParams.moderationSupplierParam.secretKey",
    "moderationParams.moderationType",
    "moderationParams.sliceVideo",
    "privateMapKey",
    "region",
    "resourceExpiredHour",
    "roomId",
    "sdkAppId",
    "storage",
    "userId",
  ]);
});

describe("on the wire", () => {
  async function created(inputs: Bag): Promise<unknown> {
    const { lifecycle, client } = taskLifecycle(moderation, {
      answers: { CreateCloudModeration: [{ TaskId: TASK_ID }] },
    });
    const { inputs: checked, failures } = lifecycle.check({}, inputs);
    expect(failures).toEqual([]);
    await lifecycle.create(checked);
    expect(client.actions()).toEqual(["CreateCloudModeration"]);
    return client.calls[0]?.params;
  }

  const userSig = (expireSeconds = 15_552_000): string =>
    mintUserSig({
      sdkAppId: 1400000001,
      sdkSecretKey: "planted-sdk-secret",
      userId: "moderator-lobby",
      expireSeconds,
    });

  const NO_LISTS = {
    SubscribeAudioUserIds: [],
    UnSubscribeAudioUserIds: [],
    SubscribeVideoUserIds: [],
    UnSubscribeVideoUserIds: [],
  };
  const STORAGE = {
    Vendor: 0,
    Region: "ap-singapore",
    Bucket: "slices-1250000000",
    AccessKey: "planted-access-key",
    SecretKey: "planted-secret-key",
    FileNamePrefix: [],
  };
  const SMALLEST = {
    SdkAppId: 1400000001,
    RoomId: "lobby",
    RoomIdType: 0,
    UserId: "moderator-lobby",
    ModerationParams: {
      ModerationType: 1,
      MaxIdleTime: 30,
      SliceAudio: 15,
      SliceVideo: 5,
      SaveModerationFile: 0,
      CallbackAllResults: 0,
      SubscribeStreamUserIds: NO_LISTS,
    },
    ResourceExpiredHour: 72,
  };

  test("a task with nothing but what must be given sends the defaults and no supplier", async () => {
    await expect(created(smallest)).resolves.toStrictEqual({
      ...SMALLEST,
      UserSig: userSig(),
      ModerationStorageParams: { CloudModerationStorage: STORAGE },
    });
  });

  test("without storage there is no object for it", async () => {
    const mainland = withoutValue({ ...smallest, region: "ap-guangzhou" }, "storage");
    await expect(created(mainland)).resolves.toStrictEqual({ ...SMALLEST, UserSig: userSig() });
  });

  test("everything given", async () => {
    await expect(created(fullest[0] ?? {})).resolves.toStrictEqual({
      SdkAppId: 1400000001,
      RoomId: "lobby",
      RoomIdType: 0,
      UserId: "moderator-lobby",
      UserSig: userSig(2_592_000),
      ModerationParams: {
        ModerationType: 3,
        MaxIdleTime: 1800,
        SliceAudio: 20,
        SliceVideo: 10,
        ModerationSupplier: "tianyu",
        ModerationSupplierParam: {
          AppID: "1250000000",
          SecretId: "planted-supplier-id",
          SecretKey: "planted-supplier-key",
          AudioBizType: "2001",
          ImageBizType: "2002",
        },
        SaveModerationFile: 1,
        CallbackAllResults: 1,
        SubscribeStreamUserIds: {
          SubscribeAudioUserIds: ["b", "a"],
          UnSubscribeAudioUserIds: ["1.*$"],
          SubscribeVideoUserIds: ["teacher"],
          UnSubscribeVideoUserIds: ["x"],
        },
      },
      ModerationStorageParams: {
        CloudModerationStorage: { ...STORAGE, FileNamePrefix: ["prod", "classroom"] },
      },
      ResourceExpiredHour: 24,
    });
  });

  test("an int32 room is a text of type 1, and what an account leaves out is not sent", async () => {
    await expect(created(fullest[1] ?? {})).resolves.toStrictEqual({
      ...SMALLEST,
      RoomId: "150",
      RoomIdType: 1,
      UserSig: fullest[1]?.["userSig"],
      ModerationParams: {
        ...SMALLEST.ModerationParams,
        ModerationType: 2,
        ModerationSupplier: "Yidun",
        ModerationSupplierParam: { SecretId: "planted-supplier-id", SecretKey: "planted-supplier-key" },
      },
      ModerationStorageParams: { CloudModerationStorage: STORAGE },
    });
  });

  test("keeping hits is 2", async () => {
    await expect(created(judged({ saveModerationFile: "hits" }))).resolves.toMatchObject({
      ModerationParams: { SaveModerationFile: 2 },
    });
  });

  test("a change of the lists sends all four", async () => {
    const { lifecycle, client } = taskLifecycle(moderation, {
      answers: { CreateCloudModeration: [{ TaskId: TASK_ID }], ModifyCloudModeration: [{ TaskId: TASK_ID }] },
    });
    const { inputs } = lifecycle.check({}, smallest);
    const { outs } = await lifecycle.create(inputs);
    const news = withValue(inputs, `${PARAMS}.subscribeStreamUserIds`, { subscribeAudioUserIds: ["b", "b"] });
    expect(lifecycle.diff(outs, news)).toEqual({ changes: true, replaces: [], deleteBeforeReplace: true });
    await lifecycle.update(TASK_ID, outs, news);
    expect(client.calls[1]).toMatchObject({
      action: "ModifyCloudModeration",
      params: {
        SdkAppId: 1400000001,
        TaskId: TASK_ID,
        SubscribeStreamUserIds: { ...NO_LISTS, SubscribeAudioUserIds: ["b"] },
      },
    });
  });
});

describe("in state", () => {
  async function stateOf(inputs: Bag): Promise<Bag> {
    const { lifecycle } = taskLifecycle(moderation, {
      answers: { CreateCloudModeration: [{ TaskId: TASK_ID }] },
    });
    return (await lifecycle.create(lifecycle.check({}, inputs).inputs)).outs;
  }

  test("the secrets are their fingerprints, and what follows from id and folders is left out", async () => {
    const state = await stateOf(fullest[0] ?? {});
    expect(state).toMatchObject({
      storageKeyFingerprint: "16b076cb83e40c42",
      supplierKeyFingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown,
      moderationParams: {
        moderationSupplierParam: { appId: "1250000000", audioBizType: "2001", imageBizType: "2002" },
      },
    });
    expect(state).not.toHaveProperty("taskId");
    expect(state).not.toHaveProperty("objectKeyPrefix");
    expect(JSON.stringify(state)).not.toContain("planted");
  });

  test("without a bucket and a supplier's key there is nothing of them", async () => {
    const state = await stateOf(withoutValue({ ...smallest, region: "ap-guangzhou" }, "storage"));
    expect(Object.keys(state).sort()).toEqual([
      "createdAt",
      "handleExpiresAt",
      "moderationParams",
      "onExit",
      "onHandleExpired",
      "region",
      "resourceExpiredHour",
      "roomId",
      "sdkAppId",
      "userId",
      "userSigExpire",
      "userSigExpiresAt",
    ]);
  });

  test("another key of the supplier replaces the task", async () => {
    const state = await stateOf(fullest[0] ?? {});
    const { lifecycle } = taskLifecycle(moderation);
    const { inputs } = lifecycle.check({}, fullest[0] ?? {});
    expect(lifecycle.diff(state, inputs)).toMatchObject({ changes: false, replaces: [] });
    const changed = withValue(inputs, `${ACCOUNT}.secretKey`, "planted-other-supplier-key");
    expect(lifecycle.diff(state, changed)).toMatchObject({ changes: true, replaces: [PARAMS] });
  });
});

test.each([
  ["Idle", "running"],
  ["InProgress", "running"],
  ["Exited", "ended"],
  [undefined, "running"],
])("a task with status %p is seen as %p", (status, expected) => {
  expect(moderation.describe?.sees({ Status: status })).toBe(expected);
});

test("the kind names its actions, what is gone, its own quota and what stands for the secrets", () => {
  expect({
    resource: moderation.resource,
    actions: [moderation.create, moderation.describe, moderation.modify, moderation.stop].map(
      (step) => step?.action,
    ),
    notFound: moderation.notFound,
    quota: moderation.quota,
    privileges: moderation.privileges,
    fingerprints: moderation.fingerprints,
  }).toEqual({
    resource: "CloudModerationTask",
    actions: [
      "CreateCloudModeration",
      "DescribeCloudModeration",
      "ModifyCloudModeration",
      "DeleteCloudModeration",
    ],
    notFound: ["ResourceNotFound"],
    quota:
      "an application runs 500 moderation tasks at once unless a ticket raised it: end moderation tasks or ask for more",
    privileges: undefined,
    fingerprints: {
      storageKeyFingerprint: ["storage.accessKey", "storage.secretKey"],
      supplierKeyFingerprint: [
        "moderationParams.moderationSupplierParam.secretId",
        "moderationParams.moderationSupplierParam.secretKey",
      ],
    },
  });
});

describe("the docstrings of the arguments", () => {
  const source = readFileSync(
    join(__dirname, "../../../../provider/task/cloud-moderation-task.ts"),
    "utf8",
  ).replaceAll(/\s*\n\s+\*(?!\/)\s*/g, " ");
  const WORDS = { updates: "Updates", replaces: "Replaces", settles: "Settles" } as const;

  test.each(
    leaves(moderationSchema).filter(({ path }) => path.startsWith(`${PARAMS}.`) && !path.includes("UserIds")),
  )("$path says what a change does, its range and its default", ({ path, property }) => {
    const name = path.split(".").at(-1) ?? "";
    const docs = [...source.matchAll(new RegExp(`/\\*\\*([^/]*?)\\*/\\s*${name}\\??:`, "g"))].map(
      ([, doc]) => doc,
    );
    expect(docs).not.toEqual([]);
    for (const doc of docs) {
      expect(doc).toContain(WORDS[property.changes ?? "replaces"]);
      if (property.maximum !== undefined) expect(doc).toContain(`${property.minimum} to ${property.maximum}`);
      if (property.default !== undefined)
        expect(doc).toContain(`@default ${JSON.stringify(property.default)}`);
    }
  });
});

test("what does not go together does not compile", () => {
  const args = (moderationParams: CloudModerationTaskArgs["moderationParams"]) => moderationParams;
  const key = { secretId: "a", secretKey: "b" };
  const wrong = [
    // @ts-expect-error -- a supplier needs an account
    args({ moderationSupplier: "shumei" }),
    // @ts-expect-error -- this one has an id
    args({ moderationSupplier: "tianyu", moderationSupplierParam: key }),
    // @ts-expect-error -- this one has none
    args({ moderationSupplier: "Yidun", moderationSupplierParam: { ...key, appId: "1" } }),
    // @ts-expect-error -- trtc needs no account
    args({ moderationSupplier: "trtc", moderationSupplierParam: { ...key, appId: "1" } }),
    // @ts-expect-error -- an account with nobody
    args({ moderationSupplierParam: { ...key, appId: "1" } }),
    // @ts-expect-error -- nor with a list in its place
    args({ moderationSupplierParam: [] }),
  ];
  const right = [
    args({}),
    args({ moderationSupplier: "trtc" }),
    args({ moderationSupplier: "ace", moderationSupplierParam: key }),
    args({ moderationSupplier: "Yidun", moderationSupplierParam: key }),
    args({ moderationSupplier: "shumei", moderationSupplierParam: { ...key, appId: "1" } }),
  ];
  expect(wrong.map((params) => Object.keys(problems(judged(params))).length)).toEqual(wrong.map(() => 1));
  expect(right.map((params) => problems(judged(params)))).toEqual(right.map(() => ({})));
});
