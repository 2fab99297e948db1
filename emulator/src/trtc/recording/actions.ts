import type { ApiProblem } from "../../api/error";
import { checkQuota, checkTickets, findApp, settleConflict } from "../entry";
import type { Run } from "../family";
import { findDescribedJob, findRunningJob } from "../handle";
import { LEAVE, statusOf } from "../jobs";
import { RECEIVE } from "../user-sig";
import { recordRequestOf } from "./request";
import { createRecordWorker } from "./worker";

const TOO_MANY: ApiProblem = {
  code: "FailedOperation.RestrictedConcurrency",
  message: "Maximum number of concurrent on-cloud recording tasks reached. Contact us to raise the limit.",
};

const createCloudRecording: Run = (state, { params, region }) => {
  const app = findApp(state, params);
  const request = recordRequestOf(params);
  checkTickets(app, request, { tickets: params, privileges: RECEIVE });
  checkQuota(state, request, {
    family: "recording",
    limit: state.settings().maxRecordings,
    error: TOO_MANY,
  });
  settleConflict(state, request);
  const { room, userId, handleHours, maxIdleSeconds } = request;
  const { taskId } = state.jobs.start({
    family: "recording",
    region,
    room,
    userId,
    handleHours,
    idle: {
      maxSeconds: maxIdleSeconds,
      // 45169: an anchor who publishes nothing keeps the time from running
      isBusy: (users) => users.some(({ role }) => role === "anchor"),
    },
    work: (assignment) => createRecordWorker(request, assignment),
  });
  return { TaskId: taskId };
};

const describeCloudRecording: Run = (state, call) => {
  const job = findDescribedJob(state, call, "recording");
  return { TaskId: job.taskId, Status: statusOf(job), ...job.worker.describe?.() };
};

const modifyCloudRecording: Run = (state, call) => {
  const job = findRunningJob(state, call, "recording");
  job.worker.update?.(call.params);
  return { TaskId: job.taskId };
};

const deleteCloudRecording: Run = (state, call) => {
  const job = findRunningJob(state, call, "recording");
  state.jobs.stop(job, LEAVE.deleted);
  return { TaskId: job.taskId };
};

export const RECORDING_ACTIONS: Readonly<Record<string, Run>> = {
  CreateCloudRecording: createCloudRecording,
  DescribeCloudRecording: describeCloudRecording,
  ModifyCloudRecording: modifyCloudRecording,
  DeleteCloudRecording: deleteCloudRecording,
};
