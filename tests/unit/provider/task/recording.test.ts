import { leaves, UNKNOWN } from "../../../../provider/resource/schema";
import type { Bag } from "../../../../provider/resource/schema";
import type { CloudRecordingTaskArgs } from "../../../../provider/task/cloud-recording-task";
import { recording, recordingSchema } from "../../../../provider/task/recording";
import { mintUserSig } from "../../../../provider/trtc/user-sig";
import { START } from "../fake-clock";
import { taskLifecycle, TASK_ID } from "../lifecycle-parts";
import { withoutValue, withValue } from "../task-inputs";
import { fullest, smallest } from "./inputs/recording";

beforeEach(() => {
  jest.spyOn(Date, "now").mockReturnValue(START);
});
afterEach(() => {
  jest.restoreAllMocks();
});

function checkOf(inputs: Bag) {
  return taskLifecycle(recording).lifecycle.check({}, inputs);
}

function problems(inputs: Bag): Record<string, string> {
  return Object.fromEntries(checkOf(inputs).failures.map(({ property, reason }) => [property, reason]));
}

/** Inputs of `fullest`, by what they are. */
function full(which: "single" | "custom" | "vod"): Bag {
  const inputs = fullest[["single", "custom", "vod"].indexOf(which)];
  if (inputs === undefined) throw new Error(`no inputs ${which}`);
  return inputs;
}

const recorded = (recordParams: Bag, changes: Bag = {}): Bag => ({ ...smallest, recordParams, ...changes });
const GRID = { mixLayoutMode: "grid" };
const DEFAULTS = {
  maxIdleTime: 30,
  streamType: "both",
  maxMediaFileDuration: 1440,
  mediaId: "both",
  subscribeAbility: false,
};

async function created(inputs: Bag): Promise<unknown> {
  const { lifecycle, client } = taskLifecycle(recording, {
    answers: { CreateCloudRecording: [{ TaskId: TASK_ID }] },
  });
  await lifecycle.create(checkOf(inputs).inputs);
  expect(client.actions()).toEqual(["CreateCloudRecording"]);
  return client.calls[0]?.params;
}

/** What Modify sends when the inputs become these. */
async function modified(inputs: Bag, changed: Bag): Promise<unknown> {
  const { lifecycle, client } = taskLifecycle(recording, {
    answers: { CreateCloudRecording: [{ TaskId: TASK_ID }], ModifyCloudRecording: [{}] },
  });
  const { outs } = await lifecycle.create(checkOf(inputs).inputs);
  const news = checkOf(changed).inputs;
  expect(lifecycle.diff(outs, news)).toMatchObject({ changes: true, replaces: [] });
  await lifecycle.update(TASK_ID, outs, news);
  expect(client.actions()).toEqual(["CreateCloudRecording", "ModifyCloudRecording"]);
  return client.calls[1]?.params;
}

const NO_LISTS = {
  SubscribeAudioUserIds: [],
  UnSubscribeAudioUserIds: [],
  SubscribeVideoUserIds: [],
  UnSubscribeVideoUserIds: [],
};
const LISTS = {
  SubscribeAudioUserIds: ["b", "a"],
  UnSubscribeAudioUserIds: ["1.*$"],
  SubscribeVideoUserIds: ["teacher"],
  UnSubscribeVideoUserIds: ["x"],
};
const TICKET = {
  sdkAppId: 1400000001,
  sdkSecretKey: "planted-sdk-secret",
  userId: "recorder-lobby",
  expireSeconds: 15_552_000,
};

