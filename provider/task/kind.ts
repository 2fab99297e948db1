import type { Bag, ObjectProperty, Rule } from "../resource/schema";

/** The arguments that every kind of room job has, after check. */
export interface TaskInputs {
  sdkAppId: number;
  roomId: string | number;
  /** The robot. */
  userId: string;
  region: string;
  resourceExpiredHour: number;
  userSig?: string;
  sdkSecretKey?: string;
  userSigExpire: number;
  onExit: "recreate" | "keep";
  onHandleExpired: "replace" | "keep";
}

/** What state holds of a task: its arguments without their secrets, and what the API and the clock said. */
export interface TaskState extends Omit<TaskInputs, "userSig" | "sdkSecretKey"> {
  taskId: string;
  createdAt: string;
  handleExpiresAt: string;
  userSigExpiresAt: string;
  /** The task was seen to have ended, and `onExit` is keep. */
  exited?: true;
  /** The handle was past its end when the task was asked for. */
  handleExpired?: true;
}

/** One API action that takes a TaskId. */
export interface TaskAction {
  action: string;
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
  /** Output name to the paths of the secrets it stands for: how a changed secret is seen without keeping it twice. */
  fingerprints: Readonly<Record<string, readonly string[]>>;
  create: TaskAction & { params(inputs: Inputs, secrets: { userSig: string }): object };
  /** Absent when the API cannot be asked: then refresh says nothing rather than something false. */
  describe?: TaskAction & { exited(response: Bag): boolean };
  /** Absent when nothing of a running task can change. `params` are sent beside the TaskId. */
  modify?: TaskAction & { params(inputs: Inputs): object };
  stop: TaskAction;
  /** Error codes, or families of them, that say the task is gone. */
  notFound: readonly string[];
  /** Outputs of this kind that follow from the arguments and the TaskId. */
  outputs(inputs: Inputs, taskId: string): Bag;
}

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
