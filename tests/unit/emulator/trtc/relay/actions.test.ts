import { parse, relayTargets } from "../../../../../provider/callback";
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
import type { StartedEmulator } from "../../started-emulator";
import { ENCODE, startRequest, URL_ONE, URL_TWO, VIDEO } from "./relay-request";
import type { StartRequest } from "./relay-request";

let started: StartedEmulator;
beforeAll(async () => {
  // nobody listens there: the attempts alone tell what is sent
  const app = {
    sdkAppId: SDK_APP_ID,
    sdkSecretKey: SDK_SECRET_KEY,
    callbackUrl: "http://127.0.0.1:9/",
    callbackKinds: ["relay"] as const,
  };
  started = await startedEmulator({ apps: [app] });
});
beforeEach(() => started.control.reset());
afterAll(() => started.emulator.close());

async function start(changes: Partial<StartRequest> = {}): Promise<string> {
  return (await started.client.StartPublishCdnStream(startRequest(changes))).TaskId ?? "";
}
const handle = (TaskId: string) => ({ SdkAppId: SDK_APP_ID, TaskId });
const update = (taskId: string, SequenceNumber: number, changes: object = {}) =>
  started.client.UpdatePublishCdnStream({
    ...handle(taskId),
    SequenceNumber,
    WithTranscoding: 1,
    ...changes,
  });
const stop = (taskId: string) => started.client.StopPublishCdnStream(handle(taskId));
const codeOf = async (call: Promise<unknown>) => (await failureOf(call)).code;
const advance = (seconds: number) => started.control.advance(seconds);
const join = (userId = "teacher") => started.control.joinRoom(place(userId));

async function taskOf(taskId: string) {
  const found = (await started.control.tasks()).find((task) => task.taskId === taskId);
  if (found?.relay === undefined) throw new Error("the task is not shown");
  return { ...found, relay: found.relay };
}

/** Bodies of events, each once. */
async function bodies(): Promise<string[]> {
  const deliveries = await started.control.deliveries();
  return deliveries.filter(({ attempt }) => attempt === 1).map(({ body }) => body);
}
/** Last part of the URL's path, and state, in order. */
async function states(): Promise<string[]> {
  return (await bodies()).map((body) => {
    const { EventInfo } = JSON.parse(body) as { EventInfo: { Payload: { Url: string; Status: number } } };
    const { Url, Status } = EventInfo.Payload;
    return `${Url.replace(/\?.*/, "").split("/").at(-1)} ${Status}`;
  });
}

