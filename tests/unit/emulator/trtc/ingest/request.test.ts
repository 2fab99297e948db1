import { ingestRequestOf, patched } from "../../../../../emulator/src/trtc/ingest/request";

const SMALLEST = {
  SdkAppId: 14,
  RoomId: "lobby",
  RoomIdType: 0,
  UserId: "player",
  StreamUrl: "https://a.b/c.mp4",
};

test("what a request leaves out has the documented defaults", () => {
  expect(ingestRequestOf(SMALLEST)).toEqual({
    room: { sdkAppId: 14, type: "string", roomId: "lobby" },
    userId: "player",
    url: "https://a.b/c.mp4",
    seekSeconds: 0,
    autoPush: false,
    repeats: 1,
    maxMinutes: undefined,
    idleSeconds: undefined,
    volume: 100,
    isPaused: false,
    tellsProgress: false,
    tempo: 1,
  });
});

test("everything that a request may say is taken", () => {
  const full = {
    ...SMALLEST,
    RoomId: "150",
    RoomIdType: 1,
    SeekSecond: 10,
    AutoPush: true,
    RepeatNum: -1,
    MaxDuration: 60,
    Volume: 0,
    EnableProgress: true,
    Tempo: 1.5,
    IdleTimeout: 0,
  };
  expect(ingestRequestOf(full)).toEqual({
    room: { sdkAppId: 14, type: "int32", roomId: "150" },
    userId: "player",
    url: "https://a.b/c.mp4",
    seekSeconds: 10,
    autoPush: true,
    repeats: Infinity,
    maxMinutes: 60,
    idleSeconds: 0,
    volume: 0,
    isPaused: false,
    tellsProgress: true,
    tempo: 1.5,
  });
});

test("an update changes what it says, and nothing else", () => {
  const before = { url: "a", volume: 40, isPaused: true, tellsProgress: true, tempo: 2 };
  expect(patched(before, {})).toEqual(before);
  expect(patched(before, { Volume: 0 })).toEqual({ ...before, volume: 0 });
  expect(
    patched(before, { StreamUrl: "b", Volume: 1, IsPause: false, EnableProgress: false, Tempo: 0.5 }),
  ).toEqual({ url: "b", volume: 1, isPaused: false, tellsProgress: false, tempo: 0.5 });
});
