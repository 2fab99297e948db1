import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../resource/input";
import type { ExitInputs, HandleInputs, PermissionInputs, RobotInputs } from "./arguments";
import { slicing } from "./slicing";
import { describedTask } from "./status";
import type { GetTaskArgs } from "./status";
import type { TaskStorage } from "./storage";
import type { SubscribeStreamUserIds } from "./subscription";
import { taskToken } from "./kind";
import { objectKeyPrefixOf, taskProperties } from "./task-properties";

/** What is sliced, and how often. */
export interface SliceParams {
  /** Audio files, pictures, or both. Replaces. */
  sliceType: "audio" | "video" | "both";
  /** Length of an audio file in seconds, 15 to 60. Replaces. @default 15 */
  sliceAudio?: number;
  /** Seconds between two pictures of a user, 5 to 60. Replaces. @default 5 */
  sliceVideo?: number;
  /**
   * Seconds without any other user in the room after which the task ends by itself, 5 to 86400. Replaces.
   *
   * With the default and `onExit: "recreate"` a task in an empty room comes and goes at each run:
   * it ends after 30 s, the next `pulumi up --refresh` makes it again. Use 86400 for a room that is empty at times.
   * @default 30
   */
  maxIdleTime?: number;
  /** Picture format; only ap-guangzhou knows this field. Replaces. @default - png */
  sliceImageType?: "png" | "jpg";
  /** Whose streams are sliced. Updates: all four lists are sent; order and repetition mean nothing. @default - everyone's */
  subscribeStreamUserIds?: SubscribeStreamUserIds;
}

/** The bucket that slices are written to. The API takes long-lived keys only: no role, no session token. */
export type CloudSliceStorage = TaskStorage<"cos" | "s3" | "oss">;

/** The arguments of a `CloudSliceTask` in their plain form. */
export interface CloudSliceTaskInputs extends RobotInputs, PermissionInputs, ExitInputs, HandleInputs {
  /** What is sliced, and how often. */
  sliceParams: SliceParams;
  /** Where the files go. A storage component's `target` fits here. */
  storage: CloudSliceStorage;
}

/** The arguments of a `CloudSliceTask`. */
export type CloudSliceTaskArgs = ArgsOf<CloudSliceTaskInputs>;

/**
 * A cloud slicing task: a robot enters a TRTC room and cuts the audio and pictures of its users into files in a bucket.
 *
 * The engine's id is the TaskId. Secrets are in no output. There is no import by id and no `.get`: the API does not
 * say with which arguments a task was made; `pulumi-trtc import-file` takes a running one over. For a task's live status call {@link getCloudSliceTask}.
 *
 * @example A string room, everything sliced
 * ```ts
 * const task = new trtc.CloudSliceTask("lobby", {
 *   sdkAppId: 1400000001,
 *   roomId: "lobby",
 *   userId: "slicer-lobby",
 *   sliceParams: { sliceType: "both", maxIdleTime: 86400 },
 *   storage: { vendor: "cos", region: "ap-singapore", bucket: "slices-1250000000", accessKey, secretKey },
 * });
 * ```
 * @example Only the teacher's pictures, and nobody's audio whose id starts with "guest"
 * ```ts
 * sliceParams: {
 *   sliceType: "both",
 *   subscribeStreamUserIds: { subscribeVideoUserIds: ["teacher"], unSubscribeAudioUserIds: ["guest.*$"] },
 * },
 * ```
 * @example A task for one event: when it ends it stays ended
 * ```ts
 * const event = new trtc.CloudSliceTask("event", { ...args, onExit: "keep" });
 * ```
 * @see https://trtc.io/document/72331
 */
export class CloudSliceTask extends pulumi.CustomResource {
  /** The application. */
  declare readonly sdkAppId: pulumi.Output<number>;
  /** The room: a string is a string room, a number an int32 room. */
  declare readonly roomId: pulumi.Output<string | number>;
  /** The robot. */
  declare readonly userId: pulumi.Output<string>;
  /** What is sliced, and how often, with defaults. */
  declare readonly sliceParams: pulumi.Output<SliceParams>;
  /** Where the files go, without the keys. */
  declare readonly storage: pulumi.Output<Omit<CloudSliceStorage, "accessKey" | "secretKey">>;
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
  /** What every object key of this task starts with, `/` at the end. */
  declare readonly objectKeyPrefix: pulumi.Output<string>;
  /** First 16 hex digits of a SHA-256 over both storage keys: changes when they do. */
  declare readonly storageKeyFingerprint: pulumi.Output<string>;
  /** True once refresh saw that the task ended and `onExit` is keep. */
  declare readonly exited: pulumi.Output<boolean | undefined>;
  /** True once refresh could not ask for the task because its handle expired. */
  declare readonly handleExpired: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: CloudSliceTaskArgs, opts?: pulumi.CustomResourceOptions) {
    super(taskToken("CloudSliceTask"), name, taskProperties(slicing, name, args, opts), opts);
    this.taskId = this.id;
    this.objectKeyPrefix = objectKeyPrefixOf(this);
  }
}

/** Which slicing task {@link getCloudSliceTask} asks for. */
export type GetCloudSliceTaskArgs = GetTaskArgs;

export interface GetCloudSliceTaskResult {
  taskId: string;
  /** `Idle`: nobody to slice; `InProgress`: slicing; `Exited`: ending. */
  status: "Idle" | "InProgress" | "Exited";
}

/**
 * Asks the API for the live status of a slicing task; in preview too.
 *
 * @example The status of a task of this program
 * ```ts
 * const { sdkAppId, taskId, region, createdAt } = task;
 * export const status = trtc.getCloudSliceTaskOutput({ sdkAppId, taskId, region, createdAt }).status;
 * ```
 * @throws GoneError when the task has ended, its handle expired, or it was made in another region; another TrtcError when the call fails
 * @see https://trtc.io/document/72329
 */
export async function getCloudSliceTask(args: GetCloudSliceTaskArgs): Promise<GetCloudSliceTaskResult> {
  const response = await describedTask(slicing, args);
  // the three words are all that the API documents for Status
  return { taskId: args.taskId, status: response["Status"] as GetCloudSliceTaskResult["status"] };
}

/** `getCloudSliceTask` for arguments that are Outputs. */
export function getCloudSliceTaskOutput(
  args: ArgsOf<GetCloudSliceTaskArgs>,
): pulumi.Output<GetCloudSliceTaskResult> {
  return pulumi.output(args).apply((plain) => getCloudSliceTask(plain));
}
