import type { IngestDetails } from "./ingest/worker";
import type { RelayDetails } from "./relay/worker";
import type { ModerationDetails } from "./moderation/worker";
import type { RecordDetails } from "./recording/worker";
import type { SliceDetails } from "./slicing/worker";
import type { TranscriptionDetails } from "./transcription/worker";

/** What `GET /_emulator/tasks` shows of a task beside what all have; each family has its own part. */
export type JobDetails = Partial<SliceDetails> &
  Partial<RecordDetails> &
  Partial<IngestDetails> &
  Partial<RelayDetails> &
  Partial<ModerationDetails> &
  Partial<TranscriptionDetails>;