describe("the table", () => {
  test("layout and lists update, these settle, and the others replace", () => {
    const changing = (change: string) =>
      leaves(recordingSchema).flatMap(({ path, property }) => (property.changes === change ? [path] : []));
    expect(changing("updates").map((path) => path.split(".", 2).join("."))).toEqual([
      ...Array<string>(4).fill("recordParams.subscribeStreamUserIds"),
      ...[
        "mixLayoutMode",
        "mixLayoutList",
        "backGroundColor",
        "maxResolutionUserId",
        "mediaId",
        "backgroundImageUrl",
        "placeHolderMode",
        "backgroundImageRenderMode",
        "defaultSubBackgroundImage",
        "waterMarkList",
        "renderMode",
        "maxResolutionUserAlign",
        "pureAudioDisableLayout",
      ].map((field) => `mixLayoutParams.${field}`),
    ]);
    expect(changing("settles")).toEqual([
      "storage.readForMp4",
      "onHandleExpired",
      "userSig",
      "sdkSecretKey",
      "userSigExpire",
      "privateMapKey",
      "onExit",
    ]);
  });

  test("the secrets are these five", () => {
    const secrets = leaves(recordingSchema).filter(({ property }) => property.secret === true);
    expect(secrets.map(({ path }) => path)).toEqual([
      "storage.accessKey",
      "storage.secretKey",
      "userSig",
      "sdkSecretKey",
      "privateMapKey",
    ]);
  });
});

test("the smallest arguments get the documented defaults, and the longest handle", () => {
  expect(checkOf(smallest)).toEqual({
    inputs: {
      ...smallest,
      recordParams: { recordMode: "single", ...DEFAULTS },
      resourceExpiredHour: 720,
      userSigExpire: 15_552_000,
      onExit: "recreate",
      onHandleExpired: "replace",
    },
    failures: [],
  });
});

describe("where the files go", () => {
  test("to a storage or to VOD, one of the two", () => {
    expect(problems(withoutValue(smallest, "storage"))).toEqual({
      storage:
        "storage is missing, allowed is storage or vod: give the bucket and its write key, or vod for Tencent VOD",
    });
    expect(problems({ ...smallest, vod: {} })).toEqual({
      vod: "vod is given beside storage, allowed is one of the two: remove the one that is not meant",
    });
    expect(problems({ ...smallest, storage: UNKNOWN })).toEqual({});
    expect(problems(withValue(withoutValue(smallest, "storage"), "vod", UNKNOWN))).toEqual({});
  });

  const CURE =
    "TRTC makes MP4 of the HLS that it reads back with the key: give readForMp4: true to the storage component, " +
    "or say true here when your own key may read";

  test.each(["mp4", "hls+mp4"])("%s needs a key that may read too", (outputFormat) => {
    const inputs = recorded({ recordMode: "single", outputFormat });
    expect(problems(inputs)).toEqual({
      "storage.readForMp4": `storage.readForMp4 is missing, allowed is true with recordParams.outputFormat "${outputFormat}": ${CURE}`,
    });
    expect(problems(withValue(inputs, "storage.readForMp4", false))).toEqual({
      "storage.readForMp4": `storage.readForMp4 is false, allowed is true with recordParams.outputFormat "${outputFormat}": ${CURE}`,
    });
    expect(problems(withValue(inputs, "storage.readForMp4", true))).toEqual({});
    expect(problems(withValue(inputs, "storage.readForMp4", UNKNOWN))).toEqual({});
    expect(problems({ ...inputs, storage: UNKNOWN })).toEqual({});
  });

  test.each(["hls", "hls+aac", "aac"])("%s needs no such key", (outputFormat) => {
    expect(problems(recorded({ recordMode: "single", outputFormat }))).toEqual({});
  });

  test("the files in VOD are said by its mediaType", () => {
    expect(problems(withValue(full("vod"), "recordParams.outputFormat", "mp4"))).toEqual({
      "recordParams.outputFormat":
        'recordParams.outputFormat is "mp4", allowed is nothing with vod: give vod.mediaType instead',
    });
  });

  test.each(["aac", "hls+aac"])("VOD takes %s of sound alone", (mediaType) => {
    const inputs = withValue(full("vod"), "vod.mediaType", mediaType);
    expect(problems(inputs)).toEqual({});
    expect(problems(withValue(inputs, "recordParams.streamType", "both"))).toEqual({
      "vod.mediaType":
        `vod.mediaType is "${mediaType}", allowed is "mp4" or "hls" or "hls+mp4" with recordParams.streamType "both": ` +
        'choose one of these, or record sound alone with recordParams.streamType "audio"',
    });
  });

  test("a store of another address has regions and buckets of its own, and speaks S3", () => {
    const s3 = (changes: Bag) => ({
      ...smallest,
      storage: {
        vendor: "s3",
        region: "auto",
        bucket: "R2",
        accessKey: "planted-a",
        secretKey: "planted-b",
        ...changes,
      },
    });
    expect(Object.keys(problems(s3({})))).toEqual(["storage.region", "storage.bucket"]);
    expect(problems(s3({ endpointUrl: "https://account.r2.example" }))).toEqual({});
    expect(problems(s3({ endpointUrl: "https://account.r2.example", vendor: "cos" }))).toEqual({
      "storage.endpointUrl":
        'storage.endpointUrl is "https://account.r2.example", allowed is nothing with vendor "cos": ' +
        'remove it, or give vendor "s3" for a store that speaks S3',
    });
    expect(
      problems({ ...s3({ endpointUrl: "https://account.r2.example" }), region: "ap-guangzhou" }),
    ).toEqual({
      "storage.endpointUrl":
        'storage.endpointUrl is "https://account.r2.example", allowed is nothing in region "ap-guangzhou": ' +
        "remove it, or choose another region; only the international site knows this field",
    });
    for (const endpointUrl of ["http://a.example", "https://a.example/bucket", "a.example"])
      expect(problems(s3({ endpointUrl }))).toEqual({
        "storage.endpointUrl":
          `storage.endpointUrl is "${endpointUrl}", allowed is an https URL of a host, without a path: ` +
          "give the address of the store without the bucket, or leave it out for AWS",
      });
  });

  test("OSS takes no recordings", () => {
    expect(problems(withValue(smallest, "storage.vendor", "oss"))).toEqual({
      "storage.vendor": 'storage.vendor is "oss", allowed is "cos" or "s3": name the store of the bucket',
    });
  });
});

