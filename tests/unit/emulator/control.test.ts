import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { TRTC_ACTIONS } from "../../../emulator/src/trtc/actions";
import { anyNumber, anyText, textLike } from "./any-value";
import { BUCKET, createRequest, place, SDK_APP_ID, startedEmulator } from "./started-emulator";
import type { StartedEmulator } from "./started-emulator";

let started: StartedEmulator;
beforeAll(async () => {
  started = await startedEmulator();
});
beforeEach(() => started.control.reset());
afterAll(() => started.emulator.close());

async function send(method: string, path: string, body?: string): Promise<{ status: number; json: unknown }> {
  const response = await fetch(`${started.emulator.url}/_emulator/${path}`, {
    method,
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, json: await response.json() };
}

test("health tells the emulated time and what runs", async () => {
  await started.client.CreateCloudSliceTask(createRequest());
  const before = await started.control.health();
  await started.control.advance(3600);
  const after = await started.control.health();
  expect(before).toEqual({ status: "ok", now: anyText, virtualClock: true, running: 1 });
  expect(Date.parse(after.now) - Date.parse(before.now)).toBe(3_600_000);
});

test("settings are merged and answered as a whole", async () => {
  await started.control.settings({ maxTasks: 7 });
  expect(await started.control.settings({ robotConflict: "fail" })).toEqual({
    robotConflict: "fail",
    describeLagSeconds: 0,
    exitLagSeconds: 30,
    retryNon200: true,
    freshCallbackTs: true,
    callbackTimeoutSeconds: 5,
    maxTasks: 7,
    maxRecordings: 100,
    ingestFileSeconds: 3600,
    maxRps: 20,
    camLagSeconds: 0,
    scfLagSeconds: 0,
    latencySeconds: 0,
    throttledShare: 0,
    lostShare: 0,
    chanceSeed: 1,
  });
});

test("an application never answers its secrets", async () => {
  const settings = { sdkSecretKey: "planted", callbackUrl: "http://127.0.0.1:9/", callbackKey: "planted" };
  expect(await started.control.app(1400000002, settings)).toEqual({
    sdkAppId: 1400000002,
    callbackUrl: "http://127.0.0.1:9/",
    callbackSigned: true,
    callbackKinds: ["slicing"],
    advancedPermission: false,
  });
  expect(await started.control.app(1400000002, { advancedPermission: true })).toMatchObject({
    callbackUrl: "http://127.0.0.1:9/",
    advancedPermission: true,
  });
});

test("a stopped task has LeaveCode 3", async () => {
  const { TaskId = "" } = await started.client.CreateCloudSliceTask(createRequest());
  expect(await started.control.stopTask(TaskId)).toMatchObject({
    running: false,
    status: "Exited",
    leaveCode: 3,
  });
});

test("slicing has nothing that a control call could tell it to do", async () => {
  const { TaskId = "" } = await started.client.CreateCloudSliceTask(createRequest());
  await expect(started.control.behave(TaskId, { play: true })).rejects.toThrow(
    `PUT tasks/${encodeURIComponent(TaskId)}/behaviour: slicing has no behaviour that can be set`,
  );
  expect(await send("PUT", "tasks/other/behaviour", "{}")).toEqual({
    status: 404,
    json: { error: "there is no task other" },
  });
});

test("reset forgets everything but what was given at the start", async () => {
  await started.client.CreateCloudSliceTask(createRequest());
  await started.control.joinRoom(place("teacher"));
  await started.control.advance(5);
  await started.control.app(1400000002);
  await started.control.settings({ maxTasks: 1 });
  await started.control.fault({ action: "*", kind: "error" });
  await started.control.reset();
  expect(await started.control.tasks()).toEqual([]);
  expect(await started.control.calls()).toEqual([]);
  expect(await started.control.deliveries()).toEqual([]);
  expect(await started.control.objects(BUCKET)).toEqual([]);
  expect((await started.control.settings({})).maxTasks).toBe(500);
  await expect(started.control.joinRoom({ ...place("a"), sdkAppId: 1400000002 })).rejects.toThrow(
    "there is no application 1400000002",
  );
  await started.client.CreateCloudSliceTask(createRequest());
});

test("objects are listed with size, type and tag", async () => {
  await started.client.CreateCloudSliceTask(createRequest());
  await started.control.joinRoom(place("teacher"));
  await started.control.advance(5);
  expect(await started.control.objects(BUCKET)).toEqual([
    {
      bucket: BUCKET,
      key: textLike(/^prod\/-.*\.\/teacher\/images\/1400000001_lobby_teacher_\d{14}\.png$/),
      size: anyNumber,
      etag: textLike(/^"[0-9a-f]{32}"$/),
      contentType: "image/png",
      lastModified: anyText,
    },
  ]);
});

test("an application shows its callback address without query, and null takes it away", async () => {
  const callbackUrl = "http://127.0.0.1:9/hook?token=planted#planted";
  expect(await started.control.app(1400000002, { callbackUrl, callbackKey: "planted" })).toMatchObject({
    callbackUrl: "http://127.0.0.1:9/hook",
    callbackSigned: true,
  });
  expect(await started.control.app(1400000002, { callbackUrl: null, callbackKey: null })).toEqual({
    sdkAppId: 1400000002,
    callbackSigned: false,
    callbackKinds: ["slicing"],
    advancedPermission: false,
  });
});

test("what a room call causes is done when it answers", async () => {
  await started.client.CreateCloudSliceTask(createRequest());
  for (let round = 1; round <= 10; round += 1) {
    await started.control.joinRoom(place("teacher"), { audio: true, video: false });
    await started.control.advance(2);
    await started.control.leaveRoom(place("teacher"));
    expect(await started.control.objects(BUCKET)).toHaveLength(round);
  }
});

test("a callback receiver may use the control calls", async () => {
  const receiver = createServer((request, response) => {
    request.resume();
    void started.control.joinRoom(place("teacher")).then(() => response.end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address with a port.
  const { port } = receiver.address() as AddressInfo;
  await started.control.app(SDK_APP_ID, { callbackUrl: `http://127.0.0.1:${port}/` });
  const { TaskId = "" } = await started.client.CreateCloudSliceTask(createRequest());
  await started.control.advance(0);
  await started.control.stopTask(TaskId);
  expect((await started.control.deliveries()).map(({ eventType, ok }) => [eventType, ok])).toEqual([
    [1001, true],
    [1002, true],
  ]);
  receiver.closeAllConnections();
  receiver.close();
});

test("a user who is anchor sends audio and video unless said otherwise, an audience nothing", async () => {
  const path = `rooms/a%3Fb/users/u?sdkAppId=${SDK_APP_ID}&roomIdType=string`;
  expect((await send("PUT", path)).json).toEqual({
    roomId: "a?b",
    userId: "u",
    role: "anchor",
    audio: true,
    video: true,
  });
  expect((await send("PUT", path, '{"role":"audience"}')).json).toMatchObject({ audio: false, video: false });
});

const CALLBACK_URL =
  "body: callbackUrl must be an http or https URL of at most 2083 of the characters A-Z a-z 0-9 - _ ? % = # . / + :";
const STRING_ROOM =
  "roomId: a string room is 1 to 64 letters, digits, spaces and !#$%&()+-:;<=.>?@[]^_{}|~, characters";
const USER_ID = "userId: 1 to 32 of A-Z, a-z, 0-9, _ and -";
const STRING = `sdkAppId=${SDK_APP_ID}&roomIdType=string`;

const SENT = '"eventGroupId":10,"eventType":1001,"eventInfo":{}';

const user = `rooms/lobby/users/u?sdkAppId=${SDK_APP_ID}`;

test.each([
  [
    "PUT",
    "settings",
    '{"maxTasks":"7","color":1}',
    400,
    "body: there is no color; body: maxTasks must be integer",
  ],
  [
    "PUT",
    "settings",
    '{"robotConflict":"x"}',
    400,
    "body: robotConflict must be equal to one of the allowed values: takeover, fail",
  ],
  ["PUT", "settings", "{", 400, "the body is not JSON"],
  ["PUT", "settings", "[]", 400, "body: it must be object"],
  ["PUT", "apps/x", "{}", 400, 'params: sdkAppId must match pattern "^[1-9][0-9]{0,15}$"'],
  [
    "PUT",
    "apps/1",
    '{"callbackKey":"a b"}',
    400,
    'body: callbackKey must match pattern "^[A-Za-z0-9]{1,32}$"',
  ],
  ["PUT", "apps/1", '{"callbackUrl":"ftp://x"}', 400, CALLBACK_URL],
  ["PUT", "apps/1", '{"callbackUrl":"http://127.0.0.1:99999/"}', 400, CALLBACK_URL],
  ["PUT", "apps/1", '{"callbackUrl":"http://a:b@127.0.0.1/"}', 400, CALLBACK_URL],
  ["PUT", "apps/1", `{"callbackUrl":"http://127.0.0.1/${"x".repeat(2083)}"}`, 400, CALLBACK_URL],
  ["PUT", "apps/9999999999999999", "{}", 400, "sdkAppId must be at most 9007199254740991"],
  ["GET", "tasks/%zz", undefined, 400, "the path is not well percent-encoded"],
  ["POST", "tasks/-nope./stop", "", 404, "there is no task -nope."],
  ["PUT", user, "{}", 400, "querystring: roomIdType is missing"],
  ["PUT", `${user}&roomIdType=int32`, "{}", 400, "roomId: an int32 room is a number from 1 to 4294967294"],
  [
    "PUT",
    `rooms/4294967295/users/u?sdkAppId=${SDK_APP_ID}&roomIdType=int32`,
    "{}",
    400,
    "roomId: an int32 room is a number from 1 to 4294967294",
  ],
  ["PUT", `rooms/${"x".repeat(65)}/users/u?${STRING}`, "{}", 400, STRING_ROOM],
  ["PUT", `rooms/%E6%88%BF/users/u?${STRING}`, "{}", 400, STRING_ROOM],
  ["PUT", `rooms//users/u?${STRING}`, "{}", 400, STRING_ROOM],
  ["PUT", `rooms/lobby/users/?${STRING}`, "{}", 400, USER_ID],
  ["PUT", `rooms/lobby/users/${"u".repeat(33)}?${STRING}`, "{}", 400, USER_ID],
  ["DELETE", `rooms/lobby/users/a%2Fb?${STRING}`, undefined, 400, USER_ID],
  [
    "PUT",
    `${user}&roomIdType=string`,
    '{"role":"audience","audio":true}',
    400,
    "body: an audience sends neither audio nor video",
  ],
  [
    "PUT",
    `${user}&roomIdType=string`,
    '{"role":"host"}',
    400,
    "body: role must be equal to one of the allowed values: anchor, audience",
  ],
  ["POST", "clock/advance", "{}", 400, "body: seconds is missing"],
  ["POST", "clock/advance", '{"seconds":-1}', 400, "body: seconds must be >= 0"],
  ["POST", "faults", '{"kind":"error"}', 400, "body: action is missing"],
  ["POST", "faults", '{"action":"A","kind":"error","times":0}', 400, "body: times must be >= 1"],
  [
    "POST",
    "faults",
    '{"action":"DismissRoom","kind":"latency","applied":false}',
    400,
    "body: applied cannot be false for latency, which is a late answer to a call that took effect",
  ],
  [
    "POST",
    "faults",
    '{"action":"DismissRoom","kind":"latency","seconds":3601}',
    400,
    "body: seconds must be <= 3600 for latency",
  ],
  [
    "POST",
    "faults",
    '{"action":"Typo","kind":"error"}',
    400,
    `body: action must be *, one of COS such as cos:PutObject, or one of ${Object.keys(TRTC_ACTIONS).join(", ")}, AddUser, GetUser, UpdateUser, DeleteUser, GetUserAppId, CreateAccessKey, ListAccessKeys, UpdateAccessKey, DeleteAccessKey, CreatePolicy, GetPolicy, ListPolicies, UpdatePolicy, DeletePolicy, AttachUserPolicy, DetachUserPolicy, ListAttachedUserPolicies, CreateRole, GetRole, UpdateAssumeRolePolicy, UpdateRoleDescription, DeleteRole, AttachRolePolicy, DetachRolePolicy, ListAttachedRolePolicies, CreateFunction, GetFunction, UpdateFunctionCode, UpdateFunctionConfiguration, DeleteFunction, ListFunctions, GetFunctionAddress, CreateTrigger, UpdateTrigger, DeleteTrigger, ListTriggers`,
  ],
  [
    "POST",
    "callbacks",
    "{}",
    400,
    "body: sdkAppId is missing; body: eventGroupId is missing; body: eventType is missing; body: eventInfo is missing",
  ],
  ["POST", "callbacks", `{"sdkAppId":${SDK_APP_ID},${SENT},"times":101}`, 400, "body: times must be <= 100"],
  ["POST", "callbacks", `{"sdkAppId":1,${SENT}}`, 404, "there is no application 1"],
  [
    "POST",
    "callbacks",
    `{"sdkAppId":${SDK_APP_ID},${SENT}}`,
    400,
    "the application has no callback address: give it one by PUT apps/{sdkAppId}",
  ],
  [
    "PUT",
    "apps/1",
    '{"callbackKinds":["slices"]}',
    400,
    "body: callbackKinds.0 must be equal to one of the allowed values: room, media, recording, relay, ingest, slicing, moderation, transcription",
  ],
  ["GET", "objects", undefined, 400, "querystring: bucket is missing"],
  ["GET", "objects?bucket=nope-1", undefined, 404, "there is no bucket nope-1"],
  ["PUT", "settings", '{"camLagSeconds":-1}', 400, "body: camLagSeconds must be >= 0"],
  ["PUT", "settings", '{"latencySeconds":3601}', 400, "body: latencySeconds must be <= 3600"],
  ["PUT", "settings", '{"throttledShare":1.1}', 400, "body: throttledShare must be <= 1"],
  ["PUT", "settings", '{"lostShare":-0.1}', 400, "body: lostShare must be >= 0"],
  ["PUT", "settings", '{"chanceSeed":0.5}', 400, "body: chanceSeed must be integer"],
  ["GET", "nothing", undefined, 404, "there is no GET /_emulator/nothing"],
])("%s %s with %p answers %p: %s", async (method, path, body, status, error) => {
  expect(await send(method, path, body)).toEqual({ status, json: { error } });
});
