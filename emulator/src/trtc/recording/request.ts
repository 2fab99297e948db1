import { integerAt, textAt } from "../../api/params";
import type { Params } from "../../api/service";
import { objectAt, roomOf } from "../params";
import type { RoomAddress } from "../rooms";
import { storageOf } from "../storage";
import type { TaskStorage } from "../storage";
import { subscriptionOf } from "../subscription";
import type { Subscription } from "../subscription";
import { canvasOf } from "./layout";
import type { Canvas } from "./layout";

export type FileFormat = "hls" | "mp4" | "aac";

/** What a CreateCloudRecording request asks for, with the documented defaults. */
export interface RecordRequest {
  readonly room: RoomAddress;
  readonly userId: string;
  readonly mode: "single" | "mixed";
  readonly kinds: ReadonlySet<"audio" | "video">;
  /** Sound and picture of a user in one file. */
  readonly merged: boolean;
  readonly formats: ReadonlySet<FileFormat>;
  readonly maxFileMinutes: number;
  /** 0: camera and shared screen, 1: camera, 2: shared screen, which nobody has here. */
  readonly mediaId: number;
  readonly maxIdleSeconds: number;
  readonly handleHours: number;
  readonly lists: Subscription;
  /** Undefined with VOD. */
  readonly storage: TaskStorage | undefined;
  readonly canvas: Canvas;
  /** MixLayoutParams of a mixed recording. */
  readonly layout: Params | undefined;
}

const KINDS: readonly (readonly ("audio" | "video")[])[] = [["audio", "video"], ["audio"], ["video"]];
const STORAGE_FORMATS: readonly (readonly FileFormat[])[] = [
  ["hls"],
  ["hls", "mp4"],
  ["hls", "aac"],
  ["mp4"],
  ["aac"],
];
const VOD_FORMATS: readonly (readonly FileFormat[])[] = [
  ["mp4"],
  ["hls"],
  ["aac"],
  ["hls", "mp4"],
  ["hls", "aac"],
];

/** A validated CreateCloudRecording request as a plain object. */
export function recordRequestOf(params: Params): RecordRequest {
  const record = objectAt(params, "RecordParams");
  const destination = objectAt(params, "StorageParams");
  const vod = objectAt(objectAt(destination, "CloudVod"), "TencentVod");
  const isMixed = integerAt(record, "RecordMode") === 2;
  const hasStorage = destination["CloudStorage"] !== undefined;
  const formats = hasStorage
    ? STORAGE_FORMATS[integerAt(record, "OutputFormat") ?? 0]
    : VOD_FORMATS[integerAt(vod, "MediaType") ?? 0];
  return {
    room: roomOf(params, 0),
    userId: textAt(params, "UserId"),
    mode: isMixed ? "mixed" : "single",
    kinds: new Set(KINDS[integerAt(record, "StreamType") ?? 0]),
    merged: isMixed || integerAt(record, "AvMerge") === 1,
    formats: new Set(formats),
    maxFileMinutes: integerAt(record, "MaxMediaFileDuration") ?? 1440,
    mediaId: integerAt(record, "MediaId") ?? 0,
    maxIdleSeconds: integerAt(record, "MaxIdleTime") ?? 30,
    handleHours: integerAt(params, "ResourceExpiredHour") ?? 72,
    lists: subscriptionOf(record),
    // EndpointUrl is not followed: what speaks S3 here is the emulator's s3Endpoint
    storage: hasStorage ? storageOf(objectAt(destination, "CloudStorage")) : undefined,
    canvas: canvasOf(params),
    layout: isMixed ? objectAt(params, "MixLayoutParams") : undefined,
  };
}