test("started, updated and stopped by the vendor's SDK", async () => {
  const taskId = await start();
  expect(taskId).toMatch(/^-.+\.$/);
  await join();
  await advance(1);
  expect(await update(taskId, 1, { VideoParams: { ...VIDEO, LayoutParams: { MixLayoutMode: 1 } } })).toEqual({
    TaskId: taskId,
    RequestId: anyText,
  });
  expect(await taskOf(taskId)).toEqual({
    family: "relay",
    taskId,
    sdkAppId: SDK_APP_ID,
    roomId: "lobby",
    roomIdType: "string",
    userId: "relay",
    region: "ap-singapore",
    status: "InProgress",
    running: true,
    createdAt: textLike(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    handleExpired: false,
    relay: {
      withTranscoding: true,
      maxIdleTime: 30,
      targets: [{ url: "rtmp://push.example.com/live/***", isTencentCdn: true, status: 2 }],
      sequenceNumber: 1,
      audioParams: { AudioEncode: ENCODE },
      videoParams: { ...VIDEO, LayoutParams: { MixLayoutMode: 1 } },
    },
    uploaded: 0,
    refused: 0,
  });
  expect(await stop(taskId)).toEqual({ TaskId: taskId, RequestId: anyText });
  await advance(1);
  expect(await states()).toEqual(["one 1", "one 2", "one 5", "one 0"]);
  expect(await codeOf(stop(taskId))).toBe("ResourceNotFound");
  expect(await codeOf(update(taskId, 2))).toBe("ResourceNotFound");
});

test("events are as in the vendor's sample, and the parser of this package reads them", async () => {
  const taskId = await start({ RoomId: "150", RoomIdType: 0 });
  await started.control.joinRoom(place("teacher", "150", "int32"));
  await advance(1);
  const [first = ""] = await bodies();
  expect(JSON.parse(first)).toEqual({
    EventGroupId: 4,
    EventType: 401,
    CallbackTs: expect.any(Number) as unknown,
    EventInfo: {
      RoomId: 150,
      RoomType: 0,
      EventTsMs: expect.any(Number) as unknown,
      UserId: "relay",
      TaskId: taskId,
      Payload: { Url: URL_ONE, Status: 1 },
    },
  });
  const events = (await bodies()).map((body) => parse(body));
  expect(events.map(({ name }) => name)).toEqual(["CLOUD_PUBLISH_CDN_STATUS", "CLOUD_PUBLISH_CDN_STATUS"]);
  expect(relayTargets(events)).toMatchObject([{ taskId, url: URL_ONE, state: "running" }]);
});

test("a string room is of type 1", async () => {
  await start();
  await join();
  await advance(0);
  const [first = ""] = await bodies();
  expect(JSON.parse(first)).toMatchObject({ EventInfo: { RoomId: "lobby", RoomType: 1 } });
});

describe("Update", () => {
  test("takes numbers that grow, and no others", async () => {
    const taskId = await start();
    await update(taskId, 5);
    expect(await codeOf(update(taskId, 5))).toBe("FailedOperation.RequestOutdated");
    expect(await codeOf(update(taskId, 4))).toBe("FailedOperation.RequestOutdated");
    await update(taskId, 6);
    expect((await taskOf(taskId)).relay.sequenceNumber).toBe(6);
  });

  test("leaves what it does not hear of as it was, and empties what is said to be empty", async () => {
    const taskId = await start({
      AudioParams: {
        AudioEncode: ENCODE,
        SubscribeAudioList: [{ UserInfo: { UserId: "teacher" } }],
        UnSubscribeAudioList: [],
      },
    });
    await update(taskId, 1, { VideoParams: { BackGroundColor: "0xFFFFFF" } });
    expect((await taskOf(taskId)).relay).toMatchObject({
      audioParams: { AudioEncode: ENCODE, SubscribeAudioList: [{ UserInfo: { UserId: "teacher" } }] },
      videoParams: { ...VIDEO, BackGroundColor: "0xFFFFFF" },
      targets: [{ status: 0 }],
    });
    await update(taskId, 2, { AudioParams: { SubscribeAudioList: [], UnSubscribeAudioList: [] } });
    expect((await taskOf(taskId)).relay.audioParams).toEqual({
      AudioEncode: ENCODE,
      SubscribeAudioList: [],
      UnSubscribeAudioList: [],
    });
  });

  test("disconnects a target that is gone and connects a new one; one that stays goes on", async () => {
    const taskId = await start();
    await join();
    await advance(1);
    await update(taskId, 1, {
      PublishCdnParams: [{ PublishCdnUrl: URL_TWO, IsTencentCdn: 0 }, { PublishCdnUrl: URL_ONE }],
    });
    await advance(1);
    expect(await states()).toEqual(["one 1", "one 2", "two 1", "two 2"]);
    await update(taskId, 2, { PublishCdnParams: [{ PublishCdnUrl: URL_TWO }] });
    await advance(1);
    expect(await states()).toEqual(["one 1", "one 2", "two 1", "two 2", "one 5", "one 0"]);
    expect((await taskOf(taskId)).relay.targets).toEqual([
      { url: "rtmp://push.example.com/live/***", isTencentCdn: true, status: 2 },
    ]);
  });

  test.each([
    ["SampleRate", 44100],
    ["Channel", 1],
    ["BitRate", 64],
    ["Codec", 1],
  ])("refuses another %s", async (name, value) => {
    const taskId = await start();
    const AudioEncode = { ...ENCODE, [name]: value };
    expect(await codeOf(update(taskId, 1, { AudioParams: { AudioEncode } }))).toBe("UnsupportedOperation");
    await update(taskId, 1, { AudioParams: { AudioEncode: ENCODE } });
  });

  test("refuses a picture for sound alone", async () => {
    const { VideoParams: _video, ...sound } = startRequest();
    const taskId = (await started.client.StartPublishCdnStream(sound)).TaskId ?? "";
    expect(await codeOf(update(taskId, 1, { VideoParams: VIDEO }))).toBe("UnsupportedOperation");
  });

  const SINGLE = { SingleSubscribeParams: { UserMediaStream: { UserInfo: { UserId: "teacher" } } } };

  test("makes one stream a mix of sound and picture, and no other way", async () => {
    const { VideoParams: _video, ...one } = startRequest({ WithTranscoding: 0, ...SINGLE });
    const taskId = (await started.client.StartPublishCdnStream(one)).TaskId ?? "";
    expect(await codeOf(update(taskId, 1))).toBe("UnsupportedOperation");
    await update(taskId, 1, { VideoParams: VIDEO });
    expect((await taskOf(taskId)).relay).toMatchObject({ withTranscoding: true, videoParams: VIDEO });
    expect(await codeOf(update(taskId, 2, { WithTranscoding: 0, ...SINGLE }))).toBe("UnsupportedOperation");
    expect(await codeOf(update(taskId, 2, SINGLE))).toBe("InvalidParameter");
  });
});

describe("the end", () => {
  test("comes when no anchor was there for MaxIdleTime, which begins anew with each", async () => {
    const taskId = await start();
    await started.control.joinRoom(place("guest"), { role: "audience", audio: false, video: false });
    await advance(29);
    await join();
    await advance(100);
    await started.control.leaveRoom(place("teacher"));
    await advance(29);
    expect((await taskOf(taskId)).running).toBe(true);
    await advance(2);
    expect(await taskOf(taskId)).toMatchObject({ running: false, leaveCode: 99 });
    expect((await states()).slice(-2)).toEqual(["one 5", "one 0"]);
    expect(await codeOf(stop(taskId))).toBe("ResourceNotFound");
  });

  test("of one stream comes without its user, whoever else is there, until Update names another", async () => {
    const stream = (UserId: string) => ({
      SingleSubscribeParams: { UserMediaStream: { UserInfo: { UserId } } },
    });
    const { VideoParams: _video, ...one } = startRequest({ WithTranscoding: 0, ...stream("teacher") });
    const TaskId = (await started.client.StartPublishCdnStream(one)).TaskId ?? "";
    await join("student");
    await advance(29);
    expect(await states()).toEqual([]);
    await update(TaskId, 1, { WithTranscoding: 0, ...stream("student") });
    await advance(29);
    expect(await states()).toEqual(["one 1", "one 2"]);
    await update(TaskId, 2, { WithTranscoding: 0, ...stream("nobody") });
    await advance(30);
    expect(await taskOf(TaskId)).toMatchObject({ running: false, leaveCode: 99 });
  });

  test("comes when its robot is removed from the room", async () => {
    const taskId = await start();
    await started.client.RemoveUserByStrRoomId({ SdkAppId: SDK_APP_ID, RoomId: "lobby", UserIds: ["relay"] });
    expect(await codeOf(stop(taskId))).toBe("ResourceNotFound");
  });
});

describe("what a control call makes of targets", () => {
  test("a push that breaks off is told every 5 s, fails after a minute and is idle", async () => {
    const taskId = await start();
    await join();
    await advance(1);
    const targets = [{ url: URL_ONE, status: 3, errorCode: 7, errorMsg: "broken" }];
    expect((await started.control.behave(taskId, { targets })).relay?.targets).toEqual([
      {
        url: "rtmp://push.example.com/live/***",
        isTencentCdn: true,
        status: 3,
        errorCode: 7,
        errorMsg: "broken",
      },
    ]);
    await advance(61);
    expect(await states()).toEqual(["one 1", "one 2", ...Array<string>(12).fill("one 3"), "one 4", "one 0"]);
    const third = JSON.parse((await bodies())[2] ?? "") as { EventInfo: { Payload: unknown } };
    expect(third.EventInfo.Payload).toEqual({ Url: URL_ONE, Status: 3, ErrorCode: 7, ErrorMsg: "broken" });
  });

  test("it may recover", async () => {
    const taskId = await start();
    await join();
    await advance(1);
    await started.control.behave(taskId, { targets: [{ url: URL_ONE, status: 3 }] });
    await advance(6);
    await started.control.behave(taskId, { targets: [{ url: URL_ONE, status: 2 }] });
    await advance(100);
    expect(await states()).toEqual(["one 1", "one 2", "one 3", "one 3", "one 2"]);
  });

  test.each([
    [{}, "targets must be a list of { url, status }"],
    [{ targets: [{ url: URL_TWO, status: 2 }] }, "targets: url must be one of the task's push URLs"],
    [{ targets: [{ url: URL_ONE, status: 6 }] }, "targets: status must be one of 0, 1, 2, 3, 4, 5"],
    [{ targets: [{ url: URL_ONE, status: 1, state: 1 }] }, "targets: there is no state"],
    [{ targets: [{ url: URL_ONE, status: 4, errorCode: "7" }] }, "targets: errorCode must be a whole number"],
    [{ targets: [{ url: URL_ONE, status: 4, errorMsg: 7 }] }, "targets: errorMsg must be a text"],
  ])("%j is refused", async (body, problem) => {
    const taskId = await start();
    await expect(started.control.behave(taskId, body)).rejects.toThrow(`behaviour: ${problem}`);
    expect((await taskOf(taskId)).relay.targets).toMatchObject([{ status: 0 }]);
  });
});

describe("Start", () => {
  test("refuses a wrong UserSig, and none", async () => {
    const wrong = { UserId: "relay", UserSig: userSig("another") };
    expect(await codeOf(start({ AgentParams: wrong }))).toBe("InvalidParameter");
    expect(await codeOf(start({ AgentParams: { UserId: "relay" } }))).toBe("InvalidParameter");
  });

  test("of an application that is not there names the SdkAppId; Update and Stop find nothing", async () => {
    expect(await codeOf(start({ SdkAppId: 1 }))).toBe("InvalidParameter.SdkAppId");
    const taskId = await start();
    const other = { SdkAppId: 1, TaskId: taskId };
    expect(await codeOf(started.client.StopPublishCdnStream(other))).toBe("ResourceNotFound");
  });

  test("of a robot that is there ends the first, or fails when the settings say so", async () => {
    const first = await start();
    const second = await start();
    expect((await taskOf(first)).running).toBe(false);
    await started.control.settings({ robotConflict: "fail" });
    expect(await codeOf(start())).toBe("FailedOperation");
    expect((await taskOf(second)).running).toBe(true);
  });

  test("refuses what has to be enabled, and a recording of its own", async () => {
    const room = { RoomId: "hall", RoomIdType: 1, UserId: "feed", UserSig: userSig("feed") };
    expect(await codeOf(start({ FeedBackRoomParams: [room] }))).toBe("UnsupportedOperation");
    expect(await codeOf(start({ RecordParams: { UniRecord: 2 } }))).toBe("UnsupportedOperation");
    await start({ RecordParams: { UniRecord: 1 } });
  });
});

test("a task is known in the region that made it only", async () => {
  const taskId = await start();
  const elsewhere = clientOf(started.emulator, { region: "ap-hongkong" });
  expect(await codeOf(elsewhere.StopPublishCdnStream(handle(taskId)))).toBe("ResourceNotFound");
  const frankfurt = clientOf(started.emulator, { region: "eu-frankfurt" });
  expect(await codeOf(frankfurt.StopPublishCdnStream(handle(taskId)))).toBe("UnsupportedRegion");
});

test("the call log shows no push URL and no UserSig", async () => {
  await start();
  const [call] = await started.control.calls();
  expect(call).toMatchObject({
    params: {
      PublishCdnParams: [{ PublishCdnUrl: "***", IsTencentCdn: 1 }],
      AgentParams: { UserSig: "***" },
    },
  });
  expect(JSON.stringify(call)).not.toContain("planted");
});
