import { audioSlice } from "../../../../emulator/src/media";

interface Page {
  readonly version: number;
  readonly flags: number;
  readonly granule: bigint;
  readonly serial: number;
  readonly sequence: number;
  readonly crc: number;
  readonly computedCrc: number;
  readonly packets: readonly Buffer[];
}

/** Bit by bit, so that it shares nothing with the table in the source. */
function crcOf(bytes: Buffer): number {
  let crc = 0n;
  for (const byte of bytes) {
    crc ^= BigInt(byte) << 24n;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = crc & 0x80000000n ? ((crc << 1n) ^ 0x04c11db7n) & 0xffffffffn : (crc << 1n) & 0xffffffffn;
    }
  }
  return Number(crc);
}

function packetsOf(lacing: Buffer, data: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  let start = 0;
  let end = 0;
  for (const size of lacing) {
    end += size;
    if (size === 255) continue;
    packets.push(data.subarray(start, end));
    start = end;
  }
  expect(end).toBe(data.length);
  return packets;
}

function pagesOf(file: Buffer): Page[] {
  const pages: Page[] = [];
  for (let start = 0; start < file.length;) {
    expect(file.toString("latin1", start, start + 4)).toBe("OggS");
    const bodyStart = start + 27 + file.readUInt8(start + 26);
    const lacing = file.subarray(start + 27, bodyStart);
    const end = bodyStart + lacing.reduce((sum, size) => sum + size, 0);
    const withoutCrc = Buffer.from(file.subarray(start, end));
    withoutCrc.writeUInt32LE(0, 22);
    pages.push({
      version: file.readUInt8(start + 4),
      flags: file.readUInt8(start + 5),
      granule: file.readBigInt64LE(start + 6),
      serial: file.readUInt32LE(start + 14),
      sequence: file.readUInt32LE(start + 18),
      crc: file.readUInt32LE(start + 22),
      computedCrc: crcOf(withoutCrc),
      packets: packetsOf(lacing, file.subarray(bodyStart, end)),
    });
    start = end;
  }
  return pages;
}

function page(file: Buffer, index: number): Page {
  const found = pagesOf(file).at(index);
  if (found === undefined) throw new Error(`no page ${index}`);
  return found;
}

describe("audioSlice", () => {
  test.each([0.001, 0.5, 1, 5.123, 15, 60])("makes valid pages for %p seconds", (seconds) => {
    const pages = pagesOf(audioSlice({ seconds, seed: "lobby" }));
    expect(pages.map((each) => each.crc)).toEqual(pages.map((each) => each.computedCrc));
    expect(pages.map((each) => each.sequence)).toEqual([...pages.keys()]);
    expect(new Set(pages.map((each) => each.serial)).size).toBe(1);
    expect(new Set(pages.map((each) => each.version))).toEqual(new Set([0]));
    expect(pages.map((each) => each.flags)).toEqual([2, ...pages.slice(1, -1).map(() => 0), 4]);
  });

  test("starts with the Opus headers, each alone on its page with granule 0", () => {
    const file = audioSlice({ seconds: 15, seed: "lobby" });
    expect(page(file, 0).granule).toBe(0n);
    expect(page(file, 0).packets.map((packet) => packet.toString("hex"))).toEqual([
      `${Buffer.from("OpusHead").toString("hex")}0101380180bb0000000000`,
    ]);
    expect(page(file, 1).granule).toBe(0n);
    expect(page(file, 1).packets.map((packet) => packet.toString("latin1"))).toEqual([
      "OpusTags\r\0\0\0trtc-emulator\0\0\0\0",
    ]);
  });

  test.each([
    [0.5, 24_312n, 26],
    [1, 48_312n, 51],
    [5.123, 246_216n, 257],
    [15, 720_312n, 751],
  ])("lasts exactly %p seconds less the pre-skip of 312 samples", (seconds, lastGranule, packetCount) => {
    const file = audioSlice({ seconds, seed: "lobby" });
    const packets = pagesOf(file)
      .slice(2)
      .flatMap((each) => each.packets);
    expect(page(file, -1).granule).toBe(lastGranule);
    expect(Number(lastGranule - 312n) / 48_000).toBe(seconds);
    expect(packets).toHaveLength(packetCount);
    expect(new Set(packets.map((packet) => packet.toString("hex")))).toEqual(new Set(["f8fffe"]));
  });

  test("counts the granule of every full page from its packets of 960 samples", () => {
    const pages = pagesOf(audioSlice({ seconds: 5, seed: "lobby" })).slice(2, -1);
    expect(pages.map((each) => each.granule)).toEqual([48_000n, 96_000n, 144_000n, 192_000n, 240_000n]);
    expect(pages.map((each) => each.packets.length)).toEqual([50, 50, 50, 50, 50]);
  });

  test("gives the same bytes for the same seed and another serial number for another seed", () => {
    const first = audioSlice({ seconds: 1, seed: "a" });
    expect(audioSlice({ seconds: 1, seed: "a" }).equals(first)).toBe(true);
    expect(page(audioSlice({ seconds: 1, seed: "b" }), 0).serial).not.toBe(page(first, 0).serial);
  });

  test.each([0, -1, NaN, Infinity])("refuses %p seconds", (seconds) => {
    expect(() => audioSlice({ seconds, seed: "lobby" })).toThrow(
      new RangeError(`seconds: ${seconds} given, a finite number above 0 expected`),
    );
  });
});
