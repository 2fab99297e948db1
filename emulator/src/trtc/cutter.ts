import type { Timeline } from "../clock";
import type { PresentUser, RoomAddress } from "./rooms";
import { subscribedStreams } from "./subscription";
import type { SubscribedStream, Subscription } from "./subscription";

/** A piece of a stream that is complete: so much audio, or a picture. */
export interface Piece {
  readonly stream: SubscribedStream;
  /** When it was complete. */
  readonly time: number;
  /** Length of audio in whole seconds; of a picture the interval. */
  readonly seconds: number;
}

/** What SliceType and ModerationType have cut. */
export const PIECE_KINDS: Readonly<Record<number, readonly ("audio" | "video")[]>> = {
  1: ["audio"],
  2: ["video"],
  3: ["audio", "video"],
};

/** A piece's file as 73393 names it: `{sdkappid}_{roomId}_{userid}_{UTC}.{ext}`, the time such as `20250106143143`. */
export function pieceName(
  { sdkAppId, roomId }: RoomAddress,
  { stream, time }: Pick<Piece, "stream" | "time">,
  extension: string,
): string {
  const utc = new Date(time).toISOString().slice(0, 19).replace(/[-:T]/g, "");
  return `${sdkAppId}_${roomId}_${stream.userId}_${utc}.${extension}`;
}

/** Cuts the subscribed streams of one task into pieces. */
export interface Cutter {
  /** Starts and ends streams after a change in the room or in the lists. */
  follow(users: readonly PresentUser[], lists: Subscription): void;
  /** Whether it cuts any stream now. */
  isBusy(): boolean;
  /** The task has ended; what was cut off is still delivered, a moment later. */
  end(): void;
}

export interface CutterOptions {
  readonly timeline: Timeline;
  readonly kinds: ReadonlySet<"audio" | "video">;
  readonly audioSeconds: number;
  readonly videoSeconds: number;
  readonly deliver: (piece: Piece) => Promise<void>;
  /** After the end, when everything is delivered. */
  readonly onDelivered: () => void;
}

interface RunningStream extends SubscribedStream {
  /** When the piece that is being cut began. */
  start: number;
  cancel: () => void;
}

/** Delete answers at once, "uploads may go on" (72331): so much later what was cut off is delivered. */
const LAST_DELIVERY_MS = 1000;
/** A cut-off rest shorter than that is dropped. */
const MIN_REST_MS = 1000;

export function createCutter(options: CutterOptions): Cutter {
  const { timeline, kinds } = options;
  const streams = new Map<string, RunningStream>();
  /** Pieces on their way: the real clock does not wait for them. */
  const delivering = new Set<Promise<void>>();

  function deliver(piece: Piece): Promise<void> {
    const delivery = options.deliver(piece).finally(() => delivering.delete(delivery));
    delivering.add(delivery);
    return delivery;
  }

  function plan(stream: RunningStream): void {
    const seconds = stream.kind === "audio" ? options.audioSeconds : options.videoSeconds;
    const time = stream.start + seconds * 1000;
    stream.cancel = timeline.at(time, () => {
      stream.start = time;
      plan(stream);
      return deliver({ stream, time, seconds });
    });
  }

  /** The audio since the last full piece, if it is worth one. */
  function restOf(stream: RunningStream): Piece | undefined {
    const time = timeline.now();
    const milliseconds = time - stream.start;
    if (stream.kind !== "audio" || milliseconds < MIN_REST_MS) return undefined;
    return { stream, time, seconds: Math.floor(milliseconds / 1000) };
  }

  function cut(key: string, stream: RunningStream, delay: number): void {
    stream.cancel();
    streams.delete(key);
    const rest = restOf(stream);
    if (rest !== undefined) timeline.after(delay, () => deliver(rest));
  }

  return {
    follow: (users, lists) => {
      const wanted = subscribedStreams({ users, lists, kinds });
      const keyed = new Map(wanted.map((stream) => [`${stream.kind}/${stream.userId}`, stream]));
      for (const [key, stream] of [...streams]) if (!keyed.has(key)) cut(key, stream, 0);
      for (const [key, stream] of keyed) {
        if (streams.has(key)) continue;
        const running = { ...stream, start: timeline.now(), cancel: () => undefined };
        streams.set(key, running);
        plan(running);
      }
    },
    isBusy: () => streams.size > 0,
    end: () => {
      for (const [key, stream] of [...streams]) cut(key, stream, LAST_DELIVERY_MS);
      timeline.after(LAST_DELIVERY_MS, async () => {
        await Promise.allSettled(delivering);
        options.onDelivered();
      });
    },
  };
}
