import { AUDIO_RATE, AUDIO_SPECIFIC_CONFIG, SAMPLES_PER_FRAME, silentFrame } from "./aac";
import { u16, u32 } from "./big-endian";
import { flatPicture, PICTURE_PARAMETERS, PICTURE_SIZE, SEQUENCE_PARAMETERS } from "./h264";
import { checkPlayingTime } from "./recording";
import type { RecordedTracks } from "./recording";

/** Units a second of `mvhd` and `tkhd`. */
const MOVIE_RATE = 1000;
/** Units a second of the video track, which shows one picture a second. */
const VIDEO_RATE = 90_000;
const UNITY_MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
const UNDETERMINED_LANGUAGE = 0x55c4;

interface Track {
  readonly handler: "vide" | "soun";
  /** Pixels; 0 of sound. */
  readonly size: number;
  /** `vmhd` or `smhd`. */
  readonly mediaHeader: Buffer;
  /** The entry of `stsd`. */
  readonly sampleEntry: Buffer;
  /** Units a second. */
  readonly rate: number;
  /** How long each sample lasts, in those units; the last one lasts for the rest. */
  readonly step: number;
  /** Sample number 0, 1, …; all are of one length. */
  readonly sample: (index: number) => Buffer;
}

function box(type: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([u32(8 + body.length), Buffer.from(type, "latin1"), body]);
}

/** A box with a version, 0 here, and flags. */
function fullBox(type: string, flags: number, ...content: readonly Buffer[]): Buffer {
  return box(type, u32(flags), ...content);
}

/** A descriptor of less than 128 bytes (ISO 14496-1 section 8.3.3). */
function descriptor(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag, body.length]), body]);
}

/** ISO 14496-15 section 5.3.3.1: lengths of four bytes, one set of each. */
function avcConfiguration(): Buffer {
  return box(
    "avcC",
    Buffer.from([1]),
    SEQUENCE_PARAMETERS.subarray(1, 4),
    Buffer.from([0xff, 0xe1]),
    u16(SEQUENCE_PARAMETERS.length),
    SEQUENCE_PARAMETERS,
    Buffer.from([1]),
    u16(PICTURE_PARAMETERS.length),
    PICTURE_PARAMETERS,
  );
}

/** ISO 14496-1 section 7.2.6: MPEG-4 audio, bit rates not stated. */
function audioDescriptors(): Buffer {
  const decoder = descriptor(
    4,
    Buffer.from([0x40, 0x15, 0, 0, 0]),
    u32(0, 0),
    descriptor(5, AUDIO_SPECIFIC_CONFIG),
  );
  return fullBox("esds", 0, descriptor(3, Buffer.alloc(3), decoder, descriptor(6, Buffer.from([2]))));
}

function videoTrack(seed: string): Track {
  return {
    handler: "vide",
    size: PICTURE_SIZE,
    mediaHeader: fullBox("vmhd", 1, Buffer.alloc(8)),
    sampleEntry: box(
      "avc1",
      u16(0, 0, 0, 1),
      Buffer.alloc(16),
      u16(PICTURE_SIZE, PICTURE_SIZE),
      u32(0x480000, 0x480000, 0),
      u16(1),
      Buffer.alloc(32),
      u16(24, 0xffff),
      avcConfiguration(),
    ),
    rate: VIDEO_RATE,
    step: VIDEO_RATE,
    sample: (index) => {
      const picture = flatPicture({ index, seed });
      return Buffer.concat([u32(picture.length), picture]);
    },
  };
}

function audioTrack(seed: string): Track {
  const frame = silentFrame(seed);
  return {
    handler: "soun",
    size: 0,
    mediaHeader: fullBox("smhd", 0, Buffer.alloc(4)),
    sampleEntry: box(
      "mp4a",
      u16(0, 0, 0, 1),
      Buffer.alloc(8),
      u16(1, 16, 0, 0),
      u32(AUDIO_RATE * 2 ** 16),
      audioDescriptors(),
    ),
    rate: AUDIO_RATE,
    step: SAMPLES_PER_FRAME,
    sample: () => frame,
  };
}

