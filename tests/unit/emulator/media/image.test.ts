import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";

import { imageSlice } from "../../../../emulator/src/media";

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  readonly crc: number;
  readonly computedCrc: number;
}

function pngCrcOf(bytes: Buffer): number {
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1n ? (crc >> 1n) ^ 0xedb88320n : crc >> 1n;
  }
  return Number(crc ^ 0xffffffffn);
}

function chunksOf(png: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let start = 8; start < png.length;) {
    const end = start + 8 + png.readUInt32BE(start);
    chunks.push({
      type: png.toString("latin1", start + 4, start + 8),
      data: png.subarray(start + 8, end),
      crc: png.readUInt32BE(end),
      computedCrc: pngCrcOf(png.subarray(start + 4, end)),
    });
    start = end + 4;
  }
  return chunks;
}

/** Marker and payload of each segment; the entropy-coded bytes stand after the last one. */
function segmentsOf(jpeg: Buffer): { markers: string[]; frame: Buffer; entropyCoded: Buffer } {
  const markers: string[] = [];
  let frame: Buffer = Buffer.alloc(0);
  let position = 2;
  while (markers.at(-1) !== "ffda") {
    const marker = jpeg.toString("hex", position, position + 2);
    const end = position + 2 + jpeg.readUInt16BE(position + 2);
    if (marker === "ffc0") frame = jpeg.subarray(position + 4, end);
    markers.push(marker);
    position = end;
  }
  return { markers, frame, entropyCoded: jpeg.subarray(position, -2) };
}

/** The DC differences of a scan whose DC table is T.81's K.3 and whose only AC code is "0" for end of block. */
function dcDifferencesOf(entropyCoded: Buffer): { differences: number[]; rest: string } {
  const codes = [
    "00",
    "010",
    "011",
    "100",
    "101",
    "110",
    "1110",
    "11110",
    "111110",
    "1111110",
    "11111110",
    "111111110",
  ];
  const hex = entropyCoded
    .toString("hex")
    .replace(/(..)/g, "$1 ")
    .replaceAll("ff 00", "ff")
    .trim()
    .split(" ");
  let bits = hex.map((byte) => parseInt(byte, 16).toString(2).padStart(8, "0")).join("");
  const differences: number[] = [];
  while (!/^1*$/.test(bits)) {
    const size = codes.findIndex((code) => bits.startsWith(code));
    const start = codes[size]?.length ?? NaN;
    const value = bits.slice(start, start + size);
    const magnitude = size === 0 ? 0 : parseInt(value, 2);
    differences.push(value.startsWith("1") || size === 0 ? magnitude : magnitude - 2 ** size + 1);
    expect(bits.charAt(start + size)).toBe("0");
    bits = bits.slice(start + size + 1);
  }
  return { differences, rest: bits };
}

const colourOf = (seed: string): number[] => [...createHash("sha256").update(seed).digest().subarray(0, 3)];

describe("imageSlice as png", () => {
  test("is a PNG of 64 x 36 pixels with 8 bits a channel and right checksums", () => {
    const png = imageSlice({ type: "png", seed: "lobby" });
    const chunks = chunksOf(png);
    expect(png.toString("hex", 0, 8)).toBe("89504e470d0a1a0a");
    expect(chunks.map((chunk) => chunk.type)).toEqual(["IHDR", "IDAT", "IEND"]);
    expect(chunks.map((chunk) => chunk.crc)).toEqual(chunks.map((chunk) => chunk.computedCrc));
    expect(chunks[0]?.data.toString("hex")).toBe("00000040000000240802000000");
  });

  test("has the seed's colour in every pixel", () => {
    const rows = inflateSync(
      chunksOf(imageSlice({ type: "png", seed: "lobby" }))[1]?.data ?? Buffer.alloc(0),
    );
    const row = [0, ...Array.from({ length: 64 }, () => colourOf("lobby")).flat()];
    expect([...rows]).toEqual(Array.from({ length: 36 }, () => row).flat());
  });
});

describe("imageSlice as jpg", () => {
  test("is a baseline JFIF file of 64 x 36 pixels in three components", () => {
    const jpeg = imageSlice({ type: "jpg", seed: "lobby" });
    const { markers, frame } = segmentsOf(jpeg);
    expect(jpeg.toString("hex", 0, 2)).toBe("ffd8");
    expect(jpeg.toString("latin1", 6, 11)).toBe("JFIF\0");
    expect(markers).toEqual(["ffe0", "ffdb", "ffc0", "ffc4", "ffc4", "ffda"]);
    expect(frame.toString("hex")).toBe("080024004003011100021100031100");
    expect(jpeg.toString("hex", jpeg.length - 2)).toBe("ffd9");
  });

  test.each(["lobby", "room 1", "room 2", "大厅"])("has the colour of seed %p in every block", (seed) => {
    const [red = 0, green = 0, blue = 0] = colourOf(seed);
    const { differences, rest } = dcDifferencesOf(segmentsOf(imageSlice({ type: "jpg", seed })).entropyCoded);
    const [y = NaN, cb = NaN, cr = NaN] = differences;
    expect(differences).toHaveLength(8 * 5 * 3);
    expect(differences.slice(3)).toEqual(Array(117).fill(0));
    expect(rest.length).toBeLessThan(8);
    expect(Math.abs(y + 128 + 1.402 * cr - red)).toBeLessThan(2);
    expect(Math.abs(y + 128 - 0.344 * cb - 0.714 * cr - green)).toBeLessThan(2);
    expect(Math.abs(y + 128 + 1.772 * cb - blue)).toBeLessThan(2);
  });
});

test.each(["png", "jpg"] as const)(
  "a %s is the same for the same seed and another for another seed",
  (type) => {
    const first = imageSlice({ type, seed: "a" });
    expect(imageSlice({ type, seed: "a" }).equals(first)).toBe(true);
    expect(imageSlice({ type, seed: "b" }).equals(first)).toBe(false);
  },
);
