import type { Bag, ObjectProperty, Rule } from "../resource/schema";

/** The arguments that every kind of room job has, after check; what not every kind has may be absent. */
export interface TaskInputs {
  sdkAppId: number;
  roomId: string | number;
  /** The robot. */
  userId: string;
  region: string;
  /** Absent where a task can be queried, changed and stopped by its id as long as it runs. */
  resourceExpiredHour?: number;
  userSig?: string;
  sdkSecretKey?: string;
  userSigExpire: number;
  /** True to have one signed. */
  privateMapKey?: string | boolean;
  onExit?: "recreate" | "keep";
  onHandleExpired?: "replace" | "keep";
}

/** What state holds of a task: its arguments without their secrets, and what the API and the clock said. */
export interface TaskState extends Omit<TaskInputs, "userSig" | "sdkSecretKey" | "privateMapKey"> {
  createdAt: string;
  handleExpiresAt?: string;
  userSigExpiresAt: string;
  /** The number of the last change, where the API wants changes to be numbered. */
  sequenceNumber?: number;
  /** The task was seen to have ended, and is kept. */
  exited?: true;
  /** The handle was past its end when the task was asked for. */
  handleExpired?: true;
  /** The task runs, and it is not known whether it was told all: what Create cannot say was not said, or a change had no answer. */
  unfinished?: true;
}

/** State with the engine's id, which is the TaskId. */
export interface RunningTask extends TaskState {
  taskId: string;
}

/** With what a robot enters its room. */
export interface Tickets {
  userSig: string;
  /** Where the application demands one. */
  privateMapKey?: string;
}

/** One API action that takes a TaskId. */
export interface TaskAction {
  action: string;
}

/** What the API says of a task: `unknown` where it answers a status in place of an error code for a task that it does not know. */
export type Sight = "running" | "ended" | "unknown";

/** What a status says, of APIs that say `Exited` of a task that has ended. */
export function sightOfStatus({ Status }: { Status?: string }): Sight {
  return Status === "Exited" ? "ended" : "running";
}

/**
 * A kind of room job, as data: everything that `lifecycle.ts` needs to run it.
 * A kind is one file; the lifecycle never asks which one it runs.
 */
export interface TaskKind<Inputs extends TaskInputs = TaskInputs> {
  /** Class name of the resource, also in its type token: `CloudSliceTask`. */
  resource: string;
  /** Limits, defaults and what a change does, for each argument. */
  schema: ObjectProperty;
  /** What the table cannot say. */
  rules: readonly Rule[];
  /**
   * Output name to the paths of the secrets it stands for: how a changed secret is seen without keeping it twice.
   * The first path's row says what a change does.
   */
  fingerprints: Readonly<Record<string, readonly string[]>>;
  /** Bits of the PrivateMapKey that the robot needs. @default - the API takes none */
  privileges?: number;
  create: TaskAction & {
    params(inputs: Inputs, tickets: Tickets): object;
    /** Codes that say that the robot is in the room already. @default - the bare FailedOperation alone, which may say it for any kind */
    robotTaken?: readonly string[];
  };
  /** Absent when the API cannot be asked: then refresh says nothing rather than something false. */
  describe?: TaskAction & { sees(response: Bag): Sight };
  /** Absent when nothing of a running task can change. `params` are sent beside the TaskId. */
  modify?: TaskAction & {
    params(inputs: Inputs): object;
    /** What the answer says of the task, where it may say that it has ended. @default - running */
    sees?(response: Bag): Sight;
    /** True for arguments that Create cannot say: Modify says them right after it. @default - none */
    completesCreate?(inputs: Inputs): boolean;
    /** Changes carry a number that grows, and `outdated` is the code for one that does not. @default - not numbered */
    sequence?: { param: string; outdated: string };
    /** What is not sent stays as it is, so that to leave out an argument takes a new task. @default false */
    isPatch?: true;
  };
  stop: TaskAction;
  /** Error codes, or families of them, that say the task is gone. */
  notFound: readonly string[];
  /** Tasks at once in an application, as the vendor grants them at first. @default - no page names a number */
  maxTasks?: number;
  /** True where CAM can limit the calls to applications. @default - they are granted as a whole */
  limitedToApplications?: true;
  /** Robots that enter beside the task's own: an argument that is a list, and where in an item the robot's name stands. @default - none */
  furtherRobots?: { list: string; userId: string };
  /** What to do when as many tasks run as may. @default - in the words of the application's quota */
  quota?: string;
}

/** Type of a kind's resource, which stands in state. */
export function taskToken(resource: string): string {
  return `pulumi-nodejs:dynamic/trtc:${resource}`;
}

/** Text of the provider of a kind's resource, which stands in state and never changes. */
export function taskProvider(resource: string): string {
  return `exports.handler = () => require("pulumi-trtc/provider").${resource};`;
}

/** Bits of a PrivateMapKey (https://www.tencentcloud.com/document/product/647/35157). */
const ENTER = 2;
const SEND_AUDIO = 4;
const RECEIVE_AUDIO = 8;
const SEND_VIDEO = 16;
const RECEIVE_VIDEO = 32;
/** What a robot needs that only listens and watches: 42. */
export const RECEIVES = ENTER | RECEIVE_AUDIO | RECEIVE_VIDEO;
/** What a robot needs that publishes too: 62. */
export const RECEIVES_AND_SENDS = RECEIVES | SEND_AUDIO | SEND_VIDEO;

/** The API may not know a new task at once: not-found is believed from this age on. */
export const YOUNG_TASK_MS = 60_000;
export const YOUNG_TASK_POLL_MS = 3_000;

/** RoomId and RoomIdType on the wire. The numbers of RoomIdType are swapped between API families. */
export function wireRoom(
  roomId: string | number,
  types: { string: 0 | 1; int32: 0 | 1 },
): { RoomId: string; RoomIdType: number } {
  return { RoomId: String(roomId), RoomIdType: typeof roomId === "number" ? types.int32 : types.string };
}

/** RoomIdType in the slicing, recording, moderation and stream ingest APIs. */
export const STRING_IS_0 = { string: 0, int32: 1 } as const;
/** RoomIdType in the CDN relay and transcription APIs. */
export const STRING_IS_1 = { string: 1, int32: 0 } as const;
