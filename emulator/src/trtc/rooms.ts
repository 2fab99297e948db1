/** int32 and string rooms of the same text are different rooms. */
export interface RoomAddress {
  readonly sdkAppId: number;
  readonly type: "string" | "int32";
  readonly roomId: string;
}

/** What an ordinary user does in a room. Only an anchor's streams can be subscribed. */
export interface RoomUser {
  readonly role: "anchor" | "audience";
  readonly audio: boolean;
  readonly video: boolean;
}

/** An ordinary user with the moments its streams began, emulated clock. */
export interface PresentUser extends RoomUser {
  readonly userId: string;
}

/** The rooms and the ordinary users in them; the robots of tasks are kept by the tasks. */
export interface Rooms {
  /** In order of entering. */
  users(room: RoomAddress): readonly PresentUser[];
  enter(room: RoomAddress, user: PresentUser): void;
  /** Whether the user was there. */
  leave(room: RoomAddress, userId: string): boolean;
  /** Takes everybody out. */
  empty(room: RoomAddress): void;
  clear(): void;
}

/** One text for each room. */
export function roomKey(room: RoomAddress): string {
  return `${room.sdkAppId}/${room.type}/${room.roomId}`;
}

export function createRooms(): Rooms {
  const rooms = new Map<string, Map<string, PresentUser>>();
  return {
    users: (room) => [...(rooms.get(roomKey(room))?.values() ?? [])],
    enter: (room, user) => {
      const users = rooms.get(roomKey(room)) ?? new Map<string, PresentUser>();
      users.set(user.userId, user);
      rooms.set(roomKey(room), users);
    },
    leave: (room, userId) => {
      const users = rooms.get(roomKey(room));
      const present = users?.delete(userId) ?? false;
      if (users?.size === 0) rooms.delete(roomKey(room));
      return present;
    },
    empty: (room) => {
      rooms.delete(roomKey(room));
    },
    clear: () => rooms.clear(),
  };
}
