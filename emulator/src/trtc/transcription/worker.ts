import type { JsonObject } from "../../callbacks";
import type { Assignment, Worker } from "../jobs";
import type { PresentUser } from "../rooms";
import { transcribed } from "./request";
import type { TranscriptionRequest } from "./request";

/** A transcription task's own part of `GET /_emulator/tasks`. */
export interface TranscriptionDetails {
  readonly transcription: {
    readonly subscribeList: readonly string[];
    readonly unSubscribeList: readonly string[];
    readonly maxIdleTime: number;
    readonly sendCustomMode: boolean;
    readonly lang: string;
    readonly targetLang: readonly string[];
    /** The robots that read out. */
    readonly ttsRobotUsers: readonly string[];
    /** Sentences so far. */
    readonly sentences: number;
  };
}

const SAY = 'must be {"say": {"userId": a user, "text": what is said, not empty}}';

/** What a control call has somebody say. */
function sentenceOf(body: unknown): { readonly userId: string; readonly text: string } | undefined {
  if (typeof body !== "object" || body === null || !("say" in body)) return undefined;
  const { say } = body;
  if (typeof say !== "object" || say === null || !("userId" in say) || !("text" in say)) return undefined;
  const { userId, text } = say;
  if (typeof userId !== "string" || typeof text !== "string" || text === "") return undefined;
  return { userId, text };
}

/** Writes down what a control call has the anchors of the room say. */
export function createTranscriptionWorker(
  request: TranscriptionRequest,
  { taskId, room, userId, timeline, report }: Assignment,
): Worker {
  const startedAt = timeline.now();
  let users: readonly PresentUser[] = [];
  let sentences = 0;

  /** EventInfo as in the sample of 1401 (129976): the room is a text whatever its type. */
  function tell(eventType: number, payload: JsonObject): void {
    report(eventType, {
      EventMsTs: timeline.now(),
      TaskId: taskId,
      RoomId: room.roomId,
      RoomIdType: room.type === "string" ? 1 : 0,
      RobotId: userId,
      Payload: payload,
    });
  }

  tell(1401, { Status: 0 });
  return {
    follow: (present) => {
      users = transcribed(present, request);
    },
    status: () => (users.some(({ audio }) => audio) ? "InProgress" : "Idle"),
    end: (leaveCode) => tell(1402, { LeaveCode: leaveCode }),
    describe: () => ({ StartTime: startedAt }),
    view: () => ({
      transcription: {
        subscribeList: request.wanted,
        unSubscribeList: request.unwanted,
        maxIdleTime: request.maxIdleSeconds,
        sendCustomMode: request.sendsCustomData,
        lang: request.lang,
        targetLang: request.languages,
        ttsRobotUsers: request.speakers,
        sentences,
      },
    }),
    behave: (body) => {
      const said = sentenceOf(body);
      if (said === undefined) return SAY;
      const isHeard = users.some((user) => user.userId === said.userId && user.audio);
      if (!isHeard) return `${said.userId} is no anchor with audio whom the task transcribes`;
      sentences += 1;
      // no page has the payloads of 1403 and 1404: these fields are made up
      const sentence = { UserId: said.userId, Round: sentences };
      tell(1403, { ...sentence, Text: said.text });
      for (const language of request.languages)
        tell(1404, { ...sentence, Language: language, Text: `[${language}] ${said.text}` });
      return undefined;
    },
  };
}
