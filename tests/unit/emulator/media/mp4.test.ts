import { recordingMp4 } from "../../../../emulator/src/media/mp4";
import { readMedia } from "./read-media";
import type { ReadTrack } from "./read-media";

const KINDS = ["audio", "video", "both"] as const;

/** The types of the boxes on the path's level, such as `moov/trak`. */
function boxes(file: Buffer, path = ""): string[] {
  const found: string[] = [];
  for (let start = 0; start < file.length; start += file.readUInt32BE(start)) {
    const type = file.toString("latin1", start + 4, start + 8);
    const name = `${path}${type}`;
    found.push(name);
    if (["moov", "trak", "mdia", "minf", "stbl"].includes(type)) {
      found.push(...boxes(file.subarray(start + 8, start + file.readUInt32BE(start)), `${name}/`));
    }
  }
  return found;
}

/** When each packet ends, less when the next one begins. */
function gapsOf(track: ReadTrack | undefined): number[] {
  const packets = track?.packets ?? [];
  return packets
    .slice(1)
    .map((packet, index) => packet.time - (packets[index]?.time ?? NaN) - (packets[index]?.duration ?? NaN));
}

describe("recordingMp4", () => {
  test("holds H.264 of 16 x 16 pixels and AAC-LC of 48 kHz, mono", async () => {
    const { format, tracks } = await readMedia(recordingMp4({ seconds: 2, tracks: "both", seed: "lobby" }));
    expect(format).toBe("MP4");
    expect(tracks.map(({ packets: _, ...track }) => track)).toEqual([
      { codec: "avc1.42c00a", size: [16, 16] },
      { codec: "mp4a.40.2", rate: 48_000, channels: 1 },
    ]);
  });

  test.each([
    ["audio", ["mp4a.40.2"]],
    ["video", ["avc1.42c00a"]],
    ["both", ["avc1.42c00a", "mp4a.40.2"]],
  ] as const)("of %s holds %p", async (tracks, codecs) => {
    const read = await readMedia(recordingMp4({ seconds: 2, tracks, seed: "lobby" }));
    expect(read.tracks.map((track) => track.codec)).toEqual(codecs);
  });

  test.each([
    [0.001, 1, 1],
    [0.5, 1, 24],
    [1, 1, 47],
    [12.074, 13, 566],
    [60, 60, 2813],
  ])(
    "lasts exactly %p seconds with %p pictures and %p frames of sound",
    async (seconds, pictures, frames) => {
      const { duration, tracks } = await readMedia(recordingMp4({ seconds, tracks: "both", seed: "lobby" }));
      expect(duration).toBeCloseTo(seconds, 9);
      expect(tracks.map((track) => track.packets.length)).toEqual([pictures, frames]);
      for (const track of tracks) {
        const last = track.packets.at(-1);
        expect(track.packets[0]?.time).toBe(0);
        expect((last?.time ?? NaN) + (last?.duration ?? NaN)).toBeCloseTo(seconds, 9);
        expect(gapsOf(track).filter((gap) => Math.abs(gap) > 1e-9)).toEqual([]);
      }
    },
  );

  test("keeps each sample where its table says, pictures with their length and sound as it is", async () => {
    const { tracks } = await readMedia(recordingMp4({ seconds: 3, tracks: "both", seed: "lobby" }));
    const [video, audio] = tracks;
    expect(video?.packets.map(({ data }) => data.toString("hex", 0, 5))).toEqual(Array(3).fill("0000018665"));
    expect(new Set(video?.packets.map(({ data }) => data.length))).toEqual(new Set([0x186 + 4]));
    expect(new Set(audio?.packets.map(({ data }) => data.toString("hex")))).toEqual(new Set(["00960007"]));
  });

  test("is made of the boxes that players look for", () => {
    const file = recordingMp4({ seconds: 1, tracks: "audio", seed: "lobby" });
    const table = "moov/trak/mdia/minf/stbl";
    expect(boxes(file)).toEqual([
      "ftyp",
      "mdat",
      "moov",
      "moov/mvhd",
      "moov/trak",
      "moov/trak/tkhd",
      "moov/trak/mdia",
      "moov/trak/mdia/mdhd",
      "moov/trak/mdia/hdlr",
      "moov/trak/mdia/minf",
      "moov/trak/mdia/minf/smhd",
      "moov/trak/mdia/minf/dinf",
      table,
      `${table}/stsd`,
      `${table}/stts`,
      `${table}/stsc`,
      `${table}/stsz`,
      `${table}/stco`,
    ]);
  });

  test("gives movie and tracks their number, time in milliseconds, volume and size", () => {
    const file = recordingMp4({ seconds: 12.074, tracks: "both", seed: "lobby" });
    const at = (type: string, from: number): Buffer => file.subarray(file.indexOf(type, from, "latin1") + 4);
    const movie = at("mvhd", 0);
    const video = at("tkhd", 0);
    const audio = at("tkhd", video.byteOffset - file.byteOffset);
    expect([movie.readUInt32BE(12), movie.readUInt32BE(16), movie.readUInt32BE(96)]).toEqual([
      1000, 12_074, 3,
    ]);
    const said = [video, audio].map((header) => ({
      flags: header.readUInt32BE(0),
      id: header.readUInt32BE(12),
      duration: header.readUInt32BE(20),
      volume: header.readUInt16BE(36) / 0x100,
      size: [header.readUInt32BE(76) / 0x10000, header.readUInt32BE(80) / 0x10000],
    }));
    expect(said).toEqual([
      { flags: 3, id: 1, duration: 12_074, volume: 0, size: [16, 16] },
      { flags: 3, id: 2, duration: 12_074, volume: 1, size: [0, 0] },
    ]);
  });

  test.each(KINDS)("of %s is the same for the same seed and another for another seed", (tracks) => {
    const first = recordingMp4({ seconds: 1, tracks, seed: "a" });
    expect(recordingMp4({ seconds: 1, tracks, seed: "a" }).equals(first)).toBe(true);
    expect(recordingMp4({ seconds: 1, tracks, seed: "b" }).equals(first)).toBe(false);
  });

  test("takes less than 200 kB for a minute", () => {
    const sizes = KINDS.map((tracks) => recordingMp4({ seconds: 60, tracks, seed: "lobby" }).length);
    expect(sizes).toEqual([11_832, 24_264, 35_948]);
  });

  test.each([0, -1, NaN, Infinity])("refuses %p seconds", (seconds) => {
    expect(() => recordingMp4({ seconds, tracks: "both", seed: "lobby" })).toThrow(
      new RangeError(`seconds: ${seconds} given, a finite number above 0 expected`),
    );
  });
});
