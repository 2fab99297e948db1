import type { ApiProblem } from "../../api/error";
import { checkQuota, checkTickets, findApp, settleConflict } from "../entry";
import type { Run } from "../family";
import { findDescribedJob, findRunningJob, notFound } from "../handle";
import { LEAVE, statusOf } from "../jobs";
import { RECEIVE } from "../user-sig";
import { sliceRequestOf } from "./request";
import { createSliceWorker } from "./worker";

const TOO_MANY: ApiProblem = {
  code: "FailedOperation.RestrictedConcurrency",
  message: "Maximum number of concurrent on-cloud recording tasks reached. Contact us to raise the limit.",
};

const createCloudSliceTask: Run = (state, { params, region }) => {
  const app = findApp(state, params);
  const request = sliceRequestOf(params);
  checkTickets(app, request, { tickets: params, privileges: RECEIVE });
  checkQuota(state, request, { family: "slicing", limit: state.settings().maxTasks, error: TOO_MANY });
  settleConflict(state, request);
  const { room, userId, handleHours, maxIdleSeconds } = request;
  const { taskId } = state.jobs.start({
    family: "slicing",
    region,
    room,
    userId,
    handleHours,
    idle: { maxSeconds: maxIdleSeconds },
    work: (assignment) => createSliceWorker(request, assignment),
  });
  return { TaskId: taskId };
};

const describeCloudSliceTask: Run = (state, call) => {
  const job = findDescribedJob(state, call, "slicing");
  return { TaskId: job.taskId, Status: statusOf(job) };
};

const modifyCloudSliceTask: Run = (state, call) => {
  // Modify's page, unlike the others, does not list InvalidParameter.SdkAppId.
  if (state.apps.get(Number(call.params["SdkAppId"])) === undefined) throw notFound();
  const job = findRunningJob(state, call, "slicing");
  job.worker.update?.(call.params);
  return { TaskId: job.taskId };
};

const deleteCloudSliceTask: Run = (state, call) => {
  const job = findRunningJob(state, call, "slicing");
  state.jobs.stop(job, LEAVE.deleted);
  return { TaskId: job.taskId };
};

export const SLICING_ACTIONS: Readonly<Record<string, Run>> = {
  CreateCloudSliceTask: createCloudSliceTask,
  DescribeCloudSliceTask: describeCloudSliceTask,
  ModifyCloudSliceTask: modifyCloudSliceTask,
  DeleteCloudSliceTask: deleteCloudSliceTask,
};
