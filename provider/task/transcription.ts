import type {
  AsrParam as WireAsrParam,
  CreateCloudTranscriptionRequest,
  TranscriptionParam as WireTranscriptionParam,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/trtc/v20190722/trtc_models";
import {
  ASIAN_REGIONS,
  exitRows,
  idleRow,
  regionRow,
  ROBOT_ROWS,
  ROBOT_RULES,
  SIG_ROWS,
  USER_ID_PATTERN,
} from "./arguments";
import type {
  AsrParam,
  CloudTranscriptionTaskInputs,
  TerminologyItem,
  TranscriptionParam,
  TranslationParam,
  TtsParam,
} from "./cloud-transcription-task";
import { sightOfStatus, STRING_IS_1, wireRoom } from "./kind";
import type { TaskInputs, TaskKind } from "./kind";
import { wireFlag, wireObject } from "./wire-object";
import { knownValue, problem, shown, UNKNOWN } from "../resource/schema";
import type { Bag, CheckFailure, ObjectProperty, Property, Rule } from "../resource/schema";
import { valueAt } from "../resource/state";

const CREATE_PAGE = "https://trtc.io/document/78748";

const FILTER_DIRTY = { off: 0, remove: 1, mask: 2 } as const;
const FILTER_MODAL = { off: 0, partial: 1, strict: 2 } as const;

/** A language as the API writes it: `en`, `fil`, `zh-TW`. A form and not a list: the vendor adds languages, on demand too. */
const LANGUAGE = "[a-z]{2,3}(-[A-Za-z]{2,8})?";

/** User ids without a pattern: these lists know no prefixes. */
const USERS: Property = {
  type: "array",
  items: { type: "string", minLength: 1, allowed: "a user id", cure: "correct the user id" },
  set: true,
  changes: "replaces",
  allowed: "a list of user ids",
  cure: "name users of the room",
  page: CREATE_PAGE,
};

const TEXT = { type: "string", minLength: 1, allowed: "a text that is not empty" } as const;

const TRANSCRIPTION_ROW: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  properties: {
    subscribeList: USERS,
    unSubscribeList: USERS,
    maxIdleTime: idleRow({ page: CREATE_PAGE }),
    sendCustomMode: {
      type: "boolean",
      default: false,
      changes: "replaces",
      cure: "say true to have the text sent into the room as custom data",
      page: CREATE_PAGE,
    },
  },
  cure: "say whose speech is transcribed",
};

const ASR_ROW: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["lang"],
  properties: {
    lang: {
      type: "string",
      pattern: `^((bigmodel-)?${LANGUAGE}|16k_[a-z_]+)$`,
      changes: "replaces",
      allowed: 'an engine such as "bigmodel-en", "16k_zh_en" or "zh-yue"',
      cure: "name one of the vendor's page, with bigmodel- before the language unless you want an older engine",
      page: CREATE_PAGE,
    },
    vadSilenceTime: {
      type: "integer",
      minimum: 240,
      maximum: 2000,
      default: 1000,
      unit: "milliseconds",
      changes: "replaces",
      cure: "choose a silence in this range; a shorter one ends sentences sooner",
      page: CREATE_PAGE,
    },
    hotWordList: {
      type: "array",
      maxItems: 128,
      items: {
        type: "string",
        pattern: "^[^|,\\s]+\\|([1-9]|1[01]|100)$",
        allowed: 'a word without spaces and commas, | and its weight, 1 to 11 or 100, such as "TRTC|10"',
        cure: "write word and weight like this",
      },
      changes: "replaces",
      allowed: "a list of at most 128 words",
      cure: "name fewer words",
      page: CREATE_PAGE,
    },
    alternativeLanguage: {
      type: "array",
      maxItems: 4,
      items: {
        type: "string",
        pattern: `^(?!zh-(dialect|yue)$)${LANGUAGE}$`,
        allowed: 'a language such as "ja", not zh-dialect or zh-yue',
        cure: "name a language without bigmodel-",
      },
      changes: "replaces",
      allowed: "a list of at most 4 languages",
      cure: "name fewer languages",
      page: CREATE_PAGE,
    },
    vadLevel: {
      type: "boolean",
      default: false,
      changes: "replaces",
      cure: "say true to suppress voices from far away",
      page: CREATE_PAGE,
    },
    filterDirty: {
      type: "string",
      enum: Object.keys(FILTER_DIRTY),
      changes: "replaces",
      cure: "say what becomes of dirty words",
      page: CREATE_PAGE,
    },
    filterModal: {
      type: "string",
      enum: Object.keys(FILTER_MODAL),
      changes: "replaces",
      cure: "say how strictly filler words are taken out",
      page: CREATE_PAGE,
    },
    filterPunc: {
      type: "boolean",
      changes: "replaces",
      cure: "say true to take out the full stop at the end of a sentence",
      page: CREATE_PAGE,
    },
  },
  cure: "say what language is spoken",
};

