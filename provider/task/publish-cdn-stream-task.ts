import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../resource/input";
import type { AsianRobotInputs } from "./arguments";
import { relay } from "./relay";
import { taskToken } from "./kind";
import { taskProperties } from "./task-properties";

/** A user, by default of the task's own room. */
export interface RelayUserInfo {
  /** With what the user enters, 1 to 32 of `[A-Za-z0-9_-]`. Updates. */
  userId: string;
  /** Another room that the user is in: a string is a string room, a number an int32 room. Updates; left out again it replaces. @default - the task's room */
  roomId?: string | number;
}

/** One stream of a user. */
export interface RelayStream {
  /** Whose it is. */
  userInfo: RelayUserInfo;
  /** The camera's or the shared screen's. Updates. @default "camera" */
  streamType?: "camera" | "screen";
}

/** How long the robot waits. */
export interface RelayAgentParams {
  /** Seconds without any anchor of those relayed after which the task ends by itself, 5 to 86400. Replaces. @default 30 */
  maxIdleTime?: number;
}

/** How the sound is encoded: it always is, without cost. */
export interface RelayAudioEncode {
  /** Samples a second, in hertz. Replaces. */
  sampleRate: 48000 | 44100 | 32000 | 24000 | 16000 | 8000;
  /** One channel or two. Replaces. */
  channel: "mono" | "stereo";
  /** Kbit a second, 8 to 500. Replaces. */
  bitRate: number;
  /** HE-AAC and HE-AACv2 take no 8000 Hz, HE-AACv2 stereo only. Replaces. @default "LC-AAC" */
  codec?: "LC-AAC" | "HE-AAC" | "HE-AACv2";
}

/** The sound of one relayed stream. */
export interface RelaySingleAudioParams {
  /** How it is encoded. */
  audioEncode: RelayAudioEncode;
  /** Of a mix only. */
  subscribeAudioList?: undefined;
  /** Of a mix only. */
  unSubscribeAudioList?: undefined;
}

/** A user whose sound is mixed. */
export interface RelayAudioUser {
  /** Who. */
  userInfo: RelayUserInfo;
  /** Volume, 0 to 100; 100 is as it comes. Updates. @default 100 */
  soundLevel?: number;
}

/** The sound of a mixed stream. Who is in both lists is not heard. */
export interface RelayMixedAudioParams {
  /** How it is encoded. */
  audioEncode: RelayAudioEncode;
  /** Whose sound is mixed; with users of other rooms it has to be given, or they are heard twice. Updates; order and repetition mean nothing. @default - every anchor's */
  subscribeAudioList?: RelayAudioUser[];
  /** Whose sound is not mixed. Updates; order and repetition mean nothing. @default - nobody's */
  unSubscribeAudioList?: Pick<RelayAudioUser, "userInfo">[];
}

/** How the picture is encoded. */
export interface RelayVideoEncode {
  /** Width of the canvas in pixels, 0 to 1920. Updates. */
  width: number;
  /** Height of the canvas in pixels, 0 to 1920. Updates. */
  height: number;
  /** Frames a second, 1 to 60. Updates. */
  fps: number;
  /** Kbit a second, 1 to 10000. Updates. */
  bitRate: number;
  /** Seconds between two key frames, 1 to 5. Updates. */
  gop: number;
}

/** What the presets have in common. */
export interface RelayPreset {
  /** Whether users without a picture get a place. Updates. @default false */
  pureAudioHoldPlaceMode?: boolean;
  /** How pictures fill their places. Updates; left out again it replaces. @default - the service's */
  renderMode?: "crop" | "scale" | "scaleOnBlack";
  /** Whether the SEI of the users' streams is kept; only ap-guangzhou knows this field. Updates; left out again it replaces. @default - kept */
  enableStreamSEI?: boolean;
  /** Of "custom" only. */
  mixLayoutList?: undefined;
}

/** One large picture with the others over or beside it. */
export interface RelayLargePreset extends RelayPreset {
  /** Small pictures float over a large one, or stand beside it. Updates. @default "floating" */
  mixLayoutMode?: "floating" | "screenShare";
  /** Whose picture is the large one: a user of the task's room. @default - the service chooses */
  maxVideoUser?: {
    /** The stream. */
    userMediaStream: {
      /** Whose it is. */
      userInfo: Pick<RelayUserInfo, "userId">;
      /** The camera's or the shared screen's. Updates. @default "camera" */
      streamType?: "camera" | "screen";
    };
  };
}

/** Pictures of the same size. */
export interface RelayGridPreset extends RelayPreset {
  /** A grid. Updates. */
  mixLayoutMode: "grid";
  /** A grid has no large picture. */
  maxVideoUser?: undefined;
}

