import * as pulumi from "@pulumi/pulumi";
import {
  CloudModerationTask,
  getCloudModerationTask,
  getCloudModerationTaskOutput,
} from "../../../../provider/task/cloud-moderation-task";
import type { CloudModerationTaskArgs } from "../../../../provider/task/cloud-moderation-task";
import { GoneError } from "../../../../provider/trtc/errors";
import type { Call } from "../../../../provider/trtc/client";
import { processClient } from "../../../../provider/trtc/process";
import { fakeClient, refusal } from "../fake-client";
import type { FakeClient } from "../fake-client";
import { TASK_ID } from "../lifecycle-parts";

jest.mock("../../../../provider/trtc/process");

/** A secret on the wire between program and engine. */
const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

let monitor: NonNullable<ReturnType<typeof pulumi.runtime.getMonitor>>;

beforeEach(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ inputs }) => ({
      id: TASK_ID,
      // a bag of inputs, whose type the mocks leave open
      state: { ...(inputs as Record<string, unknown>), taskId: TASK_ID, region: "ap-singapore" },
    }),
    call: () => ({}),
  });
  const mocks = pulumi.runtime.getMonitor();
  if (mocks === undefined) throw new Error("no mocks are set");
  monitor = mocks;
  jest.spyOn(monitor, "registerResource");
});

const ACCOUNT = { appId: "1", secretId: "planted-supplier-id", secretKey: "planted-supplier-key" };
const STORAGE = {
  vendor: "cos" as const,
  region: "ap-singapore",
  bucket: "slices-1250000000",
  accessKey: "planted-access-key",
  secretKey: "planted-secret-key",
};

function args(changes: Partial<CloudModerationTaskArgs> = {}): CloudModerationTaskArgs {
  return {
    sdkAppId: 1400000001,
    roomId: "lobby",
    userId: "moderator-lobby",
    moderationParams: { moderationSupplier: "shumei", moderationSupplierParam: ACCOUNT },
    storage: STORAGE,
    ...changes,
  };
}

function promised<Value>(output: pulumi.Output<Value>): Promise<Value> {
  return new Promise((resolve) => {
    output.apply((value) => resolve(value));
  });
}

/** The only task as the engine gets it. */
async function registration(given: CloudModerationTaskArgs) {
  await promised(new CloudModerationTask("lobby", given).urn);
  const requests = jest.mocked(monitor.registerResource).mock.calls.map(([request]) => request);
  const [only, ...others] = requests.filter((request) => request.getType() !== "pulumi:pulumi:Stack");
  expect(others).toEqual([]);
  return { type: only?.getType(), name: only?.getName(), inputs: only?.getObject()?.toJavaScript() };
}
test("type token, provider text and inputs are exactly these: state files of every version hold them", async () => {
  expect(await registration(args())).toEqual({
    type: "pulumi-nodejs:dynamic/trtc:CloudModerationTask",
    name: "lobby",
    inputs: {
      sdkAppId: 1400000001,
      roomId: "lobby",
      userId: "moderator-lobby",
      moderationParams: {
        moderationSupplier: "shumei",
        moderationSupplierParam: {
          appId: "1",
          secretId: secret("planted-supplier-id"),
          secretKey: secret("planted-supplier-key"),
        },
      },
      storage: {
        vendor: "cos",
        region: "ap-singapore",
        bucket: "slices-1250000000",
        accessKey: secret("planted-access-key"),
        secretKey: secret("planted-secret-key"),
      },
      __provider: 'exports.handler = () => require("pulumi-trtc/provider").CloudModerationTask;',
    },
  });
});

test("an account that is an Output is secret as a whole: it cannot be looked into", async () => {
  const { inputs } = await registration(
    args({
      moderationParams: { moderationSupplier: "shumei", moderationSupplierParam: pulumi.output(ACCOUNT) },
    }),
  );
  expect(inputs).toHaveProperty("moderationParams", {
    moderationSupplier: "shumei",
    moderationSupplierParam: secret(ACCOUNT),
  });
});

test("its outputs are Outputs, each declared", async () => {
  const task = new CloudModerationTask("lobby", args());
  expect(await promised(task.taskId)).toBe(TASK_ID);
  expect(await promised(task.region)).toBe("ap-singapore");
  const declared = [
    task.moderationParams,
    task.storage,
    task.createdAt,
    task.handleExpiresAt,
    task.userSigExpiresAt,
    task.objectKeyPrefix,
    task.storageKeyFingerprint,
    task.supplierKeyFingerprint,
    task.exited,
    task.handleExpired,
  ];
  expect(declared.map((output) => pulumi.Output.isInstance(output))).toEqual(declared.map(() => true));
});

describe("getCloudModerationTask", () => {
  let client: FakeClient;

  function answering(answer: Record<string, unknown> | Error): void {
    client = fakeClient({ DescribeCloudModeration: [answer] });
    jest.mocked(processClient).mockImplementation(() => client);
  }

  const ask = () => getCloudModerationTask({ sdkAppId: 1400000001, taskId: TASK_ID, region: "ap-singapore" });
  const NOBODY = {
    subscribeAudioUserIds: [],
    unSubscribeAudioUserIds: [],
    subscribeVideoUserIds: [],
    unSubscribeVideoUserIds: [],
  };

  test.each(["Idle", "InProgress", "Exited"])(
    "says that a task is %s, and whom it judges",
    async (status) => {
      answering({
        TaskId: TASK_ID,
        Status: status,
        SubscribeStreamUserIds: { SubscribeAudioUserIds: ["teacher"], UnSubscribeVideoUserIds: null },
        RequestId: "r-0",
      });
      await expect(ask()).resolves.toEqual({
        taskId: TASK_ID,
        status,
        subscribeStreamUserIds: { ...NOBODY, subscribeAudioUserIds: ["teacher"] },
      });
      expect(client.whole).toEqual<Call[]>([
        {
          action: "DescribeCloudModeration",
          params: { SdkAppId: 1400000001, TaskId: TASK_ID },
          region: "ap-singapore",
          repeatable: true,
          budget: { remainingMs: 90_000 },
          notFound: ["ResourceNotFound"],
        },
      ]);
    },
  );

  test.each([null, undefined])("lists that are %p are empty", async (lists) => {
    answering({ Status: "Idle", SubscribeStreamUserIds: lists });
    await expect(ask()).resolves.toEqual({ taskId: TASK_ID, status: "Idle", subscribeStreamUserIds: NOBODY });
  });

  test("fails when the task has ended", async () => {
    answering(refusal("ResourceNotFound", "DescribeCloudModeration"));
    await expect(ask()).rejects.toThrow(GoneError);
  });

  test("takes Outputs in its Output form", async () => {
    answering({ Status: "InProgress" });
    const task = new CloudModerationTask("lobby", args());
    const output = getCloudModerationTaskOutput({ sdkAppId: 1400000001, taskId: task.taskId });
    await expect(promised(output)).resolves.toMatchObject({ taskId: TASK_ID, status: "InProgress" });
  });
});
