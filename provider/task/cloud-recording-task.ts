import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../resource/input";
import { isBag } from "../resource/schema";
import type { Bag } from "../resource/schema";
import type { ExitInputs, HandleInputs, PermissionInputs, RobotInputs } from "./arguments";
import { warnOfSecondRecording } from "./recorded-rooms";
import { recording } from "./recording";
import { describedTask } from "./status";
import type { GetTaskArgs } from "./status";
import type { TaskStorage } from "./storage";
import type { SubscribeStreamUserIds } from "./subscription";
import { taskToken } from "./kind";
import { objectKeyPrefixOf, taskProperties } from "./task-properties";

/** What is recorded, and into which files. */
export interface RecordParams {
  /**
   * Seconds without any anchor in the room after which the task ends by itself, 5 to 86400; an anchor who publishes nothing
   * counts. Replaces.
   *
   * With the default and `onExit: "recreate"` a task in an empty room comes and goes at each run:
   * it ends after 30 s, the next `pulumi up --refresh` makes it again. Use 86400 for a room that is empty at times.
   * @default 30
   */
  maxIdleTime?: number;
  /** Sound and picture, sound alone, or picture alone. Replaces. @default "both" */
  streamType?: "both" | "audio" | "video";
  /** Whose streams are recorded. Updates: all four lists are sent; order and repetition mean nothing. @default - everyone's */
  subscribeStreamUserIds?: SubscribeStreamUserIds;
  /**
   * Files in `storage`. MP4 is made when the recording has ended: TRTC reads the HLS back for it, so the key must be able to read
   * (`storage.readForMp4`). Not with `vod`, whose `mediaType` says it. Replaces. @default - hls
   */
  outputFormat?: "hls" | "hls+mp4" | "hls+aac" | "mp4" | "aac";
  /** Minutes after which an MP4 or AAC file is split, 1 to 1440; at 2 GB it is split anyway. HLS is not. Replaces. @default 1440 */
  maxMediaFileDuration?: number;
  /** Camera (`main`), shared screen (`aux`), or both. Replaces. @default "both" */
  mediaId?: "both" | "main" | "aux";
  /** What is seen while a user's video is off. Replaces. @default - the API's own */
  fillType?: "lastFrame" | "black";
  /**
   * Whether robots that publish a mixed stream back into the room are recorded as well; with them, name the users in
   * `subscribeStreamUserIds`, or every voice is heard twice. Replaces. @default false
   */
  subscribeAbility?: boolean;
}

/** Each user's streams become files of their own. */
export interface SingleRecordParams extends RecordParams {
  /** A recording of each user. Replaces. */
  recordMode: "single";
  /** Whether sound and picture of a user go into one file. Replaces. @default - apart */
  avMerge?: boolean;
}

/** All streams become one file. */
export interface MixedRecordParams extends RecordParams {
  /** One recording of all, with the layout of `mixLayoutParams`. Replaces. */
  recordMode: "mixed";
  /** A mixed recording has both in one file. Replaces. */
  avMerge?: undefined;
}

/** The bucket that recordings are written to. The API takes long-lived keys only: no role, no session token. */
export interface CloudRecordingStorage extends TaskStorage<"cos" | "s3"> {
  /**
   * Address of a store that speaks S3, as an https URL, such as `https://<account>.r2.cloudflarestorage.com`; with `vendor: "s3"`,
   * region and bucket in that store's own words. International site only. Replaces. @default - AWS
   */
  endpointUrl?: string;
}

/** Tencent VOD as the place of the recordings: its media library, without a bucket or a key. */
export interface TencentVod {
  /** Task flow of VOD that starts after the upload, by its name. Replaces. @default - none */
  procedure?: string;
  /** Seconds for which VOD keeps the file, 0 to 4294967295; 0 for ever. Replaces. @default 0 */
  expireTime?: number;
  /** Region of VOD to upload to. Replaces. @default - VOD's own */
  storageRegion?: string;
  /** Category of the file in VOD, from 0 (others) to 4294967295. Replaces. @default 0 */
  classId?: number;
  /** Sub-application of VOD, 1 to 4294967295. Replaces. @default - none */
  subAppId?: number;
  /** Comes back in the callback of the task flow. Replaces. @default - none */
  sessionContext?: string;
  /** Comes back in the callback of the upload. Replaces. @default - none */
  sourceContext?: string;
  /** Files; those with aac need `recordParams.streamType: "audio"`. Replaces. @default "mp4" */
  mediaType?: "mp4" | "hls" | "aac" | "hls+mp4" | "hls+aac";
  /** What file names start with, 1 to 64 of `[A-Za-z0-9_-]`. Replaces. @default - nothing */
  userDefineRecordId?: string;
}

