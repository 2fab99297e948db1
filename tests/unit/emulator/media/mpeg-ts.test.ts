import { recordingSegments } from "../../../../emulator/src/media/mpeg-ts";
import { readMedia } from "./read-media";

const KINDS = ["audio", "video", "both"] as const;

interface Packet {
  readonly pid: number;
  readonly first: boolean;
  readonly counter: number;
  /** In ticks of 90 kHz, where the packet tells the clock. */
  readonly clock: number | undefined;
  readonly payload: Buffer;
}

function packetsOf(file: Buffer): Packet[] {
  expect(file.length % 188).toBe(0);
  return Array.from({ length: file.length / 188 }, (_, index) => {
    const packet = file.subarray(index * 188, index * 188 + 188);
    const control = packet.readUInt8(3);
    const adaptation = control & 0x20 ? packet.readUInt8(4) + 1 : 0;
    const tellsClock = adaptation > 1 && (packet.readUInt8(5) & 0x10) !== 0;
    expect(packet.readUInt8(0)).toBe(0x47);
    expect(control & 0x10 ? adaptation < 184 : adaptation === 184).toBe(true);
    return {
      pid: packet.readUInt16BE(1) & 0x1fff,
      first: (packet.readUInt8(1) & 0x40) !== 0,
      counter: control & 15,
      clock: tellsClock ? Math.floor(packet.readUIntBE(6, 6) / 2 ** 15) : undefined,
      payload: packet.subarray(4 + adaptation),
    };
  });
}

/** Bit by bit over section and checksum: 0 where it is right. It shares nothing with the source. */
function remainder(section: Buffer): bigint {
  let crc = 0xffffffffn;
  for (const byte of section) {
    crc ^= BigInt(byte) << 24n;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = crc & 0x80000000n ? ((crc << 1n) ^ 0x04c11db7n) & 0xffffffffn : (crc << 1n) & 0xffffffffn;
    }
  }
  return crc;
}

function sectionOf(packet: Packet | undefined): Buffer {
  const payload = packet?.payload ?? Buffer.alloc(4);
  return payload.subarray(1, 4 + (payload.readUInt16BE(2) & 0xfff));
}

/** Where each PES packet of a stream is played, in ticks of 90 kHz. */
function timesOf(packets: readonly Packet[], pid: number): number[] {
  return packets
    .filter((packet) => packet.pid === pid && packet.first)
    .map(({ payload }) => {
      const high = (payload.readUInt8(9) >> 1) & 7;
      return high * 2 ** 30 + (payload.readUInt16BE(10) >> 1) * 2 ** 15 + (payload.readUInt16BE(12) >> 1);
    });
}