const TRANSLATION_LANGUAGE = {
  type: "string",
  pattern: `^${LANGUAGE}$`,
  allowed: 'a language such as "en"',
  cure: "name a language of the vendor's page",
} as const;

const TRANSLATION_ROW: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["targetLang"],
  properties: {
    targetLang: {
      type: "array",
      minItems: 1,
      items: TRANSLATION_LANGUAGE,
      set: true,
      changes: "replaces",
      allowed: "a list of one language or more",
      cure: "name the languages into which to translate",
      page: CREATE_PAGE,
    },
    terminologies: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["targetLang", "terminology"],
        properties: {
          targetLang: TRANSLATION_LANGUAGE,
          terminology: {
            type: "array",
            items: {
              type: "object",
              additionalProperties: false,
              required: ["source", "target"],
              properties: {
                source: { ...TEXT, cure: "give the term as it is said" },
                target: { ...TEXT, cure: "give the term as it is to be translated" },
              },
              allowed: "an object with source and target",
              cure: "give a term and its translation",
            },
            allowed: "a list of objects with source and target",
            cure: "give terms with their translations",
          },
        },
        allowed: "an object with targetLang and terminology",
        cure: "give the terms of a language",
      },
      changes: "replaces",
      allowed: "a list of objects with targetLang and terminology",
      cure: "give a list, one item for each language",
      page: CREATE_PAGE,
    },
  },
  cure: "say into which languages to translate",
};

const USER_NAME = {
  type: "string",
  pattern: USER_ID_PATTERN,
  allowed: "1 to 32 letters, digits, _ and -",
} as const;

const VOICE_ROW: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["voiceId"],
  properties: {
    voiceId: { ...TEXT, cure: "name a voice of the language, of the vendor's page" },
    speed: { type: "number", minimum: 0.5, maximum: 2, default: 1, cure: "choose a speed in this range" },
    volume: { type: "number", minimum: 0, maximum: 10, default: 1, cure: "choose a volume in this range" },
    pitch: { type: "integer", minimum: -12, maximum: 12, default: 0, cure: "choose a pitch in this range" },
  },
  cure: "say with which voice it is read out",
};

const TTS_ROW: Property = {
  type: "array",
  items: {
    type: "object",
    additionalProperties: false,
    required: ["language", "targetUser", "ttsRobotUser", "voice"],
    properties: {
      model: { type: "string", enum: ["flow_02_turbo"], default: "flow_02_turbo", cure: "leave it out" },
      language: { ...TRANSLATION_LANGUAGE, cure: "name one of translationParam.targetLang" },
      targetUser: { ...USER_NAME, cure: "name a user of transcriptionParam.subscribeList" },
      ttsRobotUser: { ...USER_NAME, cure: "choose a robot name that no user of the room has" },
      voice: VOICE_ROW,
    },
    allowed: "an object with language, targetUser, ttsRobotUser and voice",
    cure: "say whose words are read out, and how",
  },
  changes: "replaces",
  allowed: "a list of objects with language, targetUser, ttsRobotUser and voice",
  cure: "give a list, one item for each user and language",
  page: CREATE_PAGE,
};

/** The arguments of a transcription task: limits and defaults of the API, and what a change does. */
export const transcriptionSchema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["sdkAppId", "roomId", "userId", "asrParam", "region"],
  properties: {
    ...ROBOT_ROWS,
    transcriptionParam: TRANSCRIPTION_ROW,
    asrParam: ASR_ROW,
    translationParam: TRANSLATION_ROW,
    ttsParam: TTS_ROW,
    region: regionRow(ASIAN_REGIONS),
    ...SIG_ROWS,
    ...exitRows("recreate"),
  },
};

