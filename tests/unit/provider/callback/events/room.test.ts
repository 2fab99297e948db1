import { eventOf, payloadOf } from "../callback-samples";

test("a room is made by the first user who enters", () => {
  expect(eventOf("101.json")).toEqual({
    name: "CREATE_ROOM",
    group: 1,
    type: 101,
    sentAt: "2023-06-26T09:12:10.166Z",
    occurredAt: "2023-06-26T09:12:10.160Z",
    roomId: 12345,
    userId: "test",
    payload: {},
  });
});

test("a room that is dismissed names no user", () => {
  expect(eventOf("102.json")).toEqual({
    name: "DISMISS_ROOM",
    group: 1,
    type: 102,
    sentAt: "2023-06-26T09:26:58.531Z",
    occurredAt: "2023-06-26T09:26:58.457Z",
    roomId: "12345",
    payload: {},
  });
});

test("a user who enters has a role, a terminal, an SDK and a reason", () => {
  expect(eventOf("103.json")).toEqual({
    name: "ENTER_ROOM",
    group: 1,
    type: 103,
    sentAt: "2023-06-26T09:12:11.932Z",
    occurredAt: "2023-06-26T09:12:11.831Z",
    roomId: 12345,
    userId: "test",
    payload: {
      role: 21,
      roleWord: "audience",
      terminalType: 2,
      terminalTypeWord: "android",
      userType: 3,
      userTypeWord: "native",
      reason: 1,
      reasonWord: "normal",
    },
  });
});

test("a user who leaves has a role and a reason", () => {
  expect(eventOf("104.json")).toEqual({
    name: "EXIT_ROOM",
    group: 1,
    type: 104,
    sentAt: "2023-06-26T09:12:11.922Z",
    occurredAt: "2023-06-26T09:12:11.898Z",
    roomId: 12345,
    userId: "test",
    payload: { role: 20, roleWord: "anchor", reason: 1, reasonWord: "normal" },
  });
});

test("a change of role tells the new one", () => {
  expect(eventOf("105.json")).toEqual({
    name: "CHANGE_ROLE",
    group: 1,
    type: 105,
    sentAt: "2023-06-26T09:37:25.596Z",
    occurredAt: "2023-06-26T09:37:25.537Z",
    roomId: 12345,
    userId: "test",
    payload: { role: 21, roleWord: "audience" },
  });
});

test("the same reason means another thing for a user who enters and for one who leaves", () => {
  expect(payloadOf(1, 103, { Reason: 4 })).toEqual({ reason: 4, reasonWord: "cross-room-started" });
  expect(payloadOf(1, 104, { Reason: 4 })).toEqual({ reason: 4, reasonWord: "cross-room-ended" });
});

test.each([101, 102, 103, 104, 105])("%d of an old callback tells one stay from the next", (type) => {
  expect(payloadOf(1, type, { UniqueId: 7 })).toEqual({ uniqueId: 7 });
});

test("numbers that are not documented keep their value", () => {
  expect(payloadOf(1, 103, { Role: 22, TerminalType: 5, UserType: 0, Reason: 9 })).toEqual({
    role: 22,
    roleWord: "unknown",
    terminalType: 5,
    terminalTypeWord: "unknown",
    userType: 0,
    userTypeWord: "unknown",
    reason: 9,
    reasonWord: "unknown",
  });
});
