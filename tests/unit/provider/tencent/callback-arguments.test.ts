import * as pulumi from "@pulumi/pulumi";
import { checkedScfEndpoint } from "../../../../provider/tencent/callback-arguments";
import { InputError } from "../../../../provider/trtc/errors";

const ARGS = { sdkAppIds: [1400000001], storage: { bucket: "media-1250000000", region: "ap-singapore" } };

test("defaults are written out", () => {
  expect(checkedScfEndpoint("callbacks", ARGS)).toEqual({
    sdkAppIds: [1400000001],
    toleranceSeconds: 300,
    keepPreviousKey: true,
    memorySize: 128,
  });
});

test("every problem is named at once", () => {
  const args = { sdkAppIds: [], memorySize: 100, tags: {}, transform: {} };
  expect(() => checkedScfEndpoint("callbacks", args)).toThrow(
    new InputError(
      "CallbackEndpoint callbacks: tags is not an argument, allowed here are sdkAppIds, key, previousKeys, rotateKey, " +
        "keepPreviousKey, toleranceSeconds, region, memorySize: correct or remove it; sdkAppIds is a list of 0, allowed is a list " +
        "of 1 to 100 different SdkAppIds: give a list such as [1400000001]; memorySize is 100, allowed is 64, or 128 to 3072 in " +
        "steps of 128 (MB): choose one of these; storage is missing, allowed is a storage of slices, or { bucket, region }: say " +
        "which bucket keeps the events",
    ),
  );
});

test("a region that SCF does not have is refused", () => {
  expect(() => checkedScfEndpoint("callbacks", { ...ARGS, region: "mars" })).toThrow(
    /^CallbackEndpoint callbacks: region is "mars", allowed is "ap-bangkok" or /,
  );
});

test("a region that is only known later is not looked at", () => {
  const checked = checkedScfEndpoint("callbacks", { ...ARGS, region: pulumi.output("mars") });
  expect(checked.memorySize).toBe(128);
});
