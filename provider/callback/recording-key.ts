import { InputError } from "../trtc/errors";
import { firstDifference, folderProblem, sdkAppIdProblem, stampOf, timeOf } from "./key-parts";

/** What the key of every file of a recording says. */
interface RecordingOrigin {
  /** Folders before the task's own; empty when the task writes to the top of the bucket. */
  prefix: string[];
  /** The task that wrote it. No UUID: may begin with `-`, holds `+`, ends in `.` (72331). */
  taskId: string;
  sdkAppId: number;
  /**
   * The room, of the type that it has: a number is an int32 room, a text a string room. Other than in the key of a slice both can
   * be told apart, because names hold string rooms in base64, and base64 of ASCII never begins with a digit.
   */
  roomId: string | number;
  /** Which recovery after a failure of the service wrote it; absent for none. The pages show index and pieces with it. */
  failover?: 1 | 2 | 3;
}

/** One stream of one user. */
interface SingleStream {
  recordMode: "single";
  userId: string;
  /** `main` for the camera, `aux` for the shared screen. */
  mediaId: "main" | "aux";
}

/** All streams in one. */
interface MixedStream {
  recordMode: "mixed";
}

/** HLS of one stream has sound and picture apart, unless they are merged: the word for that is the one of events, no page shows the name. */
interface Track {
  type: "audio" | "video" | "audio_video";
}

/** The list of the pieces. */
interface IndexFile {
  format: "m3u8";
}

/** A piece of HLS. */
interface PieceFile {
  format: "ts";
  /** When the piece begins, ISO 8601 in UTC with milliseconds: `2033-05-31T09:45:51.825Z`. */
  time: string;
}

/** Sound and picture together. */
interface Mp4File {
  format: "mp4";
  /** Number of the part, from 1; absent unless the file was split at 2 GB or 24 hours. */
  index?: number;
}

/** What the key of a recording's file is made of. */
export type RecordingKeyParts = RecordingOrigin &
  (
    | (SingleStream & Track & (IndexFile | PieceFile))
    | (SingleStream & Mp4File)
    | (MixedStream & (IndexFile | PieceFile | Mp4File))
  );

/** The key of a recording's file, taken apart. */
export type RecordingKey = { kind: "recording" } & RecordingKeyParts;

const FORM =
  "{prefix}/{taskId}/[ha1_|ha2_|ha3_]{sdkAppId}_{roomId}[__UserId_s_{userId}__UserId_e_main|aux], with [_audio|_video|_audio_video].m3u8, " +
  "[_audio|_video|_audio_video]_{UTC}.ts or [_{index}].mp4 behind it";

/** Base64 as file names have it: without `_`, so that names come apart. */
const ID = "[A-Za-z0-9+.-]+";
const HEAD = `^(?:ha(?<failover>[123])_)?(?<app>[1-9]\\d{0,9})_(?<room>${ID})`;
const STREAM = `__UserId_s_(?<user>${ID})__UserId_e_(?<mediaId>main|aux)`;
const TRACK = `(?:${STREAM}_(?<type>audio|video|audio_video))?`;
const FILE_NAMES = [
  `${HEAD}${TRACK}\\.m3u8$`,
  `${HEAD}${TRACK}_(?<stamp>\\d{17})\\.ts$`,
  `${HEAD}(?:${STREAM})?(?:_(?<index>[1-9]\\d{0,8}))?\\.mp4$`,
].map((name) => new RegExp(name));

const MAX_INT32_ROOM = 4_294_967_294;

/** True for a key that only a file of a recording can have. */
export function isOfRecording(key: string): boolean {
  return /\.(m3u8|ts|mp4)$/.test(key);
}

