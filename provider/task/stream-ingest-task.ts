import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../resource/input";
import type { AsianRobotInputs, PermissionInputs } from "./arguments";
import { ingest } from "./ingest";
import { describedTask } from "./status";
import type { GetTaskArgs } from "./status";
import { taskToken } from "./kind";
import { taskProperties } from "./task-properties";

/** A file that is played over and over. */
export interface EndlessIngest {
  /** How often a file is played: -1 is without end. Replaces. */
  repeatNum: -1;
  /** Minutes after which it ends all the same, 1 to 10080. Replaces. @default - it plays until it is stopped */
  maxDuration?: number;
}

/** A file that is played a number of times. */
export interface CountedIngest {
  /** How often a file is played, 1 to 1000. Replaces. @default 1 */
  repeatNum?: number;
  /** Only with `repeatNum: -1`. Replaces. @default - none */
  maxDuration?: never;
}

/** The arguments of a `StreamIngestTask` in their plain form. */
export type StreamIngestTaskInputs = AsianRobotInputs &
  PermissionInputs &
  (EndlessIngest | CountedIngest) & {
    /**
     * Address of the file, HLS playlist or live stream: an http, https or rtmp URL. At most 1080p and 30 frames a second, in H.264 or VP8
     * with AAC or Opus. Such addresses often hold a token. Secret. Updates.
     */
    streamUrl: string;
    /** Seconds into the file at which to begin, 0 to 4294967295. Replaces: a running task cannot be moved. @default - at its begin */
    seekSecond?: number;
    /** Whether the stream is relayed to CDN at once, which the TRTC console must have switched on. Replaces. @default - as the application is set up */
    autoPush?: boolean;
    /** Volume in per cent of the source's own, 0 to 200. Updates. @default 100 */
    volume?: number;
    /**
     * Pauses: the task runs on and is billed, and the robot publishes nothing. The service ends a task that was paused for
     * 12 hours. Updates. @default false
     */
    isPause?: boolean;
    /** Whether players in the room are told the progress, as custom data; only ap-guangzhou knows this field. Updates. @default - false */
    enableProgress?: boolean;
    /** Speed, 1 is the source's own; only ap-guangzhou knows this field. Updates. @default - 1 */
    tempo?: 0.5 | 0.75 | 1 | 1.25 | 1.5 | 1.75 | 2;
    /** Seconds of idleness after which the task ends, 0 to 600; only ap-guangzhou knows this field. Replaces. @default - the service decides */
    idleTimeout?: number;
    /**
     * What refresh does about a task that ended: keep it in state with `exited`, or drop it, so that the next `up` plays again.
     * Settles without a call.
     *
     * Kept unless you say otherwise, for here an end is no accident: a file that was played to its end has ended its task, and
     * would be played again at every `pulumi up --refresh`. Say "recreate" for a live stream that should always be there.
     * @default "keep"
     */
    onExit?: "recreate" | "keep";
  };

/** The arguments of a `StreamIngestTask`. */
export type StreamIngestTaskArgs = ArgsOf<StreamIngestTaskInputs>;

/**
 * The ingest of an online stream: a robot enters a TRTC room and plays a media file or a live stream there. It is an anchor
 * of the room like any other, so that slicing, recording and the rest take its streams too.
 *
 * The engine's id is the TaskId. The address of the stream is in no output. There is no import by id and no `.get`: the API
 * does not say with which arguments a task was made; `pulumi-trtc import-file` takes a running one over. For a task's live status call {@link getStreamIngestTask}.
 *
 * @example A file, played once
 * ```ts
 * const film = new trtc.StreamIngestTask("film", {
 *   sdkAppId: 1400000001,
 *   roomId: "lobby",
 *   userId: "player-lobby",
 *   streamUrl: "https://example.com/film.mp4",
 * });
 * ```
 * @example Music for eight hours at most, quieter than it is
 * ```ts
 * const music = new trtc.StreamIngestTask("music", { ...args, repeatNum: -1, maxDuration: 480, volume: 40 });
 * ```
 * @example A live stream that is brought back when it broke off
 * ```ts
 * const camera = new trtc.StreamIngestTask("camera", { ...args, streamUrl: config.requireSecret("cameraUrl"), onExit: "recreate" });
 * ```
 * @see https://trtc.io/document/57835
 */
