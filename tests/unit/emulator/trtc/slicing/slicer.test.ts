import { createTimeline } from "../../../../../emulator/src/clock";
import type { Timeline } from "../../../../../emulator/src/clock";
import { sliceRequestOf } from "../../../../../emulator/src/trtc/slicing/request";
import { createSlicer } from "../../../../../emulator/src/trtc/slicing/slicer";
import { pieceName } from "../../../../../emulator/src/trtc/cutter";
import type { Cutter } from "../../../../../emulator/src/trtc/cutter";
import type { TaskFile, UploadOutcome, Uploader } from "../../../../../emulator/src/trtc/uploader";
import type { PresentUser } from "../../../../../emulator/src/trtc/rooms";

const NO_LISTS = {
  SubscribeAudioUserIds: [],
  UnSubscribeAudioUserIds: [],
  SubscribeVideoUserIds: [],
  UnSubscribeVideoUserIds: [],
};
const TEACHER: PresentUser = { userId: "teacher", role: "anchor", audio: true, video: true };

interface Bench {
  readonly slicer: Cutter;
  readonly timeline: Timeline;
  /** `<seconds since the start> <folder>/<extension>` of each upload. */
  readonly uploads: string[];
  readonly files: TaskFile[];
  readonly events: unknown[][];
  readonly start: number;
}

function bench(
  options: {
    slice?: Record<string, unknown>;
    vendor?: number;
    outcome?: UploadOutcome;
    upload?: Uploader;
  } = {},
): Bench {
  const { slice = {}, vendor = 0, outcome = { ok: true } } = options;
  const timeline = createTimeline({ virtual: true });
  const start = timeline.now();
  const uploads: string[] = [];
  const files: TaskFile[] = [];
  const events: unknown[][] = [];
  const slicer = createSlicer({
    taskId: "-task+.",
    request: sliceRequestOf({
      SdkAppId: 14,
      RoomId: "lobby",
      RoomIdType: 0,
      SliceParams: { SliceType: 3, ...slice },
      SliceStorageParams: { CloudSliceStorage: { Vendor: vendor, FileNamePrefix: ["a", "b"] } },
    }),
    timeline,
    upload: (storage, file) => {
      files.push(file);
      uploads.push(`${(timeline.now() - start) / 1000} ${file.key.split("/").at(-2)} ${file.contentType}`);
      return options.upload?.(storage, file) ?? Promise.resolve(outcome);
    },
    report: (...event) => void events.push(event),
  });
  return { slicer, timeline, uploads, files, events, start };
}

test("an anchor's streams become a file each interval, at the right second", async () => {
  const { slicer, timeline, uploads } = bench();
  slicer.follow([TEACHER], NO_LISTS);
  await timeline.advance(16_000);
  expect(uploads).toEqual([
    "5 images image/png",
    "10 images image/png",
    "15 audios audio/ogg",
    "15 images image/png",
  ]);
});

test("the intervals and the image type are those of the request", async () => {
  const { slicer, timeline, uploads } = bench({
    slice: { SliceAudio: 20, SliceVideo: 12, SliceImageType: 1 },
  });
  slicer.follow([TEACHER], NO_LISTS);
  await timeline.advance(24_000);
  expect(uploads).toEqual(["12 images image/jpeg", "20 audios audio/ogg", "24 images image/jpeg"]);
});

test("the keys are the documented ones", async () => {
  const { slicer, timeline, files, start } = bench();
  slicer.follow([TEACHER], NO_LISTS);
  await timeline.advance(15_000);
  const name = (kind: "audio" | "video", seconds: number) =>
    pieceName(
      { sdkAppId: 14, type: "string", roomId: "lobby" },
      { stream: { userId: "teacher", kind }, time: start + seconds * 1000 },
      kind === "audio" ? "ogg" : "png",
    );
  expect(files.map(({ key }) => key)).toEqual([
    `a/b/-task+./teacher/images/${name("video", 5)}`,
    `a/b/-task+./teacher/images/${name("video", 10)}`,
    `a/b/-task+./teacher/audios/${name("audio", 15)}`,
    `a/b/-task+./teacher/images/${name("video", 15)}`,
  ]);
});

