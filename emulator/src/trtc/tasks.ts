import type { Callbacks, JsonObject } from "../callbacks";
import type { Timeline } from "../clock";
import type { Settings } from "../settings";
import { createIdleWatch } from "./idle-watch";
import type { IdleWatch } from "./idle-watch";
import { roomKey } from "./rooms";
import type { RoomAddress, Rooms } from "./rooms";
import { createSlicer } from "./slicer";
import type { Slicer } from "./slicer";
import { newTaskId } from "./slice-task";
import type { SliceRequest } from "./slice-task";
import type { Subscription } from "./subscription";
import type { Uploader } from "./uploader";

/** Why a task ended, as event 1002 says it. */
export const LEAVE = {
  deleted: 0,
  removed: 1,
  dismissed: 2,
  /** "The server kicked out the slice robot": what a stop from outside, by `POST tasks/{taskId}/stop`, looks like. */
  stoppedOutside: 3,
  idle: 99,
  sameUser: 101,
} as const;

/** A slicing task; ended ones are kept to be looked at. */
export interface Task {
  readonly taskId: string;
  /** Region of the Create call; the handle is good in it only. */
  readonly region: string;
  readonly request: SliceRequest;
  /** Emulated clock, milliseconds, as all moments here. */
  readonly createdAt: number;
  readonly handleExpiresAt: number;
  readonly slicer: Slicer;
  readonly idle: IdleWatch;
  lists: Subscription;
  endedAt?: number;
  leaveCode?: number;
}

/** Slicing tasks and what they do in their rooms. */
export interface Tasks {
  all(): readonly Task[];
  running(sdkAppId: number): readonly Task[];
  /** The running task whose robot has this name in this room. */
  robot(room: RoomAddress, userId: string): Task | undefined;
  /** Running tasks of a room. */
  inRoom(room: RoomAddress): readonly Task[];
  start(request: SliceRequest, region: string): Task;
  /** Replaces all four lists. */
  subscribe(task: Task, lists: Subscription): void;
  stop(task: Task, leaveCode: number): void;
  /** To be called when users of a room came, went or changed. */
  roomChanged(room: RoomAddress): void;
  clear(): void;
}

export interface TasksOptions {
  readonly timeline: Timeline;
  readonly rooms: Rooms;
  readonly callbacks: Callbacks;
  readonly upload: Uploader;
}

export type TaskStatus = "Idle" | "InProgress" | "Exited";

const HOUR_MS = 3_600_000;
const SLICE_EVENTS = 10;

export function isRunning(task: Task): boolean {
  return task.endedAt === undefined;
}

export function statusOf(task: Task): TaskStatus {
  if (!isRunning(task)) return "Exited";
  return task.slicer.isBusy() ? "InProgress" : "Idle";
}

/** Whether Describe, Modify and Delete have lost the task: its handle is too old, or it ended a while ago. */
export function isForgotten(task: Task, { now, settings }: { now: number; settings: Settings }): boolean {
  if (now >= task.handleExpiresAt) return true;
  return task.endedAt !== undefined && now >= task.endedAt + settings.exitLagSeconds * 1000;
}

/**
 * EventInfo of group 10 as in the guide's samples. The room is a number for int32 rooms; EventTs of 1002 is text, as in its sample;
 * the streamer stands beside Payload.
 */
function eventInfo(
  task: Pick<Task, "taskId" | "request">,
  event: { type: number; at: number; payload: JsonObject; streamer?: string },
): JsonObject {
  const { room, userId } = task.request;
  const seconds = Math.floor(event.at / 1000);
  return {
    RoomId: room.type === "int32" ? Number(room.roomId) : room.roomId,
    EventTs: event.type === 1002 ? String(seconds) : seconds,
    EventMsTs: event.at,
    UserId: userId,
    ...(event.streamer === undefined ? {} : { StreamerUserId: event.streamer }),
    TaskId: task.taskId,
    Payload: event.payload,
  };
}

export function createTasks({ timeline, rooms, callbacks, upload }: TasksOptions): Tasks {
  const tasks: Task[] = [];

  function notify(
    task: Pick<Task, "taskId" | "request">,
    type: number,
    payload: JsonObject,
    streamer?: string,
  ): void {
    const event = { type, at: timeline.now(), payload, ...(streamer === undefined ? {} : { streamer }) };
    callbacks.send({
      sdkAppId: task.request.room.sdkAppId,
      eventGroupId: SLICE_EVENTS,
      eventType: type,
      eventInfo: eventInfo(task, event),
    });
  }

  const running = (sdkAppId: number): Task[] =>
    tasks.filter((task) => isRunning(task) && task.request.room.sdkAppId === sdkAppId);

  const inRoom = (room: RoomAddress): Task[] =>
    running(room.sdkAppId).filter((task) => roomKey(task.request.room) === roomKey(room));

  /** Brings a running task in line with who is in its room and whom it subscribes to. */
  function settle(task: Task): void {
    const users = rooms.users(task.request.room);
    task.slicer.follow(users, task.lists);
    task.idle.see(users.length > 0);
  }

  function start(request: SliceRequest, region: string): Task {
    const taskId = newTaskId();
    const createdAt = timeline.now();
    const report = (type: number, payload: JsonObject, streamer?: string): void =>
      notify({ taskId, request }, type, payload, streamer);
    const task: Task = {
      taskId,
      region,
      request,
      createdAt,
      handleExpiresAt: createdAt + request.handleHours * HOUR_MS,
      slicer: createSlicer({ taskId, request, timeline, upload, report }),
      idle: createIdleWatch({
        timeline,
        maxIdleSeconds: request.maxIdleSeconds,
        onIdle: () => stop(task, LEAVE.idle),
      }),
      lists: request.lists,
    };
    tasks.push(task);
    notify(task, 1001, { Status: 0 });
    settle(task);
    return task;
  }

  function stop(task: Task, leaveCode: number): void {
    if (!isRunning(task)) return;
    task.endedAt = timeline.now();
    task.leaveCode = leaveCode;
    task.idle.end();
    notify(task, 1002, { LeaveCode: leaveCode });
    task.slicer.end();
  }

  return {
    all: () => tasks,
    running,
    robot: (room, userId) => inRoom(room).find((task) => task.request.userId === userId),
    inRoom,
    start,
    subscribe: (task, lists) => {
      task.lists = lists;
      settle(task);
    },
    stop,
    roomChanged: (room) => inRoom(room).forEach(settle),
    clear: () => {
      tasks.length = 0;
    },
  };
}
