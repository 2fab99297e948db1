import * as pulumi from "@pulumi/pulumi";
import * as trtc from "pulumi-trtc";

const config = new pulumi.Config();
const task = new trtc.CloudSliceTask("lobby", {
  sdkAppId: config.requireNumber("sdkAppId"),
  roomId: "lobby",
  userId: "slicer-lobby",
  sliceParams: {
    sliceType: "both",
    maxIdleTime: 86400,
    subscribeStreamUserIds: config.getObject<trtc.SubscribeStreamUserIds>("subscribe") ?? {},
  },
  storage: {
    vendor: "cos",
    region: config.require("bucketRegion"),
    bucket: config.require("bucket"),
    accessKey: config.requireSecret("storageAccessKey"),
    secretKey: config.requireSecret("storageSecretKey"),
    fileNamePrefix: [pulumi.getStack(), "lobby"],
  },
});
export const { taskId, objectKeyPrefix } = task;
