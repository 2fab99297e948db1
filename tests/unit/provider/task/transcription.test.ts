import { leaves, UNKNOWN } from "../../../../provider/resource/schema";
import type { Bag } from "../../../../provider/resource/schema";
import type { CloudTranscriptionTaskArgs } from "../../../../provider/task/cloud-transcription-task";
import { transcription, transcriptionSchema } from "../../../../provider/task/transcription";
import { START } from "../fake-clock";
import { taskLifecycle, TASK_ID } from "../lifecycle-parts";
import { withoutValue, withValue } from "../task-inputs";
import { fullest, smallest } from "./inputs/transcription";

beforeEach(() => {
  jest.spyOn(Date, "now").mockReturnValue(START);
});
afterEach(() => {
  jest.restoreAllMocks();
});

const checkOf = (inputs: Bag) => taskLifecycle(transcription).lifecycle.check({}, inputs);

function problems(inputs: Bag): Record<string, string> {
  return Object.fromEntries(checkOf(inputs).failures.map(({ property, reason }) => [property, reason]));
}

/** As check hands it to the engine; fails the test when something is wrong with it. */
function checked(inputs: Bag): Bag {
  const { inputs: complete, failures } = checkOf(inputs);
  expect(failures).toEqual([]);
  return complete;
}

/** The smallest inputs with this asrParam beside the engine. */
const heard = (asrParam: Bag): Bag => ({ ...smallest, asrParam: { lang: "bigmodel-en", ...asrParam } });

const SPEECH = {
  language: "en",
  targetUser: "teacher",
  ttsRobotUser: "voice-en",
  voice: { voiceId: "v-female-P6q9LmR2" },
};

/** Inputs that read out these items. */
const spoken = (items: unknown, lists: Bag = {}): Bag => ({
  ...smallest,
  transcriptionParam: { subscribeList: ["teacher", "student"], unSubscribeList: ["guest"], ...lists },
  translationParam: { targetLang: ["en"] },
  ttsParam: items,
});

describe("the table", () => {
  test("nothing updates, these settle, and the others replace", () => {
    const changing = (change: string) =>
      leaves(transcriptionSchema).flatMap(({ path, property }) =>
        property.changes === change ? [path] : [],
      );
    expect(changing("updates")).toEqual([]);
    expect(changing("settles")).toEqual(["userSig", "sdkSecretKey", "userSigExpire", "onExit"]);
    expect(changing("replaces")).toEqual([
      "sdkAppId",
      "roomId",
      "userId",
      "transcriptionParam.subscribeList",
      "transcriptionParam.unSubscribeList",
      "transcriptionParam.maxIdleTime",
      "transcriptionParam.sendCustomMode",
      "asrParam.lang",
      "asrParam.vadSilenceTime",
      "asrParam.hotWordList",
      "asrParam.alternativeLanguage",
      "asrParam.vadLevel",
      "asrParam.filterDirty",
      "asrParam.filterModal",
      "asrParam.filterPunc",
      "translationParam.targetLang",
      "translationParam.terminologies",
      "ttsParam",
      "region",
    ]);
  });

  test("the API has neither a PrivateMapKey nor an end of the handle", () => {
    expect(Object.keys(problems({ ...smallest, privateMapKey: true, resourceExpiredHour: 6 }))).toEqual([
      "privateMapKey",
      "resourceExpiredHour",
    ]);
  });

  test("the defaults are the API's, also in the items of a list", () => {
    const { transcriptionParam: _none, ...defaults } = checked(smallest);
    expect(defaults).toEqual({
      ...smallest,
      asrParam: { lang: "bigmodel-en", vadSilenceTime: 1000, vadLevel: false },
      userSigExpire: 15_552_000,
      onExit: "recreate",
    });
    expect(checked(spoken([SPEECH]))).toMatchObject({
      transcriptionParam: { maxIdleTime: 30, sendCustomMode: false },
      ttsParam: [{ model: "flow_02_turbo", voice: { speed: 1, volume: 1, pitch: 0 } }],
    });
  });

  test("the full inputs are right", () => {
    for (const inputs of fullest) expect(problems(inputs)).toEqual({});
  });

  test("slicing's Frankfurt is no region of transcription", () => {
    expect(problems({ ...smallest, region: "eu-frankfurt" })).toEqual({
      region:
        'region is "eu-frankfurt", allowed is "ap-singapore" or "ap-guangzhou": ' +
        "set region on the resource, TENCENTCLOUD_REGION or trtc:region to one of these",
    });
  });
});

