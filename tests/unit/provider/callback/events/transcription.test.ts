import { eventOf, eventOfBody } from "../callback-samples";

test("1401 names its robot in RobotId", () => {
  expect(eventOf("1401.json")).toEqual({
    name: "CLOUD_TRANSCRIPTION_START",
    group: 14,
    type: 1401,
    sentAt: "2023-06-26T09:12:10.166Z",
    occurredAt: "2021-05-28T07:17:55.757Z",
    roomId: "1234",
    taskId: "xxx",
    userId: "trtc_partner_test_1",
    payload: { roomIdType: 0, roomIdTypeWord: "number", status: 0, statusWord: "started" },
  });
});

test.each([
  ["CLOUD_TRANSCRIPTION_STOP", 1402],
  ["CLOUD_TRANSCRIPTION_ASR_MSG", 1403],
  ["CLOUD_TRANSCRIPTION_TRANSLATE_MSG", 1404],
])("%s has its payload as it was sent", (name, type) => {
  const info = { TaskId: "xxx", RoomId: "lobby", RoomIdType: 1, RobotId: "robot", Payload: { Any: ["a"] } };
  expect(eventOfBody({ EventGroupId: 14, EventType: type, EventInfo: info })).toEqual({
    name,
    group: 14,
    type,
    roomId: "lobby",
    taskId: "xxx",
    userId: "robot",
    payload: { roomIdType: 1, roomIdTypeWord: "string", sent: { Any: ["a"] } },
  });
});
