import { eventOf, payloadOf } from "../callback-samples";

const FILES = [
  {
    fileName: "xxxx1.mp4",
    userId: "xxxx",
    trackType: "audio_video",
    mediaId: "main",
    startTimeStamp: "2021-05-28T07:17:59.145Z",
    endTimeStamp: "2021-05-28T07:18:02.145Z",
  },
  {
    fileName: "xxxx2.mp4",
    userId: "xxxx",
    trackType: "audio_video",
    mediaId: "main",
    startTimeStamp: "2021-05-28T07:17:59.153Z",
    endTimeStamp: "2021-05-28T07:18:02.153Z",
  },
];
const STARTED = { status: 0, statusWord: "started" };
const NOT_COMMITTED = {
  status: 1,
  statusWord: "held-back",
  errmsg: "xxx",
  tencentVod: { userId: "123", trackType: "audio_video", cacheFile: "xxx.mp4" },
};

test("301 of the newer page has milliseconds, that of the older has seconds as a text", () => {
  const shared = {
    name: "CLOUD_RECORDING_RECORDER_START",
    group: 3,
    type: 301,
    sentAt: "2021-05-28T07:17:55.913Z",
    roomId: "xx",
    taskId: "xx",
    userId: "xx",
    payload: STARTED,
  };
  expect(eventOf("301.json")).toEqual({ ...shared, occurredAt: "2021-05-28T07:17:55.757Z" });
  expect(eventOf("301-older-page.json")).toEqual({ ...shared, occurredAt: "2021-05-28T07:17:55.000Z" });
});

test.each<[string, string, object]>([
  ["302.json", "CLOUD_RECORDING_RECORDER_STOP", { leaveCode: 0, leaveCodeWord: "stopped" }],
  ["302-older-page.json", "CLOUD_RECORDING_RECORDER_STOP", { leaveCode: 0, leaveCodeWord: "stopped" }],
  ["303-older-page.json", "CLOUD_RECORDING_UPLOAD_START", STARTED],
  ["304-older-page.json", "CLOUD_RECORDING_FILE_INFO", { fileList: ["xx.m3u8"] }],
  ["305-older-page.json", "CLOUD_RECORDING_UPLOAD_STOP", { status: 0, statusWord: "uploaded" }],
  ["306.json", "CLOUD_RECORDING_FAILOVER", { status: 0, statusWord: "moved" }],
  ["306-older-page.json", "CLOUD_RECORDING_FAILOVER", { status: 0, statusWord: "moved" }],
  [
    "307.json",
    "CLOUD_RECORDING_FILE_SLICE",
    { fileName: "xx.m3u8", userId: "xx", trackType: "audio", beginTimeStamp: "2021-05-28T07:17:59.144Z" },
  ],
  ["308-older-page.json", "CLOUD_RECORDING_UPLOAD_ERROR", { code: "xx", message: "xx" }],
  ["309.json", "CLOUD_RECORDING_DOWNLOAD_IMAGE_ERROR", { url: "http://xx" }],
  ["309-older-page.json", "CLOUD_RECORDING_DOWNLOAD_IMAGE_ERROR", { url: "http://xx" }],
  [
    "310.json",
    "CLOUD_RECORDING_MP4_STOP",
    { status: 0, statusWord: "uploaded", fileList: ["xxxx1.mp4", "xxxx2.mp4"], fileMessage: FILES },
  ],
  [
    "310-older-page.json",
    "CLOUD_RECORDING_MP4_STOP",
    { status: 0, statusWord: "uploaded", fileList: ["xxxx1.mp4", "xxxx2.mp4"], fileMessage: FILES },
  ],
  [
    "311.json",
    "CLOUD_RECORDING_VOD_COMMIT",
    {
      status: 0,
      statusWord: "uploaded",
      tencentVod: {
        userId: "xx",
        trackType: "audio_video",
        mediaId: "main",
        startTimeStamp: "2021-05-28T07:17:59.153Z",
        endTimeStamp: "2021-05-28T07:18:02.153Z",
        fileId: "xxxx",
        videoUrl: "http://xxxx",
        cacheFile: "xxxx.mp4",
      },
    },
  ],
  [
    "311-older-page.json",
    "CLOUD_RECORDING_VOD_COMMIT",
    {
      status: 0,
      statusWord: "uploaded",
      tencentVod: {
        userId: "xx",
        trackType: "audio_video",
        mediaId: "main",
        fileId: "xxxx",
        videoUrl: "http://xxxx",
      },
    },
  ],
  ["311-failed.json", "CLOUD_RECORDING_VOD_COMMIT", NOT_COMMITTED],
  ["311-failed-older-page.json", "CLOUD_RECORDING_VOD_COMMIT", NOT_COMMITTED],
  ["312.json", "CLOUD_RECORDING_VOD_STOP", { status: 0, statusWord: "ended" }],
  ["312-older-page.json", "CLOUD_RECORDING_VOD_STOP", { status: 0, statusWord: "ended" }],
])("%s is read as %s", (file, name, payload) => {
  const event = eventOf(file);
  expect(event).toMatchObject({ name, group: 3, type: parseInt(file, 10), taskId: "xx", userId: "xx" });
  expect(event.payload).toEqual(payload);
});

test.each([
  [0, "uploaded"],
  [1, "held-back"],
  [2, "recovered"],
  [99, "unknown"],
])("305 with %d says %s, whichever page named the field: never why the robot left", (status, statusWord) => {
  expect(payloadOf(3, 305, { Payload: { LeaveCode: status } })).toEqual({ status, statusWord });
  expect(payloadOf(3, 305, { Payload: { Status: status } })).toEqual({ status, statusWord });
});

test("310 with status 2 says that MP4 files could not be made", () => {
  expect(payloadOf(3, 310, { Payload: { Status: 2, FileList: [], FileMessage: [] } })).toEqual({
    status: 2,
    statusWord: "failed",
    fileList: [],
    fileMessage: [],
  });
});

test("310 of a mixed recording names no user, also where it has a single file without a list", () => {
  const file = { FileName: "a.mp4", UserId: "", TrackType: "audio_video", MediaId: "mix" };
  expect(payloadOf(3, 310, { Payload: { FileList: "a.mp4", FileMessage: file } })).toEqual({
    fileList: ["a.mp4"],
    fileMessage: [{ fileName: "a.mp4", trackType: "audio_video", mediaId: "mix" }],
  });
});

test("307 may have its time as a text, which is how the newer page has it", () => {
  expect(payloadOf(3, 307, { Payload: { BeginTimeStamp: "1622186279144" } })).toEqual({
    beginTimeStamp: "2021-05-28T07:17:59.144Z",
  });
});

test("the user of a file is not the robot", () => {
  expect(payloadOf(3, 307, { UserId: "robot", Payload: { FileName: "a.m3u8" } })).toEqual({
    fileName: "a.m3u8",
  });
});
