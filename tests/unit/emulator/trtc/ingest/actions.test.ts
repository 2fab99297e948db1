import { parse } from "../../../../../provider/callback";
import { anyText, textLike } from "../../any-value";
import {
  clientOf,
  failureOf,
  place,
  SDK_APP_ID,
  SDK_SECRET_KEY,
  startedEmulator,
  userSig,
} from "../../started-emulator";
import type { StartedEmulator, TrtcClient } from "../../started-emulator";

type StartRequest = Parameters<TrtcClient["StartStreamIngest"]>[0];

let started: StartedEmulator;
beforeAll(async () => {
  // nobody listens there: the attempts alone tell what is sent
  const app = {
    sdkAppId: SDK_APP_ID,
    sdkSecretKey: SDK_SECRET_KEY,
    callbackUrl: "http://127.0.0.1:9/",
    callbackKinds: ["ingest", "media"] as const,
  };
  started = await startedEmulator({ apps: [app] });
});
beforeEach(() => started.control.reset());
afterAll(() => started.emulator.close());

async function start(changes: Partial<StartRequest> = {}): Promise<string> {
  const { TaskId } = await started.client.StartStreamIngest({
    SdkAppId: SDK_APP_ID,
    RoomId: "lobby",
    RoomIdType: 0,
    UserId: "player",
    UserSig: userSig(changes.UserId ?? "player"),
    StreamUrl: "https://example.com/film.mp4?token=planted",
    ...changes,
  });
  return TaskId ?? "";
}

const handle = (TaskId: string) => ({ SdkAppId: SDK_APP_ID, TaskId });
const statusOf = async (taskId: string) => (await started.client.DescribeStreamIngest(handle(taskId))).Status;
const update = (taskId: string, changes: object) =>
  started.client.UpdateStreamIngest({ ...handle(taskId), ...changes });
const stop = (taskId: string) => started.client.StopStreamIngest(handle(taskId));
const codeOf = async (call: Promise<unknown>) => (await failureOf(call)).code;
const advance = (seconds: number) => started.control.advance(seconds);

async function taskOf(taskId: string) {
  const found = (await started.control.tasks()).find((task) => task.taskId === taskId);
  if (found === undefined) throw new Error("the task is not shown");
  return found;
}
const playing = async (taskId: string) => (await taskOf(taskId)).ingest?.playing;

/** Type and Status of the events of group 7, in order. */
async function events(): Promise<(number | string)[]> {
  const deliveries = await started.control.deliveries();
  return deliveries
    .filter(({ attempt, eventGroupId }) => attempt === 1 && eventGroupId === 7)
    .map(({ body }) => {
      const { EventType, EventInfo } = JSON.parse(body) as {
        EventType: number;
        EventInfo: { Status: number };
      };
      return `${EventType} ${EventInfo.Status}`;
    });
}

