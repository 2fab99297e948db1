import type { RoomReporter } from "./room-events";
import { EXIT } from "./room-events";

/** int32 and string rooms of the same text are different rooms. */
export interface RoomAddress {
  readonly sdkAppId: number;
  readonly type: "string" | "int32";
  readonly roomId: string;
}

/** What somebody does in a room. Only an anchor's streams can be subscribed. */
export interface RoomUser {
  readonly role: "anchor" | "audience";
  readonly audio: boolean;
  readonly video: boolean;
}

/** Somebody in a room, by name. */
export interface PresentUser extends RoomUser {
  readonly userId: string;
}

/** The rooms and who is in them: ordinary users, and robots while they publish. All other robots are kept by the jobs only. */
export interface Rooms {
  /** In order of entering. */
  users(room: RoomAddress): readonly PresentUser[];
  enter(room: RoomAddress, user: PresentUser): void;
  /**
   * Whether the user was there.
   *
   * @param reason - as event 104 says it. @default EXIT.normal
   */
  leave(room: RoomAddress, userId: string, reason?: number): boolean;
  /** Removes everybody. */
  empty(room: RoomAddress): void;
  clear(): void;
}

/** One text for each room. */
export function roomKey(room: RoomAddress): string {
  return `${room.sdkAppId}/${room.type}/${room.roomId}`;
}

/** @param reporter - is told who comes, changes and goes */
export function createRooms(reporter: RoomReporter): Rooms {
  const rooms = new Map<string, Map<string, PresentUser>>();
  function leave(room: RoomAddress, userId: string, reason: number = EXIT.normal): boolean {
    const users = rooms.get(roomKey(room));
    const user = users?.get(userId);
    if (users === undefined || user === undefined) return false;
    users.delete(userId);
    if (users.size === 0) rooms.delete(roomKey(room));
    reporter.left(room, user, { reason, last: users.size === 0 });
    return true;
  }
  return {
    users: (room) => [...(rooms.get(roomKey(room))?.values() ?? [])],
    enter: (room, user) => {
      const users = rooms.get(roomKey(room)) ?? new Map<string, PresentUser>();
      const before = users.get(user.userId);
      const first = users.size === 0;
      users.set(user.userId, user);
      rooms.set(roomKey(room), users);
      if (before === undefined) reporter.entered(room, user, first);
      else reporter.changed(room, before, user);
    },
    leave,
    empty: (room) => {
      const users = [...(rooms.get(roomKey(room))?.keys() ?? [])];
      users.forEach((userId) => leave(room, userId, EXIT.removed));
    },
    clear: () => rooms.clear(),
  };
}
