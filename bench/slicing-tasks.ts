import { createHash } from "node:crypto";
import type { CloudSliceTaskInputs } from "pulumi-trtc";
import { Api } from "tls-sig-api-v2";

/** The vendor runs 500 tasks in one application. */
export const TASKS_OF_APPLICATION = 500;
export const APPLICATIONS = [1400000001, 1400000002];
export const SDK_SECRET_KEY = createHash("sha256")
  .update("key of the benchmarks' applications")
  .digest("hex");
export const BUCKET = { name: "slices-1250000000", region: "ap-singapore" };
export const STORAGE_KEY = {
  secretId: "AKIDbenchmarkStorage0123456789abcdef",
  secretKey: "benchmarkStorageSecret0123456789",
};

const USER_SIG_EXPIRE = 2_592_000;
const HANDLE_HOURS = 168;
const SUBSCRIBED = ["teacher", "assistant-1", "student.*$"];

/** A task for `pulumi-trtc`: every argument that a task abroad has, none at its default, two secrets. */
export interface NamedTask {
  readonly name: string;
  readonly args: CloudSliceTaskInputs;
}

function applicationOf(index: number): number {
  const application = APPLICATIONS[Math.floor(index / TASKS_OF_APPLICATION)];
  if (application !== undefined) return application;
  throw new Error(`there are applications for ${TASKS_OF_APPLICATION * APPLICATIONS.length} tasks`);
}

/** @param first - index of the first, so that stacks on one account have tasks of their own */
export function slicingTasks(count: number, first = 0): readonly NamedTask[] {
  return Array.from({ length: count }, (_, offset) => {
    const index = first + offset;
    const room = `class-${String(index).padStart(4, "0")}`;
    return {
      name: room,
      args: {
        sdkAppId: applicationOf(index),
        roomId: room,
        userId: `slicer-${room}`,
        region: "ap-singapore",
        userSigExpire: USER_SIG_EXPIRE,
        resourceExpiredHour: HANDLE_HOURS,
        onExit: "keep",
        onHandleExpired: "keep",
        sliceParams: {
          sliceType: "both",
          sliceAudio: 20,
          sliceVideo: 10,
          maxIdleTime: 86_400,
          subscribeStreamUserIds: { subscribeAudioUserIds: SUBSCRIBED, subscribeVideoUserIds: SUBSCRIBED },
        },
        storage: {
          vendor: "cos",
          region: BUCKET.region,
          bucket: BUCKET.name,
          accessKey: STORAGE_KEY.secretId,
          secretKey: STORAGE_KEY.secretKey,
          fileNamePrefix: ["production", room],
        },
      },
    };
  });
}

/** The same tasks as requests of CreateCloudSliceTask, for those who write them by hand. */
export function createRequests(tasks: readonly NamedTask[]): readonly object[] {
  return tasks.map(({ args }) => ({
    SdkAppId: args.sdkAppId,
    RoomId: args.roomId,
    RoomIdType: 0,
    UserId: args.userId,
    UserSig: new Api(args.sdkAppId, SDK_SECRET_KEY).genUserSig(args.userId, USER_SIG_EXPIRE),
    SliceParams: {
      SliceType: 3,
      SliceAudio: 20,
      SliceVideo: 10,
      MaxIdleTime: 86_400,
      SubscribeStreamUserIds: { SubscribeAudioUserIds: SUBSCRIBED, SubscribeVideoUserIds: SUBSCRIBED },
    },
    SliceStorageParams: {
      CloudSliceStorage: {
        Vendor: 0,
        Region: BUCKET.region,
        Bucket: BUCKET.name,
        AccessKey: STORAGE_KEY.secretId,
        SecretKey: STORAGE_KEY.secretKey,
        FileNamePrefix: args.storage.fileNamePrefix,
      },
    },
    ResourceExpiredHour: HANDLE_HOURS,
  }));
}
