import { InputError } from "../trtc/errors";
import type { LEAVE_CODE, WordOf } from "./codes";
import type { TrtcEvent } from "./events";
import { orderEvents } from "./order-events";
import { relayTargets } from "./relay-targets";
import type { RelayTarget } from "./relay-targets";

/** The story of one task, as far as its events tell it. Times are ISO 8601 in UTC with milliseconds, from `occurredAt`. */
export interface TaskSummary {
  taskId: string;
  /** What the task does; `other` for events that this version does not know. */
  kind: TaskKindName;
  /**
   * `starting`: a stream or a relay that is not there yet. `running`: also when the start itself was not told.
   * `stopped`: over, whatever came before. `failed`: did not start; an ingest may be tried again by itself.
   */
  state: TaskState;
  /** The room as it was sent; ingest does not name it. */
  roomId?: string | number;
  /** The first good start, or the last that failed; for a relay the first target that ran. */
  started?: { at?: string; ok: boolean };
  /** When the service began to upload files, and whether it could. */
  uploading?: { at?: string; ok: boolean };
  /** How the upload of files ended: `recovered` after `held-back` means that all are there. */
  uploaded?: { at?: string; result: UploadResult };
  /** The files that were told of, each once, in the order in which they were. None for slicing to S3 and OSS. */
  files: TaskFile[];
  fileCount: number;
  /** The targets of a relay, each in its latest state. */
  targets: RelayTarget[];
  /** How often the service began again by itself: failovers of a recording, retries of an ingest. */
  restarts: number;
  /** What went wrong, in the order in which it did. */
  errors: TaskProblem[];
  /** Why the task is over. */
  stopped?: TaskStop;
}

type TaskKindName = "slicing" | "recording" | "moderation" | "relay" | "ingest" | "transcription" | "other";
type TaskState = "starting" | "running" | "stopped" | "failed";
type UploadResult = "ended" | "uploaded" | "held-back" | "recovered" | "failed" | "unknown";
type LeaveWord = WordOf<typeof LEAVE_CODE>;

/** A file of a task. What was not told is left out. */
export interface TaskFile {
  /** The bare file name; for moderation the full URL. */
  name?: string;
  /** The user whose stream it is; none for mixed recordings. */
  userId?: string;
  /** `audio` or `image` for slices and moderation; `audio`, `video` or `audio_video` for recordings. */
  type?: string;
  /** When it was first told of. */
  at?: string;
  /** Id in VOD. */
  fileId?: string;
  /** Where it plays in VOD. */
  videoUrl?: string;
}

/** Something that went wrong. */
export interface TaskProblem {
  at?: string;
  /** The event's name. */
  event: TrtcEvent["name"];
  /** The code of the storage or the CDN. */
  code?: string | number;
  /** The sender's words, or ours where it has none. */
  message: string;
}

/** The end of a task. */
export interface TaskStop {
  at?: string;
  leaveCode?: number;
  leaveCodeWord?: LeaveWord;
  /** Why, in a sentence. */
  reason: string;
}

/**
 * Tells the story of one task from its events: repeats and a wrong order do no harm. Events without a task, those of rooms and
 * media, are passed over.
 *
 * @param events - all events of one task that there are
 * @throws InputError when the events are of no task, of several, or of several kinds of task
 *
 * @example
 * ```ts
 * const stored = await readEvents(storage, { sdkAppId: 1400000001, taskId });
 * const { state, fileCount, stopped } = summariseTask(stored.map(({ event }) => event));
 * const line = `${state}, ${fileCount} files${stopped ? `: ${stopped.reason}` : ""}`;
 * ```
 */
export function summariseTask(events: readonly TrtcEvent[]): TaskSummary {
  const ordered = orderEvents(events).filter(({ taskId }) => taskId !== undefined);
  const { taskId, kind } = taskOf(ordered);
  const roomId = ordered.find((event) => event.roomId !== undefined)?.roomId;
  const started = startOf(ordered);
  const uploading = last(ordered.map(uploadStartOf));
  const uploaded = last(ordered.map(uploadEndOf));
  const targets = relayTargets(ordered);
  const stopped = last(ordered.map(stopOf)) ?? relayEnd(targets);
  const files = filesOf(ordered);
  return {
    taskId,
    kind,
    state: stopped ? "stopped" : stateOf(ordered, targets, started?.ok),
    ...(roomId !== undefined && { roomId }),
    ...(started && { started }),
    ...(uploading && { uploading }),
    ...(uploaded && { uploaded }),
    files,
    fileCount: files.length,
    targets,
    restarts: ordered.filter(isRestart).length,
    errors: ordered.flatMap(problemsOf),
    ...(stopped && { stopped }),
  };
}

