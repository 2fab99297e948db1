import * as pulumi from "@pulumi/pulumi";
import {
  CloudSliceTask,
  getCloudSliceTask,
  getCloudSliceTaskOutput,
} from "../../../../provider/task/cloud-slice-task";
import type { CloudSliceTaskArgs } from "../../../../provider/task/cloud-slice-task";
import { GoneError, InputError } from "../../../../provider/trtc/errors";
import type { Call } from "../../../../provider/trtc/client";
import { processClient } from "../../../../provider/trtc/process";
import { refusal } from "../fake-client";
import type { Answer } from "../fake-client";
import { TASK_ID } from "../lifecycle-parts";
import { valueOf } from "../recorded-resources";
import { clientAnswering, onlyRegistered, registered, secret, withMockedEngine } from "./registered-task";
import type { Registered } from "./registered-task";

jest.mock("../../../../provider/trtc/process");

withMockedEngine();

const STORAGE = {
  vendor: "cos" as const,
  region: "ap-singapore",
  bucket: "slices-1250000000",
  accessKey: "planted-access-key",
  secretKey: "planted-secret-key",
};

function args(changes: Partial<CloudSliceTaskArgs> = {}): CloudSliceTaskArgs {
  return {
    sdkAppId: 1400000001,
    roomId: "lobby",
    userId: "slicer-lobby",
    sliceParams: { sliceType: "both" },
    storage: STORAGE,
    ...changes,
  };
}

function inputsOf(given: CloudSliceTaskArgs): Promise<Registered> {
  return onlyRegistered(new CloudSliceTask("lobby", given));
}

test("type token, provider text and inputs are exactly these: state files of every version hold them", async () => {
  const { type, name, inputs } = await inputsOf(args());
  expect(type).toBe("pulumi-nodejs:dynamic/trtc:CloudSliceTask");
  expect(name).toBe("lobby");
  expect(inputs).toEqual({
    sdkAppId: 1400000001,
    roomId: "lobby",
    userId: "slicer-lobby",
    sliceParams: { sliceType: "both" },
    storage: {
      vendor: "cos",
      region: "ap-singapore",
      bucket: "slices-1250000000",
      accessKey: secret("planted-access-key"),
      secretKey: secret("planted-secret-key"),
    },
    __provider: 'exports.handler = () => require("pulumi-trtc/provider").CloudSliceTask;',
  });
});

test("every secret is secret although it was given plain, and nothing else is", async () => {
  const { inputs } = await inputsOf(args({ userSig: "planted-sig", sdkSecretKey: "planted-sdk-secret" }));
  expect(inputs).toMatchObject({
    userSig: secret("planted-sig"),
    sdkSecretKey: secret("planted-sdk-secret"),
    storage: { bucket: "slices-1250000000", accessKey: secret("planted-access-key") },
  });
  const text = JSON.stringify(inputs);
  expect(text.match(/1b47061264138c4ac30d75fd1eb44270/g)).toHaveLength(4);
});

test.each([
  ["an Output", () => pulumi.output(STORAGE)],
  ["a Promise", () => Promise.resolve(STORAGE)],
])("a storage that is %s is secret as a whole: it cannot be looked into", async (_what, storage) => {
  const { inputs } = await inputsOf(args({ storage: storage() }));
  expect(inputs).toHaveProperty("storage", secret(STORAGE));
});

test("an absent storage, or an absent key in it, reaches check as it is", async () => {
  const { storage: _storage, ...without } = args();
  // as a program in JavaScript may say it
  const { inputs } = await inputsOf(without as CloudSliceTaskArgs);
  expect(inputs).not.toHaveProperty("storage");
});

test("a secret that is an Output stays one secret", async () => {
  const { inputs } = await inputsOf(
    args({ storage: { ...STORAGE, secretKey: pulumi.secret(Promise.resolve("planted-secret-key")) } }),
  );
  expect(inputs).toHaveProperty("storage.secretKey", secret("planted-secret-key"));
});

test("a storage component's target, a plain object of Outputs, keeps bucket and folders readable", async () => {
  const target = {
    vendor: pulumi.output("s3" as const),
    region: pulumi.output("ap-southeast-1"),
    bucket: pulumi.output("slices"),
    accessKey: pulumi.output("planted-access-key"),
    secretKey: pulumi.secret("planted-secret-key"),
    fileNamePrefix: pulumi.output(["prod"]),
  };
  const { inputs } = await inputsOf(args({ storage: target }));
  expect(inputs).toHaveProperty("storage", {
    vendor: "s3",
    region: "ap-southeast-1",
    bucket: "slices",
    accessKey: secret("planted-access-key"),
    secretKey: secret("planted-secret-key"),
    fileNamePrefix: ["prod"],
  });
});

test("what is left out is no input, so that check writes the default", async () => {
  const { inputs } = await inputsOf(args());
  expect(Object.keys(inputs).sort()).toEqual([
    "__provider",
    "roomId",
    "sdkAppId",
    "sliceParams",
    "storage",
    "userId",
  ]);
});

test("the arguments are left as they are, and may make a second task", async () => {
  const given = args();
  const before = structuredClone(given);
  await valueOf(new CloudSliceTask("one", given).urn);
  await valueOf(new CloudSliceTask("two", given).urn);
  expect(given).toEqual(before);
  expect(registered().map(({ name }) => name)).toEqual(["one", "two"]);
});

