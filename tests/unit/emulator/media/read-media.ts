import type { InputTrack, Source } from "mediabunny" with { "resolution-mode": "import" };

export interface ReadPacket {
  /** Seconds. */
  readonly time: number;
  /** Seconds. */
  readonly duration: number;
  readonly data: Buffer;
}

export interface ReadTrack {
  /** As browsers name it, such as `mp4a.40.2`. */
  readonly codec: string | null;
  readonly packets: readonly ReadPacket[];
  /** Of video, in pixels. */
  readonly size?: readonly [width: number, height: number];
  /** Of audio, samples a second. */
  readonly rate?: number;
  readonly channels?: number;
}

export interface ReadMedia {
  readonly format: string;
  /** Seconds from the first packet's begin to the last one's end. */
  readonly duration: number;
  readonly tracks: readonly ReadTrack[];
}

/** Every packet of a track, as a library that knows nothing of the emulator reads it. */
async function readTrack(track: InputTrack): Promise<ReadTrack> {
  const { EncodedPacketSink } = await import("mediabunny");
  const packets: ReadPacket[] = [];
  for await (const { timestamp, duration, data } of new EncodedPacketSink(track).packets()) {
    packets.push({ time: timestamp, duration, data: Buffer.from(data) });
  }
  const codec = await track.getCodecParameterString();
  if (track.isVideoTrack()) {
    return { codec, packets, size: [await track.getCodedWidth(), await track.getCodedHeight()] };
  }
  if (track.isAudioTrack()) {
    return {
      codec,
      packets,
      rate: await track.getSampleRate(),
      channels: await track.getNumberOfChannels(),
    };
  }
  throw new Error(`a track of type ${track.type}`);
}

async function readSource(source: Source): Promise<ReadMedia> {
  const { ALL_FORMATS, Input } = await import("mediabunny");
  const input = new Input({ source, formats: ALL_FORMATS });
  const tracks: ReadTrack[] = [];
  for (const track of await input.getTracks()) tracks.push(await readTrack(track));
  const duration = (await input.computeDuration()) - (await input.getFirstTimestamp());
  return { format: (await input.getFormat()).name, duration, tracks };
}

export async function readMedia(file: Buffer): Promise<ReadMedia> {
  const { BufferSource } = await import("mediabunny");
  return readSource(new BufferSource(file));
}

/** Follows a playlist through its segments. */
export async function readPlaylist(
  playlist: string,
  segments: ReadonlyMap<string, Buffer>,
): Promise<ReadMedia> {
  const { BufferSource, CustomPathedSource } = await import("mediabunny");
  const source = new CustomPathedSource("recording.m3u8", ({ path, isRoot }) => {
    const file = isRoot ? Buffer.from(playlist) : segments.get(path);
    if (file === undefined) throw new Error(`no file ${path}`);
    return new BufferSource(file);
  });
  return readSource(source);
}
