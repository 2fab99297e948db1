import type { BaseEvent, EventTable } from "./event-table";
import { INGEST_EVENTS } from "./events/ingest";
import type { IngestEvent } from "./events/ingest";
import { MEDIA_EVENTS } from "./events/media";
import type { MediaEvent } from "./events/media";
import { MODERATION_EVENTS } from "./events/moderation";
import type { ModerationEvent } from "./events/moderation";
import { RECORDING_EVENTS } from "./events/recording";
import type { RecordingEvent } from "./events/recording";
import { RELAY_EVENTS } from "./events/relay";
import type { RelayEvent } from "./events/relay";
import { ROOM_EVENTS } from "./events/room";
import type { RoomEvent } from "./events/room";
import { SLICING_EVENTS } from "./events/slicing";
import type { SlicingEvent } from "./events/slicing";
import { TRANSCRIPTION_EVENTS } from "./events/transcription";
import type { TranscriptionEvent } from "./events/transcription";

export type {
  IngestEvent,
  MediaEvent,
  ModerationEvent,
  RecordingEvent,
  RelayEvent,
  RoomEvent,
  SlicingEvent,
  TranscriptionEvent,
};

/** An event that this version does not know: what all events share is read, the rest is in `body`. */
export interface UnknownEvent extends BaseEvent<"UNKNOWN", number, number> {
  /** Empty. */
  payload: Record<string, never>;
}

/** An event that the vendor documents. */
type DocumentedEvent =
  | RoomEvent
  | MediaEvent
  | RecordingEvent
  | RelayEvent
  | IngestEvent
  | SlicingEvent
  | ModerationEvent
  | TranscriptionEvent;

/**
 * What a callback tells. `name` tells the events apart: `Extract<TrtcEvent, { name: "CLOUD_SLICE_STOP" }>` is one of them.
 *
 * Fields of `payload` have the vendor's names in camelCase; times are ISO 8601 in UTC with milliseconds. Beside the
 * number of a code stands its meaning, called the same with `Word` behind it: `leaveCode: 99, leaveCodeWord: "idle"`;
 * a number that is not documented has the word `unknown`. Every field is optional: what was not sent, was empty, or
 * is of a type that makes no sense is left out, and still in `body`.
 */
export type TrtcEvent = DocumentedEvent | UnknownEvent;

/** How every documented event is read. */
export const EVENTS: EventTable<DocumentedEvent> = {
  ...ROOM_EVENTS,
  ...MEDIA_EVENTS,
  ...RECORDING_EVENTS,
  ...RELAY_EVENTS,
  ...INGEST_EVENTS,
  ...SLICING_EVENTS,
  ...MODERATION_EVENTS,
  ...TRANSCRIPTION_EVENTS,
};