test("its outputs are Outputs, each declared", async () => {
  const task = new CloudSliceTask("lobby", args());
  expect(await valueOf(task.taskId)).toBe(TASK_ID);
  expect(await valueOf(task.id)).toBe(TASK_ID);
  expect(await valueOf(task.region)).toBe("ap-singapore");
  const declared = [
    task.createdAt,
    task.handleExpiresAt,
    task.userSigExpiresAt,
    task.objectKeyPrefix,
    task.storageKeyFingerprint,
    task.exited,
    task.handleExpired,
  ];
  expect(declared.map((output) => pulumi.Output.isInstance(output))).toEqual(declared.map(() => true));
});

const FOLDERS: [string[] | undefined, string][] = [
  [undefined, `${TASK_ID}/`],
  [[], `${TASK_ID}/`],
  [["prod", "classroom"], `prod/classroom/${TASK_ID}/`],
];

test.each(FOLDERS)("with the folders %j object keys start with %s", async (fileNamePrefix, prefix) => {
  const { objectKeyPrefix } = new CloudSliceTask("lobby", args({ storage: { ...STORAGE, fileNamePrefix } }));
  await expect(valueOf(objectKeyPrefix)).resolves.toBe(prefix);
});

test.each<[string, () => CloudSliceTaskArgs["storage"]]>([
  ["given plain", () => STORAGE],
  ["an Output", () => pulumi.output(STORAGE)],
  ["a secret", () => pulumi.secret(STORAGE)],
])("what object keys start with is no secret, with a storage that is %s", async (_what, storage) => {
  const task = new CloudSliceTask("lobby", args({ storage: storage() }));
  await expect(valueOf(task.objectKeyPrefix)).resolves.toBe(`${TASK_ID}/`);
  await expect(pulumi.isSecret(task.objectKeyPrefix)).resolves.toBe(false);
  await expect(pulumi.isSecret(task.taskId)).resolves.toBe(false);
});

test("it is a resource of its own type, with the options that are given", async () => {
  const parent = new CloudSliceTask("parent", args());
  const task = new CloudSliceTask("lobby", args(), { parent });
  expect(await valueOf(task.urn)).toContain("pulumi-nodejs:dynamic/trtc:CloudSliceTask::lobby");
  expect(task).toBeInstanceOf(pulumi.CustomResource);
});

describe("getCloudSliceTask", () => {
  const answering = (answer: Answer) => clientAnswering("DescribeCloudSliceTask", answer);

  test.each(["Idle", "InProgress", "Exited"])("says that a task is %s", async (status) => {
    const client = answering({ TaskId: TASK_ID, Status: status, RequestId: "r-0" });
    await expect(
      getCloudSliceTask({ sdkAppId: 1400000001, taskId: TASK_ID, region: "eu-frankfurt" }),
    ).resolves.toEqual({ taskId: TASK_ID, status });
    expect(client.whole).toEqual<Call[]>([
      {
        action: "DescribeCloudSliceTask",
        params: { SdkAppId: 1400000001, TaskId: TASK_ID },
        region: "eu-frankfurt",
        repeatable: true,
        budget: { remainingMs: 90_000 },
        notFound: ["ResourceNotFound"],
      },
    ]);
  });

  test("asks in the default region, and reads Pulumi configuration by its own names", async () => {
    const client = answering({ Status: "Idle" });
    pulumi.runtime.setAllConfig({ "trtc:region": "ap-guangzhou" });
    await getCloudSliceTask({ sdkAppId: 1400000001, taskId: TASK_ID });
    pulumi.runtime.setAllConfig({});
    expect(client.calls.map(({ region }) => region)).toEqual(["ap-guangzhou"]);
    const [, settings] = jest.mocked(processClient).mock.lastCall ?? [];
    expect(settings?.config("trtc:nothing")).toBeUndefined();
  });

  test("fails when the task has ended", async () => {
    answering(refusal("ResourceNotFound", "DescribeCloudSliceTask"));
    await expect(getCloudSliceTask({ sdkAppId: 1400000001, taskId: TASK_ID })).rejects.toThrow(GoneError);
  });

  test("takes Outputs in its Output form", async () => {
    answering({ Status: "InProgress" });
    const task = new CloudSliceTask("lobby", args());
    const output = getCloudSliceTaskOutput({ sdkAppId: 1400000001, taskId: task.taskId });
    await expect(valueOf(output)).resolves.toEqual({ taskId: TASK_ID, status: "InProgress" });
  });

  test("refuses a region of no room job in one sentence", async () => {
    const actual = jest.requireActual<{ processClient: typeof processClient }>(
      "../../../../provider/trtc/process",
    );
    jest.mocked(processClient).mockImplementation(actual.processClient);
    const promise = getCloudSliceTask({ sdkAppId: 1, taskId: TASK_ID, region: "ap-tokyo" });
    await expect(promise).rejects.toThrow(InputError);
    await expect(promise).rejects.toThrow(
      new InputError('region is "ap-tokyo", allowed are ap-singapore, eu-frankfurt, ap-guangzhou'),
    );
  });
});