describe("the engine", () => {
  test.each(["bigmodel-zh", "bigmodel-fil", "bigmodel-xy", "16k_zh_large", "16k_zh_en", "zh-TW", "no"])(
    "may be %s, for languages are added",
    (lang) => {
      expect(problems(heard({ lang }))).toEqual({});
    },
  );

  test.each(["", "english", "bigmodel-english", "bigmodel_zh", "ZH", 5])("may not be %j", (lang) => {
    expect(problems(heard({ lang }))).toEqual({
      "asrParam.lang":
        `asrParam.lang is ${JSON.stringify(lang)}, allowed is an engine such as "bigmodel-en", "16k_zh_en" or "zh-yue": ` +
        "name one of the vendor's page, with bigmodel- before the language unless you want an older engine",
    });
  });

  test("must be given", () => {
    expect(Object.keys(problems(withoutValue(smallest, "asrParam")))).toEqual(["asrParam"]);
    expect(Object.keys(problems({ ...smallest, asrParam: {} }))).toEqual(["asrParam.lang"]);
  });

  test("other languages are four at most, and none that the vendor leaves out", () => {
    expect(problems(heard({ alternativeLanguage: ["ja", "ko", "vi", "fil", "no"] }))).toEqual({
      "asrParam.alternativeLanguage":
        "asrParam.alternativeLanguage is a list of 5, allowed is a list of at most 4 languages: name fewer languages",
    });
    expect(problems(heard({ alternativeLanguage: ["ja", "zh-yue", "bigmodel-ko"] }))).toEqual({
      "asrParam.alternativeLanguage.1":
        'asrParam.alternativeLanguage.1 is "zh-yue", allowed is a language such as "ja", not zh-dialect or zh-yue: ' +
        "name a language without bigmodel-",
      "asrParam.alternativeLanguage.2":
        'asrParam.alternativeLanguage.2 is "bigmodel-ko", allowed is a language such as "ja", not zh-dialect or zh-yue: ' +
        "name a language without bigmodel-",
    });
  });

  test("filters are of standard engines, and every one that is not is named", () => {
    const filters = { filterDirty: "mask", filterModal: "partial", filterPunc: true };
    expect(problems(heard({ lang: "16k_zh_en", ...filters }))).toEqual({});
    expect(problems(heard({ lang: "zh", ...filters }))).toEqual({});
    expect(problems(heard({ filterDirty: "off", filterModal: "off", filterPunc: false }))).toEqual({});
    expect(problems(heard({ lang: UNKNOWN, ...filters }))).toEqual({});
    expect(problems(heard(filters))).toEqual(
      Object.fromEntries(
        [
          ["filterDirty", '"mask"'],
          ["filterModal", '"partial"'],
          ["filterPunc", "true"],
        ].map(([name, given]) => [
          `asrParam.${name}`,
          `asrParam.${name} is ${given}, allowed is nothing with lang "bigmodel-en": ` +
            'remove it, or choose an engine that filters, such as "16k_zh_en"',
        ]),
      ),
    );
  });
});

describe("hot words", () => {
  test("have weights and no spaces", () => {
    expect(
      problems(heard({ hotWordList: ["TRTC|1", "ASR|11", "蜜制|100", "腾".repeat(10) + "|2"] })),
    ).toEqual({});
    const wrong = ["TRTC", "TRTC|0", "TRTC|12", "a b|1", "a,b|1", "|1"];
    const found = problems(heard({ hotWordList: wrong }));
    expect(Object.keys(found)).toEqual(wrong.map((_word, index) => `asrParam.hotWordList.${index}`));
    expect(found["asrParam.hotWordList.1"]).toBe(
      'asrParam.hotWordList.1 is "TRTC|0", allowed is a word without spaces and commas, | and its weight, 1 to 11 or 100, ' +
        'such as "TRTC|10": write word and weight like this',
    );
  });

  test("have 30 bytes at most, which are 10 Chinese characters", () => {
    const hotWordList = ["a".repeat(30) + "|1", "a".repeat(31) + "|1", UNKNOWN, "腾".repeat(11) + "|5"];
    expect(problems(heard({ hotWordList }))).toEqual({
      "asrParam.hotWordList.1":
        "asrParam.hotWordList.1 is a word of 31 bytes, allowed is at most 30 bytes of UTF-8 before the |: " +
        "shorten the word; a Chinese character has 3 bytes",
      "asrParam.hotWordList.3":
        "asrParam.hotWordList.3 is a word of 33 bytes, allowed is at most 30 bytes of UTF-8 before the |: " +
        "shorten the word; a Chinese character has 3 bytes",
    });
  });

  test("are 128 at most", () => {
    expect(problems(heard({ hotWordList: Array(128).fill("a|1") }))).toEqual({});
    expect(Object.keys(problems(heard({ hotWordList: Array(129).fill("a|1") })))).toEqual([
      "asrParam.hotWordList",
    ]);
  });
});

