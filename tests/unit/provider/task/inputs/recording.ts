import type { Bag } from "../../../../../provider/resource/schema";
import { mintPrivateMapKey, mintUserSig } from "../../../../../provider/trtc/user-sig";

const storage = {
  vendor: "cos",
  region: "ap-singapore",
  bucket: "recordings-1250000000",
  accessKey: "planted-access-key",
  secretKey: "planted-secret-key",
};

const lists = {
  subscribeAudioUserIds: ["b", "a"],
  unSubscribeAudioUserIds: ["1.*$"],
  subscribeVideoUserIds: ["teacher"],
  unSubscribeVideoUserIds: ["x"],
};

/** What must be given in ap-singapore: each user, as HLS in a bucket. */
export const smallest: Bag = {
  sdkAppId: 1400000001,
  roomId: "lobby",
  userId: "recorder-lobby",
  recordParams: { recordMode: "single" },
  storage,
  region: "ap-singapore",
};

const ticket = {
  sdkAppId: 1400000001,
  sdkSecretKey: "planted-sdk-secret",
  userId: "recorder-lobby",
  expireSeconds: 15_552_000,
};
const permission = { ...ticket, roomId: 150, privileges: 42 };
const { storage: _storage, ...toVod } = smallest;
const PICTURE = "https://example.com/pictures/logo.png";
const place = { top: 10, left: 20, width: 320, height: 180 };

/** Each user, with everything that a storage knows. */
const single: Bag = {
  ...smallest,
  recordParams: {
    recordMode: "single",
    maxIdleTime: 86_400,
    streamType: "audio",
    subscribeStreamUserIds: lists,
    outputFormat: "hls+mp4",
    avMerge: true,
    maxMediaFileDuration: 60,
    mediaId: "main",
    fillType: "black",
    subscribeAbility: true,
  },
  storage: {
    ...storage,
    vendor: "s3",
    region: "auto",
    bucket: "recordings",
    fileNamePrefix: ["prod", "lobby"],
    readForMp4: true,
    endpointUrl: "https://account.r2.example",
  },
  resourceExpiredHour: 72,
  sdkSecretKey: "planted-sdk-secret",
  userSigExpire: 2_592_000,
  privateMapKey: true,
  onExit: "keep",
  onHandleExpired: "keep",
};

/** All in one, with a place for each and marks. */
const custom: Bag = {
  ...smallest,
  roomId: 150,
  userSig: mintUserSig(ticket),
  privateMapKey: mintPrivateMapKey(permission),
  recordParams: { recordMode: "mixed" },
  mixTranscodeParams: {
    videoParams: { width: 1280, height: 720, fps: 30, bitRate: 1_500_000, gop: 5 },
    audioParams: { sampleRate: 44_100, channel: "mono", bitRate: 32_000 },
  },
  mixLayoutParams: {
    mixLayoutMode: "custom",
    mixLayoutList: [
      {
        ...place,
        userId: "teacher",
        alpha: 10,
        renderMode: "blank",
        mediaId: "aux",
        imageLayer: 2,
        subBackgroundImage: PICTURE,
      },
      { top: 0, left: 0, width: 1280, height: 720 },
    ],
    backGroundColor: "#FFA500",
    maxResolutionUserId: "teacher",
    mediaId: "aux",
    backgroundImageUrl: PICTURE,
    placeHolderMode: true,
    backgroundImageRenderMode: "smartStretch",
    defaultSubBackgroundImage: PICTURE,
    waterMarkList: [
      { waterMarkType: "image", waterMarkImage: { waterMarkUrl: PICTURE, ...place } },
      {
        waterMarkType: "text",
        waterMarkChar: {
          ...place,
          chars: "live",
          fontSize: 20,
          fontColor: "#FFFFFF",
          backGroundColor: "#000000",
          font: "SourceHanSans",
        },
      },
      {
        waterMarkType: "timestamp",
        waterMarkTimestamp: { pos: "bottomRight", timeZone: 0, font: "SourceHanSans" },
      },
    ],
    renderMode: "stretch",
    maxResolutionUserAlign: "right",
    pureAudioDisableLayout: true,
  },
};

/** Into VOD. */
const vod: Bag = {
  ...toVod,
  recordParams: { recordMode: "mixed", streamType: "audio" },
  mixLayoutParams: { mixLayoutMode: "grid" },
  vod: {
    procedure: "transcode",
    expireTime: 604_800,
    storageRegion: "ap-singapore",
    classId: 7,
    subAppId: 1_500_000_001,
    sessionContext: "session",
    sourceContext: "source",
    mediaType: "aac",
    userDefineRecordId: "lobby-1",
  },
};

/** As HLS, which needs no read, with a key that may. */
const readable: Bag = { ...smallest, storage: { ...storage, readForMp4: true } };

/** Together they give every leaf of the table. */
export const fullest: readonly Bag[] = [single, custom, vod, readable];

/** Another valid value where none follows from the row. */
export const another: Readonly<Record<string, unknown>> = {
  "mixTranscodeParams.videoParams.height": 721,
  "storage.endpointUrl": "https://other.r2.example",
  "vod.procedure": "another",
  "vod.storageRegion": "ap-guangzhou",
  "vod.sessionContext": "another",
  "vod.sourceContext": "another",
  "vod.userDefineRecordId": "another",
  "mixLayoutParams.backGroundColor": "#000001",
  "mixLayoutParams.maxResolutionUserId": "student",
  "mixLayoutParams.backgroundImageUrl": "https://example.com/other.jpg",
  "mixLayoutParams.defaultSubBackgroundImage": "https://example.com/other.jpg",
};

const NO_MIX: Bag = { mixTranscodeParams: undefined, mixLayoutParams: undefined };

/** What has to change along with a leaf. */
export const together: Readonly<Record<string, Bag>> = {
  "recordParams.recordMode": {
    ...NO_MIX,
    "recordParams.avMerge": undefined,
  },
  "storage.vendor": {
    "storage.endpointUrl": undefined,
    "storage.region": "ap-singapore",
    "storage.bucket": "a-1250000000",
  },
  "mixLayoutParams.mixLayoutMode": { "mixLayoutParams.mixLayoutList": undefined },
  "recordParams.streamType": { "vod.mediaType": "mp4" },
  region: { "storage.endpointUrl": undefined, "storage.region": "ap-southeast-1" },
};
