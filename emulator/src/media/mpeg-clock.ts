import { u16 } from "./big-endian";

/** Ticks a second of all timestamps. */
export const CLOCK_RATE = 90_000;
/** Timestamps have 33 bits: after 26 and a half hours they start again. */
const CLOCK_WRAP = 2 ** 33;

/** When something is played, in a PES header without a decoding time (ISO 13818-1 section 2.4.3.7). */
export function presentationTime(ticks: number): Buffer {
  const wrapped = ticks % CLOCK_WRAP;
  const high = Math.floor(wrapped / 2 ** 30);
  const middle = Math.floor(wrapped / 2 ** 15) % 2 ** 15;
  const low = wrapped % 2 ** 15;
  return Buffer.concat([Buffer.from([0x20 + high * 2 + 1]), u16(middle * 2 + 1, low * 2 + 1)]);
}

/** The clock's time, in an adaptation field; its finer part is 0 (section 2.4.3.5). */
export function clockReference(ticks: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE((ticks % CLOCK_WRAP) * 2 ** 15 + 0x7e00, 0, 6);
  return bytes;
}