export class StreamIngestTask extends pulumi.CustomResource {
  /** The application. */
  declare readonly sdkAppId: pulumi.Output<number>;
  /** The room: a string is a string room, a number an int32 room. */
  declare readonly roomId: pulumi.Output<string | number>;
  /** The robot. */
  declare readonly userId: pulumi.Output<string>;
  /** Seconds into the file at which it began. */
  declare readonly seekSecond: pulumi.Output<number | undefined>;
  /** Whether the stream is relayed to CDN at once. */
  declare readonly autoPush: pulumi.Output<boolean | undefined>;
  /** How often a file is played; -1 is without end. */
  declare readonly repeatNum: pulumi.Output<number>;
  /** Minutes after which an endless one ends. */
  declare readonly maxDuration: pulumi.Output<number | undefined>;
  /** Volume in per cent of the source's own. */
  declare readonly volume: pulumi.Output<number>;
  /** Whether it is paused. */
  declare readonly isPause: pulumi.Output<boolean>;
  /** Whether players are told the progress. */
  declare readonly enableProgress: pulumi.Output<boolean | undefined>;
  /** Speed, 1 is the source's own. */
  declare readonly tempo: pulumi.Output<StreamIngestTaskInputs["tempo"]>;
  /** Seconds of idleness after which the task ends. */
  declare readonly idleTimeout: pulumi.Output<number | undefined>;
  /** Seconds for which a UserSig is signed. */
  declare readonly userSigExpire: pulumi.Output<number>;
  /** What refresh does about a task that ended. */
  declare readonly onExit: pulumi.Output<"recreate" | "keep">;
  /** TaskId of the running task: the engine's id. */
  declare readonly taskId: pulumi.Output<string>;
  /** Region of the API in which the task was made. */
  declare readonly region: pulumi.Output<NonNullable<AsianRobotInputs["region"]>>;
  /** When the task was made, ISO 8601 UTC. */
  declare readonly createdAt: pulumi.Output<string>;
  /** End of the UserSig with which the running robot entered, ISO 8601 UTC. */
  declare readonly userSigExpiresAt: pulumi.Output<string>;
  /** First 16 hex digits of a SHA-256 over the stream's address: changes when it does. */
  declare readonly streamUrlFingerprint: pulumi.Output<string>;
  /** True once refresh saw that the task ended and `onExit` is keep. */
  declare readonly exited: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: StreamIngestTaskArgs, opts?: pulumi.CustomResourceOptions) {
    super(taskToken("StreamIngestTask"), name, taskProperties(ingest, name, args, opts), opts);
    this.taskId = this.id;
  }
}

/** Which ingest task {@link getStreamIngestTask} asks for. */
export type GetStreamIngestTaskArgs = GetTaskArgs;

export interface GetStreamIngestTaskResult {
  taskId: string;
  /** `InProgress`: playing or paused; `NotExist`: it has ended, or was never there, which the API does not tell apart. */
  status: "InProgress" | "NotExist";
}

/**
 * Asks the API for the live status of an ingest task; in preview too. One that has ended is no error here: its status is `NotExist`.
 *
 * @example The status of a task of this program
 * ```ts
 * const { sdkAppId, taskId, region, createdAt } = film;
 * export const status = trtc.getStreamIngestTaskOutput({ sdkAppId, taskId, region, createdAt }).status;
 * ```
 * @throws GoneError when the TaskId is none; another TrtcError when the call fails
 * @see https://trtc.io/document/57834
 */
export async function getStreamIngestTask(args: GetStreamIngestTaskArgs): Promise<GetStreamIngestTaskResult> {
  const response = await describedTask(ingest, args);
  // the two words are all that the API documents for Status
  return { taskId: args.taskId, status: response["Status"] as GetStreamIngestTaskResult["status"] };
}

/** `getStreamIngestTask` for arguments that are Outputs. */
export function getStreamIngestTaskOutput(
  args: ArgsOf<GetStreamIngestTaskArgs>,
): pulumi.Output<GetStreamIngestTaskResult> {
  return pulumi.output(args).apply((plain) => getStreamIngestTask(plain));
}
