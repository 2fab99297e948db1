import * as pulumi from "@pulumi/pulumi";
import * as trtc from "pulumi-trtc";
import { S3SliceStorage } from "pulumi-trtc/aws";
import { CosSliceStorage } from "pulumi-trtc/tencent";

const config = new pulumi.Config();
const bucket = config.require("bucket");
const fileNamePrefix = [pulumi.getStack(), "lobby"];

/** What follows is told where to write, never on which cloud that is. */
function targetOn(cloud: "s3" | "cos" | "oss"): trtc.SliceTarget {
  switch (cloud) {
    case "s3":
      return new S3SliceStorage("slices", { bucket, fileNamePrefix }).target;
    case "cos":
      return new CosSliceStorage("slices", { bucket, region: config.require("bucketRegion"), fileNamePrefix })
        .target;
    case "oss":
      return trtc.ossTarget({
        bucket,
        region: config.require("bucketRegion"),
        accessKey: config.requireSecret("ossAccessKey"),
        secretKey: config.requireSecret("ossSecretKey"),
        fileNamePrefix,
      });
  }
}

const task = new trtc.CloudSliceTask("lobby", {
  sdkAppId: config.requireNumber("sdkAppId"),
  roomId: "lobby",
  userId: "slicer-lobby",
  sliceParams: { sliceType: "both", maxIdleTime: 86400 },
  storage: targetOn(config.require("cloud", { allowedValues: ["s3", "cos", "oss"] })),
});
export const { taskId, objectKeyPrefix } = task;
