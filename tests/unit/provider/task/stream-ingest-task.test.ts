import * as pulumi from "@pulumi/pulumi";
import {
  getStreamIngestTask,
  getStreamIngestTaskOutput,
  StreamIngestTask,
} from "../../../../provider/task/stream-ingest-task";
import type { StreamIngestTaskArgs } from "../../../../provider/task/stream-ingest-task";
import { GoneError } from "../../../../provider/trtc/errors";
import { refusal } from "../fake-client";
import type { Answer } from "../fake-client";
import { TASK_ID } from "../lifecycle-parts";
import { valueOf } from "../recorded-resources";
import { clientAnswering, onlyRegistered, secret, withMockedEngine } from "./registered-task";
import type { Registered } from "./registered-task";

jest.mock("../../../../provider/trtc/process");

withMockedEngine();

const ARGS: StreamIngestTaskArgs = {
  sdkAppId: 1400000001,
  roomId: "lobby",
  userId: "player-lobby",
  streamUrl: "https://example.com/film.mp4?token=planted-token",
};

function registeredWith(args: StreamIngestTaskArgs): Promise<Registered> {
  return onlyRegistered(new StreamIngestTask("film", args));
}

test("type token, provider text and inputs are exactly these, and the address is a secret", async () => {
  expect(await registeredWith(ARGS)).toEqual({
    type: "pulumi-nodejs:dynamic/trtc:StreamIngestTask",
    name: "film",
    inputs: {
      ...ARGS,
      streamUrl: secret("https://example.com/film.mp4?token=planted-token"),
      __provider: 'exports.handler = () => require("pulumi-trtc/provider").StreamIngestTask;',
    },
  });
});

test("an address that is an Output is one secret, and the keys are secrets too", async () => {
  const { inputs } = await registeredWith({
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
  expect(await valueOf(task.id)).toBe(TASK_ID);
  expect(await valueOf(task.taskId)).toBe(TASK_ID);
  expect(await valueOf(task.region)).toBe("ap-singapore");
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
  const answering = (answer: Answer) => clientAnswering("DescribeStreamIngest", answer);

  test.each(["InProgress", "NotExist"])("says that a task is %s, which is no error", async (status) => {
    const client = answering({ Status: status, RequestId: "r-0" });
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
    await expect(valueOf(output)).resolves.toEqual({ taskId: TASK_ID, status: "InProgress" });
  });
});
