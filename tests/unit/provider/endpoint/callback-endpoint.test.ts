import type { CallbackEndpoint as OnAws } from "../../../../provider/aws/callback-endpoint";
import type { CallbackEndpoint as OnTencent } from "../../../../provider/tencent/callback-endpoint";
import type { S3SliceStorage } from "../../../../provider/aws/s3-slice-storage";
import type { CosSliceStorage } from "../../../../provider/tencent/cos-slice-storage";
import type { CallbackEndpointOutputs, EventBucket } from "../../../../provider/endpoint/callback-endpoint";

/** True when one type fits another. */
type Fits<A, B> = [A] extends [B] ? true : false;

test("both components give the same outputs: who uses them never asks which cloud it is", () => {
  const fit: [Fits<OnAws, CallbackEndpointOutputs>, Fits<OnTencent, CallbackEndpointOutputs>] = [true, true];
  expect(fit).toEqual([true, true]);
});

test("a storage of either cloud keeps the events", () => {
  const fit: [Fits<S3SliceStorage, EventBucket>, Fits<CosSliceStorage, EventBucket>] = [true, true];
  const without: Fits<{ bucket: string }, EventBucket> = false;
  expect([...fit, without]).toEqual([true, true, false]);
});
