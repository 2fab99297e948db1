import { ApiError } from "../../api/error";
import type { Params } from "../../api/service";
import { eventReporter } from "../event-reporter";
import type { Assignment, Worker } from "../jobs";
import { objectAt } from "../params";
import type { PresentUser } from "../rooms";
import { storageView } from "../storage";
import type { StorageView } from "../storage";
import { kindsView, subscriptionOf, subscriptionView } from "../subscription";
import type { SubscriptionView } from "../subscription";
import { layoutProblem } from "./layout";
import { createRecorder } from "./recorder";
import type { RecordRequest } from "./request";

/** A recording task's own part of `GET /_emulator/tasks`. */
export interface RecordDetails {
  readonly subscribeStreamUserIds: SubscriptionView;
  readonly recordParams: {
    readonly recordMode: "single" | "mixed";
    readonly streamType: "both" | "audio" | "video";
    readonly maxIdleTime: number;
    /** In the storage, or in VOD. */
    readonly formats: readonly string[];
  };
  readonly resourceExpiredHour: number;
  /** Absent with VOD. */
  readonly storage?: StorageView;
  /** MixLayoutParams as they were last sent; absent in a recording of each user. */
  readonly mixLayoutParams?: Params;
  /** How often another server went on. */
  readonly failovers: number;
}

/** The page lets a recording be moved so often. */
const MAX_FAILOVERS = 3;

function isFailover(body: unknown): boolean {
  if (typeof body !== "object" || body === null) return false;
  const fields = new Map<string, unknown>(Object.entries(body));
  return fields.size === 1 && fields.get("failover") === true;
}

/** Records what the request asks for. */
export function createRecordWorker(request: RecordRequest, assignment: Assignment): Worker {
  const { taskId, timeline, upload, download } = assignment;
  const report = eventReporter(assignment, [301, 302, 307]);
  const recorder = createRecorder({ taskId, request, timeline, upload, download, report });
  let { lists, layout } = request;
  let users: readonly PresentUser[] = [];
  let failovers = 0;
  report(301, { Status: 0 });
  return {
    follow: (present) => {
      users = present;
      recorder.follow(users, lists);
    },
    status: () => (recorder.isBusy() ? "InProgress" : "Idle"),
    end: (leaveCode) => {
      report(302, { LeaveCode: leaveCode });
      recorder.end();
    },
    describe: () => ({ StorageFileList: recorder.files() }),
    view: () => ({
      subscribeStreamUserIds: subscriptionView(lists),
      recordParams: {
        recordMode: request.mode,
        streamType: kindsView(request.kinds),
        maxIdleTime: request.maxIdleSeconds,
        formats: [...request.formats],
      },
      resourceExpiredHour: request.handleHours,
      ...(request.storage && { storage: storageView(request.storage) }),
      ...(layout && { mixLayoutParams: layout }),
      failovers,
    }),
    // a full overwrite: absent lists, and an absent object, clear; an absent layout is the template's own
    update: (params) => {
      const given = objectAt(params, "MixLayoutParams");
      if (layout !== undefined) {
        const isGiven = params["MixLayoutParams"] !== undefined;
        const problem = isGiven ? layoutProblem(given, request.canvas) : undefined;
        if (problem !== undefined) throw new ApiError(problem);
        layout = given;
      }
      lists = subscriptionOf(params);
      recorder.follow(users, lists);
    },
    behave: (body) => {
      if (!isFailover(body)) return 'a recording understands {"failover": true}';
      if (failovers === MAX_FAILOVERS) return `a recording goes on elsewhere ${MAX_FAILOVERS} times at most`;
      failovers += 1;
      recorder.failOver();
      recorder.follow(users, lists);
      return undefined;
    },
  };
}
