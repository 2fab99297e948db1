import * as pulumi from "@pulumi/pulumi";
import * as trtc from "pulumi-trtc";
import { CallbackEndpoint, CosSliceStorage } from "pulumi-trtc/tencent";

const config = new pulumi.Config();
const sdkAppId = config.requireNumber("sdkAppId");
const storage = new CosSliceStorage("slices", {
  fileNamePrefix: [pulumi.getStack(), "lobby"],
  onDestroy: config.get<trtc.OnDestroy>("onDestroy") ?? "refuse",
});
const endpoint = new CallbackEndpoint("callbacks", { sdkAppIds: [sdkAppId], storage });
const task = new trtc.CloudModerationTask("lobby", {
  sdkAppId,
  roomId: "lobby",
  userId: "moderator-lobby",
  moderationParams: {
    moderationType: "both",
    maxIdleTime: 1800,
    saveModerationFile: "hits",
    callbackResults: "hits",
  },
  storage: storage.target,
});
export const { bucket } = storage;
export const { url, key: callbackKey, consoleSteps } = endpoint;
export const { taskId, objectKeyPrefix } = task;
