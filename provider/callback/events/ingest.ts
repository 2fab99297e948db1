import { INGEST_START_STATUS, INGEST_STOP_STATUS } from "../codes";
import type { WordOf } from "../codes";
import { status } from "../event-table";
import type { BaseEvent, EventTable, StatusPayload } from "../event-table";

/**
 * The ingest of a stream started, failed to, or is tried again (62717). Retries come after 0, 1 and 3 s; check the source
 * after three failures. A second start later than a minute after the first means an unsteady network and needs no action.
 */
export interface StreamIngestStartEvent extends BaseEvent<"STREAM_INGEST_START", 7, 701> {
  payload: StatusPayload<WordOf<typeof INGEST_START_STATUS>>;
}

/** The ingest of a stream stopped (62717). */
export interface StreamIngestStopEvent extends BaseEvent<"STREAM_INGEST_STOP", 7, 702> {
  payload: StatusPayload<WordOf<typeof INGEST_STOP_STATUS>>;
}

/** Events of group 7: streams from outside that are put into a room. They name neither room nor robot. */
export type IngestEvent = StreamIngestStartEvent | StreamIngestStopEvent;

/** How the events of group 7 are read: Status stands in EventInfo, without a Payload. */
export const INGEST_EVENTS: EventTable<IngestEvent> = {
  STREAM_INGEST_START: { group: 7, type: 701, payload: status(INGEST_START_STATUS, "Status") },
  STREAM_INGEST_STOP: { group: 7, type: 702, payload: status(INGEST_STOP_STATUS, "Status") },
};
