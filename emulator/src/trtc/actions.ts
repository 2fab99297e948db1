import { ApiError } from "../api/error";
import type { ApiCall, Params } from "../api/service";
import type { Timeline } from "../clock";
import type { Settings } from "../settings";
import type { App, Apps } from "./apps";
import { EXIT } from "./room-events";
import type { RoomAddress, Rooms } from "./rooms";
import { sliceRequestOf, subscriptionOf } from "./slice-task";
import type { SliceRequest } from "./slice-task";
import { isForgotten, isRunning, LEAVE, statusOf } from "./tasks";
import type { Task, Tasks } from "./tasks";
import { privateMapKeyProblem, userSigProblem } from "./user-sig";

/** Everything the actions look at and change. */
export interface TrtcState {
  readonly apps: Apps;
  readonly rooms: Rooms;
  readonly tasks: Tasks;
  readonly timeline: Timeline;
  readonly settings: () => Settings;
}

type Run = (state: TrtcState, call: ApiCall) => Params;

function findApp({ apps }: TrtcState, params: Params): App {
  const app = apps.get(Number(params["SdkAppId"]));
  if (app === undefined)
    throw new ApiError({ code: "InvalidParameter.SdkAppId", message: "SdkAppId is incorrect." });
  return app;
}

function stringParam(params: Params, name: string): string {
  const value = params[name];
  return typeof value === "string" ? value : "";
}

/**
 * Whether the robot may enter. The pages list no code for a wrong UserSig or PrivateMapKey; FailedOperation would read as the robot
 * conflict, so InvalidParameter is answered, with the parameter in the message.
 */
function checkTickets(app: App, request: SliceRequest, params: Params): void {
  const { sdkAppId, sdkSecretKey } = app;
  const ticket = { sdkAppId, sdkSecretKey, userId: request.userId, nowSeconds: Date.now() / 1000 };
  const sig = userSigProblem(stringParam(params, "UserSig"), ticket);
  if (sig !== undefined) throw new ApiError({ code: "InvalidParameter", message: `The UserSig ${sig}.` });
  if (!app.advancedPermission) return;
  const key = privateMapKeyProblem(stringParam(params, "PrivateMapKey"), { ...ticket, room: request.room });
  if (key !== undefined) {
    const message = `The application uses advanced permission control, and the PrivateMapKey ${key}.`;
    throw new ApiError({ code: "InvalidParameter", message });
  }
}

/** The same UserId is in the room already, as a task's robot or as an ordinary user. */
function settleConflict(state: TrtcState, { room, userId }: SliceRequest): void {
  const { rooms, tasks } = state;
  const robot = tasks.robot(room, userId);
  const user = rooms.users(room).some((present) => present.userId === userId);
  if (robot === undefined && !user) return;
  if (state.settings().robotConflict === "fail") {
    throw new ApiError({ code: "FailedOperation", message: "Operation failed." });
  }
  if (robot !== undefined) tasks.stop(robot, LEAVE.sameUser);
  if (rooms.leave(room, userId, EXIT.removed)) tasks.roomChanged(room);
}

function checkQuota({ tasks, settings }: TrtcState, { room, userId }: SliceRequest): void {
  const taken = tasks.running(room.sdkAppId).length - (tasks.robot(room, userId) === undefined ? 0 : 1);
  if (taken < settings().maxTasks) return;
  throw new ApiError({
    code: "FailedOperation.RestrictedConcurrency",
    message: "Maximum number of concurrent on-cloud recording tasks reached. Contact us to raise the limit.",
  });
}

const createCloudSliceTask: Run = (state, call) => {
  const app = findApp(state, call.params);
  const request = sliceRequestOf(call.params);
  checkTickets(app, request, call.params);
  checkQuota(state, request);
  settleConflict(state, request);
  const task = state.tasks.start(request, call.region);
  return { TaskId: task.taskId };
};

/** A task by its handle: of this application, made in this region, not expired, not long ended. */
function findTask(state: TrtcState, call: ApiCall): Task {
  const { sdkAppId } = findApp(state, call.params);
  const now = state.timeline.now();
  const task = state.tasks
    .all()
    .find(
      ({ taskId, region, request }) =>
        taskId === call.params["TaskId"] && region === call.region && request.room.sdkAppId === sdkAppId,
    );
  if (task === undefined || isForgotten(task, { now, settings: state.settings() })) throw notFound();
  return task;
}

function notFound(): ApiError {
  return new ApiError({ code: "ResourceNotFound", message: "The resource does not exist." });
}

function findRunningTask(state: TrtcState, call: ApiCall): Task {
  const task = findTask(state, call);
  if (!isRunning(task)) throw notFound();
  return task;
}

const describeCloudSliceTask: Run = (state, call) => {
  const task = findTask(state, call);
  const visibleAt = task.createdAt + state.settings().describeLagSeconds * 1000;
  if (state.timeline.now() < visibleAt) throw notFound();
  return { TaskId: task.taskId, Status: statusOf(task) };
};

/** A full overwrite: absent lists, and an absent object, clear. */
const modifyCloudSliceTask: Run = (state, call) => {
  // Modify's page, unlike the others, does not list InvalidParameter.SdkAppId.
  if (state.apps.get(Number(call.params["SdkAppId"])) === undefined) throw notFound();
  const task = findRunningTask(state, call);
  state.tasks.subscribe(task, subscriptionOf(call.params));
  return { TaskId: task.taskId };
};

const deleteCloudSliceTask: Run = (state, call) => {
  const task = findRunningTask(state, call);
  state.tasks.stop(task, LEAVE.deleted);
  return { TaskId: task.taskId };
};

function findRoom(state: TrtcState, params: Params): RoomAddress {
  const { sdkAppId } = findApp(state, params);
  const room: RoomAddress =
    typeof params["RoomId"] === "number"
      ? { sdkAppId, type: "int32", roomId: String(params["RoomId"]) }
      : { sdkAppId, type: "string", roomId: stringParam(params, "RoomId") };
  if (state.rooms.users(room).length > 0 || state.tasks.inRoom(room).length > 0) return room;
  throw new ApiError({ code: "FailedOperation.RoomNotExist", message: "The room does not exist." });
}

const removeUser: Run = (state, { params }) => {
  const room = findRoom(state, params);
  const users: readonly unknown[] = Array.isArray(params["UserIds"]) ? params["UserIds"] : [];
  for (const userId of users) {
    if (typeof userId !== "string") continue;
    state.rooms.leave(room, userId, EXIT.removed);
    const robot = state.tasks.robot(room, userId);
    if (robot !== undefined) state.tasks.stop(robot, LEAVE.removed);
  }
  state.tasks.roomChanged(room);
  return {};
};

const dismissRoom: Run = (state, { params }) => {
  const room = findRoom(state, params);
  state.tasks.inRoom(room).forEach((task) => state.tasks.stop(task, LEAVE.dismissed));
  state.rooms.empty(room);
  return {};
};

/** The TRTC APIs that are emulated, by name. */
export const TRTC_ACTIONS: Readonly<Record<string, Run>> = {
  CreateCloudSliceTask: createCloudSliceTask,
  DescribeCloudSliceTask: describeCloudSliceTask,
  ModifyCloudSliceTask: modifyCloudSliceTask,
  DeleteCloudSliceTask: deleteCloudSliceTask,
  RemoveUser: removeUser,
  RemoveUserByStrRoomId: removeUser,
  DismissRoom: dismissRoom,
  DismissRoomByStrRoomId: dismissRoom,
};
