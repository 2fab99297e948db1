import { anyText, textLike } from "../../any-value";
import {
  BUCKET,
  clientOf,
  createRequest as sliceRequest,
  failureOf,
  place,
  SDK_APP_ID,
  startedEmulator,
  userSig,
} from "../../started-emulator";
import type { StartedEmulator } from "../../started-emulator";
import { createRequest } from "./requests";
import type { ModerationCreate } from "./requests";

let started: StartedEmulator;
beforeAll(async () => {
  started = await startedEmulator();
});
beforeEach(() => started.control.reset());
afterAll(() => started.emulator.close());

async function create(changes: Partial<ModerationCreate> = {}): Promise<string> {
  const { TaskId } = await started.client.CreateCloudModeration(createRequest(changes));
  return TaskId ?? "";
}

const handle = (TaskId: string) => ({ SdkAppId: SDK_APP_ID, TaskId });
const describeTask = (taskId: string) => started.client.DescribeCloudModeration(handle(taskId));
const statusOf = async (taskId: string) => (await describeTask(taskId)).Status;
const codeOf = async (call: Promise<unknown>) => (await failureOf(call)).code;
const NO_LISTS = {
  SubscribeAudioUserIds: [],
  UnSubscribeAudioUserIds: [],
  SubscribeVideoUserIds: [],
  UnSubscribeVideoUserIds: [],
};

test("the vendor's SDK creates, describes, modifies and deletes a task; then it is Exited, then not found", async () => {
  const taskId = await create();
  expect(await describeTask(taskId)).toEqual({
    TaskId: taskId,
    Status: "Idle",
    SubscribeStreamUserIds: NO_LISTS,
    RequestId: anyText,
  });
  await started.client.ModifyCloudModeration({
    ...handle(taskId),
    SubscribeStreamUserIds: { SubscribeVideoUserIds: ["teacher"] },
  });
  expect(await describeTask(taskId)).toMatchObject({
    SubscribeStreamUserIds: { ...NO_LISTS, SubscribeVideoUserIds: ["teacher"] },
  });
  await started.client.ModifyCloudModeration(handle(taskId));
  expect(await describeTask(taskId)).toMatchObject({ SubscribeStreamUserIds: NO_LISTS });
  expect(await started.client.DeleteCloudModeration(handle(taskId))).toEqual({
    TaskId: taskId,
    RequestId: anyText,
  });
  expect(await statusOf(taskId)).toBe("Exited");
  expect(await codeOf(started.client.ModifyCloudModeration(handle(taskId)))).toBe("ResourceNotFound");
  expect(await codeOf(started.client.DeleteCloudModeration(handle(taskId)))).toBe("ResourceNotFound");
  await started.control.advance(30);
  expect(await codeOf(describeTask(taskId))).toBe("ResourceNotFound");
});

test("its view shows everything but keys", async () => {
  const taskId = await create();
  expect(await started.control.tasks()).toEqual([
    {
      family: "moderation",
      taskId,
      sdkAppId: SDK_APP_ID,
      roomId: "lobby",
      roomIdType: "string",
      userId: "robot",
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
      moderationParams: {
        moderationType: "both",
        sliceAudio: 15,
        sliceVideo: 5,
        maxIdleTime: 1800,
        moderationSupplier: "",
        saveModerationFile: "all",
        callbackResults: "all",
      },
      judged: { pieces: 0, hits: 0 },
      resourceExpiredHour: 24,
      storage: { vendor: "cos", region: "ap-singapore", bucket: BUCKET, fileNamePrefix: ["prod"] },
      uploaded: 0,
      refused: 0,
    },
  ]);
});

test("without storage there is none in its view", async () => {
  const client = clientOf(started.emulator, { region: "ap-guangzhou" });
  const { ModerationStorageParams: _storage, ...request } = createRequest({ ModerationParams: {} });
  await client.CreateCloudModeration(request);
  const [view] = await started.control.tasks();
  expect(view).toMatchObject({ family: "moderation", region: "ap-guangzhou" });
  expect(view).not.toHaveProperty("storage");
});

