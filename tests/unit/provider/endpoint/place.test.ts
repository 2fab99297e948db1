import * as pulumi from "@pulumi/pulumi";
import type { EventBucket } from "../../../../provider/endpoint/callback-endpoint";
import { placeOf } from "../../../../provider/endpoint/place";
import { valueOf } from "../recorded-resources";

test.each<[string, EventBucket]>([
  ["a bucket by name and region", { bucket: "events", region: pulumi.output("eu-central-1") }],
  ["a storage of slices", { bucket: pulumi.output("events"), target: { region: "eu-central-1" } }],
])("%s says where the events are kept", async (_what, storage) => {
  const { bucket, region } = placeOf(storage);
  expect([await valueOf(bucket), await valueOf(region)]).toEqual(["events", "eu-central-1"]);
});