describe("single and mixed", () => {
  test("a mixed recording has a layout", () => {
    expect(problems(recorded({ recordMode: "mixed" }))).toEqual({
      mixLayoutParams:
        'mixLayoutParams is missing, allowed is an object with recordParams.recordMode "mixed": ' +
        'give a layout, such as { mixLayoutMode: "grid" }',
    });
    expect(problems(recorded({ recordMode: "mixed" }, { mixLayoutParams: GRID }))).toEqual({});
    expect(problems(recorded({ recordMode: "mixed" }, { mixLayoutParams: UNKNOWN }))).toEqual({});
  });

  test("a recording of each user has neither layout nor encoding", () => {
    const nothing =
      'allowed is nothing with recordParams.recordMode "single": remove it, or give recordMode "mixed"';
    expect(
      problems(recorded({ recordMode: "single" }, { mixLayoutParams: GRID, mixTranscodeParams: {} })),
    ).toEqual({
      mixLayoutParams: `mixLayoutParams is given, ${nothing}`,
      mixTranscodeParams: `mixTranscodeParams is given, ${nothing}`,
    });
  });

  test.each([true, false])(
    "a mixed recording has sound and picture in one, whatever avMerge: %p",
    (avMerge) => {
      expect(problems(recorded({ recordMode: "mixed", avMerge }, { mixLayoutParams: GRID }))).toEqual({
        "recordParams.avMerge":
          `recordParams.avMerge is ${avMerge}, allowed is nothing with recordMode "mixed": ` +
          "remove it, a mixed recording has sound and picture in one file",
      });
    },
  );
});

