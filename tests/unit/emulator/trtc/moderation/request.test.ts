import { moderationRequestOf } from "../../../../../emulator/src/trtc/moderation/request";

test("nothing but what must be given takes the documented defaults", () => {
  expect(moderationRequestOf({ SdkAppId: 14, RoomId: "150", UserId: "robot", ModerationParams: {} })).toEqual(
    {
      room: { sdkAppId: 14, type: "int32", roomId: "150" },
      userId: "robot",
      kinds: new Set(["audio"]),
      audioSeconds: 15,
      videoSeconds: 5,
      maxIdleSeconds: 30,
      handleHours: 24,
      supplier: "",
      keep: "none",
      tell: "all",
      lists: {
        SubscribeAudioUserIds: [],
        UnSubscribeAudioUserIds: [],
        SubscribeVideoUserIds: [],
        UnSubscribeVideoUserIds: [],
      },
      storage: undefined,
    },
  );
});

test("everything given is taken", () => {
  expect(
    moderationRequestOf({
      SdkAppId: 14,
      RoomId: "lobby",
      RoomIdType: 0,
      UserId: "robot",
      ModerationParams: {
        ModerationType: 3,
        MaxIdleTime: 1800,
        SliceAudio: 20,
        SliceVideo: 1,
        ModerationSupplier: "ace",
        SaveModerationFile: 2,
        CallbackAllResults: 1,
        SubscribeStreamUserIds: { SubscribeAudioUserIds: ["teacher"] },
      },
      ModerationStorageParams: {
        CloudModerationStorage: {
          Vendor: 1,
          Region: "us-east-1",
          Bucket: "b",
          AccessKey: "a",
          SecretKey: "s",
        },
      },
      ResourceExpiredHour: 6,
    }),
  ).toMatchObject({
    room: { type: "string", roomId: "lobby" },
    kinds: new Set(["audio", "video"]),
    audioSeconds: 20,
    videoSeconds: 1,
    maxIdleSeconds: 1800,
    handleHours: 6,
    supplier: "ace",
    keep: "hits",
    tell: "hits",
    lists: { SubscribeAudioUserIds: ["teacher"] },
    storage: { vendor: "s3", bucket: "b", fileNamePrefix: [] },
  });
});

test("2 is pictures, and 1 keeps every file", () => {
  const params = { ModerationType: 2, SaveModerationFile: 1 };
  expect(moderationRequestOf({ ModerationParams: params })).toMatchObject({
    kinds: new Set(["video"]),
    keep: "all",
  });
});
