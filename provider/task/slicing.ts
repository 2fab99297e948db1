import type {
  CreateCloudSliceTaskRequest,
  ModifyCloudSliceTaskRequest,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/trtc/v20190722/trtc_models";
import {
  exitRows,
  handleRows,
  idleRow,
  onMainlandOnly,
  PERMISSION_ROWS,
  regionRow,
  ROBOT_ROWS,
  ROBOT_RULES,
  SIG_ROWS,
} from "./arguments";
import type { CloudSliceTaskInputs, SliceParams } from "./cloud-slice-task";
import { RECEIVES, sightOfStatus, STRING_IS_0, wireRoom } from "./kind";
import type { TaskInputs, TaskKind } from "./kind";
import { STORAGE_KEYS, STORAGE_RULES, storageRow, wireStorage } from "./storage";
import { SUBSCRIPTION_ROW, wireSubscription } from "./subscription";
import type { ObjectProperty } from "../resource/schema";

const CREATE_PAGE = "https://trtc.io/document/72331";

const SLICE_TYPES = { audio: 1, video: 2, both: 3 } as const;
const IMAGE_TYPES = { png: 0, jpg: 1 } as const;

/** The arguments of a slicing task: limits and defaults of the API, and what a change does. */
export const slicingSchema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["sdkAppId", "roomId", "userId", "sliceParams", "storage", "region"],
  properties: {
    ...ROBOT_ROWS,
    sliceParams: {
      type: "object",
      additionalProperties: false,
      required: ["sliceType"],
      properties: {
        sliceType: {
          type: "string",
          enum: Object.keys(SLICE_TYPES),
          changes: "replaces",
          cure: "say what to slice",
        },
        sliceAudio: {
          type: "integer",
          minimum: 15,
          maximum: 60,
          default: 15,
          unit: "seconds",
          changes: "replaces",
          cure: "choose a length in this range",
          page: "https://cloud.tencent.com/document/product/647/121447",
        },
        sliceVideo: {
          type: "integer",
          minimum: 5,
          maximum: 60,
          default: 5,
          unit: "seconds",
          changes: "replaces",
          cure: "choose an interval in this range",
          page: "https://cloud.tencent.com/document/product/647/121447",
        },
        maxIdleTime: idleRow({ page: CREATE_PAGE }),
        sliceImageType: {
          type: "string",
          enum: Object.keys(IMAGE_TYPES),
          changes: "replaces",
          cure: "choose one, in ap-guangzhou only",
          page: "https://cloud.tencent.com/document/product/647/121447",
        },
        subscribeStreamUserIds: SUBSCRIPTION_ROW,
      },
      cure: "say what to slice and how often",
    },
    storage: storageRow(["cos", "s3", "oss"]),
    region: regionRow(),
    ...handleRows({ maxHours: 720 }),
    ...SIG_ROWS,
    ...PERMISSION_ROWS,
    ...exitRows("recreate"),
  },
};

/** The arguments with the defaults that check has written. */
type CheckedInputs = CloudSliceTaskInputs &
  TaskInputs & {
    resourceExpiredHour: number;
    sliceParams: SliceParams & Required<Pick<SliceParams, "sliceAudio" | "sliceVideo" | "maxIdleTime">>;
  };

/** Cloud slicing: a robot enters a room and cuts audio and pictures into files. */
export const slicing: TaskKind<CheckedInputs> = {
  resource: "CloudSliceTask",
  schema: slicingSchema,
  rules: [
    ...STORAGE_RULES,
    onMainlandOnly("sliceParams.sliceImageType", "remove it, pictures are png"),
    ...ROBOT_RULES,
  ],
  fingerprints: { storageKeyFingerprint: STORAGE_KEYS },
  privileges: RECEIVES,
  maxTasks: 500,
  create: {
    action: "CreateCloudSliceTask",
    params: (
      { sdkAppId, roomId, userId, sliceParams, storage, resourceExpiredHour },
      { userSig, privateMapKey },
    ) =>
      ({
        SdkAppId: sdkAppId,
        ...wireRoom(roomId, STRING_IS_0),
        UserId: userId,
        UserSig: userSig,
        SliceParams: {
          SliceType: SLICE_TYPES[sliceParams.sliceType],
          SliceAudio: sliceParams.sliceAudio,
          SliceVideo: sliceParams.sliceVideo,
          MaxIdleTime: sliceParams.maxIdleTime,
          SubscribeStreamUserIds: wireSubscription(sliceParams.subscribeStreamUserIds),
          ...(sliceParams.sliceImageType && { SliceImageType: IMAGE_TYPES[sliceParams.sliceImageType] }),
        },
        SliceStorageParams: {
          CloudSliceStorage: wireStorage(storage),
        },
        ResourceExpiredHour: resourceExpiredHour,
        ...(privateMapKey !== undefined && { PrivateMapKey: privateMapKey }),
      }) satisfies CreateCloudSliceTaskRequest,
  },
  describe: { action: "DescribeCloudSliceTask", sees: sightOfStatus },
  modify: {
    action: "ModifyCloudSliceTask",
    params: ({ sliceParams }) =>
      ({
        SubscribeStreamUserIds: wireSubscription(sliceParams.subscribeStreamUserIds),
      }) satisfies Omit<ModifyCloudSliceTaskRequest, "SdkAppId" | "TaskId">,
  },
  stop: { action: "DeleteCloudSliceTask" },
  notFound: ["ResourceNotFound"],
};
