import { anyNumber } from "../any-value";
import { createRequest, place, SDK_APP_ID, SDK_SECRET_KEY, startedEmulator } from "../started-emulator";
import type { StartedEmulator } from "../started-emulator";

let started: StartedEmulator;
beforeAll(async () => {
  // Nobody listens there; the attempts alone tell what is sent.
  const callback = { callbackUrl: "http://127.0.0.1:9/", callbackKinds: ["room", "media"] as const };
  started = await startedEmulator({
    apps: [{ sdkAppId: SDK_APP_ID, sdkSecretKey: SDK_SECRET_KEY, ...callback }],
  });
});
beforeEach(() => started.control.reset());
afterAll(() => started.emulator.close());

/** Group, type and what is said beside room and time of each event, in order. */
async function events(): Promise<unknown[]> {
  const deliveries = await started.control.deliveries();
  return deliveries
    .filter(({ attempt }) => attempt === 1)
    .map(({ body, eventGroupId, eventType }) => {
      const { EventInfo } = JSON.parse(body) as { EventInfo: Record<string, unknown> };
      const { RoomId, EventTs, EventMsTs, ...said } = EventInfo;
      expect([RoomId, EventTs, EventMsTs]).toEqual(["lobby", anyNumber, anyNumber]);
      return [eventGroupId, eventType, said];
    });
}

const ENTERED = { TerminalType: 4, UserType: 3, Reason: 1 };

test("the first user creates the room, the last one's leaving dismisses it", async () => {
  await started.control.joinRoom(place("teacher"), { video: false });
  await started.control.joinRoom(place("pupil"), { role: "audience" });
  await started.control.leaveRoom(place("teacher"));
  await started.control.leaveRoom(place("pupil"));
  expect(await events()).toEqual([
    [1, 101, { UserId: "teacher" }],
    [1, 103, { UserId: "teacher", Role: 20, ...ENTERED }],
    [2, 203, { UserId: "teacher" }],
    [1, 103, { UserId: "pupil", Role: 21, ...ENTERED }],
    [1, 104, { UserId: "teacher", Role: 20, Reason: 1 }],
    [1, 104, { UserId: "pupil", Role: 21, Reason: 1 }],
    [1, 102, {}],
  ]);
});

test("streams that start and stop during a stay, and a change of role, are told", async () => {
  await started.control.joinRoom(place("teacher"));
  await started.control.joinRoom(place("teacher"), { video: false });
  await started.control.joinRoom(place("teacher"), { role: "audience" });
  await started.control.joinRoom(place("teacher"), { audio: false });
  expect((await events()).slice(2)).toEqual([
    [2, 201, { UserId: "teacher" }],
    [2, 203, { UserId: "teacher" }],
    [2, 202, { UserId: "teacher", Reason: 0 }],
    [2, 204, { UserId: "teacher", Reason: 0 }],
    [1, 105, { UserId: "teacher", Role: 21 }],
    [1, 105, { UserId: "teacher", Role: 20 }],
    [2, 201, { UserId: "teacher" }],
  ]);
});

test("whom the API removes has another reason, and a room that is dismissed has no users", async () => {
  await started.control.joinRoom(place("teacher"), { audio: false, video: false });
  await started.control.joinRoom(place("pupil"), { role: "audience" });
  const room = { SdkAppId: SDK_APP_ID, RoomId: "lobby" };
  await started.client.RemoveUserByStrRoomId({ ...room, UserIds: ["teacher"] });
  await started.client.DismissRoomByStrRoomId(room);
  await started.control.advance(0);
  expect((await events()).slice(3)).toEqual([
    [1, 104, { UserId: "teacher", Role: 20, Reason: 3 }],
    [1, 104, { UserId: "pupil", Role: 21, Reason: 3 }],
    [1, 102, {}],
  ]);
});

test("robots raise no such events, and kinds that are not set are not sent", async () => {
  await started.client.CreateCloudSliceTask(createRequest());
  await started.control.advance(0);
  expect(await events()).toEqual([]);
});

test("an int32 room is a number", async () => {
  await started.control.joinRoom(place("teacher", "150", "int32"));
  const [first] = await started.control.deliveries();
  expect(JSON.parse(first?.body ?? "")).toMatchObject({ EventType: 101, EventInfo: { RoomId: 150 } });
});