describe("recordingSegments", () => {
  test("gives H.264 of 16 x 16 pixels and AAC-LC of 48 kHz, mono", async () => {
    const file = recordingSegments({ tracks: "both", seed: "lobby" })(12.074);
    const { format, duration, tracks } = await readMedia(file);
    expect(format).toBe("MPEG Transport Stream");
    expect(duration).toBeCloseTo((566 * 1024) / 48_000, 9);
    expect(tracks.map(({ packets, ...track }) => ({ ...track, count: packets.length }))).toEqual([
      { codec: "avc1.42c00a", size: [16, 16], count: 12 },
      { codec: "mp4a.40.2", rate: 48_000, channels: 1, count: 566 },
    ]);
  });

  test.each([
    ["audio", ["mp4a.40.2"]],
    ["video", ["avc1.42c00a"]],
    ["both", ["avc1.42c00a", "mp4a.40.2"]],
  ] as const)("of %s gives %p, in every segment", async (tracks, codecs) => {
    const nextSegment = recordingSegments({ tracks, seed: "lobby" });
    for (const seconds of [1, 2.5, 1]) {
      const read = await readMedia(nextSegment(seconds));
      expect(read.tracks.map((track) => track.codec)).toEqual(codecs);
    }
  });

  test("starts each segment with its tables, the clock and a picture", () => {
    const nextSegment = recordingSegments({ tracks: "both", seed: "lobby" });
    for (const seconds of [3.3, 2]) {
      const [programs, program, clock, picture] = packetsOf(nextSegment(seconds));
      expect([programs?.pid, program?.pid, clock?.pid, picture?.pid]).toEqual([0, 0x1000, 0x100, 0x100]);
      expect(clock?.clock).toBe(seconds === 3.3 ? 0 : 297_000);
      expect(picture?.first).toBe(true);
      expect(picture?.payload.includes(Buffer.from("00000001091000000001674", "hex"))).toBe(true);
    }
  });

  test("writes tables with right checksums, which name the streams and the clock", () => {
    const [programs, program] = packetsOf(recordingSegments({ tracks: "both", seed: "lobby" })(1));
    expect(sectionOf(programs).toString("hex", 0, 12)).toBe("00b00d0001c100000001f000");
    expect(sectionOf(program).toString("hex", 0, 22)).toBe("02b0170001c10000e100f0001be100f0000fe101f000");
    expect([remainder(sectionOf(programs)), remainder(sectionOf(program))]).toEqual([0n, 0n]);
  });

  test.each([
    ["audio", "e101f0000fe101f000"],
    ["video", "e100f0001be100f000"],
  ] as const)("puts the clock of %s alone into its own packets", (tracks, rows) => {
    const packets = packetsOf(recordingSegments({ tracks, seed: "lobby" })(1));
    expect(sectionOf(packets[1]).toString("hex", 8, 17)).toBe(rows);
    expect(remainder(sectionOf(packets[1]))).toBe(0n);
  });

  test.each(KINDS)("counts the packets of %s without a break from segment to segment", (tracks) => {
    const nextSegment = recordingSegments({ tracks, seed: "lobby" });
    const packets = [12.074, 1, 11.9, 0.4, 3].flatMap((seconds) => packetsOf(nextSegment(seconds)));
    const counts = new Map<number, number>();
    for (const { pid, counter, payload } of packets) {
      const count = counts.get(pid) ?? 0;
      // without payload the counter stays where it is
      expect(counter).toBe((payload.length > 0 ? count : count + 15) % 16);
      if (payload.length > 0) counts.set(pid, count + 1);
    }
    expect([...counts.keys()].toSorted((one, other) => one - other)).toEqual(
      { audio: [0, 0x101, 0x1000], video: [0, 0x100, 0x1000], both: [0, 0x100, 0x101, 0x1000] }[tracks],
    );
  });

  test.each(KINDS)("tells the clock of %s every 100 ms at most, and never after what is played", (tracks) => {
    const nextSegment = recordingSegments({ tracks, seed: "lobby" });
    const packets = [2.05, 1, 3].flatMap((seconds) => packetsOf(nextSegment(seconds)));
    const clocks = packets.flatMap(({ clock }) => clock ?? []);
    const steps = clocks.slice(1).map((clock, index) => clock - (clocks[index] ?? NaN));
    expect(clocks[0]).toBe(0);
    expect(clocks.at(-1)).toBe(535_500);
    expect(Math.min(...steps)).toBeGreaterThan(0);
    expect(Math.max(...steps)).toBeLessThanOrEqual(9000);
    let now = 0;
    const early = packets.filter((packet) => {
      now = packet.clock ?? now;
      return [0x100, 0x101].some((pid) => timesOf([packet], pid).some((time) => time <= now));
    });
    expect(early).toEqual([]);
  });

  test("plays pictures from each segment's start, a second apart, and sound frame after frame", () => {
    const nextSegment = recordingSegments({ tracks: "both", seed: "lobby" });
    const packets = [3.3, 2].flatMap((seconds) => packetsOf(nextSegment(seconds)));
    expect(timesOf(packets, 0x100)).toEqual([9000, 99_000, 189_000, 306_000, 396_000]);
    const sound = timesOf(packets, 0x101).map((time) => (time - 9000) / 1920);
    const first = Array.from({ length: 13 }, (_, index) => index * 12);
    expect(sound).toEqual([...first, ...Array.from({ length: 8 }, (_, index) => 155 + index * 12)]);
  });

  test.each(KINDS)("of %s gives the same bytes for the same seed and others for another seed", (tracks) => {
    const first = recordingSegments({ tracks, seed: "a" })(1);
    expect(recordingSegments({ tracks, seed: "a" })(1).equals(first)).toBe(true);
    expect(recordingSegments({ tracks, seed: "b" })(1).equals(first)).toBe(false);
  });

  test("takes less than 200 kB for a minute", () => {
    const sizes = KINDS.map((tracks) => recordingSegments({ tracks, seed: "lobby" })(60).length);
    expect(sizes).toEqual([157_356, 147_016, 191_196]);
  });

  test.each([0, -1, NaN, Infinity])("refuses %p seconds", (seconds) => {
    expect(() => recordingSegments({ tracks: "both", seed: "lobby" })(seconds)).toThrow(
      new RangeError(`seconds: ${seconds} given, a finite number above 0 expected`),
    );
  });
});
