import { parse } from "../../../../../provider/callback/parse";
import { anyNumber, anyText, textLike } from "../../any-value";
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

type CreateRequest = Parameters<TrtcClient["CreateCloudTranscription"]>[0];

let started: StartedEmulator;
beforeAll(async () => {
  // nobody listens there: the attempts alone tell what is sent
  const app = {
    sdkAppId: SDK_APP_ID,
    sdkSecretKey: SDK_SECRET_KEY,
    callbackUrl: "http://127.0.0.1:9/",
    callbackKinds: ["transcription"] as const,
  };
  started = await startedEmulator({ apps: [app] });
});
beforeEach(() => started.control.reset());
afterAll(() => started.emulator.close());

const TASK = { UserId: "robot", MaxIdleTime: 86_400 };

async function create(task: object = {}, changes: Partial<CreateRequest> = {}): Promise<string> {
  const { TaskId } = await started.client.CreateCloudTranscription({
    SdkAppId: SDK_APP_ID,
    RoomId: "lobby",
    RoomIdType: 1,
    TranscriptionParam: { ...TASK, UserSig: userSig("robot"), ...task },
    AsrParam: { Lang: "bigmodel-en" },
    ...changes,
  });
  return TaskId ?? "";
}

const handle = (TaskId: string) => ({ SdkAppId: SDK_APP_ID, TaskId });
const describeTask = (taskId: string) => started.client.DescribeCloudTranscription(handle(taskId));
const statusOf = async (taskId: string) => (await describeTask(taskId)).Status;
const end = (taskId: string) => started.client.DeleteCloudTranscription(handle(taskId));
const codeOf = async (call: Promise<unknown>) => (await failureOf(call)).code;
const say = (taskId: string, userId: string, text = "hello") =>
  started.control.behave(taskId, { say: { userId, text } });

async function bodies(): Promise<string[]> {
  const deliveries = await started.control.deliveries();
  return deliveries.filter(({ attempt }) => attempt === 1).map(({ body }) => body);
}

test("created, described, ended, Exited, not found, by the vendor's SDK", async () => {
  const taskId = await create();
  const described = await describeTask(taskId);
  expect(described).toEqual({ TaskId: taskId, Status: "Idle", StartTime: anyNumber, RequestId: anyText });
  const [view] = await started.control.tasks();
  expect(new Date(described.StartTime ?? 0).toISOString()).toBe(view?.createdAt);
  expect(await end(taskId)).toEqual({ TaskId: taskId, RequestId: anyText });
  expect(await statusOf(taskId)).toBe("Exited");
  expect(await codeOf(end(taskId))).toBe("ResourceNotFound");
  await started.control.advance(30);
  expect(await codeOf(describeTask(taskId))).toBe("ResourceNotFound");
});

