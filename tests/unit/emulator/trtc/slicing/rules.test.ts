import { validateRequest } from "../../../../../emulator/src/trtc/validate";

const STORAGE = {
  Vendor: 0,
  Region: "ap-guangzhou",
  Bucket: "av-recover-prod-1258344699",
  AccessKey: "a",
  SecretKey: "s",
  FileNamePrefix: ["prefix1"],
};

/** The request of the vendor's page. */
const CREATE = {
  SdkAppId: 200806,
  RoomId: "150",
  UserId: "inspect",
  UserSig: "sig",
  SliceParams: { SliceType: 3, MaxIdleTime: 30, SliceAudio: 15, SliceVideo: 5 },
  SliceStorageParams: { CloudSliceStorage: STORAGE },
  RoomIdType: 1,
  ResourceExpiredHour: 72,
};

type Changes = Record<string, unknown>;
const REGION = { region: "ap-singapore" };

function create(changes: Changes, region = "ap-singapore"): string | undefined {
  return validateRequest("CreateCloudSliceTask", { ...CREATE, ...changes }, { region })?.code;
}
const slice = (changes: Changes, region?: string) =>
  create({ SliceParams: { ...CREATE.SliceParams, ...changes } }, region);
const storage = (changes: Changes) =>
  create({ SliceStorageParams: { CloudSliceStorage: { ...STORAGE, ...changes } } });
const list = (items: unknown) => slice({ SubscribeStreamUserIds: { SubscribeAudioUserIds: items } });

