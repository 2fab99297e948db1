import { recordingAac, recordingMp4 } from "../../media";
import type { Track } from "./track";
import type { RecordRequest } from "./request";

/** A file of the whole recording of one user, or of all mixed. */
export interface WholeFile {
  readonly name: string;
  readonly body: Buffer;
  readonly contentType: string;
  /** Empty for all mixed. */
  readonly userId: string;
  readonly trackType: "audio" | "video" | "audio_video";
  readonly mediaId: "main" | "mix";
  readonly from: number;
  readonly until: number;
}

/** Tracks of one user by one server. */
export function usersOf(tracks: readonly Track[]): readonly (readonly Track[])[] {
  const users = new Map<string, Track[]>();
  for (const track of tracks) users.set(track.userStem, [...(users.get(track.userStem) ?? []), track]);
  return [...users.values()];
}

const CONTENT_TYPES = { mp4: "video/mp4", aac: "audio/aac" } as const;

/**
 * The files of one user's tracks: one, or parts that are numbered from 1 (45169). How AAC files are called is not documented: here
 * as MP4 files are. Without sound there is no AAC.
 */
export function wholeFiles(
  tracks: readonly Track[],
  format: "mp4" | "aac",
  { maxFileMinutes }: Pick<RecordRequest, "maxFileMinutes">,
): readonly WholeFile[] {
  const [first] = tracks;
  const types = new Set(tracks.map(({ type }) => type));
  if (first === undefined || (format === "aac" && types.size === 1 && types.has("video"))) return [];
  const [only] = types;
  const trackType = types.size === 1 && only !== undefined ? only : "audio_video";
  const seconds = Math.max(
    ...tracks.map(({ segments }) => segments.reduce((sum, segment) => sum + segment.seconds, 0)),
  );
  const from = Math.min(...tracks.map(({ startedAt }) => startedAt));
  const until = Math.max(...tracks.map(({ recordedUntil }) => recordedUntil));
  const limit = maxFileMinutes * 60;
  const count = Math.ceil(seconds / limit);
  return Array.from({ length: count }, (_, index) => {
    const name = `${first.userStem}${count > 1 ? `_${index + 1}` : ""}.${format}`;
    const length = Math.min(limit, seconds - index * limit);
    const body =
      format === "aac"
        ? recordingAac({ seconds: length, seed: name })
        : recordingMp4({
            seconds: length,
            tracks: trackType === "audio_video" ? "both" : trackType,
            seed: name,
          });
    return {
      name,
      body,
      contentType: CONTENT_TYPES[format],
      userId: first.userId,
      trackType: format === "aac" ? "audio" : trackType,
      mediaId: first.userId === "" ? "mix" : "main",
      from: from + index * limit * 1000,
      until: index + 1 === count ? until : from + (index + 1) * limit * 1000,
    };
  });
}
