import type { Track } from "../../../../../emulator/src/trtc/recording/track";
import { usersOf, wholeFiles } from "../../../../../emulator/src/trtc/recording/whole-files";

const track = (type: Track["type"], changes: Partial<Track> = {}): Track => ({
  userId: "teacher",
  type,
  userStem: "stem",
  playlist: `stem_${type}.m3u8`,
  startedAt: 1000,
  recordedUntil: 25_000,
  segments: [
    { name: "a.ts", seconds: 12 },
    { name: "b.ts", seconds: 12 },
  ],
  ...changes,
});
const shown = (...files: ReturnType<typeof wholeFiles>) =>
  files.map(({ name, trackType, from, until }) => [name, trackType, from, until]);
const ALL = { maxFileMinutes: 1440 };

test("sound and picture of a user make one MP4", () => {
  expect(shown(...wholeFiles([track("audio"), track("video", { startedAt: 500 })], "mp4", ALL))).toEqual([
    ["stem.mp4", "audio_video", 500, 25_000],
  ]);
  expect(shown(...wholeFiles([track("video")], "mp4", ALL))).toEqual([["stem.mp4", "video", 1000, 25_000]]);
});

test("a long one is split into numbered parts", () => {
  const long = track("audio", { segments: [{ name: "a.ts", seconds: 130 }], recordedUntil: 131_000 });
  expect(shown(...wholeFiles([long], "mp4", { maxFileMinutes: 1 }))).toEqual([
    ["stem_1.mp4", "audio", 1000, 61_000],
    ["stem_2.mp4", "audio", 61_000, 121_000],
    ["stem_3.mp4", "audio", 121_000, 131_000],
  ]);
});

test("AAC has the sound alone, and of a picture there is none", () => {
  expect(shown(...wholeFiles([track("audio_video")], "aac", ALL))).toEqual([
    ["stem.aac", "audio", 1000, 25_000],
  ]);
  expect(wholeFiles([track("video")], "aac", ALL)).toEqual([]);
  expect(wholeFiles([], "mp4", ALL)).toEqual([]);
});

test("tracks of one user by one server belong together", () => {
  const other = track("audio", { userStem: "ha1_stem" });
  expect(usersOf([track("audio"), other, track("video")])).toEqual([
    [track("audio"), track("video")],
    [other],
  ]);
});
