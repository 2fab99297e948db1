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
const film = new trtc.StreamIngestTask("film", {
  sdkAppId,
  roomId: "lobby",
  userId: "player-lobby",
  streamUrl: config.requireSecret("streamUrl"),
  repeatNum: config.getNumber("repeatNum"),
  volume: config.getNumber("volume"),
  isPause: config.getBoolean("isPause"),
});
export const { bucket } = storage;
export const { url, key: callbackKey, consoleSteps } = endpoint;
export const { taskId } = film;
