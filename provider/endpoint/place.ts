import * as pulumi from "@pulumi/pulumi";
import type { EventBucket } from "./callback-endpoint";

/** Name and region of the bucket that keeps the events. */
export function placeOf(storage: EventBucket): {
  bucket: pulumi.Output<string>;
  region: pulumi.Output<string>;
} {
  const region = "target" in storage ? storage.target.region : storage.region;
  return { bucket: pulumi.output(storage.bucket), region: pulumi.output(region) };
}
