import { ingest } from "./ingest";
import type { TaskKind } from "./kind";
import { moderation } from "./moderation";
import { recording } from "./recording";
import { relay } from "./relay";
import { slicing } from "./slicing";
import { transcription } from "./transcription";

/** What a task does, in a word. */
export type Job = "slicing" | "recording" | "moderation" | "ingest" | "relay" | "transcription";

/** Every kind of room job: policies, permissions and pages follow from this list. */
export const KINDS: Readonly<Record<Job, TaskKind>> = {
  slicing,
  recording,
  moderation,
  ingest,
  relay,
  transcription,
};