const MAX_WORD_BYTES = 30;

/** "30 characters, at most 10 Chinese ones": bytes of UTF-8. */
const hotWordsAreShort: Rule = (inputs) => {
  const words = valueAt(inputs, "asrParam.hotWordList");
  if (!Array.isArray(words)) return undefined;
  return words.flatMap((given: unknown, index) => {
    const word = typeof given === "string" ? given.split("|", 1)[0] : undefined;
    if (word === undefined || given === UNKNOWN || Buffer.byteLength(word) <= MAX_WORD_BYTES) return [];
    return problem(
      `asrParam.hotWordList.${index}`,
      `a word of ${Buffer.byteLength(word)} bytes`,
      `at most ${MAX_WORD_BYTES} bytes of UTF-8 before the |`,
      "shorten the word; a Chinese character has 3 bytes",
    );
  });
};

/** "Basic and standard engines only": not the languages of the large model, nor those of the advanced engines. */
const filtersOfStandardEngines: Rule = (inputs) => {
  const lang = knownValue(inputs, "asrParam.lang");
  if (typeof lang !== "string" || lang.startsWith("16k_") || lang === "zh") return undefined;
  return ["filterDirty", "filterModal", "filterPunc"].flatMap((name) => {
    const path = `asrParam.${name}`;
    const filter = knownValue(inputs, path);
    if (filter === undefined || filter === "off" || filter === false) return [];
    return problem(
      path,
      shown(filter),
      `nothing with lang ${shown(lang)}`,
      'remove it, or choose an engine that filters, such as "16k_zh_en"',
    );
  });
};

/** The texts of a list, none when it is absent; undefined while not all of them are known. */
function knownTexts(inputs: Bag, path: string): readonly string[] | undefined {
  const list = valueAt(inputs, path) ?? [];
  if (!Array.isArray(list)) return undefined;
  const texts = list.filter((item): item is string => typeof item === "string" && item !== UNKNOWN);
  return texts.length === list.length ? texts : undefined;
}

/** Each item reads out a translation of one user's words, by a robot of its own. */
const readsOutWhatIsThere: Rule = (inputs) => {
  const items = valueAt(inputs, "ttsParam");
  if (!Array.isArray(items)) return undefined;
  const languages = knownTexts(inputs, "translationParam.targetLang");
  const wanted = knownTexts(inputs, "transcriptionParam.subscribeList");
  const unwanted = knownTexts(inputs, "transcriptionParam.unSubscribeList");
  const robot = knownValue(inputs, "userId");
  return items.flatMap((item: unknown, index): CheckFailure[] => {
    const at = (name: string) => `ttsParam.${index}.${name}`;
    const said = (name: string) => knownValue(item, name);
    const [language, target, speaker] = [said("language"), said("targetUser"), said("ttsRobotUser")];
    const isOf = (list: readonly string[] | undefined, value: unknown) =>
      list?.some((text) => text === value);
    const isUser = speaker === target || isOf(wanted, speaker) || isOf(unwanted, speaker);
    return [
      language !== undefined && isOf(languages, language) === false
        ? problem(
            at("language"),
            shown(language),
            "one of translationParam.targetLang",
            "translate into it, or read out another",
          )
        : [],
      target !== undefined && isOf(wanted, target) === false
        ? problem(
            at("targetUser"),
            shown(target),
            "one of transcriptionParam.subscribeList",
            "name the user there",
          )
        : [],
      target !== undefined && isOf(unwanted, target)
        ? problem(
            at("targetUser"),
            shown(target),
            "none of transcriptionParam.unSubscribeList",
            "take the user out there",
          )
        : [],
      speaker !== undefined && (speaker === robot || isUser)
        ? problem(
            at("ttsRobotUser"),
            shown(speaker),
            speaker === robot ? "another than userId" : "another than the users of the task",
            "choose a robot name that nobody in the room has",
          )
        : [],
    ].flat();
  });
};

