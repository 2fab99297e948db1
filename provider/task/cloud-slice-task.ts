import * as pulumi from "@pulumi/pulumi";
import { processClient } from "../trtc/process";
import { operationBudget } from "../trtc/attempt";
import { systemClock } from "../trtc/clock";
import { GoneError, TrtcError, withoutStack } from "../trtc/errors";
import { TRTC } from "../trtc/service";
import { defaultRegion } from "../trtc/settings";
import type { ArgsOf } from "../resource/input";
import { programSettings } from "../resource/program-settings";
import { YOUNG_TASK_MS, YOUNG_TASK_POLL_MS } from "./kind";

/** Whose streams are sliced. Lists hold at most 32 user ids; `1.*$` stands for every id that starts with 1; without any list every stream is sliced, of 25 hosts at most at once. */
export interface SubscribeStreamUserIds {
  /** Users whose audio is sliced. Updates. @default - everyone's */
  subscribeAudioUserIds?: string[];
  /** Users whose audio is not sliced. Updates. @default - none */
  unSubscribeAudioUserIds?: string[];
  /** Users whose pictures are taken. Updates. @default - everyone's */
  subscribeVideoUserIds?: string[];
  /** Users whose pictures are not taken. Updates. @default - none */
  unSubscribeVideoUserIds?: string[];
}

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
export interface CloudSliceStorage {
  /** The store: Tencent COS, AWS S3 or Alibaba OSS. Replaces. */
  vendor: "cos" | "s3" | "oss";
  /** Region of the bucket in the store's own words, such as `ap-singapore` or `ap-southeast-1`. Replaces. */
  region: string;
  /** Bucket name; for COS with the APPID at its end: `slices-1250000000`. Replaces. */
  bucket: string;
  /** Id of a long-lived key that may write to the bucket. Secret. Replaces. */
  accessKey: string;
  /** Secret of that key. Secret. Replaces. */
  secretKey: string;
  /** Folders before the task's own, each of `[A-Za-z0-9_-]`. Replaces. @default - none */
  fileNamePrefix?: string[];
}

/** The arguments of a `CloudSliceTask` in their plain form. */
export interface CloudSliceTaskInputs {
  /** The application, from the TRTC console. Replaces. */
  sdkAppId: number;
  /** The room: a string is a string room, a number from 1 to 4294967294 is an int32 room. Replaces. */
  roomId: string | number;
  /** The robot that enters the room: 1 to 32 of `[A-Za-z0-9_-]`, the name of no other user or robot of the room. Replaces. */
  userId: string;
  /** What is sliced, and how often. */
  sliceParams: SliceParams;
  /** Where the files go. A storage component's `target` fits here. */
  storage: CloudSliceStorage;
  /**
   * Region of the API: `ap-singapore`, `eu-frankfurt` (international site) or `ap-guangzhou` (mainland). Replaces.
   * The default is taken when the task is new; later another environment changes nothing.
   * @default - TENCENTCLOUD_REGION, `trtc:region`, else ap-singapore
   */
  region?: "ap-singapore" | "eu-frankfurt" | "ap-guangzhou";
  /** Hours for which the task can be queried, changed and stopped by its id, 6 to 720; past them it runs on. Replaces. @default 720 */
  resourceExpiredHour?: number;
  /** UserSig of the robot, valid for at least `resourceExpiredHour`. Secret. Used at the next replacement. @default - signed with `sdkSecretKey`, never kept */
  userSig?: string;
  /**
   * Secret key of the application, from the TRTC console; signs the robot's UserSig. Secret. Used at the next replacement.
   * @default - TRTC_SDK_SECRET_KEY_<sdkAppId>, TRTC_SDK_SECRET_KEY, `trtc:sdkSecretKey`
   */
  sdkSecretKey?: string;
  /** Seconds for which a UserSig is signed, 21600 to 2147483647 and at least `resourceExpiredHour`. Used at the next replacement. @default 15552000 (180 days) */
  userSigExpire?: number;
  /** What refresh does about a task that ended: drop it, so that the next `up` makes it again, or keep it in state with `exited`. Settles without a call. @default "recreate" */
  onExit?: "recreate" | "keep";
  /** What the next `up` does about a task whose handle expired: replace it, or keep it. Settles without a call. @default "replace" */
  onHandleExpired?: "replace" | "keep";
}

