import { ApiError } from "../api/error";
import { listAt, textAt } from "../api/params";
import type { Params } from "../api/service";
import { findApp } from "./entry";
import type { Run, TrtcState } from "./family";
import { FAMILIES } from "./families";
import { LEAVE } from "./jobs";
import { EXIT } from "./room-events";
import type { RoomAddress } from "./rooms";

function findRoom(state: TrtcState, params: Params): RoomAddress {
  const { sdkAppId } = findApp(state, params);
  const room: RoomAddress =
    typeof params["RoomId"] === "number"
      ? { sdkAppId, type: "int32", roomId: String(params["RoomId"]) }
      : { sdkAppId, type: "string", roomId: textAt(params, "RoomId") };
  if (state.rooms.users(room).length > 0 || state.jobs.inRoom(room).length > 0) return room;
  throw new ApiError({ code: "FailedOperation.RoomNotExist", message: "The room does not exist." });
}

const removeUser: Run = (state, { params }) => {
  const room = findRoom(state, params);
  for (const userId of listAt(params, "UserIds")) {
    if (typeof userId !== "string") continue;
    state.rooms.leave(room, userId, EXIT.removed);
    const robot = state.jobs.robot(room, userId);
    if (robot !== undefined) state.jobs.stop(robot, LEAVE.removed);
  }
  state.jobs.roomChanged(room);
  return {};
};

const dismissRoom: Run = (state, { params }) => {
  const room = findRoom(state, params);
  state.jobs.inRoom(room).forEach((job) => state.jobs.stop(job, LEAVE.dismissed));
  state.rooms.empty(room);
  return {};
};

/** The TRTC APIs that are emulated, by name: those of rooms, and those of each family of room jobs. */
export const TRTC_ACTIONS: Readonly<Record<string, Run>> = {
  RemoveUser: removeUser,
  RemoveUserByStrRoomId: removeUser,
  DismissRoom: dismissRoom,
  DismissRoomByStrRoomId: dismissRoom,
  ...Object.fromEntries(FAMILIES.flatMap(({ actions }) => Object.entries(actions))),
};
