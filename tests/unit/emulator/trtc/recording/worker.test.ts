import { parse } from "../../../../../provider/callback/parse";
import { anyNumber, textLike } from "../../any-value";
import { place, SDK_APP_ID } from "../../started-emulator";
import type { StartedEmulator } from "../../started-emulator";
import { readMedia, readPlaylist } from "../../media/read-media";
import {
  fileAt,
  fileNames,
  keyThatMay,
  payloads,
  recordingRequest,
  tellingEmulator,
  told,
} from "./started-recording";
import type { RecordingRequest } from "./started-recording";

let started: StartedEmulator;
beforeAll(async () => {
  started = await tellingEmulator();
});
beforeEach(() => started.control.reset());
afterAll(() => started.emulator.close());

const STEM = `${SDK_APP_ID}_bG9iYnk.__UserId_s_dGVhY2hlcg..__UserId_e_main`;
const MIXED: Partial<RecordingRequest> = {
  RecordParams: { RecordMode: 2, MaxIdleTime: 86400 },
  MixLayoutParams: { MixLayoutMode: 3 },
};

const create = async (changes: Partial<RecordingRequest> = {}): Promise<string> =>
  (await started.client.CreateCloudRecording(recordingRequest(changes))).TaskId ?? "";
/** Records the teacher for so long, and ends. */
async function recorded(changes: Partial<RecordingRequest>, seconds = 30): Promise<string> {
  const taskId = await create(changes);
  await started.control.joinRoom(place("teacher"));
  await started.control.advance(seconds);
  await started.client.DeleteCloudRecording({ SdkAppId: SDK_APP_ID, TaskId: taskId });
  await started.control.advance(1);
  return taskId;
}
const format = (OutputFormat: number, more: object = {}): Partial<RecordingRequest> => ({
  RecordParams: { RecordMode: 1, MaxIdleTime: 86400, OutputFormat, ...more },
});
async function withKey(key: { AccessKey: string; SecretKey: string }): Promise<Partial<RecordingRequest>> {
  const { CloudStorage } = recordingRequest().StorageParams;
  if (CloudStorage === undefined) throw new Error("the request has no storage");
  return Promise.resolve({ StorageParams: { CloudStorage: { ...CloudStorage, ...key } } });
}

test("a recording of each user tells 301, 303, 307 and 304 of each file, 302 and 305", async () => {
  const taskId = await recorded({ RecordParams: { RecordMode: 1, StreamType: 1 } });
  const common = { RoomId: "lobby", EventMsTs: anyNumber, UserId: "recorder", TaskId: taskId };
  const event = (EventType: number, Payload: object, EventTs: unknown = anyNumber) => ({
    EventGroupId: 3,
    EventType,
    CallbackTs: anyNumber,
    EventInfo: { ...common, EventTs, Payload },
  });
  const asText = textLike(/^\d{10}$/);
  const file = {
    FileName: `${STEM}_audio.m3u8`,
    UserId: "teacher",
    TrackType: "audio",
    BeginTimeStamp: anyNumber,
  };
  expect(await told(started)).toEqual([
    event(301, { Status: 0 }, asText),
    event(303, { Status: 0 }),
    event(307, file, asText),
    event(304, { FileList: `${STEM}_audio.m3u8` }),
    event(302, { LeaveCode: 0 }, asText),
    event(305, { Status: 0 }),
  ]);
});

test("the playlist grows with each segment, and has an end when the task ends", async () => {
  const taskId = await create();
  await started.control.joinRoom(place("teacher"), { audio: false, video: true });
  const playlist = async () => (await fileAt(started, `prod/${taskId}/${STEM}_video.m3u8`)).toString();
  const lines = async () => (await playlist()).split("\n").filter((line) => line.startsWith("#EXTINF"));
  await started.control.advance(11);
  expect(await playlist()).toBe("");
  await started.control.advance(13);
  expect(await lines()).toEqual(["#EXTINF:12.000,", "#EXTINF:12.000,"]);
  expect(await playlist()).not.toContain("#EXT-X-ENDLIST");
  await started.control.advance(6);
  await started.client.DeleteCloudRecording({ SdkAppId: SDK_APP_ID, TaskId: taskId });
  await started.control.advance(1);
  expect(await lines()).toEqual(["#EXTINF:12.000,", "#EXTINF:12.000,", "#EXTINF:6.000,"]);
  expect(await playlist()).toContain("#EXT-X-ENDLIST");
  const names = (await fileNames(started, taskId)).filter((name) => name.endsWith(".ts"));
  expect(names).toHaveLength(3);
  const segments = new Map<string, Buffer>();
  for (const name of names) segments.set(name, await fileAt(started, `prod/${taskId}/${name}`));
  const media = await readPlaylist(await playlist(), segments);
  expect(media.tracks.map(({ codec }) => codec)).toEqual([textLike(/^avc1\./)]);
  expect(media.duration).toBeCloseTo(30, 0);
});

