import type { Output } from "@pulumi/pulumi";
import type { CheckedEndpoint } from "./arguments";
import type { EventBucket } from "./callback-endpoint";
import type { SharedVariable } from "./environment";
import { placeOf } from "./place";

/** What both functions are told, as their environment: nothing in it is secret. */
export function variablesOf(
  storage: EventBucket,
  { sdkAppIds, toleranceSeconds }: CheckedEndpoint,
): Record<SharedVariable, string | Output<string>> {
  const { bucket, region } = placeOf(storage);
  return {
    TRTC_EVENTS_BUCKET: bucket,
    TRTC_EVENTS_REGION: region,
    TRTC_SDK_APP_IDS: sdkAppIds.join(","),
    TRTC_TOLERANCE_SECONDS: String(toleranceSeconds),
  };
}
