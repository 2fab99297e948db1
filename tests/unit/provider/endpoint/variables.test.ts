import * as pulumi from "@pulumi/pulumi";
import { readEnvironment } from "../../../../provider/endpoint/environment";
import { variablesOf } from "../../../../provider/endpoint/variables";
import { valueOf } from "../recorded-resources";

const CHECKED = { sdkAppIds: [1400000001, 1400000002], toleranceSeconds: 300, keepPreviousKey: true };

function textsOf(storage: Parameters<typeof variablesOf>[0]) {
  return valueOf(pulumi.output(variablesOf(storage, CHECKED)));
}

test.each<[string, Parameters<typeof variablesOf>[0]]>([
  ["a bucket by name and region", { bucket: "events", region: pulumi.output("eu-central-1") }],
  ["a storage of slices", { bucket: pulumi.output("events"), target: { region: "eu-central-1" } }],
])("of %s the function is told all that it has to know, and no key", async (_what, storage) => {
  expect(await textsOf(storage)).toEqual({
    TRTC_EVENTS_BUCKET: "events",
    TRTC_EVENTS_REGION: "eu-central-1",
    TRTC_SDK_APP_IDS: "1400000001,1400000002",
    TRTC_TOLERANCE_SECONDS: "300",
  });
});

test("a function reads what an endpoint tells it", async () => {
  const { shared } = readEnvironment(await textsOf({ bucket: "events", region: "eu-central-1" }), {});
  expect(shared).toEqual({
    bucket: "events",
    region: "eu-central-1",
    sdkAppIds: CHECKED.sdkAppIds,
    toleranceSeconds: CHECKED.toleranceSeconds,
  });
});
