import type { JsonObject } from "../../callbacks";
import type { Assignment, Worker } from "../jobs";
import { shownRoomId } from "../room-events";
import type { PresentUser } from "../rooms";
import { storageView } from "../storage";
import type { StorageView } from "../storage";
import { subscriptionOf, subscriptionView } from "../subscription";
import type { SubscriptionView } from "../subscription";
import type { SliceRequest } from "./request";
import { createSlicer } from "./slicer";

/** A slicing task's own part of `GET /_emulator/tasks`. */
export interface SliceDetails {
  readonly subscribeStreamUserIds: SubscriptionView;
  readonly sliceParams: {
    readonly sliceType: "audio" | "video" | "both";
    readonly sliceAudio: number;
    readonly sliceVideo: number;
    readonly maxIdleTime: number;
    readonly sliceImageType: "png" | "jpg";
  };
  readonly resourceExpiredHour: number;
  readonly storage: StorageView;
}

/**
 * Sends an event of group 10 as in the guide's samples. EventTs of 1002 is text, as in its sample; the streamer stands beside Payload.
 */
function reporter(assignment: Assignment): (type: number, payload: JsonObject, streamer?: string) => void {
  const { room, userId, taskId, timeline } = assignment;
  return (type, payload, streamer) => {
    const now = timeline.now();
    const seconds = Math.floor(now / 1000);
    assignment.report(type, {
      RoomId: shownRoomId(room),
      EventTs: type === 1002 ? String(seconds) : seconds,
      EventMsTs: now,
      UserId: userId,
      ...(streamer === undefined ? {} : { StreamerUserId: streamer }),
      TaskId: taskId,
      Payload: payload,
    });
  };
}

function sliceDetails(request: SliceRequest): Omit<SliceDetails, "subscribeStreamUserIds"> {
  return {
    sliceParams: {
      sliceType: request.kinds.size === 2 ? "both" : request.kinds.has("audio") ? "audio" : "video",
      sliceAudio: request.audioSeconds,
      sliceVideo: request.videoSeconds,
      maxIdleTime: request.maxIdleSeconds,
      sliceImageType: request.imageType,
    },
    resourceExpiredHour: request.handleHours,
    storage: storageView(request.storage),
  };
}

/** Slices what the request asks for. */
export function createSliceWorker(request: SliceRequest, assignment: Assignment): Worker {
  const { taskId, timeline, upload } = assignment;
  const report = reporter(assignment);
  const slicer = createSlicer({ taskId, request, timeline, upload, report });
  let { lists } = request;
  let users: readonly PresentUser[] = [];
  report(1001, { Status: 0 });
  return {
    follow: (present) => {
      users = present;
      slicer.follow(users, lists);
    },
    status: () => (slicer.isBusy() ? "InProgress" : "Idle"),
    end: (leaveCode) => {
      report(1002, { LeaveCode: leaveCode });
      slicer.end();
    },
    view: () => ({ subscribeStreamUserIds: subscriptionView(lists), ...sliceDetails(request) }),
    // a full overwrite: absent lists, and an absent object, clear
    update: (params) => {
      lists = subscriptionOf(params);
      slicer.follow(users, lists);
    },
  };
}
