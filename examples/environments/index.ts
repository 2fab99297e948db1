import * as pulumi from "@pulumi/pulumi";
import * as trtc from "pulumi-trtc";
import { SlicingPipeline } from "pulumi-trtc/tencent";

const config = new pulumi.Config();
const pipeline = new SlicingPipeline(
  "classroom",
  {
    // each environment's own: an application has one address for each kind of callback, and one key
    sdkAppId: config.requireNumber("sdkAppId"),
    // the stack's own, whatever the shell that runs this has in its environment
    sdkSecretKey: new pulumi.Config("trtc").requireSecret("sdkSecretKey"),
    storage: {
      fileNamePrefix: [pulumi.getStack()],
      expireAfterDays: config.requireNumber("expireAfterDays"),
      keyVersions: config.getObject<number[]>("keyVersions"),
      onDestroy: config.require<trtc.OnDestroy>("onDestroy"),
    },
    tasks: trtc.loadRooms(config.require("rooms")),
  },
  // bucket and address: once lost, slices and the address in the console are lost for ever
  { protect: config.requireBoolean("protect") },
);
export const { bucket, callbackUrl, callbackKey, consoleSteps, taskIds, objectKeyPrefixes } = pipeline;
