import type { Callbacks, JsonObject } from "../callbacks";
import type { Timeline } from "../clock";
import { CALLBACK_GROUPS } from "./callback-groups";
import type { PresentUser, RoomAddress } from "./rooms";

/** Why somebody left, as event 104 says it. */
export const EXIT = { normal: 1, removed: 3 } as const;

/** A room's id as events have it: of an int32 room a number. */
export function shownRoomId(room: RoomAddress): string | number {
  return room.type === "int32" ? Number(room.roomId) : room.roomId;
}

/**
 * Tells an application what happens in its rooms. Robots are no users here but while they publish: no page says that others raise such
 * events.
 */
export interface RoomReporter {
  /** @param first - whether nobody was in the room before */
  entered(room: RoomAddress, user: PresentUser, first: boolean): void;
  changed(room: RoomAddress, before: PresentUser, after: PresentUser): void;
  /** @param last - whether nobody is in the room any more */
  left(room: RoomAddress, user: PresentUser, how: { readonly reason: number; readonly last: boolean }): void;
}

const ROLE = { anchor: 20, audience: 21 } as const;
/** Linux, and the native SDK. */
const TERMINAL = { TerminalType: 4, UserType: 3 } as const;
const NORMAL_ENTRY = 1;
/** Starting is so much, stopping one more. */
const MEDIA = { video: 201, audio: 203 } as const;

/**
 * Events of groups 1 and 2: leaving is 104 alone, without 202 and 204; what starts or stops during a stay is 201 to 204. No
 * substream here, so no 205 and 206.
 *
 * Source: https://www.tencentcloud.com/document/product/647/39558
 */
export function createRoomReporter({
  timeline,
  callbacks,
}: {
  readonly timeline: Timeline;
  readonly callbacks: Pick<Callbacks, "send">;
}): RoomReporter {
  function send(room: RoomAddress, eventGroupId: number, eventType: number, fields: JsonObject): void {
    const now = timeline.now();
    const eventInfo = {
      RoomId: shownRoomId(room),
      EventTs: Math.floor(now / 1000),
      EventMsTs: now,
      ...fields,
    };
    callbacks.send({ sdkAppId: room.sdkAppId, eventGroupId, eventType, eventInfo });
  }
  const tell = (room: RoomAddress, type: number, fields: JsonObject): void =>
    send(room, CALLBACK_GROUPS.room, type, fields);

  /** @param wanted - whether streams that start or streams that stop are told */
  function tellStreams(
    room: RoomAddress,
    [before, after]: readonly [Pick<PresentUser, "audio" | "video">, PresentUser],
    wanted: "start" | "stop",
  ): void {
    for (const kind of ["video", "audio"] as const) {
      if (before[kind] === after[kind] || after[kind] !== (wanted === "start")) continue;
      const fields = { UserId: after.userId, ...(wanted === "stop" && { Reason: 0 }) };
      send(room, CALLBACK_GROUPS.media, MEDIA[kind] + (wanted === "stop" ? 1 : 0), fields);
    }
  }

  return {
    entered: (room, user, first) => {
      const UserId = user.userId;
      if (first) tell(room, 101, { UserId });
      tell(room, 103, { UserId, Role: ROLE[user.role], ...TERMINAL, Reason: NORMAL_ENTRY });
      tellStreams(room, [{ audio: false, video: false }, user], "start");
    },
    changed: (room, before, after) => {
      tellStreams(room, [before, after], "stop");
      if (before.role !== after.role) tell(room, 105, { UserId: after.userId, Role: ROLE[after.role] });
      tellStreams(room, [before, after], "start");
    },
    left: (room, { userId, role }, { reason, last }) => {
      tell(room, 104, { UserId: userId, Role: ROLE[role], Reason: reason });
      if (last) tell(room, 102, {});
    },
  };
}
