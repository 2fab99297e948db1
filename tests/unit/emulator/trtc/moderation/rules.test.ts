import { validateRequest } from "../../../../../emulator/src/trtc/validate";

const STORAGE = {
  Vendor: 0,
  Region: "ap-guangzhou",
  Bucket: "av-recover-prod-1258344699",
  AccessKey: "a",
  SecretKey: "s",
  FileNamePrefix: ["testname"],
};

const ACCOUNT = {
  AppID: "2501",
  SecretId: "ace_ugc_20521",
  SecretKey: "637ae34f4069afb92",
  AudioBizType: "2001",
  ImageBizType: "2002",
};

/** The request of the vendor's sample. */
const CREATE = {
  SdkAppId: 200806,
  RoomId: "150",
  RoomIdType: 1,
  UserId: "inspect",
  UserSig: "sig",
  ModerationParams: {
    ModerationType: 1,
    MaxIdleTime: 30,
    SliceAudio: 15,
    SliceVideo: 5,
    ModerationSupplier: "ace",
    ModerationSupplierParam: ACCOUNT,
    SaveModerationFile: 0,
    CallbackAllResults: 0,
  },
  ModerationStorageParams: { CloudModerationStorage: STORAGE },
  ResourceExpiredHour: 72,
};

type Changes = Record<string, unknown>;

function create(changes: Changes, region = "ap-singapore"): string | undefined {
  return validateRequest("CreateCloudModeration", { ...CREATE, ...changes }, { region })?.code;
}
/** Only these moderation parameters. */
const judge = (ModerationParams: Changes) => create({ ModerationParams });
const storage = (changes: Changes) =>
  create({ ModerationStorageParams: { CloudModerationStorage: { ...STORAGE, ...changes } } });

test("the request of the vendor's sample is accepted in both regions", () => {
  expect([create({}), create({}, "ap-guangzhou")]).toEqual([undefined, undefined]);
});

test.each(["eu-frankfurt", "ap-beijing"])("region %s is refused with those that are supported", (region) => {
  expect(validateRequest("CreateCloudModeration", CREATE, { region })).toEqual({
    code: "UnsupportedRegion",
    message: `CreateCloudModeration does not support region ${region}; it supports ap-singapore, ap-guangzhou.`,
  });
});

test.each(["SdkAppId", "RoomId", "UserId", "UserSig"])("without %s Create names what is missing", (name) => {
  expect(create({ [name]: undefined })).toBe(`MissingParameter.${name}`);
});

test("what is its own is missing under the codes of slicing, the only ones that are listed", () => {
  expect(create({ ModerationParams: undefined })).toBe("MissingParameter.SliceParams");
  expect(create({ ModerationStorageParams: undefined })).toBe("MissingParameter.SliceStorageParams");
  expect(create({ ModerationStorageParams: {} })).toBe("MissingParameter.Vendor");
  expect(storage({ SecretKey: "" })).toBe("MissingParameter.SecretKey");
});

test("the mainland wants storage only for files that are kept", () => {
  const without = (SaveModerationFile: number) =>
    create({ ModerationStorageParams: undefined, ModerationParams: { SaveModerationFile } }, "ap-guangzhou");
  expect([0, 1, 2].map(without)).toEqual([
    undefined,
    "MissingParameter.SliceStorageParams",
    "MissingParameter.SliceStorageParams",
  ]);
});

test("nothing of the moderation parameters must be given", () => {
  expect(judge({})).toBeUndefined();
});

test.each([
  ["ModerationType", 1, 3],
  ["MaxIdleTime", 5, 1800],
  ["SliceAudio", 15, 60],
  ["SliceVideo", 1, 60],
  ["SaveModerationFile", 0, 2],
  ["CallbackAllResults", 0, 1],
])("%s is from %d to %d", (name, min, max) => {
  expect([judge({ [name]: min }), judge({ [name]: max })]).toEqual([undefined, undefined]);
  expect([judge({ [name]: min - 1 }), judge({ [name]: max + 1 })]).toEqual([
    "InvalidParameter.OutOfRange",
    "InvalidParameter.OutOfRange",
  ]);
  expect(judge({ [name]: String(min) })).toBe("InvalidParameter");
});

