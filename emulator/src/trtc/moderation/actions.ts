import { checkQuota, checkTickets, findApp, settleConflict } from "../entry";
import type { Run } from "../family";
import { deleteRun, describeRun, modifyRun } from "../handle";
import { moderationRequestOf } from "./request";
import { createModerationWorker } from "./worker";

const createCloudModeration: Run = (state, { params, region }) => {
  const app = findApp(state, params);
  const request = moderationRequestOf(params);
  checkTickets(app, request, { tickets: params, privileges: undefined });
  checkQuota(state, request, { family: "moderation", limit: state.settings().maxTasks });
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

export const MODERATION_ACTIONS: Readonly<Record<string, Run>> = {
  CreateCloudModeration: createCloudModeration,
  DescribeCloudModeration: describeRun("moderation"),
  ModifyCloudModeration: modifyRun("moderation"),
  DeleteCloudModeration: deleteRun("moderation"),
};
