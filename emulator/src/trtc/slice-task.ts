import { randomBytes } from "node:crypto";

import type { Params } from "../api/service";
import type { RoomAddress } from "./rooms";
import type { Subscription } from "./subscription";

/** Where a task writes, with which keys. */
export interface SliceStorage {
  readonly vendor: "cos" | "s3" | "oss";
  readonly region: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly fileNamePrefix: readonly string[];
}

/** What a CreateCloudSliceTask request asks for, with the documented defaults. */
export interface SliceRequest {
  readonly room: RoomAddress;
  readonly userId: string;
  readonly kinds: ReadonlySet<"audio" | "video">;
  readonly audioSeconds: number;
  readonly videoSeconds: number;
  readonly imageType: "png" | "jpg";
  readonly maxIdleSeconds: number;
  readonly handleHours: number;
  readonly lists: Subscription;
  readonly storage: SliceStorage;
}

/** Reads a validated parameter. */
function objectAt(params: Params, name: string): Params {
  const value = params[name];
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function textAt(params: Params, name: string): string {
  const value = params[name];
  return typeof value === "string" ? value : "";
}

function integerAt(params: Params, name: string, absent: number): number {
  const value = params[name];
  return typeof value === "number" ? value : absent;
}

function listAt(params: Params, name: string): readonly string[] {
  const value = params[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** All four lists: what is absent is empty. */
export function subscriptionOf(params: Params): Subscription {
  const lists = objectAt(params, "SubscribeStreamUserIds");
  return {
    SubscribeAudioUserIds: listAt(lists, "SubscribeAudioUserIds"),
    UnSubscribeAudioUserIds: listAt(lists, "UnSubscribeAudioUserIds"),
    SubscribeVideoUserIds: listAt(lists, "SubscribeVideoUserIds"),
    UnSubscribeVideoUserIds: listAt(lists, "UnSubscribeVideoUserIds"),
  };
}

const VENDORS = ["cos", "s3", "oss"] as const;

function storageOf(params: Params): SliceStorage {
  const storage = objectAt(objectAt(params, "SliceStorageParams"), "CloudSliceStorage");
  return {
    vendor: VENDORS[integerAt(storage, "Vendor", 0)] ?? "cos",
    region: textAt(storage, "Region"),
    bucket: textAt(storage, "Bucket"),
    accessKey: textAt(storage, "AccessKey"),
    secretKey: textAt(storage, "SecretKey"),
    fileNamePrefix: listAt(storage, "FileNamePrefix"),
  };
}

const KINDS: Readonly<Record<number, readonly ("audio" | "video")[]>> = {
  1: ["audio"],
  2: ["video"],
  3: ["audio", "video"],
};

/** The room of a slicing request: RoomIdType 0 is a string room, 1 (default) an int32 room. */
function roomOf(params: Params): RoomAddress {
  return {
    sdkAppId: integerAt(params, "SdkAppId", 0),
    type: integerAt(params, "RoomIdType", 1) === 0 ? "string" : "int32",
    roomId: textAt(params, "RoomId"),
  };
}

/** A validated CreateCloudSliceTask request as a plain object. */
export function sliceRequestOf(params: Params): SliceRequest {
  const slice = objectAt(params, "SliceParams");
  return {
    room: roomOf(params),
    userId: textAt(params, "UserId"),
    kinds: new Set(KINDS[integerAt(slice, "SliceType", 0)]),
    audioSeconds: integerAt(slice, "SliceAudio", 15),
    videoSeconds: integerAt(slice, "SliceVideo", 5),
    imageType: integerAt(slice, "SliceImageType", 0) === 1 ? "jpg" : "png",
    maxIdleSeconds: integerAt(slice, "MaxIdleTime", 30),
    handleHours: integerAt(params, "ResourceExpiredHour", 72),
    lists: subscriptionOf(slice),
    storage: storageOf(params),
  };
}

/**
 * A TaskId in the vendor's form: base64 with `/` as `-` and `=` as `.`, beginning with `-`, with a `+` inside, ending in `.` or `..`
 * (`-npVqpdU7qidKD61us+k9KlbamMCLrDbczWnLoK-2OqyoZWQndib8Ma8fbGq2JxnW26LgE.`).
 */
export function newTaskId(random: (bytes: number) => Buffer = randomBytes): string {
  const oneOrTwo = (random(1)[0] ?? 0) & 1;
  const bytes = random(53 - oneOrTwo);
  bytes.writeUInt8(bytes.readUInt8(0) | 0xfc, 0);
  bytes.writeUInt8((bytes.readUInt8(15) & 0x03) | 0xf8, 15);
  return bytes.toString("base64").replaceAll("/", "-").replaceAll("=", ".");
}
