import { FAILOVER_STATUS, FILE_STATUS, LEAVE_CODE, START_STATUS, UPLOAD_STATUS, VOD_STATUS } from "../codes";
import type { WordOf } from "../codes";
import { nested, nestedList, number, status, text, texts, time, word } from "../event-table";
import type { BaseEvent, EventTable, FieldsOf, StatusPayload } from "../event-table";

/** The recording task started, or failed to (54914). */
export interface CloudRecordingRecorderStartEvent extends BaseEvent<
  "CLOUD_RECORDING_RECORDER_START",
  3,
  301
> {
  payload: StatusPayload<WordOf<typeof START_STATUS>>;
}

/** The robot left the room: the task is over, its files may still be on their way (54914). */
export interface CloudRecordingRecorderStopEvent extends BaseEvent<"CLOUD_RECORDING_RECORDER_STOP", 3, 302> {
  payload: {
    /** Why the robot left. */
    leaveCode?: number;
    leaveCodeWord?: WordOf<typeof LEAVE_CODE>;
  };
}

/** The upload of files started, or failed to; with object storage only (54914). */
export interface CloudRecordingUploadStartEvent extends BaseEvent<"CLOUD_RECORDING_UPLOAD_START", 3, 303> {
  payload: StatusPayload<WordOf<typeof START_STATUS>>;
}

/** The first index was uploaded; recordings that the API started to object storage only (54914). */
export interface CloudRecordingFileInfoEvent extends BaseEvent<"CLOUD_RECORDING_FILE_INFO", 3, 304> {
  payload: {
    /** Names of the m3u8 files, one in practice. */
    fileList?: string[];
  };
}

/**
 * The upload of HLS files ended; with object storage only (54914). `recovered` may follow `held-back`. The number is
 * called LeaveCode on the newer page and Status on the older one.
 */
export interface CloudRecordingUploadStopEvent extends BaseEvent<"CLOUD_RECORDING_UPLOAD_STOP", 3, 305> {
  payload: StatusPayload<WordOf<typeof UPLOAD_STATUS>>;
}

/** The task goes on elsewhere; file names after it begin with `ha1_`, `ha2_`, `ha3_` (54914). */
export interface CloudRecordingFailoverEvent extends BaseEvent<"CLOUD_RECORDING_FAILOVER", 3, 306> {
  payload: StatusPayload<WordOf<typeof FAILOVER_STATUS>>;
}

/** An index with its first piece was made; recordings that the API started to object storage only (54914). */
export interface CloudRecordingFileSliceEvent extends BaseEvent<"CLOUD_RECORDING_FILE_SLICE", 3, 307> {
  payload: {
    /** Name of the m3u8 file. */
    fileName?: string;
    /** The user who is recorded. */
    userId?: string;
    /** `audio`, `video` or `audio_video`. */
    trackType?: string;
    /** When the recording began, ISO 8601 in UTC with milliseconds. */
    beginTimeStamp?: string;
  };
}

/** The storage refused a file (older version of 54914 only). */
export interface CloudRecordingUploadErrorEvent extends BaseEvent<"CLOUD_RECORDING_UPLOAD_ERROR", 3, 308> {
  payload: {
    /** The storage's code, such as `InvalidParameter`. */
    code?: string;
    /** The storage's message. */
    message?: string;
  };
}

/** An image of the layout could not be loaded or decoded (54914). */
export interface CloudRecordingDownloadImageErrorEvent extends BaseEvent<
  "CLOUD_RECORDING_DOWNLOAD_IMAGE_ERROR",
  3,
  309
> {
  payload: {
    /** Where the image should have been. */
    url?: string;
  };
}

/**
 * MP4 files are in the storage, or failed to be made; several events a task, recordings that the API started to object
 * storage only (54914). `failed` also means that the storage's key may not read the HLS files.
 */
export interface CloudRecordingMp4StopEvent extends BaseEvent<"CLOUD_RECORDING_MP4_STOP", 3, 310> {
  payload: StatusPayload<WordOf<typeof FILE_STATUS>> & {
    /** Names of the MP4 files. */
    fileList?: string[];
    /** The same files, one by one. */
    fileMessage?: RecordedFile[];
  };
}

/** A file is in VOD, or failed to get there; may take 30 s to 3 min before it plays (54914). */
export interface CloudRecordingVodCommitEvent extends BaseEvent<"CLOUD_RECORDING_VOD_COMMIT", 3, 311> {
  payload: StatusPayload<WordOf<typeof FILE_STATUS>> & {
    /** What went wrong, when the status is not 0. */
    errmsg?: string;
    tencentVod?: VodFile;
  };
}

