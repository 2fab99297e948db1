import {
  hasSource,
  patched,
  relayRequestOf,
  targetsOf,
} from "../../../../../emulator/src/trtc/relay/request";
import { startRequest, URL_ONE } from "./relay-request";

const ROOM = { sdkAppId: 1400000001, type: "string", roomId: "lobby" } as const;
const user = (userId: string, role: "anchor" | "audience" = "anchor") => ({
  userId,
  role,
  audio: true,
  video: true,
});

test("what a request leaves out has the documented default", () => {
  const request = relayRequestOf({
    ...startRequest({ RoomId: "150", RoomIdType: 0, AgentParams: { UserId: "relay" } }),
  });
  expect(request).toMatchObject({
    room: { sdkAppId: 1400000001, type: "int32", roomId: "150" },
    userId: "relay",
    maxIdleSeconds: 30,
  });
  expect(Object.keys(request.content).sort()).toEqual([
    "AudioParams",
    "PublishCdnParams",
    "VideoParams",
    "WithTranscoding",
  ]);
});

test("a target is Tencent Cloud's unless it says otherwise", () => {
  const PublishCdnParams = [
    { PublishCdnUrl: URL_ONE },
    { PublishCdnUrl: URL_ONE, IsTencentCdn: 1 },
    { PublishCdnUrl: URL_ONE, IsTencentCdn: 0 },
  ];
  expect(targetsOf({ PublishCdnParams }).map(({ isTencentCdn }) => isTencentCdn)).toEqual([
    true,
    true,
    false,
  ]);
});

test("a patch changes parameters and the parameters in them, and lists as a whole", () => {
  expect(patched({ A: 1, B: { C: 1, D: { E: 1 } }, F: [1, 2] }, { B: { D: { G: 1 } }, F: [3] })).toEqual({
    A: 1,
    B: { C: 1, D: { G: 1 } },
    F: [3],
  });
});

test("a mix has a source with any anchor, one stream with its user alone", () => {
  const mix = { WithTranscoding: 1 };
  expect(hasSource(mix, ROOM, [])).toBe(false);
  expect(hasSource(mix, ROOM, [user("guest", "audience")])).toBe(false);
  expect(hasSource(mix, ROOM, [user("teacher")])).toBe(true);
  const one = (UserInfo: object) => ({
    WithTranscoding: 0,
    SingleSubscribeParams: { UserMediaStream: { UserInfo } },
  });
  expect(hasSource(one({ UserId: "teacher" }), ROOM, [user("student")])).toBe(false);
  expect(hasSource(one({ UserId: "teacher" }), ROOM, [user("teacher")])).toBe(true);
  const same = { UserId: "teacher", RoomId: "lobby", RoomIdType: 1 };
  expect(hasSource(one(same), ROOM, [])).toBe(false);
  expect(hasSource(one({ ...same, RoomIdType: 0, RoomId: "150" }), ROOM, [])).toBe(true);
});