test("everything wrong is said at once", () => {
  const found = problems({
    sdkAppId: "x",
    roomId: "",
    userId: "a b",
    recordParams: { recordMode: "mixed", avMerge: true, maxIdleTime: 1, outputFormat: "mp4" },
    storage: { vendor: "cos", region: "ap-singapore", bucket: "slices", accessKey: "", endpointUrl: "x" },
    mixTranscodeParams: { videoParams: { width: 1920, height: 1920, fps: 15, bitRate: 64_000, gop: 1 } },
    mixLayoutParams: {
      mixLayoutMode: "custom",
      mixLayoutList: [
        { top: 0, left: 1900, width: 21, height: 1 },
        { top: 1900, left: 0, width: 1, height: 21 },
      ],
      waterMarkList: [{ waterMarkType: "text" }, {}],
    },
    region: "ap-guangzhou",
    extra: true,
  });
  expect(Object.keys(found).sort()).toEqual([
    "extra",
    "mixLayoutParams.mixLayoutList.0.width",
    "mixLayoutParams.mixLayoutList.1.height",
    "mixLayoutParams.waterMarkList.0.waterMarkChar",
    "mixLayoutParams.waterMarkList.1.waterMarkImage",
    "mixTranscodeParams.videoParams",
    "recordParams.avMerge",
    "recordParams.maxIdleTime",
    "roomId",
    "sdkAppId",
    "storage.accessKey",
    "storage.endpointUrl",
    "storage.readForMp4",
    "storage.secretKey",
    "userId",
  ]);
});

