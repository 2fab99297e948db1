import * as pulumi from "@pulumi/pulumi";
import { checkedArguments, plainArguments } from "../component/arguments";
import { programSettings } from "../resource/program-settings";
import { UNKNOWN } from "../resource/schema";
import type { Bag, ObjectProperty } from "../resource/schema";
import { sdkSecretKey as foundKey } from "../trtc/settings";
import type { Settings } from "../trtc/settings";
import { mintUserSig } from "../trtc/user-sig";
import { ROBOT_ROWS, SIG_ROWS, USER_ID_PATTERN } from "./arguments";

/** Who pushes into which room. */
export interface RtmpPushUrlArgs {
  /** The application, from the TRTC console. */
  sdkAppId: pulumi.Input<number>;
  /** A string room, 1 to 64 of `[0-9A-Za-z_]`: RTMP reaches no int32 room. */
  roomId: pulumi.Input<string>;
  /** The user as whom the stream enters the room: 1 to 32 of `[A-Za-z0-9_-]`, the name of no other user or robot of the room. */
  userId: pulumi.Input<string>;
  /**
   * Secret key of the application, from the TRTC console; signs the URL. Secret, whether given as one or not.
   * @default - TRTC_SDK_SECRET_KEY_<sdkAppId>, TRTC_SDK_SECRET_KEY, `trtc:sdkSecretKey`
   */
  sdkSecretKey?: pulumi.Input<string> | undefined;
  /** Seconds from the run on for which the URL can be used, 60 to 2147483647. @default 15552000 (180 days) */
  expire?: pulumi.Input<number> | undefined;
}

const PAGE = "https://trtc.io/document/52171";

const schema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["sdkAppId", "roomId", "userId", "sdkSecretKey"],
  properties: {
    sdkAppId: ROBOT_ROWS.sdkAppId,
    roomId: {
      type: "string",
      pattern: "^[0-9A-Za-z_]{1,64}$",
      allowed: "a text of 1 to 64 letters, digits and _ (a string room)",
      cure: "let the clients enter a string room of such a name, RTMP reaches no other",
      page: PAGE,
    },
    userId: {
      type: "string",
      pattern: USER_ID_PATTERN,
      allowed: "1 to 32 letters, digits, _ and -",
      cure: "choose a name that no user of the room has",
    },
    sdkSecretKey: {
      ...SIG_ROWS.sdkSecretKey,
      cure: "give it, or set TRTC_SDK_SECRET_KEY_<sdkAppId>, TRTC_SDK_SECRET_KEY or trtc:sdkSecretKey",
    },
    expire: {
      type: "integer",
      minimum: 60,
      maximum: 2_147_483_647,
      default: SIG_ROWS.userSigExpire.default,
      unit: "seconds",
      cure: "choose for how long the URL can be used; 15552000 are 180 days",
    },
  },
};

/** The arguments with the defaults written out, and nothing of them still to come. */
interface PushInputs {
  sdkAppId: number;
  roomId: string;
  userId: string;
  sdkSecretKey: string;
  expire: number;
}

/**
 * The URL to which OBS, FFmpeg or another RTMP client pushes a stream into a room, as a secret Output.
 *
 * The stream must be free of B frames (H.264 baseline), or the service ends the connection; audio is AAC. The host is that of
 * international applications.
 *
 * The URL is signed anew at each run, and earlier ones stay good until they expire. As a stack output that is no change: no preview
 * shows it. A resource that is given the URL would be updated by every run: `ignoreChanges` keeps the first one there, as in the
 * second example.
 *
 * @throws InputError that names every problem of the plain values at once, a missing key too; an Output is checked once it is known
 *
 * @example The camera of a stadium: `pulumi stack output --show-secrets cameraUrl`
 * ```ts
 * export const cameraUrl = trtc.rtmpPushUrl({ sdkAppId: 1400000001, roomId: "stadium", userId: "camera_1" });
 * ```
 * @example One URL for 90 days, kept where the crew looks for it
 * ```ts
 * const url = trtc.rtmpPushUrl({ sdkAppId, roomId: "stadium", userId: "camera_1", expire: 90 * 86400 });
 * new aws.ssm.Parameter("camera-url", { type: "SecureString", value: url }, { ignoreChanges: ["value"] });
 * ```
 * @see https://trtc.io/document/52171
 */
export function rtmpPushUrl(args: RtmpPushUrlArgs): pulumi.Output<string> {
  const settings = programSettings();
  checkedPush(plainArguments(args, Object.keys(args)), settings);
  return pulumi.secret(pulumi.output(args).apply((known) => pushUrl({ ...known }, settings)));
}

function checkedPush(args: Bag, settings: Settings): PushInputs {
  const { sdkAppId, sdkSecretKey = keyOf(sdkAppId, settings) } = args;
  const checked = checkedArguments("rtmpPushUrl", { schema, rules: [], args: { ...args, sdkSecretKey } });
  // the table above is what says so
  return checked as unknown as PushInputs;
}

/** The key of an application that is known already. */
function keyOf(sdkAppId: unknown, settings: Settings): string | undefined {
  return typeof sdkAppId === "number" ? foundKey(settings, sdkAppId)?.key : UNKNOWN;
}

/**
 * The URL of arguments that are all known.
 * @throws InputError that names every problem at once
 */
export function pushUrl(args: Bag, settings: Settings): string {
  const { sdkAppId, roomId, userId, sdkSecretKey, expire } = checkedPush(args, settings);
  const usersig = mintUserSig({ sdkAppId, sdkSecretKey, userId, expireSeconds: expire });
  const query = new URLSearchParams({ sdkappid: String(sdkAppId), userid: userId, usersig });
  return `rtmp://intl-rtmp.rtc.qq.com/push/${roomId}?${query.toString()}`;
}
