import type { Call } from "./calls";
import type { Delivery } from "./callbacks";
import type { TaskStatus } from "./trtc/tasks";
import type { Subscription } from "./trtc/subscription";

/** A task as `GET /_emulator/tasks` shows it, ended ones too. */
export interface TaskView {
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
  /** Whether Describe, Modify and Delete have lost the task by its ResourceExpiredHour. */
  readonly handleExpired: boolean;
  readonly endedAt?: string;
  /** As in event 1002. */
  readonly leaveCode?: number;
  readonly subscribeStreamUserIds: {
    readonly subscribeAudioUserIds: Subscription["SubscribeAudioUserIds"];
    readonly unSubscribeAudioUserIds: Subscription["UnSubscribeAudioUserIds"];
    readonly subscribeVideoUserIds: Subscription["SubscribeVideoUserIds"];
    readonly unSubscribeVideoUserIds: Subscription["UnSubscribeVideoUserIds"];
  };
  readonly sliceParams: {
    readonly sliceType: "audio" | "video" | "both";
    readonly sliceAudio: number;
    readonly sliceVideo: number;
    readonly maxIdleTime: number;
    readonly sliceImageType: "png" | "jpg";
  };
  readonly resourceExpiredHour: number;
  /** Without the keys. */
  readonly storage: {
    readonly vendor: "cos" | "s3" | "oss";
    readonly region: string;
    readonly bucket: string;
    readonly fileNamePrefix: readonly string[];
  };
  /** Files the storage took and refused so far. */
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
  /** Tasks that run now. */
  readonly running: number;
}

export interface AppView {
  readonly sdkAppId: number;
  readonly callbackUrl?: string;
  /** Whether callbacks are signed. */
  readonly callbackSigned: boolean;
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

export type { Call, Delivery };
