import * as pulumi from "@pulumi/pulumi";
import { checkedParts, createParts } from "../../../../provider/pipeline/parts";
import type { PipelineCloud } from "../../../../provider/pipeline/parts";
import type { SliceStorage } from "../../../../provider/storage/slice-storage";
import { InputError } from "../../../../provider/trtc/errors";
import { record } from "../recorded-resources";

const STORAGE: SliceStorage = {
  target: {
    vendor: "cos",
    region: "ap-singapore",
    bucket: "slices-1250000000",
    accessKey: pulumi.secret("id"),
    secretKey: pulumi.secret("secret"),
    fileNamePrefix: ["slices"],
  },
  bucket: pulumi.output("slices-1250000000"),
  keyVersion: 1,
  writePolicy: pulumi.output("{}"),
  readPolicy: pulumi.output("{}"),
};
const ENDPOINT = {
  sdkAppIds: [1400000001],
  url: pulumi.output("https://callbacks"),
  key: pulumi.secret("key"),
  consoleSteps: pulumi.output([]),
};
const ARGS = { sdkAppId: 1400000001, tasks: { lobby: { roomId: "lobby" } } };

/** A cloud that tells what it was asked for. */
function cloudOf(calls: unknown[]): PipelineCloud<object, object> {
  return {
    vendor: "cos",
    checkStorage: (name, args) => calls.push(["check storage", name, args]),
    createStorage: (name, args) => {
      calls.push(["create storage", name, args]);
      return STORAGE;
    },
    checkEndpoint: (name) => {
      throw new InputError(`CallbackEndpoint ${name}: memorySize is 1`);
    },
    createEndpoint: (name, { storage, ...args }) => {
      calls.push(["create endpoint", name, args, storage === STORAGE]);
      return ENDPOINT;
    },
  };
}

test("the parts that are to be made are checked with the pipeline, and their problems told together", () => {
  const calls: unknown[] = [];
  const storage = { bucketName: "slices" };
  expect(() => checkedParts("classroom", { ...ARGS, tasks: {}, storage }, cloudOf(calls))).toThrow(
    /^SlicingPipeline classroom: tasks is empty, .*; CallbackEndpoint classroom-callbacks: memorySize is 1$/,
  );
  expect(calls).toEqual([["check storage", "classroom-storage", storage]]);
});

test("parts that are given are not", () => {
  const calls: unknown[] = [];
  const checked = checkedParts(
    "classroom",
    { ...ARGS, storage: STORAGE, callback: ENDPOINT },
    cloudOf(calls),
  );
  expect([checked, calls]).toEqual([{ ...ARGS, allowEmpty: false }, []]);
});

test("a storage and an endpoint are made from their arguments, the endpoint for the pipeline's application", async () => {
  const calls: unknown[] = [];
  const args = { ...ARGS, callback: { memorySize: 256 } };
  await record(() => {
    const parent = new pulumi.ComponentResource("test:index:Pipeline", "classroom");
    return createParts({ name: "classroom", parent }, { args, checked: ARGS }, cloudOf(calls));
  });
  expect(calls).toEqual([
    ["create storage", "classroom-storage", {}],
    ["create endpoint", "classroom-callbacks", { sdkAppIds: [1400000001], memorySize: 256 }, true],
  ]);
});