describe("what is read out", () => {
  test("is a listed user's, in a language that is translated into, by a robot of its own", () => {
    expect(problems(spoken([SPEECH, { ...SPEECH, targetUser: "student", ttsRobotUser: "voice-2" }]))).toEqual(
      {},
    );
  });

  test.each<[Bag, string, string]>([
    [
      { language: "ja" },
      "language",
      'is "ja", allowed is one of translationParam.targetLang: translate into it, or read out another',
    ],
    [
      { targetUser: "stranger" },
      "targetUser",
      'is "stranger", allowed is one of transcriptionParam.subscribeList: name the user there',
    ],
    [
      { ttsRobotUser: "transcriber-lobby" },
      "ttsRobotUser",
      'is "transcriber-lobby", allowed is another than userId: choose a robot name that nobody in the room has',
    ],
    [
      { ttsRobotUser: "student" },
      "ttsRobotUser",
      'is "student", allowed is another than the users of the task: choose a robot name that nobody in the room has',
    ],
    [
      { ttsRobotUser: "guest" },
      "ttsRobotUser",
      'is "guest", allowed is another than the users of the task: choose a robot name that nobody in the room has',
    ],
  ])("is refused with %j", (changes, name, sentence) => {
    expect(problems(spoken([SPEECH, { ...SPEECH, ...changes }]))).toEqual({
      [`ttsParam.1.${name}`]: `ttsParam.1.${name} ${sentence}`,
    });
  });

  test("is not of a user in the other list", () => {
    expect(problems(spoken([SPEECH], { unSubscribeList: ["teacher"] }))).toEqual({
      "ttsParam.0.targetUser":
        'ttsParam.0.targetUser is "teacher", allowed is none of transcriptionParam.unSubscribeList: take the user out there',
    });
  });

  test("needs lists and a translation at all", () => {
    expect(Object.keys(problems({ ...smallest, ttsParam: [SPEECH] }))).toEqual([
      "ttsParam.0.language",
      "ttsParam.0.targetUser",
    ]);
  });

  test("is not judged by what is not known yet", () => {
    const unknownLists = { ...spoken([SPEECH]), transcriptionParam: UNKNOWN, translationParam: UNKNOWN };
    expect(problems(unknownLists)).toEqual({});
    expect(problems(spoken([SPEECH], { subscribeList: [UNKNOWN], unSubscribeList: [UNKNOWN] }))).toEqual({});
    const unknownItem = { ...SPEECH, language: UNKNOWN, targetUser: UNKNOWN, ttsRobotUser: UNKNOWN };
    expect(problems(spoken([unknownItem, UNKNOWN]))).toEqual({});
    expect(problems(spoken(UNKNOWN))).toEqual({});
  });

  test("has every part it needs, and a voice in its ranges", () => {
    const found = problems(
      spoken([
        {},
        { ...SPEECH, model: "flow_01", voice: { voiceId: "", speed: 0.4, volume: 11, pitch: 0.5 } },
      ]),
    );
    expect(Object.keys(found).sort()).toEqual([
      "ttsParam.0.language",
      "ttsParam.0.targetUser",
      "ttsParam.0.ttsRobotUser",
      "ttsParam.0.voice",
      "ttsParam.1.model",
      "ttsParam.1.voice.pitch",
      "ttsParam.1.voice.speed",
      "ttsParam.1.voice.voiceId",
      "ttsParam.1.voice.volume",
    ]);
    expect(found["ttsParam.1.voice.speed"]).toBe(
      "ttsParam.1.voice.speed is 0.4, allowed is a number from 0.5 to 2: choose a speed in this range",
    );
  });
});

