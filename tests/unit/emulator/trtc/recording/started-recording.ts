import { cam } from "tencentcloud-sdk-nodejs/tencentcloud/services/cam";

import { getObject } from "../../../../../emulator/src/cos";
import type { Delivery } from "../../../../../emulator/src";
import {
  BUCKET,
  SDK_APP_ID,
  SDK_SECRET_KEY,
  startedEmulator,
  STORAGE_KEY,
  userSig,
} from "../../started-emulator";
import type { StartedEmulator, TrtcClient } from "../../started-emulator";

export type RecordingRequest = Parameters<TrtcClient["CreateCloudRecording"]>[0];

/** An emulator that tells an address where nobody listens: the attempts alone show what is sent. */
export function tellingEmulator(): Promise<StartedEmulator> {
  const app = { sdkAppId: SDK_APP_ID, sdkSecretKey: SDK_SECRET_KEY };
  return startedEmulator({
    apps: [{ ...app, callbackUrl: "http://127.0.0.1:9/", callbackKinds: ["recording"] }],
  });
}

/** A right request for the string room `lobby` and the robot `recorder`: each user, as HLS in COS. */
export function recordingRequest(changes: Partial<RecordingRequest> = {}): RecordingRequest {
  return {
    SdkAppId: SDK_APP_ID,
    RoomId: "lobby",
    RoomIdType: 0,
    UserId: "recorder",
    UserSig: userSig(changes.UserId ?? "recorder"),
    RecordParams: { RecordMode: 1, MaxIdleTime: 86400 },
    StorageParams: {
      CloudStorage: {
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

export interface Told {
  readonly EventGroupId: number;
  readonly EventType: number;
  readonly EventInfo: {
    readonly [name: string]: unknown;
    readonly Payload: Readonly<Record<string, unknown>>;
  };
}

/** What was sent, each once. */
export async function told({ control }: StartedEmulator): Promise<Told[]> {
  const deliveries: readonly Delivery[] = await control.deliveries();
  // bodies are what the emulator wrote
  return deliveries.filter(({ attempt }) => attempt === 1).map(({ body }) => JSON.parse(body) as Told);
}

/** Types and payloads alone. */
export async function payloads(started: StartedEmulator): Promise<[number, unknown][]> {
  return (await told(started)).map(({ EventType, EventInfo }) => [EventType, EventInfo.Payload]);
}

/** A key of a user who may write to the bucket, and read there if wished. */
export async function keyThatMay(
  { emulator }: StartedEmulator,
  { read }: { readonly read: boolean },
): Promise<{ AccessKey: string; SecretKey: string }> {
  const { url, secretId, secretKey } = emulator;
  const client = new cam.v20190116.Client({
    credential: { secretId, secretKey },
    region: "",
    profile: { httpProfile: { endpoint: new URL(url).host, protocol: "http://" } },
  });
  const { Uin } = await client.AddUser({ Name: "recorder", UseApi: 0 });
  const actions = ["name/cos:PutObject", ...(read ? ["name/cos:GetObject"] : [])];
  const resource = [`qcs::cos:ap-singapore:uid/1250000000:${BUCKET}/prod/*`];
  const { PolicyId } = await client.CreatePolicy({
    PolicyName: "recorder",
    PolicyDocument: JSON.stringify({
      version: "2.0",
      statement: [{ effect: "allow", action: actions, resource }],
    }),
  });
  await client.AttachUserPolicy({ PolicyId: PolicyId ?? 0, AttachUin: Uin ?? 0 });
  const { AccessKey } = await client.CreateAccessKey({ TargetUin: Uin ?? 0 });
  return { AccessKey: AccessKey?.AccessKeyId ?? "", SecretKey: AccessKey?.SecretAccessKey ?? "" };
}

/** A file of the bucket; empty when there is none. */
export async function fileAt({ emulator }: StartedEmulator, key: string): Promise<Buffer> {
  const { url: endpoint, secretId, secretKey } = emulator;
  const result = await getObject({
    endpoint,
    region: "ap-singapore",
    bucket: BUCKET,
    key,
    secretId,
    secretKey,
  });
  return result.ok ? result.body : Buffer.alloc(0);
}

/** The names of the files of a task, without its folders. */
export async function fileNames({ control }: StartedEmulator, taskId: string): Promise<string[]> {
  const folder = `prod/${taskId}/`;
  return (await control.objects(BUCKET)).map(({ key }) =>
    key.startsWith(folder) ? key.slice(folder.length) : key,
  );
}