/** What the key of a recording's file says, or why it is none. */
export function recordingOf(key: string): RecordingKey | string {
  const prefix = key.split("/");
  const [taskId, fileName] = prefix.splice(-2);
  if (taskId === undefined || fileName === undefined) return `not of the form ${FORM}`;
  const found = FILE_NAMES.map((form) => form.exec(fileName)?.groups).find((groups) => groups !== undefined);
  const { app, room } = found ?? {};
  if (found === undefined || app === undefined || room === undefined)
    return `a file name not of the form ${FORM}`;
  const problem = folderProblem(prefix, taskId) ?? sdkAppIdProblem(app);
  if (problem !== undefined) return problem;
  const roomId = roomOf(room);
  if (roomId === undefined) return "a room that is neither a whole number nor base64";
  const userId = found["user"] === undefined ? undefined : plainText(found["user"]);
  if (found["user"] !== undefined && userId === undefined) return "a user id that is not base64";
  const time = found["stamp"] === undefined ? undefined : timeOf(found["stamp"]);
  if (found["stamp"] !== undefined && time === undefined)
    return `a date that there is not, ${found["stamp"]}`;
  const { failover, mediaId, type, index } = found;
  const read = {
    kind: "recording",
    prefix,
    taskId,
    sdkAppId: Number(app),
    roomId,
    ...(failover !== undefined && { failover: Number(failover) }),
    recordMode: userId === undefined ? "mixed" : "single",
    ...(userId !== undefined && { userId, mediaId }),
    ...(type !== undefined && { type }),
    format: fileName.slice(fileName.lastIndexOf(".") + 1),
    ...(time !== undefined && { time }),
    ...(index !== undefined && { index: Number(index) }),
  };
  // the forms of the names say what goes with what
  return read as RecordingKey;
}

/** What is compared, in the order in which a name has it. */
const FIELDS = [
  "prefix",
  "taskId",
  "failover",
  "sdkAppId",
  "roomId",
  "recordMode",
  "userId",
  "mediaId",
  "type",
  "time",
  "index",
  "format",
];

/**
 * The key that a recording task writes a file under: what `parseObjectKey` takes apart, not URL-encoded.
 *
 * @throws InputError when there is no such key: a part is empty, holds `/`, or is no time
 *
 * @example `prod/-npVqp./1400000001_bG9iYnk.__UserId_s_dGVhY2hlcg..__UserId_e_main_video.m3u8`
 * ```ts
 * const key = buildRecordingKey({
 *   prefix: ["prod"],
 *   taskId: "-npVqp.",
 *   sdkAppId: 1400000001,
 *   roomId: "lobby",
 *   recordMode: "single",
 *   userId: "teacher",
 *   mediaId: "main",
 *   type: "video",
 *   format: "m3u8",
 * });
 * ```
 */
export function buildRecordingKey(parts: RecordingKeyParts): string {
  const { prefix, taskId, failover, sdkAppId, roomId } = parts;
  const head = `${failover === undefined ? "" : `ha${failover}_`}${sdkAppId}`;
  const room = typeof roomId === "number" ? String(roomId) : encodedText(roomId);
  const key = [...prefix, taskId, `${head}_${room}${streamOf(parts)}${endOf(parts)}`].join("/");
  const read = recordingOf(key);
  const wrong = typeof read === "string" ? read : firstDifference(FIELDS, { meant: parts, read });
  if (wrong !== undefined)
    throw new InputError(`the parts make no key of a recording (${wrong}): give each as ${FORM} has it`);
  return key;
}

function streamOf(parts: RecordingKeyParts): string {
  if (parts.recordMode === "mixed") return "";
  const track = parts.format === "mp4" ? "" : `_${parts.type}`;
  return `__UserId_s_${encodedText(parts.userId)}__UserId_e_${parts.mediaId}${track}`;
}

function endOf(parts: RecordingKeyParts): string {
  if (parts.format === "ts") return `_${stampOf(parts.time)}.ts`;
  if (parts.format === "mp4" && parts.index !== undefined) return `_${parts.index}.mp4`;
  return `.${parts.format}`;
}

/** An int32 room is a number as it stands, a string room is base64. */
function roomOf(text: string): string | number | undefined {
  return /^[1-9]\d*$/.test(text) && Number(text) <= MAX_INT32_ROOM ? Number(text) : plainText(text);
}

/** Base64 of UTF-8 with `-` for `/` and `.` for `=`. */
function encodedText(text: string): string {
  return Buffer.from(text).toString("base64").replaceAll("/", "-").replaceAll("=", ".");
}

/** The text that was encoded; undefined when this is not how a text is encoded. */
function plainText(encoded: string): string | undefined {
  const text = Buffer.from(encoded.replaceAll("-", "/").replaceAll(".", "="), "base64").toString();
  return encodedText(text) === encoded ? text : undefined;
}
