import { ApiError } from "../../api/error";
import { listAt } from "../../api/params";
import type { Params } from "../../api/service";
import { checkTickets, findApp, settleConflict } from "../entry";
import type { Run, TrtcState } from "../family";
import { findRunningJob, notFound } from "../handle";
import { LEAVE } from "../jobs";
import type { Job } from "../jobs";
import { objectAt } from "../params";
import { relayRequestOf } from "./request";
import { createRelayWorker } from "./worker";
import type { RelayWorker } from "./worker";

/** Rooms that are fed back take a ticket at the vendor's; recordings of relays are not emulated. 1 of UniRecord is "no recording". */
function refuseOthers(params: Params): void {
  const uniRecord = objectAt(params, "RecordParams")["UniRecord"] ?? 1;
  if (listAt(params, "FeedBackRoomParams").length === 0 && uniRecord === 1) return;
  throw new ApiError({
    code: "UnsupportedOperation",
    message: "FeedBackRoomParams and RecordParams are not enabled for the application.",
  });
}

/** The pages list a code for too many tasks and no number of them. */
const startPublishCdnStream: Run = (state, { params, region }) => {
  const app = findApp(state, params);
  refuseOthers(params);
  const request = relayRequestOf(params);
  const tickets = objectAt(params, "AgentParams");
  checkTickets(app, request, { tickets, privileges: undefined });
  settleConflict(state, request);
  const { room, userId, maxIdleSeconds } = request;
  let worker: RelayWorker | undefined;
  const { taskId } = state.jobs.start({
    family: "relay",
    region,
    room,
    userId,
    idle: { maxSeconds: maxIdleSeconds, isBusy: (users) => worker?.isBusy(users) ?? false },
    work: (assignment) => (worker = createRelayWorker(request, assignment)),
  });
  return { TaskId: taskId };
};

/** Stop and Update know no code for an application that is not there. */
function runningRelay(state: TrtcState, call: Parameters<Run>[1]): Job {
  if (state.apps.get(Number(call.params["SdkAppId"])) === undefined) throw notFound();
  return findRunningJob(state, call, "relay");
}

const updatePublishCdnStream: Run = (state, call) => {
  refuseOthers(call.params);
  const job = runningRelay(state, call);
  job.worker.update?.(call.params);
  // another user may keep it from being idle now
  state.jobs.roomChanged(job.room);
  return { TaskId: job.taskId };
};

const stopPublishCdnStream: Run = (state, call) => {
  const job = runningRelay(state, call);
  state.jobs.stop(job, LEAVE.deleted);
  return { TaskId: job.taskId };
};

export const RELAY_ACTIONS: Readonly<Record<string, Run>> = {
  StartPublishCdnStream: startPublishCdnStream,
  UpdatePublishCdnStream: updatePublishCdnStream,
  StopPublishCdnStream: stopPublishCdnStream,
};
