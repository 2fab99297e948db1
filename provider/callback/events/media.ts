import { number } from "../event-table";
import type { BaseEvent, EventTable } from "../event-table";

/** A user started to send video (39558). */
export interface StartVideoEvent extends BaseEvent<"START_VIDEO", 2, 201> {
  payload: MediaPayload;
}

/** A user stopped sending video; does not come when the user leaves (39558). */
export interface StopVideoEvent extends BaseEvent<"STOP_VIDEO", 2, 202> {
  payload: MediaPayload;
}

/** A user started to send audio (39558). */
export interface StartAudioEvent extends BaseEvent<"START_AUDIO", 2, 203> {
  payload: MediaPayload;
}

/** A user stopped sending audio; does not come when the user leaves (39558). */
export interface StopAudioEvent extends BaseEvent<"STOP_AUDIO", 2, 204> {
  payload: MediaPayload;
}

/** A user started to send the substream, such as a shared screen; the vendor's spelling (39558). */
export interface StartAssitEvent extends BaseEvent<"START_ASSIT", 2, 205> {
  payload: MediaPayload;
}

/** A user stopped sending the substream; does not come when the user leaves (39558). */
export interface StopAssitEvent extends BaseEvent<"STOP_ASSIT", 2, 206> {
  payload: MediaPayload;
}

interface MediaPayload {
  /** Sent with 202, 204 and 206; 0 in the samples, its meaning is not documented. */
  reason?: number;
}

/** Events of group 2: what users send. */
export type MediaEvent =
  StartVideoEvent | StopVideoEvent | StartAudioEvent | StopAudioEvent | StartAssitEvent | StopAssitEvent;

const payload = { reason: number("Reason") };

/** How the events of group 2 are read. */
export const MEDIA_EVENTS: EventTable<MediaEvent> = {
  START_VIDEO: { group: 2, type: 201, payload },
  STOP_VIDEO: { group: 2, type: 202, payload },
  START_AUDIO: { group: 2, type: 203, payload },
  STOP_AUDIO: { group: 2, type: 204, payload },
  START_ASSIT: { group: 2, type: 205, payload },
  STOP_ASSIT: { group: 2, type: 206, payload },
};