/** Every picture where it is told to be. */
export interface RelayCustomLayout {
  /** Places that are named one by one. Updates. */
  mixLayoutMode: "custom";
  /** The places, 1 to 16. Updates. */
  mixLayoutList: RelayLayout[];
  /** Of presets only. */
  pureAudioHoldPlaceMode?: undefined;
  /** Of presets only. */
  maxVideoUser?: undefined;
  /** Of presets only; each place has its own. */
  renderMode?: undefined;
  /** Of presets only; each place has its own. */
  enableStreamSEI?: undefined;
}

/** A place on the canvas. */
export interface RelayLayout {
  /** Whose picture stands there. Updates. @default - anchors in the order in which they enter */
  userMediaStream?: RelayStream;
  /** Width in pixels, 0 to 1920. Updates. @default - 0 */
  imageWidth?: number;
  /** Height in pixels, 0 to 1920. Updates. @default - 0 */
  imageHeight?: number;
  /** Pixels from the left, 0 to 1920, at most the canvas less `imageWidth`. Updates. @default - 0 */
  locationX?: number;
  /** Pixels from the top, 0 to 1920, at most the canvas less `imageHeight`. Updates. @default - 0 */
  locationY?: number;
  /** Layer, 0 to 4294967295; the higher one covers the others. Updates. @default 0 */
  zOrder?: number;
  /** How the picture fills its place. Updates. @default "crop" */
  renderMode?: "crop" | "scaleOnBackground" | "scaleOnBlack";
  /** URL of a picture for the time without the user's; png, jpg, jpeg, bmp, gif or webm, at most 2K and 5 MB. Updates. @default - none */
  backgroundImageUrl?: string;
  /** How that picture fills its place. Updates. @default "stretch" */
  backgroundRenderMode?: "crop" | "scaleOnBackground" | "scaleOnBlack" | "stretch" | "custom";
  /** The size of that picture, needed with `backgroundRenderMode` "custom". Updates. @default - none */
  backgroundCustomRender?: {
    /** Pixels, 1 to 1920 and at most `imageWidth`. Updates. */
    width: number;
    /** Pixels, 1 to 1920 and at most `imageHeight`. Updates. */
    height: number;
    /** Radius of its corners in pixels, 0 to 960 and at most half of the shorter side. Updates. @default - 0 */
    radius?: number;
  };
  /** URL of a png whose alpha channel shapes the picture; with `renderMode` "crop" only. Updates. @default - none */
  transparentUrl?: string;
  /** Which part of the user's picture is taken. Updates. @default - all of it */
  customCrop?: {
    /** Pixels from the left of the user's picture, 0 to 9999. Updates. */
    locationX: number;
    /** Pixels from the top of the user's picture, 0 to 9999. Updates. */
    locationY: number;
    /** Pixels, 1 to 10000 less `locationX`. Updates. */
    width: number;
    /** Pixels, 1 to 10000 less `locationY`. Updates. */
    height: number;
  };
  /** Whether the SEI of the user's stream is kept; only ap-guangzhou knows this field. Updates. @default - kept */
  enableStreamSEI?: boolean;
}

/** How the pictures are placed: a preset, or place by place. At most 16 streams are mixed. */
export type RelayLayoutParams = RelayLargePreset | RelayGridPreset | RelayCustomLayout;

/** Where a watermark stands. */
export interface RelayWaterMarkPlace {
  /** Width in pixels, 1 to 1920. Updates. */
  waterMarkWidth: number;
  /** Height in pixels, 1 to 1920. Updates. */
  waterMarkHeight: number;
  /** Pixels from the left, 0 to 1920. Updates. */
  locationX: number;
  /** Pixels from the top, 0 to 1920. Updates. */
  locationY: number;
  /** Layer, 0 to 4294967295; the higher one covers the others. Updates. @default 0 */
  zOrder?: number;
  /** Stays, jumps to a new place each second, or bounces off the edges. Updates. @default "fixed" */
  dynamicPosType?: "fixed" | "random" | "bounce";
}

/** A picture as a watermark. */
export interface RelayWaterMarkImage extends RelayWaterMarkPlace {
  /** URL of a png, jpg or jpeg of at most 2K and 5 MB. Updates. */
  waterMarkUrl: string;
}

/** A text as a watermark. */
export interface RelayWaterMarkText extends RelayWaterMarkPlace {
  /** What is written. Updates. */
  text: string;
  /** Size of the letters, 1 to 4294967295. Updates. */
  fontSize: number;
  /** As 0xRRGGBB. Updates. @default - white */
  fontColor?: string;
  /** As 0xRRGGBB. Updates. @default - transparent */
  backGroundColor?: string;
  /** The letters. Updates. @default "Tencent" */
  font?: "Tencent" | "SourceHanSans";
}

