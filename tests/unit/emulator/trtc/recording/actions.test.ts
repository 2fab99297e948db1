import { anyText, textLike } from "../../any-value";
import { BUCKET, clientOf, failureOf, place, SDK_APP_ID, startedEmulator } from "../../started-emulator";
import type { StartedEmulator } from "../../started-emulator";
import { recordingRequest } from "./started-recording";
import type { RecordingRequest } from "./started-recording";

let started: StartedEmulator;
beforeAll(async () => {
  started = await startedEmulator();
});
beforeEach(() => started.control.reset());
afterAll(() => started.emulator.close());

const create = async (changes: Partial<RecordingRequest> = {}): Promise<string> =>
  (await started.client.CreateCloudRecording(recordingRequest(changes))).TaskId ?? "";
const handle = (TaskId: string) => ({ SdkAppId: SDK_APP_ID, TaskId });
const codeOf = async (call: Promise<unknown>) => (await failureOf(call)).code;
const mixed = (layout: RecordingRequest["MixLayoutParams"]): Partial<RecordingRequest> => ({
  RecordParams: { RecordMode: 2, MaxIdleTime: 86400 },
  ...(layout && { MixLayoutParams: layout }),
});

test("the vendor's client creates, describes, modifies and stops a recording", async () => {
  const { client, control } = started;
  const taskId = await create();
  expect(await client.DescribeCloudRecording(handle(taskId))).toEqual({
    TaskId: taskId,
    Status: "Idle",
    StorageFileList: [],
    RequestId: anyText,
  });
  await control.joinRoom(place("teacher"), { audio: true, video: false });
  await control.advance(12);
  expect(await client.DescribeCloudRecording(handle(taskId))).toMatchObject({
    Status: "InProgress",
    StorageFileList: [
      {
        UserId: "teacher",
        FileName: `${SDK_APP_ID}_bG9iYnk.__UserId_s_dGVhY2hlcg..__UserId_e_main_audio.m3u8`,
        TrackType: "audio",
      },
    ],
  });
  expect(
    await client.ModifyCloudRecording({
      ...handle(taskId),
      SubscribeStreamUserIds: { UnSubscribeAudioUserIds: ["teacher"] },
    }),
  ).toEqual({ TaskId: taskId, RequestId: anyText });
  expect(await client.DescribeCloudRecording(handle(taskId))).toMatchObject({ Status: "Idle" });
  expect(await client.DeleteCloudRecording(handle(taskId))).toEqual({ TaskId: taskId, RequestId: anyText });
  expect(await client.DescribeCloudRecording(handle(taskId))).toMatchObject({ Status: "Exited" });
  await control.advance(30);
  expect(await codeOf(client.DescribeCloudRecording(handle(taskId)))).toBe("ResourceNotFound");
  expect(await codeOf(client.ModifyCloudRecording(handle(taskId)))).toBe("ResourceNotFound");
  expect(await codeOf(client.DeleteCloudRecording(handle(taskId)))).toBe("ResourceNotFound");
});

test("its view shows everything but the keys", async () => {
  const taskId = await create(mixed({ MixLayoutMode: 3 }));
  expect(await started.control.tasks()).toEqual([
    {
      family: "recording",
      taskId,
      sdkAppId: SDK_APP_ID,
      roomId: "lobby",
      roomIdType: "string",
      userId: "recorder",
      region: "ap-singapore",
      status: "Idle",
      running: true,
      createdAt: textLike(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      handleExpired: false,
      subscribeStreamUserIds: {
        subscribeAudioUserIds: [],
        unSubscribeAudioUserIds: [],
        subscribeVideoUserIds: [],
        unSubscribeVideoUserIds: [],
      },
      recordParams: { recordMode: "mixed", streamType: "both", maxIdleTime: 86400, formats: ["hls"] },
      resourceExpiredHour: 72,
      storage: {
        vendor: "cos",
        region: "ap-singapore",
        bucket: BUCKET,
        fileNamePrefix: ["prod"],
      },
      mixLayoutParams: { MixLayoutMode: 3 },
      failovers: 0,
      uploaded: 0,
      refused: 0,
    },
  ]);
});

test("Modify overwrites layout and lists together: what is not sent is cleared", async () => {
  const { client, control } = started;
  const taskId = await create({
    ...mixed({ MixLayoutMode: 1, MaxResolutionUserId: "teacher" }),
    RecordParams: { RecordMode: 2, SubscribeStreamUserIds: { SubscribeAudioUserIds: ["a"] } },
  });
  await client.ModifyCloudRecording({ ...handle(taskId), MixLayoutParams: { MixLayoutMode: 3 } });
  const [view] = await control.tasks();
  expect(view?.mixLayoutParams).toEqual({ MixLayoutMode: 3 });
  expect(view?.subscribeStreamUserIds?.subscribeAudioUserIds).toEqual([]);
});

test("a layout beyond the canvas is refused by Modify too", async () => {
  const taskId = await create(mixed({ MixLayoutMode: 3 }));
  const beyond = { Left: 300, Top: 0, Width: 61, Height: 10 };
  expect(
    await failureOf(
      started.client.ModifyCloudRecording({
        ...handle(taskId),
        MixLayoutParams: { MixLayoutMode: 4, MixLayoutList: [beyond] },
      }),
    ),
  ).toEqual({
    code: "InvalidParameter.OutOfRange",
    message: "Parameter MixLayoutParams.MixLayoutList.0 must lie within 360x640.",
  });
});

test("an application records in as many rooms as it may, whatever else it does", async () => {
  await started.control.settings({ maxRecordings: 1, maxTasks: 0 });
  await create();
  expect(await codeOf(create({ UserId: "another" }))).toBe("FailedOperation.RestrictedConcurrency");
  await create();
});

test("an anchor who publishes nothing keeps a recording alive, an audience does not", async () => {
  const { control } = started;
  await create({ RecordParams: { RecordMode: 1 } });
  await control.joinRoom(place("teacher"), { audio: false, video: false });
  await control.joinRoom(place("guest"), { role: "audience" });
  await control.advance(60);
  expect(await control.tasks()).toMatchObject([{ status: "Idle", running: true }]);
  await control.leaveRoom(place("teacher"));
  await control.advance(30);
  expect(await control.tasks()).toMatchObject([{ running: false, leaveCode: 99 }]);
});

test("a handle is good in its region, for its family and for its time", async () => {
  const taskId = await create({ ResourceExpiredHour: 6 });
  const elsewhere = clientOf(started.emulator, { region: "eu-frankfurt" });
  expect(await codeOf(elsewhere.DescribeCloudRecording(handle(taskId)))).toBe("ResourceNotFound");
  expect(await codeOf(started.client.DescribeCloudSliceTask(handle(taskId)))).toBe("ResourceNotFound");
  await started.control.advance(6 * 3600);
  expect(await codeOf(started.client.DescribeCloudRecording(handle(taskId)))).toBe("ResourceNotFound");
});
