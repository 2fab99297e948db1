import { eventOf, eventOfBody, payloadOf } from "../callback-samples";

test("701 has its sending time in CallbackMsTs, its status in EventInfo, and neither room nor user", () => {
  expect(eventOf("701.json")).toEqual({
    name: "STREAM_INGEST_START",
    group: 7,
    type: 701,
    sentAt: "2023-12-07T08:31:40.012Z",
    occurredAt: "2023-12-07T08:31:40.013Z",
    taskId: "xx",
    payload: { status: 0, statusWord: "started" },
  });
});

test("702 may have EventMsTs as a text, which is how the page has it", () => {
  const body = {
    EventGroupId: 7,
    EventType: 702,
    CallbackMsTs: 1701937960012,
    EventInfo: { EventMsTs: "1701937960013", TaskId: "xx", Status: 0 },
  };
  expect(eventOfBody(body)).toEqual({
    name: "STREAM_INGEST_STOP",
    group: 7,
    type: 702,
    sentAt: "2023-12-07T08:32:40.012Z",
    occurredAt: "2023-12-07T08:32:40.013Z",
    taskId: "xx",
    payload: { status: 0, statusWord: "stopped" },
  });
});

test.each([
  [1, "failed"],
  [2, "started-again"],
  [3, "unknown"],
])("701 with status %d says %s", (status, statusWord) => {
  expect(payloadOf(7, 701, { Status: status })).toEqual({ status, statusWord });
});

test("group 4 in the page of ingest is a slip: such an event is none of ingest", () => {
  expect(eventOfBody({ EventGroupId: 4, EventType: 701, EventInfo: { Status: 0 } })).toEqual({
    name: "UNKNOWN",
    group: 4,
    type: 701,
    payload: {},
  });
});
