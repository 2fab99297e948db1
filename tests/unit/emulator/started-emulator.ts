import { trtc } from "tencentcloud-sdk-nodejs/tencentcloud/services/trtc";
import { Api } from "tls-sig-api-v2";

import { controlClient, startEmulator } from "../../../emulator/src";
import type { ControlClient, Emulator, EmulatorOptions, RoomPlace } from "../../../emulator/src";

export type TrtcClient = InstanceType<typeof trtc.v20190722.Client>;
export type CreateRequest = Parameters<TrtcClient["CreateCloudSliceTask"]>[0];

export const SDK_APP_ID = 1400000001;
export const SDK_SECRET_KEY = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";
export const BUCKET = "slices-1250000000";
export const STORAGE_KEY = { secretId: "AKIDstorage", secretKey: "storage-secret" };

export interface StartedEmulator {
  readonly emulator: Emulator;
  readonly control: ControlClient;
  readonly client: TrtcClient;
}

/** The vendor's client, unchanged but for its endpoint. */
export function clientOf(
  { url, secretId, secretKey }: Pick<Emulator, "url" | "secretId" | "secretKey">,
  options: {
    region?: string;
    signMethod?: "TC3-HMAC-SHA256" | "HmacSHA256" | "HmacSHA1";
    reqMethod?: "GET" | "POST";
    reqTimeout?: number;
  } = {},
): TrtcClient {
  const {
    region = "ap-singapore",
    signMethod = "TC3-HMAC-SHA256",
    reqMethod = "POST",
    reqTimeout = 5,
  } = options;
  return new trtc.v20190722.Client({
    credential: { secretId, secretKey },
    region,
    profile: {
      signMethod,
      httpProfile: { endpoint: new URL(url).host, protocol: "http://", reqMethod, reqTimeout },
    },
  });
}

/** An emulator with one application, one bucket and a key to write there; its time stands still. */
export async function startedEmulator(options: EmulatorOptions = {}): Promise<StartedEmulator> {
  const emulator = await startEmulator({
    virtualClock: true,
    apps: [{ sdkAppId: SDK_APP_ID, sdkSecretKey: SDK_SECRET_KEY }],
    buckets: [{ name: BUCKET, region: "ap-singapore" }],
    extraKeys: [STORAGE_KEY],
    ...options,
  });
  return { emulator, control: controlClient(emulator.url), client: clientOf(emulator) };
}

export function userSig(
  userId: string,
  { sdkAppId = SDK_APP_ID, key = SDK_SECRET_KEY, expire = 86400 } = {},
): string {
  return new Api(sdkAppId, key).genUserSig(userId, expire);
}

/** A right Create request for the string room `lobby` and the robot `robot`. */
export function createRequest(changes: Partial<CreateRequest> = {}): CreateRequest {
  return {
    SdkAppId: SDK_APP_ID,
    RoomId: "lobby",
    RoomIdType: 0,
    UserId: "robot",
    UserSig: userSig(changes.UserId ?? "robot"),
    SliceParams: { SliceType: 3, MaxIdleTime: 86400 },
    SliceStorageParams: {
      CloudSliceStorage: {
        Vendor: 0,
        Region: "ap-singapore",
        Bucket: BUCKET,
        AccessKey: STORAGE_KEY.secretId,
        SecretKey: STORAGE_KEY.secretKey,
        FileNamePrefix: ["prod"],
      },
    },
    ...changes,
  };
}

export function place(userId: string, roomId = "lobby", type: RoomPlace["type"] = "string"): RoomPlace {
  return { sdkAppId: SDK_APP_ID, type, roomId, userId };
}

/** The code and message a call fails with; fails the test when it does not. */
export async function failureOf(call: Promise<unknown>): Promise<{ code: unknown; message: string }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { code: "code" in error ? error.code : undefined, message: error.message };
  }
  throw new Error("the call succeeded");
}
