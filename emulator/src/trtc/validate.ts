import { shownName } from "../api/error";
import type { ApiProblem } from "../api/error";
import type { Params } from "../api/service";
import { firstProblem, fromText, shownFields } from "../api/shape";
import type { ObjectShape, Shape } from "../api/shape";

/** What the vendor's page of one API says about its request. */
interface RequestRules {
  readonly regions: readonly string[];
  readonly shape: (region: string) => ObjectShape;
  /** Rules that look at two parameters. */
  readonly together?: (params: Params) => ApiProblem | undefined;
}

/** 72328 to 72331 (international), 121444 to 121447 (mainland). */
const SLICE_REGIONS = ["ap-singapore", "eu-frankfurt", "ap-guangzhou"];
/** The only region of the mainland pages, and the only one whose models have SliceImageType. */
const MAINLAND = "ap-guangzhou";
/** 34268, 39630: eu-frankfurt is not among them. */
const ROOM_REGIONS = ["ap-beijing", "ap-guangzhou", "ap-singapore"];

const MAX_INT_ROOM = 4294967294;
const MAX_LISTED_USERS = 32;

const SDK_APP_ID: Shape = {
  kind: "integer",
  required: true,
  min: 1,
  max: Number.MAX_SAFE_INTEGER,
  rangeCode: "InvalidParameter.SdkAppId",
};
const TASK_ID: Shape = { kind: "text", required: true };
const SECRET: Shape = { kind: "text", required: true };
export const STRING_ROOM = /^[A-Za-z0-9 !#$%&()+\-:;<=.>?@[\]^_{}|~,]{1,64}$/;

const USER_LIST: Shape = {
  kind: "list",
  maxItems: MAX_LISTED_USERS,
  items: { kind: "text", pattern: /./s, form: "not empty" },
};

const SUBSCRIPTION: ObjectShape = {
  kind: "object",
  fields: {
    SubscribeAudioUserIds: USER_LIST,
    UnSubscribeAudioUserIds: USER_LIST,
    SubscribeVideoUserIds: USER_LIST,
    UnSubscribeVideoUserIds: USER_LIST,
  },
};

const STORAGE: ObjectShape = {
  kind: "object",
  required: true,
  // The page knows codes for what is in it and none for the object itself.
  missingCode: "MissingParameter.Vendor",
  fields: {
    Vendor: { kind: "integer", required: true, min: 0, max: 2 },
    Region: { kind: "text", required: true },
    Bucket: { kind: "text", required: true },
    AccessKey: SECRET,
    SecretKey: SECRET,
    FileNamePrefix: {
      kind: "list",
      items: { kind: "text", pattern: /^[A-Za-z0-9_-]+$/, form: "made of A-Z, a-z, 0-9, _ and -" },
    },
  },
};

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
      ...(region === MAINLAND ? { SliceImageType: { kind: "integer", min: 0, max: 1 } } : {}),
    },
  };
}

function createShape(region: string): ObjectShape {
  return {
    kind: "object",
    fields: {
      SdkAppId: SDK_APP_ID,
      RoomId: { kind: "text", required: true },
      UserId: {
        kind: "text",
        required: true,
        maxBytes: 32,
        pattern: /^[A-Za-z0-9_-]+$/,
        form: "made of A-Z, a-z, 0-9, _ and -",
      },
      UserSig: SECRET,
      SliceParams: sliceParams(region),
      SliceStorageParams: { kind: "object", required: true, fields: { CloudSliceStorage: STORAGE } },
      RoomIdType: { kind: "integer", min: 0, max: 1 },
      ResourceExpiredHour: { kind: "integer", min: 6, max: 720 },
      PrivateMapKey: { kind: "text" },
    },
  };
}

