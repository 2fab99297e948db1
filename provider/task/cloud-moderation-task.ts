import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../resource/input";
import type { Bag } from "../resource/schema";
import { isBag } from "../resource/schema";
import type { AsianRobotInputs, ExitInputs, HandleInputs } from "./arguments";
import { moderation } from "./moderation";
import { describedTask } from "./status";
import type { GetTaskArgs } from "./status";
import type { TaskStorage } from "./storage";
import type { SubscribeStreamUserIds } from "./subscription";
import { taskToken } from "./kind";
import { objectKeyPrefixOf, taskProperties } from "./task-properties";

/** What is judged and how often, what is kept, and what is told. */
export interface ModerationRules {
  /** Pieces of audio, pictures, or both. Replaces. @default "audio" */
  moderationType?: "audio" | "video" | "both";
  /** Length of a piece of audio in seconds, 15 to 60. Replaces. @default 15 */
  sliceAudio?: number;
  /** Seconds between two pictures of a user, 1 to 60. Replaces. @default 5 */
  sliceVideo?: number;
  /**
   * Seconds without a stream of any other user after which the task ends by itself, 5 to 1800. Replaces.
   *
   * Users who are in the room and send nothing do not count. With `onExit: "recreate"` the next `pulumi up --refresh` makes an ended
   * task again.
   * @default 30
   */
  maxIdleTime?: number;
  /** Files that are kept in `storage`: none, all, or those of hits. All but none needs `storage`. Replaces. @default "none" */
  saveModerationFile?: "none" | "all" | "hits";
  /** Results that are called back (event 1104): all, or hits. Replaces. @default "all" */
  callbackResults?: "all" | "hits";
  /** Whose streams are judged. Updates: all four lists are sent; order and repetition mean nothing. @default - everyone's */
  subscribeStreamUserIds?: SubscribeStreamUserIds;
}

/** The key with which TRTC asks a supplier, and what it asks for. */
export interface SupplierKey {
  /** Id of the supplier's key. Secret. Replaces. */
  secretId: string;
  /** Secret of that key. Secret. Replaces. */
  secretKey: string;
  /** The supplier's policy id or business id for audio. Replaces. @default - the supplier's own */
  audioBizType?: string;
  /** The supplier's policy id or business id for pictures. Replaces. @default - the supplier's own */
  imageBizType?: string;
}

/** TRTC's own judgement, or none named: it needs no account. */
export interface OwnSupplier {
  /** Who judges; `trtc` stands on the mainland's page only. Replaces. @default - TRTC decides */
  moderationSupplier?: "trtc";
  moderationSupplierParam?: undefined;
}

/** Tencent Tianyu or Shumei. */
export interface AccountSupplier {
  /** Who judges. Replaces. */
  moderationSupplier: "tianyu" | "shumei";
  /** The account with the supplier. */
  moderationSupplierParam: SupplierKey & {
    /** Id of the account with the supplier. Replaces. */
    appId: string;
  };
}

/** ACE. */
export interface AceSupplier {
  /** Who judges. Replaces. */
  moderationSupplier: "ace";
  /** The account with the supplier. */
  moderationSupplierParam: SupplierKey & {
    /** Id of the account with the supplier. Replaces. @default - none */
    appId?: string;
  };
}

/** NetEase Yidun, which knows an account by its key. */
export interface YidunSupplier {
  /** Who judges. Replaces. */
  moderationSupplier: "Yidun";
  /** The account with the supplier. */
  moderationSupplierParam: SupplierKey & { appId?: undefined };
}

/** What is judged by whom, what is kept, and what is told. A supplier other than `trtc` and the account with it go together. */
export type ModerationParams = ModerationRules &
  (OwnSupplier | AccountSupplier | AceSupplier | YidunSupplier);

/** The bucket that judged pieces are kept in. The API takes long-lived keys only: no role, no session token. */
export type CloudModerationStorage = TaskStorage<"cos" | "s3" | "oss">;

/** The arguments of a `CloudModerationTask` in their plain form. */
export interface CloudModerationTaskInputs extends AsianRobotInputs, ExitInputs, HandleInputs {
  /** Hours for which the task can be queried, changed and stopped by its id, 6 to 72; past them it runs on. Replaces. @default 72 */
  resourceExpiredHour?: number;
  /** What is judged by whom, what is kept, and what is told. */
  moderationParams: ModerationParams;
  /**
   * Where kept files go. A storage component's `target` fits here. Needed in ap-singapore, and wherever files are kept.
   * @default - no bucket
   */
  storage?: CloudModerationStorage;
}

/** The arguments of a `CloudModerationTask`. */
export type CloudModerationTaskArgs = ArgsOf<CloudModerationTaskInputs>;

/**
 * A cloud moderation task: a robot enters a TRTC room, cuts the audio and pictures of its users, and has each piece judged. The
 * judgements come as callbacks (event 1104 of group 11).
 *
 * The engine's id is the TaskId. Secrets are in no output. There is no import by id and no `.get`: the API does not
 * say with which arguments a task was made; `pulumi-trtc import-file` takes a running one over. For a task's live status call {@link getCloudModerationTask}.
 *
 * @example Audio and pictures, the files of hits kept
 * ```ts
 * const task = new trtc.CloudModerationTask("lobby", {
 *   sdkAppId: 1400000001,
 *   roomId: "lobby",
 *   userId: "moderator-lobby",
 *   moderationParams: { moderationType: "both", maxIdleTime: 1800, saveModerationFile: "hits", callbackResults: "hits" },
 *   storage: { vendor: "cos", region: "ap-singapore", bucket: "slices-1250000000", accessKey, secretKey },
 * });
 * ```
 * @example Judged by another supplier, with an account there
 * ```ts
 * moderationParams: {
 *   moderationType: "both",
 *   moderationSupplier: "shumei",
 *   moderationSupplierParam: { appId: "default", secretId, secretKey, audioBizType: "2001", imageBizType: "2002" },
 * },
 * ```
 * @example Everybody's audio but the teacher's
 * ```ts
 * moderationParams: { subscribeStreamUserIds: { unSubscribeAudioUserIds: ["teacher"] } },
 * ```
 * @see https://trtc.io/document/72648
 */
