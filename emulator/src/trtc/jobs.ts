import type { Params } from "../api/service";
import type { Callbacks, JsonObject } from "../callbacks";
import type { Timeline } from "../clock";
import type { Settings } from "../settings";
import { CALLBACK_GROUPS } from "./callback-groups";
import type { FamilyName } from "./callback-groups";
import type { Downloader } from "./downloader";
import { createIdleWatch } from "./idle-watch";
import type { IdleWatch } from "./idle-watch";
import type { JobDetails } from "./job-details";
import { roomKey } from "./rooms";
import type { PresentUser, RoomAddress, Rooms, RoomUser } from "./rooms";
import { newTaskId } from "./task-id";
import type { Uploader } from "./uploader";

/** Why a job ended. Which event carries the code, if any, is the family's. */
export const LEAVE = {
  deleted: 0,
  removed: 1,
  dismissed: 2,
  /** "The server kicked out the slice robot": what a stop from outside, by `POST tasks/{taskId}/stop`, looks like. */
  stoppedOutside: 3,
  idle: 99,
  sameUser: 101,
} as const;

/** What a family's job does in its room. */
export interface Worker {
  /** Somebody came, went or changed; its own robot is not among the users. Called once at the start. */
  follow(users: readonly PresentUser[]): void;
  status(): "Idle" | "InProgress";
  /** The job has ended: sends its own stop event and does what is left to do. Called once. */
  end(leaveCode: number): void;
  /** Its own fields of a task in `GET /_emulator/tasks`, without secrets. */
  view(): JobDetails;
  /** A validated call of the family's Modify or Update. Throws an ApiError. */
  update?(params: Params): void;
  /** What Describe answers beside TaskId and Status. */
  describe?(): Params;
  /** A control call says what it is to do. Answers what is wrong with that, in words that name the field. */
  behave?(body: unknown): string | undefined;
}

/** What a worker is given. */
export interface Assignment {
  readonly taskId: string;
  readonly room: RoomAddress;
  /** The robot. */
  readonly userId: string;
  readonly timeline: Timeline;
  /** Files are counted. */
  readonly upload: Uploader;
  readonly download: Downloader;
  /** Sends an event of the family's group. */
  report(eventType: number, eventInfo: JsonObject): void;
  /**
   * Makes the robot an anchor of its room with these streams, or, given undefined, no more. Other jobs follow it as they follow
   * users, and it keeps them from being idle: no page says whether it does. It leaves by itself when the job has ended.
   */
  publish(streams: Pick<RoomUser, "audio" | "video"> | undefined): void;
  /** Ends the job from inside; not before the worker has been made. */
  stop(leaveCode: number): void;
}

/** What a family asks for when it starts a job. */
export interface JobRequest {
  readonly family: FamilyName;
  /** Region of the call. */
  readonly region: string;
  readonly room: RoomAddress;
  readonly userId: string;
  /** ResourceExpiredHour. @default - the handle does not expire */
  readonly handleHours?: number;
  /** When it ends by itself. @default - never */
  readonly idle?: {
    readonly maxSeconds: number;
    /** Whether these users keep it from being idle. @default - anybody does */
    readonly isBusy?: (users: readonly PresentUser[]) => boolean;
  };
  /** Makes the worker, which sends its start event. */
  readonly work: (assignment: Assignment) => Worker;
}

/** A room job of any family; ended ones are kept to be looked at. */
export interface Job {
  readonly family: FamilyName;
  readonly taskId: string;
  /** Region of the call that started it; the handle is good in it only. */
  readonly region: string;
  readonly room: RoomAddress;
  /** The robot. */
  readonly userId: string;
  /** Emulated clock, milliseconds, as all moments here. */
  readonly createdAt: number;
  /** Infinity where the API has no ResourceExpiredHour. */
  readonly handleExpiresAt: number;
  readonly worker: Worker;
  /** Files that the storage took, and files that it refused. */
  readonly files: { readonly uploaded: number; readonly refused: number };
  endedAt?: number;
  leaveCode?: number;
}

/** Room jobs of all families. */
export interface Jobs {
  all(): readonly Job[];
  /** @param family - @default - of all families */
  running(sdkAppId: number, family?: FamilyName): readonly Job[];
  /** The running job, of any family, whose robot has this name in this room. */
  robot(room: RoomAddress, userId: string): Job | undefined;
  /** Running jobs of a room. */
  inRoom(room: RoomAddress): readonly Job[];
  start(request: JobRequest): Job;
  stop(job: Job, leaveCode: number): void;
  /** To be called when users of a room came, went or changed. */
  roomChanged(room: RoomAddress): void;
  clear(): void;
}

