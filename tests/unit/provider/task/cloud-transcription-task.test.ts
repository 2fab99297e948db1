import * as pulumi from "@pulumi/pulumi";
import {
  CloudTranscriptionTask,
  getCloudTranscriptionTask,
  getCloudTranscriptionTaskOutput,
} from "../../../../provider/task/cloud-transcription-task";
import type { CloudTranscriptionTaskArgs } from "../../../../provider/task/cloud-transcription-task";
import { GoneError } from "../../../../provider/trtc/errors";
import { refusal } from "../fake-client";
import type { Answer } from "../fake-client";
import { TASK_ID } from "../lifecycle-parts";
import { valueOf } from "../recorded-resources";
import { clientAnswering, onlyRegistered, secret, withMockedEngine } from "./registered-task";
import type { Registered } from "./registered-task";

jest.mock("../../../../provider/trtc/process");

withMockedEngine();

const ARGS: CloudTranscriptionTaskArgs = {
  sdkAppId: 1400000001,
  roomId: "lobby",
  userId: "transcriber-lobby",
  asrParam: { lang: "bigmodel-en" },
};

function registeredWith(args: CloudTranscriptionTaskArgs): Promise<Registered> {
  return onlyRegistered(new CloudTranscriptionTask("lobby", args));
}

test("type token, provider text and inputs are exactly these: state files of every version hold them", async () => {
  expect(await registeredWith(ARGS)).toEqual({
    type: "pulumi-nodejs:dynamic/trtc:CloudTranscriptionTask",
    name: "lobby",
    inputs: {
      ...ARGS,
      __provider: 'exports.handler = () => require("pulumi-trtc/provider").CloudTranscriptionTask;',
    },
  });
});

test("only the UserSig and the key that signs it are secrets", async () => {
  const { inputs } = await registeredWith({
    ...ARGS,
    transcriptionParam: pulumi.output({ subscribeList: ["teacher"] }),
    userSig: "planted-sig",
    sdkSecretKey: "planted-sdk-secret",
  });
  expect(inputs).toMatchObject({
    transcriptionParam: { subscribeList: ["teacher"] },
    userSig: secret("planted-sig"),
    sdkSecretKey: secret("planted-sdk-secret"),
  });
});

test("its outputs are Outputs, each declared", async () => {
  const task = new CloudTranscriptionTask("lobby", ARGS);
  expect(await valueOf(task.id)).toBe(TASK_ID);
  expect(await valueOf(task.taskId)).toBe(TASK_ID);
  expect(await valueOf(task.region)).toBe("ap-singapore");
  const declared = [task.taskId, task.createdAt, task.userSigExpiresAt, task.asrParam, task.exited];
  expect(declared.map((output) => pulumi.Output.isInstance(output))).toEqual(declared.map(() => true));
});

describe("getCloudTranscriptionTask", () => {
  const asked = { sdkAppId: 1400000001, taskId: TASK_ID, region: "ap-guangzhou" };
  const answering = (answer: Answer) => clientAnswering("DescribeCloudTranscription", answer);

  test.each(["Idle", "InProgress", "Exited"])("says that a task is %s, and since when", async (status) => {
    const client = answering({
      TaskId: TASK_ID,
      Status: status,
      StartTime: 1_772_433_534_515,
      RequestId: "r-0",
    });
    await expect(getCloudTranscriptionTask(asked)).resolves.toEqual({
      taskId: TASK_ID,
      status,
      startTime: 1_772_433_534_515,
    });
    expect(client.calls).toEqual([
      {
        action: "DescribeCloudTranscription",
        params: { SdkAppId: 1400000001, TaskId: TASK_ID },
        region: "ap-guangzhou",
      },
    ]);
  });

  test("fails when the task has ended", async () => {
    answering(refusal("ResourceNotFound", "DescribeCloudTranscription"));
    await expect(getCloudTranscriptionTask(asked)).rejects.toThrow(GoneError);
  });

  test("takes Outputs in its Output form", async () => {
    answering({ Status: "InProgress", StartTime: 1 });
    const task = new CloudTranscriptionTask("lobby", ARGS);
    const output = getCloudTranscriptionTaskOutput({ sdkAppId: 1400000001, taskId: task.taskId });
    await expect(valueOf(output)).resolves.toMatchObject({ taskId: TASK_ID, status: "InProgress" });
  });
});
