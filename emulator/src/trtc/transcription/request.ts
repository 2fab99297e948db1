import { integerAt, textAt } from "../../api/params";
import type { Params } from "../../api/service";
import { objectAt, objectsAt, roomOf, textsAt } from "../params";
import type { PresentUser, RoomAddress } from "../rooms";

/** What a CreateCloudTranscription request asks for, with the documented defaults. */
export interface TranscriptionRequest {
  readonly room: RoomAddress;
  readonly userId: string;
  readonly wanted: readonly string[];
  readonly unwanted: readonly string[];
  readonly maxIdleSeconds: number;
  readonly sendsCustomData: boolean;
  readonly lang: string;
  readonly languages: readonly string[];
  /** The robots that read out. */
  readonly speakers: readonly string[];
}

function usersOf(params: Params, name: string): readonly string[] {
  return objectsAt(params, name).map((user) => textAt(user, "UserId"));
}

/** A validated CreateCloudTranscription request as a plain object. */
export function transcriptionRequestOf(params: Params): TranscriptionRequest {
  const task = objectAt(params, "TranscriptionParam");
  return {
    room: roomOf(params, 1),
    userId: textAt(task, "UserId"),
    wanted: usersOf(task, "SubscribeList"),
    unwanted: usersOf(task, "UnSubscribeList"),
    maxIdleSeconds: integerAt(task, "MaxIdleTime") ?? 30,
    sendsCustomData: integerAt(task, "SendCustomMode") === 1,
    lang: textAt(objectAt(params, "AsrParam"), "Lang"),
    languages: textsAt(objectAt(params, "TranslationParam"), "TargetLang"),
    speakers: objectsAt(params, "TTSParam").map((speech) =>
      textAt(objectAt(speech, "TTSRobotUser"), "UserId"),
    ),
  };
}

/** The anchors that take part in the transcription; of a user in both lists the list of those who do not counts. */
export function transcribed(
  users: readonly PresentUser[],
  { wanted, unwanted }: Pick<TranscriptionRequest, "wanted" | "unwanted">,
): readonly PresentUser[] {
  return users.filter(
    ({ role, userId }) =>
      role === "anchor" && (wanted.length === 0 || wanted.includes(userId)) && !unwanted.includes(userId),
  );
}
