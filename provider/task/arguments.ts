import { REGIONS } from "../trtc/settings";
import type { Region } from "../trtc/settings";
import { knownValue, problem, shown } from "../resource/schema";
import type { Property, Rule } from "../resource/schema";

/** The room, the robot in it, and with what it enters: arguments that every kind of room job has. */
export interface RobotInputs {
  /** The application, from the TRTC console. Replaces. */
  sdkAppId: number;
  /** The room: a string is a string room, a number from 1 to 4294967294 is an int32 room. Replaces. */
  roomId: string | number;
  /** The robot that enters the room: 1 to 32 of `[A-Za-z0-9_-]`, the name of no other user or robot of the room. Replaces. */
  userId: string;
  /**
   * Region of the API: `ap-singapore`, `eu-frankfurt` (international site) or `ap-guangzhou` (mainland). Replaces.
   * The default is taken when the task is new; later another environment changes nothing.
   * @default - TENCENTCLOUD_REGION, `trtc:region`, else ap-singapore
   */
  region?: Region;
  /** UserSig of the robot; it must outlive the task. Secret. Used at the next replacement. @default - signed with `sdkSecretKey`, never kept */
  userSig?: string;
  /**
   * Secret key of the application, from the TRTC console; signs the robot's UserSig. Secret. Used at the next replacement.
   * @default - TRTC_SDK_SECRET_KEY_<sdkAppId>, TRTC_SDK_SECRET_KEY, `trtc:sdkSecretKey`
   */
  sdkSecretKey?: string;
  /** Seconds for which a UserSig is signed, 21600 to 2147483647 and at least `resourceExpiredHour` where the kind has that. Used at the next replacement. @default 15552000 (180 days) */
  userSigExpire?: number;
}

/** As `RobotInputs`, for kinds whose API does not run in eu-frankfurt. */
export interface AsianRobotInputs extends RobotInputs {
  /**
   * Region of the API: `ap-singapore` (international site) or `ap-guangzhou` (mainland). Replaces.
   * The default is taken when the task is new; later another environment changes nothing.
   * @default - TENCENTCLOUD_REGION, `trtc:region`, else ap-singapore
   */
  region?: (typeof ASIAN_REGIONS)[number];
}

/** For kinds whose API takes a PrivateMapKey. */
export interface PermissionInputs {
  /**
   * PrivateMapKey of the robot for exactly this room, or `true` to have one signed with the bits that the robot needs. Secret. Used at
   * the next replacement. Needed once the advanced permission control of the application is switched on, which only its console can do.
   * @default - none
   */
  privateMapKey?: string | true;
}

/** For kinds that the API can be asked about. */
export interface ExitInputs {
  /** What refresh does about a task that ended: drop it, so that the next `up` makes it again, or keep it in state with `exited`. Settles without a call. @default "recreate" */
  onExit?: "recreate" | "keep";
}

/** For kinds whose tasks can be queried, changed and stopped by their id for a time only. */
export interface HandleInputs {
  /** Hours for which the task can be queried, changed and stopped by its id, 6 to 720; past them it runs on. Replaces. @default 720 */
  resourceExpiredHour?: number;
  /** What the next `up` does about a task whose handle expired: replace it, or keep it. Settles without a call. @default "replace" */
  onHandleExpired?: "replace" | "keep";
}

const PAGE = "https://trtc.io/document/72331";

/** The only region of the mainland: its APIs have fields that those abroad do not know. */
export const MAINLAND = "ap-guangzhou";
/** Where the APIs run that do not run in eu-frankfurt. */
export const ASIAN_REGIONS = ["ap-singapore", MAINLAND] as const;

/** A user id of a robot or of anyone else. */
export const USER_ID_PATTERN = "^[A-Za-z0-9_-]{1,32}$";

/** Rows of the room and the robot in it. */
export const ROBOT_ROWS = {
  sdkAppId: {
    type: "integer",
    minimum: 1,
    maximum: 4_294_967_295,
    changes: "replaces",
    cure: "copy the SdkAppId from the TRTC console",
    page: PAGE,
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
    page: PAGE,
  },
  userId: {
    type: "string",
    pattern: USER_ID_PATTERN,
    changes: "replaces",
    allowed: "1 to 32 letters, digits, _ and -",
    cure: "choose a robot name that no user of the room has",
    page: PAGE,
  },
} as const satisfies Record<string, Property>;

