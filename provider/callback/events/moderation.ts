import { END_STATUS, LABEL, LEAVE_CODE, MEDIA_TYPE, START_STATUS, SUGGEST } from "../codes";
import type { WordOf } from "../codes";
import { nestedList, number, object, status, text, textOrNumber, texts, word } from "../event-table";
import type { BaseEvent, EventTable, FieldsOf, Sent, StatusPayload } from "../event-table";

/** The moderation task started, or failed to (73394). The vendor's spelling. */
export interface CloudModerationStartEvent extends BaseEvent<"CLOUD_Moderation_START", 11, 1101> {
  payload: StatusPayload<WordOf<typeof START_STATUS>>;
}

/** The robot left the room: the task is over (73394). */
export interface CloudModerationStopEvent extends BaseEvent<"CLOUD_Moderation_STOP", 11, 1102> {
  payload: {
    /** Why the robot left. */
    leaveCode?: number;
    leaveCodeWord?: WordOf<typeof LEAVE_CODE>;
  };
}

/** Slices are being sent to the moderation service (73394). */
export interface CloudModerationSendStartEvent extends BaseEvent<"CLOUD_Moderation_SEND_START", 11, 1103> {
  payload: StatusPayload<WordOf<typeof START_STATUS>>;
}

/** What the moderation service says of a slice (73394). The page's headings call it FILE_INFO as well. */
export interface CloudModerationTaskInfoEvent extends BaseEvent<"CLOUD_Moderation_TASK_INFO", 11, 1104> {
  payload: ModerationResult;
}

/** No more slices are sent (73394). */
export interface CloudModerationSendStopEvent extends BaseEvent<"CLOUD_Moderation_SEND_STOP", 11, 1105> {
  payload: StatusPayload<WordOf<typeof END_STATUS>>;
}

/** The storage refused a file (73394). */
export interface CloudModerationUploadErrorEvent extends BaseEvent<
  "CLOUD_Moderation_UPLOAD_ERROR",
  11,
  1106
> {
  payload: {
    /** The storage's code: a number in the page's table, a text from storages whose codes are texts. */
    code?: string | number;
    /** The storage's message. */
    message?: string;
  };
}

/** What the moderation service says of a slice; a text that was sent empty is left out. */
export interface ModerationResult {
  /** The user whose stream it is. */
  streamerUserId?: string;
  /** Id of the slice's check. */
  dataId?: string;
  /** The moderation service's own id of the request. */
  requestId?: string;
  mediaType?: number;
  mediaTypeWord?: WordOf<typeof MEDIA_TYPE>;
  /** What to do with it. */
  suggest?: number;
  suggestWord?: WordOf<typeof SUGGEST>;
  /** What was found, in the vendor's word. */
  label?: string;
  labelWord?: WordOf<typeof LABEL>;
  /** How sure, up to 100. */
  rate?: number;
  /** Full URL of the image, though the page says path. */
  image?: string;
  /** Text in the image. */
  imageOcr?: string;
  /** Full URL of the piece of audio, though the page says path. */
  audio?: string;
  /** What was said. */
  audioText?: string;
  /** What was found, one by one. A list, though the page says object. */
  checkDetail?: ModerationDetail[];
}

/** One finding. */
export interface ModerationDetail {
  scene?: string;
  label?: string;
  labelWord?: WordOf<typeof LABEL>;
  suggest?: number;
  suggestWord?: WordOf<typeof SUGGEST>;
  keywords?: string[];
  /** How sure, up to 100. */
  score?: number;
  desc?: string;
  /** Where in the audio, as it was sent. */
  audioSegments?: Sent;
  /** Where in the image, as it was sent. */
  imageLocation?: Sent;
}

/** Events of group 11: moderation tasks. */
export type ModerationEvent =
  | CloudModerationStartEvent
  | CloudModerationStopEvent
  | CloudModerationSendStartEvent
  | CloudModerationTaskInfoEvent
  | CloudModerationSendStopEvent
  | CloudModerationUploadErrorEvent;

const detail: FieldsOf<ModerationDetail> = {
  scene: text("Scene"),
  label: text("Label"),
  labelWord: word(LABEL, text("Label")),
  suggest: number("Suggest"),
  suggestWord: word(SUGGEST, number("Suggest")),
  keywords: texts("Keywords"),
  score: number("Score"),
  desc: text("Desc"),
  audioSegments: object("AudioSegments"),
  imageLocation: object("ImageLocation"),
};

const result: FieldsOf<ModerationResult> = {
  streamerUserId: text("StreamerUserId", "StreamUserId"),
  dataId: text("Payload.DataId"),
  requestId: text("Payload.RequestId"),
  mediaType: number("Payload.MediaType"),
  mediaTypeWord: word(MEDIA_TYPE, number("Payload.MediaType")),
  suggest: number("Payload.Suggest"),
  suggestWord: word(SUGGEST, number("Payload.Suggest")),
  label: text("Payload.Label"),
  labelWord: word(LABEL, text("Payload.Label")),
  rate: number("Payload.Rate"),
  image: text("Payload.Image"),
  imageOcr: text("Payload.ImageOcr"),
  audio: text("Payload.Audio"),
  audioText: text("Payload.AudioText"),
  checkDetail: nestedList(detail, "Payload.CheckDetail"),
};

/** How the events of group 11 are read. */
export const MODERATION_EVENTS: EventTable<ModerationEvent> = {
  CLOUD_Moderation_START: { group: 11, type: 1101, payload: status(START_STATUS) },
  CLOUD_Moderation_STOP: {
    group: 11,
    type: 1102,
    payload: {
      leaveCode: number("Payload.LeaveCode"),
      leaveCodeWord: word(LEAVE_CODE, number("Payload.LeaveCode")),
    },
  },
  CLOUD_Moderation_SEND_START: { group: 11, type: 1103, payload: status(START_STATUS) },
  CLOUD_Moderation_TASK_INFO: { group: 11, type: 1104, payload: result },
  CLOUD_Moderation_SEND_STOP: { group: 11, type: 1105, payload: status(END_STATUS) },
  CLOUD_Moderation_UPLOAD_ERROR: {
    group: 11,
    type: 1106,
    payload: { code: textOrNumber("Payload.Code"), message: text("Payload.Message") },
  },
};