test("the request of the vendor's page is accepted in every slicing region", () => {
  expect([create({}), create({}, "eu-frankfurt"), create({}, "ap-guangzhou")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("another region is refused with those that are supported", () => {
  expect(validateRequest("CreateCloudSliceTask", CREATE, { region: "ap-beijing" })).toEqual({
    code: "UnsupportedRegion",
    message:
      "CreateCloudSliceTask does not support region ap-beijing; it supports ap-singapore, eu-frankfurt, ap-guangzhou.",
  });
});

test.each(["SdkAppId", "RoomId", "UserId", "UserSig", "SliceParams", "SliceStorageParams"])(
  "without %s Create names what is missing",
  (name) => {
    expect(create({ [name]: undefined })).toBe(`MissingParameter.${name}`);
  },
);

test.each(["Vendor", "Region", "Bucket", "AccessKey", "SecretKey"])(
  "without %s in the storage Create names what is missing",
  (name) => {
    expect(storage({ [name]: undefined })).toBe(`MissingParameter.${name}`);
  },
);

test("empty text in the place of something required is missing", () => {
  expect([create({ UserSig: "" }), storage({ SecretKey: "" })]).toEqual([
    "MissingParameter.UserSig",
    "MissingParameter.SecretKey",
  ]);
});

test("a slice type and a storage object are required, though the models call them optional", () => {
  expect(slice({ SliceType: undefined })).toBe("MissingParameter.SliceType");
  expect(create({ SliceStorageParams: {} })).toBe("MissingParameter.Vendor");
});

test.each([
  ["a number as room", { RoomId: 150 }],
  ["text as application", { SdkAppId: "200806" }],
  ["a fraction", { RoomIdType: 0.5 }],
  ["null", { PrivateMapKey: null }],
  ["a list as object", { SliceParams: [] }],
])("a wrong type is refused: %s", (_name, changes) => {
  expect(create(changes)).toBe("InvalidParameter");
});

test.each([
  ["MaxIdleTime", 5, 86400],
  ["SliceAudio", 15, 60],
  ["SliceVideo", 5, 60],
  ["SliceType", 1, 3],
])("%s reaches from %p to %p", (name, min, max) => {
  expect([min - 1, min, max, max + 1].map((value) => slice({ [name]: value }))).toEqual([
    "InvalidParameter.OutOfRange",
    undefined,
    undefined,
    "InvalidParameter.OutOfRange",
  ]);
});

test("ResourceExpiredHour reaches from 6 to 720, RoomIdType from 0 to 1", () => {
  expect([5, 6, 720, 721].map((value) => create({ ResourceExpiredHour: value }))).toEqual([
    "InvalidParameter.OutOfRange",
    undefined,
    undefined,
    "InvalidParameter.OutOfRange",
  ]);
  expect(create({ RoomIdType: 2 })).toBe("InvalidParameter.OutOfRange");
});

test("SdkAppId is a positive number", () => {
  expect(create({ SdkAppId: 0 })).toBe("InvalidParameter.SdkAppId");
});

test("unknown parameters are refused at any depth, with their path", () => {
  expect(create({ Extra: 1 })).toBe("UnknownParameter");
  expect(slice({ Extra: 1 })).toBe("UnknownParameter");
  const params = {
    ...CREATE,
    SliceStorageParams: { CloudSliceStorage: { ...STORAGE, EndpointUrl: "http://x" } },
  };
  expect(validateRequest("CreateCloudSliceTask", params, REGION)).toEqual({
    code: "UnknownParameter",
    message: "The parameter SliceStorageParams.CloudSliceStorage.EndpointUrl is not recognized.",
  });
});

test("SliceImageType is known on the mainland only", () => {
  expect(slice({ SliceImageType: 1 })).toBe("UnknownParameter");
  expect(slice({ SliceImageType: 1 }, "eu-frankfurt")).toBe("UnknownParameter");
  expect(slice({ SliceImageType: 1 }, "ap-guangzhou")).toBeUndefined();
  expect(slice({ SliceImageType: 2 }, "ap-guangzhou")).toBe("InvalidParameter.OutOfRange");
});

test("the deprecated SliceCallbackUrl is accepted as text", () => {
  expect(slice({ SliceCallbackUrl: "https://example.com" })).toBeUndefined();
  expect(slice({ SliceCallbackUrl: 1 })).toBe("InvalidParameter");
});

test("lists hold at most 32 users, of any form but empty", () => {
  const users = (count: number) => Array.from({ length: count }, (_, index) => `u${index}`);
  expect(list(users(32))).toBeUndefined();
  expect(list(users(33))).toBe("InvalidParameter.OutOfRange");
  expect(list(["1.*$"])).toBeUndefined();
  expect(list([""])).toBe("InvalidParameter");
  expect(list([1])).toBe("InvalidParameter");
  expect(list("teacher")).toBe("InvalidParameter");
});

test("a robot is at most 32 bytes of letters, digits, _ and -", () => {
  expect(create({ UserId: "a".repeat(32) })).toBeUndefined();
  expect(create({ UserId: "a".repeat(33) })).toBe("InvalidParameter");
  expect(create({ UserId: "a b" })).toBe("InvalidParameter");
  expect(create({ UserId: "a\n" })).toBe("InvalidParameter");
});

test.each([
  ["1", undefined],
  ["4294967294", undefined],
  ["0", "InvalidParameter.OutOfRange"],
  ["4294967295", "InvalidParameter.OutOfRange"],
  ["lobby", "InvalidParameter"],
  ["007", "InvalidParameter"],
])("the int32 room %p", (RoomId, code) => {
  expect(create({ RoomId })).toBe(code);
  expect(create({ RoomId, RoomIdType: undefined })).toBe(code);
});

test.each([
  ["lobby", undefined],
  ["a b!#$%&()+-:;<=.>?@[]^_{}|~,Z9", undefined],
  ["x".repeat(64), undefined],
  ["x".repeat(65), "InvalidParameter"],
  ["a/b", "InvalidParameter"],
  ["a\\b", "InvalidParameter"],
  ["a*b", "InvalidParameter"],
  ["教室", "InvalidParameter"],
  ["", "MissingParameter.RoomId"],
])("the string room %p", (RoomId, code) => {
  expect(create({ RoomId, RoomIdType: 0 })).toBe(code);
});

test("prefix items are letters, digits, _ and -", () => {
  expect(storage({ FileNamePrefix: ["a", "B_9-"] })).toBeUndefined();
  for (const item of ["a/b", "", "a b", "ü"])
    expect(storage({ FileNamePrefix: [item] })).toBe("InvalidParameter");
});

test.each([
  [0, "ap-guangzhou", "name-1250000000", undefined],
  [0, "ap-guangzhou", "name", "InvalidParameter"],
  [0, "ap-guangzhou", "-name-1250000000", "InvalidParameter"],
  [0, "Guangzhou", "name-1250000000", "InvalidParameter"],
  [1, "ap-southeast-3", "my.bucket", undefined],
  [1, "ap-singapore", "my-bucket", "InvalidParameter"],
  [1, "us-east-1", "My_Bucket", "InvalidParameter"],
  [2, "oss-cn-hangzhou", "my-bucket", undefined],
  [3, "ap-guangzhou", "name-1250000000", "InvalidParameter.OutOfRange"],
])("storage of vendor %p in %p, bucket %p", (Vendor, Region, Bucket, code) => {
  expect(storage({ Vendor, Region, Bucket })).toBe(code);
});

describe("the calls by TaskId", () => {
  const TASK = { SdkAppId: 200806, TaskId: "-x+y." };

  test.each(["DescribeCloudSliceTask", "ModifyCloudSliceTask", "DeleteCloudSliceTask"])(
    "%s takes SdkAppId and TaskId",
    (action) => {
      expect(validateRequest(action, TASK, REGION)).toBeUndefined();
      expect(validateRequest(action, { SdkAppId: 1 }, REGION)?.code).toBe("MissingParameter.TaskId");
      expect(validateRequest(action, { TaskId: "x" }, REGION)?.code).toBe("MissingParameter.SdkAppId");
      expect(validateRequest(action, { ...TASK, UserId: "x" }, REGION)?.code).toBe("UnknownParameter");
    },
  );

  test("only Modify takes a subscription", () => {
    const params = { ...TASK, SubscribeStreamUserIds: { UnSubscribeVideoUserIds: ["a"] } };
    expect(validateRequest("ModifyCloudSliceTask", params, REGION)).toBeUndefined();
    expect(validateRequest("DeleteCloudSliceTask", params, REGION)?.code).toBe("UnknownParameter");
  });
});
