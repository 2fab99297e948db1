import { eventReporter } from "../event-reporter";
import type { Assignment, Worker } from "../jobs";
import type { PresentUser } from "../rooms";
import { storageView } from "../storage";
import type { StorageView } from "../storage";
import { kindsView, subscriptionOf, subscriptionView } from "../subscription";
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

function sliceDetails(request: SliceRequest): Omit<SliceDetails, "subscribeStreamUserIds"> {
  return {
    sliceParams: {
      sliceType: kindsView(request.kinds),
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
  const report = eventReporter(assignment, [1002]);
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
