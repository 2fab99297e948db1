import type { ObjectShape } from "../../api/shape";
import { objectAt } from "../params";
import {
  fixed,
  MAINLAND,
  PRIVATE_MAP_KEY,
  ROBOT_FIELDS,
  roomProblem,
  storageProblem,
  storageShape,
  SUBSCRIPTION,
  TASK_FIELDS,
} from "../rules";
import type { RequestRules } from "../rules";

/** 72328 to 72331 (international), 121444 to 121447 (mainland). */
const REGIONS = ["ap-singapore", "eu-frankfurt", MAINLAND];

function sliceParams(region: string): ObjectShape {
  return {
    kind: "object",
    required: true,
    fields: {
      SliceType: { kind: "integer", required: true, min: 1, max: 3 },
      MaxIdleTime: { kind: "integer", min: 5, max: 86400 },
      SliceAudio: { kind: "integer", min: 15, max: 60 },
      SliceVideo: { kind: "integer", min: 5, max: 60 },
      SubscribeStreamUserIds: SUBSCRIPTION,
      SliceCallbackUrl: { kind: "text" },
      // only the mainland models have it
      ...(region === MAINLAND ? { SliceImageType: { kind: "integer", min: 0, max: 1 } } : {}),
    },
  };
}

function createShape(region: string): ObjectShape {
  const storage = storageShape({ maxVendor: 2, required: true });
  return {
    kind: "object",
    fields: {
      ...ROBOT_FIELDS,
      SliceParams: sliceParams(region),
      SliceStorageParams: { kind: "object", required: true, fields: { CloudSliceStorage: storage } },
      RoomIdType: { kind: "integer", min: 0, max: 1 },
      ResourceExpiredHour: { kind: "integer", min: 6, max: 720 },
      PrivateMapKey: PRIVATE_MAP_KEY,
    },
  };
}

export const SLICING_RULES: Readonly<Record<string, RequestRules>> = {
  CreateCloudSliceTask: {
    regions: REGIONS,
    shape: createShape,
    together: (params) =>
      roomProblem(params, 0) ??
      storageProblem(
        objectAt(objectAt(params, "SliceStorageParams"), "CloudSliceStorage"),
        "SliceStorageParams.CloudSliceStorage",
      ),
  },
  DescribeCloudSliceTask: fixed(REGIONS, TASK_FIELDS),
  ModifyCloudSliceTask: fixed(REGIONS, { ...TASK_FIELDS, SubscribeStreamUserIds: SUBSCRIPTION }),
  DeleteCloudSliceTask: fixed(REGIONS, TASK_FIELDS),
};
