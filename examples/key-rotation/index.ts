import * as pulumi from "@pulumi/pulumi";
import * as trtc from "pulumi-trtc";
import { CosSliceStorage } from "pulumi-trtc/tencent";

const config = new pulumi.Config();
const storage = new CosSliceStorage("slices", {
  fileNamePrefix: [pulumi.getStack(), "lobby"],
  keyVersions: config.getObject<number[]>("keyVersions") ?? [1],
  onDestroy: config.get<trtc.OnDestroy>("onDestroy") ?? "refuse",
});
const task = new trtc.CloudSliceTask("lobby", {
  sdkAppId: config.requireNumber("sdkAppId"),
  roomId: "lobby",
  // another robot for another key: the new task is in the room before the old one leaves
  userId: `slicer-lobby-v${storage.keyVersion}`,
  sliceParams: { sliceType: "both", maxIdleTime: 86400 },
  storage: storage.target,
});
export const { bucket, keyVersion } = storage;
export const { taskId, userId } = task;
