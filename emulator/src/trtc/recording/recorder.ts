import type { JsonObject } from "../../callbacks";
import { recordingPlaylist, recordingSegments } from "../../media";
import type { RecordedTracks } from "../../media";
import type { PresentUser } from "../rooms";
import { subscribedStreams } from "../subscription";
import type { Subscription } from "../subscription";
import { trackStem, userStem, utcStamp } from "./file-name";
import type { TrackType } from "./file-name";
import { finishInStorage } from "./storage-files";
import { createShelf } from "./shelf";
import type { RecorderOptions, Shelf } from "./shelf";
import type { Track } from "./track";
import { finishInVod } from "./vod-files";

/** Records the subscribed streams of one task into files. */
export interface Recorder {
  /** Starts and ends tracks after a change in the room or in the lists. */
  follow(users: readonly PresentUser[], lists: Subscription): void;
  /** Whether it records any stream now. */
  isBusy(): boolean;
  /** The m3u8 files so far, as Describe lists them; none with VOD. */
  files(): readonly JsonObject[];
  /** Another server goes on, with files of another prefix: what was not written yet is lost. */
  failOver(): void;
  /** The task has ended; a moment later the last files are written. */
  end(): void;
}

interface RunningTrack extends Track {
  readonly segments: { name: string; seconds: number }[];
  recordedUntil: number;
  readonly stem: string;
  readonly tracks: RecordedTracks;
  readonly nextSegment: (seconds: number) => Buffer;
  /** Stops the clock of the segment that is being recorded; absent while there is nothing to record. */
  cancel?: (() => void) | undefined;
}

/** As in the vendor's sample of a playlist. */
const SEGMENT_MS = 12_000;
/** A cut-off rest shorter than that is dropped. */
const MIN_REST_MS = 1000;
/** Delete answers at once; so much later what was cut off is written. */
const LAST_UPLOAD_MS = 1000;

const TRACKS: Readonly<Record<TrackType, RecordedTracks>> = {
  audio: "audio",
  video: "video",
  audio_video: "both",
};

export function createRecorder(options: RecorderOptions): Recorder {
  const { request, timeline, report } = options;
  const shelf = request.storage && createShelf(request.storage, options);
  /** AAC alone needs no HLS. */
  const hls = request.formats.has("hls") || request.formats.has("mp4") ? shelf : undefined;
  let tracks = new Map<string, RunningTrack>();
  /** Of servers that failed. */
  const lost: Track[] = [];
  let failovers = 0;
  /** Files on their way: the real clock does not wait for them. */
  const delivering = new Set<Promise<void>>();

  function deliver(work: () => Promise<void>): Promise<void> {
    const delivery = work().finally(() => delivering.delete(delivery));
    delivering.add(delivery);
    return delivery;
  }

  function newTrack({ userId, type }: Pick<Track, "userId" | "type">): RunningTrack {
    const stem = trackStem(request.room, userId, failovers, type);
    const now = timeline.now();
    return {
      userId,
      type,
      stem,
      userStem: userStem(request.room, userId, failovers),
      playlist: `${stem}.m3u8`,
      startedAt: now,
      recordedUntil: now,
      segments: [],
      tracks: TRACKS[type],
      nextSegment: recordingSegments({ tracks: TRACKS[type], seed: `${options.taskId}/${stem}` }),
    };
  }

  async function writePlaylist(track: RunningTrack, to: Shelf, ended: boolean): Promise<boolean | undefined> {
    const { segments, startedAt } = track;
    const text = recordingPlaylist({ segments, startedAt, tracks: track.tracks, ended });
    return to.put(track.playlist, Buffer.from(text), "application/vnd.apple.mpegurl");
  }

  /** Ends the segment that is being recorded. */
  function segmentOf(track: RunningTrack): (() => Promise<void>) | undefined {
    const milliseconds = timeline.now() - track.recordedUntil;
    const begun = track.recordedUntil;
    track.recordedUntil = timeline.now();
    if (milliseconds < MIN_REST_MS) return undefined;
    const segment = { name: `${track.stem}_${utcStamp(begun)}.ts`, seconds: milliseconds / 1000 };
    track.segments.push(segment);
    if (hls === undefined) return undefined;
    const body = track.nextSegment(segment.seconds);
    const isFirst = track.segments.length === 1;
    return async () => {
      await hls.put(segment.name, body, "video/mp2t");
      if (isFirst) {
        report(307, {
          FileName: track.playlist,
          UserId: track.userId,
          TrackType: track.type,
          BeginTimeStamp: track.startedAt,
        });
      }
      const written = await writePlaylist(track, hls, false);
      if (isFirst && written === true) report(304, { FileList: track.playlist });
    };
  }

  function plan(track: RunningTrack): void {
    track.cancel = timeline.at(track.recordedUntil + SEGMENT_MS, () => {
      const write = segmentOf(track);
      plan(track);
      return write && deliver(write);
    });
  }

  function pause(track: RunningTrack): (() => Promise<void>) | undefined {
    if (track.cancel === undefined) return undefined;
    track.cancel();
    track.cancel = undefined;
    return segmentOf(track);
  }

  function wantedTracks(
    users: readonly PresentUser[],
    lists: Subscription,
  ): Map<string, Pick<Track, "userId" | "type">> {
    const streams = request.mediaId === 2 ? [] : subscribedStreams({ users, lists, kinds: request.kinds });
    const [only] = request.kinds;
    const merged: TrackType = request.kinds.size === 2 || only === undefined ? "audio_video" : only;
    return new Map(
      streams.map(({ userId, kind }) => {
        const user = request.mode === "mixed" ? "" : userId;
        const type = request.merged ? merged : kind;
        return [`${type}/${user}`, { userId: user, type }];
      }),
    );
  }

  return {
    follow: (users, lists) => {
      const wanted = wantedTracks(users, lists);
      for (const [key, track] of tracks) {
        if (wanted.has(key)) continue;
        const write = pause(track);
        if (write !== undefined) timeline.after(0, () => deliver(write));
      }
      for (const [key, subject] of wanted) {
        const track = tracks.get(key) ?? newTrack(subject);
        tracks.set(key, track);
        if (track.cancel !== undefined) continue;
        track.recordedUntil = timeline.now();
        plan(track);
      }
    },
    isBusy: () => [...tracks.values()].some(({ cancel }) => cancel !== undefined),
    files: () =>
      hls === undefined
        ? []
        : [...lost, ...tracks.values()]
            .filter(({ segments }) => segments.length > 0)
            .map((track) => ({
              UserId: track.userId,
              FileName: track.playlist,
              TrackType: track.type,
              BeginTimeStamp: track.startedAt,
            })),
    failOver: () => {
      for (const track of tracks.values()) track.cancel?.();
      lost.push(...tracks.values());
      tracks = new Map();
      failovers += 1;
      report(306, { Status: 0 });
    },
    end: () => {
      const rests = [...tracks.values()].map((track) => ({ track, write: pause(track) }));
      const all = [...lost, ...tracks.values()].filter(({ segments }) => segments.length > 0);
      timeline.after(LAST_UPLOAD_MS, async () => {
        await Promise.allSettled(delivering);
        if (shelf === undefined) {
          finishInVod(all, options);
          return;
        }
        for (const { track, write } of rests) {
          await write?.();
          if (hls !== undefined && track.segments.length > 0) await writePlaylist(track, hls, true);
        }
        await finishInStorage(all, shelf, options);
      });
    },
  };
}
