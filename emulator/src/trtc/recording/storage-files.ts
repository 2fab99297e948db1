import type { RecorderOptions, Shelf } from "./shelf";
import type { Track } from "./track";
import { usersOf, wholeFiles } from "./whole-files";

/**
 * What is left to do in a storage once everything was recorded: the AAC files, 305, then MP4 of the HLS, which is read back with the
 * task's own key, and a 310 for each user. No page tells of an event for AAC files. How MP4 without HLS comes about is not documented
 * either: here the HLS is written, and stays.
 */
export async function finishInStorage(
  tracks: readonly Track[],
  shelf: Shelf,
  { request, report }: RecorderOptions,
): Promise<void> {
  const users = usersOf(tracks);
  if (request.formats.has("aac")) {
    for (const file of users.flatMap((user) => wholeFiles(user, "aac", request)))
      await shelf.put(file.name, file.body, file.contentType);
  }
  const outcome = shelf.outcome();
  if (outcome === undefined) return;
  report(305, { Status: outcome === "uploaded" ? 0 : 1 });
  if (!request.formats.has("mp4")) return;
  for (const user of users) await makeMp4(user);

  async function makeMp4(user: readonly Track[]): Promise<void> {
    if (!(await isReadable(user, shelf))) {
      report(310, { Status: 2, FileList: [], FileMessage: [] });
      return;
    }
    const files = wholeFiles(user, "mp4", request);
    const taken: (boolean | undefined)[] = [];
    for (const file of files) taken.push(await shelf.put(file.name, file.body, file.contentType));
    if (taken.includes(undefined)) return;
    report(310, {
      Status: taken.includes(false) ? 1 : 0,
      FileList: files.map(({ name }) => name),
      FileMessage: files.map((file) => ({
        FileName: file.name,
        UserId: file.userId,
        TrackType: file.trackType,
        MediaId: file.mediaId,
        StartTimeStamp: file.from,
        EndTimeStamp: file.until,
      })),
    });
  }
}

async function isReadable(tracks: readonly Track[], shelf: Shelf): Promise<boolean> {
  const names = tracks.flatMap(({ playlist, segments }) => [playlist, ...segments.map(({ name }) => name)]);
  for (const name of names) if ((await shelf.get(name)) === undefined) return false;
  return true;
}