/** How a mixed recording is encoded; of a block that is given everything must be given. */
export interface MixTranscodeParams {
  /** The picture. Replaces. @default - 360x640 pixels, 15 frames a second, 550000 bits a second, a key frame every 10 seconds */
  videoParams?: {
    /** Width of the canvas in pixels, 1 to 1920; with `height` at most 1920x1080 pixels. Replaces. */
    width: number;
    /** Height of the canvas in pixels, 1 to 1920; with `width` at most 1920x1080 pixels. Replaces. */
    height: number;
    /** Frames a second, 1 to 60. Replaces. */
    fps: number;
    /** Bits a second, 64000 to 8192000. Replaces. */
    bitRate: number;
    /** Seconds between two key frames, 1 or more. Replaces. */
    gop: number;
  };
  /** The sound. Replaces. @default - 48000 Hz, stereo, 64000 bits a second */
  audioParams?: {
    /** Samples a second, in hertz. Replaces. */
    sampleRate: 48000 | 44100 | 16000;
    /** One channel or two. Replaces. */
    channel: "mono" | "stereo";
    /** Bits a second, 32000 to 128000. Replaces. */
    bitRate: number;
  };
}

/**
 * How a picture of other proportions fills its place: stretched; cut; whole, with the background beside it; or cut by at most a
 * fifth and then stretched.
 */
export type RenderMode = "stretch" | "crop" | "blank" | "smartStretch";

/** What every layout knows. Modify overwrites all of it: what is left out is the default again. */
interface LayoutParams {
  /** Colour behind the pictures, `#RRGGBB`. Updates. @default "#000000" */
  backGroundColor?: string;
  /** Whether a reserved place shows `defaultSubBackgroundImage` while its user sends nothing. Updates. @default false */
  placeHolderMode?: boolean;
  /** Picture behind everything: http or https URL of a jpg, jpeg or png, at most 2K and 5 MB. Updates. @default - none */
  backgroundImageUrl?: string;
  /** How that picture fills the canvas. Updates. @default - the API's own */
  backgroundImageRenderMode?: RenderMode;
  /** Picture for a reserved place without video: http or https URL of a jpg, jpeg or png, at most 2K and 5 MB. Updates. @default - none */
  defaultSubBackgroundImage?: string;
  /** Marks above the pictures, at most 25. Updates. @default - none */
  waterMarkList?: WaterMark[];
  /** The user in the big picture, of floating and screenShare. Updates. @default - the first anchor with floating, nobody with screenShare */
  maxResolutionUserId?: string;
  /** Camera (`main`) or shared screen (`aux`) of that user. Updates. @default "main" */
  mediaId?: "main" | "aux";
  /** Side of the big picture, of screenShare. Updates. @default "left" */
  maxResolutionUserAlign?: "left" | "right";
  /** How videos fill their places, of all layouts but custom. Updates. @default - the API's own */
  renderMode?: RenderMode;
  /** Whether users without video have no place, of all layouts but custom. Updates. @default false */
  pureAudioDisableLayout?: boolean;
}

/** TRTC places up to 25 users by itself. */
interface TemplateLayout extends LayoutParams {
  /** One big picture with small ones above it; a big one with small ones beside it; all of one size. Updates. */
  mixLayoutMode: "floating" | "screenShare" | "grid";
  /** Belongs to `custom`. */
  mixLayoutList?: undefined;
}

/** Every place is given. */
interface CustomLayout extends LayoutParams {
  /** Places as `mixLayoutList` has them. Updates. */
  mixLayoutMode: "custom";
  /** The places, 1 to 25, within the canvas. Updates. */
  mixLayoutList: MixLayout[];
}

/** Where each user of a mixed recording is seen. */
export type MixLayoutParams = TemplateLayout | CustomLayout;