/** The arguments with the defaults that check has written. */
type CheckedInputs = CloudTranscriptionTaskInputs & TaskInputs;

/** Cloud transcription: a robot enters a room, writes down what is said there, translates it and reads it out. */
export const transcription: TaskKind<CheckedInputs> = {
  resource: "CloudTranscriptionTask",
  schema: transcriptionSchema,
  furtherRobots: { list: "ttsParam", userId: "ttsRobotUser" },
  rules: [hotWordsAreShort, filtersOfStandardEngines, readsOutWhatIsThere, ...ROBOT_RULES],
  fingerprints: {},
  create: {
    action: "CreateCloudTranscription",
    params: (
      { sdkAppId, roomId, userId, transcriptionParam = {}, asrParam, translationParam, ttsParam = [] },
      { userSig },
    ) =>
      ({
        SdkAppId: sdkAppId,
        ...wireRoom(roomId, STRING_IS_1),
        TranscriptionParam: wireTranscription(transcriptionParam, { UserId: userId, UserSig: userSig }),
        AsrParam: wireAsr(asrParam),
        ...(translationParam !== undefined && { TranslationParam: wireTranslation(translationParam) }),
        ...(ttsParam.length > 0 && { TTSParam: ttsParam.map(wireTts) }),
      }) satisfies CreateCloudTranscriptionRequest,
  },
  describe: { action: "DescribeCloudTranscription", sees: sightOfStatus },
  stop: { action: "DeleteCloudTranscription" },
  notFound: ["ResourceNotFound"],
  quota:
    "no page says how many transcriptions an application may run at once: end some or ask the vendor for more",
};

/** Empty lists mean everybody and nobody, as none do, and are left out. */
function wireTranscription(
  { subscribeList = [], unSubscribeList = [], maxIdleTime, sendCustomMode }: TranscriptionParam,
  robot: { UserId: string; UserSig: string },
): WireTranscriptionParam {
  return wireObject<WireTranscriptionParam>({
    ...robot,
    SubscribeList: wireUsers(subscribeList),
    UnSubscribeList: wireUsers(unSubscribeList),
    MaxIdleTime: maxIdleTime,
    SendCustomMode: wireFlag(sendCustomMode),
  });
}

function wireUsers(users: readonly string[]): { UserId: string }[] | undefined {
  return users.length === 0 ? undefined : [...new Set(users)].map((user) => ({ UserId: user }));
}

function wireTranslation({ targetLang, terminologies }: TranslationParam) {
  return {
    TargetLang: [...new Set(targetLang)],
    ...(terminologies !== undefined && { Terminologies: terminologies.map(wireTerms) }),
  };
}

function wireTerms({ targetLang, terminology }: TerminologyItem) {
  return {
    TargetLang: targetLang,
    Terminology: terminology.map(({ source, target }) => ({ Source: source, Target: target })),
  };
}

/** The filters are sent only when they are given: not every site knows them. */
function wireAsr(asr: AsrParam): WireAsrParam {
  const { hotWordList = [], alternativeLanguage = [], filterDirty, filterModal } = asr;
  return wireObject<WireAsrParam>({
    Lang: asr.lang,
    VadSilenceTime: asr.vadSilenceTime,
    VadLevel: wireFlag(asr.vadLevel),
    HotWordList: hotWordList.length === 0 ? undefined : hotWordList.join(","),
    AlternativeLanguage: alternativeLanguage.length === 0 ? undefined : alternativeLanguage,
    FilterDirty: filterDirty && FILTER_DIRTY[filterDirty],
    FilterModal: filterModal && FILTER_MODAL[filterModal],
    FilterPunc: wireFlag(asr.filterPunc),
  });
}

function wireTts({ model = "flow_02_turbo", language, targetUser, ttsRobotUser, voice }: TtsParam) {
  const { voiceId, speed = 1, volume = 1, pitch = 0 } = voice;
  return {
    Model: model,
    Language: language,
    TargetUser: { UserId: targetUser },
    TTSRobotUser: { UserId: ttsRobotUser },
    Voice: { VoiceId: voiceId, Speed: speed, Volume: volume, Pitch: pitch },
  };
}
