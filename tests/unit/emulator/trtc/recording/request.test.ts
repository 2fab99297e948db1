import { recordRequestOf } from "../../../../../emulator/src/trtc/recording/request";
import { recordingRequest } from "./started-recording";

const NO_LISTS = {
  SubscribeAudioUserIds: [],
  UnSubscribeAudioUserIds: [],
  SubscribeVideoUserIds: [],
  UnSubscribeVideoUserIds: [],
};
const requested = (changes: object) => recordRequestOf({ ...recordingRequest(), ...changes });

test("the smallest request has the documented defaults", () => {
  expect(requested({ RecordParams: { RecordMode: 1 }, RoomIdType: undefined, RoomId: "150" })).toEqual({
    room: { sdkAppId: 1400000001, type: "int32", roomId: "150" },
    userId: "recorder",
    mode: "single",
    kinds: new Set(["audio", "video"]),
    merged: false,
    formats: new Set(["hls"]),
    maxFileMinutes: 1440,
    mediaId: 0,
    maxIdleSeconds: 30,
    handleHours: 72,
    lists: NO_LISTS,
    storage: {
      vendor: "cos",
      region: "ap-singapore",
      bucket: "slices-1250000000",
      accessKey: "AKIDstorage",
      secretKey: "storage-secret",
      fileNamePrefix: ["prod"],
    },
    canvas: { width: 360, height: 640 },
    layout: undefined,
  });
});

test("a mixed one merges, and has its layout and canvas", () => {
  const VideoParams = { Width: 1280, Height: 720, Fps: 15, BitRate: 64000, Gop: 10 };
  expect(
    requested({
      RecordParams: { RecordMode: 2, StreamType: 2 },
      MixTranscodeParams: { VideoParams },
      MixLayoutParams: { MixLayoutMode: 3 },
    }),
  ).toMatchObject({
    mode: "mixed",
    kinds: new Set(["video"]),
    merged: true,
    canvas: { width: 1280, height: 720 },
    layout: { MixLayoutMode: 3 },
  });
});

test.each([
  [0, ["hls"]],
  [1, ["hls", "mp4"]],
  [2, ["hls", "aac"]],
  [3, ["mp4"]],
  [4, ["aac"]],
])("OutputFormat %d is %j in a storage", (OutputFormat, formats) => {
  expect(requested({ RecordParams: { RecordMode: 1, OutputFormat } }).formats).toEqual(new Set(formats));
});

test.each([
  [undefined, ["mp4"]],
  [1, ["hls"]],
  [2, ["aac"]],
  [3, ["hls", "mp4"]],
  [4, ["hls", "aac"]],
])("MediaType %p is %j in VOD", (MediaType, formats) => {
  const TencentVod = MediaType === undefined ? {} : { MediaType };
  expect(requested({ StorageParams: { CloudVod: { TencentVod } } })).toMatchObject({
    formats: new Set(formats),
    storage: undefined,
  });
});