test("InProgress while an anchor that it judges is there", async () => {
  const taskId = await create();
  await started.control.joinRoom(place("teacher"));
  expect(await statusOf(taskId)).toBe("InProgress");
  const lists = { SubscribeAudioUserIds: ["other"], SubscribeVideoUserIds: ["other"] };
  await started.client.ModifyCloudModeration({ ...handle(taskId), SubscribeStreamUserIds: lists });
  expect(await statusOf(taskId)).toBe("Idle");
});

test("it ends when nobody sent a stream for MaxIdleTime: those who only listen do not count", async () => {
  await create({ ModerationParams: { MaxIdleTime: 30 } });
  await started.control.joinRoom(place("listener"), { role: "audience", audio: false, video: false });
  await started.control.joinRoom(place("silent"), { role: "anchor", audio: false, video: false });
  await started.control.advance(20);
  await started.control.joinRoom(place("teacher"), { role: "anchor", audio: true, video: false });
  await started.control.advance(100);
  await started.control.leaveRoom(place("teacher"));
  await started.control.advance(29);
  expect(await started.control.tasks()).toMatchObject([{ running: true }]);
  await started.control.advance(1);
  expect(await started.control.tasks()).toMatchObject([{ running: false, leaveCode: 99 }]);
});

test("past ResourceExpiredHour its handle is lost and it runs on", async () => {
  const taskId = await create({
    ResourceExpiredHour: 6,
    ModerationParams: { ModerationType: 1, SliceAudio: 60 },
  });
  await started.control.joinRoom(place("teacher"));
  await started.control.advance(6 * 3600);
  expect(await codeOf(describeTask(taskId))).toBe("ResourceNotFound");
  expect(await codeOf(started.client.DeleteCloudModeration(handle(taskId)))).toBe("ResourceNotFound");
  expect(await started.control.tasks()).toMatchObject([{ running: true, handleExpired: true }]);
});

test("a wrong UserSig is refused, and PrivateMapKey is asked of nobody", async () => {
  expect(await codeOf(create({ UserSig: userSig("another") }))).toBe("InvalidParameter");
  await started.control.app(SDK_APP_ID, { advancedPermission: true });
  expect(await create()).not.toBe("");
});

test("its quota counts its own kind only", async () => {
  await started.control.settings({ maxTasks: 1 });
  await started.client.CreateCloudSliceTask(sliceRequest({ UserId: "slicer" }));
  await create();
  expect(await codeOf(create({ UserId: "second" }))).toBe("FailedOperation.RestrictedConcurrency");
});

test("a robot is in a room once, whatever it does", async () => {
  await started.client.CreateCloudSliceTask(sliceRequest());
  await create();
  expect(await started.control.tasks()).toMatchObject([
    { family: "slicing", running: false, leaveCode: 101 },
    { family: "moderation", running: true },
  ]);
});

test("another family's task is not found by these calls, nor an unknown application", async () => {
  const { TaskId = "" } = await started.client.CreateCloudSliceTask(sliceRequest());
  expect(await codeOf(describeTask(TaskId))).toBe("ResourceNotFound");
  const elsewhere = { SdkAppId: 1400000009, TaskId };
  expect(await codeOf(started.client.DescribeCloudModeration(elsewhere))).toBe("InvalidParameter.SdkAppId");
});

test("stopped from outside, or with its robot removed, it ends with the code of that", async () => {
  await started.control.stopTask(await create());
  await create();
  await started.client.RemoveUserByStrRoomId({ SdkAppId: SDK_APP_ID, RoomId: "lobby", UserIds: ["robot"] });
  expect(await started.control.tasks()).toMatchObject([
    { running: false, leaveCode: 3 },
    { running: false, leaveCode: 1 },
  ]);
});
