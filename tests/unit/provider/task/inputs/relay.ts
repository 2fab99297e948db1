import type { Bag } from "../../../../../provider/resource/schema";
import { mintUserSig } from "../../../../../provider/trtc/user-sig";

export const PUSH_URL = "rtmp://push.example.com/live/lobby?txSecret=planted-stream-key";
const OTHER_PUSH_URL = "rtmp://a.example.org/app/planted-other-stream-key";

/** Sound alone: what must be given. */
export const smallest: Bag = {
  sdkAppId: 1400000001,
  roomId: "lobby",
  userId: "relay-lobby",
  withTranscoding: true,
  audioParams: { audioEncode: { sampleRate: 48000, channel: "stereo", bitRate: 128 } },
  publishCdnParams: [{ publishCdnUrl: PUSH_URL }],
  region: "ap-singapore",
};

/** One stream as it is. */
export const single: Bag = {
  ...smallest,
  withTranscoding: false,
  singleSubscribeParams: { userMediaStream: { userInfo: { userId: "teacher" } } },
};

/** A mix with everything that a preset takes. */
export const preset: Bag = {
  ...smallest,
  agentParams: { maxIdleTime: 86_400 },
  audioParams: {
    audioEncode: { sampleRate: 48000, channel: "stereo", bitRate: 128, codec: "HE-AAC" },
    subscribeAudioList: [
      { userInfo: { userId: "teacher" }, soundLevel: 80 },
      { userInfo: { userId: "guest" } },
    ],
    unSubscribeAudioList: [{ userInfo: { userId: "music", roomId: "lobby" } }],
  },
  videoParams: {
    videoEncode: { width: 1280, height: 720, fps: 25, bitRate: 2500, gop: 2 },
    layoutParams: {
      mixLayoutMode: "floating",
      pureAudioHoldPlaceMode: true,
      maxVideoUser: { userMediaStream: { userInfo: { userId: "teacher" }, streamType: "screen" } },
      renderMode: "scaleOnBlack",
    },
    backGroundColor: "0x99CCFF",
    backgroundImageUrl: "https://example.com/back.png",
    backgroundRenderMode: "crop",
    waterMarkList: [
      {
        waterMarkType: "image",
        waterMarkImage: {
          waterMarkUrl: "https://example.com/mark.png",
          waterMarkWidth: 100,
          waterMarkHeight: 50,
          locationX: 10,
          locationY: 20,
          zOrder: 2,
          dynamicPosType: "bounce",
        },
      },
      {
        waterMarkType: "text",
        waterMarkText: {
          text: "live",
          fontSize: 24,
          fontColor: "0xFFFFFF",
          backGroundColor: "0x000000",
          font: "SourceHanSans",
          waterMarkWidth: 100,
          waterMarkHeight: 50,
          locationX: 10,
          locationY: 20,
        },
      },
    ],
  },
  publishCdnParams: [{ publishCdnUrl: PUSH_URL }, { publishCdnUrl: OTHER_PUSH_URL, isTencentCdn: false }],
  seiParams: {
    layoutVolume: { payloadType: 101, appData: "lobby", interval: 500, followIdr: true },
    passThrough: { payloadContent: "hello", payloadType: 102, interval: 2000, followIdr: true },
  },
  sdkSecretKey: "planted-sdk-secret",
  userSigExpire: 31_104_000,
};

