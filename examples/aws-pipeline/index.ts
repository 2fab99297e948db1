import * as pulumi from "@pulumi/pulumi";
import type * as trtc from "pulumi-trtc";
import { SlicingPipeline } from "pulumi-trtc/aws";

const config = new pulumi.Config();
const pipeline = new SlicingPipeline("classroom", {
  sdkAppId: config.requireNumber("sdkAppId"),
  storage: {
    fileNamePrefix: [pulumi.getStack()],
    expireAfterDays: 30,
    onDestroy: config.get<trtc.OnDestroy>("onDestroy") ?? "refuse",
  },
  tasks: {
    lobby: {
      roomId: "lobby",
      sliceParams: {
        subscribeStreamUserIds: config.getObject<trtc.SubscribeStreamUserIds>("subscribe") ?? {},
      },
    },
    exam: { roomId: 101, sliceParams: { sliceType: "audio" } },
  },
});
export const { bucket, callbackUrl, callbackKey, consoleSteps, taskIds, objectKeyPrefixes } = pipeline;
