import type { Bag } from "../../../../../provider/resource/schema";
import { mintPrivateMapKey, mintUserSig } from "../../../../../provider/trtc/user-sig";

/** What must be given in ap-singapore. */
export const smallest: Bag = {
  sdkAppId: 1400000001,
  roomId: "lobby",
  userId: "player-lobby",
  streamUrl: "https://example.com/film.mp4?token=planted-stream-token",
  region: "ap-singapore",
};

const ticket = {
  sdkAppId: 1400000001,
  sdkSecretKey: "planted-sdk-secret",
  userId: "player-lobby",
  expireSeconds: 15_552_000,
};
const permission = { ...ticket, roomId: 150, privileges: 62 };

/** Together they give every leaf of the table. */
export const fullest: readonly Bag[] = [
  {
    ...smallest,
    seekSecond: 30,
    autoPush: true,
    repeatNum: 3,
    volume: 40,
    isPause: true,
    sdkSecretKey: "planted-sdk-secret",
    userSigExpire: 2_592_000,
    privateMapKey: true,
    onExit: "recreate",
  },
  {
    ...smallest,
    roomId: 150,
    streamUrl: "rtmp://example.com/live/planted-stream-key",
    repeatNum: -1,
    maxDuration: 480,
    enableProgress: true,
    tempo: 1.25,
    idleTimeout: 60,
    region: "ap-guangzhou",
    userSig: mintUserSig(ticket),
    privateMapKey: mintPrivateMapKey(permission),
  },
];

/** Another valid value where none follows from the row. */
export const another: Readonly<Record<string, unknown>> = {
  streamUrl: "https://example.com/other.m3u8?token=planted-other-token",
  seekSecond: 31,
  userSig: mintUserSig({ ...ticket, expireSeconds: 31_104_000 }),
  privateMapKey: mintPrivateMapKey({ ...permission, privileges: 255 }),
};

/** What has to change along with a leaf: the duration is of endless playing, and three arguments are the mainland's. */
export const together: Readonly<Record<string, Bag>> = {
  repeatNum: { maxDuration: undefined },
  region: { enableProgress: undefined, tempo: undefined, idleTimeout: undefined },
};
