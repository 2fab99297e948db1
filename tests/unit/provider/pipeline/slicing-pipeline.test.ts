import * as pulumi from "@pulumi/pulumi";
import { pipelineOutputs } from "../../../../provider/pipeline/slicing-pipeline";
import type { SliceStorage } from "../../../../provider/storage/slice-storage";
import { CloudSliceTask } from "../../../../provider/task/cloud-slice-task";
import { record, valueOf } from "../recorded-resources";

const STORAGE: SliceStorage = {
  target: {
    vendor: "cos",
    region: "ap-singapore",
    bucket: "slices-1250000000",
    // as someone may write it who forgets
    accessKey: pulumi.output("id"),
    secretKey: pulumi.output("secret"),
    fileNamePrefix: ["slices"],
  },
  bucket: pulumi.output("slices-1250000000"),
  keyVersion: 1,
  writePolicy: pulumi.output("{}"),
  readPolicy: pulumi.output("{}"),
};

test("storage, endpoint and tasks tell what they have", async () => {
  const endpoint = {
    sdkAppIds: [1400000001],
    url: pulumi.output("https://callbacks"),
    key: pulumi.output("key"),
    consoleSteps: pulumi.output(["paste"]),
  };
  const { result } = await record(
    () => {
      const task = new CloudSliceTask("lobby", {
        sdkAppId: 1400000001,
        roomId: "lobby",
        userId: "robot",
        sliceParams: { sliceType: "both" },
        storage: STORAGE.target,
      });
      return pipelineOutputs({ storage: STORAGE, endpoint, tasks: { lobby: task } });
    },
    { outputs: { "pulumi-nodejs:dynamic/trtc:CloudSliceTask": () => ({ id: "id" }) } },
  );
  expect([result.bucket, result.keyVersion, result.writePolicy, result.readPolicy]).toEqual([
    STORAGE.bucket,
    1,
    STORAGE.writePolicy,
    STORAGE.readPolicy,
  ]);
  expect(result.target).toMatchObject({
    vendor: "cos",
    bucket: "slices-1250000000",
    fileNamePrefix: ["slices"],
  });
  const { accessKey, secretKey } = result.target;
  await expect(valueOf(secretKey)).resolves.toBe("secret");
  await expect(Promise.all([accessKey, secretKey].map(pulumi.isSecret))).resolves.toEqual([true, true]);
  await expect(valueOf(result.callbackUrl)).resolves.toBe("https://callbacks");
  await expect(valueOf(result.consoleSteps)).resolves.toEqual(["paste"]);
  await expect(valueOf(pulumi.output(result.taskIds))).resolves.toEqual({ lobby: "id" });
  await expect(valueOf(pulumi.output(result.objectKeyPrefixes))).resolves.toEqual({ lobby: "slices/id/" });
  await expect(pulumi.isSecret(result.callbackKey)).resolves.toBe(true);
});

test("without an endpoint there is no address, no key and nothing to do in the console", async () => {
  const outputs = pipelineOutputs({ storage: STORAGE, endpoint: undefined, tasks: {} });
  await expect(valueOf(outputs.callbackUrl)).resolves.toBeUndefined();
  await expect(valueOf(outputs.callbackKey)).resolves.toBeUndefined();
  await expect(valueOf(outputs.consoleSteps)).resolves.toEqual([]);
  expect([outputs.taskIds, outputs.objectKeyPrefixes]).toEqual([{}, {}]);
});
