import type { ApiProblem } from "../../api/error";
import { integerAt, textAt } from "../../api/params";
import type { Params } from "../../api/service";
import type { ObjectShape } from "../../api/shape";
import { objectAt } from "../params";
import {
  fixed,
  MAINLAND,
  ROBOT_FIELDS,
  roomProblem,
  storageProblem,
  storageShape,
  SUBSCRIPTION,
  TASK_FIELDS,
} from "../rules";
import type { RequestRules } from "../rules";

/** 72648 and its siblings name ap-singapore alone. */
const REGIONS = ["ap-singapore", MAINLAND];

/** The international models name all but trtc, the mainland's trtc alone; the mainland's older sample has ace. */
const SUPPLIERS = ["trtc", "tianyu", "ace", "shumei", "Yidun"];

const STORAGE_PATH = "ModerationStorageParams.CloudModerationStorage";
/** The APIs of moderation list the codes of slicing, none with their own parameters' names. */
const MISSING_PARAMS = "MissingParameter.SliceParams";
const MISSING_STORAGE = "MissingParameter.SliceStorageParams";

const MODERATION_PARAMS: ObjectShape = {
  kind: "object",
  required: true,
  missingCode: MISSING_PARAMS,
  fields: {
    // 4 and 5, moderation of streams, are not in the mainland's models; older international ones leave them to the supplier
    ModerationType: { kind: "integer", min: 1, max: 3 },
    MaxIdleTime: { kind: "integer", min: 5, max: 1800 },
    SliceAudio: { kind: "integer", min: 15, max: 60 },
    SliceVideo: { kind: "integer", min: 1, max: 60 },
    ModerationSupplier: { kind: "text", oneOf: SUPPLIERS },
    ModerationSupplierParam: {
      kind: "object",
      fields: {
        AppID: { kind: "text" },
        SecretId: { kind: "text", secret: true },
        SecretKey: { kind: "text", secret: true },
        AudioBizType: { kind: "text" },
        ImageBizType: { kind: "text" },
      },
    },
    SaveModerationFile: { kind: "integer", min: 0, max: 2 },
    CallbackAllResults: { kind: "integer", min: 0, max: 1 },
    SubscribeStreamUserIds: SUBSCRIPTION,
  },
};

function createShape(region: string): ObjectShape {
  return {
    kind: "object",
    fields: {
      ...ROBOT_FIELDS,
      ModerationParams: MODERATION_PARAMS,
      ModerationStorageParams: {
        kind: "object",
        // the international page requires it, the mainland's does not
        required: region !== MAINLAND,
        missingCode: MISSING_STORAGE,
        fields: { CloudModerationStorage: storageShape({ maxVendor: 2, required: true }) },
      },
      RoomIdType: { kind: "integer", min: 0, max: 1 },
      ResourceExpiredHour: { kind: "integer", min: 6, max: 72 },
    },
  };
}

function refused(message: string): ApiProblem {
  return { code: "InvalidParameter", message };
}

/** A supplier but trtc needs its configuration; Tianyu and Shumei an account id, which Yidun has not. No code is listed. */
function supplierProblem(moderation: Params): ApiProblem | undefined {
  const supplier = textAt(moderation, "ModerationSupplier");
  if (supplier === "" || supplier === "trtc") return undefined;
  const path = "ModerationParams.ModerationSupplierParam";
  if (moderation["ModerationSupplierParam"] === undefined)
    return refused(`Parameter ${path} is required by the supplier ${supplier}.`);
  const hasAccountId = textAt(objectAt(moderation, "ModerationSupplierParam"), "AppID") !== "";
  if (supplier === "Yidun" && hasAccountId)
    return refused(`Parameter ${path}.AppID must be empty for the supplier Yidun.`);
  if ((supplier === "tianyu" || supplier === "shumei") && !hasAccountId)
    return refused(`Parameter ${path}.AppID is required by the supplier ${supplier}.`);
  return undefined;
}

/** No page says it: files cannot be kept nowhere. */
function keepingProblem(params: Params): ApiProblem | undefined {
  const kept = integerAt(objectAt(params, "ModerationParams"), "SaveModerationFile") ?? 0;
  if (kept === 0 || params["ModerationStorageParams"] !== undefined) return undefined;
  return {
    code: MISSING_STORAGE,
    message: `The request is missing ModerationStorageParams, which SaveModerationFile ${kept} requires.`,
  };
}

export const MODERATION_RULES: Readonly<Record<string, RequestRules>> = {
  CreateCloudModeration: {
    regions: REGIONS,
    shape: createShape,
    together: (params) =>
      roomProblem(params, 0) ??
      supplierProblem(objectAt(params, "ModerationParams")) ??
      keepingProblem(params) ??
      storageProblem(
        objectAt(objectAt(params, "ModerationStorageParams"), "CloudModerationStorage"),
        STORAGE_PATH,
      ),
  },
  DescribeCloudModeration: fixed(REGIONS, TASK_FIELDS),
  ModifyCloudModeration: fixed(REGIONS, { ...TASK_FIELDS, SubscribeStreamUserIds: SUBSCRIPTION }),
  DeleteCloudModeration: fixed(REGIONS, TASK_FIELDS),
};
