import { BUCKET, SDK_APP_ID, STORAGE_KEY, userSig } from "../../started-emulator";
import type { TrtcClient } from "../../started-emulator";

export type ModerationCreate = Parameters<TrtcClient["CreateCloudModeration"]>[0];

export const STORAGE = {
  Vendor: 0,
  Region: "ap-singapore",
  Bucket: BUCKET,
  AccessKey: STORAGE_KEY.secretId,
  SecretKey: STORAGE_KEY.secretKey,
  FileNamePrefix: ["prod"],
};

/** A right Create request for the string room `lobby` and the robot `robot`. */
export function createRequest(changes: Partial<ModerationCreate> = {}): ModerationCreate {
  return {
    SdkAppId: SDK_APP_ID,
    RoomId: "lobby",
    RoomIdType: 0,
    UserId: "robot",
    UserSig: userSig(changes.UserId ?? "robot"),
    ModerationParams: { ModerationType: 3, MaxIdleTime: 1800, SaveModerationFile: 1 },
    ModerationStorageParams: { CloudModerationStorage: STORAGE },
    ...changes,
  };
}