/** A watermark: a picture or a text. */
export type RelayWaterMark =
  | {
      /** A picture. Updates. */
      waterMarkType: "image";
      /** The picture, and where it stands. */
      waterMarkImage: RelayWaterMarkImage;
      /** Belongs to the other type. */
      waterMarkText?: undefined;
    }
  | {
      /** A text. Updates. */
      waterMarkType: "text";
      /** The text, and where it stands. */
      waterMarkText: RelayWaterMarkText;
      /** Belongs to the other type. */
      waterMarkImage?: undefined;
    };

/** The picture of a mixed stream. */
export interface RelayVideoParams {
  /** How it is encoded. */
  videoEncode: RelayVideoEncode;
  /** How the pictures are placed. @default - floating over the first anchor's */
  layoutParams?: RelayLayoutParams;
  /** Colour of the canvas as 0xRRGGBB. Updates; left out again it replaces. @default - the service's */
  backGroundColor?: string;
  /** URL of a picture behind all others; png, jpg or jpeg, at most 2K and 5 MB; covers `backGroundColor`. Updates; left out again it replaces. @default - none */
  backgroundImageUrl?: string;
  /** How that picture fills the canvas. Updates. @default "stretch" */
  backgroundRenderMode?: "crop" | "scaleOnBlack" | "stretch";
  /** Watermarks. Updates. @default - none */
  waterMarkList?: RelayWaterMark[];
}

/** When an SEI message is sent. */
export interface RelaySeiSending {
  /** Milliseconds between two messages, 1 to 4294967295. Updates. @default 1000 */
  interval?: number;
  /** Whether one is sure to come with each key frame. Updates. @default false */
  followIdr?: boolean;
}

/** What is told beside the picture: SEI messages of the mixed stream. */
export interface RelaySeiParams {
  /** Volumes and layout. Updates; left out again it replaces. @default - not told */
  layoutVolume?: RelaySeiSending & {
    /** Type of the message: 100 to 254 but 244. Updates. @default 100 */
    payloadType?: number;
    /** Text for the field `app_data`, 1 to 4095 bytes of UTF-8. Updates; left out again it replaces. @default - none */
    appData?: string;
  };
  /** A text of your own. Updates; left out again it replaces. @default - none */
  passThrough?: RelaySeiSending & {
    /** What is told. Updates. */
    payloadContent: string;
    /** Type of the message: 5, or 100 to 254 but 244. Some players do not know 5. Updates. */
    payloadType: number;
    /** With type 5, and with no other: 32 hex digits. Updates; left out again it replaces. @default - none */
    payloadUuid?: string;
  };
}

/** A CDN that the stream is pushed to. */
export interface PublishCdnParam {
  /** Push URL, `rtmp://…`; holds the stream key. Secret. Updates: what changes in it cuts that target's stream for a moment. */
  publishCdnUrl: string;
  /** Whether that is Tencent Cloud's own CDN; another one costs relaying, and the mainland site wants a ticket for it. Always told to the API. Updates. @default true */
  isTencentCdn?: boolean;
}

/** What a relay of either sort has. */
export interface RelayInputs extends AsianRobotInputs {
  /** How long the robot waits. @default - the defaults in it */
  agentParams?: RelayAgentParams;
  /** Where the stream goes: 1 to 10 targets. Secret as a whole. Updates. */
  publishCdnParams: PublishCdnParam[];
}

/** The room's streams mixed into one, which costs transcoding. */
export interface MixedRelayInputs extends RelayInputs {
  /** Mixed. Replaces. */
  withTranscoding: true;
  /** The sound. */
  audioParams: RelayMixedAudioParams;
  /** The picture; to give it later, or to leave it out, replaces. @default - sound alone */
  videoParams?: RelayVideoParams;
  /** SEI messages. @default - none */
  seiParams?: RelaySeiParams;
  /** Of one stream only. */
  singleSubscribeParams?: undefined;
}

/** One stream as it is, its sound encoded anew. */
export interface SingleRelayInputs extends RelayInputs {
  /** Not mixed. Replaces. */
  withTranscoding: false;
  /** The sound. */
  audioParams: RelaySingleAudioParams;
  /** Of a mix only. */
  videoParams?: undefined;
  /** Of a mix only. */
  seiParams?: undefined;
  /** Which stream. */
  singleSubscribeParams: {
    /** The stream. */
    userMediaStream: RelayStream;
  };
}

/** The arguments of a `PublishCdnStreamTask` in their plain form: mixed, or one stream. */
export type PublishCdnStreamTaskInputs = MixedRelayInputs | SingleRelayInputs;

