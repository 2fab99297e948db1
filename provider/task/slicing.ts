import type {
  CreateCloudSliceTaskRequest,
  DescribeCloudSliceTaskResponse,
  ModifyCloudSliceTaskRequest,
  SubscribeStreamUserIds as WireSubscribeStreamUserIds,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/trtc/v20190722/trtc_models";
import { REGIONS } from "../trtc/settings";
import type { CloudSliceTaskInputs, SliceParams, SubscribeStreamUserIds } from "./cloud-slice-task";
import { STRING_IS_0, wireRoom } from "./kind";
import type { TaskInputs, TaskKind } from "./kind";
import { knownValue, problem, shown } from "../resource/schema";
import type { ObjectProperty, Property, Rule } from "../resource/schema";

const CREATE_PAGE = "https://trtc.io/document/72331";

const userIds: Property = {
  type: "array",
  maxItems: 32,
  items: {
    type: "string",
    minLength: 1,
    allowed: "a user id, or a prefix with .*$ behind it such as 1.*$",
    cure: "correct the user id",
  },
  set: true,
  changes: "updates",
  allowed: "a list of at most 32 user ids",
  cure: "name fewer users, or a prefix such as 1.*$ for many",
  page: CREATE_PAGE,
};

const storage: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["vendor", "region", "bucket", "accessKey", "secretKey"],
  properties: {
    vendor: {
      type: "string",
      enum: ["cos", "s3", "oss"],
      changes: "replaces",
      cure: "name the store of the bucket",
    },
    region: {
      type: "string",
      minLength: 1,
      maxLength: 32,
      changes: "replaces",
      allowed: 'a region of the store such as "ap-singapore" (COS) or "ap-southeast-1" (S3)',
      cure: "use the region in which the bucket was made",
    },
    bucket: {
      type: "string",
      minLength: 1,
      maxLength: 63,
      changes: "replaces",
      allowed: "a bucket name of 1 to 63 characters",
      cure: "use the bucket's name without a URL around it",
    },
    accessKey: {
      type: "string",
      minLength: 1,
      secret: true,
      changes: "replaces",
      allowed: "the id of a long-lived key of the store",
      cure: "give a key that may write to the bucket; temporary keys cannot be used",
    },
    secretKey: {
      type: "string",
      minLength: 1,
      secret: true,
      changes: "replaces",
      allowed: "the secret of that key",
      cure: "give the secret that belongs to accessKey",
    },
    fileNamePrefix: {
      type: "array",
      items: {
        type: "string",
        pattern: "^[A-Za-z0-9_-]+$",
        allowed: "letters, digits, _ and -",
        cure: "give each folder of the prefix as an item of its own, without slashes",
      },
      changes: "replaces",
      allowed: "a list of folder names",
      cure: "give a list, one item for each folder",
      page: CREATE_PAGE,
    },
  },
  cure: "give the bucket and its write key",
};

