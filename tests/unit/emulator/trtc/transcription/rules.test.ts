import { validateRequest } from "../../../../../emulator/src/trtc/validate";

/** The request of the vendor's page. */
const CREATE = {
  SdkAppId: 14000000,
  RoomId: "295000",
  RoomIdType: 0,
  TranscriptionParam: { UserId: "trtc_test_1", UserSig: "sig" },
  AsrParam: { Lang: "bigmodel-zh" },
};

type Changes = Record<string, unknown>;

const create = (changes: Changes, region = "ap-singapore") =>
  validateRequest("CreateCloudTranscription", { ...CREATE, ...changes }, { region });
const codeOf = (changes: Changes) => create(changes)?.code;
const task = (changes: Changes) =>
  codeOf({ TranscriptionParam: { ...CREATE.TranscriptionParam, ...changes } });
const asr = (changes: Changes) => create({ AsrParam: { ...CREATE.AsrParam, ...changes } });

test("the request of the vendor's page is accepted in the regions of both sites", () => {
  const regions = ["ap-singapore", "ap-hongkong", "ap-guangzhou", "ap-beijing", "ap-shanghai"];
  expect(regions.map((region) => create({}, region))).toEqual(regions.map(() => undefined));
  expect(create({}, "eu-frankfurt")?.code).toBe("UnsupportedRegion");
});

test.each(["SdkAppId", "RoomId", "RoomIdType", "TranscriptionParam", "AsrParam"])(
  "without %s Create names what is missing",
  (name) => {
    expect(codeOf({ [name]: undefined })).toBe(`MissingParameter.${name}`);
  },
);

test("so it does inside of the objects", () => {
  expect([task({ UserId: undefined }), task({ UserSig: undefined }), asr({ Lang: undefined })?.code]).toEqual(
    ["MissingParameter.UserId", "MissingParameter.UserSig", "MissingParameter.Lang"],
  );
  expect(task({ SubscribeList: [{}] })).toBe("MissingParameter.UserId");
});

test("a string room is of type 1: the other way round than in slicing", () => {
  expect([codeOf({ RoomId: "lobby", RoomIdType: 1 }), codeOf({ RoomId: "lobby" })]).toEqual([
    undefined,
    "InvalidParameter",
  ]);
});

test("there is no PrivateMapKey, and no ResourceExpiredHour", () => {
  expect([codeOf({ PrivateMapKey: "x" }), codeOf({ ResourceExpiredHour: 6 })]).toEqual([
    "UnknownParameter",
    "UnknownParameter",
  ]);
});

test.each([
  ["MaxIdleTime", [5, 86_400], [4, 86_401]],
  ["SendCustomMode", [0, 1], [-1, 2]],
])("%s has its range", (name, right, wrong) => {
  expect(right.map((value) => task({ [name]: value }))).toEqual([undefined, undefined]);
  expect(wrong.map((value) => task({ [name]: value }))).toEqual(Array(2).fill("InvalidParameter.OutOfRange"));
});

test.each([
  ["VadSilenceTime", [240, 2000], [239, 2001]],
  ["VadLevel", [0, 1], [-1, 2]],
])("%s has its range, with any engine", (name, right, wrong) => {
  expect(right.map((value) => asr({ [name]: value }))).toEqual([undefined, undefined]);
  expect(wrong.map((value) => asr({ [name]: value })?.code)).toEqual(
    Array(2).fill("InvalidParameter.OutOfRange"),
  );
});

test("engines are of the listed forms", () => {
  const right = ["bigmodel-yue", "bigmodel-fil", "16k_zh_large", "16k_zh_en", "zh-yue", "zh-TW", "no"];
  expect(right.map((Lang) => asr({ Lang }))).toEqual(right.map(() => undefined));
  const wrong = ["bigmodel-", "bigmodel-klingon", "english", "16k_", "ZH"];
  expect(wrong.map((Lang) => asr({ Lang })?.code)).toEqual(wrong.map(() => "InvalidParameter"));
});

test("hot words are words with weights, short and 128 at most", () => {
  const right = ["TRTC|10", "腾讯云|5,ASR|11", "a|100", "腾".repeat(10) + "|1", ""];
  expect(right.map((HotWordList) => asr({ HotWordList }))).toEqual(right.map(() => undefined));
  expect(asr({ HotWordList: Array(128).fill("a|1").join(",") })).toBeUndefined();
  const wrong = ["TRTC", "TRTC|0", "TRTC|12", "a b|1", "a|1,", `${"a".repeat(31)}|1`, "腾".repeat(11) + "|1"];
  expect(wrong.map((HotWordList) => asr({ HotWordList })?.code)).toEqual(wrong.map(() => "InvalidParameter"));
  expect(asr({ HotWordList: Array(129).fill("a|1").join(",") })).toEqual({
    code: "InvalidParameter",
    message: "Parameter AsrParam.HotWordList must hold at most 128 words.",
  });
});