test("who leaves and comes back is recorded into the same playlist", async () => {
  const { control } = started;
  const taskId = await create({ RecordParams: { RecordMode: 1, StreamType: 1, MaxIdleTime: 86400 } });
  await control.joinRoom(place("teacher"));
  await control.advance(5);
  await control.leaveRoom(place("teacher"));
  await control.advance(10);
  await control.joinRoom(place("teacher"));
  await control.advance(12);
  const playlist = (await fileAt(started, `prod/${taskId}/${STEM}_audio.m3u8`)).toString();
  expect(playlist.match(/#EXTINF:.*/g)).toEqual(["#EXTINF:5.000,", "#EXTINF:12.000,"]);
  expect((await payloads(started)).map(([type]) => type)).toEqual([301, 303, 307, 304]);
});

test("a recording of all has one playlist and names no user", async () => {
  const taskId = await recorded(MIXED, 12);
  const stem = `${SDK_APP_ID}_bG9iYnk.`;
  expect(await fileNames(started, taskId)).toEqual([`${stem}.m3u8`, textLike(/^\d+_bG9iYnk\._\d{17}\.ts$/)]);
  expect((await payloads(started)).find(([type]) => type === 307)).toEqual([
    307,
    { FileName: `${stem}.m3u8`, UserId: "", TrackType: "audio_video", BeginTimeStamp: anyNumber },
  ]);
});

test("MP4 is made of what the task's own key can read back, one for each user", async () => {
  const key = await keyThatMay(started, { read: true });
  const taskId = await recorded({ ...format(1), ...(await withKey(key)) });
  const file = {
    FileName: `${STEM}.mp4`,
    UserId: "teacher",
    TrackType: "audio_video",
    MediaId: "main",
    StartTimeStamp: anyNumber,
    EndTimeStamp: anyNumber,
  };
  expect((await payloads(started)).slice(-2)).toEqual([
    [305, { Status: 0 }],
    [310, { Status: 0, FileList: [`${STEM}.mp4`], FileMessage: [file] }],
  ]);
  const media = await readMedia(await fileAt(started, `prod/${taskId}/${STEM}.mp4`));
  expect(media.tracks).toHaveLength(2);
  expect(media.duration).toBeCloseTo(30, 0);
});

test("with a key that may only write there is no MP4: 310 with Status 2", async () => {
  const key = await keyThatMay(started, { read: false });
  const taskId = await recorded({ ...format(3), ...(await withKey(key)) });
  expect((await payloads(started)).slice(-2)).toEqual([
    [305, { Status: 0 }],
    [310, { Status: 2, FileList: [], FileMessage: [] }],
  ]);
  expect((await fileNames(started, taskId)).filter((name) => name.endsWith(".mp4"))).toEqual([]);
  expect((await started.control.calls()).map(({ action, code }) => [action, code])).toContainEqual([
    "cos:GetObject",
    "AccessDenied",
  ]);
});

test("a long MP4 is split, with numbers from 1", async () => {
  const taskId = await recorded({ ...format(1, { MaxMediaFileDuration: 1, StreamType: 1 }) }, 90);
  const names = (await fileNames(started, taskId)).filter((name) => name.endsWith(".mp4"));
  expect(names).toEqual([`${STEM}_1.mp4`, `${STEM}_2.mp4`]);
  const durations = await Promise.all(
    names.map(async (name) => (await readMedia(await fileAt(started, `prod/${taskId}/${name}`))).duration),
  );
  expect(durations.map(Math.round)).toEqual([60, 30]);
});

test("AAC alone writes no HLS", async () => {
  const taskId = await recorded(format(4));
  expect(await fileNames(started, taskId)).toEqual([`${STEM}.aac`]);
  const { format: container, tracks } = await readMedia(await fileAt(started, `prod/${taskId}/${STEM}.aac`));
  expect([container, tracks.map(({ codec }) => codec)]).toEqual(["ADTS", ["mp4a.40.2"]]);
});

test("a recording that failed over goes on under another prefix, three times at most", async () => {
  const { control } = started;
  const taskId = await create({ RecordParams: { RecordMode: 1, StreamType: 1 } });
  await control.joinRoom(place("teacher"));
  await control.advance(12);
  await control.behave(taskId, { failover: true });
  await control.advance(12);
  expect((await payloads(started)).map(([type]) => type)).toEqual([301, 303, 307, 304, 306, 307, 304]);
  const names = await fileNames(started, taskId);
  expect(names.filter((name) => name.endsWith(".m3u8"))).toEqual([
    `${STEM}_audio.m3u8`,
    `ha1_${STEM}_audio.m3u8`,
  ]);
  const { StorageFileList } = await started.client.DescribeCloudRecording({
    SdkAppId: SDK_APP_ID,
    TaskId: taskId,
  });
  expect(StorageFileList?.map(({ FileName }) => FileName)).toEqual([
    `${STEM}_audio.m3u8`,
    `ha1_${STEM}_audio.m3u8`,
  ]);
  await control.behave(taskId, { failover: true });
  await control.behave(taskId, { failover: true });
  await expect(control.behave(taskId, { failover: true })).rejects.toThrow(
    "a recording goes on elsewhere 3 times at most",
  );
  await expect(control.behave(taskId, { failover: 1 })).rejects.toThrow(
    'a recording understands {"failover": true}',
  );
});

test("VOD gets 311 for each user and 312, and there are no files", async () => {
  const taskId = await recorded({ StorageParams: { CloudVod: { TencentVod: {} } } });
  expect(await payloads(started)).toEqual([
    [301, { Status: 0 }],
    [302, { LeaveCode: 0 }],
    [
      311,
      {
        Status: 0,
        TencentVod: {
          UserId: "teacher",
          TrackType: "audio_video",
          MediaId: "main",
          FileId: textLike(/^\d+$/),
          VideoUrl: textLike(/^http:\/\/vod\.example\/\d+\.mp4$/),
          CacheFile: `${STEM}.mp4`,
          StartTimeStamp: anyNumber,
          EndTimeStamp: anyNumber,
        },
      },
    ],
    [312, { Status: 0 }],
  ]);
  expect(await fileNames(started, taskId)).toEqual([]);
});

test("a storage that refuses is 308, and 305 says that files are held back", async () => {
  await recorded(await withKey({ AccessKey: "AKIDunknown", SecretKey: "x" }), 12);
  const sent = await payloads(started);
  expect(sent.find(([type]) => type === 308)).toEqual([
    308,
    { Code: "403", Message: textLike(/^InvalidAccessKeyId/) },
  ]);
  expect(sent.at(-1)).toEqual([305, { Status: 1 }]);
  expect(sent.map(([type]) => type)).not.toContain(304);
});

test("pulumi-trtc/callback knows every event by its type", async () => {
  const key = await keyThatMay(started, { read: false });
  await recorded({ ...format(1, { StreamType: 1 }), ...(await withKey(key)) }, 12);
  await recorded({ StorageParams: { CloudVod: { TencentVod: {} } } }, 12);
  const deliveries = await started.control.deliveries();
  const types = deliveries.filter(({ attempt }) => attempt === 1).map(({ body }) => parse(body).name);
  expect(new Set(types)).toEqual(
    new Set([
      "CLOUD_RECORDING_RECORDER_START",
      "CLOUD_RECORDING_UPLOAD_START",
      "CLOUD_RECORDING_FILE_SLICE",
      "CLOUD_RECORDING_FILE_INFO",
      "CLOUD_RECORDING_RECORDER_STOP",
      "CLOUD_RECORDING_UPLOAD_STOP",
      "CLOUD_RECORDING_MP4_STOP",
      "CLOUD_RECORDING_VOD_COMMIT",
      "CLOUD_RECORDING_VOD_STOP",
    ]),
  );
});

test("no secret of the storage is in events, views or the call log", async () => {
  await recorded(await withKey({ AccessKey: "AKIDplanted", SecretKey: "planted-secret" }), 12);
  const { control } = started;
  const shown = JSON.stringify([await control.deliveries(), await control.tasks(), await control.calls()]);
  expect(shown).not.toContain("planted");
});
