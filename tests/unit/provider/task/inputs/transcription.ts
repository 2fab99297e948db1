import type { Bag } from "../../../../../provider/resource/schema";
import { mintUserSig } from "../../../../../provider/trtc/user-sig";

/** What must be given in ap-singapore. */
export const smallest: Bag = {
  sdkAppId: 1400000001,
  roomId: "lobby",
  userId: "transcriber-lobby",
  asrParam: { lang: "bigmodel-en" },
  region: "ap-singapore",
};

const ticket = {
  sdkAppId: 1400000001,
  sdkSecretKey: "planted-sdk-secret",
  userId: "transcriber-lobby",
  expireSeconds: 15_552_000,
};

const speech = {
  model: "flow_02_turbo",
  language: "en",
  targetUser: "teacher",
  ttsRobotUser: "voice-en",
  voice: { voiceId: "v-female-P6q9LmR2", speed: 1.25, volume: 2, pitch: -3 },
};

/** Together they give every leaf of the table. */
export const fullest: readonly Bag[] = [
  {
    ...smallest,
    transcriptionParam: {
      subscribeList: ["teacher", "student"],
      unSubscribeList: ["guest"],
      maxIdleTime: 86_400,
      sendCustomMode: true,
    },
    asrParam: {
      lang: "16k_zh_en",
      vadSilenceTime: 240,
      hotWordList: ["TRTC|10", "实时音视频|100"],
      alternativeLanguage: ["ja", "fil"],
      vadLevel: true,
      filterDirty: "mask",
      filterModal: "strict",
      filterPunc: true,
    },
    translationParam: {
      targetLang: ["en", "ja"],
      terminologies: [{ targetLang: "en", terminology: [{ source: "房间", target: "room" }] }],
    },
    ttsParam: [speech],
    sdkSecretKey: "planted-sdk-secret",
    userSigExpire: 2_592_000,
    onExit: "keep",
  },
  { ...smallest, roomId: 150, region: "ap-guangzhou", userSig: mintUserSig(ticket) },
];

/** Another valid value where none follows from the row. */
export const another: Readonly<Record<string, unknown>> = {
  "transcriptionParam.subscribeList": ["teacher"],
  "transcriptionParam.unSubscribeList": ["guest", "stranger"],
  "asrParam.lang": "16k_zh_large",
  "asrParam.hotWordList": ["TRTC|11"],
  "asrParam.alternativeLanguage": ["ko"],
  "translationParam.targetLang": ["en"],
  "translationParam.terminologies": [{ targetLang: "en", terminology: [{ source: "房间", target: "hall" }] }],
  ttsParam: [{ ...speech, targetUser: "student" }],
  userSig: mintUserSig({ ...ticket, expireSeconds: 31_104_000 }),
};