test("a handle lasts 6 to 72 hours", () => {
  const hours = [5, 6, 72, 73].map((ResourceExpiredHour) => create({ ResourceExpiredHour }));
  expect(hours).toEqual(["InvalidParameter.OutOfRange", undefined, undefined, "InvalidParameter.OutOfRange"]);
});

test.each([
  ["trtc", undefined, undefined],
  ["ace", {}, undefined],
  ["tianyu", ACCOUNT, undefined],
  ["shumei", ACCOUNT, undefined],
  ["Yidun", { ...ACCOUNT, AppID: "" }, undefined],
  ["ace", undefined, "Parameter ModerationParams.ModerationSupplierParam is required by the supplier ace."],
  [
    "tianyu",
    {},
    "Parameter ModerationParams.ModerationSupplierParam.AppID is required by the supplier tianyu.",
  ],
  [
    "shumei",
    {},
    "Parameter ModerationParams.ModerationSupplierParam.AppID is required by the supplier shumei.",
  ],
  [
    "Yidun",
    ACCOUNT,
    "Parameter ModerationParams.ModerationSupplierParam.AppID must be empty for the supplier Yidun.",
  ],
  [
    "yidun",
    ACCOUNT,
    "Parameter ModerationParams.ModerationSupplier must be one of trtc, tianyu, ace, shumei, Yidun.",
  ],
])("supplier %s with %j", (ModerationSupplier, ModerationSupplierParam, message) => {
  const ModerationParams = {
    ModerationSupplier,
    ...(ModerationSupplierParam && { ModerationSupplierParam }),
  };
  const request = { ...CREATE, ModerationParams };
  expect(validateRequest("CreateCloudModeration", request, { region: "ap-singapore" })).toEqual(
    message === undefined ? undefined : { code: "InvalidParameter", message },
  );
});

test.each([
  ["a PrivateMapKey", { PrivateMapKey: "key" }],
  ["slicing's own parameters", { SliceParams: {} }],
])("%s is unknown", (_what, changes) => {
  expect(create(changes)).toBe("UnknownParameter");
});

test("RoomIdType 0 is a string room, 1 and none an int32 room", () => {
  expect([
    create({ RoomId: "lobby", RoomIdType: 0 }),
    create({ RoomId: "lobby", RoomIdType: 1 }),
    create({ RoomId: "lobby", RoomIdType: undefined }),
  ]).toEqual([undefined, "InvalidParameter", "InvalidParameter"]);
});

test("a bucket fits its store", () => {
  expect([
    storage({ Bucket: "slices" }),
    storage({ Vendor: 2, Region: "oss-cn-hangzhou", Bucket: "slices" }),
  ]).toEqual(["InvalidParameter", undefined]);
});

test("calls by handle need application and task, and Modify takes lists of at most 32", () => {
  const call = (action: string, params: Changes) =>
    validateRequest(action, params, { region: "ap-singapore" })?.code;
  const handle = { SdkAppId: 200806, TaskId: "-t." };
  for (const action of ["DescribeCloudModeration", "ModifyCloudModeration", "DeleteCloudModeration"]) {
    expect([call(action, handle), call(action, { SdkAppId: 200806 })]).toEqual([
      undefined,
      "MissingParameter.TaskId",
    ]);
  }
  const lists = { SubscribeAudioUserIds: Array.from({ length: 33 }, (_, index) => `u${index}`) };
  expect(call("ModifyCloudModeration", { ...handle, SubscribeStreamUserIds: lists })).toBe(
    "InvalidParameter.OutOfRange",
  );
});
