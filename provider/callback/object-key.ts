import { InputError } from "../trtc/errors";

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

/** The key of something else: an event, a file of a recording or of moderation, what others keep in the bucket. */
export interface OtherKey {
  kind: "other";
  /** What a slice's key would have instead, in words. */
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
const MAX_SDK_APP_ID = 4_294_967_295;
/** Printable ASCII; a space or `%` says that the key is encoded when it should not be, or the other way round. */
const TASK_ID = /^[!-$&-.0-~]+$/;
/** Digits that no room id can be taken for: they end at the first `_`. */
const FILE_NAME = /^(?<app>[1-9]\d{0,9})_(?<roomAndUser>.*)_(?<stamp>\d{14})\.(?<format>ogg|png|jpg)$/s;

/**
 * Takes the key of an object apart:
 * `{prefix…}/{taskId}/{userId}/audios/{sdkAppId}_{roomId}_{userId}_{UTC}.ogg` or `…/images/….png`, `….jpg` (73393).
 *
 * Room ids and user ids may hold `_`. The user's folder says what of the file name is the user, so that every key has one
 * reading. Ids are taken as they stand: whether TRTC allows them is not asked. Never throws.
 *
 * @example A bucket that sends its events to EventBridge
 * ```ts
 * const key = parseObjectKey(event.detail.object.key);
 * if (key.kind === "slice" && key.type === "audio") await transcribe(key.roomId, key.userId, key.time);
 * ```
 * @example An S3 event notification
 * ```ts
 * const key = parseObjectKey(record.s3.object.key, { encoded: true });
 * ```
 */
export function parseObjectKey(key: string, options: ParseObjectKeyOptions = {}): SliceKey | OtherKey {
  const plain = options.encoded === true ? decoded(key) : key;
  if (plain === undefined) return other("not URL-encoded: parse it without encoded");
  const folders = plain.split("/");
  const [taskId, userId, folder, fileName] = folders.splice(-4);
  if (taskId === undefined || userId === undefined || folder === undefined || fileName === undefined)
    return other(`not of the form ${FORM}`);
  if (userId === "" || folders.includes("")) return other("a folder without a name");
  if (!TASK_ID.test(taskId))
    return other(
      "a task id with a space, % or no ASCII text at all: is encoded right for where the key comes from",
    );
  const file = fileOf(fileName, userId);
  if (typeof file === "string") return other(file);
  if (FOLDERS[file.type] !== folder)
    return other(`a file ${file.format} in folder ${JSON.stringify(folder)}, not in ${FOLDERS[file.type]}`);
  return { kind: "slice", prefix: folders, taskId, userId, ...file };
}

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
  const read = parseObjectKey(key);
  const wrong = read.kind === "slice" ? firstDifference(parts, read) : read.reason;
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
  if (Number(app) > MAX_SDK_APP_ID) return `an SdkAppId above ${MAX_SDK_APP_ID}`;
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

/** `20250106143143` as ISO 8601; undefined for a day or an hour that does not exist. */
function timeOf(stamp: string): string | undefined {
  const time = stamp.replace(/^(....)(..)(..)(..)(..)(..)$/, "$1-$2-$3T$4:$5:$6Z");
  const date = new Date(time);
  // 30 February is read as 2 March
  return Number.isNaN(date.getTime()) || date.toISOString() !== time.replace("Z", ".000Z") ? undefined : time;
}

/** `2025-01-06T14:31:43Z` as a file name has it. */
function stampOf(time: string): string {
  return time.replace(/[-:TZ]/g, "");
}

function decoded(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

/** Where a key reads otherwise than it was meant: a `/` in one part makes two of it. */
function firstDifference(meant: SliceKeyParts, read: SliceKeyParts): string | undefined {
  const fields = ["prefix", "taskId", "userId", "sdkAppId", "roomId", "time", "type", "format"] as const;
  const field = fields.find((name) => JSON.stringify(meant[name]) !== JSON.stringify(read[name]));
  return field && `${field} would be read as ${JSON.stringify(read[field])}`;
}

function other(reason: string): OtherKey {
  return { kind: "other", reason };
}
