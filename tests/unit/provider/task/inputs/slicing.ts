import type { Bag } from "../../../../../provider/resource/schema";
import { mintPrivateMapKey, mintUserSig } from "../../../../../provider/trtc/user-sig";

const storage = {
  vendor: "cos",
  region: "ap-singapore",
  bucket: "slices-1250000000",
  accessKey: "planted-access-key",
  secretKey: "planted-secret-key",
};

/** What must be given. */
export const smallest: Bag = {
  sdkAppId: 1400000001,
  roomId: "lobby",
  userId: "slicer-lobby",
  sliceParams: { sliceType: "both" },
  storage,
  region: "ap-singapore",
};

const ticket = {
  sdkAppId: 1400000001,
  sdkSecretKey: "planted-sdk-secret",
  userId: "slicer-lobby",
  expireSeconds: 2_147_483_647,
};

/** Together they give every leaf of the table. */
export const fullest: readonly Bag[] = [
  {
    ...smallest,
    region: "ap-guangzhou",
    sliceParams: {
      sliceType: "video",
      sliceAudio: 20,
      sliceVideo: 10,
      maxIdleTime: 86_400,
      sliceImageType: "jpg",
      subscribeStreamUserIds: {
        subscribeAudioUserIds: ["b", "a"],
        unSubscribeAudioUserIds: ["1.*$"],
        subscribeVideoUserIds: ["teacher"],
        unSubscribeVideoUserIds: ["x"],
      },
    },
    storage: { ...storage, fileNamePrefix: ["prod", "classroom"], readForMp4: true },
    resourceExpiredHour: 72,
    onHandleExpired: "keep",
    sdkSecretKey: "planted-sdk-secret",
    userSigExpire: 2_592_000,
    privateMapKey: true,
    onExit: "keep",
  },
  {
    ...smallest,
    roomId: 150,
    storage: { ...storage, vendor: "s3", region: "ap-southeast-1", bucket: "slices" },
    userSig: mintUserSig(ticket),
    privateMapKey: mintPrivateMapKey({ ...ticket, roomId: 150, privileges: 42 }),
  },
];

/** Other valid values of leaves whose rows do not tell one. */
export const another: Readonly<Record<string, unknown>> = {
  roomId: "hall",
  userId: "slicer-hall",
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
};