/** The arguments of a `CloudSliceTask`. */
export type CloudSliceTaskArgs = ArgsOf<CloudSliceTaskInputs>;

/**
 * A cloud slicing task: a robot enters a TRTC room and cuts the audio and pictures of its users into files in a bucket.
 *
 * The engine's id is the TaskId. Secrets are in no output. There is no import by id and no `.get`: the API does not
 * say with which arguments a task was made. For a task's live status call {@link getCloudSliceTask}.
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
  /** TaskId of the running task. */
  declare readonly taskId: pulumi.Output<string>;
  /** Region of the API in which the task was made. */
  declare readonly region: pulumi.Output<NonNullable<CloudSliceTaskInputs["region"]>>;
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
    super(
      "pulumi-nodejs:dynamic/trtc:CloudSliceTask",
      name,
      {
        ...args,
        storage: withSecretKeys(args.storage),
        ...(args.userSig === undefined ? {} : { userSig: pulumi.secret(args.userSig) }),
        ...(args.sdkSecretKey === undefined ? {} : { sdkSecretKey: pulumi.secret(args.sdkSecretKey) }),
        region: args.region,
        taskId: undefined,
        createdAt: undefined,
        handleExpiresAt: undefined,
        userSigExpiresAt: undefined,
        objectKeyPrefix: undefined,
        storageKeyFingerprint: undefined,
        exited: undefined,
        handleExpired: undefined,
        __provider: 'exports.handler = () => require("pulumi-trtc/provider").CloudSliceTask;',
      },
      opts,
    );
  }
}

/** The keys become secret and the rest stays readable in a diff; what cannot be looked into becomes secret as a whole. */
function withSecretKeys(storage: CloudSliceTaskArgs["storage"]): CloudSliceTaskArgs["storage"] {
  // a program in JavaScript may leave it out: check says so
  const given: unknown = storage;
  if (given === undefined || given === null) return storage;
  if (pulumi.Output.isInstance(storage) || storage instanceof Promise) return pulumi.secret(storage);
  const secretOrAbsent = (key: pulumi.Input<string> | undefined) =>
    key === undefined ? undefined : pulumi.secret(key);
  // an absent key stays absent, whatever its type says
  return {
    ...storage,
    accessKey: secretOrAbsent(storage.accessKey) as pulumi.Output<string>,
    secretKey: secretOrAbsent(storage.secretKey) as pulumi.Output<string>,
  };
}

export interface GetCloudSliceTaskArgs {
  /** The application. */
  sdkAppId: number;
  /** TaskId of the task. */
  taskId: string;
  /** Region of the API in which the task was made: `task.region`. @default - as for a new task */
  region?: string | undefined;
  /** When the task was made: `task.createdAt`. In its first minute a task that is not found is asked for again. @default - not found is believed at once */
  createdAt?: string | undefined;
}

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
  const settings = programSettings();
  const report = (message: string) => void pulumi.log.info(message);
  const region = args.region ?? defaultRegion(settings);
  const believedFrom = args.createdAt === undefined ? 0 : Date.parse(args.createdAt) + YOUNG_TASK_MS;
  for (;;) {
    try {
      const response = await processClient(TRTC, settings, report).call({
        action: "DescribeCloudSliceTask",
        params: { SdkAppId: args.sdkAppId, TaskId: args.taskId },
        region,
        repeatable: true,
        budget: operationBudget(),
      });
      // the three words are all that the API documents for Status
      return { taskId: args.taskId, status: response["Status"] as GetCloudSliceTaskResult["status"] };
    } catch (error) {
      if (error instanceof GoneError && Date.now() < believedFrom) {
        await systemClock.sleep(YOUNG_TASK_POLL_MS);
        continue;
      }
      if (error instanceof GoneError)
        error.message = `there is no task ${args.taskId} in ${region}: it has ended, its handle has expired, or it was made in another region`;
      throw error instanceof TrtcError ? withoutStack(error) : error;
    }
  }
}

/** `getCloudSliceTask` for arguments that are Outputs. */
export function getCloudSliceTaskOutput(
  args: ArgsOf<GetCloudSliceTaskArgs>,
): pulumi.Output<GetCloudSliceTaskResult> {
  return pulumi.output(args).apply((plain) => getCloudSliceTask(plain));
}
