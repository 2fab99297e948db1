import { createHash } from "node:crypto";

/** Opus counts granules at 48 kHz whatever the input was (RFC 7845 section 4). */
const SAMPLE_RATE = 48_000;
/** What libopus writes; the decoder drops this many samples at the start (RFC 7845 section 4.2). */
const PRE_SKIP = 312;
const SAMPLES_PER_PACKET = 960;
const PACKETS_PER_PAGE = 50;
/** TOC 0xf8 (CELT, fullband, mono, one 20 ms frame) and the two bytes that decode to silence (RFC 6716). */
const SILENT_PACKET = Buffer.from([0xf8, 0xff, 0xfe]);

const FIRST_PAGE = 0x02;
const LAST_PAGE = 0x04;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

/** CRC-32 as Ogg wants it: polynomial 0x04c11db7, start 0, neither reflected nor inverted (RFC 3533 section 6). */
function oggCrc(bytes: Buffer): number {
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  return crc;
}

interface OggPage {
  readonly flags: number;
  readonly granule: number;
  readonly serial: number;
  readonly sequence: number;
  /** At most 255 packets shorter than 255 bytes each, so that every packet is one segment. */
  readonly packets: readonly Buffer[];
}

function oggPage(page: OggPage): Buffer {
  const header = Buffer.alloc(27);
  header.write("OggS", 0, "latin1");
  header.writeUInt8(page.flags, 5);
  header.writeBigInt64LE(BigInt(page.granule), 6);
  header.writeUInt32LE(page.serial, 14);
  header.writeUInt32LE(page.sequence, 18);
  header.writeUInt8(page.packets.length, 26);
  const lacing = Buffer.from(page.packets.map((packet) => packet.length));
  const bytes = Buffer.concat([header, lacing, ...page.packets]);
  bytes.writeUInt32LE(oggCrc(bytes), 22);
  return bytes;
}

/** The identification header: version 1, mono, channel mapping family 0 (RFC 7845 section 5.1). */
function opusHead(): Buffer {
  const head = Buffer.alloc(19);
  head.write("OpusHead", 0, "latin1");
  head.writeUInt8(1, 8);
  head.writeUInt8(1, 9);
  head.writeUInt16LE(PRE_SKIP, 10);
  head.writeUInt32LE(SAMPLE_RATE, 12);
  return head;
}

/** The comment header with a vendor string and no comments (RFC 7845 section 5.2). */
function opusTags(): Buffer {
  const vendor = Buffer.from("trtc-emulator");
  const tags = Buffer.alloc(8 + 4 + vendor.length + 4);
  tags.write("OpusTags", 0, "latin1");
  tags.writeUInt32LE(vendor.length, 8);
  vendor.copy(tags, 12);
  return tags;
}

/**
 * The bytes of an audio slice: a complete Ogg/Opus file of silence, mono.
 *
 * @param slice.seconds - playing time in seconds, above 0; exact to a 48 kHz sample through end trimming (RFC 7845 section 4.4)
 * @param slice.seed - decides the stream's serial number: the same seed gives the same bytes
 * @throws RangeError when `seconds` is not a number above 0
 */
export function audioSlice(slice: { readonly seconds: number; readonly seed: string }): Buffer {
  if (!(slice.seconds > 0 && Number.isFinite(slice.seconds))) {
    throw new RangeError(`seconds: ${slice.seconds} given, a finite number above 0 expected`);
  }
  const serial = createHash("sha256").update(slice.seed).digest().readUInt32LE(0);
  const lastGranule = PRE_SKIP + Math.max(1, Math.round(slice.seconds * SAMPLE_RATE));
  const packetCount = Math.ceil(lastGranule / SAMPLES_PER_PACKET);
  const pages = [
    oggPage({ flags: FIRST_PAGE, granule: 0, serial, sequence: 0, packets: [opusHead()] }),
    oggPage({ flags: 0, granule: 0, serial, sequence: 1, packets: [opusTags()] }),
  ];
  for (let written = 0; written < packetCount;) {
    const count = Math.min(PACKETS_PER_PAGE, packetCount - written);
    written += count;
    const last = written === packetCount;
    pages.push(
      oggPage({
        flags: last ? LAST_PAGE : 0,
        granule: last ? lastGranule : written * SAMPLES_PER_PACKET,
        serial,
        sequence: pages.length,
        packets: Array.from({ length: count }, () => SILENT_PACKET),
      }),
    );
  }
  return Buffer.concat(pages);
}
