import type { TrackType } from "./file-name";

/** One playlist and its segments: of one user's sound or picture, or both, or of all mixed. */
export interface Track {
  /** Empty for all mixed. */
  readonly userId: string;
  readonly type: TrackType;
  /** What a file of the whole user begins with. */
  readonly userStem: string;
  /** File name of the playlist. */
  readonly playlist: string;
  readonly startedAt: number;
  readonly segments: readonly { readonly name: string; readonly seconds: number }[];
  /** When it last recorded; while it does, when its last segment ended. */
  readonly recordedUntil: number;
}
