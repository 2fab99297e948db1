import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../resource/input";
import type { AsianRobotInputs, ExitInputs } from "./arguments";
import { describedTask } from "./status";
import type { GetTaskArgs } from "./status";
import { taskToken } from "./kind";
import { taskProperties } from "./task-properties";
import { transcription } from "./transcription";

/** Whose speech is transcribed. */
export interface TranscriptionParam {
  /** Users whose speech is transcribed; no prefixes. Order and repetition mean nothing. Replaces. @default - every anchor's */
  subscribeList?: string[];
  /** Users whose speech is not transcribed, though they are in the other list. Order and repetition mean nothing. Replaces. @default - none */
  unSubscribeList?: string[];
  /**
   * Seconds without any transcribed anchor in the room after which the task ends by itself, 5 to 86400. Replaces.
   *
   * With the default and `onExit: "recreate"` a task in an empty room comes and goes at each run. Use 86400 for a room that is
   * empty at times.
   * @default 30
   */
  maxIdleTime?: number;
  /** Whether the text is sent into the room too, as custom data. Replaces. @default false */
  sendCustomMode?: boolean;
}

/** An engine of speech recognition; of a language that is not listed here ask the vendor. */
export type AsrLang =
  /**
   * The large model, which the vendor recommends: bigmodel- and zh, en, yue, ar, de, fr, es, pt, id, it, ko, ru, th, vi, ja, tr, hi, ms,
   * nl, sv, da, fi, pl, cs, fil, fa, el, hu, mk, ro
   */
  | `bigmodel-${string}`
  /** Standard engines: 16k_zh_large, 16k_zh_en. */
  | `16k_${string}`
  /** Older engines of one language. */
  | "zh"
  | "zh-TW"
  | "zh-yue"
  | "zh-dialect"
  | "vi"
  | "ja"
  | "ko"
  | "id"
  | "th"
  | "pt"
  | "tr"
  | "ar"
  | "es"
  | "hi"
  | "fr"
  | "ms"
  | "fil"
  | "de"
  | "it"
  | "ru"
  | "sv"
  | "da"
  | "no";

/** How speech becomes text. */
export interface AsrParam {
  /** The engine, with the language that is spoken: `bigmodel-en`. Replaces. */
  lang: AsrLang;
  /** Silence that ends a sentence, in milliseconds, 240 to 2000. Replaces. @default 1000 */
  vadSilenceTime?: number;
  /**
   * Words that are said often, each with a weight: `TRTC|10`. At most 128, each word of at most 30 bytes (10 Chinese characters) and
   * without spaces. Weights are 1 to 11; 11 is for what must not be missed, 100 replaces whatever sounds the same. Replaces. @default - none
   */
  hotWordList?: string[];
  /** Up to 4 languages that may be spoken instead, in the words of the older engines, without zh-dialect and zh-yue. Replaces. @default - none */
  alternativeLanguage?: string[];
  /** Whether voices from far away are suppressed, which the vendor recommends. Replaces. @default false */
  vadLevel?: boolean;
  /** What becomes of dirty words: nothing, taken out, or `*` in their place; standard engines only. Replaces. @default - "off" */
  filterDirty?: "off" | "remove" | "mask";
  /** Whether filler words are taken out; standard engines only. Replaces. @default - "off" */
  filterModal?: "off" | "partial" | "strict";
  /** Whether the full stop at the end of a sentence is taken out; standard engines only. Replaces. @default - false */
  filterPunc?: boolean;
}

/** A term with its translation. */
export interface TermPair {
  /** As it is said. Replaces. */
  source: string;
  /** As it is to be translated. Replaces. */
  target: string;
}

/** Terms of one language. */
export interface TerminologyItem {
  /** The language they are translated into. Replaces. */
  targetLang: string;
  /** The terms. Replaces. */
  terminology: TermPair[];
}

/** Into what the text is translated. */
export interface TranslationParam {
  /** Languages: zh, en, yue, vi, ja, ko, id, th, pt, ar, es, fr, ms, de, it, ru. Order and repetition mean nothing. Replaces. */
  targetLang: string[];
  /** Terms that are to be translated in a way of your own. Replaces. @default - none */
  terminologies?: TerminologyItem[];
}

/** The voice that reads out. */
export interface TtsVoice {
  /** A voice of the language, such as `v-female-P6q9LmR2` (en) or `v-male-s5NqE0rZ` (zh); the vendor's page lists them. Replaces. */
  voiceId: string;
  /** Speed, 0.5 to 2; 1 is as usual. Replaces. @default 1 */
  speed?: number;
  /** Volume, 0 to 10; 1 is as usual. Replaces. @default 1 */
  volume?: number;
  /** Pitch in semitones, -12 to 12; 0 is the voice's own. Replaces. @default 0 */
  pitch?: number;
}

/** A user's words that are read out in translation. */
export interface TtsParam {
  /** The model. Replaces. @default "flow_02_turbo" */
  model?: "flow_02_turbo";
  /** The language, one of `translationParam.targetLang`. Replaces. */
  language: string;
  /** The user whose words are read out: one of `transcriptionParam.subscribeList` and none of `unSubscribeList`. Replaces. */
  targetUser: string;
  /** The robot that publishes the voice in the room: another name than the task's own robot and than all users. Replaces. */
  ttsRobotUser: string;
  /** The voice. Replaces. */
  voice: TtsVoice;
}

