import { parse } from "../../../../../provider/callback/parse";
import { anyNumber, textLike } from "../../any-value";
import { BUCKET, place, SDK_APP_ID, SDK_SECRET_KEY, startedEmulator } from "../../started-emulator";
import type { StartedEmulator } from "../../started-emulator";
import { createRequest, STORAGE } from "./requests";
import type { ModerationCreate } from "./requests";

let started: StartedEmulator;
beforeAll(async () => {
  // Nobody listens there; the attempts alone tell what is sent.
  const app = { sdkAppId: SDK_APP_ID, sdkSecretKey: SDK_SECRET_KEY, callbackUrl: "http://127.0.0.1:9/" };
  started = await startedEmulator({ apps: [{ ...app, callbackKinds: ["moderation"] }] });
});
beforeEach(() => started.control.reset());
afterAll(() => started.emulator.close());

async function bodies(): Promise<readonly string[]> {
  const deliveries = await started.control.deliveries();
  return deliveries.filter(({ attempt }) => attempt === 1).map(({ body }) => body);
}
const events = async () => (await bodies()).map((body) => JSON.parse(body) as unknown);
const types = async () => (await bodies()).map((body) => parse(body).type);

async function create(params: ModerationCreate["ModerationParams"] = {}, changes = {}): Promise<string> {
  const ModerationParams = { ModerationType: 3, MaxIdleTime: 1800, ...params };
  const { TaskId } = await started.client.CreateCloudModeration(
    createRequest({ ModerationParams, ...changes }),
  );
  return TaskId ?? "";
}
const stop = (taskId: string) =>
  started.client.DeleteCloudModeration({ SdkAppId: SDK_APP_ID, TaskId: taskId });
const block = { suggest: "block", label: "Abuse", score: 97, text: "rude words" };
const keys = async () => (await started.control.objects(BUCKET)).map(({ key }) => key);

test("a task begins with 1101, judges with 1103 and 1104, ends with 1102 and 1105", async () => {
  const taskId = await create({ ModerationType: 2 });
  await started.control.joinRoom(place("teacher"));
  await started.control.advance(5);
  await stop(taskId);
  await started.control.advance(1);
  const common = { RoomId: "lobby", EventMsTs: anyNumber, UserId: "robot", TaskId: taskId };
  const event = (EventType: number, EventInfo: object) => ({
    EventGroupId: 11,
    EventType,
    CallbackTs: anyNumber,
    EventInfo: { ...common, EventTs: anyNumber, ...EventInfo },
  });
  expect(await events()).toEqual([
    event(1101, { Payload: { Status: 0 } }),
    event(1103, { Payload: { Status: 0 } }),
    event(1104, {
      StreamerUserId: "teacher",
      Payload: {
        DataId: textLike(/^\d{18}$/),
        RequestId: "",
        MediaType: 2,
        Suggest: 0,
        Label: "Normal",
        Image: "",
        ImageOcr: "",
        Rate: 0,
        Audio: "",
        AudioText: "",
        CheckDetail: [],
      },
    }),
    event(1102, { EventTs: textLike(/^\d{10}$/), Payload: { LeaveCode: 0 } }),
    event(1105, { Payload: { Status: 0 } }),
  ]);
  expect(await keys()).toEqual([]);
});

test("the package's own parser reads each event as what it is", async () => {
  const taskId = await create({ SaveModerationFile: 1 });
  await started.control.behave(taskId, { verdict: { ...block, mediaType: "audio" } });
  await started.control.joinRoom(place("teacher"));
  await started.control.advance(15);
  await stop(taskId);
  await started.control.advance(1);
  const parsed = (await bodies()).map((body) => parse(body));
  expect(parsed.map(({ name, taskId: id, userId }) => [name, id, userId])).toEqual(
    [
      "CLOUD_Moderation_START",
      "CLOUD_Moderation_SEND_START",
      ...Array<string>(4).fill("CLOUD_Moderation_TASK_INFO"),
      "CLOUD_Moderation_STOP",
      "CLOUD_Moderation_SEND_STOP",
    ].map((name) => [name, taskId, "robot"]),
  );
  const results = parsed.flatMap((event) =>
    event.name === "CLOUD_Moderation_TASK_INFO" ? [event.payload] : [],
  );
  const host = `https://${BUCKET}\\.cos\\.ap-singapore\\.myqcloud\\.com/prod/`;
  expect(results.find(({ mediaTypeWord }) => mediaTypeWord === "speech")).toMatchObject({
    streamerUserId: "teacher",
    suggestWord: "block",
    labelWord: "insult",
    rate: 97,
    audioText: "rude words",
    audio: textLike(new RegExp(`^${host}-[^/]+/\\d{18}\\.ogg$`)),
    checkDetail: [{ labelWord: "insult", suggestWord: "block", score: 97 }],
  });
  expect(results.find(({ mediaTypeWord }) => mediaTypeWord === "image")).toMatchObject({
    suggestWord: "pass",
    image: textLike(new RegExp(`^${host}-[^/]+/teacher/images/${SDK_APP_ID}_lobby_teacher_\\d{14}\\.png$`)),
  });
  expect(parsed[6]).toMatchObject({ payload: { leaveCodeWord: "stopped" } });
});

