import * as pulumi from "@pulumi/pulumi";
import * as trtc from "pulumi-trtc";
import { CosSliceStorage } from "pulumi-trtc/tencent";

const config = new pulumi.Config();
const storage = new CosSliceStorage("slices", {
  fileNamePrefix: [pulumi.getStack(), "lobby"],
  expireAfterDays: config.getNumber("expireAfterDays") ?? 30,
  onDestroy: config.get<trtc.OnDestroy>("onDestroy") ?? "refuse",
});
const task = new trtc.CloudSliceTask("lobby", {
  sdkAppId: config.requireNumber("sdkAppId"),
  roomId: "lobby",
  userId: "slicer-lobby",
  sliceParams: { sliceType: "both", maxIdleTime: 86400 },
  storage: storage.target,
});
export const { bucket, readPolicy } = storage;
export const { taskId, objectKeyPrefix } = task;
