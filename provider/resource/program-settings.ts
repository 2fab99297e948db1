import * as pulumi from "@pulumi/pulumi";
import { processSettings } from "../trtc/settings";
import type { Settings } from "../trtc/settings";

/** The settings of a program, for what it asks the API itself: environment, shared credentials, and the stack's configuration. */
export function programSettings(): Settings {
  const config = new pulumi.Config("trtc");
  return processSettings((key) => config.get(key.replace(/^trtc:/, "")));
}