test("a verdict holds until another is told", async () => {
  const taskId = await create({ ModerationType: 2 });
  await started.control.joinRoom(place("teacher"));
  const suggested = async () => {
    await started.control.advance(5);
    const event = parse((await bodies()).at(-1) ?? "");
    return event.name === "CLOUD_Moderation_TASK_INFO" ? event.payload.suggestWord : event.name;
  };
  expect(await suggested()).toBe("pass");
  await started.control.behave(taskId, { verdict: block });
  expect([await suggested(), await suggested()]).toEqual(["block", "block"]);
  await started.control.behave(taskId, { verdict: { ...block, suggest: "review", mediaType: "audio" } });
  expect(await suggested()).toBe("block");
  await started.control.behave(taskId, { verdict: { suggest: "pass", label: "Normal" } });
  expect(await suggested()).toBe("pass");
  expect(await started.control.tasks()).toMatchObject([{ judged: { pieces: 5, hits: 3 } }]);
});

test("what is no verdict is refused in words", async () => {
  const taskId = await create();
  await expect(started.control.behave(taskId, { verdict: { suggest: "maybe" } })).rejects.toThrow(
    /behaviour: body: allowed is \{"verdict"/,
  );
});

test.each([
  [0, []],
  [1, ["pass", "block"]],
  [2, ["block"]],
])("SaveModerationFile %d keeps the files of %j", async (SaveModerationFile, kept) => {
  const taskId = await create({ ModerationType: 2, SaveModerationFile });
  await started.control.joinRoom(place("teacher"));
  await started.control.advance(5);
  await started.control.behave(taskId, { verdict: block });
  await started.control.advance(5);
  const told = (await bodies()).map((body) => parse(body)).filter(({ type }) => type === 1104);
  const withFile = told.flatMap(({ payload }) =>
    "image" in payload && "suggestWord" in payload ? [payload.suggestWord] : [],
  );
  expect(told).toHaveLength(2);
  expect(withFile).toEqual(kept);
  expect(await keys()).toHaveLength(kept.length);
});

test("CallbackAllResults 1 tells of hits only", async () => {
  const taskId = await create({ ModerationType: 2, CallbackAllResults: 1 });
  await started.control.joinRoom(place("teacher"));
  await started.control.advance(5);
  expect(await types()).toEqual([1101, 1103]);
  await started.control.behave(taskId, { verdict: block });
  await started.control.advance(5);
  expect(await types()).toEqual([1101, 1103, 1104]);
});

test.each([
  ["a wrong key", { SecretKey: "wrong" }, 403, /^SignatureDoesNotMatch/],
  ["S3 without an endpoint", { Vendor: 1, Region: "us-east-1" }, 10002, /^the emulator was started without/],
])("a storage that refuses is 1106 before the result: %s", async (_name, changes, code, message) => {
  await create(
    { ModerationType: 2, SaveModerationFile: 1 },
    { ModerationStorageParams: { CloudModerationStorage: { ...STORAGE, ...changes } } },
  );
  await started.control.joinRoom(place("teacher"));
  await started.control.advance(5);
  expect((await events()).slice(2)).toMatchObject([
    { EventType: 1106, EventInfo: { Payload: { Code: code, Message: textLike(message) } } },
    { EventType: 1104, EventInfo: { Payload: { Image: "" } } },
  ]);
  expect(await started.control.tasks()).toMatchObject([{ uploaded: 0, refused: 1 }]);
});

test("no secret of storage or supplier is in events, views or calls", async () => {
  const account = { AppID: "1", SecretId: "planted-supplier-id", SecretKey: "planted-supplier-key" };
  await create(
    { ModerationSupplier: "shumei", ModerationSupplierParam: account, SaveModerationFile: 1 },
    {
      ModerationStorageParams: {
        CloudModerationStorage: { ...STORAGE, AccessKey: "AKIDplanted", SecretKey: "planted-secret" },
      },
    },
  );
  await started.control.joinRoom(place("teacher"));
  await started.control.advance(20);
  const shown = JSON.stringify([
    await started.control.deliveries(),
    await started.control.tasks(),
    await started.control.calls(),
  ]);
  expect(shown).not.toContain("planted");
});

test("an int32 room is a number in events", async () => {
  await create({}, { RoomId: "150", RoomIdType: 1 });
  await started.control.advance(0);
  expect(await events()).toMatchObject([{ EventType: 1101, EventInfo: { RoomId: 150 } }]);
});