/** A mix in ap-guangzhou with everything that a place takes. */
export const custom: Bag = {
  ...smallest,
  roomId: 150,
  region: "ap-guangzhou",
  videoParams: {
    videoEncode: { width: 1280, height: 720, fps: 25, bitRate: 2500, gop: 2 },
    layoutParams: {
      mixLayoutMode: "custom",
      mixLayoutList: [
        {
          userMediaStream: { userInfo: { userId: "teacher", roomId: 151 }, streamType: "screen" },
          imageWidth: 960,
          imageHeight: 720,
          locationX: 320,
          locationY: 0,
          zOrder: 1,
          renderMode: "crop",
          backgroundImageUrl: "https://example.com/away.png",
          backgroundRenderMode: "custom",
          backgroundCustomRender: { width: 100, height: 50, radius: 25 },
          transparentUrl: "https://example.com/round.png",
          customCrop: { locationX: 1, locationY: 2, width: 640, height: 480 },
          enableStreamSEI: false,
        },
        {
          imageWidth: 320,
          imageHeight: 240,
          renderMode: "scaleOnBackground",
          backgroundRenderMode: "scaleOnBlack",
        },
      ],
    },
  },
  seiParams: {
    passThrough: { payloadContent: "hello", payloadType: 5, payloadUuid: "0123456789abcdefABCDEF0123456789" },
  },
};

/** Together they give every leaf of the table. */
export const fullest: readonly Bag[] = [
  preset,
  custom,
  {
    ...smallest,
    region: "ap-guangzhou",
    videoParams: {
      videoEncode: { width: 640, height: 360, fps: 15, bitRate: 600, gop: 1 },
      layoutParams: { mixLayoutMode: "grid", enableStreamSEI: false },
    },
  },
  {
    ...single,
    roomId: 150,
    singleSubscribeParams: {
      userMediaStream: { userInfo: { userId: "teacher", roomId: "hall" }, streamType: "screen" },
    },
    userSig: mintUserSig({
      sdkAppId: 1400000001,
      sdkSecretKey: "planted-sdk-secret",
      userId: "relay-lobby",
      expireSeconds: 2_147_483_647,
    }),
  },
];

/** Other valid values of leaves whose rows do not tell one. */
export const another: Readonly<Record<string, unknown>> = {
  roomId: "hall",
  userId: "relay-hall",
  "audioParams.audioEncode.sampleRate": 44100,
  "audioParams.subscribeAudioList": [{ userInfo: { userId: "student" }, soundLevel: 50 }],
  "audioParams.unSubscribeAudioList": [{ userInfo: { userId: "noise" } }],
  "videoParams.layoutParams.mixLayoutMode": "screenShare",
  "videoParams.layoutParams.maxVideoUser.userMediaStream.userInfo.userId": "student",
  "videoParams.layoutParams.mixLayoutList": [{ imageWidth: 640, imageHeight: 360 }],
  "videoParams.layoutParams.enableStreamSEI": true,
  "videoParams.backGroundColor": "0x000000",
  "videoParams.backgroundImageUrl": "https://example.com/other.png",
  "videoParams.waterMarkList": [],
  "singleSubscribeParams.userMediaStream.userInfo.userId": "student",
  "singleSubscribeParams.userMediaStream.userInfo.roomId": "aula",
  publishCdnParams: [{ publishCdnUrl: "rtmp://push.example.com/live/planted-third-stream-key" }],
  "seiParams.layoutVolume.payloadType": 103,
  "seiParams.layoutVolume.appData": "hall",
  "seiParams.layoutVolume.interval": 750,
  "seiParams.passThrough.payloadContent": "bye",
  "seiParams.passThrough.payloadType": 103,
  "seiParams.passThrough.payloadUuid": "ffffffffffffffffffffffffffffffff",
  "seiParams.passThrough.interval": 750,
  sdkSecretKey: "planted-other-sdk-secret",
  userSig: mintUserSig({
    sdkAppId: 1400000001,
    sdkSecretKey: "planted-sdk-secret",
    userId: "relay-lobby",
    expireSeconds: 2_147_483_646,
  }),
};

/** What changes along. */
export const together: Readonly<Record<string, Bag>> = {
  withTranscoding: {
    videoParams: undefined,
    seiParams: undefined,
    "audioParams.subscribeAudioList": undefined,
    "audioParams.unSubscribeAudioList": undefined,
    singleSubscribeParams: single["singleSubscribeParams"],
  },
};
