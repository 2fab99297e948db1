import * as pulumi from "@pulumi/pulumi";
import * as trtc from "pulumi-trtc";
import { S3SliceStorage } from "pulumi-trtc/aws";

const config = new pulumi.Config();
const storage = new S3SliceStorage("slices", {
  fileNamePrefix: [pulumi.getStack(), "lobby"],
  expireAfterDays: config.getNumber("expireAfterDays") ?? 30,
  onDestroy: config.get<trtc.OnDestroy>("onDestroy") ?? "refuse",
  kmsKeyArn: config.get("kmsKeyArn"),
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