test("a translation needs a language, and terms need both sides", () => {
  const found = problems({
    ...smallest,
    translationParam: {
      targetLang: [],
      terminologies: [{ targetLang: "en", terminology: [{ source: "房间" }] }, { terminology: "room" }],
    },
  });
  expect(found).toEqual({
    "translationParam.targetLang":
      "translationParam.targetLang is a list of 0, allowed is a list of one language or more: " +
      "name the languages into which to translate",
    "translationParam.terminologies.0.terminology.0.target":
      "translationParam.terminologies.0.terminology.0.target is missing, allowed is a text that is not empty: " +
      "give the term as it is to be translated",
    "translationParam.terminologies.1.targetLang":
      'translationParam.terminologies.1.targetLang is missing, allowed is a language such as "en": ' +
      "name a language of the vendor's page",
    "translationParam.terminologies.1.terminology":
      'translationParam.terminologies.1.terminology is "room", allowed is a list of objects with source and target: ' +
      "give terms with their translations",
  });
});

test("everything wrong is said at once", () => {
  const found = problems({
    ...spoken([{ ...SPEECH, language: "ja" }]),
    sdkAppId: 0,
    transcriptionParam: { subscribeList: [""], maxIdleTime: 4, sendCustomMode: 1 },
    asrParam: { lang: "bigmodel-en", vadSilenceTime: 100, filterPunc: true, hotWordList: ["a"] },
    modify: true,
  });
  expect(Object.keys(found).sort()).toEqual([
    "asrParam.filterPunc",
    "asrParam.hotWordList.0",
    "asrParam.vadSilenceTime",
    "modify",
    "sdkAppId",
    "transcriptionParam.maxIdleTime",
    "transcriptionParam.sendCustomMode",
    "transcriptionParam.subscribeList.0",
    "ttsParam.0.language",
    "ttsParam.0.targetUser",
  ]);
});

test("what no engine, filter or API knows does not compile", () => {
  const args = { sdkAppId: 1, roomId: "lobby", userId: "robot" };
  const right: CloudTranscriptionTaskArgs[] = [
    { ...args, asrParam: { lang: "bigmodel-xy" } },
    { ...args, asrParam: { lang: "zh-yue", filterDirty: "off" } },
  ];
  const wrong: CloudTranscriptionTaskArgs[] = [
    // @ts-expect-error the engine is missing
    args,
    // @ts-expect-error neither an older engine nor one of the large model
    { ...args, asrParam: { lang: "english" } },
    // @ts-expect-error words, not numbers
    { ...args, asrParam: { lang: "zh", filterDirty: 2 } },
    // @ts-expect-error the API does not run there
    { ...args, asrParam: { lang: "zh" }, region: "eu-frankfurt" },
    // @ts-expect-error the API has no such field
    { ...args, asrParam: { lang: "zh" }, privateMapKey: true },
  ];
  expect([right, wrong].map(({ length }) => length)).toEqual([2, 5]);
});

