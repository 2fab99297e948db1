import { listAt, textAt } from "../../api/params";
import type { ApiProblem } from "../../api/error";
import type { Params } from "../../api/service";
import type { ObjectShape, Shape } from "../../api/shape";
import { objectAt, objectsAt } from "../params";
import { fixed, roomProblem, SDK_APP_ID, SECRET, TASK_FIELDS, USER_ID } from "../rules";
import type { RequestRules } from "../rules";

/** 78746 to 78748 (international), 129056 to 129058 (mainland). */
const REGIONS = ["ap-singapore", "ap-guangzhou", "ap-hongkong", "ap-beijing", "ap-shanghai"];

/** "If your language is missing, contact us": the form of the words that the pages list, not the list. */
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z]{2,8})?$/;
const ENGINE = /^((bigmodel-)?[a-z]{2,3}(-[A-Za-z]{2,8})?|16k_[a-z_]+)$/;
/** "Advanced engines but zh-dialect and zh-yue." */
const ALTERNATIVE = /^(?!zh-dialect$|zh-yue$)[a-z]{2,3}(-[A-Za-z]{2,8})?$/;
/** "Basic and standard engines" filter: 16k_…, and zh, which is a 16k engine on the international page. */
const FILTERING_ENGINE = /^(16k_[a-z_]+|zh)$/;

/** `word|weight`, the weight 1 to 11 or 100; a word has no spaces and at most 30 bytes. */
const HOT_WORD = /^([^|,\s]+)\|([1-9]|1[01]|100)$/;
const MAX_HOT_WORD_BYTES = 30;
const MAX_HOT_WORDS = 128;

const LANGUAGE_TEXT: Shape = { kind: "text", required: true, pattern: LANGUAGE, form: "a language" };
const USER: ObjectShape = {
  kind: "object",
  fields: { UserId: { kind: "text", required: true } },
};
const NAMED_USER: ObjectShape = { kind: "object", required: true, fields: { UserId: USER_ID } };
const FLAG: Shape = { kind: "integer", min: 0, max: 1 };
const LEVEL: Shape = { kind: "integer", min: 0, max: 2 };

const CREATE: Readonly<Record<string, Shape>> = {
  SdkAppId: SDK_APP_ID,
  RoomId: { kind: "text", required: true },
  RoomIdType: { kind: "integer", required: true, min: 0, max: 1 },
  TranscriptionParam: {
    kind: "object",
    required: true,
    fields: {
      UserId: USER_ID,
      UserSig: SECRET,
      SubscribeList: { kind: "list", items: USER },
      UnSubscribeList: { kind: "list", items: USER },
      MaxIdleTime: { kind: "integer", min: 5, max: 86_400 },
      SendCustomMode: FLAG,
    },
  },
  AsrParam: {
    kind: "object",
    required: true,
    fields: {
      Lang: { kind: "text", required: true, pattern: ENGINE, form: "an engine such as bigmodel-zh" },
      VadSilenceTime: { kind: "integer", min: 240, max: 2000 },
      HotWordList: { kind: "text" },
      AlternativeLanguage: {
        kind: "list",
        maxItems: 4,
        items: { kind: "text", pattern: ALTERNATIVE, form: "an advanced language" },
      },
      VadLevel: FLAG,
      FilterDirty: LEVEL,
      FilterModal: LEVEL,
      FilterPunc: FLAG,
    },
  },
  TranslationParam: {
    kind: "object",
    fields: {
      TargetLang: { kind: "list", items: { ...LANGUAGE_TEXT, required: false } },
      Terminologies: {
        kind: "list",
        items: {
          kind: "object",
          fields: {
            TargetLang: LANGUAGE_TEXT,
            Terminology: {
              kind: "list",
              items: {
                kind: "object",
                fields: {
                  Source: { kind: "text", required: true },
                  Target: { kind: "text", required: true },
                },
              },
            },
          },
        },
      },
    },
  },
  TTSParam: {
    kind: "list",
    items: {
      kind: "object",
      fields: {
        Model: { kind: "text", required: true, oneOf: ["flow_02_turbo"] },
        Language: LANGUAGE_TEXT,
        TargetUser: NAMED_USER,
        TTSRobotUser: NAMED_USER,
        Voice: {
          kind: "object",
          required: true,
          fields: {
            VoiceId: { kind: "text", required: true },
            Speed: { kind: "decimal", min: 0.5, max: 2 },
            Volume: { kind: "decimal", min: 0, max: 10 },
            Pitch: { kind: "integer", min: -12, max: 12 },
          },
        },
      },
    },
  },
};

function invalid(message: string): ApiProblem {
  return { code: "InvalidParameter", message };
}

function hotWordProblem(asr: Params): ApiProblem | undefined {
  const list = textAt(asr, "HotWordList");
  if (list === "") return undefined;
  const words = list.split(",");
  if (words.length > MAX_HOT_WORDS)
    return invalid(`Parameter AsrParam.HotWordList must hold at most ${MAX_HOT_WORDS} words.`);
  const isRight = (text: string): boolean => {
    const word = HOT_WORD.exec(text)?.[1];
    return word !== undefined && Buffer.byteLength(word) <= MAX_HOT_WORD_BYTES;
  };
  if (words.every(isRight)) return undefined;
  return invalid("Parameter AsrParam.HotWordList must be word|weight, separated by commas.");
}

function filterProblem(asr: Params): ApiProblem | undefined {
  if (FILTERING_ENGINE.test(textAt(asr, "Lang"))) return undefined;
  const filter = ["FilterDirty", "FilterModal", "FilterPunc"].find(
    (name) => asr[name] !== undefined && asr[name] !== 0,
  );
  if (filter === undefined) return undefined;
  return invalid(`Parameter AsrParam.${filter} is not supported by the engine.`);
}

function usersOf(params: Params, name: string): readonly string[] {
  return objectsAt(params, name).map((user) => textAt(user, "UserId"));
}

function speechProblem(params: Params): ApiProblem | undefined {
  const task = objectAt(params, "TranscriptionParam");
  const [wanted, unwanted] = [usersOf(task, "SubscribeList"), usersOf(task, "UnSubscribeList")];
  const languages = listAt(objectAt(params, "TranslationParam"), "TargetLang");
  for (const [index, speech] of objectsAt(params, "TTSParam").entries()) {
    const path = `TTSParam.${index}`;
    const target = textAt(objectAt(speech, "TargetUser"), "UserId");
    const robot = textAt(objectAt(speech, "TTSRobotUser"), "UserId");
    if (!languages.includes(speech["Language"]))
      return invalid(`Parameter ${path}.Language must be in TranslationParam.TargetLang.`);
    if (!wanted.includes(target) || unwanted.includes(target))
      return invalid(`Parameter ${path}.TargetUser must be in SubscribeList and not in UnSubscribeList.`);
    if ([textAt(task, "UserId"), target, ...wanted, ...unwanted].includes(robot))
      return invalid(`Parameter ${path}.TTSRobotUser must be a user of its own.`);
  }
  return undefined;
}

export const TRANSCRIPTION_RULES: Readonly<Record<string, RequestRules>> = {
  CreateCloudTranscription: {
    ...fixed(REGIONS, CREATE),
    together: (params) =>
      roomProblem(params, 1) ??
      hotWordProblem(objectAt(params, "AsrParam")) ??
      filterProblem(objectAt(params, "AsrParam")) ??
      speechProblem(params),
  },
  DescribeCloudTranscription: fixed(REGIONS, TASK_FIELDS),
  DeleteCloudTranscription: fixed(REGIONS, TASK_FIELDS),
};
