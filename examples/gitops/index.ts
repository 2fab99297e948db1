import * as pulumi from "@pulumi/pulumi";
import * as trtc from "pulumi-trtc";
import { SlicingPipeline } from "pulumi-trtc/tencent";

const config = new pulumi.Config();
const classroom = new SlicingPipeline("classroom", {
  sdkAppId: config.requireNumber("sdkAppId"),
  storage: {
    fileNamePrefix: [pulumi.getStack()],
    expireAfterDays: config.requireNumber("keepDays"),
    // what a policy looks for: that the people in the rooms agreed
    tags: { consent: "recorded" },
  },
  defaults: { sliceParams: { sliceAudio: 30 } },
  tasks: trtc.loadRooms("rooms.yaml"),
});
export const { bucket, callbackUrl, callbackKey, consoleSteps, taskIds, objectKeyPrefixes } = classroom;