/** The arguments of a slicing task: limits and defaults of the API, and what a change does. */
export const slicingSchema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["sdkAppId", "roomId", "userId", "sliceParams", "storage", "region"],
  properties: {
    sdkAppId: {
      type: "integer",
      minimum: 1,
      maximum: 4_294_967_295,
      changes: "replaces",
      cure: "copy the SdkAppId from the TRTC console",
      page: CREATE_PAGE,
    },
    roomId: {
      type: ["integer", "string"],
      minimum: 1,
      maximum: 4_294_967_294,
      pattern: "^[A-Za-z0-9 !#$%&()+\\-:;<=.>?@[\\]^_{}|~,]{1,64}$",
      changes: "replaces",
      allowed:
        "a whole number from 1 to 4294967294 (an int32 room) or 1 to 64 letters, digits, spaces and " +
        "!#$%&()+-:;<=.>?@[]^_{}|~, (a string room)",
      cure: "use the room id that the clients enter, with the same type",
      page: CREATE_PAGE,
    },
    userId: {
      type: "string",
      pattern: "^[A-Za-z0-9_-]{1,32}$",
      changes: "replaces",
      allowed: "1 to 32 letters, digits, _ and -",
      cure: "choose a robot name that no user of the room has",
      page: CREATE_PAGE,
    },
    sliceParams: {
      type: "object",
      additionalProperties: false,
      required: ["sliceType"],
      properties: {
        sliceType: {
          type: "string",
          enum: ["audio", "video", "both"],
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
        maxIdleTime: {
          type: "integer",
          minimum: 5,
          maximum: 86_400,
          default: 30,
          unit: "seconds",
          changes: "replaces",
          cure: "choose a time in this range; 86400 keeps a task through a day without anchors",
          page: CREATE_PAGE,
        },
        sliceImageType: {
          type: "string",
          enum: ["png", "jpg"],
          changes: "replaces",
          cure: "choose one, in ap-guangzhou only",
          page: "https://cloud.tencent.com/document/product/647/121447",
        },
        subscribeStreamUserIds: {
          type: "object",
          additionalProperties: false,
          properties: {
            subscribeAudioUserIds: userIds,
            unSubscribeAudioUserIds: userIds,
            subscribeVideoUserIds: userIds,
            unSubscribeVideoUserIds: userIds,
          },
          cure: "give lists of user ids",
        },
      },
      cure: "say what to slice and how often",
    },
    storage,
    region: {
      type: "string",
      enum: Object.keys(REGIONS),
      changes: "replaces",
      cure: "set region on the resource, TENCENTCLOUD_REGION or trtc:region to one of these",
      page: CREATE_PAGE,
    },
    resourceExpiredHour: {
      type: "integer",
      minimum: 6,
      maximum: 720,
      default: 720,
      unit: "hours",
      changes: "replaces",
      cure: "choose a time in this range; past it the task can no longer be queried or stopped by its id",
      page: CREATE_PAGE,
    },
    userSig: {
      type: "string",
      minLength: 1,
      secret: true,
      changes: "settles",
      allowed: "a UserSig of the robot",
      cure: "sign one for exactly this userId and sdkAppId, or give sdkSecretKey and have it signed",
    },
    sdkSecretKey: {
      type: "string",
      pattern: "^\\S+$",
      secret: true,
      changes: "settles",
      allowed: "the secret key of the application, without spaces",
      cure: "copy it from the TRTC console",
    },
    userSigExpire: {
      type: "integer",
      minimum: 21_600,
      maximum: 2_147_483_647,
      default: 15_552_000,
      unit: "seconds",
      changes: "settles",
      cure: "choose a time in this range that outlives the task; 15552000 are 180 days",
    },
    onExit: {
      type: "string",
      enum: ["recreate", "keep"],
      default: "recreate",
      changes: "settles",
      cure: "choose one",
    },
    onHandleExpired: {
      type: "string",
      enum: ["replace", "keep"],
      default: "replace",
      changes: "settles",
      cure: "choose one",
    },
  },
};

/** Names as each store writes them. */
const STORES: Record<
  string,
  Record<"region" | "bucket", { pattern: RegExp; allowed: string; cure: string }>
> = {
  cos: {
    region: {
      pattern: /^[a-z]{2,}-[a-z]+(-[a-z0-9]+)*$/,
      allowed: 'a COS region such as "ap-singapore"',
      cure: "use the region in which the bucket was made",
    },
    bucket: {
      pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?-\d{8,}$/,
      allowed: 'lower case letters, digits and - with the APPID at the end, such as "slices-1250000000"',
      cure: "append the APPID of the account",
    },
  },
  s3: {
    region: {
      pattern: /^[a-z]{2}(-[a-z]+)+-\d+$/,
      allowed: 'an S3 region such as "ap-southeast-1"',
      cure: "use the region in which the bucket was made",
    },
    bucket: {
      pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      allowed: "3 to 63 lower case letters, digits, - and .",
      cure: "use the bucket's name, not its ARN or URL",
    },
  },
  oss: {
    region: {
      pattern: /^[a-z0-9]+(-[a-z0-9]+)+$/,
      allowed: 'an OSS region such as "oss-ap-southeast-1"',
      cure: "use the region in which the bucket was made",
    },
    bucket: {
      pattern: /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
      allowed: "3 to 63 lower case letters, digits and -",
      cure: "use the bucket's name, not its URL",
    },
  },
};

const nameFitsVendor =
  (part: "region" | "bucket"): Rule =>
  (inputs) => {
    const path = `storage.${part}`;
    const name = knownValue(inputs, path);
    const rule = STORES[String(knownValue(inputs, "storage.vendor"))]?.[part];
    if (typeof name !== "string" || rule === undefined || rule.pattern.test(name)) return undefined;
    return problem(path, shown(name), rule.allowed, rule.cure);
  };

