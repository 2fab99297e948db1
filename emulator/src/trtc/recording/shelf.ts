import type { JsonObject } from "../../callbacks";
import type { Timeline } from "../../clock";
import type { Downloader } from "../downloader";
import type { TaskStorage } from "../storage";
import type { Uploader } from "../uploader";
import type { RecordRequest } from "./request";

/** What a recording is made with. */
export interface RecorderOptions {
  readonly taskId: string;
  readonly request: RecordRequest;
  readonly timeline: Timeline;
  readonly upload: Uploader;
  readonly download: Downloader;
  /** Sends an event of group 3. */
  readonly report: (type: number, payload: JsonObject) => void;
}

/** Puts the files of one task into its storage, and says how that went. */
export interface Shelf {
  /** Whether the storage took it; undefined when it was given up. */
  put(name: string, body: Buffer, contentType: string): Promise<boolean | undefined>;
  /** Reads a file with the task's own key. */
  get(name: string): Promise<Buffer | undefined>;
  /** 303 was sent, and whether a file was refused; undefined as long as there was no upload, and once it was given up. */
  outcome(): "uploaded" | "refused" | undefined;
}

export function createShelf(
  storage: TaskStorage,
  { taskId, upload, download, report }: RecorderOptions,
): Shelf {
  let state: ReturnType<Shelf["outcome"]>;
  let givenUp = false;
  const keyOf = (name: string): string => [...storage.fileNamePrefix, taskId, name].join("/");
  return {
    put: async (name, body, contentType) => {
      if (state === undefined) report(303, { Status: 0 });
      state ??= "uploaded";
      const outcome = await upload(storage, { key: keyOf(name), body, contentType });
      if (outcome === undefined) {
        givenUp = true;
        return undefined;
      }
      if (outcome.ok) return true;
      state = "refused";
      report(308, { Code: String(outcome.code), Message: outcome.message });
      return false;
    },
    get: (name) => download(storage, keyOf(name)),
    outcome: () => (givenUp ? undefined : state),
  };
}
