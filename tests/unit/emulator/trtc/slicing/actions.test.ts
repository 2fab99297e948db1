import { createHmac } from "node:crypto";
import { deflateSync } from "node:zlib";

import { anyText, textLike } from "../../any-value";
import {
  clientOf,
  createRequest,
  failureOf,
  place,
  SDK_APP_ID,
  SDK_SECRET_KEY,
  startedEmulator,
  userSig,
} from "../../started-emulator";
import type { CreateRequest, StartedEmulator } from "../../started-emulator";

let started: StartedEmulator;
beforeAll(async () => {
  started = await startedEmulator();
});
beforeEach(() => started.control.reset());
afterAll(() => started.emulator.close());

async function create(changes: Partial<CreateRequest> = {}): Promise<string> {
  const { TaskId } = await started.client.CreateCloudSliceTask(createRequest(changes));
  return TaskId ?? "";
}

const handle = (TaskId: string) => ({ SdkAppId: SDK_APP_ID, TaskId });
const describeTask = (taskId: string) => started.client.DescribeCloudSliceTask(handle(taskId));
const statusOf = async (taskId: string) => (await describeTask(taskId)).Status;
const codeOf = async (call: Promise<unknown>) => (await failureOf(call)).code;
const views = () => started.control.tasks();

describe("the life of a task", () => {
  test("created, described, modified, deleted, Exited, not found", async () => {
    const taskId = await create();
    expect(await describeTask(taskId)).toEqual({
      TaskId: taskId,
      Status: "Idle",
      RequestId: anyText,
    });
    await started.client.ModifyCloudSliceTask({
      ...handle(taskId),
      SubscribeStreamUserIds: { SubscribeVideoUserIds: ["teacher"] },
    });
    expect((await views())[0]?.subscribeStreamUserIds?.subscribeVideoUserIds).toEqual(["teacher"]);
    await started.client.DeleteCloudSliceTask(handle(taskId));
    expect(await statusOf(taskId)).toBe("Exited");
    expect(await codeOf(started.client.ModifyCloudSliceTask(handle(taskId)))).toBe("ResourceNotFound");
    expect(await codeOf(started.client.DeleteCloudSliceTask(handle(taskId)))).toBe("ResourceNotFound");
    await started.control.advance(30);
    expect(await codeOf(describeTask(taskId))).toBe("ResourceNotFound");
    expect(await views()).toMatchObject([{ taskId, status: "Exited", running: false, leaveCode: 0 }]);
  });

  test("its view shows everything but the keys", async () => {
    const taskId = await create();
    expect(await views()).toEqual([
      {
        family: "slicing",
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
        sliceParams: {
          sliceType: "both",
          sliceAudio: 15,
          sliceVideo: 5,
          maxIdleTime: 86400,
          sliceImageType: "png",
        },
        resourceExpiredHour: 72,
        storage: {
          vendor: "cos",
          region: "ap-singapore",
          bucket: "slices-1250000000",
          fileNamePrefix: ["prod"],
        },
        uploaded: 0,
        refused: 0,
      },
    ]);
  });

  test("Modify overwrites all four lists, and without them clears", async () => {
    const lists = { SubscribeAudioUserIds: ["a"], UnSubscribeVideoUserIds: ["b"] };
    const taskId = await create({ SliceParams: { SliceType: 3, SubscribeStreamUserIds: lists } });
    await started.client.ModifyCloudSliceTask({
      ...handle(taskId),
      SubscribeStreamUserIds: { SubscribeVideoUserIds: ["c"] },
    });
    expect((await views())[0]?.subscribeStreamUserIds).toEqual({
      subscribeAudioUserIds: [],
      unSubscribeAudioUserIds: [],
      subscribeVideoUserIds: ["c"],
      unSubscribeVideoUserIds: [],
    });
    await started.client.ModifyCloudSliceTask(handle(taskId));
    expect((await views())[0]?.subscribeStreamUserIds?.subscribeVideoUserIds).toEqual([]);
  });

  test("InProgress while an anchor it subscribes to is there", async () => {
    const taskId = await create();
    await started.control.joinRoom(place("teacher"));
    expect(await statusOf(taskId)).toBe("InProgress");
    await started.client.ModifyCloudSliceTask({
      ...handle(taskId),
      SubscribeStreamUserIds: { SubscribeAudioUserIds: ["other"], SubscribeVideoUserIds: ["other"] },
    });
    expect(await statusOf(taskId)).toBe("Idle");
  });

  test("Describe does not find it for as long as the lag", async () => {
    await started.control.settings({ describeLagSeconds: 10 });
    const taskId = await create();
    expect(await codeOf(describeTask(taskId))).toBe("ResourceNotFound");
    await started.control.advance(10);
    expect(await statusOf(taskId)).toBe("Idle");
  });

  test("past ResourceExpiredHour its handle is lost and it runs on", async () => {
    const taskId = await create({
      ResourceExpiredHour: 6,
      SliceParams: { SliceType: 1, MaxIdleTime: 86400 },
    });
    await started.control.advance(6 * 3600 - 1);
    expect(await statusOf(taskId)).toBe("Idle");
    await started.control.advance(1);
    expect(await codeOf(describeTask(taskId))).toBe("ResourceNotFound");
    expect(await codeOf(started.client.ModifyCloudSliceTask(handle(taskId)))).toBe("ResourceNotFound");
    expect(await codeOf(started.client.DeleteCloudSliceTask(handle(taskId)))).toBe("ResourceNotFound");
    expect(await views()).toMatchObject([{ taskId, running: true, handleExpired: true }]);
  });

  test("a handle is good for its own application and region only", async () => {
    const taskId = await create();
    await started.control.app(1400000002);
    const other = { SdkAppId: 1400000002, TaskId: taskId };
    expect(await codeOf(started.client.DescribeCloudSliceTask(other))).toBe("ResourceNotFound");
    const frankfurt = clientOf(started.emulator, { region: "eu-frankfurt" });
    expect(await codeOf(frankfurt.DescribeCloudSliceTask(handle(taskId)))).toBe("ResourceNotFound");
  });
});

