import { AUDIO_RATE, SAMPLES_PER_FRAME, silentAdtsFrame } from "./aac";
import { u16, u32 } from "./big-endian";
import { ACCESS_UNIT_DELIMITER, flatPicture, PICTURE_PARAMETERS, SEQUENCE_PARAMETERS } from "./h264";
import { CLOCK_RATE, clockReference, presentationTime } from "./mpeg-clock";
import { checkPlayingTime } from "./recording";
import type { RecordedTracks } from "./recording";

const PICTURE_TICKS = CLOCK_RATE;
/** A whole number: 1920. */
const FRAME_TICKS = (SAMPLES_PER_FRAME * CLOCK_RATE) / AUDIO_RATE;
/** The clock is to be told every tenth of a second (ISO 13818-1 section 2.7.2). */
const CLOCK_TICKS = CLOCK_RATE / 10;
/** What arrives is played so much later. */
const DELAY_TICKS = CLOCK_RATE / 10;
/** As many as one packet holds. */
const FRAMES_PER_PES = 12;

const PACKET_PAYLOAD = 184;
const PAYLOAD_FOLLOWS = 0x10;
const ADAPTATION_FOLLOWS = 0x20;

const PROGRAM_NUMBER = 1;
const PIDS = { programs: 0, program: 0x1000, video: 0x100, audio: 0x101 } as const;
/** `stream_type`: H.264, and AAC in ADTS (ISO 13818-1 table 2-34). */
const STREAM_TYPES = { video: 0x1b, audio: 0x0f } as const;
/** `stream_id`: the first video and the first audio stream (table 2-22). */
const STREAM_IDS = { video: 0xe0, audio: 0xc0 } as const;

type StreamKind = keyof typeof STREAM_IDS;

/** CRC-32 as tables want it: polynomial 0x04c11db7, start all ones, neither reflected nor inverted (annex A). */
function tableCrc(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return crc >>> 0;
}

/** A table in one section that fills its packet (section 2.4.4). */
function table(id: number, extension: number, content: Buffer): Buffer {
  const length = 5 + content.length + 4;
  const section = Buffer.concat([
    Buffer.from([id]),
    u16(0xb000 + length, extension),
    Buffer.from([0xc1, 0, 0]),
    content,
  ]);
  const payload = Buffer.alloc(PACKET_PAYLOAD, 0xff);
  Buffer.concat([Buffer.from([0]), section, u32(tableCrc(section))]).copy(payload);
  return payload;
}

function programsTable(): Buffer {
  return table(0, 1, u16(PROGRAM_NUMBER, 0xe000 + PIDS.program));
}

function programTable(streams: readonly StreamKind[], clockPid: number): Buffer {
  const rows = streams.map((kind) =>
    Buffer.concat([Buffer.from([STREAM_TYPES[kind]]), u16(0xe000 + PIDS[kind], 0xf000)]),
  );
  return table(2, PROGRAM_NUMBER, Buffer.concat([u16(0xe000 + clockPid, 0xf000), ...rows]));
}

/** A PES packet with the time at which it is played (section 2.4.3.6). */
function pes(kind: StreamKind, time: number, data: Buffer): Buffer {
  const header = Buffer.concat([Buffer.from([0x84, 0x80, 5]), presentationTime(time + DELAY_TICKS)]);
  return Buffer.concat([
    Buffer.from([0, 0, 1, STREAM_IDS[kind]]),
    u16(header.length + data.length),
    header,
    data,
  ]);
}

/** Fills a packet up to its end: a field of at least one byte, which says nothing. */
function adaptationField(length: number): Buffer {
  const field = Buffer.alloc(length, 0xff);
  field.writeUInt8(length - 1, 0);
  if (length > 1) field.writeUInt8(0, 1);
  return field;
}

/** Fills a packet that has no payload, and tells the clock (section 2.4.3.4). */
function clockField(time: number): Buffer {
  const field = adaptationField(PACKET_PAYLOAD);
  field.writeUInt8(0x10, 1);
  clockReference(time).copy(field, 2);
  return field;
}

