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
import type { Settings } from "../../../../provider/trtc/settings";
import { fakeClient, refusal } from "../fake-client";
import type { FakeClient } from "../fake-client";
import { TASK_ID } from "../lifecycle-parts";

jest.mock("../../../../provider/trtc/process");

/** A resource as the engine gets it: the mocks' own arguments are not the wire, they hold one secret as a secret whole. */
interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

function registered(): Registered[] {
  const monitor = pulumi.runtime.getMonitor();
  if (monitor === undefined) throw new Error("no mocks are set");
  return jest.mocked(monitor.registerResource).mock.calls.map(([request]) => ({
    type: request.getType(),
    name: request.getName(),
    inputs: request.getObject()?.toJavaScript() ?? {},
  }));
}

/** A secret on the wire between program and engine. */
const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

beforeEach(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ inputs }) => ({
      id: TASK_ID,
      // a bag of inputs, whose type the mocks leave open
      state: { ...(inputs as Record<string, unknown>), taskId: TASK_ID, region: "ap-singapore" },
    }),
    call: () => ({}),
  });
  const monitor = pulumi.runtime.getMonitor();
  if (monitor === undefined) throw new Error("no mocks are set");
  jest.spyOn(monitor, "registerResource");
});

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

function promised<Value>(output: pulumi.Output<Value>): Promise<Value> {
  return new Promise((resolve) => {
    output.apply((value) => resolve(value));
  });
}

async function inputsOf(given: CloudSliceTaskArgs): Promise<Registered> {
  await promised(new CloudSliceTask("lobby", given).urn);
  const [only, ...others] = registered().filter(({ type }) => type !== "pulumi:pulumi:Stack");
  expect(others).toEqual([]);
  if (only === undefined) throw new Error("nothing was registered");
  return only;
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
  await promised(new CloudSliceTask("one", given).urn);
  await promised(new CloudSliceTask("two", given).urn);
  expect(given).toEqual(before);
  expect(registered().map(({ name }) => name)).toEqual(["one", "two"]);
});

test("its outputs are Outputs, each declared", async () => {
  const task = new CloudSliceTask("lobby", args());
  expect(await promised(task.taskId)).toBe(TASK_ID);
  expect(await promised(task.id)).toBe(TASK_ID);
  expect(await promised(task.region)).toBe("ap-singapore");
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

test("it is a resource of its own type, with the options that are given", async () => {
  const parent = new CloudSliceTask("parent", args());
  const task = new CloudSliceTask("lobby", args(), { parent });
  expect(await promised(task.urn)).toContain("pulumi-nodejs:dynamic/trtc:CloudSliceTask::lobby");
  expect(task).toBeInstanceOf(pulumi.CustomResource);
});

describe("getCloudSliceTask", () => {
  let client: FakeClient;
  let settings: Settings | undefined;

  function answering(answer: Record<string, unknown> | Error): void {
    client = fakeClient({ DescribeCloudSliceTask: [answer] });
    jest.mocked(processClient).mockImplementation((_service, given) => {
      settings = given;
      return client;
    });
  }

  test.each(["Idle", "InProgress", "Exited"])("says that a task is %s", async (status) => {
    answering({ TaskId: TASK_ID, Status: status, RequestId: "r-0" });
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
    answering({ Status: "Idle" });
    pulumi.runtime.setAllConfig({ "trtc:region": "ap-guangzhou" });
    await getCloudSliceTask({ sdkAppId: 1400000001, taskId: TASK_ID });
    pulumi.runtime.setAllConfig({});
    expect(client.calls.map(({ region }) => region)).toEqual(["ap-guangzhou"]);
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
    await expect(promised(output)).resolves.toEqual({ taskId: TASK_ID, status: "InProgress" });
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
