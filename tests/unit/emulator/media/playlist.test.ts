import { recordingSegments } from "../../../../emulator/src/media/mpeg-ts";
import { recordingPlaylist } from "../../../../emulator/src/media/playlist";
import { readPlaylist } from "./read-media";

const SEGMENTS = [
  { name: "1400123456_12345_20330531094551825.ts", seconds: 12.074 },
  { name: "1400123456_12345_20330531094603825.ts", seconds: 11.9 },
  { name: "1400123456_12345_20330531094615764.ts", seconds: 2 },
];

const HEAD = `#EXTM3U
#EXT-X-VERSION:3
#EXT-X-ALLOW-CACHE:NO
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-TARGETDURATION:70
#EXT-X-TRTC-START-REC-TIME:1622425551884
`;

const PARTS = `#EXTINF:12.074,
1400123456_12345_20330531094551825.ts
#EXTINF:11.900,
1400123456_12345_20330531094603825.ts
#EXTINF:2.000,
1400123456_12345_20330531094615764.ts
`;

const PICTURE = "#EXT-X-TRTC-VIDEO-METADATA:WIDTH:16 HEIGHT:16\n";

const STARTED = 1_622_425_551_884;

describe("recordingPlaylist", () => {
  test("names the start, the picture and every segment, and the end once there is one", () => {
    const recording = { segments: SEGMENTS, startedAt: STARTED, tracks: "both" } as const;
    expect(recordingPlaylist({ ...recording, ended: false })).toBe(HEAD + PICTURE + PARTS);
    expect(recordingPlaylist({ ...recording, ended: true })).toBe(
      `${HEAD}${PICTURE}${PARTS}#EXT-X-ENDLIST\n`,
    );
  });

  test("says nothing of a picture when there is sound only", () => {
    const recording = { segments: SEGMENTS, startedAt: STARTED, ended: false } as const;
    expect(recordingPlaylist({ ...recording, tracks: "audio" })).toBe(HEAD + PARTS);
    expect(recordingPlaylist({ ...recording, tracks: "video" })).toBe(HEAD + PICTURE + PARTS);
  });

  test("takes a segment as long as its target duration and refuses a longer one", () => {
    const of = (seconds: number): string =>
      recordingPlaylist({
        segments: [{ name: "long.ts", seconds }],
        startedAt: STARTED,
        tracks: "audio",
        ended: false,
      });
    expect(of(70)).toBe(`${HEAD}#EXTINF:70.000,\nlong.ts\n`);
    expect(() => of(70.001)).toThrow(
      new RangeError("seconds: 70.001 given for long.ts, at most 70 expected"),
    );
  });

  test.each(["audio", "video", "both"] as const)(
    "leads a player through %s without a gap or an overlap",
    async (tracks) => {
      const nextSegment = recordingSegments({ tracks, seed: "lobby" });
      const files = new Map(SEGMENTS.map(({ name, seconds }) => [name, nextSegment(seconds)]));
      const playlist = recordingPlaylist({ segments: SEGMENTS, startedAt: STARTED, tracks, ended: true });
      const read = await readPlaylist(playlist, files);
      expect(read.format).toBe("HTTP Live Streaming (HLS)");
      expect(Math.abs(read.duration - 25.974)).toBeLessThan(0.0214);
      const [audio] = read.tracks.filter((track) => track.codec === "mp4a.40.2");
      const [video] = read.tracks.filter((track) => track.codec === "avc1.42c00a");
      expect(audio?.packets.map((packet) => Math.round(packet.time * 48_000))).toEqual(
        tracks === "video" ? undefined : Array.from({ length: 1218 }, (_, index) => index * 1024),
      );
      expect(video?.packets.map((packet) => Math.round(packet.time * 1000))).toEqual(
        tracks === "audio"
          ? undefined
          : [
              ...Array.from({ length: 12 }, (_, index) => index * 1000),
              ...Array.from({ length: 12 }, (_, index) => 12_074 + index * 1000),
              23_974,
              24_974,
            ],
      );
    },
  );
});
