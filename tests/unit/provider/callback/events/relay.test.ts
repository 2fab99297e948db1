import { parse } from "../../../../../provider/callback/parse";
import { InputError } from "../../../../../provider/trtc/errors";
import { eventOf, eventOfBody, payloadOf, sample } from "../callback-samples";

test("401 as printed has a comment, lacks a comma, and is refused as no JSON", () => {
  expect(() => parse(sample("401.txt"))).toThrow(
    new InputError("the body is not JSON: hand it over byte for byte as received"),
  );
});

test("401 of the sample has its time in EventTsMs", () => {
  expect(eventOf("401-repaired.json")).toEqual({
    name: "CLOUD_PUBLISH_CDN_STATUS",
    group: 4,
    type: 401,
    sentAt: "2021-05-28T07:17:55.913Z",
    occurredAt: "2021-05-28T07:17:55.913Z",
    roomId: "xx",
    taskId: "xx",
    userId: "xx",
    payload: {
      status: 2,
      statusWord: "running",
      roomType: 1,
      roomTypeWord: "string",
      url: "rtmp://tencent-url/xxxx",
    },
  });
});

test("401 of the table has its time in EventMsTs and its task as a number", () => {
  const body = {
    EventGroupId: 4,
    EventType: 401,
    EventInfo: {
      RoomId: 5,
      RoomType: 0,
      EventMsTs: 1622186275913,
      TaskId: 812,
      Payload: { Url: "rtmp://a", Status: 4, ErrorCode: -3, ErrorMsg: "time-out" },
    },
  };
  expect(eventOfBody(body)).toEqual({
    name: "CLOUD_PUBLISH_CDN_STATUS",
    group: 4,
    type: 401,
    occurredAt: "2021-05-28T07:17:55.913Z",
    roomId: 5,
    taskId: "812",
    payload: {
      status: 4,
      statusWord: "failed",
      roomType: 0,
      roomTypeWord: "number",
      url: "rtmp://a",
      errorCode: -3,
      errorMsg: "time-out",
    },
  });
});

test.each([
  [0, "idle"],
  [1, "connecting"],
  [2, "running"],
  [3, "recovering"],
  [4, "failed"],
  [5, "disconnecting"],
  [6, "unknown"],
])("a target with status %d is %s", (status, statusWord) => {
  expect(payloadOf(4, 401, { Payload: { Status: status } })).toEqual({ status, statusWord });
});