/** The arguments of a `CloudTranscriptionTask` in their plain form. */
export interface CloudTranscriptionTaskInputs extends AsianRobotInputs, ExitInputs {
  /** Whose speech is transcribed. @default - every anchor's */
  transcriptionParam?: TranscriptionParam;
  /** How speech becomes text. */
  asrParam: AsrParam;
  /** Into what the text is translated. @default - it is not */
  translationParam?: TranslationParam;
  /** Whose words are read out in translation, one item for each user and language. Replaces. @default - nobody's */
  ttsParam?: TtsParam[];
}

/** The arguments of a `CloudTranscriptionTask`. */
export type CloudTranscriptionTaskArgs = ArgsOf<CloudTranscriptionTaskInputs>;

/**
 * A cloud transcription task: a robot enters a TRTC room and writes down what is said there, sentence by sentence. The text
 * comes as callbacks of group 14, and on demand as custom data in the room; it can be translated, and the translation read out.
 *
 * The API cannot change a task, so every change of an argument makes a new one. The engine's id is the TaskId. There is no
 * import by id and no `.get`: the API does not say with which arguments a task was made; `pulumi-trtc import-file` takes a running one over. For a task's live status call
 * {@link getCloudTranscriptionTask}.
 *
 * @example What everybody says, in English
 * ```ts
 * const task = new trtc.CloudTranscriptionTask("lobby", {
 *   sdkAppId: 1400000001,
 *   roomId: "lobby",
 *   userId: "transcriber-lobby",
 *   transcriptionParam: { maxIdleTime: 86400 },
 *   asrParam: { lang: "bigmodel-en" },
 * });
 * ```
 * @example Chinese with its terms, translated into English and Japanese
 * ```ts
 * asrParam: { lang: "bigmodel-zh", hotWordList: ["实时音视频|10"] },
 * translationParam: { targetLang: ["en", "ja"] },
 * ```
 * @example The teacher is read out in English
 * ```ts
 * transcriptionParam: { subscribeList: ["teacher"] },
 * translationParam: { targetLang: ["en"] },
 * ttsParam: [
 *   { language: "en", targetUser: "teacher", ttsRobotUser: "voice-en", voice: { voiceId: "v-female-P6q9LmR2" } },
 * ],
 * ```
 * @see https://trtc.io/document/78748
 */
export class CloudTranscriptionTask extends pulumi.CustomResource {
  /** The application. */
  declare readonly sdkAppId: pulumi.Output<number>;
  /** The room: a string is a string room, a number an int32 room. */
  declare readonly roomId: pulumi.Output<string | number>;
  /** The robot. */
  declare readonly userId: pulumi.Output<string>;
  /** Whose speech is transcribed, with defaults. */
  declare readonly transcriptionParam: pulumi.Output<TranscriptionParam | undefined>;
  /** How speech becomes text, with defaults. */
  declare readonly asrParam: pulumi.Output<AsrParam>;
  /** Into what the text is translated. */
  declare readonly translationParam: pulumi.Output<TranslationParam | undefined>;
  /** Whose words are read out in translation, with defaults. */
  declare readonly ttsParam: pulumi.Output<TtsParam[] | undefined>;
  /** Seconds for which a UserSig is signed. */
  declare readonly userSigExpire: pulumi.Output<number>;
  /** What refresh does about a task that ended. */
  declare readonly onExit: pulumi.Output<"recreate" | "keep">;
  /** TaskId of the running task: the engine's id. */
  declare readonly taskId: pulumi.Output<string>;
  /** Region of the API in which the task was made. */
  declare readonly region: pulumi.Output<NonNullable<AsianRobotInputs["region"]>>;
  /** When the task was made, ISO 8601 UTC. */
  declare readonly createdAt: pulumi.Output<string>;
  /** End of the UserSig with which the running robot entered, ISO 8601 UTC. */
  declare readonly userSigExpiresAt: pulumi.Output<string>;
  /** True once refresh saw that the task ended and `onExit` is keep. */
  declare readonly exited: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: CloudTranscriptionTaskArgs, opts?: pulumi.CustomResourceOptions) {
    super(taskToken("CloudTranscriptionTask"), name, taskProperties(transcription, name, args, opts), opts);
    this.taskId = this.id;
  }
}

/** Which transcription task {@link getCloudTranscriptionTask} asks for. */
export type GetCloudTranscriptionTaskArgs = GetTaskArgs;

export interface GetCloudTranscriptionTaskResult {
  taskId: string;
  /** `Idle`: nobody to transcribe; `InProgress`: transcribing; `Exited`: ending. */
  status: "Idle" | "InProgress" | "Exited";
  /** When the task began, Unix time in milliseconds. */
  startTime: number;
}

/**
 * Asks the API for the live status of a transcription task; in preview too.
 *
 * @example The status of a task of this program
 * ```ts
 * const { sdkAppId, taskId, region, createdAt } = task;
 * export const status = trtc.getCloudTranscriptionTaskOutput({ sdkAppId, taskId, region, createdAt }).status;
 * ```
 * @throws GoneError when the task has ended or was made in another region; another TrtcError when the call fails
 * @see https://trtc.io/document/78746
 */
export async function getCloudTranscriptionTask(
  args: GetCloudTranscriptionTaskArgs,
): Promise<GetCloudTranscriptionTaskResult> {
  const { Status, StartTime } = await describedTask(transcription, args);
  return {
    taskId: args.taskId,
    // the three words are all that the API documents for Status
    status: Status as GetCloudTranscriptionTaskResult["status"],
    startTime: Number(StartTime),
  };
}

/** `getCloudTranscriptionTask` for arguments that are Outputs. */
export function getCloudTranscriptionTaskOutput(
  args: ArgsOf<GetCloudTranscriptionTaskArgs>,
): pulumi.Output<GetCloudTranscriptionTaskResult> {
  return pulumi.output(args).apply((plain) => getCloudTranscriptionTask(plain));
}
