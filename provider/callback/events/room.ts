import { ENTER_REASON, EXIT_REASON, ROLE, TERMINAL_TYPE, USER_TYPE } from "../codes";
import type { WordOf } from "../codes";
import { number, word } from "../event-table";
import type { BaseEvent, EventTable } from "../event-table";

/** A room was made: its first user enters (39558). `userId` is that user. */
export interface CreateRoomEvent extends BaseEvent<"CREATE_ROOM", 1, 101> {
  payload: UniquePayload;
}

/** A room was dismissed (39558). There is no `userId`. */
export interface DismissRoomEvent extends BaseEvent<"DISMISS_ROOM", 1, 102> {
  payload: UniquePayload;
}

/** A user entered (39558). */
export interface EnterRoomEvent extends BaseEvent<"ENTER_ROOM", 1, 103> {
  payload: RolePayload &
    UniquePayload & {
      /** What the client runs on. */
      terminalType?: number;
      terminalTypeWord?: WordOf<typeof TERMINAL_TYPE>;
      /** Which SDK the client uses. */
      userType?: number;
      userTypeWord?: WordOf<typeof USER_TYPE>;
      /** Why the user entered. */
      reason?: number;
      reasonWord?: WordOf<typeof ENTER_REASON>;
    };
}

/** A user left; stands for 202, 204 and 206 as well, which do not come then (39558). */
export interface ExitRoomEvent extends BaseEvent<"EXIT_ROOM", 1, 104> {
  payload: RolePayload &
    UniquePayload & {
      /** Why the user left. */
      reason?: number;
      reasonWord?: WordOf<typeof EXIT_REASON>;
    };
}

/** A user became anchor or audience (39558). */
export interface ChangeRoleEvent extends BaseEvent<"CHANGE_ROLE", 1, 105> {
  payload: RolePayload & UniquePayload;
}

interface RolePayload {
  /** Role in the room: with 105 the new one. */
  role?: number;
  roleWord?: WordOf<typeof ROLE>;
}

interface UniquePayload {
  /** Tells one stay of a user from the next; sent to callbacks that were set up before 2021-07-30 only. */
  uniqueId?: number;
}

/** Events of group 1: rooms and who is in them. */
export type RoomEvent = CreateRoomEvent | DismissRoomEvent | EnterRoomEvent | ExitRoomEvent | ChangeRoleEvent;

const uniqueId = number("UniqueId");
const role = { role: number("Role"), roleWord: word(ROLE, number("Role")) };

/** How the events of group 1 are read. */
export const ROOM_EVENTS: EventTable<RoomEvent> = {
  CREATE_ROOM: { group: 1, type: 101, payload: { uniqueId } },
  DISMISS_ROOM: { group: 1, type: 102, payload: { uniqueId } },
  ENTER_ROOM: {
    group: 1,
    type: 103,
    payload: {
      ...role,
      uniqueId,
      terminalType: number("TerminalType"),
      terminalTypeWord: word(TERMINAL_TYPE, number("TerminalType")),
      userType: number("UserType"),
      userTypeWord: word(USER_TYPE, number("UserType")),
      reason: number("Reason"),
      reasonWord: word(ENTER_REASON, number("Reason")),
    },
  },
  EXIT_ROOM: {
    group: 1,
    type: 104,
    payload: {
      ...role,
      uniqueId,
      reason: number("Reason"),
      reasonWord: word(EXIT_REASON, number("Reason")),
    },
  },
  CHANGE_ROLE: { group: 1, type: 105, payload: { ...role, uniqueId } },
};
