import type { RoomAddress } from "../rooms";

/** `audio_video` of sound and picture in one. */
export type TrackType = "audio" | "video" | "audio_video";

/** Base64 with `/` as `-` and `=` as `.` (45169). */
function encoded(text: string): string {
  return Buffer.from(text).toString("base64").replaceAll("/", "-").replaceAll("=", ".");
}

/** What every file name begins with: `ha1_` after the first failover. */
function head(room: RoomAddress, failovers: number): string {
  const roomId = room.type === "string" ? encoded(room.roomId) : room.roomId;
  return `${failovers === 0 ? "" : `ha${failovers}_`}${room.sdkAppId}_${roomId}`;
}

/**
 * What the files of one user, or of all mixed, begin with (45169). Behind it stand `_<Index>.mp4` or, of all mixed, `.m3u8` and
 * `_<UTC>.ts`.
 *
 * @param userId - empty for all mixed
 */
export function userStem(room: RoomAddress, userId: string, failovers: number): string {
  const stream = userId === "" ? "" : `__UserId_s_${encoded(userId)}__UserId_e_main`;
  return `${head(room, failovers)}${stream}`;
}

/**
 * What the HLS files of one track begin with: `.m3u8` and `_<UTC>.ts` stand behind it. The page knows the types audio and video;
 * how it writes a user's sound and picture in one is not documented: as in the events.
 */
export function trackStem(room: RoomAddress, userId: string, failovers: number, type: TrackType): string {
  const stem = userStem(room, userId, failovers);
  return userId === "" ? stem : `${stem}_${type}`;
}

/** `20330531094551825` */
export function utcStamp(time: number): string {
  return new Date(time).toISOString().replace(/[-:.TZ]/g, "");
}