/** Access unit number 0, 1, … of the video stream (annex B of H.264). */
function accessUnit(index: number, seed: string): Buffer {
  const units = [
    ACCESS_UNIT_DELIMITER,
    SEQUENCE_PARAMETERS,
    PICTURE_PARAMETERS,
    flatPicture({ index, seed }),
  ];
  return Buffer.concat(units.flatMap((unit) => [u32(1), unit]));
}

/** Writes packets and counts those of each PID (section 2.4.3.2). */
function packetWriter() {
  const counts = new Map<number, number>();

  function header(pid: number, control: number, first: boolean): Buffer {
    const count = counts.get(pid) ?? 0;
    // packets without payload repeat the counter of the one before
    const counter = control & PAYLOAD_FOLLOWS ? count : count + 15;
    if (control & PAYLOAD_FOLLOWS) counts.set(pid, count + 1);
    return Buffer.concat([
      Buffer.from([0x47]),
      u16((first ? 0x4000 : 0) + pid),
      Buffer.from([control | (counter & 15)]),
    ]);
  }

  return {
    /** Splits a table or a PES packet. */
    payload(pid: number, bytes: Buffer): Buffer {
      const packets: Buffer[] = [];
      for (let start = 0; start < bytes.length; start += PACKET_PAYLOAD) {
        const part = bytes.subarray(start, start + PACKET_PAYLOAD);
        const room = PACKET_PAYLOAD - part.length;
        packets.push(
          header(pid, PAYLOAD_FOLLOWS | (room > 0 ? ADAPTATION_FOLLOWS : 0), start === 0),
          room > 0 ? adaptationField(room) : Buffer.alloc(0),
          part,
        );
      }
      return Buffer.concat(packets);
    },
    clock(pid: number, time: number): Buffer {
      return Buffer.concat([header(pid, ADAPTATION_FOLLOWS, false), clockField(time)]);
    },
  };
}

/**
 * The `.ts` files of one playlist, one after the other: timestamps and counters go on from file to file, as RFC 8216 section 3
 * asks. Each starts with its tables and a picture; from a second on it is long enough for players to know it alone. They hold
 * what `recordingMp4` says.
 *
 * @param recording.seed - decides the colour: the same seed and the same calls give the same bytes
 * @returns gives the bytes of the next segment. Its playing time in seconds is above 0; over all segments it is exact to a
 *   frame of sound. Throws a RangeError when it is not a number above 0
 */
export function recordingSegments(recording: {
  readonly tracks: RecordedTracks;
  readonly seed: string;
}): (seconds: number) => Buffer {
  const { tracks, seed } = recording;
  const streams: StreamKind[] = tracks === "both" ? ["video", "audio"] : [tracks];
  const clockPid = PIDS[tracks === "audio" ? "audio" : "video"];
  const frame = silentAdtsFrame(seed);
  const writer = packetWriter();
  let elapsed = 0;
  let pictures = 0;
  let frames = 0;

  return (seconds) => {
    checkPlayingTime(seconds);
    const start = elapsed;
    elapsed += Math.round(seconds * CLOCK_RATE);
    const parts: { readonly time: number; readonly write: () => Buffer }[] = [];
    for (let time = start; time < elapsed; time += CLOCK_TICKS) {
      parts.push({ time, write: () => writer.clock(clockPid, time) });
    }
    if (streams.includes("video")) {
      // rounded, so that the last picture does not stand close to the next segment's first one
      const count = Math.max(1, Math.round(seconds));
      for (let shown = 0; shown < count; shown += 1) {
        const time = start + shown * PICTURE_TICKS;
        const unit = accessUnit(pictures++, seed);
        parts.push({ time, write: () => writer.payload(PIDS.video, pes("video", time, unit)) });
      }
    }
    if (streams.includes("audio")) {
      const end = Math.ceil(elapsed / FRAME_TICKS);
      while (frames < end) {
        const count = Math.min(FRAMES_PER_PES, end - frames);
        const time = frames * FRAME_TICKS;
        const data = Buffer.alloc(count * frame.length, frame);
        parts.push({ time, write: () => writer.payload(PIDS.audio, pes("audio", time, data)) });
        frames += count;
      }
    }
    parts.sort((one, other) => one.time - other.time);
    return Buffer.concat([
      writer.payload(PIDS.programs, programsTable()),
      writer.payload(PIDS.program, programTable(streams, clockPid)),
      ...parts.map((part) => part.write()),
    ]);
  };
}