/** A place on the canvas. */
export interface MixLayout {
  /** Pixels from the top of the canvas, 0 to 1920. Updates. */
  top: number;
  /** Pixels from the left of the canvas, 0 to 1920. Updates. */
  left: number;
  /** Pixels, 0 to 1920; with `left` within the canvas. Updates. */
  width: number;
  /** Pixels, 0 to 1920; with `top` within the canvas. Updates. */
  height: number;
  /** The user who is seen there. Updates. @default - in the order of entering */
  userId?: string;
  /** From 0, which hides what is behind, to 255, which shows nothing. Updates. @default 0 */
  alpha?: number;
  /** How the video fills the place. Updates. @default "crop" */
  renderMode?: RenderMode;
  /** Camera (`main`) or shared screen (`aux`). Updates. @default "main" */
  mediaId?: "main" | "aux";
  /** Layer, from 0 (behind) up to 4294967295. Updates. @default 0 */
  imageLayer?: number;
  /** Picture while there is no video: http or https URL of a jpg, jpeg or png, at most 2K and 5 MB. Updates. @default - none */
  subBackgroundImage?: string;
}

/** A mark above the pictures. */
export type WaterMark = ImageMark | TextMark | TimestampMark;

export interface ImageMark {
  /** A picture. Updates. @default "image" */
  waterMarkType?: "image";
  /** The picture and its place. Updates. */
  waterMarkImage: {
    /** http or https URL of a jpg, jpeg or png, at most 5 MB. Updates. */
    waterMarkUrl: string;
    /** Pixels from the top of the canvas, 0 to 2560. Updates. */
    top: number;
    /** Pixels from the left of the canvas, 0 to 2560. Updates. */
    left: number;
    /** Pixels, 0 to 2560; with `left` within the canvas. Updates. */
    width: number;
    /** Pixels, 0 to 2560; with `top` within the canvas. Updates. */
    height: number;
  };
}

export interface TextMark {
  /** A text. Updates. */
  waterMarkType: "text";
  /** The text and its place. Updates. */
  waterMarkChar: {
    /** Pixels from the top of the canvas, 0 to 2560. Updates. */
    top: number;
    /** Pixels from the left of the canvas, 0 to 2560. Updates. */
    left: number;
    /** Pixels, 0 to 2560; with `left` within the canvas. Updates. */
    width: number;
    /** Pixels, 0 to 2560; with `top` within the canvas. Updates. */
    height: number;
    /** The text. Updates. */
    chars: string;
    /** Size in pixels, 1 to 1920. Updates. @default 14 */
    fontSize?: number;
    /** Colour of the text, such as `#FFFFFF`. Updates. @default - white */
    fontColor?: string;
    /** Colour behind the text, such as `#000000`. Updates. @default - none */
    backGroundColor?: string;
    /** Font. Updates. @default "Tencent" */
    font?: "Tencent" | "SourceHanSans";
  };
}

export interface TimestampMark {
  /** Date and time. Updates. */
  waterMarkType: "timestamp";
  /** Where they stand. Updates. */
  waterMarkTimestamp: {
    /** Place on the canvas. Updates. */
    pos: "topLeft" | "topRight" | "bottomLeft" | "bottomRight" | "topCenter" | "bottomCenter" | "center";
    /** Hours from UTC, -12 to 14. Updates. @default 8 */
    timeZone?: number;
    /** Font. Updates. @default "Tencent" */
    font?: "Tencent" | "SourceHanSans";
  };
}

/** A recording of each user has no layout. */
interface SingleRecording {
  /** What is recorded, and into which files. */
  recordParams: SingleRecordParams;
  /** Belongs to a mixed recording. */
  mixTranscodeParams?: undefined;
  /** Belongs to a mixed recording. */
  mixLayoutParams?: undefined;
}

/** A recording of all has a layout. */
interface MixedRecording {
  /** What is recorded, and into which files. */
  recordParams: MixedRecordParams;
  /** How the one file is encoded. @default - 360x640 pixels, 15 frames a second, 550000 bits a second; 48000 Hz, stereo, 64000 bits a second */
  mixTranscodeParams?: MixTranscodeParams;
  /** Where each user is seen. Updates. */
  mixLayoutParams: MixLayoutParams;
}

/** Files go to a bucket. */
interface RecordingToStorage {
  /** Where the files go. A storage component's `target` fits here, with `readForMp4: true` for MP4. */
  storage: CloudRecordingStorage;
  /** Instead of `storage`. */
  vod?: undefined;
}