test("the files are an Ogg stream and a PNG", async () => {
  const { slicer, timeline, files } = bench();
  slicer.follow([TEACHER], NO_LISTS);
  await timeline.advance(15_000);
  const starts = new Set(files.map(({ body }) => body.subarray(0, 4).toString("latin1")));
  expect(starts).toEqual(new Set(["OggS", "\x89PNG"]));
});

test("with COS the upload begins with 1003, each file is a 1004, and the end is a 1005", async () => {
  const { slicer, timeline, events, files } = bench({ slice: { SliceType: 2 } });
  slicer.follow([TEACHER], NO_LISTS);
  await timeline.advance(5000);
  slicer.end();
  await timeline.advance(1000);
  expect(events).toEqual([
    [1003, { Status: 0 }],
    [1004, { FileList: files[0]?.key.split("/").at(-1) }, "teacher"],
    [1005, { Status: 0 }],
  ]);
});

test("with S3 a file that was taken is no event", async () => {
  const { slicer, timeline, events, uploads } = bench({ vendor: 1 });
  slicer.follow([TEACHER], NO_LISTS);
  await timeline.advance(5000);
  slicer.end();
  await timeline.advance(2000);
  expect(uploads).toHaveLength(2);
  expect(events).toEqual([]);
});

test("a refused file is event 1006 with the storage's words", async () => {
  const outcome = { ok: false, code: 403, message: "AccessDenied" } as const;
  const { slicer, timeline, events } = bench({ vendor: 1, outcome });
  slicer.follow([TEACHER], NO_LISTS);
  await timeline.advance(5000);
  expect(events).toEqual([[1006, { Code: 403, Message: "AccessDenied" }]]);
});

test("after the end of the task what was cut off is uploaded a second later, then nothing", async () => {
  const { slicer, timeline, uploads } = bench({ slice: { SliceType: 1 } });
  slicer.follow([TEACHER], NO_LISTS);
  await timeline.advance(7000);
  slicer.end();
  expect(slicer.isBusy()).toBe(false);
  await timeline.advance(60_000);
  expect(uploads).toEqual(["8 audios audio/ogg"]);
});

test("a stream that is left out by new lists ends, one that is let in begins", async () => {
  const { slicer, timeline, uploads } = bench({ slice: { SliceType: 2 } });
  slicer.follow([TEACHER], { ...NO_LISTS, UnSubscribeVideoUserIds: ["teacher"] });
  expect(slicer.isBusy()).toBe(false);
  await timeline.advance(3000);
  slicer.follow([TEACHER], NO_LISTS);
  await timeline.advance(6000);
  slicer.follow([], NO_LISTS);
  await timeline.advance(60_000);
  expect(uploads).toEqual(["8 images image/png"]);
});

test("following twice does not restart a stream", async () => {
  const { slicer, timeline, uploads } = bench({ slice: { SliceType: 2 } });
  slicer.follow([TEACHER], NO_LISTS);
  await timeline.advance(4000);
  slicer.follow([TEACHER], NO_LISTS);
  await timeline.advance(1000);
  expect(uploads).toEqual(["5 images image/png"]);
});

test("1005 waits for uploads that are under way", async () => {
  const taken: ((outcome: UploadOutcome | undefined) => void)[] = [];
  const { slicer, timeline, events } = bench({
    slice: { SliceType: 2 },
    upload: () => new Promise((resolve) => taken.push(resolve)),
  });
  slicer.follow([TEACHER], NO_LISTS);
  const advancing = timeline.advance(5000);
  while (taken.length === 0) await new Promise((resolve) => setImmediate(resolve));
  slicer.end();
  const ended = timeline.advance(1000);
  expect(events.map(([type]) => type)).toEqual([1003]);
  taken[0]?.({ ok: true });
  await Promise.all([advancing, ended]);
  expect(events.map(([type]) => type)).toEqual([1003, 1004, 1005]);
});

test("an upload that is given up is no event and no file, nor is the end after it", async () => {
  const { slicer, timeline, events } = bench({
    slice: { SliceType: 2 },
    upload: () => Promise.resolve(undefined),
  });
  slicer.follow([TEACHER], NO_LISTS);
  await timeline.advance(5000);
  slicer.end();
  await timeline.advance(1000);
  expect(events.map(([type]) => type)).toEqual([1003]);
});
