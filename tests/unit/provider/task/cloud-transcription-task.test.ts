import * as pulumi from "@pulumi/pulumi";
import {
  CloudTranscriptionTask,
  getCloudTranscriptionTask,
  getCloudTranscriptionTaskOutput,
} from "../../../../provider/task/cloud-transcription-task";
import type { CloudTranscriptionTaskArgs } from "../../../../provider/task/cloud-transcription-task";
import { GoneError } from "../../../../provider/trtc/errors";
import { processClient } from "../../../../provider/trtc/process";
import { fakeClient, refusal } from "../fake-client";
import type { FakeClient } from "../fake-client";
import { TASK_ID } from "../lifecycle-parts";

jest.mock("../../../../provider/trtc/process");

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

const ARGS: CloudTranscriptionTaskArgs = {
  sdkAppId: 1400000001,
  roomId: "lobby",
  userId: "transcriber-lobby",
  asrParam: { lang: "bigmodel-en" },
};

function promised<Value>(output: pulumi.Output<Value>): Promise<Value> {
  return new Promise((resolve) => {
    output.apply((value) => resolve(value));
  });
}

/** Type and inputs as the engine gets them. */
async function registered(args: CloudTranscriptionTaskArgs): Promise<{ type: string; inputs: unknown }> {
  await promised(new CloudTranscriptionTask("lobby", args).urn);
  const monitor = pulumi.runtime.getMonitor();
  if (monitor === undefined) throw new Error("no mocks are set");
  const [only, ...others] = jest
    .mocked(monitor.registerResource)
    .mock.calls.map(([request]) => request)
    .filter((request) => request.getType() !== "pulumi:pulumi:Stack");
  expect(others).toEqual([]);
  if (only === undefined) throw new Error("nothing was registered");
  return { type: only.getType(), inputs: only.getObject()?.toJavaScript() };
}

test("type token, provider text and inputs are exactly these: state files of every version hold them", async () => {
  expect(await registered(ARGS)).toEqual({
    type: "pulumi-nodejs:dynamic/trtc:CloudTranscriptionTask",
    inputs: {
      ...ARGS,
      __provider: 'exports.handler = () => require("pulumi-trtc/provider").CloudTranscriptionTask;',
    },
  });
});

test("only the UserSig and the key that signs it are secrets", async () => {
  const { inputs } = await registered({
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
  expect(await promised(task.id)).toBe(TASK_ID);
  expect(await promised(task.region)).toBe("ap-singapore");
  const declared = [task.taskId, task.createdAt, task.userSigExpiresAt, task.asrParam, task.exited];
  expect(declared.map((output) => pulumi.Output.isInstance(output))).toEqual(declared.map(() => true));
});

describe("getCloudTranscriptionTask", () => {
  const asked = { sdkAppId: 1400000001, taskId: TASK_ID, region: "ap-guangzhou" };
  let client: FakeClient;

  function answering(answer: Record<string, unknown> | Error): void {
    client = fakeClient({ DescribeCloudTranscription: [answer] });
    jest.mocked(processClient).mockReturnValue(client);
  }

  test.each(["Idle", "InProgress", "Exited"])("says that a task is %s, and since when", async (status) => {
    answering({ TaskId: TASK_ID, Status: status, StartTime: 1_772_433_534_515, RequestId: "r-0" });
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
    await expect(promised(output)).resolves.toMatchObject({ taskId: TASK_ID, status: "InProgress" });
  });
});