/** The arguments of a `PublishCdnStreamTask`. */
export type PublishCdnStreamTaskArgs = ArgsOf<PublishCdnStreamTaskInputs>;

/**
 * A relay task: a robot enters a TRTC room and pushes its streams, mixed into one or one of them as it is, to CDNs.
 *
 * The engine's id is the TaskId. Secrets are in no output; push URLs hold stream keys and are secrets. The API cannot be asked about
 * a relay: refresh says nothing, and a task that has ended is found out by the next change, after which `up` makes a new one. What
 * each target does is told by callbacks: `relayTargets` of "pulumi-trtc/callback". There is no import by id and no `.get`; `pulumi-trtc import-file` takes a running task over.
 *
 * @example The whole room in a grid, to one CDN
 * ```ts
 * const relay = new trtc.PublishCdnStreamTask("lobby", {
 *   sdkAppId: 1400000001,
 *   roomId: "lobby",
 *   userId: "relay-lobby",
 *   withTranscoding: true,
 *   audioParams: { audioEncode: { sampleRate: 48000, channel: "stereo", bitRate: 128 } },
 *   videoParams: {
 *     videoEncode: { width: 1280, height: 720, fps: 25, bitRate: 2500, gop: 2 },
 *     layoutParams: { mixLayoutMode: "grid" },
 *   },
 *   publishCdnParams: [{ publishCdnUrl: config.requireSecret("pushUrl") }],
 * });
 * ```
 * @example Sound alone, of all but the music
 * ```ts
 * withTranscoding: true,
 * audioParams: {
 *   audioEncode: { sampleRate: 44100, channel: "mono", bitRate: 64, codec: "HE-AAC" },
 *   unSubscribeAudioList: [{ userInfo: { userId: "music" } }],
 * },
 * ```
 * @example The teacher's screen as it is, to a CDN that is not Tencent Cloud's
 * ```ts
 * withTranscoding: false,
 * audioParams: { audioEncode: { sampleRate: 48000, channel: "mono", bitRate: 64 } },
 * singleSubscribeParams: { userMediaStream: { userInfo: { userId: "teacher" }, streamType: "screen" } },
 * publishCdnParams: [{ publishCdnUrl: config.requireSecret("pushUrl"), isTencentCdn: false }],
 * ```
 * @see https://www.tencentcloud.com/document/product/647/48247
 */
export class PublishCdnStreamTask extends pulumi.CustomResource {
  /** The application. */
  declare readonly sdkAppId: pulumi.Output<number>;
  /** The room: a string is a string room, a number an int32 room. */
  declare readonly roomId: pulumi.Output<string | number>;
  /** The robot. */
  declare readonly userId: pulumi.Output<string>;
  /** How long the robot waits. */
  declare readonly agentParams: pulumi.Output<RelayAgentParams | undefined>;
  /** Whether the room's streams are mixed into one. */
  declare readonly withTranscoding: pulumi.Output<boolean>;
  /** The sound, with defaults. */
  declare readonly audioParams: pulumi.Output<RelayMixedAudioParams>;
  /** The picture of a mixed stream, with defaults. */
  declare readonly videoParams: pulumi.Output<RelayVideoParams | undefined>;
  /** Which stream is relayed, where it is one. */
  declare readonly singleSubscribeParams: pulumi.Output<
    SingleRelayInputs["singleSubscribeParams"] | undefined
  >;
  /** SEI messages of a mixed stream. */
  declare readonly seiParams: pulumi.Output<RelaySeiParams | undefined>;
  /** Seconds for which a UserSig is signed. */
  declare readonly userSigExpire: pulumi.Output<number>;
  /** TaskId of the running task: the engine's id. */
  declare readonly taskId: pulumi.Output<string>;
  /** Region of the API in which the task was made. */
  declare readonly region: pulumi.Output<NonNullable<AsianRobotInputs["region"]>>;
  /** When the task was made, ISO 8601 UTC. */
  declare readonly createdAt: pulumi.Output<string>;
  /** End of the UserSig with which the running robot entered, ISO 8601 UTC. */
  declare readonly userSigExpiresAt: pulumi.Output<string>;
  /** First 16 hex digits of a SHA-256 over the targets: changes when they do. */
  declare readonly publishCdnFingerprint: pulumi.Output<string>;
  /** The number of the last change; none before the first. */
  declare readonly sequenceNumber: pulumi.Output<number | undefined>;
  /** True once a change found that the task had ended: the next `up` makes a new one. */
  declare readonly exited: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: PublishCdnStreamTaskArgs, opts?: pulumi.CustomResourceOptions) {
    super(taskToken("PublishCdnStreamTask"), name, taskProperties(relay, name, args, opts), opts);
    this.taskId = this.id;
  }
}
