import * as pulumi from "@pulumi/pulumi";
import * as trtc from "pulumi-trtc";
import { CallbackEndpoint, CosSliceStorage } from "pulumi-trtc/tencent";

const config = new pulumi.Config();
const sdkAppId = config.requireNumber("sdkAppId");
const storage = new CosSliceStorage("recordings", {
  fileNamePrefix: [pulumi.getStack(), "lobby"],
  readForMp4: true,
  onDestroy: config.get<trtc.OnDestroy>("onDestroy") ?? "refuse",
});
const endpoint = new CallbackEndpoint("callbacks", { sdkAppIds: [sdkAppId], storage });
const task = new trtc.CloudRecordingTask("lobby", {
  sdkAppId,
  roomId: "lobby",
  userId: "recorder-lobby",
  recordParams: { recordMode: "mixed", outputFormat: "hls+mp4", maxIdleTime: 86400 },
  mixTranscodeParams: { videoParams: { width: 1280, height: 720, fps: 15, bitRate: 1500000, gop: 10 } },
  mixLayoutParams: { mixLayoutMode: "floating", maxResolutionUserId: config.get("bigUser") },
  storage: storage.target,
});
export const { bucket } = storage;
export const { url, key: callbackKey, consoleSteps } = endpoint;
export const { taskId, objectKeyPrefix } = task;
