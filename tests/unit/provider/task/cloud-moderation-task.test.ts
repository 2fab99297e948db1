import * as pulumi from "@pulumi/pulumi";
import {
  CloudModerationTask,
  getCloudModerationTask,
  getCloudModerationTaskOutput,
} from "../../../../provider/task/cloud-moderation-task";
import type { CloudModerationTaskArgs } from "../../../../provider/task/cloud-moderation-task";
import { GoneError } from "../../../../provider/trtc/errors";
import type { Call } from "../../../../provider/trtc/client";
import { refusal } from "../fake-client";
import type { Answer } from "../fake-client";
import { TASK_ID } from "../lifecycle-parts";
import { valueOf } from "../recorded-resources";
import { clientAnswering, onlyRegistered, secret, withMockedEngine } from "./registered-task";
import type { Registered } from "./registered-task";

jest.mock("../../../../provider/trtc/process");

withMockedEngine();

const ACCOUNT = { appId: "1", secretId: "planted-supplier-id", secretKey: "planted-supplier-key" };
const STORAGE = {
  vendor: "cos" as const,
  region: "ap-singapore",
  bucket: "slices-1250000000",
  accessKey: "planted-access-key",
  secretKey: "planted-secret-key",
};

const FOLDERS = { ...STORAGE, fileNamePrefix: ["prod", "classroom"] };

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

function registration(given: CloudModerationTaskArgs): Promise<Registered> {
  return onlyRegistered(new CloudModerationTask("lobby", given));
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
  expect(await valueOf(task.taskId)).toBe(TASK_ID);
  expect(await valueOf(task.region)).toBe("ap-singapore");
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

test.each<[string, Partial<CloudModerationTaskArgs>, string | undefined]>([
  ["a storage", {}, `${TASK_ID}/`],
  ["a storage with folders", { storage: FOLDERS }, `prod/classroom/${TASK_ID}/`],
  ["a storage that is an Output", { storage: pulumi.output(FOLDERS) }, `prod/classroom/${TASK_ID}/`],
  ["no storage", { storage: undefined }, undefined],
])("with %s it is known, and no secret, where files are", async (_what, changes, prefix) => {
  const { objectKeyPrefix } = new CloudModerationTask("lobby", args(changes));
  await expect(valueOf(objectKeyPrefix)).resolves.toBe(prefix);
  await expect(pulumi.isSecret(objectKeyPrefix)).resolves.toBe(false);
});

describe("getCloudModerationTask", () => {
  const answering = (answer: Answer) => clientAnswering("DescribeCloudModeration", answer);
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
      const client = answering({
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
    await expect(valueOf(output)).resolves.toMatchObject({ taskId: TASK_ID, status: "InProgress" });
  });
});
