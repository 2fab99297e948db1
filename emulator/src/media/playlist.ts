import { PICTURE_SIZE } from "./h264";
import type { RecordedTracks } from "./recording";

/** Seconds: what the vendor's playlists say whatever their segments last. It may never change (RFC 8216 section 6.2.1). */
const TARGET_DURATION = 70;

/**
 * The text of a recording's `.m3u8` file, with the vendor's own tags.
 *
 * @param recording.segments - from the first on, with their names and playing times, at most 70 seconds each
 * @param recording.startedAt - when the first segment began, in milliseconds since 1970
 * @param recording.ended - no segment follows
 * @throws RangeError when a segment is too long
 */
export function recordingPlaylist(recording: {
  readonly segments: readonly { readonly name: string; readonly seconds: number }[];
  readonly startedAt: number;
  readonly tracks: RecordedTracks;
  readonly ended: boolean;
}): string {
  const lines = [
    "#EXTM3U",
    "#EXT-X-VERSION:3",
    "#EXT-X-ALLOW-CACHE:NO",
    "#EXT-X-MEDIA-SEQUENCE:0",
    `#EXT-X-TARGETDURATION:${TARGET_DURATION}`,
    `#EXT-X-TRTC-START-REC-TIME:${recording.startedAt}`,
  ];
  if (recording.tracks !== "audio") {
    lines.push(`#EXT-X-TRTC-VIDEO-METADATA:WIDTH:${PICTURE_SIZE} HEIGHT:${PICTURE_SIZE}`);
  }
  for (const { name, seconds } of recording.segments) {
    if (seconds > TARGET_DURATION) {
      throw new RangeError(`seconds: ${seconds} given for ${name}, at most ${TARGET_DURATION} expected`);
    }
    lines.push(`#EXTINF:${seconds.toFixed(3)},`, name);
  }
  if (recording.ended) lines.push("#EXT-X-ENDLIST");
  return `${lines.join("\n")}\n`;
}