describe("on the wire", () => {
  const COMMON = {
    SdkAppId: 1400000001,
    RoomId: "lobby",
    RoomIdType: 0,
    UserId: "recorder-lobby",
  };

  test("a task with nothing but what must be given sends the defaults and nothing else", async () => {
    await expect(created(smallest)).resolves.toStrictEqual({
      ...COMMON,
      UserSig: mintUserSig(TICKET),
      RecordParams: {
        RecordMode: 1,
        MaxIdleTime: 30,
        StreamType: 0,
        SubscribeStreamUserIds: NO_LISTS,
        MaxMediaFileDuration: 1440,
        MediaId: 0,
        SubscribeAbility: 0,
      },
      StorageParams: {
        CloudStorage: {
          Vendor: 0,
          Region: "ap-singapore",
          Bucket: "recordings-1250000000",
          AccessKey: "planted-access-key",
          SecretKey: "planted-secret-key",
          FileNamePrefix: [],
        },
      },
      ResourceExpiredHour: 720,
    });
  });

  test("each user, with everything given", async () => {
    await expect(created(full("single"))).resolves.toStrictEqual({
      ...COMMON,
      UserSig: mintUserSig({ ...TICKET, expireSeconds: 2_592_000 }),
      RecordParams: {
        RecordMode: 1,
        MaxIdleTime: 86_400,
        StreamType: 1,
        SubscribeStreamUserIds: LISTS,
        OutputFormat: 1,
        AvMerge: 1,
        MaxMediaFileDuration: 60,
        MediaId: 1,
        FillType: 1,
        SubscribeAbility: 1,
      },
      StorageParams: {
        CloudStorage: {
          Vendor: 1,
          Region: "auto",
          Bucket: "recordings",
          AccessKey: "planted-access-key",
          SecretKey: "planted-secret-key",
          FileNamePrefix: ["prod", "lobby"],
          EndpointUrl: "https://account.r2.example",
        },
      },
      ResourceExpiredHour: 72,
      PrivateMapKey: expect.stringMatching(/^eJ/) as unknown,
    });
  });

  test("all in one, without avMerge", async () => {
    const sent = await created(full("custom"));
    expect(sent).toMatchObject({ RoomId: "150", RoomIdType: 1, MixLayoutParams: { MixLayoutMode: 4 } });
    expect(sent).toHaveProperty("RecordParams", {
      RecordMode: 2,
      MaxIdleTime: 30,
      StreamType: 0,
      SubscribeStreamUserIds: NO_LISTS,
      MaxMediaFileDuration: 1440,
      MediaId: 0,
      SubscribeAbility: 0,
    });
  });

  test("into VOD", async () => {
    expect(await created(full("vod"))).toHaveProperty("StorageParams", {
      CloudVod: {
        TencentVod: {
          Procedure: "transcode",
          ExpireTime: 604_800,
          StorageRegion: "ap-singapore",
          ClassId: 7,
          SubAppId: 1_500_000_001,
          SessionContext: "session",
          SourceContext: "source",
          MediaType: 2,
          UserDefineRecordId: "lobby-1",
        },
      },
    });
    expect(await created({ ...withoutValue(smallest, "storage"), vod: {} })).toHaveProperty("StorageParams", {
      CloudVod: { TencentVod: { ExpireTime: 0, ClassId: 0, MediaType: 0 } },
    });
  });

  test.each([
    ["recordParams.streamType", "video", "StreamType", 2],
    ["recordParams.mediaId", "aux", "MediaId", 2],
    ["recordParams.fillType", "lastFrame", "FillType", 0],
    ["recordParams.outputFormat", "hls", "OutputFormat", 0],
    ["recordParams.outputFormat", "hls+aac", "OutputFormat", 2],
    ["recordParams.outputFormat", "mp4", "OutputFormat", 3],
    ["recordParams.outputFormat", "aac", "OutputFormat", 4],
  ])("%s %s is a number", async (path, word, field, value) => {
    expect(await created(withValue(full("single"), path, word))).toHaveProperty(
      `RecordParams.${field}`,
      value,
    );
  });

  test.each([
    ["mp4", 0],
    ["hls", 1],
    ["hls+mp4", 3],
    ["hls+aac", 4],
  ])("vod.mediaType %s is %d", async (word, value) => {
    expect(await created(withValue(full("vod"), "vod.mediaType", word))).toHaveProperty(
      "StorageParams.CloudVod.TencentVod.MediaType",
      value,
    );
  });

  test("a change of the lists says the layout again, and a change of the layout the lists", async () => {
    const lists = { unSubscribeAudioUserIds: ["guest.*$"] };
    const mixed = recorded(
      { recordMode: "mixed", subscribeStreamUserIds: lists },
      { mixLayoutParams: { mixLayoutMode: "floating", maxResolutionUserId: "teacher" } },
    );
    const wanted = (layout: object, UnSubscribeAudioUserIds: string[]) => ({
      SdkAppId: 1400000001,
      TaskId: TASK_ID,
      MixLayoutParams: {
        BackGroundColor: "#000000",
        MediaId: 0,
        PlaceHolderMode: 0,
        MaxResolutionUserAlign: 0,
        PureAudioDisableLayout: false,
        ...layout,
      },
      SubscribeStreamUserIds: { ...NO_LISTS, UnSubscribeAudioUserIds },
    });
    await expect(
      modified(mixed, withoutValue(mixed, "recordParams.subscribeStreamUserIds")),
    ).resolves.toStrictEqual(wanted({ MixLayoutMode: 1, MaxResolutionUserId: "teacher" }, []));
    await expect(modified(mixed, { ...mixed, mixLayoutParams: GRID })).resolves.toStrictEqual(
      wanted({ MixLayoutMode: 3 }, ["guest.*$"]),
    );
  });

  test("of a recording of each user only the lists change", async () => {
    const lists = { subscribeVideoUserIds: ["teacher"] };
    await expect(
      modified(smallest, recorded({ recordMode: "single", subscribeStreamUserIds: lists })),
    ).resolves.toStrictEqual({
      SdkAppId: 1400000001,
      TaskId: TASK_ID,
      SubscribeStreamUserIds: { ...NO_LISTS, SubscribeVideoUserIds: ["teacher"] },
    });
  });
});

