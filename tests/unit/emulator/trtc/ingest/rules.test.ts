import { validateRequest } from "../../../../../emulator/src/trtc/validate";

/** The request of the vendor's page. */
const START = {
  SdkAppId: 1600011111,
  RoomId: "82875",
  RoomIdType: 1,
  UserId: "recorder_1357",
  UserSig: "recorder_1357_sig",
  StreamUrl: "https://a.b/test.mp4",
};

type Changes = Record<string, unknown>;

const start = (changes: Changes, region = "ap-guangzhou") =>
  validateRequest("StartStreamIngest", { ...START, ...changes }, { region })?.code;
const update = (changes: Changes, region = "ap-guangzhou") =>
  validateRequest("UpdateStreamIngest", { SdkAppId: 1, TaskId: "-x", ...changes }, { region })?.code;

test("the request of the vendor's page is accepted in the regions of both sites", () => {
  const regions = ["ap-singapore", "ap-tokyo", "ap-guangzhou", "ap-beijing"];
  expect(regions.map((region) => start({}, region))).toEqual(regions.map(() => undefined));
});

test("eu-frankfurt, where slicing runs, is refused with the regions that are supported", () => {
  expect(validateRequest("DescribeStreamIngest", {}, { region: "eu-frankfurt" })).toEqual({
    code: "UnsupportedRegion",
    message:
      "DescribeStreamIngest does not support region eu-frankfurt; it supports ap-bangkok, ap-jakarta, ap-mumbai, " +
      "ap-singapore, ap-tokyo, ap-beijing, ap-chongqing, ap-guangzhou, ap-shanghai.",
  });
});

test.each(["SdkAppId", "RoomId", "RoomIdType", "UserId", "UserSig", "StreamUrl"])(
  "without %s Start names what is missing",
  (name) => {
    expect(start({ [name]: undefined })).toBe(`MissingParameter.${name}`);
  },
);

test.each([
  ["StreamUrl", ["http://a/b", "rtmp://a/b/c", "https://a.b/list.m3u8"], ["ftp://a/b", "https://", "a.mp4"]],
])("%s is a URL of a protocol of the guide", (name, right, wrong) => {
  expect(right.map((value) => start({ [name]: value }))).toEqual(right.map(() => undefined));
  expect(wrong.map((value) => start({ [name]: value }))).toEqual(wrong.map(() => "InvalidParameter"));
});

test.each([
  ["SeekSecond", 0, 86_400, -1, undefined],
  ["RepeatNum", -1, 1000, -2, 1001],
  ["Volume", 0, 200, -1, 201],
  ["IdleTimeout", 0, 600, -1, 601],
])("%s is from %d to %d", (name, low, high, below, above) => {
  expect([low, high].map((value) => start({ [name]: value }))).toEqual([undefined, undefined]);
  const beyond = [below, above].filter((value) => value !== undefined);
  expect(beyond.map((value) => start({ [name]: value }))).toEqual(
    beyond.map(() => "InvalidParameter.OutOfRange"),
  );
});

test("RepeatNum 0 is no value", () => {
  expect(start({ RepeatNum: 0 })).toBe("InvalidParameter.OutOfRange");
});

test("MaxDuration is of endless playing", () => {
  expect([1, 10_080].map((value) => start({ RepeatNum: -1, MaxDuration: value }))).toEqual([
    undefined,
    undefined,
  ]);
  expect([0, 10_081].map((value) => start({ RepeatNum: -1, MaxDuration: value }))).toEqual([
    "InvalidParameter.OutOfRange",
    "InvalidParameter.OutOfRange",
  ]);
  expect([start({ MaxDuration: 5 }), start({ RepeatNum: 2, MaxDuration: 5 })]).toEqual([
    "InvalidParameter",
    "InvalidParameter",
  ]);
});

test.each([
  ["EnableProgress", true],
  ["Tempo", 1.25],
  ["IdleTimeout", 60],
])("%s is a parameter of the mainland only", (name, value) => {
  expect([start({ [name]: value }), start({ [name]: value }, "ap-singapore")]).toEqual([
    undefined,
    "UnknownParameter",
  ]);
});

test("Tempo is one of seven", () => {
  const tempos = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];
  expect(tempos.map((Tempo) => start({ Tempo }))).toEqual(tempos.map(() => undefined));
  expect([0, 0.6, 3].map((Tempo) => start({ Tempo }))).toEqual(Array(3).fill("InvalidParameter.OutOfRange"));
});

test("the deprecated parameters are known", () => {
  const old = {
    SourceUrl: ["https://a.b/c.mp4"],
    VideoEncodeParams: { Width: 1280, Height: 720, Fps: 15, BitRate: 900, Gop: 2 },
    AudioEncodeParams: { SampleRate: 48_000, Channel: 2, BitRate: 64, Volume: 100 },
  };
  expect(start(old)).toBeUndefined();
  expect(start({ AudioEncodeParams: { SampleRate: 8000 } })).toBe("InvalidParameter.OutOfRange");
});

test("Update needs nothing but its task, and takes what it can change", () => {
  expect(update({})).toBeUndefined();
  expect(update({ StreamUrl: "rtmp://a/b", Volume: 0, IsPause: true, EnableProgress: false, Tempo: 2 })).toBe(
    undefined,
  );
  expect([update({ SeekSecond: 1 }), update({ RepeatNum: 2 }), update({ Tempo: 1 }, "ap-singapore")]).toEqual(
    Array(3).fill("UnknownParameter"),
  );
  expect([update({ Volume: 201 }), update({ IsPause: "yes" }), update({ StreamUrl: "x" })]).toEqual([
    "InvalidParameter.OutOfRange",
    "InvalidParameter",
    "InvalidParameter",
  ]);
});
