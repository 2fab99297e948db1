import { InputError } from "../trtc/errors";
import { firstDifference, folderProblem, sdkAppIdProblem, stampOf, timeOf } from "./key-parts";
import { isOfRecording, recordingOf } from "./recording-key";
import type { RecordingKey } from "./recording-key";

/** What the key of a slice says, apart from the kind of file. */
interface SliceOrigin {
  /** Folders before the task's own; empty when the task writes to the top of the bucket. */
  prefix: string[];
  /** The task that wrote it. No UUID: may begin with `-`, holds `+`, ends in `.` (72331). */
  taskId: string;
  /** The user whose stream it is. */
  userId: string;
  sdkAppId: number;
  /** Always a text: a key does not tell the int32 room 5 from the string room "5". */
  roomId: string;
  /** ISO 8601 in UTC with whole seconds: `2025-01-06T14:31:43Z`. The pages do not say which moment of the slice it is. */
  time: string;
}

/** A piece of a user's audio. */
interface AudioFile {
  type: "audio";
  format: "ogg";
}

/** A picture of a user's video; `jpg` in ap-guangzhou only. */
interface ImageFile {
  type: "image";
  format: "png" | "jpg";
}

/** What a slice's key is made of. */
export type SliceKeyParts = SliceOrigin & (AudioFile | ImageFile);

/** The key of a slice, taken apart. */
export type SliceKey = { kind: "slice" } & SliceKeyParts;

/** The key of something else: an event, a file of moderation, what others keep in the bucket. */
export interface OtherKey {
  kind: "other";
  /** What the key of a slice or, where it ends like one, of a recording would have instead, in words. */
  reason: string;
}

export interface ParseObjectKeyOptions {
  /**
   * The key is URL-encoded, `+` for a space, as in S3 event notifications to Lambda, SQS and SNS. Not so in events of
   * EventBridge and in lists. The wrong choice is noticed where the task id holds a `+`, not in every key.
   * @default false
   */
  encoded?: boolean;
}

const FORM = "{prefix}/{taskId}/{userId}/audios|images/{sdkAppId}_{roomId}_{userId}_{UTC}.ogg|png|jpg";
const FOLDERS = { audio: "audios", image: "images" } as const;
/** Digits that no room id can be taken for: they end at the first `_`. */
const FILE_NAME = /^(?<app>[1-9]\d{0,9})_(?<roomAndUser>.*)_(?<stamp>\d{14})\.(?<format>ogg|png|jpg)$/s;

/**
 * Takes the key of an object apart.
 *
 * A slice: `{prefix…}/{taskId}/{userId}/audios/{sdkAppId}_{roomId}_{userId}_{UTC}.ogg` or `…/images/….png`, `….jpg` (73393).
 * Room ids and user ids may hold `_`. The user's folder says what of the file name is the user, so that every key has one
 * reading.
 *
 * A file of a recording: `{prefix…}/{taskId}/{sdkAppId}_{roomId}__UserId_s_{userId}__UserId_e_{mediaId}_{type}.m3u8` of one
 * stream, `…/{sdkAppId}_{roomId}.m3u8` of a mixed one, their pieces (`.ts`) and `.mp4` (45169). User and string room stand there in base64
 * and are given in the clear. The pages show no name of an AAC file: it is `other`. A mixed recording has little in its name: another file
 * that looks like one, `films/2024_12.mp4`, is taken for it.
 *
 * Ids are taken as they stand: whether TRTC allows them is not asked. Never throws.
 *
 * @example A bucket that sends its events to EventBridge
 * ```ts
 * const key = parseObjectKey(event.detail.object.key);
 * if (key.kind === "slice" && key.type === "audio") await transcribe(key.roomId, key.userId, key.time);
 * if (key.kind === "recording" && key.format === "mp4") await publish(key.roomId, event.detail.object.key);
 * ```
 * @example An S3 event notification
 * ```ts
 * const key = parseObjectKey(record.s3.object.key, { encoded: true });
 * ```
 */
