import type { Family } from "./family";
import { INGEST } from "./ingest/family";
import { RELAY } from "./relay/family";
import { MODERATION } from "./moderation/family";
import { RECORDING } from "./recording/family";
import { SLICING } from "./slicing/family";
import { TRANSCRIPTION } from "./transcription/family";

/** All families of room jobs. */
export const FAMILIES: readonly Family[] = [SLICING, RECORDING, INGEST, RELAY, MODERATION, TRANSCRIPTION];
