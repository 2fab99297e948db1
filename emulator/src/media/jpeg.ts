import type { FlatImage } from "./flat-image";

/** Each DC step is one level of the 8-bit sample: a flat 8 x 8 block has DC coefficient 8 * (level - 128). */
const QUANTIZER = 8;
/** How many DC codes there are of 1 to 16 bits (ITU-T T.81 table K.3); the symbols are 0 to 11 in order. */
const DC_CODES_BY_LENGTH = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
/** A flat block has no AC coefficient: one code, "0", for end of block. */
const AC_CODES_BY_LENGTH = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const END_OF_BLOCK = "0";

/** The canonical Huffman codes, as strings of bits, of symbols 0, 1, 2, … (ITU-T T.81 annex C). */
function huffmanCodes(countByLength: readonly number[]): string[] {
  let code = 0;
  return countByLength.flatMap((count, index) => {
    code <<= 1;
    return Array.from({ length: count }, () => (code++).toString(2).padStart(index + 1, "0"));
  });
}

const DC_CODES = huffmanCodes(DC_CODES_BY_LENGTH);

/** One DC difference: the code of its size in bits, then the bits (ITU-T T.81 section F.1.2.1). */
function dcBits(difference: number): string {
  const size = Math.abs(difference).toString(2).length;
  if (difference === 0) return DC_CODES[0] ?? "";
  const value = difference > 0 ? difference : difference + 2 ** size - 1;
  return (DC_CODES[size] ?? "") + value.toString(2).padStart(size, "0");
}

/** Packs bits into bytes, filled up with ones, with a zero byte after each 0xff (ITU-T T.81 section F.1.2.3). */
function entropyCoded(bits: string): Buffer {
  const bytes: number[] = [];
  for (let start = 0; start < bits.length; start += 8) {
    const byte = parseInt(bits.slice(start, start + 8).padEnd(8, "1"), 2);
    bytes.push(byte);
    if (byte === 0xff) bytes.push(0);
  }
  return Buffer.from(bytes);
}

function segment(marker: number, payload: readonly number[]): Buffer {
  const length = payload.length + 2;
  return Buffer.from([0xff, marker, length >> 8, length & 0xff, ...payload]);
}

/** Luminance and the two colour differences, each less 128 (JFIF 1.02, conversion to YCbCr). */
function centredYCbCr([red, green, blue]: FlatImage["colour"]): [y: number, cb: number, cr: number] {
  const y = Math.round(0.299 * red + 0.587 * green + 0.114 * blue) - 128;
  const cb = Math.round(-0.168736 * red - 0.331264 * green + 0.5 * blue);
  const cr = Math.round(0.5 * red - 0.418688 * green - 0.081312 * blue);
  return [y, Math.min(cb, 127), Math.min(cr, 127)];
}

/** A baseline JFIF file: three components, not subsampled, one quantization table, one Huffman table of each class. */
export function flatJpeg(image: FlatImage): Buffer {
  const { width, height } = image;
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const firstBlock = centredYCbCr(image.colour).map((level) => dcBits(level) + END_OF_BLOCK);
  const furtherBlock = (dcBits(0) + END_OF_BLOCK).repeat(3);
  const components = [1, 2, 3];
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, [...Buffer.from("JFIF\0", "latin1"), 1, 2, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xdb, [0, ...Array<number>(64).fill(QUANTIZER)]),
    segment(0xc0, [
      8,
      height >> 8,
      height & 0xff,
      width >> 8,
      width & 0xff,
      3,
      ...components.flatMap((id) => [id, 0x11, 0]),
    ]),
    segment(0xc4, [0x00, ...DC_CODES_BY_LENGTH, ...DC_CODES.keys()]),
    segment(0xc4, [0x10, ...AC_CODES_BY_LENGTH, 0]),
    segment(0xda, [3, ...components.flatMap((id) => [id, 0x00]), 0, 63, 0]),
    entropyCoded(firstBlock.join("") + furtherBlock.repeat(blocks - 1)),
    Buffer.from([0xff, 0xd9]),
  ]);
}
