import { createHash } from "node:crypto";

import type { RecorderOptions } from "./shelf";
import type { Track } from "./track";
import { usersOf, wholeFiles } from "./whole-files";

/** 311 for each user's file in VOD, whose id is made up, and 312 at the end. */
export function finishInVod(tracks: readonly Track[], { request, report }: RecorderOptions): void {
  const format = request.formats.has("aac") ? "aac" : "mp4";
  for (const user of usersOf(tracks)) {
    for (const file of wholeFiles(user, format, request)) {
      const fileId = BigInt(
        `0x${createHash("sha256").update(file.name).digest("hex").slice(0, 15)}`,
      ).toString();
      report(311, {
        Status: 0,
        TencentVod: {
          UserId: file.userId,
          TrackType: file.trackType,
          MediaId: file.mediaId,
          FileId: fileId,
          VideoUrl: `http://vod.example/${fileId}.${request.formats.has("hls") ? "m3u8" : format}`,
          CacheFile: file.name,
          StartTimeStamp: file.from,
          EndTimeStamp: file.until,
        },
      });
    }
  }
  report(312, { Status: 0 });
}