/** The upload to VOD ended; with VOD only (54914). */
export interface CloudRecordingVodStopEvent extends BaseEvent<"CLOUD_RECORDING_VOD_STOP", 3, 312> {
  payload: StatusPayload<WordOf<typeof VOD_STATUS>>;
}

/** What a file holds. */
interface Track {
  /** The user who is recorded; none for a mixed recording. */
  userId?: string;
  /** `audio`, `video` or `audio_video`. */
  trackType?: string;
  /** `main` for the camera, `aux` for the shared screen, `mix` for a mixed recording. */
  mediaId?: string;
  /** When the file begins, ISO 8601 in UTC with milliseconds. */
  startTimeStamp?: string;
  /** When the file ends, ISO 8601 in UTC with milliseconds. */
  endTimeStamp?: string;
}

/** An MP4 file in object storage. */
export interface RecordedFile extends Track {
  fileName?: string;
}

/** A file in VOD. */
export interface VodFile extends Track {
  /** Id in VOD. */
  fileId?: string;
  /** Where it plays. */
  videoUrl?: string;
  /** Name of the file before it was uploaded. */
  cacheFile?: string;
}

/** Events of group 3: recording tasks. */
export type RecordingEvent =
  | CloudRecordingRecorderStartEvent
  | CloudRecordingRecorderStopEvent
  | CloudRecordingUploadStartEvent
  | CloudRecordingFileInfoEvent
  | CloudRecordingUploadStopEvent
  | CloudRecordingFailoverEvent
  | CloudRecordingFileSliceEvent
  | CloudRecordingUploadErrorEvent
  | CloudRecordingDownloadImageErrorEvent
  | CloudRecordingMp4StopEvent
  | CloudRecordingVodCommitEvent
  | CloudRecordingVodStopEvent;

const uploadStatus = number("Payload.LeaveCode", "Payload.Status");

const track: FieldsOf<Track> = {
  userId: text("UserId"),
  trackType: text("TrackType"),
  mediaId: text("MediaId"),
  startTimeStamp: time("StartTimeStamp"),
  endTimeStamp: time("EndTimeStamp"),
};
const recordedFile: FieldsOf<RecordedFile> = { ...track, fileName: text("FileName") };
const vodFile: FieldsOf<VodFile> = {
  ...track,
  fileId: text("FileId"),
  videoUrl: text("VideoUrl"),
  cacheFile: text("CacheFile"),
};

/** How the events of group 3 are read. */
export const RECORDING_EVENTS: EventTable<RecordingEvent> = {
  CLOUD_RECORDING_RECORDER_START: { group: 3, type: 301, payload: status(START_STATUS) },
  CLOUD_RECORDING_RECORDER_STOP: {
    group: 3,
    type: 302,
    payload: {
      leaveCode: number("Payload.LeaveCode"),
      leaveCodeWord: word(LEAVE_CODE, number("Payload.LeaveCode")),
    },
  },
  CLOUD_RECORDING_UPLOAD_START: { group: 3, type: 303, payload: status(START_STATUS) },
  CLOUD_RECORDING_FILE_INFO: { group: 3, type: 304, payload: { fileList: texts("Payload.FileList") } },
  CLOUD_RECORDING_UPLOAD_STOP: {
    group: 3,
    type: 305,
    payload: { status: uploadStatus, statusWord: word(UPLOAD_STATUS, uploadStatus) },
  },
  CLOUD_RECORDING_FAILOVER: { group: 3, type: 306, payload: status(FAILOVER_STATUS) },
  CLOUD_RECORDING_FILE_SLICE: {
    group: 3,
    type: 307,
    payload: {
      fileName: text("Payload.FileName"),
      userId: text("Payload.UserId"),
      trackType: text("Payload.TrackType"),
      beginTimeStamp: time("Payload.BeginTimeStamp"),
    },
  },
  CLOUD_RECORDING_UPLOAD_ERROR: {
    group: 3,
    type: 308,
    payload: { code: text("Payload.Code"), message: text("Payload.Message") },
  },
  CLOUD_RECORDING_DOWNLOAD_IMAGE_ERROR: { group: 3, type: 309, payload: { url: text("Payload.Url") } },
  CLOUD_RECORDING_MP4_STOP: {
    group: 3,
    type: 310,
    payload: {
      ...status(FILE_STATUS),
      fileList: texts("Payload.FileList"),
      fileMessage: nestedList(recordedFile, "Payload.FileMessage"),
    },
  },
  CLOUD_RECORDING_VOD_COMMIT: {
    group: 3,
    type: 311,
    payload: {
      ...status(FILE_STATUS),
      errmsg: text("Payload.Errmsg"),
      tencentVod: nested(vodFile, "Payload.TencentVod"),
    },
  },
  CLOUD_RECORDING_VOD_STOP: { group: 3, type: 312, payload: status(VOD_STATUS) },
};
