import * as pulumi from "@pulumi/pulumi";
import * as trtc from "pulumi-trtc";
import { CallbackEndpoint, CosSliceStorage } from "pulumi-trtc/tencent";

const config = new pulumi.Config();
const sdkAppId = config.requireNumber("sdkAppId");
const storage = new CosSliceStorage("events", {
  fileNamePrefix: [pulumi.getStack(), "lobby"],
  onDestroy: config.get<trtc.OnDestroy>("onDestroy") ?? "refuse",
});
const endpoint = new CallbackEndpoint("callbacks", { sdkAppIds: [sdkAppId], storage });
const relay = new trtc.PublishCdnStreamTask("lobby", {
  sdkAppId,
  roomId: "lobby",
  userId: "relay-lobby",
  agentParams: { maxIdleTime: 86400 },
  withTranscoding: true,
  audioParams: { audioEncode: { sampleRate: 48000, channel: "stereo", bitRate: 128 } },
  videoParams: {
    videoEncode: { width: 1280, height: 720, fps: 25, bitRate: 2500, gop: 2 },
    layoutParams: { mixLayoutMode: "grid" },
  },
  publishCdnParams: [{ publishCdnUrl: config.requireSecret("pushUrl"), isTencentCdn: true }],
});
export const { bucket } = storage;
export const { url, key: callbackKey, consoleSteps } = endpoint;
export const { taskId } = relay;
