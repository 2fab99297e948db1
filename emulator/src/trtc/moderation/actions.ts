import type { ApiProblem } from "../../api/error";
import { checkQuota, checkTickets, findApp, settleConflict } from "../entry";
import type { Run } from "../family";
import { findDescribedJob, findRunningJob } from "../handle";
import { LEAVE, statusOf } from "../jobs";
import { moderationRequestOf } from "./request";
import { createModerationWorker } from "./worker";

const TOO_MANY: ApiProblem = {
  code: "FailedOperation.RestrictedConcurrency",
  message: "Maximum number of concurrent on-cloud recording tasks reached. Contact us to raise the limit.",
};

const createCloudModeration: Run = (state, { params, region }) => {
  const app = findApp(state, params);
  const request = moderationRequestOf(params);
  checkTickets(app, request, { tickets: params, privileges: undefined });
  checkQuota(state, request, { family: "moderation", limit: state.settings().maxTasks, error: TOO_MANY });
  settleConflict(state, request);
  const { room, userId, handleHours, maxIdleSeconds } = request;
  const { taskId } = state.jobs.start({
    family: "moderation",
    region,
    room,
    userId,
    handleHours,
    idle: {
      maxSeconds: maxIdleSeconds,
      // 72648: "no user (anchor) performing upstream push"
      isBusy: (users) => users.some(({ role, audio, video }) => role === "anchor" && (audio || video)),
    },
    work: (assignment) => createModerationWorker(request, assignment),
  });
  return { TaskId: taskId };
};

const describeCloudModeration: Run = (state, call) => {
  const job = findDescribedJob(state, call, "moderation");
  return { TaskId: job.taskId, Status: statusOf(job), ...job.worker.describe?.() };
};

const modifyCloudModeration: Run = (state, call) => {
  const job = findRunningJob(state, call, "moderation");
  job.worker.update?.(call.params);
  return { TaskId: job.taskId };
};

const deleteCloudModeration: Run = (state, call) => {
  const job = findRunningJob(state, call, "moderation");
  state.jobs.stop(job, LEAVE.deleted);
  return { TaskId: job.taskId };
};

export const MODERATION_ACTIONS: Readonly<Record<string, Run>> = {
  CreateCloudModeration: createCloudModeration,
  DescribeCloudModeration: describeCloudModeration,
  ModifyCloudModeration: modifyCloudModeration,
  DeleteCloudModeration: deleteCloudModeration,
};
