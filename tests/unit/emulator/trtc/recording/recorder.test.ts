import { createTimeline } from "../../../../../emulator/src/clock";
import type { Timeline } from "../../../../../emulator/src/clock";
import { createRecorder } from "../../../../../emulator/src/trtc/recording/recorder";
import type { Recorder } from "../../../../../emulator/src/trtc/recording/recorder";
import { recordRequestOf } from "../../../../../emulator/src/trtc/recording/request";
import type { PresentUser } from "../../../../../emulator/src/trtc/rooms";
import type { UploadOutcome } from "../../../../../emulator/src/trtc/uploader";
import { anyNumber, textLike } from "../../any-value";
import { recordingRequest } from "./started-recording";

const NO_LISTS = {
  SubscribeAudioUserIds: [],
  UnSubscribeAudioUserIds: [],
  SubscribeVideoUserIds: [],
  UnSubscribeVideoUserIds: [],
};
const TEACHER: PresentUser = { userId: "teacher", role: "anchor", audio: true, video: true };
const REFUSED: UploadOutcome = { ok: false, code: 403, message: "AccessDenied" };

interface Bench {
  readonly recorder: Recorder;
  readonly timeline: Timeline;
  /** Names of uploads, in order, with their times behind the name of the room cut off. */
  readonly uploads: string[];
  readonly events: [number, unknown][];
}

function bench(
  record: object,
  outcomeOf: (name: string) => UploadOutcome | undefined = () => ({ ok: true }),
  changes: object = {},
): Bench {
  const timeline = createTimeline({ virtual: true });
  const uploads: string[] = [];
  const events: [number, unknown][] = [];
  const recorder = createRecorder({
    taskId: "-task+.",
    request: recordRequestOf({
      ...recordingRequest(),
      RecordParams: { RecordMode: 1, ...record },
      ...changes,
    }),
    timeline,
    upload: (_storage, { key }) => {
      const name = key.replace(/^prod\/-task\+\.\//, "").replace(/\d{17}/, "UTC");
      uploads.push(name);
      return Promise.resolve(outcomeOf(name));
    },
    download: () => Promise.resolve(Buffer.alloc(1)),
    report: (type, payload) => void events.push([type, payload]),
  });
  return { recorder, timeline, uploads, events };
}

const STEM = "1400000001_bG9iYnk.__UserId_s_dGVhY2hlcg..__UserId_e_main";

test("sound and picture of a user are apart, or together when that is asked for", async () => {
  const apart = bench({});
  apart.recorder.follow([TEACHER], NO_LISTS);
  await apart.timeline.advance(12_000);
  expect(apart.uploads.sort()).toEqual([
    `${STEM}_audio.m3u8`,
    `${STEM}_audio_UTC.ts`,
    `${STEM}_video.m3u8`,
    `${STEM}_video_UTC.ts`,
  ]);
  const together = bench({ AvMerge: 1 });
  together.recorder.follow([TEACHER], NO_LISTS);
  await together.timeline.advance(12_000);
  expect(together.uploads).toEqual([`${STEM}_audio_video_UTC.ts`, `${STEM}_audio_video.m3u8`]);
  expect(together.recorder.files()).toEqual([
    {
      UserId: "teacher",
      FileName: `${STEM}_audio_video.m3u8`,
      TrackType: "audio_video",
      BeginTimeStamp: anyNumber,
    },
  ]);
});

test("it records whom it subscribes to, and nobody's shared screen: nobody shares here", () => {
  const { recorder } = bench({});
  recorder.follow([TEACHER], { ...NO_LISTS, SubscribeAudioUserIds: ["a"], SubscribeVideoUserIds: ["a"] });
  expect(recorder.isBusy()).toBe(false);
  recorder.follow([TEACHER], NO_LISTS);
  expect(recorder.isBusy()).toBe(true);
  const screens = bench({ MediaId: 2 });
  screens.recorder.follow([TEACHER], NO_LISTS);
  expect(screens.recorder.isBusy()).toBe(false);
});

test("a rest of less than a second is dropped, and without any file there is no 305", async () => {
  const { recorder, timeline, uploads, events } = bench({ OutputFormat: 1 });
  recorder.follow([TEACHER], NO_LISTS);
  await timeline.advance(999);
  recorder.end();
  await timeline.advance(1000);
  expect([uploads, events]).toEqual([[], []]);
});

test("an MP4 that the storage refuses is held back: 310 with Status 1", async () => {
  const { recorder, timeline, events } = bench({ OutputFormat: 1 }, (name) =>
    name.endsWith(".mp4") ? REFUSED : { ok: true },
  );
  recorder.follow([TEACHER], NO_LISTS);
  await timeline.advance(5000);
  recorder.end();
  await timeline.advance(1000);
  expect(events.slice(-3)).toMatchObject([
    [305, { Status: 0 }],
    [308, { Code: "403", Message: "AccessDenied" }],
    [310, { Status: 1, FileList: [`${STEM}.mp4`] }],
  ]);
});

test("what is given up says nothing more", async () => {
  const { recorder, timeline, events } = bench({ OutputFormat: 1 }, () => undefined);
  recorder.follow([TEACHER], NO_LISTS);
  await timeline.advance(12_000);
  recorder.end();
  await timeline.advance(1000);
  expect(events.map(([type]) => type).sort()).toEqual([303, 307, 307]);
});

test("what was recorded before a failover has files of its own, MP4 too", async () => {
  const { recorder, timeline, events } = bench({ OutputFormat: 3, StreamType: 1 });
  recorder.follow([TEACHER], NO_LISTS);
  await timeline.advance(18_000);
  recorder.failOver();
  recorder.follow([TEACHER], NO_LISTS);
  await timeline.advance(5000);
  recorder.end();
  await timeline.advance(1000);
  expect(events.filter(([type]) => type === 310)).toMatchObject([
    [310, { FileList: [`${STEM}.mp4`] }],
    [310, { FileList: [`ha1_${STEM}.mp4`] }],
  ]);
});

test("of all mixed, VOD gets one file without a user", async () => {
  const { recorder, timeline, events } = bench({ RecordMode: 2 }, undefined, {
    MixLayoutParams: { MixLayoutMode: 3 },
    StorageParams: { CloudVod: { TencentVod: { MediaType: 1 } } },
  });
  recorder.follow([TEACHER, { ...TEACHER, userId: "student" }], NO_LISTS);
  await timeline.advance(5000);
  recorder.end();
  await timeline.advance(1000);
  expect(events).toMatchObject([
    [311, { TencentVod: { UserId: "", MediaId: "mix", VideoUrl: textLike(/\.m3u8$/) } }],
    [312, { Status: 0 }],
  ]);
  expect(recorder.files()).toEqual([]);
});
