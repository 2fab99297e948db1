import { anyNumber, textLike } from "../../any-value";
import { BUCKET, createRequest, place, SDK_APP_ID, startedEmulator } from "../../started-emulator";
import type { StartedEmulator } from "../../started-emulator";

let started: StartedEmulator;
beforeAll(async () => {
  // Nobody listens there; the attempts alone tell what is sent.
  const apps = [
    {
      sdkAppId: SDK_APP_ID,
      sdkSecretKey: "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e",
      callbackUrl: "http://127.0.0.1:9/",
    },
  ];
  started = await startedEmulator({ apps });
});
beforeEach(() => started.control.reset());
afterAll(() => started.emulator.close());

async function events(): Promise<unknown[]> {
  const deliveries = await started.control.deliveries();
  return deliveries.filter(({ attempt }) => attempt === 1).map(({ body }) => JSON.parse(body) as unknown);
}

const create = async (changes = {}) =>
  (await started.client.CreateCloudSliceTask(createRequest(changes))).TaskId ?? "";

test("a task begins with 1001, uploads with 1003 and 1004, ends with 1002 and 1005", async () => {
  const taskId = await create();
  await started.control.joinRoom(place("teacher"));
  await started.control.advance(5);
  await started.client.DeleteCloudSliceTask({ SdkAppId: SDK_APP_ID, TaskId: taskId });
  await started.control.advance(1);
  const common = { RoomId: "lobby", EventMsTs: anyNumber, UserId: "robot", TaskId: taskId };
  const seconds = anyNumber;
  const event = (EventType: number, EventInfo: object) => ({
    EventGroupId: 10,
    EventType,
    CallbackTs: anyNumber,
    EventInfo: { ...common, EventTs: seconds, ...EventInfo },
  });
  const file = (extension: string) =>
    textLike(new RegExp(`^${SDK_APP_ID}_lobby_teacher_\\d{14}\\.${extension}$`));
  expect(await events()).toEqual([
    event(1001, { Payload: { Status: 0 } }),
    event(1003, { Payload: { Status: 0 } }),
    event(1004, { StreamerUserId: "teacher", Payload: { FileList: file("png") } }),
    event(1002, { EventTs: textLike(/^\d{10}$/), Payload: { LeaveCode: 0 } }),
    event(1004, { StreamerUserId: "teacher", Payload: { FileList: file("ogg") } }),
    event(1005, { Payload: { Status: 0 } }),
  ]);
  expect(await started.control.objects(BUCKET)).toHaveLength(2);
});

test("an int32 room is a number in events", async () => {
  await create({ RoomId: "150", RoomIdType: 1 });
  await started.control.advance(0);
  expect(await events()).toMatchObject([{ EventType: 1001, EventInfo: { RoomId: 150 } }]);
});

test.each([
  ["a wrong key", { SecretKey: "wrong" }, 403, /^SignatureDoesNotMatch/],
  ["an unknown key", { AccessKey: "AKIDunknown" }, 403, /^InvalidAccessKeyId/],
  ["no such bucket", { Bucket: "other-1250000000" }, 404, /^NoSuchBucket/],
  ["a bucket of another region", { Region: "ap-guangzhou" }, 404, /^NoSuchBucket/],
  ["S3 without an endpoint", { Vendor: 1, Region: "us-east-1" }, 10002, /^the emulator was started without/],
  ["OSS", { Vendor: 2, Region: "oss-cn-hangzhou" }, 10002, /^the emulator has no OSS$/],
])("a storage that refuses is event 1006: %s", async (_name, changes, code, message) => {
  const request = createRequest();
  await create({
    SliceParams: { SliceType: 2, MaxIdleTime: 86400 },
    SliceStorageParams: {
      CloudSliceStorage: { ...request.SliceStorageParams.CloudSliceStorage, ...changes },
    },
  });
  await started.control.joinRoom(place("teacher"));
  await started.control.advance(5);
  expect((await events()).at(-1)).toMatchObject({
    EventType: 1006,
    EventInfo: { Payload: { Code: code, Message: textLike(message) } },
  });
  expect(await started.control.tasks()).toMatchObject([{ uploaded: 0, refused: 1 }]);
});

test("no secret of the storage is in events or views", async () => {
  const request = createRequest();
  await create({
    SliceStorageParams: {
      CloudSliceStorage: {
        ...request.SliceStorageParams.CloudSliceStorage,
        AccessKey: "AKIDplanted",
        SecretKey: "planted-secret",
      },
    },
  });
  await started.control.joinRoom(place("teacher"));
  await started.control.advance(20);
  const shown = JSON.stringify([
    await started.control.deliveries(),
    await started.control.tasks(),
    await started.control.calls(),
  ]);
  expect(shown).not.toContain("planted");
});
