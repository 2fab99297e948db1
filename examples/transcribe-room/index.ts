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
const task = new trtc.CloudTranscriptionTask("lobby", {
  sdkAppId,
  roomId: "lobby",
  userId: "transcriber-lobby",
  transcriptionParam: { maxIdleTime: 86400 },
  asrParam: { lang: config.get<trtc.AsrLang>("lang") ?? "bigmodel-en" },
  translationParam: { targetLang: config.getObject<string[]>("targetLang") ?? ["zh", "ja"] },
});
export const { bucket } = storage;
export const { url, key: callbackKey, consoleSteps } = endpoint;
export const { taskId } = task;