test.each<[string, Bag, Bag]>([
  ["a storage", smallest, { storageKeyFingerprint: "16b076cb83e40c42" }],
  ["a storage with folders", full("single"), { storageKeyFingerprint: "16b076cb83e40c42" }],
  ["VOD", full("vod"), {}],
])("outputs of a task with %s", async (_what, inputs, expected) => {
  const { lifecycle } = taskLifecycle(recording, {
    answers: { CreateCloudRecording: [{ TaskId: TASK_ID }] },
  });
  const { outs } = await lifecycle.create(checkOf(inputs).inputs);
  const { storageKeyFingerprint } = outs;
  expect({ storageKeyFingerprint }).toEqual(expected);
  expect(Object.keys(outs).filter((name) => /taskId|objectKeyPrefix/.test(name))).toEqual([]);
});

test("to move from a storage to VOD takes a new task", async () => {
  const { lifecycle } = taskLifecycle(recording, {
    answers: { CreateCloudRecording: [{ TaskId: TASK_ID }] },
  });
  const { outs } = await lifecycle.create(checkOf(smallest).inputs);
  const { inputs } = checkOf({ ...withoutValue(smallest, "storage"), vod: {} });
  expect(lifecycle.diff(outs, inputs)).toMatchObject({
    changes: true,
    replaces: expect.arrayContaining(["storage"]) as unknown,
    deleteBeforeReplace: true,
  });
});

test("a quota that is used up is named in this kind's own number", () => {
  expect(recording.quota).toBe(
    "an application runs 100 recording tasks at once unless a ticket raised it: end tasks or ask for more",
  );
});

test.each([
  ["Idle", "running"],
  ["InProgress", "running"],
  ["Exited", "ended"],
  [undefined, "running"],
])("a task with status %p is seen as %p", (status, expected) => {
  expect(recording.describe?.sees({ Status: status })).toBe(expected);
});

test("the types refuse what excludes each other", () => {
  const room = { sdkAppId: 1400000001, roomId: "lobby", userId: "recorder-lobby" };
  const storage = { vendor: "cos" as const, region: "r", bucket: "b", accessKey: "a", secretKey: "s" };
  const grid = { mixLayoutMode: "grid" as const };
  const given: CloudRecordingTaskArgs[] = [
    { ...room, recordParams: { recordMode: "single", avMerge: true }, storage },
    { ...room, recordParams: { recordMode: "mixed" }, mixLayoutParams: grid, vod: {} },
    // @ts-expect-error both places
    { ...room, recordParams: { recordMode: "single" }, storage, vod: {} },
    // @ts-expect-error neither of the places
    { ...room, recordParams: { recordMode: "single" } },
    // @ts-expect-error a mixed recording without a layout
    { ...room, recordParams: { recordMode: "mixed" }, storage },
    // @ts-expect-error a recording of each user with a layout
    { ...room, recordParams: { recordMode: "single" }, mixLayoutParams: grid, storage },
    // @ts-expect-error a mixed recording merges anyway
    { ...room, recordParams: { recordMode: "mixed", avMerge: true }, mixLayoutParams: grid, storage },
    // @ts-expect-error VOD has a mediaType of its own
    { ...room, recordParams: { recordMode: "single", outputFormat: "hls" }, vod: {} },
    // @ts-expect-error OSS takes no recordings
    { ...room, recordParams: { recordMode: "single" }, storage: { ...storage, vendor: "oss" } },
    // @ts-expect-error a custom layout without places
    { ...room, recordParams: { recordMode: "mixed" }, mixLayoutParams: { mixLayoutMode: "custom" }, storage },
    {
      ...room,
      recordParams: { recordMode: "mixed" },
      // @ts-expect-error places of a grid
      mixLayoutParams: { mixLayoutMode: "grid", mixLayoutList: [] },
      storage,
    },
  ];
  expect(given).toHaveLength(11);
});
