import * as pulumi from "@pulumi/pulumi";
import type * as trtc from "pulumi-trtc";
import { CallbackEndpoint, CosSliceStorage } from "pulumi-trtc/tencent";

const config = new pulumi.Config();
const storage = new CosSliceStorage("slices", {
  fileNamePrefix: [pulumi.getStack(), "lobby"],
  onDestroy: config.get<trtc.OnDestroy>("onDestroy") ?? "refuse",
});
const endpoint = new CallbackEndpoint("callbacks", {
  sdkAppIds: [config.requireNumber("sdkAppId")],
  storage,
  rotateKey: config.get("rotateKey"),
  keepPreviousKey: config.getBoolean("keepPreviousKey"),
});
export const { bucket } = storage;
export const { url, key: callbackKey, consoleSteps } = endpoint;
