import { transcribed, transcriptionRequestOf } from "../../../../../emulator/src/trtc/transcription/request";

const SMALLEST = {
  SdkAppId: 14,
  RoomId: "150",
  RoomIdType: 0,
  TranscriptionParam: { UserId: "robot", UserSig: "sig" },
  AsrParam: { Lang: "bigmodel-zh" },
};

test("what a request leaves out has the documented defaults, and RoomIdType 0 is a number", () => {
  expect(transcriptionRequestOf(SMALLEST)).toEqual({
    room: { sdkAppId: 14, type: "int32", roomId: "150" },
    userId: "robot",
    wanted: [],
    unwanted: [],
    maxIdleSeconds: 30,
    sendsCustomData: false,
    lang: "bigmodel-zh",
    languages: [],
    speakers: [],
  });
});

test("everything that a request may say is taken, and RoomIdType 1 is a text", () => {
  const full = {
    ...SMALLEST,
    RoomIdType: 1,
    TranscriptionParam: {
      UserId: "robot",
      UserSig: "sig",
      SubscribeList: [{ UserId: "a" }, { UserId: "b" }],
      UnSubscribeList: [{ UserId: "c" }],
      MaxIdleTime: 5,
      SendCustomMode: 1,
    },
    TranslationParam: { TargetLang: ["en", "ja"] },
    TTSParam: [{ Language: "en", TargetUser: { UserId: "a" }, TTSRobotUser: { UserId: "voice" } }],
  };
  expect(transcriptionRequestOf(full)).toEqual({
    room: { sdkAppId: 14, type: "string", roomId: "150" },
    userId: "robot",
    wanted: ["a", "b"],
    unwanted: ["c"],
    maxIdleSeconds: 5,
    sendsCustomData: true,
    lang: "bigmodel-zh",
    languages: ["en", "ja"],
    speakers: ["voice"],
  });
});

test("anchors of the one list take part, but for those of the other; without lists all anchors", () => {
  const anchor = (userId: string) => ({ userId, role: "anchor", audio: true, video: false }) as const;
  const users = [
    anchor("a"),
    anchor("b"),
    anchor("c"),
    { ...anchor("d"), role: "audience", audio: false } as const,
  ];
  const names = (wanted: string[], unwanted: string[]) =>
    transcribed(users, { wanted, unwanted }).map(({ userId }) => userId);
  expect(names([], [])).toEqual(["a", "b", "c"]);
  expect(names(["a", "d"], [])).toEqual(["a"]);
  expect(names(["a", "b"], ["b"])).toEqual(["a"]);
  expect(names([], ["c"])).toEqual(["a", "b"]);
  expect(names(["1.*$"], [])).toEqual([]);
});
