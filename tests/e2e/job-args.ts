import type * as trtc from "pulumi-trtc";
import { SDK_APP_ID, STORAGE } from "./scene";

/** Room and robot of a task of the scene; every task of a room has a robot of its own. */
function robot(userId: string) {
  return { sdkAppId: SDK_APP_ID, roomId: "lobby" as const, userId };
}

/** Arguments of a recording of the scene: HLS and MP4 of each user. */
export function recordArgs(changes: Partial<trtc.CloudRecordingTaskArgs> = {}): trtc.CloudRecordingTaskArgs {
  return {
    ...robot("recorder-lobby"),
    recordParams: { recordMode: "single", outputFormat: "hls+mp4", maxIdleTime: 86400 },
    storage: { ...STORAGE, vendor: "cos", readForMp4: true },
    ...changes,
    // what is changed stays one of the union's members: the callers' own types see to it
  } as trtc.CloudRecordingTaskArgs;
}

/** Arguments of an ingest of the scene: a file, played once. */
export function ingestArgs(changes: Partial<trtc.StreamIngestTaskArgs> = {}): trtc.StreamIngestTaskArgs {
  return {
    ...robot("player-lobby"),
    streamUrl: "https://files.example.com/film.mp4?token=planted-stream-token",
    ...changes,
    // as above
  } as trtc.StreamIngestTaskArgs;
}
