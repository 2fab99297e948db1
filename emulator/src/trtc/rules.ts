import type { ApiProblem } from "../api/error";
import type { Params } from "../api/service";
import type { ObjectShape, Shape } from "../api/shape";
import type { StringRoomType } from "./params";

/** What the vendor's page of one API says about its request. */
export interface RequestRules {
  readonly regions: readonly string[];
  readonly shape: (region: string) => ObjectShape;
  /** Rules that look at two parameters. */
  readonly together?: (params: Params) => ApiProblem | undefined;
}

/** Rules of an API that takes the same parameters in each of its regions. */
export function fixed(regions: readonly string[], fields: Readonly<Record<string, Shape>>): RequestRules {
  const shape: ObjectShape = { kind: "object", fields };
  return { regions, shape: () => shape };
}

/** The only region of the mainland pages. */
export const MAINLAND = "ap-guangzhou";

export const MAX_INT_ROOM = 4294967294;
export const STRING_ROOM = /^[A-Za-z0-9 !#$%&()+\-:;<=.>?@[\]^_{}|~,]{1,64}$/;
export const STRING_ROOM_FORM = "1 to 64 letters, digits, spaces and !#$%&()+-:;<=.>?@[]^_{}|~, characters";

export const SDK_APP_ID: Shape = {
  kind: "integer",
  required: true,
  min: 1,
  max: Number.MAX_SAFE_INTEGER,
  rangeCode: "InvalidParameter.SdkAppId",
};
export const SECRET: Shape = { kind: "text", required: true };
/** What a call by handle takes. */
export const TASK_FIELDS: Readonly<Record<"SdkAppId" | "TaskId", Shape>> = {
  SdkAppId: SDK_APP_ID,
  TaskId: { kind: "text", required: true },
};
/** Of a robot. */
export const USER_ID: Shape = {
  kind: "text",
  required: true,
  maxBytes: 32,
  pattern: /^[A-Za-z0-9_-]+$/,
  form: "made of A-Z, a-z, 0-9, _ and -",
};

/** Who enters which room, and with what, where the API takes these beside the task's own parameters. */
export const ROBOT_FIELDS: Readonly<Record<"SdkAppId" | "RoomId" | "UserId" | "UserSig", Shape>> = {
  SdkAppId: SDK_APP_ID,
  RoomId: { kind: "text", required: true },
  UserId: USER_ID,
  UserSig: SECRET,
};
export const PRIVATE_MAP_KEY: Shape = { kind: "text", secret: true };

const USER_LIST: Shape = {
  kind: "list",
  maxItems: 32,
  items: { kind: "text", pattern: /./s, form: "not empty" },
};

/** SubscribeStreamUserIds. */
export const SUBSCRIPTION: ObjectShape = {
  kind: "object",
  fields: {
    SubscribeAudioUserIds: USER_LIST,
    UnSubscribeAudioUserIds: USER_LIST,
    SubscribeVideoUserIds: USER_LIST,
    UnSubscribeVideoUserIds: USER_LIST,
  },
};

/**
 * CloudSliceStorage, CloudStorage or CloudModerationStorage.
 *
 * @param options.maxVendor - 1 without OSS
 */
export function storageShape({
  maxVendor,
  required,
}: {
  readonly maxVendor: 1 | 2;
  readonly required: boolean;
}): ObjectShape {
  return {
    kind: "object",
    required,
    // The pages know codes for what is in it and none for the object itself.
    missingCode: "MissingParameter.Vendor",
    fields: {
      Vendor: { kind: "integer", required: true, min: 0, max: maxVendor },
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

/**
 * Whether region and bucket fit the vendor.
 *
 * @param storage - of the right shape, or without fields
 * @param path - of the storage in the request
 */
export function storageProblem(storage: Params, path: string): ApiProblem | undefined {
  const forms = STORAGE_FORMS[Number(storage["Vendor"])];
  if (forms === undefined) return undefined;
  if (!forms.region.test(String(storage["Region"]))) {
    return { code: "InvalidParameter", message: `Parameter ${path}.Region is not a region of the vendor.` };
  }
  if (forms.bucket.test(String(storage["Bucket"]))) return undefined;
  return { code: "InvalidParameter", message: `Parameter ${path}.Bucket must be ${forms.words}.` };
}

/** RoomId is text for both types of room. */
export function roomProblem(params: Params, stringType: StringRoomType): ApiProblem | undefined {
  const room = String(params["RoomId"]);
  if (params["RoomIdType"] === stringType) {
    if (STRING_ROOM.test(room)) return undefined;
    return {
      code: "InvalidParameter",
      message: `Parameter RoomId of a string room must be ${STRING_ROOM_FORM}.`,
    };
  }
  if (!/^(0|[1-9]\d*)$/.test(room)) {
    const message = `Parameter RoomId must be a number when RoomIdType is ${1 - stringType}.`;
    return { code: "InvalidParameter", message };
  }
  if (Number(room) >= 1 && Number(room) <= MAX_INT_ROOM) return undefined;
  return {
    code: "InvalidParameter.OutOfRange",
    message: `Parameter RoomId must be in the range 1 to ${MAX_INT_ROOM}.`,
  };
}
