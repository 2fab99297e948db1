import { RELAY_STATUS, ROOM_TYPE } from "../codes";
import type { WordOf } from "../codes";
import { number, status, text, word } from "../event-table";
import type { BaseEvent, EventTable, StatusPayload } from "../event-table";

/**
 * State of one target of a relay task (54913): it belongs to task and URL together. `connecting` and `recovering` come
 * every 5 s for up to 60 s, the others once.
 */
export interface CloudPublishCdnStatusEvent extends BaseEvent<"CLOUD_PUBLISH_CDN_STATUS", 4, 401> {
  payload: StatusPayload<WordOf<typeof RELAY_STATUS>> & {
    /** Whether the room's id is a number or a text. */
    roomType?: number;
    roomTypeWord?: WordOf<typeof ROOM_TYPE>;
    /** The target. May hold the stream key of another service: do not print it. */
    url?: string;
    errorCode?: number;
    errorMsg?: string;
  };
}

/** Events of group 4: relay of streams to a CDN. */
export type RelayEvent = CloudPublishCdnStatusEvent;

/** How the events of group 4 are read. */
export const RELAY_EVENTS: EventTable<RelayEvent> = {
  CLOUD_PUBLISH_CDN_STATUS: {
    group: 4,
    type: 401,
    payload: {
      ...status(RELAY_STATUS),
      roomType: number("RoomType"),
      roomTypeWord: word(ROOM_TYPE, number("RoomType")),
      url: text("Payload.Url"),
      errorCode: number("Payload.ErrorCode"),
      errorMsg: text("Payload.ErrorMsg"),
    },
  },
};