test("its view shows what it was asked for", async () => {
  const taskId = await create(
    {
      SubscribeList: [{ UserId: "teacher" }],
      UnSubscribeList: [{ UserId: "guest" }],
      MaxIdleTime: 60,
      SendCustomMode: 1,
    },
    {
      RoomId: "150",
      RoomIdType: 0,
      TranslationParam: { TargetLang: ["ja"] },
      TTSParam: [
        {
          Model: "flow_02_turbo",
          Language: "ja",
          TargetUser: { UserId: "teacher" },
          TTSRobotUser: { UserId: "voice-ja" },
          Voice: { VoiceId: "v-male-J3n8DxK2" },
        },
      ],
    },
  );
  expect(await started.control.tasks()).toEqual([
    {
      family: "transcription",
      taskId,
      sdkAppId: SDK_APP_ID,
      roomId: "150",
      roomIdType: "int32",
      userId: "robot",
      region: "ap-singapore",
      status: "Idle",
      running: true,
      createdAt: textLike(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      handleExpired: false,
      transcription: {
        subscribeList: ["teacher"],
        unSubscribeList: ["guest"],
        maxIdleTime: 60,
        sendCustomMode: true,
        lang: "bigmodel-en",
        targetLang: ["ja"],
        ttsRobotUsers: ["voice-ja"],
        sentences: 0,
      },
      uploaded: 0,
      refused: 0,
    },
  ]);
});

test("it is in progress while an anchor whom it transcribes has audio", async () => {
  const taskId = await create({ SubscribeList: [{ UserId: "teacher" }] });
  await started.control.joinRoom(place("student"));
  expect(await statusOf(taskId)).toBe("Idle");
  await started.control.joinRoom(place("teacher"), { audio: false });
  expect(await statusOf(taskId)).toBe("Idle");
  await started.control.joinRoom(place("teacher"), { audio: true });
  expect(await statusOf(taskId)).toBe("InProgress");
});

test("it ends when every anchor whom it transcribes was away for MaxIdleTime", async () => {
  const taskId = await create({ MaxIdleTime: 10, UnSubscribeList: [{ UserId: "guest" }] });
  await started.control.joinRoom(place("teacher"), { audio: false, video: false });
  await started.control.joinRoom(place("guest"));
  await started.control.advance(60);
  expect(await statusOf(taskId)).toBe("Idle");
  await started.control.joinRoom(place("teacher"), { role: "audience" });
  await started.control.advance(9);
  expect(await statusOf(taskId)).toBe("Idle");
  await started.control.advance(1);
  expect(await statusOf(taskId)).toBe("Exited");
  expect(await started.control.tasks()).toMatchObject([{ leaveCode: 99 }]);
});

test("a robot's name is in a room once, and no key is asked for beside its UserSig", async () => {
  await started.control.app(SDK_APP_ID, { advancedPermission: true });
  const first = await create();
  const second = await create();
  expect([await statusOf(first), await statusOf(second)]).toEqual(["Exited", "Idle"]);
  await started.control.settings({ robotConflict: "fail" });
  expect(await codeOf(create())).toBe("FailedOperation");
  expect(await failureOf(create({ UserSig: "wrong" }))).toEqual({
    code: "InvalidParameter",
    message: textLike(/^The UserSig /),
  });
});

test("a handle is good in its own region only", async () => {
  const taskId = await create();
  const other = clientOf(started.emulator, { region: "ap-guangzhou" });
  expect(await codeOf(other.DescribeCloudTranscription(handle(taskId)))).toBe("ResourceNotFound");
});

describe("what it tells", () => {
  test("a start like the vendor's sample, sentences, their translations, an end", async () => {
    const taskId = await create({}, { TranslationParam: { TargetLang: ["zh", "ja"] } });
    await started.control.joinRoom(place("teacher"));
    await say(taskId, "teacher", "good morning");
    await end(taskId);
    await started.control.advance(0);
    const sent = await bodies();
    const event = (EventType: number, Payload: object) => ({
      EventGroupId: 14,
      EventType,
      CallbackTs: anyNumber,
      EventInfo: {
        EventMsTs: anyNumber,
        TaskId: taskId,
        RoomId: "lobby",
        RoomIdType: 1,
        RobotId: "robot",
        Payload,
      },
    });
    const said = { UserId: "teacher", Round: 1 };
    expect(sent.map((body) => JSON.parse(body) as unknown)).toEqual([
      event(1401, { Status: 0 }),
      event(1403, { ...said, Text: "good morning" }),
      event(1404, { ...said, Language: "zh", Text: "[zh] good morning" }),
      event(1404, { ...said, Language: "ja", Text: "[ja] good morning" }),
      event(1402, { LeaveCode: 0 }),
    ]);
    expect(sent.map((body) => parse(body).name)).toEqual([
      "CLOUD_TRANSCRIPTION_START",
      "CLOUD_TRANSCRIPTION_ASR_MSG",
      "CLOUD_TRANSCRIPTION_TRANSLATE_MSG",
      "CLOUD_TRANSCRIPTION_TRANSLATE_MSG",
      "CLOUD_TRANSCRIPTION_STOP",
    ]);
    expect(parse(sent[0] ?? "")).toMatchObject({
      roomId: "lobby",
      userId: "robot",
      payload: { roomIdTypeWord: "string", statusWord: "started" },
    });
  });

  test("the room of a number is a text, too, as in the sample", async () => {
    await create({}, { RoomId: "150", RoomIdType: 0 });
    await started.control.advance(0);
    const [first] = await bodies();
    expect(JSON.parse(first ?? "")).toMatchObject({ EventInfo: { RoomId: "150", RoomIdType: 0 } });
  });

  test("nothing of who is not there, has no audio or is not transcribed", async () => {
    const taskId = await create({ UnSubscribeList: [{ UserId: "guest" }] });
    await started.control.joinRoom(place("guest"));
    await started.control.joinRoom(place("mute"), { audio: false });
    for (const userId of ["guest", "mute", "nobody"])
      await expect(say(taskId, userId)).rejects.toThrow(
        `${userId} is no anchor with audio whom the task transcribes`,
      );
    await started.control.advance(0);
    expect(await bodies()).toHaveLength(1);
  });

  test.each([[{}], [{ say: "hello" }], [{ say: { userId: "a" } }], [{ say: { userId: "a", text: "" } }]])(
    "nothing else than sentences: %j",
    async (body) => {
      const taskId = await create();
      await expect(started.control.behave(taskId, body)).rejects.toThrow(
        'must be {"say": {"userId": a user, "text": what is said, not empty}}',
      );
    },
  );
});