function objectAt(params: Params, name: string): Params {
  const value = params[name];
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** RoomIdType 0 is a string room, 1 (default) a 32-bit integer room, written as text in both cases. */
function roomProblem(params: Params): ApiProblem | undefined {
  const room = String(params["RoomId"]);
  if (params["RoomIdType"] === 0) {
    if (STRING_ROOM.test(room)) return undefined;
    return {
      code: "InvalidParameter",
      message:
        "Parameter RoomId of a string room must be 1 to 64 letters, digits, spaces and !#$%&()+-:;<=.>?@[]^_{}|~, characters.",
    };
  }
  if (!/^(0|[1-9]\d*)$/.test(room)) {
    return { code: "InvalidParameter", message: "Parameter RoomId must be a number when RoomIdType is 1." };
  }
  if (Number(room) >= 1 && Number(room) <= MAX_INT_ROOM) return undefined;
  return {
    code: "InvalidParameter.OutOfRange",
    message: `Parameter RoomId must be in the range 1 to ${MAX_INT_ROOM}.`,
  };
}

/** Region and bucket as the storage's own vendor writes them: 0 COS, 1 S3, 2 OSS. */
const STORAGE_FORMS: readonly { readonly region: RegExp; readonly bucket: RegExp; readonly words: string }[] =
  [
    {
      region: /^[a-z]{2,}-[a-z]+(-[a-z0-9]+)*$/,
      bucket: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?-\d+$/,
      words: "a COS bucket name with its APPID, such as examplebucket-1250000000",
    },
    {
      region: /^[a-z]{2}(-[a-z]+)+-\d+$/,
      bucket: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      words: "an S3 bucket name",
    },
    {
      region: /^[a-z0-9]+(-[a-z0-9]+)+$/,
      bucket: /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
      words: "an OSS bucket name",
    },
  ];

function storageProblem(params: Params): ApiProblem | undefined {
  const storage = objectAt(objectAt(params, "SliceStorageParams"), "CloudSliceStorage");
  const forms = STORAGE_FORMS[Number(storage["Vendor"])];
  const path = "SliceStorageParams.CloudSliceStorage";
  if (forms === undefined) return undefined;
  if (!forms.region.test(String(storage["Region"]))) {
    return { code: "InvalidParameter", message: `Parameter ${path}.Region is not a region of the vendor.` };
  }
  if (forms.bucket.test(String(storage["Bucket"]))) return undefined;
  return { code: "InvalidParameter", message: `Parameter ${path}.Bucket must be ${forms.words}.` };
}

const TASK_FIELDS = { SdkAppId: SDK_APP_ID, TaskId: TASK_ID };

const INT_ROOM: Shape = {
  kind: "integer",
  required: true,
  min: 1,
  max: MAX_INT_ROOM,
  rangeCode: "InvalidParameter.RoomId",
};
const TEXT_ROOM: Shape = {
  kind: "text",
  required: true,
  pattern: STRING_ROOM,
  form: "1 to 64 letters, digits, spaces and !#$%&()+-:;<=.>?@[]^_{}|~, characters",
  formCode: "InvalidParameter.RoomId",
};
const REMOVED_USERS: Shape = {
  kind: "list",
  required: true,
  maxItems: 10,
  rangeCode: "InvalidParameter.UserIds",
  items: { kind: "text", pattern: /./s, form: "not empty", formCode: "InvalidParameter.UserIds" },
};

function fixed(regions: readonly string[], fields: Readonly<Record<string, Shape>>): RequestRules {
  const shape: ObjectShape = { kind: "object", fields };
  return { regions, shape: () => shape };
}

const RULES: Readonly<Record<string, RequestRules>> = {
  CreateCloudSliceTask: {
    regions: SLICE_REGIONS,
    shape: createShape,
    together: (params) => roomProblem(params) ?? storageProblem(params),
  },
  DescribeCloudSliceTask: fixed(SLICE_REGIONS, TASK_FIELDS),
  ModifyCloudSliceTask: fixed(SLICE_REGIONS, { ...TASK_FIELDS, SubscribeStreamUserIds: SUBSCRIPTION }),
  DeleteCloudSliceTask: fixed(SLICE_REGIONS, TASK_FIELDS),
  RemoveUser: fixed(ROOM_REGIONS, { SdkAppId: SDK_APP_ID, RoomId: INT_ROOM, UserIds: REMOVED_USERS }),
  RemoveUserByStrRoomId: fixed(ROOM_REGIONS, {
    SdkAppId: SDK_APP_ID,
    RoomId: TEXT_ROOM,
    UserIds: REMOVED_USERS,
  }),
  DismissRoom: fixed(ROOM_REGIONS, { SdkAppId: SDK_APP_ID, RoomId: INT_ROOM }),
  DismissRoomByStrRoomId: fixed(ROOM_REGIONS, { SdkAppId: SDK_APP_ID, RoomId: TEXT_ROOM }),
};

/**
 * What the documented rules say against a request by itself, or undefined when they say nothing: region, unknown parameters,
 * types, required parameters, ranges and forms. Pure: knows no application, task or room.
 *
 * Written from the vendor's API pages (product 647, the page numbers beside the tables above).
 */
export function validateRequest(
  action: string,
  params: Params,
  { region }: { readonly region: string },
): ApiProblem | undefined {
  const rules = RULES[action];
  if (rules === undefined) return { code: "InvalidAction", message: `The action ${action} does not exist.` };
  if (!rules.regions.includes(region)) {
    const message = `${action} does not support region ${shownName(region)}; it supports ${rules.regions.join(", ")}.`;
    return { code: "UnsupportedRegion", message };
  }
  return firstProblem(params, rules.shape(region)) ?? rules.together?.(params);
}

/** Parameters that came by query or form, with integers where the API's table has them. */
export function paramsFromText(
  action: string,
  params: Params,
  { region }: { readonly region: string },
): Params {
  const shape = RULES[action]?.shape(region);
  if (shape === undefined) return params;
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, fromText(value, shape.fields[name])]),
  );
}

/** Parameters for the call log: what is unknown to the action, or of another type than it should be, is `***`. */
export function shownParams(action: string, params: Params, { region }: { readonly region: string }): Params {
  return shownFields(params, RULES[action]?.shape(region).fields ?? {});
}
