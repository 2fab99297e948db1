import * as pulumi from "@pulumi/pulumi";
import {
  CloudRecordingTask,
  getCloudRecordingTask,
  getCloudRecordingTaskOutput,
} from "../../../../provider/task/cloud-recording-task";
import type { CloudRecordingTaskArgs } from "../../../../provider/task/cloud-recording-task";
import type { Call } from "../../../../provider/trtc/client";
import { GoneError } from "../../../../provider/trtc/errors";
import type { SliceTarget } from "../../../../provider/storage/slice-storage";
import { refusal } from "../fake-client";
import type { Answer } from "../fake-client";
import { TASK_ID } from "../lifecycle-parts";
import { valueOf } from "../recorded-resources";
import { clientAnswering, onlyRegistered, secret, withMockedEngine } from "./registered-task";
import type { Registered } from "./registered-task";

jest.mock("../../../../provider/trtc/process");

withMockedEngine();

const ROOM = { sdkAppId: 1400000001, roomId: "lobby", userId: "recorder-lobby" };
const STORAGE = {
  vendor: "cos" as const,
  region: "ap-singapore",
  bucket: "recordings-1250000000",
  accessKey: "planted-access-key",
  secretKey: "planted-secret-key",
};
const FOLDERS = { ...STORAGE, fileNamePrefix: ["prod", "lobby"] };
const SINGLE = { recordParams: { recordMode: "single" as const } };
const SMALLEST: CloudRecordingTaskArgs = { ...ROOM, ...SINGLE, storage: STORAGE };

function registeredWith(args: CloudRecordingTaskArgs): Promise<Registered> {
  return onlyRegistered(new CloudRecordingTask("lobby", args));
}

test("type token, provider text and inputs are exactly these: state files of every version hold them", async () => {
  expect(await registeredWith(SMALLEST)).toEqual({
    type: "pulumi-nodejs:dynamic/trtc:CloudRecordingTask",
    name: "lobby",
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
  const { inputs } = await registeredWith({
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
  const { inputs } = await registeredWith({
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
  expect(await valueOf(task.taskId)).toBe(TASK_ID);
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

test.each<[string, CloudRecordingTaskArgs, string | undefined]>([
  ["a storage", SMALLEST, `${TASK_ID}/`],
  ["a storage with folders", { ...ROOM, ...SINGLE, storage: FOLDERS }, `prod/lobby/${TASK_ID}/`],
  [
    "a storage that is an Output",
    { ...ROOM, ...SINGLE, storage: pulumi.output(FOLDERS) },
    `prod/lobby/${TASK_ID}/`,
  ],
  ["VOD", { ...ROOM, ...SINGLE, vod: {} }, undefined],
])("with %s it is known, and no secret, where files are", async (_what, args, prefix) => {
  const { objectKeyPrefix } = new CloudRecordingTask("lobby", args);
  await expect(valueOf(objectKeyPrefix)).resolves.toBe(prefix);
  await expect(pulumi.isSecret(objectKeyPrefix)).resolves.toBe(false);
});

describe("getCloudRecordingTask", () => {
  const answering = (answer: Answer) => clientAnswering("DescribeCloudRecording", answer);

  test("says what it does, and which files there are", async () => {
    const client = answering({
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
    await expect(valueOf(output)).resolves.toStrictEqual({
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
