import fc from "fast-check";
import { readBody } from "../../../../provider/callback/body";
import { eventId } from "../../../../provider/callback/event-key";
import { parse } from "../../../../provider/callback/parse";
import { InputError } from "../../../../provider/trtc/errors";
import { sample, SAMPLES } from "./callback-samples";

const READABLE = SAMPLES.filter((file) => file.endsWith(".json"));

test.each(READABLE)("%s is a documented event with its whole body", (file) => {
  const event = parse(sample(file));
  expect(event.name).not.toBe("UNKNOWN");
  expect(event.body).toEqual(JSON.parse(sample(file)));
  expect(parse(Buffer.from(sample(file)))).toEqual(event);
});

test("an event of an unknown group is kept, with what all events share", () => {
  const body = {
    EventGroupId: 9,
    EventType: 901,
    CallbackTs: 1687770730166,
    EventInfo: { EventMsTs: 1622186275757, TaskId: "xx", RoomId: "1234", Payload: { Status: 0 } },
  };
  expect(parse(JSON.stringify(body))).toEqual({
    name: "UNKNOWN",
    group: 9,
    type: 901,
    sentAt: "2023-06-26T09:12:10.166Z",
    occurredAt: "2021-05-28T07:17:55.757Z",
    roomId: "1234",
    taskId: "xx",
    payload: {},
    body,
  });
});

test.each([
  ["an unknown type of a known group", { EventGroupId: 10, EventType: 1007 }],
  ["a known type in another group", { EventGroupId: 3, EventType: 1001 }],
])("%s is kept as unknown", (_, body) => {
  expect(parse(JSON.stringify(body))).toEqual({
    name: "UNKNOWN",
    group: body.EventGroupId,
    type: body.EventType,
    payload: {},
    body,
  });
});

test("group and type that were sent as text are read as numbers", () => {
  const body = { EventGroupId: "10", EventType: "1002", EventInfo: { Payload: { LeaveCode: "0" } } };
  expect(parse(JSON.stringify(body))).toEqual({
    name: "CLOUD_SLICE_STOP",
    group: 10,
    type: 1002,
    payload: { leaveCode: 0, leaveCodeWord: "stopped" },
    body,
  });
});

test("fields of a hopeless type are left out, and are still in the body", () => {
  const body = {
    EventGroupId: 10,
    EventType: 1001,
    CallbackTs: {},
    EventInfo: { EventMsTs: [], RoomId: {}, TaskId: null, UserId: true, Payload: { Status: "ok" } },
  };
  expect(parse(JSON.stringify(body))).toEqual({
    name: "CLOUD_SLICE_START",
    group: 10,
    type: 1001,
    payload: {},
    body,
  });
});

test.each([[null], ["none"], [[1]], [7]])("EventInfo %j counts as empty", (info) => {
  const body = { EventGroupId: 1, EventType: 101, EventInfo: info };
  expect(parse(JSON.stringify(body))).toEqual({
    name: "CREATE_ROOM",
    group: 1,
    type: 101,
    payload: {},
    body,
  });
});

test.each([
  ["EventMsTs before EventTs", { EventTs: 1622186275, EventMsTs: 1622186275757 }, "2021-05-28T07:17:55.757Z"],
  ["EventTsMs before EventTs", { EventTs: 1622186275, EventTsMs: 1622186275757 }, "2021-05-28T07:17:55.757Z"],
  ["EventTs when EventMsTs is empty", { EventTs: 1622186275, EventMsTs: 0 }, "2021-05-28T07:17:55.000Z"],
])("the time is taken from %s", (_, info, occurredAt) => {
  const body = { EventGroupId: 1, EventType: 101, EventInfo: info };
  expect(parse(JSON.stringify(body)).occurredAt).toBe(occurredAt);
});

test.each([
  ["{}", "EventGroupId must be a number, got nothing: hand over the whole body of a callback"],
  ['{"EventGroupId":10}', "EventType must be a number, got nothing: hand over the whole body of a callback"],
  [
    '{"EventGroupId":"ten","EventType":1001}',
    "EventGroupId must be a number, got something else: hand over the whole body of a callback",
  ],
  [
    '{"EventGroupId":10,"EventType":1e400}',
    "EventType must be a number, got something else: hand over the whole body of a callback",
  ],
  ["[]", "the body is JSON but no object: an event is one"],
  ["", "the body is not JSON: hand it over byte for byte as received"],
])("%s is refused", (body, message) => {
  expect(() => parse(body)).toThrow(new InputError(message));
});

test("any object with a group and a type is an event", () => {
  const group = fc.constantFrom(1, 2, 3, 4, 7, 9, 10, 11, 14);
  const fields = ["RoomId", "TaskId", "UserId", "EventMsTs", "EventTs", "Role", "Status", "Payload"];
  const info = fc.dictionary(fc.constantFrom(...fields), fc.jsonValue({ maxDepth: 3 }));
  const payload = fc.dictionary(
    fc.constantFrom("Status", "LeaveCode", "FileList", "FileMessage", "TencentVod", "CheckDetail", "Label"),
    fc.jsonValue({ maxDepth: 2 }),
  );
  fc.assert(
    fc.property(
      group,
      fc.nat(12),
      fc.option(info),
      fc.option(payload),
      fc.jsonValue(),
      (group, type, info, payload, callbackTs) => {
        const body = {
          EventGroupId: group,
          EventType: group * 100 + type,
          CallbackTs: callbackTs,
          EventInfo: info === null ? callbackTs : { ...info, ...(payload !== null && { Payload: payload }) },
        };
        // no NaN, no -0: what is sent is JSON, and a field __proto__ is refused
        const text = JSON.stringify(body);
        fc.pre(!text.includes("__proto__"));
        const event = parse(text);
        expect(event).toMatchObject({ group, type: group * 100 + type });
        expect(event.body).toEqual(readBody(text));
      },
    ),
    { numRuns: 200 },
  );
});

test("task ids that no number can hold are told apart, as numbers and as texts", () => {
  const relay = (taskId: string) =>
    parse(`{"EventGroupId":4,"EventType":401,"EventInfo":{"TaskId":${taskId}}}`);
  const events = ["9007199254740992", "9007199254740993", '"9007199254740994"'].map(relay);
  expect(events.map(({ taskId }) => taskId)).toEqual([
    "9007199254740992",
    "9007199254740993",
    "9007199254740994",
  ]);
  expect(new Set(events.map(({ body }) => eventId(body))).size).toBe(3);
});

test("any other JSON is refused by an InputError", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(() => parse(text)).toThrow(InputError);
    }),
    { numRuns: 200 },
  );
});
