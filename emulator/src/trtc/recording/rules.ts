import type { ApiProblem } from "../../api/error";
import type { Params } from "../../api/service";
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
import { canvasOf, canvasProblem, LAYOUT, layoutProblem, TRANSCODING } from "./layout";

const REGIONS = ["ap-singapore", "eu-frankfurt", MAINLAND];
const ANY = Number.MAX_SAFE_INTEGER;
const SINGLE = 1;

const RECORD_PARAMS: ObjectShape = {
  kind: "object",
  required: true,
  fields: {
    RecordMode: { kind: "integer", required: true, min: 1, max: 2 },
    MaxIdleTime: { kind: "integer", min: 5, max: 86400 },
    StreamType: { kind: "integer", min: 0, max: 2 },
    SubscribeStreamUserIds: SUBSCRIPTION,
    OutputFormat: { kind: "integer", min: 0, max: 4 },
    AvMerge: { kind: "integer", min: 0, max: 1 },
    MaxMediaFileDuration: { kind: "integer", min: 1, max: 1440 },
    MediaId: { kind: "integer", min: 0, max: 2 },
    FillType: { kind: "integer", min: 0, max: 1 },
    SubscribeAbility: { kind: "integer", min: 0, max: 1 },
  },
};

const TENCENT_VOD: ObjectShape = {
  kind: "object",
  fields: {
    Procedure: { kind: "text" },
    ExpireTime: { kind: "integer", min: 0, max: ANY },
    StorageRegion: { kind: "text" },
    ClassId: { kind: "integer", min: 0, max: ANY },
    SubAppId: { kind: "integer", min: 0, max: ANY },
    SessionContext: { kind: "text" },
    SourceContext: { kind: "text" },
    MediaType: { kind: "integer", min: 0, max: 4 },
    UserDefineRecordId: {
      kind: "text",
      pattern: /^[A-Za-z0-9_-]{1,64}$/,
      form: "at most 64 of A-Z, a-z, 0-9, _ and -",
    },
  },
};

function storageParams(region: string): ObjectShape {
  const storage = storageShape({ maxVendor: 1, required: false });
  return {
    kind: "object",
    required: true,
    fields: {
      CloudStorage: {
        ...storage,
        fields: {
          ...storage.fields,
          // only the international models have it
          ...(region === MAINLAND
            ? {}
            : { EndpointUrl: { kind: "text", pattern: /^https:\/\/[^/\s]+\/?$/, form: "an https URL" } }),
        },
      },
      CloudVod: { kind: "object", fields: { TencentVod: TENCENT_VOD } },
    },
  };
}

function createShape(region: string): ObjectShape {
  return {
    kind: "object",
    fields: {
      ...ROBOT_FIELDS,
      RecordParams: RECORD_PARAMS,
      StorageParams: storageParams(region),
      RoomIdType: { kind: "integer", min: 0, max: 1 },
      MixTranscodeParams: TRANSCODING,
      MixLayoutParams: LAYOUT,
      ResourceExpiredHour: { kind: "integer", min: 6, max: 720 },
      PrivateMapKey: PRIVATE_MAP_KEY,
    },
  };
}

function destinationProblem(params: Params): ApiProblem | undefined {
  const destination = objectAt(params, "StorageParams");
  const storage = objectAt(destination, "CloudStorage");
  const isStorage = destination["CloudStorage"] !== undefined;
  if (isStorage === (objectAt(destination, "CloudVod")["TencentVod"] !== undefined)) {
    const message = "Parameter StorageParams must have one of CloudStorage and CloudVod.TencentVod.";
    return { code: "InvalidParameter", message };
  }
  // another store has names of its own
  if (!isStorage || storage["EndpointUrl"] !== undefined) return undefined;
  return storageProblem(storage, "StorageParams.CloudStorage");
}

/** 44055: the two formats of sound alone are for recordings of sound alone. */
function vodProblem(params: Params): ApiProblem | undefined {
  const vod = objectAt(objectAt(objectAt(params, "StorageParams"), "CloudVod"), "TencentVod");
  const isSound = vod["MediaType"] === 2 || vod["MediaType"] === 4;
  if (!isSound || objectAt(params, "RecordParams")["StreamType"] === 1) return undefined;
  const message = "Parameter StorageParams.CloudVod.TencentVod.MediaType is aac, which needs StreamType 1.";
  return { code: "InvalidParameter", message };
}

function mixProblem(params: Params): ApiProblem | undefined {
  const isSingle = objectAt(params, "RecordParams")["RecordMode"] === SINGLE;
  const given = ["MixLayoutParams", "MixTranscodeParams"].find((name) => params[name] !== undefined);
  if (isSingle) {
    if (given === undefined) return undefined;
    return { code: "InvalidParameter", message: `Parameter ${given} belongs to RecordMode 2.` };
  }
  if (params["MixLayoutParams"] === undefined) {
    return { code: "InvalidParameter", message: "Parameter MixLayoutParams is needed by RecordMode 2." };
  }
  const canvas = canvasOf(params);
  return canvasProblem(canvas) ?? layoutProblem(objectAt(params, "MixLayoutParams"), canvas);
}

export const RECORDING_RULES: Readonly<Record<string, RequestRules>> = {
  CreateCloudRecording: {
    regions: REGIONS,
    shape: createShape,
    together: (params) =>
      roomProblem(params, 0) ?? destinationProblem(params) ?? vodProblem(params) ?? mixProblem(params),
  },
  DescribeCloudRecording: fixed(REGIONS, TASK_FIELDS),
  ModifyCloudRecording: {
    ...fixed(REGIONS, { ...TASK_FIELDS, MixLayoutParams: LAYOUT, SubscribeStreamUserIds: SUBSCRIPTION }),
    together: (params) =>
      params["MixLayoutParams"] === undefined
        ? undefined
        : layoutProblem(objectAt(params, "MixLayoutParams"), undefined),
  },
  DeleteCloudRecording: fixed(REGIONS, TASK_FIELDS),
};
