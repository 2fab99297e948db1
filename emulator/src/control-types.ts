import type { Call } from "./calls";
import type { CallbackEvent, Delivery } from "./callbacks";
import type { FunctionStatus } from "./scf/functions";
import type { CallbackKind, FamilyName } from "./trtc/callback-groups";
import type { JobDetails } from "./trtc/job-details";
import type { TaskStatus } from "./trtc/jobs";

/** A task as `GET /_emulator/tasks` shows it, ended ones too: what all have, and what its family has. */
export interface TaskView extends JobDetails {
  readonly family: FamilyName;
  readonly taskId: string;
  readonly sdkAppId: number;
  readonly roomId: string;
  readonly roomIdType: "string" | "int32";
  /** The robot. */
  readonly userId: string;
  readonly region: string;
  readonly status: TaskStatus;
  readonly running: boolean;
  /** Emulated clock, ISO 8601 UTC. */
  readonly createdAt: string;
  /** Whether the calls by TaskId have lost the task by its ResourceExpiredHour. */
  readonly handleExpired: boolean;
  readonly endedAt?: string;
  /** As in the event of its end, where the family has a code there. */
  readonly leaveCode?: number;
  /** Files the storage took and refused so far; 0 where the family writes none. */
  readonly uploaded: number;
  readonly refused: number;
}

/** An object as `GET /_emulator/objects` shows it. */
export interface ObjectView {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly contentType: string;
  readonly lastModified: string;
}

export interface Health {
  readonly status: "ok";
  /** Emulated clock, ISO 8601 UTC. */
  readonly now: string;
  readonly virtualClock: boolean;
  /** Tasks of all families that run now. */
  readonly running: number;
}

export interface AppView {
  readonly sdkAppId: number;
  readonly callbackUrl?: string;
  /** Whether callbacks are signed. */
  readonly callbackSigned: boolean;
  /** The kinds of callback that go to the address. */
  readonly callbackKinds: readonly CallbackKind[];
  readonly advancedPermission: boolean;
}

/** A sub-user as `GET /_emulator/users` shows it, without secrets. */
export interface UserView {
  readonly name: string;
  readonly uin: number;
  readonly accessKeys: readonly { readonly accessKeyId: string; readonly status: "Active" | "Inactive" }[];
  /** Names of the policies that are attached. */
  readonly policies: readonly string[];
}

/** A cloud function as `GET /_emulator/functions` shows it. */
export interface FunctionView {
  readonly functionName: string;
  readonly region: string;
  readonly status: FunctionStatus;
  /** Of its first function URL. */
  readonly url?: string;
  /** What it printed, the last 10,000 lines, secrets as `***`. */
  readonly lines: readonly string[];
}

/** An event that `POST /_emulator/callbacks` sends. */
export interface SentEvent extends Omit<CallbackEvent, "eventInfo"> {
  /** Any JSON object. */
  readonly eventInfo: Readonly<Record<string, unknown>>;
  /** How often, at the same moment: 1 to 100. @default 1 */
  readonly times?: number;
  /** Whether each copy has a CallbackTs of its own; otherwise all are the same bytes. @default - as in the settings */
  readonly freshCallbackTs?: boolean;
}

export type { Call, Delivery };
