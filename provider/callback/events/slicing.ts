import { END_STATUS, LEAVE_CODE, START_STATUS } from "../codes";
import type { WordOf } from "../codes";
import { number, status, text, textOrNumber, texts, word } from "../event-table";
import type { BaseEvent, EventTable, StatusPayload } from "../event-table";

/** The slicing task started, or failed to (73393). Comes with every storage. */
export interface CloudSliceStartEvent extends BaseEvent<"CLOUD_SLICE_START", 10, 1001> {
  payload: StatusPayload<WordOf<typeof START_STATUS>>;
}

/** The robot left the room: the task is over (73393). Comes with every storage. */
export interface CloudSliceStopEvent extends BaseEvent<"CLOUD_SLICE_STOP", 10, 1002> {
  payload: {
    /** Why the robot left. */
    leaveCode?: number;
    leaveCodeWord?: WordOf<typeof LEAVE_CODE>;
  };
}

/** The upload of files started, or failed to; with COS only (73393). */
export interface CloudSliceUploadStartEvent extends BaseEvent<"CLOUD_SLICE_UPLOAD_START", 10, 1003> {
  payload: StatusPayload<WordOf<typeof START_STATUS>>;
}

/** A file is in the bucket; one event a file, with COS only (73393). */
export interface CloudSliceFileInfoEvent extends BaseEvent<"CLOUD_SLICE_FILE_INFO", 10, 1004> {
  payload: {
    /**
     * Bare file names, one in practice: the objects are `{prefix}/{taskId}/{streamerUserId}/audios|images/{name}`.
     * The sample's room and user do not match its file name, so take neither from it.
     */
    fileList?: string[];
    /** The user whose stream it is (StreamUserId in the page's table, StreamerUserId in its sample). */
    streamerUserId?: string;
  };
}

/** The upload of files ended; with COS only (73393). */
export interface CloudSliceUploadStopEvent extends BaseEvent<"CLOUD_SLICE_UPLOAD_STOP", 10, 1005> {
  payload: StatusPayload<WordOf<typeof END_STATUS>>;
}

/** The storage refused a file (73393). Comes with every storage. */
export interface CloudSliceUploadErrorEvent extends BaseEvent<"CLOUD_SLICE_UPLOAD_ERROR", 10, 1006> {
  payload: {
    /** The storage's code: a number in the page's table, a text from storages whose codes are texts. */
    code?: string | number;
    /** The storage's message. */
    message?: string;
  };
}

/** Events of group 10: slicing tasks. With S3 and OSS only 1001, 1002 and 1006 come. */
export type SlicingEvent =
  | CloudSliceStartEvent
  | CloudSliceStopEvent
  | CloudSliceUploadStartEvent
  | CloudSliceFileInfoEvent
  | CloudSliceUploadStopEvent
  | CloudSliceUploadErrorEvent;

/** How the events of group 10 are read. */
export const SLICING_EVENTS: EventTable<SlicingEvent> = {
  CLOUD_SLICE_START: { group: 10, type: 1001, payload: status(START_STATUS) },
  CLOUD_SLICE_STOP: {
    group: 10,
    type: 1002,
    payload: {
      leaveCode: number("Payload.LeaveCode"),
      leaveCodeWord: word(LEAVE_CODE, number("Payload.LeaveCode")),
    },
  },
  CLOUD_SLICE_UPLOAD_START: { group: 10, type: 1003, payload: status(START_STATUS) },
  CLOUD_SLICE_FILE_INFO: {
    group: 10,
    type: 1004,
    payload: {
      fileList: texts("Payload.FileList"),
      streamerUserId: text(
        "StreamerUserId",
        "StreamUserId",
        "Payload.StreamerUserId",
        "Payload.StreamUserId",
      ),
    },
  },
  CLOUD_SLICE_UPLOAD_STOP: { group: 10, type: 1005, payload: status(END_STATUS) },
  CLOUD_SLICE_UPLOAD_ERROR: {
    group: 10,
    type: 1006,
    payload: { code: textOrNumber("Payload.Code"), message: text("Payload.Message") },
  },
};