test("started, described, updated, stopped, by the vendor's SDK", async () => {
  const taskId = await start();
  expect(taskId).toMatch(/^-.+\.$/);
  expect(await statusOf(taskId)).toBe("InProgress");
  expect(await update(taskId, { Volume: 40 })).toEqual({ Status: "InProgress", RequestId: anyText });
  expect(await taskOf(taskId)).toEqual({
    family: "ingest",
    taskId,
    sdkAppId: SDK_APP_ID,
    roomId: "lobby",
    roomIdType: "string",
    userId: "player",
    region: "ap-singapore",
    status: "InProgress",
    running: true,
    createdAt: textLike(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    handleExpired: false,
    ingest: {
      source: "https://example.com/***",
      playing: true,
      seekSecond: 0,
      autoPush: false,
      repeatNum: 1,
      volume: 40,
      isPause: false,
      enableProgress: false,
      tempo: 1,
    },
    uploaded: 0,
    refused: 0,
  });
  expect(await stop(taskId)).toEqual({ RequestId: anyText });
  await advance(0);
  expect(await events()).toEqual(["701 0", "702 0"]);
});

test("one that has ended does not exist, and cannot be stopped again", async () => {
  const taskId = await start();
  await stop(taskId);
  expect(await statusOf(taskId)).toBe("NotExist");
  expect(await update(taskId, { Volume: 1 })).toMatchObject({ Status: "NotExist" });
  expect(await codeOf(stop(taskId))).toBe("FailedOperation.TaskFinished");
});

test("one that is not known, of another region or long over: each call has its own words for it", async () => {
  const taskId = await start();
  await stop(taskId);
  await advance(30);
  for (const unknown of [taskId, "-nothing."]) {
    expect(await statusOf(unknown)).toBe("NotExist");
    expect(await codeOf(update(unknown, {}))).toBe("FailedOperation.TaskNotExist");
    expect(await codeOf(stop(unknown))).toBe("InvalidParameter.TaskId");
  }
});

test("Describe does not know it for as long as the lag", async () => {
  await started.control.settings({ describeLagSeconds: 10 });
  const taskId = await start();
  expect(await statusOf(taskId)).toBe("NotExist");
  await advance(10);
  expect(await statusOf(taskId)).toBe("InProgress");
});

test("an unknown application has a code of its own", async () => {
  expect(await codeOf(start({ SdkAppId: 1400000009 }))).toBe("InvalidParameter.SdkAppId");
});

test("the second stream of a robot takes the first one's place, or fails as TaskExist", async () => {
  const first = await start();
  await started.control.settings({ robotConflict: "fail" });
  expect(await codeOf(start())).toBe("FailedOperation.TaskExist");
  await started.control.settings({ robotConflict: "takeover" });
  const second = await start();
  expect([(await taskOf(first)).running, (await taskOf(second)).running]).toEqual([false, true]);
  expect((await taskOf(first)).leaveCode).toBe(101);
});

test("with advanced permission control the robot needs a key to enter, receive and send", async () => {
  await started.control.app(SDK_APP_ID, { advancedPermission: true });
  expect(await failureOf(start())).toEqual({
    code: "InvalidParameter",
    message: textLike(/^The application uses advanced permission control, and the PrivateMapKey /),
  });
});

test("the call log does not show the address of the stream", async () => {
  await start();
  await start({ SourceUrl: ["https://example.com/planted"], UserId: "other" });
  const text = JSON.stringify(await started.control.calls());
  expect(text).toContain('"StreamUrl":"***"');
  expect(text).not.toContain("planted");
});

describe("the robot in its room", () => {
  test("is an anchor that others slice, as long as it plays", async () => {
    const { TaskId: slicing = "" } = await started.client.CreateCloudSliceTask({
      SdkAppId: SDK_APP_ID,
      RoomId: "lobby",
      RoomIdType: 0,
      UserId: "slicer",
      UserSig: userSig("slicer"),
      SliceParams: { SliceType: 3, MaxIdleTime: 86400 },
      SliceStorageParams: {
        CloudSliceStorage: {
          Vendor: 0,
          Region: "ap-singapore",
          Bucket: "slices-1250000000",
          AccessKey: "AKIDstorage",
          SecretKey: "storage-secret",
        },
      },
    });
    const taskId = await start();
    const slices = async () => (await taskOf(slicing)).status;
    expect(await slices()).toBe("InProgress");
    await update(taskId, { IsPause: true });
    expect([await slices(), await statusOf(taskId)]).toEqual(["Idle", "InProgress"]);
    await update(taskId, { IsPause: false });
    expect(await slices()).toBe("InProgress");
    await advance(15);
    expect(await started.control.objects("slices-1250000000")).toHaveLength(4);
    await stop(taskId);
    expect(await slices()).toBe("Idle");
  });

  test.each([
    ["https://example.com/song.mp3", [203]],
    ["https://example.com/song.M4A?x=1", [203]],
    ["https://example.com/film.mkv", [201, 203]],
    ["rtmp://example.com/live/key", [201, 203]],
  ])("publishes of %s what is in it", async (StreamUrl, types) => {
    await start({ StreamUrl });
    await advance(0);
    const media = (await started.control.deliveries()).filter(({ eventGroupId }) => eventGroupId === 2);
    expect(media.filter(({ attempt }) => attempt === 1).map(({ eventType }) => eventType)).toEqual(types);
  });

  test("cannot be made to leave as a user, and ends when it is removed", async () => {
    const taskId = await start();
    expect(await started.control.leaveRoom(place("player"))).toBe(false);
    await started.client.RemoveUserByStrRoomId({
      SdkAppId: SDK_APP_ID,
      RoomId: "lobby",
      UserIds: ["player"],
    });
    expect(await statusOf(taskId)).toBe("NotExist");
  });

  test("is removed when it is paused, too", async () => {
    const taskId = await start();
    await update(taskId, { IsPause: true });
    await started.client.RemoveUserByStrRoomId({
      SdkAppId: SDK_APP_ID,
      RoomId: "lobby",
      UserIds: ["player"],
    });
    expect(await statusOf(taskId)).toBe("NotExist");
  });
});

describe("the end of a stream", () => {
  const endsAfter = async (seconds: number, taskId: string): Promise<void> => {
    await advance(seconds - 1);
    expect(await statusOf(taskId)).toBe("InProgress");
    await advance(1);
    expect(await statusOf(taskId)).toBe("NotExist");
  };

  test("a file ends after an hour, and says so in an event that can be read", async () => {
    const taskId = await start();
    await endsAfter(3600, taskId);
    const last = (await started.control.deliveries()).filter(({ attempt }) => attempt === 1).at(-1);
    expect(parse(last?.body ?? "")).toMatchObject({
      name: "STREAM_INGEST_STOP",
      taskId,
      payload: { status: 0, statusWord: "stopped" },
    });
  });

  test.each<[string, Partial<StartRequest>, number]>([
    ["played three times", { RepeatNum: 3 }, 180],
    ["from its middle, twice", { RepeatNum: 2, SeekSecond: 30 }, 90],
    ["without end, for two minutes at most", { RepeatNum: -1, MaxDuration: 2 }, 120],
  ])("a file of a minute, %s", async (_how, changes, seconds) => {
    await started.control.settings({ ingestFileSeconds: 60 });
    await endsAfter(seconds, await start(changes));
  });

  test("twice as fast it ends in half of the time", async () => {
    await started.control.settings({ ingestFileSeconds: 60 });
    const { TaskId = "" } = await guangzhou().StartStreamIngest({
      SdkAppId: SDK_APP_ID,
      RoomId: "lobby",
      RoomIdType: 0,
      UserId: "player",
      UserSig: userSig("player"),
      StreamUrl: "https://example.com/film.mp4",
      Tempo: 2,
    });
    await advance(29);
    expect((await taskOf(TaskId)).running).toBe(true);
    await advance(1);
    expect((await taskOf(TaskId)).running).toBe(false);
  });

  test.each([["rtmp://example.com/live/key"], ["https://example.com/film.mp4"]])(
    "%s without end plays on for days",
    async (StreamUrl) => {
      const taskId = await start({ StreamUrl, RepeatNum: -1 });
      await advance(7 * 86_400);
      expect(await statusOf(taskId)).toBe("InProgress");
    },
  );

  test("a live stream has no end of its own, whatever RepeatNum says", async () => {
    const taskId = await start({ StreamUrl: "rtmp://example.com/live/key" });
    await advance(86_400);
    expect(await statusOf(taskId)).toBe("InProgress");
  });

  test("a pause stops the file, and ends the task after twelve hours", async () => {
    await started.control.settings({ ingestFileSeconds: 60 });
    const taskId = await start();
    await advance(50);
    await update(taskId, { IsPause: true });
    await advance(1000);
    await update(taskId, { IsPause: false });
    await endsAfter(10, taskId);
    const other = await start();
    await update(other, { IsPause: true });
    await advance(6 * 3600);
    // said again it is the same pause
    await update(other, { IsPause: true, Volume: 5 });
    await endsAfter(6 * 3600, other);
  });

  test("another source is played from its begin", async () => {
    await started.control.settings({ ingestFileSeconds: 60 });
    const taskId = await start();
    await advance(50);
    await update(taskId, { StreamUrl: "https://other.example.com/other.mp4" });
    expect((await taskOf(taskId)).ingest?.source).toBe("https://other.example.com/***");
    await endsAfter(60, taskId);
  });

  test("the same source, said again, goes on", async () => {
    await started.control.settings({ ingestFileSeconds: 60 });
    const taskId = await start();
    await advance(50);
    await update(taskId, { StreamUrl: "https://example.com/film.mp4?token=planted", Volume: 7 });
    await endsAfter(10, taskId);
  });
});

describe("what a control call tells it", () => {
  test("when the file ends", async () => {
    const taskId = await start({ RepeatNum: -1 });
    await started.control.behave(taskId, { endsAfterSeconds: 5 });
    await advance(4);
    expect(await statusOf(taskId)).toBe("InProgress");
    await advance(1);
    expect(await statusOf(taskId)).toBe("NotExist");
    expect(await events()).toEqual(["701 0", "702 0"]);
  });

  test.each([
    [0, 0, ["701 2"]],
    [1, 1, ["701 2", "701 2"]],
    [2, 3, ["701 2", "701 2", "701 2"]],
  ])("the source breaks off and %d attempts to reach it fail: played again after %d s", async (...row) => {
    const [failures, seconds, sent] = row;
    const taskId = await start();
    await advance(10);
    await started.control.behave(taskId, { failures });
    if (seconds > 0) {
      await advance(seconds - 1);
      expect(await playing(taskId)).toBe(false);
      await advance(1);
    }
    expect(await playing(taskId)).toBe(true);
    expect(await events()).toEqual(["701 0", ...sent]);
  });

  test("the source breaks off for good: failed, and over", async () => {
    const taskId = await start();
    await started.control.behave(taskId, { failures: 3 });
    await advance(3);
    expect(await statusOf(taskId)).toBe("NotExist");
    expect(await events()).toEqual(["701 0", "701 2", "701 2", "701 2", "701 1", "702 0"]);
  });

  test("a source that is away does not use up the file, and another one takes its place", async () => {
    await started.control.settings({ ingestFileSeconds: 60 });
    const taskId = await start();
    await started.control.behave(taskId, { failures: 3 });
    await update(taskId, { StreamUrl: "https://example.com/other.mp4" });
    expect(await playing(taskId)).toBe(true);
    await advance(59);
    expect(await statusOf(taskId)).toBe("InProgress");
    await advance(1);
    expect(await statusOf(taskId)).toBe("NotExist");
  });

  test.each([
    [{}],
    [{ endsAfterSeconds: "5" }],
    [{ endsAfterSeconds: -1 }],
    [{ failures: 4 }],
    [{ failures: "1" }],
    [{ more: 1 }],
    [{ endsAfterSeconds: 1, failures: 1 }],
  ])("nothing but that: %j", async (body) => {
    const taskId = await start();
    await expect(started.control.behave(taskId, body)).rejects.toThrow(
      'either {"endsAfterSeconds": a number from 0} or {"failures": 0, 1, 2 or 3}',
    );
  });
});

function guangzhou(): TrtcClient {
  return clientOf(started.emulator, { region: "ap-guangzhou" });
}
