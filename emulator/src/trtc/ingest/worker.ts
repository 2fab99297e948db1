import { createIdleWatch } from "../idle-watch";
import { LEAVE } from "../jobs";
import type { Assignment, Worker } from "../jobs";
import { patched } from "./request";
import type { IngestRequest, Playback } from "./request";

/** An ingest task's own part of `GET /_emulator/tasks`. */
export interface IngestDetails {
  readonly ingest: {
    /** The source without what may be a secret: user, password, path and query. */
    readonly source: string;
    /** Whether the robot publishes now: neither paused nor between two attempts to reach the source. */
    readonly playing: boolean;
    readonly seekSecond: number;
    readonly autoPush: boolean;
    /** -1 without end. */
    readonly repeatNum: number;
    readonly maxDuration?: number;
    readonly volume: number;
    readonly isPause: boolean;
    readonly enableProgress: boolean;
    readonly tempo: number;
    readonly idleTimeout?: number;
  };
}

/** 62717: of 701; 702 knows 0 only. */
const STARTED = { success: 0, failure: 1, again: 2 } as const;
/** "Retries at 0, 1 and 3 seconds" (62717), counted from when the source broke off. */
const RETRIES_MS = [0, 1000, 3000];
/** UpdateStreamIngest: "a pause of more than 12 hours ends the task". */
const MAX_PAUSE_SECONDS = 12 * 3600;
/** No event says why an ingest ended; the control call shows these. */
const OWN_END = { finished: -1, sourceLost: -2 } as const;

const AUDIO_FILE = /\.(mp3|m4a)$/i;

/** A live stream has no end of its own. */
function isLive(url: string): boolean {
  return url.startsWith("rtmp:");
}

function shownSource(url: string): string {
  if (!URL.canParse(url)) return "not a URL";
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}/***`;
}

function hasVideo(url: string): boolean {
  return !URL.canParse(url) || !AUDIO_FILE.test(new URL(url).pathname);
}

/**
 * Plays the source into the room: the robot is an anchor while it does.
 *
 * @param options.fileSeconds - how long a file is
 */
export function createIngestWorker(
  request: IngestRequest,
  { fileSeconds }: { readonly fileSeconds: number },
  { taskId, timeline, report, publish, stop }: Assignment,
): Worker {
  let playback: Playback = request;
  /** What is left to play, milliseconds of the source. */
  let left = lengthOf(request.url) - request.seekSeconds * 1000;
  let isLost = false;
  /** From when on `left` runs down; undefined while nothing is played. */
  let playedSince: number | undefined;
  let cancelEnd = (): void => undefined;
  const pause = createIdleWatch({
    timeline,
    maxIdleSeconds: MAX_PAUSE_SECONDS,
    onIdle: () => stop(LEAVE.idle),
  });
  let cancelRetry = (): void => undefined;
  const cancelDuration =
    request.maxMinutes === undefined
      ? () => undefined
      : timeline.after(request.maxMinutes * 60_000, () => stop(OWN_END.finished));

  function lengthOf(url: string): number {
    return isLive(url) ? Infinity : fileSeconds * 1000 * request.repeats;
  }

  function tell(eventType: number, status: number): void {
    report(eventType, { EventMsTs: timeline.now(), TaskId: taskId, Status: status });
  }

  /** Stops the count of what is left. */
  function halt(): void {
    cancelEnd();
    if (playedSince !== undefined) left -= (timeline.now() - playedSince) * playback.tempo;
    playedSince = undefined;
  }

  /** Publishes, or does not, as things are now. */
  function settle(): void {
    pause.see(!playback.isPaused);
    if (isLost || playback.isPaused) {
      publish(undefined);
      return;
    }
    playedSince = timeline.now();
    publish({ audio: true, video: hasVideo(playback.url) });
    if (left !== Infinity)
      cancelEnd = timeline.after(Math.max(left, 0) / playback.tempo, () => stop(OWN_END.finished));
  }

  /** The source breaks off, and so many of the attempts to reach it again fail. */
  function lose(failures: number): void {
    halt();
    isLost = true;
    settle();
    const lostAt = timeline.now();
    const retry = (attempt: number): void => {
      tell(701, STARTED.again);
      if (attempt >= failures) {
        isLost = false;
        settle();
        return;
      }
      const next = RETRIES_MS[attempt + 1];
      if (next !== undefined) {
        cancelRetry = timeline.at(lostAt + next, () => retry(attempt + 1));
        return;
      }
      tell(701, STARTED.failure);
      stop(OWN_END.sourceLost);
    };
    cancelRetry();
    retry(0);
  }

  tell(701, STARTED.success);
  settle();
  return {
    follow: () => undefined,
    status: () => "InProgress",
    end: () => {
      for (const cancel of [cancelEnd, cancelRetry, cancelDuration, pause.end]) cancel();
      tell(702, 0);
    },
    view: () => ({
      ingest: {
        source: shownSource(playback.url),
        playing: playedSince !== undefined,
        seekSecond: request.seekSeconds,
        autoPush: request.autoPush,
        repeatNum: request.repeats === Infinity ? -1 : request.repeats,
        ...(request.maxMinutes !== undefined && { maxDuration: request.maxMinutes }),
        volume: playback.volume,
        isPause: playback.isPaused,
        enableProgress: playback.tellsProgress,
        tempo: playback.tempo,
        ...(request.idleSeconds !== undefined && { idleTimeout: request.idleSeconds }),
      },
    }),
    update: (params) => {
      halt();
      const before = playback;
      playback = patched(before, params);
      // another source is played from its begin; no page says whether the same one starts over
      if (playback.url !== before.url) {
        cancelRetry();
        isLost = false;
        left = lengthOf(playback.url);
      }
      settle();
    },
    behave: (body) => {
      const problem = 'either {"endsAfterSeconds": a number from 0} or {"failures": 0, 1, 2 or 3}';
      if (typeof body !== "object" || body === null || Object.keys(body).length !== 1) return problem;
      if ("endsAfterSeconds" in body) {
        const { endsAfterSeconds } = body;
        if (typeof endsAfterSeconds !== "number" || !(endsAfterSeconds >= 0)) return problem;
        halt();
        left = endsAfterSeconds * 1000 * playback.tempo;
        settle();
        return undefined;
      }
      if (!("failures" in body)) return problem;
      const { failures } = body;
      if (typeof failures !== "number" || ![0, 1, 2, 3].includes(failures)) return problem;
      lose(failures);
      return undefined;
    },
  };
}