export interface JobsOptions {
  readonly timeline: Timeline;
  readonly rooms: Rooms;
  readonly callbacks: Pick<Callbacks, "send">;
  readonly upload: Uploader;
  readonly download: Downloader;
}

export type TaskStatus = "Idle" | "InProgress" | "Exited";

interface RunningJob extends Job {
  readonly idle: IdleWatch | undefined;
  readonly isBusy: (users: readonly PresentUser[]) => boolean;
}

const HOUR_MS = 3_600_000;

export function isRunning(job: Job): boolean {
  return job.endedAt === undefined;
}

export function statusOf(job: Job): TaskStatus {
  return isRunning(job) ? job.worker.status() : "Exited";
}

/** Whether the family's calls by handle have lost the job: its handle is too old, or it ended a while ago. */
export function isForgotten(job: Job, { now, settings }: { now: number; settings: Settings }): boolean {
  if (now >= job.handleExpiresAt) return true;
  return job.endedAt !== undefined && now >= job.endedAt + settings.exitLagSeconds * 1000;
}

/** Tells a job what it is to do. Answers what is wrong with that, in words. */
export function behave({ family, worker, endedAt }: Job, body: unknown): string | undefined {
  if (worker.behave === undefined) return `${family} has no behaviour that can be set`;
  return endedAt === undefined ? worker.behave(body) : "the task has ended";
}

export function createJobs({ timeline, rooms, callbacks, upload, download }: JobsOptions): Jobs {
  const jobs: RunningJob[] = [];

  const running = (sdkAppId: number, family?: FamilyName): RunningJob[] =>
    jobs.filter(
      (job) =>
        isRunning(job) && job.room.sdkAppId === sdkAppId && (family === undefined || job.family === family),
    );

  const inRoom = (room: RoomAddress): RunningJob[] =>
    running(room.sdkAppId).filter((job) => roomKey(job.room) === roomKey(room));

  /** Brings a job in line with who is in its room. */
  function settle(job: RunningJob): void {
    if (!isRunning(job)) return;
    const users = rooms.users(job.room).filter(({ userId }) => userId !== job.userId);
    job.worker.follow(users);
    job.idle?.see(job.isBusy(users));
  }

  const roomChanged = (room: RoomAddress): void => inRoom(room).forEach(settle);

  function publish({ room, userId }: Job | JobRequest, streams: Parameters<Assignment["publish"]>[0]): void {
    if (streams !== undefined) rooms.enter(room, { userId, role: "anchor", ...streams });
    else if (!rooms.leave(room, userId)) return;
    roomChanged(room);
  }

  function start(request: JobRequest): Job {
    const { family, region, room, userId, handleHours = Infinity } = request;
    const taskId = newTaskId();
    const createdAt = timeline.now();
    const files = { uploaded: 0, refused: 0 };
    const assignment: Assignment = {
      taskId,
      room,
      userId,
      timeline,
      upload: async (storage, file) => {
        const outcome = await upload(storage, file);
        if (outcome !== undefined) files[outcome.ok ? "uploaded" : "refused"] += 1;
        return outcome;
      },
      download,
      report: (eventType, eventInfo) =>
        callbacks.send({
          sdkAppId: room.sdkAppId,
          eventGroupId: CALLBACK_GROUPS[family],
          eventType,
          eventInfo,
        }),
      publish: (streams) => publish(request, streams),
      stop: (leaveCode) => stop(job, leaveCode),
    };
    const idle =
      request.idle &&
      createIdleWatch({
        timeline,
        maxIdleSeconds: request.idle.maxSeconds,
        onIdle: () => stop(job, LEAVE.idle),
      });
    const job: RunningJob = {
      family,
      taskId,
      region,
      room,
      userId,
      createdAt,
      handleExpiresAt: createdAt + handleHours * HOUR_MS,
      worker: request.work(assignment),
      files,
      idle,
      isBusy: request.idle?.isBusy ?? ((users) => users.length > 0),
    };
    jobs.push(job);
    settle(job);
    return job;
  }

  function stop(job: Job, leaveCode: number): void {
    const found = jobs.find((candidate) => candidate === job);
    if (found === undefined || !isRunning(found)) return;
    found.endedAt = timeline.now();
    found.leaveCode = leaveCode;
    found.idle?.end();
    found.worker.end(leaveCode);
    publish(found, undefined);
  }

  return {
    all: () => jobs,
    running,
    robot: (room, userId) => inRoom(room).find((job) => job.userId === userId),
    inRoom,
    start,
    stop,
    roomChanged,
    clear: () => {
      jobs.length = 0;
    },
  };
}
