import type { JsonObject } from "../callbacks";
import type { Assignment } from "./jobs";
import { shownRoomId } from "./room-events";

/** Sends an event of a task; the streamer stands beside Payload. */
export type EventReporter = (type: number, payload: JsonObject, streamer?: string) => void;

/**
 * Events of slicing, recording and moderation (groups 10, 3 and 11), as in the samples of their guides.
 *
 * @param textTypes - types in whose samples EventTs is text; it is a number in the others'
 */
export function eventReporter(assignment: Assignment, textTypes: readonly number[]): EventReporter {
  const { room, userId, taskId, timeline } = assignment;
  return (type, payload, streamer) => {
    const now = timeline.now();
    const seconds = Math.floor(now / 1000);
    assignment.report(type, {
      RoomId: shownRoomId(room),
      EventTs: textTypes.includes(type) ? String(seconds) : seconds,
      EventMsTs: now,
      UserId: userId,
      ...(streamer === undefined ? {} : { StreamerUserId: streamer }),
      TaskId: taskId,
      Payload: payload,
    });
  };
}
