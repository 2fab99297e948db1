import { readBody } from "./body";
import { isSent, number, readFields, text, textOrNumber, time, timeOfSeconds } from "./event-table";
import type { FieldsOf, Sent } from "./event-table";
import { EVENTS } from "./events";
import type { TrtcEvent } from "./events";
import { InputError } from "../trtc/errors";

/** The documented events by group and type: types are told apart within their group only. */
const KNOWN = new Map(
  Object.entries(EVENTS).map(([name, { group, type, payload }]) => [`${group}/${type}`, { name, payload }]),
);

const SENT_AT = time("CallbackTs", "CallbackMsTs");
const COMMON: FieldsOf<Pick<TrtcEvent, "roomId" | "taskId" | "userId">> = {
  roomId: textOrNumber("RoomId"),
  taskId: text("TaskId"),
  userId: text("UserId", "RobotId"),
};
const MILLISECONDS = time("EventMsTs", "EventTsMs");
const SECONDS = timeOfSeconds("EventTs");

/**
 * The event that the body of a callback tells. Does not ask whether it is believed: `verify` first.
 *
 * Numbers that were sent as text and the other way round are read as documented, and nothing that is unknown is dropped:
 * an event without a type here is an `UnknownEvent`, unknown fields are in its `body`.
 *
 * @param body - the raw body, as it came
 * @throws InputError when the body is no JSON object, or has no EventGroupId or EventType
 *
 * @example
 * ```ts
 * const event = parse(rawBody);
 * if (event.name === "CLOUD_SLICE_STOP") await closeLesson(event.taskId, event.payload.leaveCodeWord);
 * ```
 */
export function parse(body: Uint8Array | string): TrtcEvent {
  const sent = readBody(body);
  const group = numberOf(sent, "EventGroupId");
  const type = numberOf(sent, "EventType");
  const info = isSent(sent["EventInfo"]) ? sent["EventInfo"] : {};
  const { name, payload } = KNOWN.get(`${group}/${type}`) ?? { name: "UNKNOWN", payload: {} };
  const sentAt = SENT_AT(sent);
  const occurredAt = MILLISECONDS(info) ?? SECONDS(info);
  // the row of this name reads the payload of the event of this name
  return {
    name,
    group,
    type,
    ...(sentAt !== undefined && { sentAt }),
    ...(occurredAt !== undefined && { occurredAt }),
    ...readFields(COMMON, info),
    payload: readFields<object>(payload, info),
    body: sent,
  } as TrtcEvent;
}

function numberOf(sent: Sent, name: "EventGroupId" | "EventType"): number {
  const value = number(name)(sent);
  if (value !== undefined) return value;
  const given = Object.hasOwn(sent, name) ? "something else" : "nothing";
  throw new InputError(`${name} must be a number, got ${given}: hand over the whole body of a callback`);
}
