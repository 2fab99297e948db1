import { parse } from "../../../../../provider/callback/parse";
import { InputError } from "../../../../../provider/trtc/errors";
import { eventOf, payloadOf, sample } from "../callback-samples";

test("1001 as printed lacks a comma and is refused as no JSON", () => {
  expect(() => parse(sample("1001.txt"))).toThrow(
    new InputError("the body is not JSON: hand it over byte for byte as received"),
  );
});

test("1001 with its comma tells of a start", () => {
  expect(eventOf("1001-repaired.json")).toEqual({
    name: "CLOUD_SLICE_START",
    group: 10,
    type: 1001,
    sentAt: "2024-09-12T07:15:38.219Z",
    occurredAt: "2024-09-12T07:15:38.219Z",
    roomId: "960025",
    taskId: "-npVqpdU7sBobiK1iskE3BwlLIebCMrbKUbnL4K-rO+8oZWQndib9uvO4Deq9P1Na+sXGNGNuAE.",
    userId: "inspect",
    payload: { status: 0, statusWord: "started" },
  });
});

test("1002 tells why the robot left; its EventTs is a text", () => {
  expect(sample("1002.json")).toContain('"EventTs": "1729601782"');
  expect(eventOf("1002.json")).toEqual({
    name: "CLOUD_SLICE_STOP",
    group: 10,
    type: 1002,
    sentAt: "2024-10-22T12:56:22.073Z",
    occurredAt: "2024-10-22T12:56:22.073Z",
    roomId: "975626",
    taskId: "-nHRjqhU7gTG0UIL-MquzG8D0Q+wehTbVTeeIIK-rO+8oZWQndibtueIpQ8A0F3n9PEVRk0rngE.",
    userId: "SliceTaskDuration1-partner-robot",
    payload: { leaveCode: 99, leaveCodeWord: "idle" },
  });
});

test.each([
  [0, "stopped"],
  [1, "removed"],
  [2, "room-dismissed"],
  [3, "removed-by-server"],
  [4, "room-dismissed-by-server"],
  [99, "idle"],
  [100, "room-timeout"],
  [101, "entered-twice"],
  [5, "unknown"],
])("1002 with LeaveCode %d says %s", (leaveCode, leaveCodeWord) => {
  expect(payloadOf(10, 1002, { Payload: { LeaveCode: leaveCode } })).toEqual({ leaveCode, leaveCodeWord });
});

test("1003 tells of the start of the upload", () => {
  expect(eventOf("1003.json")).toEqual({
    name: "CLOUD_SLICE_UPLOAD_START",
    group: 10,
    type: 1003,
    sentAt: "2024-09-19T12:47:03.538Z",
    occurredAt: "2024-09-19T12:47:03.538Z",
    roomId: "295210",
    taskId: "-nHwXIdU7mJvL22pFsXZ-v7OgEzq1OzbNXe9L4K-4pycoZWQndib3ZfzqN7Wq+AdiPLMBLxd0gE.",
    userId: "inspect",
    payload: { status: 0, statusWord: "started" },
  });
});

test("1004 has its file list as a text, the user beside Payload, and happened weeks after it was sent", () => {
  expect(eventOf("1004.json")).toEqual({
    name: "CLOUD_SLICE_FILE_INFO",
    group: 10,
    type: 1004,
    sentAt: "2024-09-19T12:51:49.161Z",
    occurredAt: "2024-10-29T07:18:46.109Z",
    roomId: "963600",
    taskId: "-nHRjqhU7kGRgNhGI8Gq8JkT7wnFeUXbXG-6IYK-yb3t8ZWQndibhWMUwNxQwRlgnWuvEuBSqAE.",
    userId: "SliceCustomUploadCase6-partner-robot",
    payload: {
      fileList: ["20012177_2428_1929088_20250106143143.png"],
      streamerUserId: "SliceCustomUploadCase6-user0",
    },
  });
});

test.each([
  ["StreamUserId beside Payload", { StreamUserId: "teacher", Payload: {} }],
  ["StreamUserId in Payload, as the table has it", { Payload: { StreamUserId: "teacher" } }],
  ["StreamerUserId in Payload", { Payload: { StreamerUserId: "teacher" } }],
])("1004 may have %s", (_, info) => {
  expect(payloadOf(10, 1004, info)).toEqual({ streamerUserId: "teacher" });
});

test("1004 may have its file list as a list", () => {
  expect(payloadOf(10, 1004, { Payload: { FileList: ["a.png", "b.ogg"] } })).toEqual({
    fileList: ["a.png", "b.ogg"],
  });
});

test("1005 tells of the end of the upload; only 0 is known of its status", () => {
  expect(eventOf("1005.json")).toEqual({
    name: "CLOUD_SLICE_UPLOAD_STOP",
    group: 10,
    type: 1005,
    sentAt: "2024-09-19T13:09:07.072Z",
    occurredAt: "2024-09-19T13:09:07.072Z",
    roomId: "295211",
    taskId: "-nHwXIdU7jx6C00Nt8Vr+3h4GwYdP7zbeHi9L4K-4pycoZWQndibqFeEaV4LvjFqSuQvaAkrNQE.",
    userId: "inspect",
    payload: { status: 0, statusWord: "ended" },
  });
  expect(payloadOf(10, 1005, { Payload: { Status: 1 } })).toEqual({ status: 1, statusWord: "unknown" });
});

test("1006 tells the storage's code and message", () => {
  expect(eventOf("1006.json")).toEqual({
    name: "CLOUD_SLICE_UPLOAD_ERROR",
    group: 10,
    type: 1006,
    sentAt: "2024-09-19T13:09:07.072Z",
    occurredAt: "2024-09-19T13:09:07.072Z",
    roomId: "295211",
    taskId: "-nHwXIdU7jx6C00Nt8Vr+3h4GwYdP7zbeHi9L4K-4pycoZWQndibqFeEaV4LvjFqSuQvaAkrNQE.",
    userId: "inspect",
    payload: { code: 10002, message: "BadRequest" },
  });
});

test("1006 keeps a code that is a text, as S3 has them", () => {
  const info = { Payload: { Code: "AccessDenied", Message: "Access Denied" } };
  expect(payloadOf(10, 1006, info)).toEqual({ code: "AccessDenied", message: "Access Denied" });
});