type EventNamed<N extends TrtcEvent["name"]> = Extract<TrtcEvent, { name: N }>;

const KINDS: Readonly<Record<number, TaskKindName>> = {
  3: "recording",
  4: "relay",
  7: "ingest",
  10: "slicing",
  11: "moderation",
  14: "transcription",
};

function taskOf(events: readonly TrtcEvent[]): { taskId: string; kind: TaskKindName } {
  const [taskId, ...others] = new Set(events.flatMap((event) => event.taskId ?? []));
  if (taskId === undefined)
    throw new InputError("events must be of one task, got none with a TaskId: hand over a task's events");
  if (others.length > 0)
    throw new InputError(
      `events must be of one task, got ${[taskId, ...others].join(", ")}: hand over one task's at a time`,
    );
  const [kind = "other", ...kinds] = new Set(events.map(({ group }) => KINDS[group] ?? "other"));
  if (kinds.length > 0)
    throw new InputError(
      `events of task ${taskId} must be of one kind, got ${[kind, ...kinds].join(", ")}: hand over one kind's at a time`,
    );
  return { taskId, kind };
}

/** True for an event of one of the names. */
function isOf<N extends TrtcEvent["name"]>(event: TrtcEvent, ...names: N[]): event is EventNamed<N> {
  return names.some((name) => name === event.name);
}

function last<T>(found: readonly (T | undefined)[]): T | undefined {
  return found.findLast((one) => one !== undefined);
}

/** When an event happened, if it says so. */
function at({ occurredAt }: TrtcEvent): { at?: string } {
  return occurredAt === undefined ? {} : { at: occurredAt };
}

function startOf(events: readonly TrtcEvent[]): TaskSummary["started"] {
  const starts = events.flatMap((event) => {
    const ok = hasStarted(event);
    return ok === undefined ? [] : [{ ...at(event), ok }];
  });
  return starts.find(({ ok }) => ok) ?? starts.at(-1);
}

/** Whether an event tells of a start, and whether of a good one. */
function hasStarted(event: TrtcEvent): boolean | undefined {
  if (!isStart(event) && !isOf(event, "STREAM_INGEST_START", "CLOUD_PUBLISH_CDN_STATUS")) return undefined;
  const { statusWord } = event.payload;
  if (statusWord === "started" || statusWord === "running") return true;
  return statusWord === "failed" ? false : undefined;
}

function isStart(
  event: TrtcEvent,
): event is EventNamed<
  | "CLOUD_RECORDING_RECORDER_START"
  | "CLOUD_SLICE_START"
  | "CLOUD_Moderation_START"
  | "CLOUD_TRANSCRIPTION_START"
> {
  return isOf(
    event,
    "CLOUD_RECORDING_RECORDER_START",
    "CLOUD_SLICE_START",
    "CLOUD_Moderation_START",
    "CLOUD_TRANSCRIPTION_START",
  );
}

function isUploadStart(
  event: TrtcEvent,
): event is EventNamed<
  "CLOUD_RECORDING_UPLOAD_START" | "CLOUD_SLICE_UPLOAD_START" | "CLOUD_Moderation_SEND_START"
> {
  return isOf(
    event,
    "CLOUD_RECORDING_UPLOAD_START",
    "CLOUD_SLICE_UPLOAD_START",
    "CLOUD_Moderation_SEND_START",
  );
}

function uploadStartOf(event: TrtcEvent): TaskSummary["uploading"] {
  return isUploadStart(event) ? { ...at(event), ok: event.payload.statusWord !== "failed" } : undefined;
}

function uploadEndOf(event: TrtcEvent): TaskSummary["uploaded"] {
  return isOf(
    event,
    "CLOUD_RECORDING_UPLOAD_STOP",
    "CLOUD_RECORDING_VOD_STOP",
    "CLOUD_SLICE_UPLOAD_STOP",
    "CLOUD_Moderation_SEND_STOP",
  )
    ? { ...at(event), result: event.payload.statusWord ?? "unknown" }
    : undefined;
}

