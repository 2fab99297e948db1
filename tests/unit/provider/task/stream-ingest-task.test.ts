import * as pulumi from "@pulumi/pulumi";
import {
  getStreamIngestTask,
  getStreamIngestTaskOutput,
  StreamIngestTask,
} from "../../../../provider/task/stream-ingest-task";
import type { StreamIngestTaskArgs } from "../../../../provider/task/stream-ingest-task";
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

const ARGS: StreamIngestTaskArgs = {
  sdkAppId: 1400000001,
  roomId: "lobby",
  userId: "player-lobby",
  streamUrl: "https://example.com/film.mp4?token=planted-token",
};

function promised<Value>(output: pulumi.Output<Value>): Promise<Value> {
  return new Promise((resolve) => {
    output.apply((value) => resolve(value));
  });
}

/** Type and inputs as the engine gets them. */
async function registered(args: StreamIngestTaskArgs): Promise<{ type: string; inputs: unknown }> {
  await promised(new StreamIngestTask("film", args).urn);
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

test("type token, provider text and inputs are exactly these, and the address is a secret", async () => {
  expect(await registered(ARGS)).toEqual({
    type: "pulumi-nodejs:dynamic/trtc:StreamIngestTask",
    inputs: {
      ...ARGS,
      streamUrl: secret("https://example.com/film.mp4?token=planted-token"),
      __provider: 'exports.handler = () => require("pulumi-trtc/provider").StreamIngestTask;',
    },
  });
});

test("an address that is an Output is one secret, and the keys are secrets too", async () => {
  const { inputs } = await registered({
    ...ARGS,
    streamUrl: pulumi.output("rtmp://example.com/live/planted-key"),
    repeatNum: -1,
    maxDuration: pulumi.output(60),
    sdkSecretKey: "planted-sdk-secret",
    privateMapKey: "planted-permission",
  });
  expect(inputs).toMatchObject({
    streamUrl: secret("rtmp://example.com/live/planted-key"),
    repeatNum: -1,
    maxDuration: 60,
    sdkSecretKey: secret("planted-sdk-secret"),
    privateMapKey: secret("planted-permission"),
  });
});

test("its outputs are Outputs, each declared", async () => {
  const task = new StreamIngestTask("film", ARGS);
  expect(await promised(task.id)).toBe(TASK_ID);
  expect(await promised(task.region)).toBe("ap-singapore");
  const declared = [
    task.taskId,
    task.createdAt,
    task.userSigExpiresAt,
    task.streamUrlFingerprint,
    task.exited,
  ];
  expect(declared.map((output) => pulumi.Output.isInstance(output))).toEqual(declared.map(() => true));
});

describe("getStreamIngestTask", () => {
  const asked = { sdkAppId: 1400000001, taskId: TASK_ID, region: "ap-singapore" };
  let client: FakeClient;

  function answering(answer: Record<string, unknown> | Error): void {
    client = fakeClient({ DescribeStreamIngest: [answer] });
    jest.mocked(processClient).mockReturnValue(client);
  }

  test.each(["InProgress", "NotExist"])("says that a task is %s, which is no error", async (status) => {
    answering({ Status: status, RequestId: "r-0" });
    await expect(getStreamIngestTask(asked)).resolves.toEqual({ taskId: TASK_ID, status });
    expect(client.calls).toEqual([
      {
        action: "DescribeStreamIngest",
        params: { SdkAppId: 1400000001, TaskId: TASK_ID },
        region: "ap-singapore",
      },
    ]);
  });

  test("fails for what is no TaskId", async () => {
    const error = new GoneError("gone", { code: "InvalidParameter.TaskId" });
    answering(error);
    await expect(getStreamIngestTask(asked)).rejects.toThrow(GoneError);
  });

  test("fails when the query fails, which says nothing of the task", async () => {
    answering(refusal("FailedOperation.QueryTaskInfoFailed", "DescribeStreamIngest"));
    await expect(getStreamIngestTask(asked)).rejects.toThrow("FailedOperation.QueryTaskInfoFailed");
  });

  test("takes Outputs in its Output form", async () => {
    answering({ Status: "InProgress" });
    const task = new StreamIngestTask("film", ARGS);
    const output = getStreamIngestTaskOutput({ sdkAppId: 1400000001, taskId: task.taskId });
    await expect(promised(output)).resolves.toEqual({ taskId: TASK_ID, status: "InProgress" });
  });
});
