import type { JsonObject } from "../callbacks";
import type { Timeline } from "../clock";
import { audioSlice, imageSlice } from "../media";
import type { PresentUser } from "./rooms";
import type { SliceRequest } from "./slice-task";
import { subscribedStreams } from "./subscription";
import type { SubscribedStream, Subscription } from "./subscription";
import type { SliceFile, Uploader } from "./uploader";

/** Cuts the subscribed streams of one task into files and uploads them. */
export interface Slicer {
  /** Starts and ends streams after a change in the room or in the lists. */
  follow(users: readonly PresentUser[], lists: Subscription): void;
  /** Whether it slices any stream now. */
  isBusy(): boolean;
  /** The task has ended; what was cut off is still uploaded, a moment later. */
  end(): void;
  /** Files that the storage took, and files that it refused. */
  counts(): { readonly uploaded: number; readonly refused: number };
}

export interface SlicerOptions {
  readonly taskId: string;
  readonly request: SliceRequest;
  readonly timeline: Timeline;
  readonly upload: Uploader;
  /** Sends an event of group 10. */
  readonly report: (type: number, payload: JsonObject, streamer?: string) => void;
}

interface RunningStream extends SubscribedStream {
  /** When the slice that is being cut began. */
  sliceStart: number;
  cancel: () => void;
}

/** Delete answers at once, "uploads may go on" (72331): so much later what was cut off is uploaded. */
const LAST_UPLOAD_MS = 1000;
/** A cut-off rest shorter than that is dropped. */
const MIN_REST_MS = 1000;

/** `20250106143143` */
export function utcStamp(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace(/[-:T]/g, "");
}

/** `{prefix…}/{taskId}/{userId}/audios|images/{sdkappid}_{roomId}_{userid}_{UTC}.{ext}` (73393). */
function fileAddress(
  { taskId, request }: SlicerOptions,
  slice: { readonly stream: SubscribedStream; readonly time: number; readonly extension: string },
): { readonly key: string; readonly name: string } {
  const { room, storage } = request;
  const { userId, kind } = slice.stream;
  const name = `${room.sdkAppId}_${room.roomId}_${userId}_${utcStamp(slice.time)}.${slice.extension}`;
  const folder = kind === "audio" ? "audios" : "images";
  return { key: [...storage.fileNamePrefix, taskId, userId, folder, name].join("/"), name };
}

export function createSlicer(options: SlicerOptions): Slicer {
  const { request, timeline, upload, report } = options;
  const streams = new Map<string, RunningStream>();
  const isCos = request.storage.vendor === "cos";
  /** Files on their way: the real clock does not wait for them. */
  const delivering = new Set<Promise<void>>();
  let uploadsBegun = false;
  let givenUp = false;
  let uploaded = 0;
  let refused = 0;

  function audioFile(stream: SubscribedStream, time: number, seconds: number): [string, SliceFile] {
    const { key, name } = fileAddress(options, { stream, time, extension: "ogg" });
    return [name, { key, body: audioSlice({ seconds, seed: key }), contentType: "audio/ogg" }];
  }

  function imageFile(stream: SubscribedStream, time: number): [string, SliceFile] {
    const { key, name } = fileAddress(options, { stream, time, extension: request.imageType });
    const contentType = request.imageType === "jpg" ? "image/jpeg" : "image/png";
    return [name, { key, body: imageSlice({ type: request.imageType, seed: key }), contentType }];
  }

  function deliver(stream: SubscribedStream, file: [string, SliceFile]): Promise<void> {
    const delivery = send(stream, file).finally(() => delivering.delete(delivery));
    delivering.add(delivery);
    return delivery;
  }

  async function send(stream: SubscribedStream, [name, file]: [string, SliceFile]): Promise<void> {
    if (isCos && !uploadsBegun) report(1003, { Status: 0 });
    uploadsBegun = true;
    const outcome = await upload(request.storage, file);
    if (outcome === undefined) {
      givenUp = true;
      return;
    }
    if (!outcome.ok) {
      refused += 1;
      report(1006, { Code: outcome.code, Message: outcome.message });
      return;
    }
    uploaded += 1;
    if (isCos) report(1004, { FileList: name }, stream.userId);
  }

  function plan(stream: RunningStream): void {
    const seconds = stream.kind === "audio" ? request.audioSeconds : request.videoSeconds;
    const due = stream.sliceStart + seconds * 1000;
    stream.cancel = timeline.at(due, () => {
      stream.sliceStart = due;
      plan(stream);
      return deliver(
        stream,
        stream.kind === "audio" ? audioFile(stream, due, seconds) : imageFile(stream, due),
      );
    });
  }

  /** The audio since the last full slice, if it is worth a file. */
  function restOf(stream: RunningStream): [string, SliceFile] | undefined {
    const milliseconds = timeline.now() - stream.sliceStart;
    if (stream.kind !== "audio" || milliseconds < MIN_REST_MS) return undefined;
    return audioFile(stream, timeline.now(), Math.floor(milliseconds / 1000));
  }

  function cut(key: string, stream: RunningStream, delay: number): void {
    stream.cancel();
    streams.delete(key);
    const rest = restOf(stream);
    if (rest !== undefined) timeline.after(delay, () => deliver(stream, rest));
  }

  return {
    follow: (users, lists) => {
      const wanted = subscribedStreams({ users, lists, kinds: request.kinds });
      const keyed = new Map(wanted.map((stream) => [`${stream.kind}/${stream.userId}`, stream]));
      for (const [key, stream] of [...streams]) if (!keyed.has(key)) cut(key, stream, 0);
      for (const [key, stream] of keyed) {
        if (streams.has(key)) continue;
        const running = { ...stream, sliceStart: timeline.now(), cancel: () => undefined };
        streams.set(key, running);
        plan(running);
      }
    },
    isBusy: () => streams.size > 0,
    end: () => {
      for (const [key, stream] of [...streams]) cut(key, stream, LAST_UPLOAD_MS);
      timeline.after(LAST_UPLOAD_MS, async () => {
        await Promise.allSettled(delivering);
        if (isCos && uploadsBegun && !givenUp) report(1005, { Status: 0 });
      });
    },
    counts: () => ({ uploaded, refused }),
  };
}