/** Files by name: an index is told of twice, each part of what is known once. */
function filesOf(events: readonly TrtcEvent[]): TaskFile[] {
  const files = new Map<string, TaskFile>();
  for (const event of events)
    for (const file of filesIn(event)) {
      const key = file.name ?? file.fileId;
      if (key !== undefined) files.set(key, { ...at(event), ...files.get(key), ...file });
    }
  return [...files.values()];
}

function filesIn(event: TrtcEvent): TaskFile[] {
  if (isOf(event, "CLOUD_SLICE_FILE_INFO")) {
    const { fileList = [], streamerUserId } = event.payload;
    return fileList.map((name) => known({ name, userId: streamerUserId, type: sliceType(name) }));
  }
  if (isOf(event, "CLOUD_RECORDING_FILE_INFO"))
    return (event.payload.fileList ?? []).map((name) => ({ name }));
  if (isOf(event, "CLOUD_RECORDING_FILE_SLICE")) {
    const { fileName, userId, trackType } = event.payload;
    return [known({ name: fileName, userId, type: trackType })];
  }
  if (isOf(event, "CLOUD_RECORDING_MP4_STOP")) {
    const { fileList = [], fileMessage = [] } = event.payload;
    const told = fileMessage.map(({ fileName, userId, trackType }) =>
      known({ name: fileName, userId, type: trackType }),
    );
    return [...fileList.map((name) => ({ name })), ...told];
  }
  if (isOf(event, "CLOUD_RECORDING_VOD_COMMIT")) {
    const { cacheFile, userId, trackType, fileId, videoUrl } = event.payload.tencentVod ?? {};
    return [known({ name: cacheFile, userId, type: trackType, fileId, videoUrl })];
  }
  if (isOf(event, "CLOUD_Moderation_TASK_INFO")) {
    const { image, audio, streamerUserId } = event.payload;
    return [known({ name: image ?? audio, userId: streamerUserId, type: image ? "image" : "audio" })];
  }
  return [];
}

/** Without what was not told, which would hide what an earlier event told. */
function known(file: { [K in keyof TaskFile]: TaskFile[K] | undefined }): TaskFile {
  return Object.fromEntries(Object.entries(file).filter(([, value]) => value !== undefined));
}

function sliceType(name: string): string | undefined {
  if (name.endsWith(".ogg")) return "audio";
  return /\.(png|jpg)$/.test(name) ? "image" : undefined;
}

function isRestart(event: TrtcEvent): boolean {
  return (
    isOf(event, "CLOUD_RECORDING_FAILOVER") ||
    (isOf(event, "STREAM_INGEST_START") && event.payload.statusWord === "started-again")
  );
}

/** State of a task that has not stopped. */
function stateOf(events: readonly TrtcEvent[], targets: readonly RelayTarget[], ok = true): TaskState {
  const ingest = events.findLast((event) => isOf(event, "STREAM_INGEST_START"));
  if (ingest?.payload.statusWord === "started-again") return "starting";
  if (ingest?.payload.statusWord === "failed") return "failed";
  if (targets.length > 0) return relayState(new Set(targets.map(({ state }) => state)));
  return ok ? "running" : "failed";
}

function relayState(states: ReadonlySet<RelayTarget["state"]>): TaskState {
  if (states.has("running") || states.has("recovering") || states.has("disconnecting")) return "running";
  if (states.has("connecting")) return "starting";
  return states.has("failed") ? "failed" : "running";
}

/** A relay is over when nothing is sent to any of its targets any more. */
function relayEnd(targets: readonly RelayTarget[]): TaskStop | undefined {
  if (targets.length === 0 || targets.some(({ state }) => state !== "idle")) return undefined;
  const times = targets.flatMap(({ since }) => since ?? []).sort();
  const time = times.at(-1);
  return { ...(time !== undefined && { at: time }), reason: "nothing is relayed to any target any more" };
}