function tracksOf(tracks: RecordedTracks, seed: string): Track[] {
  return [
    ...(tracks === "audio" ? [] : [videoTrack(seed)]),
    ...(tracks === "video" ? [] : [audioTrack(seed)]),
  ];
}

interface RecordedTrack extends Track {
  /** In units of the track. */
  readonly duration: number;
  /** All of them stand together, in one chunk. */
  readonly samples: readonly Buffer[];
}

function recorded(track: Track, seconds: number): RecordedTrack {
  const duration = Math.max(1, Math.round(seconds * track.rate));
  const samples = Array.from({ length: Math.ceil(duration / track.step) }, (_, index) => track.sample(index));
  return { ...track, duration, samples };
}

/** ISO 14496-12 section 8.5. Without `stss` every sample can be the first one. */
function sampleTable(track: RecordedTrack, offset: number): Buffer {
  const { duration, step, samples } = track;
  const full = samples.length - 1;
  const timing = [...(full > 0 ? [full, step] : []), 1, duration - full * step];
  return box(
    "stbl",
    fullBox("stsd", 0, u32(1), track.sampleEntry),
    fullBox("stts", 0, u32(timing.length / 2, ...timing)),
    fullBox("stsc", 0, u32(1, 1, samples.length, 1)),
    fullBox("stsz", 0, u32(samples[0]?.length ?? 0, samples.length)),
    fullBox("stco", 0, u32(1, offset)),
  );
}

/** @param place.duration - in units of the movie */
function trackBox(
  track: RecordedTrack,
  place: { readonly id: number; readonly duration: number; readonly offset: number },
): Buffer {
  const volume = track.handler === "soun" ? 0x100 : 0;
  return box(
    "trak",
    fullBox(
      "tkhd",
      3,
      u32(0, 0, place.id, 0, place.duration, 0, 0),
      u16(0, 0, volume, 0),
      UNITY_MATRIX,
      u32(track.size * 2 ** 16, track.size * 2 ** 16),
    ),
    box(
      "mdia",
      fullBox("mdhd", 0, u32(0, 0, track.rate, track.duration), u16(UNDETERMINED_LANGUAGE, 0)),
      fullBox("hdlr", 0, u32(0), Buffer.from(track.handler, "latin1"), Buffer.alloc(13)),
      box(
        "minf",
        track.mediaHeader,
        box("dinf", fullBox("dref", 0, u32(1), fullBox("url ", 1))),
        sampleTable(track, place.offset),
      ),
    ),
  );
}

/**
 * The bytes of a recording in an `.mp4` file: one H.264 picture a second, 16 x 16 pixels in one colour, and silence in AAC, mono.
 *
 * @param recording.seconds - playing time in seconds, above 0; exact to a millisecond
 * @param recording.seed - decides the colour: the same seed gives the same bytes
 * @throws RangeError when `seconds` is not a number above 0
 */
export function recordingMp4(recording: {
  readonly seconds: number;
  readonly tracks: RecordedTracks;
  readonly seed: string;
}): Buffer {
  checkPlayingTime(recording.seconds);
  const tracks = tracksOf(recording.tracks, recording.seed).map((track) =>
    recorded(track, recording.seconds),
  );
  const fileType = box("ftyp", Buffer.from("isom\0\0\0\0isomavc1", "latin1"));
  // before the movie box, so that offsets do not depend on its length
  const media = box("mdat", ...tracks.flatMap((track) => track.samples));
  const duration = Math.max(1, Math.round(recording.seconds * MOVIE_RATE));
  let offset = fileType.length + 8;
  const trackBoxes = tracks.map((track, index) => {
    const written = trackBox(track, { id: index + 1, duration, offset });
    offset += Buffer.concat(track.samples).length;
    return written;
  });
  const movieHeader = fullBox(
    "mvhd",
    0,
    u32(0, 0, MOVIE_RATE, duration, 0x10000),
    u16(0x100),
    Buffer.alloc(10),
    UNITY_MATRIX,
    Buffer.alloc(24),
    u32(tracks.length + 1),
  );
  return Buffer.concat([fileType, media, box("moov", movieHeader, ...trackBoxes)]);
}
