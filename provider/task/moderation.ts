import type {
  CreateCloudModerationRequest,
  ModerationSupplierParam,
  ModifyCloudModerationRequest,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/trtc/v20190722/trtc_models";
import {
  ASIAN_REGIONS,
  exitRows,
  handleRows,
  regionRow,
  ROBOT_ROWS,
  ROBOT_RULES,
  SIG_ROWS,
} from "./arguments";
import type { CloudModerationTaskInputs, ModerationParams, ModerationRules } from "./cloud-moderation-task";
import { sightOfStatus, STRING_IS_0, wireRoom } from "./kind";
import type { TaskInputs, TaskKind } from "./kind";
import { STORAGE_KEYS, STORAGE_RULES, storageRow, wireStorage } from "./storage";
import { SUBSCRIPTION_ROW, wireSubscription } from "./subscription";
import { wireObject } from "./wire-object";
import { allowedText, isBag, knownValue, problem, shown, UNKNOWN } from "../resource/schema";
import type { Bag, CheckFailure, ObjectProperty, Rule } from "../resource/schema";

const CREATE_PAGE = "https://trtc.io/document/72648";

const TYPES = { audio: 1, video: 2, both: 3 } as const;
const KEPT_FILES = { none: 0, all: 1, hits: 2 } as const;
/** CallbackAllResults: 0 is all, against its name. */
const RESULTS = { all: 0, hits: 1 } as const;

const ACCOUNT = "moderationParams.moderationSupplierParam";

/** The account with a supplier; which of its fields a supplier wants is the rules'. */
const ACCOUNT_ROW: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["secretId", "secretKey"],
  properties: {
    appId: {
      type: "string",
      minLength: 1,
      changes: "replaces",
      allowed: "the id of the account with the supplier",
      cure: "copy it from the supplier's console; Yidun has none",
      page: CREATE_PAGE,
    },
    secretId: {
      type: "string",
      minLength: 1,
      secret: true,
      changes: "replaces",
      allowed: "the id of the supplier's key",
      cure: "copy it from the supplier's console",
      page: CREATE_PAGE,
    },
    secretKey: {
      type: "string",
      minLength: 1,
      secret: true,
      changes: "replaces",
      allowed: "the secret of that key",
      cure: "give the secret that belongs to secretId",
      page: CREATE_PAGE,
    },
    audioBizType: {
      type: "string",
      minLength: 1,
      changes: "replaces",
      allowed: "the supplier's policy id or business id for audio",
      cure: "copy it from the supplier's console, or leave it out",
      page: CREATE_PAGE,
    },
    imageBizType: {
      type: "string",
      minLength: 1,
      changes: "replaces",
      allowed: "the supplier's policy id or business id for pictures",
      cure: "copy it from the supplier's console, or leave it out",
      page: CREATE_PAGE,
    },
  },
  cure: "give the account with the supplier",
};

/** The arguments of a moderation task: limits and defaults of the API, and what a change does. */
export const moderationSchema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["sdkAppId", "roomId", "userId", "moderationParams", "region"],
  properties: {
    ...ROBOT_ROWS,
    moderationParams: {
      type: "object",
      additionalProperties: false,
      properties: {
        moderationType: {
          type: "string",
          enum: Object.keys(TYPES),
          default: "audio",
          changes: "replaces",
          cure: "say what to judge",
          page: CREATE_PAGE,
        },
        sliceAudio: {
          type: "integer",
          minimum: 15,
          maximum: 60,
          default: 15,
          unit: "seconds",
          changes: "replaces",
          cure: "choose a length in this range",
          page: CREATE_PAGE,
        },
        sliceVideo: {
          type: "integer",
          minimum: 1,
          maximum: 60,
          default: 5,
          unit: "seconds",
          changes: "replaces",
          cure: "choose an interval in this range",
          page: CREATE_PAGE,
        },
        maxIdleTime: {
          type: "integer",
          minimum: 5,
          maximum: 1800,
          default: 30,
          unit: "seconds",
          changes: "replaces",
          cure: "choose a time in this range; 1800 is the longest for which a task waits for a stream",
          page: CREATE_PAGE,
        },
        moderationSupplier: {
          type: "string",
          enum: ["trtc", "tianyu", "ace", "shumei", "Yidun"],
          changes: "replaces",
          cure: "name who judges, or leave it out",
          page: CREATE_PAGE,
        },
        moderationSupplierParam: ACCOUNT_ROW,
        saveModerationFile: {
          type: "string",
          enum: Object.keys(KEPT_FILES),
          default: "none",
          changes: "replaces",
          cure: "say which files to keep",
          page: CREATE_PAGE,
        },
        callbackResults: {
          type: "string",
          enum: Object.keys(RESULTS),
          default: "all",
          changes: "replaces",
          cure: "say which results to call back",
          page: CREATE_PAGE,
        },
        subscribeStreamUserIds: SUBSCRIPTION_ROW,
      },
      cure: "say what to judge; {} takes the defaults",
    },
    storage: storageRow(["cos", "s3", "oss"]),
    region: regionRow(ASIAN_REGIONS),
    ...handleRows({ maxHours: 72, page: CREATE_PAGE }),
    ...SIG_ROWS,
    ...exitRows("recreate"),
  },
};

/** Supplier and account as they are given; undefined where one of them is not known yet. */
function givenSupplier(inputs: Bag): { supplier: unknown; account: unknown } | undefined {
  const params = inputs["moderationParams"];
  if (!isBag(params)) return undefined;
  const { moderationSupplier: supplier, moderationSupplierParam: account } = params;
  return supplier === UNKNOWN || account === UNKNOWN ? undefined : { supplier, account };
}

