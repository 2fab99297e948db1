import { checkQuota, checkTickets, findApp, settleConflict } from "../entry";
import type { Run } from "../family";
import { deleteRun, describeRun, modifyRun } from "../handle";
import { RECEIVE } from "../user-sig";
import { recordRequestOf } from "./request";
import { createRecordWorker } from "./worker";

const createCloudRecording: Run = (state, { params, region }) => {
  const app = findApp(state, params);
  const request = recordRequestOf(params);
  checkTickets(app, request, { tickets: params, privileges: RECEIVE });
  checkQuota(state, request, { family: "recording", limit: state.settings().maxRecordings });
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

export const RECORDING_ACTIONS: Readonly<Record<string, Run>> = {
  CreateCloudRecording: createCloudRecording,
  DescribeCloudRecording: describeRun("recording"),
  ModifyCloudRecording: modifyRun("recording"),
  DeleteCloudRecording: deleteRun("recording"),
};
