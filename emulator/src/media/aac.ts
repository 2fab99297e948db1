import { createHash } from "node:crypto";

import { checkPlayingTime } from "./recording";

/** Samples a second of every recording, mono. */
export const AUDIO_RATE = 48_000;
export const SAMPLES_PER_FRAME = 1024;

/** AAC-LC at index 3 of the sampling rates, 48 kHz, one channel (ISO 14496-3 section 1.6.2.1). */
export const AUDIO_SPECIFIC_CONFIG = Buffer.from([0x11, 0x88]);

const ADTS_HEADER_LENGTH = 7;

/**
 * A raw data block of AAC-LC: one channel element without a single spectral band, and the end (ISO 14496-3 section 4.4.2).
 * There is nothing that the global gain could make louder, so the seed decides it.
 */
export function silentFrame(seed: string): Buffer {
  const gain = createHash("sha256").update(seed).digest().readUInt8(0);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(gain * 2 ** 17 + 0b111);
  return frame;
}

/** The same with an ADTS header: MPEG-4, AAC-LC, 48 kHz, one channel, no checksum (ISO 14496-3 section 1.A.2.2). */
export function silentAdtsFrame(seed: string): Buffer {
  const block = silentFrame(seed);
  const length = ADTS_HEADER_LENGTH + block.length;
  const header = Buffer.from([0xff, 0xf1, 0x4c, 0x40, length >> 3, ((length & 7) << 5) | 0x1f, 0xfc]);
  return Buffer.concat([header, block]);
}

/**
 * The bytes of a recording in an `.aac` file: ADTS frames of silence, mono.
 *
 * @param recording.seconds - playing time in seconds, above 0; rounded up to whole frames of 1024 samples
 * @param recording.seed - decides a gain that silence does not show: the same seed gives the same bytes
 * @throws RangeError when `seconds` is not a number above 0
 */
export function recordingAac(recording: { readonly seconds: number; readonly seed: string }): Buffer {
  checkPlayingTime(recording.seconds);
  const frame = silentAdtsFrame(recording.seed);
  const count = Math.ceil((recording.seconds * AUDIO_RATE) / SAMPLES_PER_FRAME);
  return Buffer.alloc(count * frame.length, frame);
}