test("Modify of an unknown application is not found, for its page lists no code for it; Describe has one", async () => {
  const unknown = { SdkAppId: 999, TaskId: "x" };
  expect(await codeOf(started.client.ModifyCloudSliceTask(unknown))).toBe("ResourceNotFound");
  expect(await codeOf(started.client.DescribeCloudSliceTask(unknown))).toBe("InvalidParameter.SdkAppId");
});

describe("who may create", () => {
  test("an unknown application is refused", async () => {
    expect(await failureOf(create({ SdkAppId: 999 }))).toEqual({
      code: "InvalidParameter.SdkAppId",
      message: "SdkAppId is incorrect.",
    });
  });

  test.each([
    ["garbage", "nonsense", "The UserSig cannot be decoded."],
    ["another user's", userSig("somebody"), "The UserSig is for another UserId."],
    [
      "another application's",
      userSig("robot", { sdkAppId: 1400000002 }),
      "The UserSig is for another SdkAppId.",
    ],
    [
      "one of a wrong key",
      userSig("robot", { key: "0".repeat(64) }),
      "The UserSig is not signed with the secret key of the application.",
    ],
    ["an expired one", userSig("robot", { expire: -10 }), "The UserSig has expired."],
  ])("a UserSig is refused that is %s", async (_name, UserSig, message) => {
    expect(await failureOf(create({ UserSig }))).toEqual({ code: "InvalidParameter", message });
    expect(await views()).toEqual([]);
  });

  /** A PrivateMapKey for the string room `lobby`, as the vendor's package packs it. */
  function privateMapKey(privileges: number): string {
    const now = Math.floor(Date.now() / 1000);
    const fixed = Buffer.alloc(20);
    [SDK_APP_ID, 0, now + 300, privileges, 0].forEach((value, index) =>
      fixed.writeUInt32BE(value, index * 4),
    );
    const userbuf = Buffer.concat([
      Buffer.from([1, 0, 5]),
      Buffer.from("robot"),
      fixed,
      Buffer.from([0, 5]),
      Buffer.from("lobby"),
    ]).toString("base64");
    const content = `TLS.identifier:robot\nTLS.sdkappid:${SDK_APP_ID}\nTLS.time:${now}\nTLS.expire:300\nTLS.userbuf:${userbuf}\n`;
    const json = JSON.stringify({
      "TLS.ver": "2.0",
      "TLS.identifier": "robot",
      "TLS.sdkappid": SDK_APP_ID,
      "TLS.time": now,
      "TLS.expire": 300,
      "TLS.userbuf": userbuf,
      "TLS.sig": createHmac("sha256", SDK_SECRET_KEY).update(content).digest("base64"),
    });
    return deflateSync(json)
      .toString("base64")
      .replaceAll("+", "*")
      .replaceAll("/", "-")
      .replaceAll("=", "_");
  }

  test("with advanced permission control a PrivateMapKey for the room is needed", async () => {
    await started.control.app(SDK_APP_ID, { advancedPermission: true });
    expect((await failureOf(create())).message).toBe(
      "The application uses advanced permission control, and the PrivateMapKey cannot be decoded.",
    );
    expect((await failureOf(create({ PrivateMapKey: privateMapKey(2) }))).message).toBe(
      "The application uses advanced permission control, and the PrivateMapKey does not allow to receive audio, receive video.",
    );
    await create({ PrivateMapKey: privateMapKey(42) });
    expect(await views()).toHaveLength(1);
  });

  test("without it a PrivateMapKey is not looked at", async () => {
    await create({ PrivateMapKey: "nonsense" });
    expect(await views()).toHaveLength(1);
  });

  test("more tasks than the application's quota are refused", async () => {
    await started.control.settings({ maxTasks: 2 });
    await create({ UserId: "r1", UserSig: userSig("r1") });
    const second = await create({ UserId: "r2", UserSig: userSig("r2") });
    const third = { UserId: "r3", UserSig: userSig("r3") };
    expect((await failureOf(create(third))).code).toBe("FailedOperation.RestrictedConcurrency");
    await started.client.DeleteCloudSliceTask(handle(second));
    await create(third);
    expect((await started.control.health()).running).toBe(2);
  });

  test("at the quota a robot can still be taken over", async () => {
    await started.control.settings({ maxTasks: 1 });
    await create();
    await create();
    expect((await started.control.health()).running).toBe(1);
  });
});