/** Files go to Tencent VOD. */
interface RecordingToVod {
  /** Where the files go, instead of `storage`. */
  vod: TencentVod;
  /** Instead of `vod`. */
  storage?: undefined;
  /** `vod.mediaType` says which files. */
  recordParams: { outputFormat?: undefined };
}

/** The arguments of a `CloudRecordingTask` in their plain form. */
export type CloudRecordingTaskInputs = RobotInputs &
  PermissionInputs &
  ExitInputs &
  HandleInputs &
  (SingleRecording | MixedRecording) &
  (RecordingToStorage | RecordingToVod);

/** The arguments of a `CloudRecordingTask`. */
export type CloudRecordingTaskArgs = ArgsOf<CloudRecordingTaskInputs>;

/**
 * A cloud recording task: a robot enters a TRTC room and records its users, each apart or all in one picture, into files in a bucket
 * or in Tencent VOD.
 *
 * The engine's id is the TaskId. Secrets are in no output. There is no import by id and no `.get`: the API does not
 * say with which arguments a task was made; `pulumi-trtc import-file` takes a running one over. For a task's live status call {@link getCloudRecordingTask}.
 *
 * @example Each user of a string room, as HLS in a bucket
 * ```ts
 * const task = new trtc.CloudRecordingTask("lobby", {
 *   sdkAppId: 1400000001,
 *   roomId: "lobby",
 *   userId: "recorder-lobby",
 *   recordParams: { recordMode: "single", maxIdleTime: 86400 },
 *   storage: { vendor: "cos", region: "ap-singapore", bucket: "recordings-1250000000", accessKey, secretKey },
 * });
 * ```
 * @example Everybody in one picture, as MP4: the key may read as well
 * ```ts
 * const storage = new CosSliceStorage("recordings", { readForMp4: true });
 * const task = new trtc.CloudRecordingTask("lobby", {
 *   ...room,
 *   recordParams: { recordMode: "mixed", outputFormat: "hls+mp4" },
 *   mixTranscodeParams: { videoParams: { width: 1280, height: 720, fps: 15, bitRate: 1500000, gop: 10 } },
 *   mixLayoutParams: { mixLayoutMode: "grid" },
 *   storage: storage.target,
 * });
 * ```
 * @example Into Tencent VOD, without a bucket
 * ```ts
 * const task = new trtc.CloudRecordingTask("lobby", {
 *   ...room,
 *   recordParams: { recordMode: "single" },
 *   vod: { mediaType: "mp4", expireTime: 604800 },
 * });
 * ```
 * @see https://trtc.io/document/46960
 */
export class CloudRecordingTask extends pulumi.CustomResource {
  /** The application. */
  declare readonly sdkAppId: pulumi.Output<number>;
  /** The room: a string is a string room, a number an int32 room. */
  declare readonly roomId: pulumi.Output<string | number>;
  /** The robot. */
  declare readonly userId: pulumi.Output<string>;
  /** What is recorded, and into which files, with defaults. */
  declare readonly recordParams: pulumi.Output<SingleRecordParams | MixedRecordParams>;
  /** Where the files go, without the keys; undefined with `vod`. */
  declare readonly storage: pulumi.Output<Omit<CloudRecordingStorage, "accessKey" | "secretKey"> | undefined>;
  /** Where the files go, with defaults; undefined with `storage`. */
  declare readonly vod: pulumi.Output<TencentVod | undefined>;
  /** How the one file is encoded; undefined in a recording of each user. */
  declare readonly mixTranscodeParams: pulumi.Output<MixTranscodeParams | undefined>;
  /** Where each user is seen, with defaults; undefined in a recording of each user. */
  declare readonly mixLayoutParams: pulumi.Output<MixLayoutParams | undefined>;
  /** Hours for which the task can be queried, changed and stopped by its id. */
  declare readonly resourceExpiredHour: pulumi.Output<number>;
  /** Seconds for which a UserSig is signed. */
  declare readonly userSigExpire: pulumi.Output<number>;
  /** What refresh does about a task that ended. */
  declare readonly onExit: pulumi.Output<"recreate" | "keep">;
  /** What the next `up` does about a task whose handle expired. */
  declare readonly onHandleExpired: pulumi.Output<"replace" | "keep">;
  /** TaskId of the running task: the engine's id. */
  declare readonly taskId: pulumi.Output<string>;
  /** Region of the API in which the task was made. */
  declare readonly region: pulumi.Output<NonNullable<RobotInputs["region"]>>;
  /** When the task was made, ISO 8601 UTC. */
  declare readonly createdAt: pulumi.Output<string>;
  /** From when on the task can no longer be queried, changed or stopped by its id, ISO 8601 UTC. */
  declare readonly handleExpiresAt: pulumi.Output<string>;
  /** End of the UserSig with which the running robot entered, ISO 8601 UTC. */
  declare readonly userSigExpiresAt: pulumi.Output<string>;
  /** What every object key of this task starts with, `/` at the end; undefined with `vod`. */
  declare readonly objectKeyPrefix: pulumi.Output<string | undefined>;
  /** First 16 hex digits of a SHA-256 over both storage keys: changes when they do; undefined with `vod`. */
  declare readonly storageKeyFingerprint: pulumi.Output<string | undefined>;
  /** True once refresh saw that the task ended and `onExit` is keep. */
  declare readonly exited: pulumi.Output<boolean | undefined>;
  /** True once refresh could not ask for the task because its handle expired. */
  declare readonly handleExpired: pulumi.Output<boolean | undefined>;