/** Suppliers that judge for an account of their own. */
const OTHERS: readonly unknown[] = ["tianyu", "ace", "shumei", "Yidun"];

const supplierWithAccount: Rule = (inputs) => {
  const { supplier, account } = givenSupplier(inputs) ?? {};
  if (account === undefined)
    return OTHERS.includes(supplier)
      ? problem(
          ACCOUNT,
          "missing",
          `${allowedText(ACCOUNT_ROW)} with moderationSupplier ${shown(supplier)}`,
          "give the account with the supplier",
        )
      : undefined;
  if (supplier !== undefined && supplier !== "trtc") return undefined;
  return problem(
    ACCOUNT,
    "given",
    supplier === undefined
      ? "nothing without moderationSupplier"
      : `nothing with moderationSupplier ${shown(supplier)}`,
    "name the supplier that the account is with, or remove it",
  );
};

const accountOfSupplier: Rule = (inputs) => {
  const { supplier, account } = givenSupplier(inputs) ?? {};
  if (!isBag(account)) return undefined;
  const { appId } = account;
  const path = `${ACCOUNT}.appId`;
  if (supplier === "Yidun" && appId !== undefined)
    return problem(
      path,
      appId === UNKNOWN ? "given" : shown(appId),
      `nothing with moderationSupplier ${shown(supplier)}`,
      "remove it",
    );
  if ((supplier === "tianyu" || supplier === "shumei") && appId === undefined)
    return problem(
      path,
      "missing",
      `the id of the account with moderationSupplier ${shown(supplier)}`,
      "copy it from the supplier's console",
    );
  return undefined;
};

/** The page of the international site requires it, whatever is kept; the mainland's does not. */
const storageWhereNeeded: Rule = (inputs) => {
  if (inputs["storage"] !== undefined) return undefined;
  const region = knownValue(inputs, "region");
  const kept = knownValue(inputs, "moderationParams.saveModerationFile");
  if (kept === "all" || kept === "hits")
    return noStorage(
      `moderationParams.saveModerationFile ${shown(kept)}`,
      "give the bucket and its write key, or keep no files",
    );
  return region === "ap-singapore"
    ? noStorage(`region ${shown(region)}`, "give the bucket and its write key, also when no files are kept")
    : undefined;
};

function noStorage(because: string, cure: string): CheckFailure {
  return problem("storage", "missing", `a bucket with ${because}`, cure);
}

/** The arguments with the defaults that check has written. */
type CheckedInputs = CloudModerationTaskInputs &
  TaskInputs & {
    resourceExpiredHour: number;
    moderationParams: ModerationParams & Required<Omit<ModerationRules, "subscribeStreamUserIds">>;
  };

function wireSupplier({ moderationSupplier, moderationSupplierParam: account }: ModerationParams) {
  return {
    ...(moderationSupplier !== undefined && { ModerationSupplier: moderationSupplier }),
    ...(account !== undefined && {
      ModerationSupplierParam: wireObject<ModerationSupplierParam>({
        AppID: account.appId,
        SecretId: account.secretId,
        SecretKey: account.secretKey,
        AudioBizType: account.audioBizType,
        ImageBizType: account.imageBizType,
      }),
    }),
  };
}

/** Cloud moderation: a robot enters a room, cuts audio and pictures, and has each piece judged. */
export const moderation: TaskKind<CheckedInputs> = {
  resource: "CloudModerationTask",
  schema: moderationSchema,
  maxTasks: 500,
  rules: [...STORAGE_RULES, supplierWithAccount, accountOfSupplier, storageWhereNeeded, ...ROBOT_RULES],
  fingerprints: {
    storageKeyFingerprint: STORAGE_KEYS,
    supplierKeyFingerprint: [`${ACCOUNT}.secretId`, `${ACCOUNT}.secretKey`],
  },
  create: {
    action: "CreateCloudModeration",
    params: ({ sdkAppId, roomId, userId, moderationParams, storage, resourceExpiredHour }, { userSig }) =>
      ({
        SdkAppId: sdkAppId,
        ...wireRoom(roomId, STRING_IS_0),
        UserId: userId,
        UserSig: userSig,
        ModerationParams: {
          ModerationType: TYPES[moderationParams.moderationType],
          MaxIdleTime: moderationParams.maxIdleTime,
          SliceAudio: moderationParams.sliceAudio,
          SliceVideo: moderationParams.sliceVideo,
          ...wireSupplier(moderationParams),
          SaveModerationFile: KEPT_FILES[moderationParams.saveModerationFile],
          CallbackAllResults: RESULTS[moderationParams.callbackResults],
          SubscribeStreamUserIds: wireSubscription(moderationParams.subscribeStreamUserIds),
        },
        ...(storage && { ModerationStorageParams: { CloudModerationStorage: wireStorage(storage) } }),
        ResourceExpiredHour: resourceExpiredHour,
      }) satisfies CreateCloudModerationRequest,
  },
  describe: { action: "DescribeCloudModeration", sees: sightOfStatus },
  modify: {
    action: "ModifyCloudModeration",
    params: ({ moderationParams }) =>
      ({
        SubscribeStreamUserIds: wireSubscription(moderationParams.subscribeStreamUserIds),
      }) satisfies Omit<ModifyCloudModerationRequest, "SdkAppId" | "TaskId">,
  },
  stop: { action: "DeleteCloudModeration" },
  notFound: ["ResourceNotFound"],
  quota:
    "an application runs 500 moderation tasks at once unless a ticket raised it: end moderation tasks or ask for more",
};