test("other languages are at most four, of the advanced engines", () => {
  expect(asr({ AlternativeLanguage: ["ja", "ko", "vi", "fil"] })).toBeUndefined();
  expect(asr({ AlternativeLanguage: ["ja", "ko", "vi", "fil", "no"] })?.code).toBe(
    "InvalidParameter.OutOfRange",
  );
  const wrong = ["zh-yue", "zh-dialect", "bigmodel-ja", "16k_zh_en"];
  expect(wrong.map((language) => asr({ AlternativeLanguage: [language] })?.code)).toEqual(
    wrong.map(() => "InvalidParameter"),
  );
});

test.each([
  ["FilterDirty", 2],
  ["FilterModal", 1],
  ["FilterPunc", 1],
])("%s is of standard engines", (name, value) => {
  expect(asr({ [name]: value })).toEqual({
    code: "InvalidParameter",
    message: `Parameter AsrParam.${name} is not supported by the engine.`,
  });
  expect(asr({ [name]: 0 })).toBeUndefined();
  const engines = ["16k_zh_en", "zh"];
  expect(engines.map((Lang) => asr({ Lang, [name]: value }))).toEqual([undefined, undefined]);
  expect(asr({ Lang: "16k_zh_en", [name]: 3 })?.code).toBe("InvalidParameter.OutOfRange");
});

test("terms have a language, a source and a target", () => {
  const terms = (item: unknown) =>
    codeOf({ TranslationParam: { TargetLang: ["en"], Terminologies: [item] } });
  expect(terms({ TargetLang: "en", Terminology: [{ Source: "房间", Target: "room" }] })).toBeUndefined();
  expect([terms({}), terms({ TargetLang: "en", Terminology: [{ Source: "a" }] })]).toEqual([
    "MissingParameter.TargetLang",
    "MissingParameter.Target",
  ]);
});

describe("what is read out", () => {
  const SPEECH = {
    Model: "flow_02_turbo",
    Language: "en",
    TargetUser: { UserId: "teacher" },
    TTSRobotUser: { UserId: "voice" },
    Voice: { VoiceId: "v-female-P6q9LmR2", Speed: 0.5, Volume: 10, Pitch: -12 },
  };
  const speech = (changes: Changes, lists: Changes = {}) =>
    create({
      TranscriptionParam: {
        ...CREATE.TranscriptionParam,
        SubscribeList: [{ UserId: "teacher" }, { UserId: "student" }],
        ...lists,
      },
      TranslationParam: { TargetLang: ["en"] },
      TTSParam: [{ ...SPEECH, ...changes }],
    });

  test("is a listed user's, in a language that is translated into, by a robot of its own", () => {
    expect(speech({})).toBeUndefined();
  });

  test.each(["Model", "Language", "TargetUser", "TTSRobotUser", "Voice"])("needs %s", (name) => {
    expect(speech({ [name]: undefined })?.code).toBe(`MissingParameter.${name}`);
  });

  test.each([
    [{ Language: "ja" }, "Parameter TTSParam.0.Language must be in TranslationParam.TargetLang."],
    [
      { TargetUser: { UserId: "guest" } },
      "Parameter TTSParam.0.TargetUser must be in SubscribeList and not in UnSubscribeList.",
    ],
    [{ TTSRobotUser: { UserId: "teacher" } }, "Parameter TTSParam.0.TTSRobotUser must be a user of its own."],
    [{ TTSRobotUser: { UserId: "student" } }, "Parameter TTSParam.0.TTSRobotUser must be a user of its own."],
    [
      { TTSRobotUser: { UserId: "trtc_test_1" } },
      "Parameter TTSParam.0.TTSRobotUser must be a user of its own.",
    ],
  ])("is refused with %j", (changes, message) => {
    expect(speech(changes)).toEqual({ code: "InvalidParameter", message });
  });

  test("is not of a user in the other list", () => {
    expect(speech({}, { UnSubscribeList: [{ UserId: "teacher" }] })?.code).toBe("InvalidParameter");
  });

  test("has one model and a voice in its ranges", () => {
    expect(speech({ Model: "flow_01" })?.code).toBe("InvalidParameter");
    const voices = [{ Speed: 0.4 }, { Speed: 2.1 }, { Volume: 10.5 }, { Pitch: 13 }];
    expect(voices.map((voice) => speech({ Voice: { ...SPEECH.Voice, ...voice } })?.code)).toEqual(
      Array(4).fill("InvalidParameter.OutOfRange"),
    );
    expect(speech({ Voice: { ...SPEECH.Voice, Pitch: 0.5 } })?.code).toBe("InvalidParameter");
  });
});