describe("the same robot in the same room", () => {
  test("takeover: the first task is interrupted", async () => {
    const first = await create();
    const second = await create();
    expect(await views()).toMatchObject([
      { taskId: first, running: false, leaveCode: 101 },
      { taskId: second, running: true },
    ]);
    expect(await statusOf(first)).toBe("Exited");
  });

  test("fail: the second task fails and the first runs on", async () => {
    await started.control.settings({ robotConflict: "fail" });
    const first = await create();
    expect(await failureOf(create())).toEqual({ code: "FailedOperation", message: "Operation failed." });
    expect(await views()).toMatchObject([{ taskId: first, running: true }]);
  });

  test("another robot, and a room of the same text and another type, do not conflict", async () => {
    await create({ RoomId: "150" });
    await create({ RoomId: "150", RoomIdType: 1 });
    await create({ RoomId: "150", UserId: "robot2", UserSig: userSig("robot2") });
    expect((await started.control.health()).running).toBe(3);
  });

  test("an ordinary user of the robot's name who enters ends the task", async () => {
    await create();
    await started.control.joinRoom(place("robot"));
    expect(await views()).toMatchObject([{ running: false, leaveCode: 101 }]);
  });

  test("an ordinary user of the robot's name who is there counts as a conflict", async () => {
    await started.control.settings({ robotConflict: "fail" });
    await started.control.joinRoom(place("robot"));
    expect((await failureOf(create())).code).toBe("FailedOperation");
  });
});

describe("MaxIdleTime", () => {
  const idle30 = { SliceParams: { SliceType: 3, MaxIdleTime: 30 } };

  test("nobody but the robot for so long ends the task", async () => {
    await create(idle30);
    await started.control.advance(29);
    expect((await started.control.health()).running).toBe(1);
    await started.control.advance(1);
    expect(await views()).toMatchObject([{ running: false, leaveCode: 99 }]);
  });

  test("an audience keeps it alive, and the time starts again when the last one leaves", async () => {
    await create(idle30);
    await started.control.advance(20);
    await started.control.joinRoom(place("listener"), { role: "audience" });
    await started.control.advance(100);
    expect(await started.control.leaveRoom(place("listener"))).toBe(true);
    await started.control.advance(29);
    expect((await started.control.health()).running).toBe(1);
    await started.control.advance(1);
    expect((await started.control.health()).running).toBe(0);
  });

  test("robots do not keep each other alive", async () => {
    await create(idle30);
    await create({ ...idle30, UserId: "robot2", UserSig: userSig("robot2") });
    await started.control.advance(30);
    expect((await started.control.health()).running).toBe(0);
  });
});
