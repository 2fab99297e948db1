import { recordingAac } from "../../../../emulator/src/media/aac";
import { readMedia } from "./read-media";

describe("recordingAac", () => {
  test.each([
    [0.1, 5],
    [1, 47],
    [12.074, 566],
    [60, 2813],
  ])("lasts %p seconds, rounded up to %p frames of 1024 samples", async (seconds, count) => {
    const file = recordingAac({ seconds, seed: "lobby" });
    const { format, duration, tracks } = await readMedia(file);
    expect(format).toBe("ADTS");
    expect(duration).toBeCloseTo((count * 1024) / 48_000, 9);
    expect(tracks).toEqual([
      { codec: "mp4a.40.2", rate: 48_000, channels: 1, packets: expect.any(Array) as unknown },
    ]);
    expect(tracks[0]?.packets).toHaveLength(count);
    expect(file).toHaveLength(count * 11);
  });

  test("says MPEG-4, AAC-LC, 48 kHz, mono and 11 bytes in the header of each frame", () => {
    const file = recordingAac({ seconds: 1, seed: "lobby" });
    const headers = Array.from({ length: 47 }, (_, index) =>
      file.toString("hex", index * 11, index * 11 + 7),
    );
    expect(new Set(headers)).toEqual(new Set(["fff14c40017ffc"]));
  });

  test("has no spectral band in a frame, so that it is silent whatever its gain", () => {
    // element and tag, gain, window, bands and tools, end
    const bits = (seed: string): string =>
      recordingAac({ seconds: 0.01, seed }).readUInt32BE(7).toString(2).padStart(32, "0");
    const silent = /^0000000[01]{8}00000000000000111$/;
    expect(bits("a")).toMatch(silent);
    expect(bits("b")).toMatch(silent);
    expect(bits("b")).not.toBe(bits("a"));
  });

  test("gives the same bytes for the same seed", () => {
    expect(recordingAac({ seconds: 1, seed: "a" }).equals(recordingAac({ seconds: 1, seed: "a" }))).toBe(
      true,
    );
  });

  test("takes less than 200 kB for a minute", () => {
    expect(recordingAac({ seconds: 60, seed: "lobby" })).toHaveLength(30_943);
  });

  test.each([0, -1, NaN, Infinity])("refuses %p seconds", (seconds) => {
    expect(() => recordingAac({ seconds, seed: "lobby" })).toThrow(
      new RangeError(`seconds: ${seconds} given, a finite number above 0 expected`),
    );
  });
});
