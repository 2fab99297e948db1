import * as pulumi from "@pulumi/pulumi";
import {
  CloudRecordingTask,
  getCloudRecordingTask,
  getCloudRecordingTaskOutput,
} from "../../../../provider/task/cloud-recording-task";
import type { CloudRecordingTaskArgs } from "../../../../provider/task/cloud-recording-task";
import type { Call } from "../../../../provider/trtc/client";
import { GoneError } from "../../../../provider/trtc/errors";
import { processClient } from "../../../../provider/trtc/process";
import type { SliceTarget } from "../../../../provider/storage/slice-storage";
import { fakeClient, refusal } from "../fake-client";
import type { FakeClient } from "../fake-client";
import { TASK_ID } from "../lifecycle-parts";

jest.mock("../../../../provider/trtc/process");

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

/** A secret on the wire between program and engine. */
const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

const ROOM = { sdkAppId: 1400000001, roomId: "lobby", userId: "recorder-lobby" };
const STORAGE = {
  vendor: "cos" as const,
  region: "ap-singapore",
  bucket: "recordings-1250000000",
  accessKey: "planted-access-key",
  secretKey: "planted-secret-key",
};
const SMALLEST: CloudRecordingTaskArgs = {
  ...ROOM,
  recordParams: { recordMode: "single" },
  storage: STORAGE,
};

function promised<Value>(output: pulumi.Output<Value>): Promise<Value> {
  return new Promise((resolve) => {
    output.apply((value) => resolve(value));
  });
}

/** What the engine gets. */
async function registered(args: CloudRecordingTaskArgs): Promise<{ type: string; inputs: unknown }> {
  await promised(new CloudRecordingTask("lobby", args).urn);
  const monitor = pulumi.runtime.getMonitor();
  if (monitor === undefined) throw new Error("no mocks are set");
  const requests = jest.mocked(monitor.registerResource).mock.calls.map(([request]) => request);
  const [only, ...others] = requests.filter((request) => request.getType() !== "pulumi:pulumi:Stack");
  expect(others).toEqual([]);
  return { type: only?.getType() ?? "", inputs: only?.getObject()?.toJavaScript() };
}

test("type token, provider text and inputs are exactly these: state files of every version hold them", async () => {
  expect(await registered(SMALLEST)).toEqual({
    type: "pulumi-nodejs:dynamic/trtc:CloudRecordingTask",
    inputs: {
      ...ROOM,
      recordParams: { recordMode: "single" },
      storage: {
        ...STORAGE,
        accessKey: secret("planted-access-key"),
        secretKey: secret("planted-secret-key"),
      },
      __provider: 'exports.handler = () => require("pulumi-trtc/provider").CloudRecordingTask;',
    },
  });
});

test("a layout may hold Outputs, and stays readable", async () => {
  const { inputs } = await registered({
    ...ROOM,
    recordParams: { recordMode: "mixed" },
    mixLayoutParams: { mixLayoutMode: "floating", maxResolutionUserId: pulumi.output("teacher") },
    vod: { expireTime: pulumi.output(86_400) },
  });
  expect(inputs).toMatchObject({
    mixLayoutParams: { mixLayoutMode: "floating", maxResolutionUserId: "teacher" },
    vod: { expireTime: 86_400 },
  });
});

test("a storage component's target, with the read for MP4, fits its storage", async () => {
  const target: SliceTarget<"cos"> = {
    ...STORAGE,
    accessKey: pulumi.output("planted-access-key"),
    secretKey: pulumi.secret("planted-secret-key"),
    fileNamePrefix: ["recordings"],
    readForMp4: true,
  };
  const { inputs } = await registered({
    ...ROOM,
    recordParams: { recordMode: "single", outputFormat: "mp4" },
    storage: target,
  });
  expect(inputs).toHaveProperty("storage", {
    ...STORAGE,
    accessKey: secret("planted-access-key"),
    secretKey: secret("planted-secret-key"),
    fileNamePrefix: ["recordings"],
    readForMp4: true,
  });
});

test("its outputs are Outputs, each declared", async () => {
  const task = new CloudRecordingTask("lobby", SMALLEST);
  expect(await promised(task.taskId)).toBe(TASK_ID);
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

describe("getCloudRecordingTask", () => {
  let client: FakeClient;

  function answering(answer: Record<string, unknown> | Error): void {
    client = fakeClient({ DescribeCloudRecording: [answer] });
    jest.mocked(processClient).mockReturnValue(client);
  }

  test("says what it does, and which files there are", async () => {
    answering({
      Status: "InProgress",
      StorageFileList: [
        {
          UserId: "teacher",
          FileName: "1400000001_bG9iYnk.__UserId_s_dGVhY2hlcg..__UserId_e_main_audio.m3u8",
          TrackType: "audio",
          BeginTimeStamp: 1_622_186_279_144,
        },
        { UserId: "", FileName: "1400000001_bG9iYnk..m3u8", TrackType: null, BeginTimeStamp: null },
      ],
    });
    await expect(
      getCloudRecordingTask({ sdkAppId: 1400000001, taskId: TASK_ID, region: "eu-frankfurt" }),
    ).resolves.toStrictEqual({
      taskId: TASK_ID,
      status: "InProgress",
      storageFileList: [
        {
          fileName: "1400000001_bG9iYnk.__UserId_s_dGVhY2hlcg..__UserId_e_main_audio.m3u8",
          userId: "teacher",
          trackType: "audio",
          beginTimeStamp: "2021-05-28T07:17:59.144Z",
        },
        { fileName: "1400000001_bG9iYnk..m3u8" },
      ],
    });
    expect(client.whole).toMatchObject<Partial<Call>[]>([
      {
        action: "DescribeCloudRecording",
        params: { SdkAppId: 1400000001, TaskId: TASK_ID },
        region: "eu-frankfurt",
      },
    ]);
  });

  test.each([[undefined], [null], [[]]])("a list of files that is %j is empty", async (StorageFileList) => {
    answering({ Status: "Idle", StorageFileList });
    const output = getCloudRecordingTaskOutput({ sdkAppId: 1400000001, taskId: pulumi.output(TASK_ID) });
    await expect(promised(output)).resolves.toStrictEqual({
      taskId: TASK_ID,
      status: "Idle",
      storageFileList: [],
    });
  });

  test("fails when the task has ended", async () => {
    answering(refusal("ResourceNotFound", "DescribeCloudRecording"));
    await expect(getCloudRecordingTask({ sdkAppId: 1400000001, taskId: TASK_ID })).rejects.toThrow(GoneError);
  });
});
