import type { Bag } from "../../../../../provider/resource/schema";
import { mintUserSig } from "../../../../../provider/trtc/user-sig";

const storage = {
  vendor: "cos",
  region: "ap-singapore",
  bucket: "slices-1250000000",
  accessKey: "planted-access-key",
  secretKey: "planted-secret-key",
};

const lists = {
  subscribeAudioUserIds: ["b", "a"],
  unSubscribeAudioUserIds: ["1.*$"],
  subscribeVideoUserIds: ["teacher"],
  unSubscribeVideoUserIds: ["x"],
};

/** What must be given in ap-singapore. */
export const smallest: Bag = {
  sdkAppId: 1400000001,
  roomId: "lobby",
  userId: "moderator-lobby",
  moderationParams: {},
  storage,
  region: "ap-singapore",
};

/** Together they give every leaf of the table. */
export const fullest: readonly Bag[] = [
  {
    ...smallest,
    moderationParams: {
      moderationType: "both",
      sliceAudio: 20,
      sliceVideo: 10,
      maxIdleTime: 1800,
      moderationSupplier: "tianyu",
      moderationSupplierParam: {
        appId: "1250000000",
        secretId: "planted-supplier-id",
        secretKey: "planted-supplier-key",
        audioBizType: "2001",
        imageBizType: "2002",
      },
      saveModerationFile: "all",
      callbackResults: "hits",
      subscribeStreamUserIds: lists,
    },
    storage: { ...storage, fileNamePrefix: ["prod", "classroom"], readForMp4: true },
    resourceExpiredHour: 24,
    onHandleExpired: "keep",
    sdkSecretKey: "planted-sdk-secret",
    userSigExpire: 2_592_000,
    onExit: "keep",
  },
  {
    ...smallest,
    roomId: 150,
    region: "ap-guangzhou",
    moderationParams: {
      moderationType: "video",
      moderationSupplier: "Yidun",
      moderationSupplierParam: { secretId: "planted-supplier-id", secretKey: "planted-supplier-key" },
    },
    userSig: mintUserSig({
      sdkAppId: 1400000001,
      sdkSecretKey: "planted-sdk-secret",
      userId: "moderator-lobby",
      expireSeconds: 2_147_483_647,
    }),
  },
];

/** Other valid values of leaves whose rows do not tell one. */
export const another: Readonly<Record<string, unknown>> = {
  roomId: "hall",
  userId: "moderator-hall",
  "moderationParams.moderationSupplierParam.appId": "1250000001",
  "moderationParams.moderationSupplierParam.secretId": "planted-other-supplier-id",
  "moderationParams.moderationSupplierParam.secretKey": "planted-other-supplier-key",
  "moderationParams.moderationSupplierParam.audioBizType": "3001",
  "moderationParams.moderationSupplierParam.imageBizType": "3002",
  "storage.region": "ap-guangzhou",
  "storage.bucket": "others-1250000000",
  "storage.accessKey": "planted-other-access-key",
  "storage.secretKey": "planted-other-secret-key",
  "storage.fileNamePrefix": ["test"],
  sdkSecretKey: "planted-other-sdk-secret",
};

/** Leaves that only change with others. */
export const together: Readonly<Record<string, Bag>> = {
  "storage.vendor": { "storage.region": "ap-southeast-1", "storage.bucket": "slices" },
  "moderationParams.moderationSupplier": { "moderationParams.moderationSupplierParam.appId": "default" },
};