export class CloudModerationTask extends pulumi.CustomResource {
  /** The application. */
  declare readonly sdkAppId: pulumi.Output<number>;
  /** The room: a string is a string room, a number an int32 room. */
  declare readonly roomId: pulumi.Output<string | number>;
  /** The robot. */
  declare readonly userId: pulumi.Output<string>;
  /** What is judged by whom, with defaults and without the supplier's key. */
  declare readonly moderationParams: pulumi.Output<
    ModerationRules & {
      moderationSupplier?: ModerationParams["moderationSupplier"];
      moderationSupplierParam?: Omit<SupplierKey, "secretId" | "secretKey"> & { appId?: string };
    }
  >;
  /** Where kept files go, without the keys. */
  declare readonly storage: pulumi.Output<
    Omit<CloudModerationStorage, "accessKey" | "secretKey"> | undefined
  >;
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
  declare readonly region: pulumi.Output<NonNullable<AsianRobotInputs["region"]>>;
  /** When the task was made, ISO 8601 UTC. */
  declare readonly createdAt: pulumi.Output<string>;
  /** From when on the task can no longer be queried, changed or stopped by its id, ISO 8601 UTC. */
  declare readonly handleExpiresAt: pulumi.Output<string>;
  /** End of the UserSig with which the running robot entered, ISO 8601 UTC. */
  declare readonly userSigExpiresAt: pulumi.Output<string>;
  /** What every object key of this task starts with, `/` at the end; undefined without `storage`. */
  declare readonly objectKeyPrefix: pulumi.Output<string | undefined>;
  /** First 16 hex digits of a SHA-256 over both storage keys: changes when they do. Undefined without `storage`. */
  declare readonly storageKeyFingerprint: pulumi.Output<string | undefined>;
  /** First 16 hex digits of a SHA-256 over the supplier's key: changes when it does. Undefined without one. */
  declare readonly supplierKeyFingerprint: pulumi.Output<string | undefined>;
  /** True once refresh saw that the task ended and `onExit` is keep. */
  declare readonly exited: pulumi.Output<boolean | undefined>;
  /** True once refresh could not ask for the task because its handle expired. */
  declare readonly handleExpired: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: CloudModerationTaskArgs, opts?: pulumi.CustomResourceOptions) {
    super(taskToken("CloudModerationTask"), name, taskProperties(moderation, name, args, opts), opts);
    this.taskId = this.id;
    this.objectKeyPrefix = objectKeyPrefixOf(this);
  }
}

/** Which moderation task {@link getCloudModerationTask} asks for. */
export type GetCloudModerationTaskArgs = GetTaskArgs;

export interface GetCloudModerationTaskResult {
  taskId: string;
  /** `Idle`: nothing to judge; `InProgress`: judging; `Exited`: ending. */
  status: "Idle" | "InProgress" | "Exited";
  /** Whose streams are judged; an empty list where the API names nobody. */
  subscribeStreamUserIds: Required<SubscribeStreamUserIds>;
}

/**
 * Asks the API for the live status of a moderation task and for its lists; in preview too.
 *
 * @example The status of a task of this program
 * ```ts
 * const { sdkAppId, taskId, region, createdAt } = task;
 * export const status = trtc.getCloudModerationTaskOutput({ sdkAppId, taskId, region, createdAt }).status;
 * ```
 * @throws GoneError when the task has ended, its handle expired, or it was made in another region; another TrtcError when the call fails
 * @see https://trtc.io/document/72646
 */
export async function getCloudModerationTask(
  args: GetCloudModerationTaskArgs,
): Promise<GetCloudModerationTaskResult> {
  const response = await describedTask(moderation, args);
  const lists = isBag(response["SubscribeStreamUserIds"]) ? response["SubscribeStreamUserIds"] : {};
  return {
    taskId: args.taskId,
    // the three words are all that the API documents for Status
    status: response["Status"] as GetCloudModerationTaskResult["status"],
    subscribeStreamUserIds: {
      subscribeAudioUserIds: userIds(lists, "SubscribeAudioUserIds"),
      unSubscribeAudioUserIds: userIds(lists, "UnSubscribeAudioUserIds"),
      subscribeVideoUserIds: userIds(lists, "SubscribeVideoUserIds"),
      unSubscribeVideoUserIds: userIds(lists, "UnSubscribeVideoUserIds"),
    },
  };
}

/** A list that may be null. */
function userIds(lists: Bag, name: string): string[] {
  const list = lists[name];
  return Array.isArray(list) ? list.map(String) : [];
}

/** `getCloudModerationTask` for arguments that are Outputs. */
export function getCloudModerationTaskOutput(
  args: ArgsOf<GetCloudModerationTaskArgs>,
): pulumi.Output<GetCloudModerationTaskResult> {
  return pulumi.output(args).apply((plain) => getCloudModerationTask(plain));
}