  /** Warns when another recording task of the program has the same room. */
  constructor(name: string, args: CloudRecordingTaskArgs, opts?: pulumi.CustomResourceOptions) {
    super(taskToken("CloudRecordingTask"), name, taskProperties(recording, name, args, opts), opts);
    this.taskId = this.id;
    this.objectKeyPrefix = objectKeyPrefixOf(this);
    warnOfSecondRecording(name, args, this);
  }
}

/** Which recording task {@link getCloudRecordingTask} asks for. */
export type GetCloudRecordingTaskArgs = GetTaskArgs;

export interface GetCloudRecordingTaskResult {
  taskId: string;
  /** `Idle`: nobody to record; `InProgress`: recording; `Exited`: ending. */
  status: "Idle" | "InProgress" | "Exited";
  /** Files so far: the m3u8 of each recording. Empty with `vod`. */
  storageFileList: RecordingFile[];
}

/** A file of a recording that runs. */
export interface RecordingFile {
  /** File name, without folders: `objectKeyPrefix` stands before it in the bucket. */
  fileName: string;
  /** The user who is recorded; absent for a mixed recording. */
  userId?: string;
  /** `audio`, `video` or `audio_video`. */
  trackType?: string;
  /** When the recording began, ISO 8601 UTC with milliseconds. */
  beginTimeStamp?: string;
}

/**
 * Asks the API for the live status of a recording task, and for its files; in preview too.
 *
 * @example The files of a task of this program
 * ```ts
 * const { sdkAppId, taskId, region, createdAt } = task;
 * export const files = trtc.getCloudRecordingTaskOutput({ sdkAppId, taskId, region, createdAt }).storageFileList;
 * ```
 * @throws GoneError when the task has ended, its handle expired, or it was made in another region; another TrtcError when the call fails
 * @see https://trtc.io/document/45169
 */
export async function getCloudRecordingTask(
  args: GetCloudRecordingTaskArgs,
): Promise<GetCloudRecordingTaskResult> {
  const response = await describedTask(recording, args);
  const files = response["StorageFileList"];
  return {
    taskId: args.taskId,
    // the three words are all that the API documents for Status
    status: response["Status"] as GetCloudRecordingTaskResult["status"],
    storageFileList: Array.isArray(files) ? files.filter(isBag).map(fileOf) : [],
  };
}

/** `getCloudRecordingTask` for arguments that are Outputs. */
export function getCloudRecordingTaskOutput(
  args: ArgsOf<GetCloudRecordingTaskArgs>,
): pulumi.Output<GetCloudRecordingTaskResult> {
  return pulumi.output(args).apply((plain) => getCloudRecordingTask(plain));
}

/** The API may say null, or for the user of a mixed recording an empty text, for what there is not. */
function fileOf({ FileName, UserId, TrackType, BeginTimeStamp }: Bag): RecordingFile {
  const begin = Number(BeginTimeStamp);
  return {
    fileName: typeof FileName === "string" ? FileName : "",
    ...(typeof UserId === "string" && UserId !== "" && { userId: UserId }),
    ...(typeof TrackType === "string" && TrackType !== "" && { trackType: TrackType }),
    ...(begin > 0 && { beginTimeStamp: new Date(begin).toISOString() }),
  };
}
