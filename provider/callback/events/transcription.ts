import { ROOM_TYPE, START_STATUS } from "../codes";
import type { WordOf } from "../codes";
import { number, object, status, word } from "../event-table";
import type { BaseEvent, EventTable, Sent, StatusPayload } from "../event-table";

/** The transcription task started, or failed to (129976). */
export interface CloudTranscriptionStartEvent extends BaseEvent<"CLOUD_TRANSCRIPTION_START", 14, 1401> {
  payload: RoomIdTypePayload & StatusPayload<WordOf<typeof START_STATUS>>;
}

/** The transcription task is over (129976). */
export interface CloudTranscriptionStopEvent extends BaseEvent<"CLOUD_TRANSCRIPTION_STOP", 14, 1402> {
  payload: SentPayload;
}

/** A whole sentence of what was said (129976). */
export interface CloudTranscriptionAsrMsgEvent extends BaseEvent<"CLOUD_TRANSCRIPTION_ASR_MSG", 14, 1403> {
  payload: SentPayload;
}

/** A whole sentence in translation (129976). */
export interface CloudTranscriptionTranslateMsgEvent extends BaseEvent<
  "CLOUD_TRANSCRIPTION_TRANSLATE_MSG",
  14,
  1404
> {
  payload: SentPayload;
}

interface RoomIdTypePayload {
  /** Whether the room's id is a number or a text: the other way round than in the events of slicing's family of calls. */
  roomIdType?: number;
  roomIdTypeWord?: WordOf<typeof ROOM_TYPE>;
}

interface SentPayload extends RoomIdTypePayload {
  /** The payload as it was sent, in the vendor's names: the page has no sample of it. */
  sent?: Sent;
}

/** Events of group 14: transcription 2.0. `userId` is the robot. */
export type TranscriptionEvent =
  | CloudTranscriptionStartEvent
  | CloudTranscriptionStopEvent
  | CloudTranscriptionAsrMsgEvent
  | CloudTranscriptionTranslateMsgEvent;

const room = {
  roomIdType: number("RoomIdType"),
  roomIdTypeWord: word(ROOM_TYPE, number("RoomIdType")),
};
const sent = { ...room, sent: object("Payload") };

/** How the events of group 14 are read. */
export const TRANSCRIPTION_EVENTS: EventTable<TranscriptionEvent> = {
  CLOUD_TRANSCRIPTION_START: { group: 14, type: 1401, payload: { ...room, ...status(START_STATUS) } },
  CLOUD_TRANSCRIPTION_STOP: { group: 14, type: 1402, payload: sent },
  CLOUD_TRANSCRIPTION_ASR_MSG: { group: 14, type: 1403, payload: sent },
  CLOUD_TRANSCRIPTION_TRANSLATE_MSG: { group: 14, type: 1404, payload: sent },
};