export function parseObjectKey(
  key: string,
  options: ParseObjectKeyOptions = {},
): SliceKey | RecordingKey | OtherKey {
  const plain = options.encoded === true ? decoded(key) : key;
  if (plain === undefined) return other("not URL-encoded: parse it without encoded");
  const read = isOfRecording(plain) ? recordingOf(plain) : sliceOf(plain);
  return typeof read === "string" ? other(read) : read;
}

/** What the key of a slice says, or why it is none. */
function sliceOf(key: string): SliceKey | string {
  const folders = key.split("/");
  const [taskId, userId, folder, fileName] = folders.splice(-4);
  if (taskId === undefined || userId === undefined || folder === undefined || fileName === undefined)
    return `not of the form ${FORM}`;
  const problem = folderProblem([...folders, userId], taskId);
  if (problem !== undefined) return problem;
  const file = fileOf(fileName, userId);
  if (typeof file === "string") return file;
  if (FOLDERS[file.type] !== folder)
    return `a file ${file.format} in folder ${JSON.stringify(folder)}, not in ${FOLDERS[file.type]}`;
  return { kind: "slice", prefix: folders, taskId, userId, ...file };
}

/** What is compared, in the order in which a key has it. */
const FIELDS = ["prefix", "taskId", "userId", "sdkAppId", "roomId", "time", "type", "format"];

/**
 * The key that a task writes a slice under: what `parseObjectKey` takes apart, not URL-encoded.
 *
 * @throws InputError when there is no such key: a part is empty, holds `/`, or is no time
 *
 * @example `prod/-npVqp./teacher/audios/1400000001_lobby_teacher_20250106143143.ogg`
 * ```ts
 * const key = buildObjectKey({
 *   prefix: ["prod"],
 *   taskId: "-npVqp.",
 *   userId: "teacher",
 *   sdkAppId: 1400000001,
 *   roomId: "lobby",
 *   time: "2025-01-06T14:31:43Z",
 *   type: "audio",
 *   format: "ogg",
 * });
 * ```
 */
export function buildObjectKey(parts: SliceKeyParts): string {
  const { prefix, taskId, userId, sdkAppId, roomId, time, type, format } = parts;
  const fileName = `${sdkAppId}_${roomId}_${userId}_${stampOf(time)}.${format}`;
  const key = [...prefix, taskId, userId, FOLDERS[type], fileName].join("/");
  const read = sliceOf(key);
  const wrong = typeof read === "string" ? read : firstDifference(FIELDS, { meant: parts, read });
  if (wrong !== undefined)
    throw new InputError(`the parts make no key of a slice (${wrong}): give each as ${FORM} has it`);
  return key;
}

type FileParts = Pick<SliceOrigin, "sdkAppId" | "roomId" | "time"> & (AudioFile | ImageFile);

/** What a file name says, or why it is none of a slice. */
function fileOf(fileName: string, userId: string): FileParts | string {
  const { app, roomAndUser, stamp, format } = FILE_NAME.exec(fileName)?.groups ?? {};
  if (app === undefined || roomAndUser === undefined || stamp === undefined)
    return "a file name not of the form {sdkAppId}_{roomId}_{userId}_{UTC}.ogg|png|jpg";
  const problem = sdkAppIdProblem(app);
  if (problem !== undefined) return problem;
  const roomId = roomAndUser.slice(0, -userId.length - 1);
  if (roomId === "" || roomAndUser !== `${roomId}_${userId}`)
    return "a file name that does not end with a room and the user of its folder";
  const time = timeOf(stamp);
  if (time === undefined) return `a date that there is not, ${stamp}`;
  const origin = { sdkAppId: Number(app), roomId, time };
  return format === "png" || format === "jpg"
    ? { ...origin, type: "image", format }
    : { ...origin, type: "audio", format: "ogg" };
}

function decoded(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

function other(reason: string): OtherKey {
  return { kind: "other", reason };
}