const REASONS: Readonly<Record<Exclude<LeaveWord, "idle" | "unknown">, string>> = {
  stopped: "the task was stopped through the API",
  removed: "the robot was removed from the room",
  "room-dismissed": "the room was dismissed",
  "removed-by-server": "the server removed the robot from the room",
  "room-dismissed-by-server": "the server dismissed the room",
  "room-timeout": "the room timed out",
  "entered-twice": "the robot's user id entered the room a second time",
};

function stopOf(event: TrtcEvent): TaskStop | undefined {
  if (isOf(event, "STREAM_INGEST_STOP")) return { ...at(event), reason: "the ingest was stopped" };
  if (isOf(event, "CLOUD_TRANSCRIPTION_STOP")) return { ...at(event), reason: "the transcription ended" };
  if (!isOf(event, "CLOUD_RECORDING_RECORDER_STOP", "CLOUD_SLICE_STOP", "CLOUD_Moderation_STOP"))
    return undefined;
  return { ...at(event), ...event.payload, reason: leaveReason(event) };
}

function leaveReason({
  name,
  payload: { leaveCode, leaveCodeWord = "unknown" },
}: EventNamed<"CLOUD_RECORDING_RECORDER_STOP" | "CLOUD_SLICE_STOP" | "CLOUD_Moderation_STOP">): string {
  if (leaveCodeWord === "unknown")
    return leaveCode === undefined ? "the event does not say why" : `LeaveCode ${leaveCode}, not documented`;
  if (leaveCodeWord !== "idle") return REASONS[leaveCodeWord];
  // robots of recording and moderation look for streams, not for users (54914, 73394)
  const missing = name === "CLOUD_SLICE_STOP" ? "was in the room" : "sent a stream";
  return `no other user ${missing} for longer than the idle time`;
}

function problemsOf(event: TrtcEvent): TaskProblem[] {
  const problem = problemOf(event);
  return problem ? [{ ...at(event), event: event.name, ...problem }] : [];
}

function problemOf(event: TrtcEvent): Pick<TaskProblem, "code" | "message"> | undefined {
  if (
    isOf(event, "CLOUD_RECORDING_UPLOAD_ERROR", "CLOUD_SLICE_UPLOAD_ERROR", "CLOUD_Moderation_UPLOAD_ERROR")
  )
    return coded(event.payload.code, event.payload.message ?? "the storage refused a file");
  if (isOf(event, "CLOUD_RECORDING_DOWNLOAD_IMAGE_ERROR"))
    return { message: "an image of the layout could not be loaded" };
  if (isOf(event, "CLOUD_PUBLISH_CDN_STATUS"))
    return event.payload.statusWord === "failed"
      ? coded(event.payload.errorCode, event.payload.errorMsg ?? "the relay to a target failed")
      : undefined;
  const message = failure(event);
  return message === undefined ? undefined : { message };
}

function coded(code: string | number | undefined, message: string): Pick<TaskProblem, "code" | "message"> {
  return { ...(code !== undefined && { code }), message };
}

/** What an event says of a failure by its status alone. */
function failure(event: TrtcEvent): string | undefined {
  if (isOf(event, "CLOUD_RECORDING_MP4_STOP", "CLOUD_RECORDING_VOD_COMMIT")) return fileFailure(event);
  if (isOf(event, "CLOUD_RECORDING_VOD_STOP"))
    return event.payload.statusWord === "failed" ? "the upload to VOD failed" : undefined;
  if (isUploadStart(event))
    return event.payload.statusWord === "failed" ? "the upload of files did not start" : undefined;
  if (isStart(event) || isOf(event, "STREAM_INGEST_START"))
    return event.payload.statusWord === "failed" ? "the task did not start" : undefined;
  return undefined;
}

function fileFailure(
  event: EventNamed<"CLOUD_RECORDING_MP4_STOP" | "CLOUD_RECORDING_VOD_COMMIT">,
): string | undefined {
  const { statusWord } = event.payload;
  if (statusWord !== "held-back" && statusWord !== "failed") return undefined;
  if (event.name === "CLOUD_RECORDING_VOD_COMMIT" && event.payload.errmsg !== undefined)
    return event.payload.errmsg;
  if (statusWord === "held-back") return "a file is held back on the service's servers";
  return event.name === "CLOUD_RECORDING_MP4_STOP"
    ? "MP4 files could not be made: may the storage's key read the bucket?"
    : "a file could not be uploaded to VOD";
}