describe("on the wire", () => {
  async function created(inputs: Bag): Promise<unknown> {
    const { lifecycle, client } = taskLifecycle(transcription, {
      answers: { CreateCloudTranscription: [{ TaskId: TASK_ID }] },
    });
    await lifecycle.create(checked(inputs));
    expect(client.actions()).toEqual(["CreateCloudTranscription"]);
    return client.calls[0]?.params;
  }

  test("the smallest inputs send what must be sent and the two defaults", async () => {
    expect(await created(smallest)).toStrictEqual({
      SdkAppId: 1400000001,
      RoomId: "lobby",
      RoomIdType: 1,
      TranscriptionParam: {
        UserId: "transcriber-lobby",
        UserSig: expect.stringMatching(/^eJ/) as unknown,
      },
      AsrParam: { Lang: "bigmodel-en", VadSilenceTime: 1000, VadLevel: 0 },
    });
  });

  test("an int32 room is a text of type 0: the other way round than in slicing", async () => {
    expect(await created({ ...smallest, roomId: 150 })).toMatchObject({ RoomId: "150", RoomIdType: 0 });
  });

  test("everything", async () => {
    expect(await created({ ...fullest[0] })).toStrictEqual({
      SdkAppId: 1400000001,
      RoomId: "lobby",
      RoomIdType: 1,
      TranscriptionParam: {
        UserId: "transcriber-lobby",
        UserSig: expect.stringMatching(/^eJ/) as unknown,
        SubscribeList: [{ UserId: "teacher" }, { UserId: "student" }],
        UnSubscribeList: [{ UserId: "guest" }],
        MaxIdleTime: 86_400,
        SendCustomMode: 1,
      },
      AsrParam: {
        Lang: "16k_zh_en",
        VadSilenceTime: 240,
        VadLevel: 1,
        HotWordList: "TRTC|10,实时音视频|100",
        AlternativeLanguage: ["ja", "fil"],
        FilterDirty: 2,
        FilterModal: 2,
        FilterPunc: 1,
      },
      TranslationParam: {
        TargetLang: ["en", "ja"],
        Terminologies: [{ TargetLang: "en", Terminology: [{ Source: "房间", Target: "room" }] }],
      },
      TTSParam: [
        {
          Model: "flow_02_turbo",
          Language: "en",
          TargetUser: { UserId: "teacher" },
          TTSRobotUser: { UserId: "voice-en" },
          Voice: { VoiceId: "v-female-P6q9LmR2", Speed: 1.25, Volume: 2, Pitch: -3 },
        },
      ],
    });
  });

  test("empty lists are left out, and repetitions are said once", async () => {
    const inputs = {
      ...smallest,
      transcriptionParam: { subscribeList: [], unSubscribeList: ["a", "a"] },
      asrParam: { lang: "zh", hotWordList: [], alternativeLanguage: [], filterModal: "partial" },
      translationParam: { targetLang: ["en", "en"] },
      ttsParam: [],
    };
    expect(await created(inputs)).toStrictEqual({
      SdkAppId: 1400000001,
      RoomId: "lobby",
      RoomIdType: 1,
      TranscriptionParam: {
        UserId: "transcriber-lobby",
        UserSig: expect.stringMatching(/^eJ/) as unknown,
        UnSubscribeList: [{ UserId: "a" }],
        MaxIdleTime: 30,
        SendCustomMode: 0,
      },
      AsrParam: { Lang: "zh", VadSilenceTime: 1000, VadLevel: 0, FilterModal: 1 },
      TranslationParam: { TargetLang: ["en"] },
    });
  });

  test.each([
    ["off", 0],
    ["remove", 1],
  ])("filterDirty %s is %d", async (word, number) => {
    const inputs = withValue(heard({ lang: "16k_zh_en" }), "asrParam.filterDirty", word);
    expect(await created(inputs)).toMatchObject({ AsrParam: { FilterDirty: number } });
  });
});

describe("what does not count as a change", () => {
  async function diffOf(before: Bag, after: Bag) {
    const { lifecycle } = taskLifecycle(transcription, {
      answers: { CreateCloudTranscription: [{ TaskId: TASK_ID }] },
    });
    const { outs } = await lifecycle.create(checked(before));
    return lifecycle.diff(outs, checked(after));
  }

  test.each<[string, Bag, Bag]>([
    ["a default that is said", smallest, { ...smallest, transcriptionParam: { maxIdleTime: 30 } }],
    [
      "the order of users",
      spoken([SPEECH]),
      spoken([SPEECH], { subscribeList: ["student", "teacher", "teacher"] }),
    ],
    [
      "a default that is said in an item",
      spoken([SPEECH]),
      spoken([{ ...SPEECH, voice: { ...SPEECH.voice, speed: 1 } }]),
    ],
  ])("%s", async (_what, before, after) => {
    expect(await diffOf(before, after)).toMatchObject({ changes: false, replaces: [] });
  });

  test("everything else makes a new task, after the old one has left", async () => {
    expect(await diffOf(spoken([SPEECH]), spoken([{ ...SPEECH, ttsRobotUser: "other" }]))).toEqual({
      changes: true,
      replaces: ["ttsParam"],
      deleteBeforeReplace: true,
    });
  });
});

test("the kind names its actions, and cannot change a task", () => {
  const { resource, create, describe: describing, modify, stop, notFound, privileges } = transcription;
  expect({
    resource,
    actions: [create, describing, modify, stop].map((step) => step?.action),
    notFound,
    privileges,
  }).toEqual({
    resource: "CloudTranscriptionTask",
    actions: [
      "CreateCloudTranscription",
      "DescribeCloudTranscription",
      undefined,
      "DeleteCloudTranscription",
    ],
    notFound: ["ResourceNotFound"],
    privileges: undefined,
  });
});

test.each([
  ["Idle", "running"],
  ["InProgress", "running"],
  ["Exited", "ended"],
  [undefined, "running"],
])("a task with status %p is seen as %p", (status, expected) => {
  expect(transcription.describe?.sees({ Status: status })).toBe(expected);
});