const imageTypeOnMainlandOnly: Rule = (inputs) => {
  const region = knownValue(inputs, "region");
  const imageType = knownValue(inputs, "sliceParams.sliceImageType");
  if (imageType === undefined || region === undefined || region === "ap-guangzhou") return undefined;
  return problem(
    "sliceParams.sliceImageType",
    shown(imageType),
    `nothing in region ${shown(region)}`,
    "remove it, pictures are png; only ap-guangzhou knows this field",
  );
};

const sigOutlivesHandle: Rule = (inputs) => {
  const expire = knownValue(inputs, "userSigExpire");
  const hours = knownValue(inputs, "resourceExpiredHour");
  if (inputs["userSig"] !== undefined) return undefined;
  if (typeof expire !== "number" || typeof hours !== "number" || expire >= hours * 3600) return undefined;
  return problem(
    "userSigExpire",
    shown(expire),
    `at least ${hours * 3600} (seconds) with resourceExpiredHour ${hours}`,
    "the service enters the room again with the same UserSig when it recovers: make it outlive the task",
  );
};

const oneSourceOfUserSig: Rule = (inputs) =>
  inputs["userSig"] === undefined || inputs["sdkSecretKey"] === undefined
    ? undefined
    : problem("sdkSecretKey", "given beside userSig", "one of the two", "remove userSig to have it signed");

const SLICE_TYPES = { audio: 1, video: 2, both: 3 } as const;
const VENDORS = { cos: 0, s3: 1, oss: 2 } as const;
const IMAGE_TYPES = { png: 0, jpg: 1 } as const;

/** The arguments with the defaults that check has written. */
type CheckedInputs = CloudSliceTaskInputs &
  TaskInputs & {
    sliceParams: SliceParams & Required<Pick<SliceParams, "sliceAudio" | "sliceVideo" | "maxIdleTime">>;
  };

/** All four lists, always: Modify overwrites what is not sent. */
function wireLists(lists: SubscribeStreamUserIds | undefined): WireSubscribeStreamUserIds {
  return {
    SubscribeAudioUserIds: unique(lists?.subscribeAudioUserIds),
    UnSubscribeAudioUserIds: unique(lists?.unSubscribeAudioUserIds),
    SubscribeVideoUserIds: unique(lists?.subscribeVideoUserIds),
    UnSubscribeVideoUserIds: unique(lists?.unSubscribeVideoUserIds),
  };
}

function unique(list: readonly string[] = []): string[] {
  return [...new Set(list)];
}

/** Cloud slicing: a robot enters a room and cuts audio and pictures into files. */
export const slicing: TaskKind<CheckedInputs> = {
  resource: "CloudSliceTask",
  schema: slicingSchema,
  rules: [
    nameFitsVendor("region"),
    nameFitsVendor("bucket"),
    imageTypeOnMainlandOnly,
    sigOutlivesHandle,
    oneSourceOfUserSig,
  ],
  fingerprints: { storageKeyFingerprint: ["storage.accessKey", "storage.secretKey"] },
  create: {
    action: "CreateCloudSliceTask",
    params: ({ sdkAppId, roomId, userId, sliceParams, storage, resourceExpiredHour }, { userSig }) =>
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
          SubscribeStreamUserIds: wireLists(sliceParams.subscribeStreamUserIds),
          ...(sliceParams.sliceImageType && { SliceImageType: IMAGE_TYPES[sliceParams.sliceImageType] }),
        },
        SliceStorageParams: {
          CloudSliceStorage: {
            Vendor: VENDORS[storage.vendor],
            Region: storage.region,
            Bucket: storage.bucket,
            AccessKey: storage.accessKey,
            SecretKey: storage.secretKey,
            FileNamePrefix: storage.fileNamePrefix ?? [],
          },
        },
        ResourceExpiredHour: resourceExpiredHour,
      }) satisfies CreateCloudSliceTaskRequest,
  },
  describe: {
    action: "DescribeCloudSliceTask",
    exited: ({ Status }: DescribeCloudSliceTaskResponse) => Status === "Exited",
  },
  modify: {
    action: "ModifyCloudSliceTask",
    params: ({ sliceParams }) =>
      ({
        SubscribeStreamUserIds: wireLists(sliceParams.subscribeStreamUserIds),
      }) satisfies Omit<ModifyCloudSliceTaskRequest, "SdkAppId" | "TaskId">,
  },
  stop: { action: "DeleteCloudSliceTask" },
  notFound: ["ResourceNotFound"],
  outputs: ({ storage }, taskId) => ({
    objectKeyPrefix: [...(storage.fileNamePrefix ?? []), taskId, ""].join("/"),
  }),
};
