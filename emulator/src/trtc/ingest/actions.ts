import { ApiError } from "../../api/error";
import { checkTickets, findApp, settleConflict } from "../entry";
import type { Run } from "../family";
import { jobOf } from "../handle";
import { isRunning, LEAVE } from "../jobs";
import { SEND_AND_RECEIVE } from "../user-sig";
import { ingestRequestOf } from "./request";
import { createIngestWorker } from "./worker";

const IN_PROGRESS = { Status: "InProgress" };
const NOT_EXIST = { Status: "NotExist" };

const startStreamIngest: Run = (state, { params, region }) => {
  const app = findApp(state, params);
  const request = ingestRequestOf(params);
  checkTickets(app, request, { tickets: params, privileges: SEND_AND_RECEIVE });
  // no page says how many an application may run
  settleConflict(state, request, "FailedOperation.TaskExist");
  const { room, userId } = request;
  const { ingestFileSeconds: fileSeconds } = state.settings();
  const { taskId } = state.jobs.start({
    family: "ingest",
    region,
    room,
    userId,
    work: (assignment) => createIngestWorker(request, { fileSeconds }, assignment),
  });
  return { TaskId: taskId };
};

const describeStreamIngest: Run = (state, call) => {
  const job = jobOf(state, call, "ingest");
  if (job === undefined || !isRunning(job)) return NOT_EXIST;
  const visibleAt = job.createdAt + state.settings().describeLagSeconds * 1000;
  return state.timeline.now() < visibleAt ? NOT_EXIST : IN_PROGRESS;
};

/** The pages have two words for a task that is not there: a status, here of one that has ended, and a code, here of any other. */
const updateStreamIngest: Run = (state, call) => {
  const job = jobOf(state, call, "ingest");
  if (job === undefined)
    throw new ApiError({ code: "FailedOperation.TaskNotExist", message: "The task does not exist." });
  if (!isRunning(job)) return NOT_EXIST;
  job.worker.update?.(call.params);
  return IN_PROGRESS;
};

const stopStreamIngest: Run = (state, call) => {
  const job = jobOf(state, call, "ingest");
  if (job === undefined)
    throw new ApiError({ code: "InvalidParameter.TaskId", message: "TaskId is incorrect." });
  if (!isRunning(job))
    throw new ApiError({ code: "FailedOperation.TaskFinished", message: "The task has finished." });
  state.jobs.stop(job, LEAVE.deleted);
  return {};
};

export const INGEST_ACTIONS: Readonly<Record<string, Run>> = {
  StartStreamIngest: startStreamIngest,
  DescribeStreamIngest: describeStreamIngest,
  UpdateStreamIngest: updateStreamIngest,
  StopStreamIngest: stopStreamIngest,
};