/** The row of the region, of those in which the API runs. */
export function regionRow(regions: readonly string[] = Object.keys(REGIONS)): Property {
  return {
    type: "string",
    enum: regions,
    changes: "replaces",
    cure: "set region on the resource, TENCENTCLOUD_REGION or trtc:region to one of these",
    page: PAGE,
  };
}

/** The row of the time for which a task waits in an empty room; what counts as one is the kind's. */
export function idleRow({ page }: { page: string }) {
  return {
    type: "integer",
    minimum: 5,
    maximum: 86_400,
    default: 30,
    unit: "seconds",
    changes: "replaces",
    cure: "choose a time in this range; 86400 keeps a task through a day without anchors",
    page,
  } as const satisfies Property;
}

/** Rows of what a robot's UserSig comes from. */
export const SIG_ROWS = {
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
} as const satisfies Record<string, Property>;

/** The row of a PrivateMapKey. */
export const PERMISSION_ROWS = {
  privateMapKey: {
    type: ["boolean", "string"],
    minLength: 1,
    secret: true,
    changes: "settles",
    allowed: "true, or a PrivateMapKey of the robot for this room",
    cure: "give true to have one signed with the bits that the robot needs, or leave it out",
    page: "https://www.tencentcloud.com/document/product/647/35157",
  },
} as const satisfies Record<string, Property>;

/** Rows of a handle. */
export function handleRows({ maxHours, page = PAGE }: { maxHours: number; page?: string }) {
  return {
    resourceExpiredHour: {
      type: "integer",
      minimum: 6,
      maximum: maxHours,
      default: maxHours,
      unit: "hours",
      changes: "replaces",
      cure: "choose a time in this range; past it the task can no longer be queried or stopped by its id",
      page,
    },
    onHandleExpired: {
      type: "string",
      enum: ["replace", "keep"],
      default: "replace",
      changes: "settles",
      cure: "choose one",
    },
  } as const satisfies Record<string, Property>;
}

/** The row of what an end means. */
export function exitRows(byDefault: "recreate" | "keep") {
  return {
    onExit: {
      type: "string",
      enum: ["recreate", "keep"],
      default: byDefault,
      changes: "settles",
      cure: "choose one",
    },
  } as const satisfies Record<string, Property>;
}

/** Refuses a field that only the mainland's API knows in another region. */
export const onMainlandOnly =
  (path: string, cure = "remove it"): Rule =>
  (inputs) => {
    const region = knownValue(inputs, "region");
    const value = knownValue(inputs, path);
    if (value === undefined || region === undefined || region === MAINLAND) return undefined;
    return problem(
      path,
      shown(value),
      `nothing in region ${shown(region)}`,
      `${cure}; only ${MAINLAND} knows this field`,
    );
  };

const sigOutlivesHandle: Rule = (inputs) => {
  const expire = knownValue(inputs, "userSigExpire");
  const hours = knownValue(inputs, "resourceExpiredHour");
  const isSigned = inputs["userSig"] === undefined || inputs["privateMapKey"] === true;
  if (!isSigned) return undefined;
  if (typeof expire !== "number" || typeof hours !== "number" || expire >= hours * 3600) return undefined;
  return problem(
    "userSigExpire",
    shown(expire),
    `at least ${hours * 3600} (seconds) with resourceExpiredHour ${hours}`,
    "the service enters the room again with what was signed when it recovers: make it outlive the task",
  );
};

const oneSourceOfUserSig: Rule = (inputs) =>
  inputs["userSig"] === undefined || inputs["sdkSecretKey"] === undefined
    ? undefined
    : problem("sdkSecretKey", "given beside userSig", "one of the two", "remove userSig to have it signed");

const permissionOrNone: Rule = (inputs) =>
  inputs["privateMapKey"] === false
    ? problem(
        "privateMapKey",
        "false",
        PERMISSION_ROWS.privateMapKey.allowed,
        PERMISSION_ROWS.privateMapKey.cure,
      )
    : undefined;

/** What these rows cannot say, of any kind. */
export const ROBOT_RULES: readonly Rule[] = [sigOutlivesHandle, oneSourceOfUserSig, permissionOrNone];
