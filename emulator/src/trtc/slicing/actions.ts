import { checkQuota, checkTickets, findApp, settleConflict } from "../entry";
import type { Run } from "../family";
import { deleteRun, describeRun, modifyRun, notFound } from "../handle";
import { RECEIVE } from "../user-sig";
import { sliceRequestOf } from "./request";
import { createSliceWorker } from "./worker";

const createCloudSliceTask: Run = (state, { params, region }) => {
  const app = findApp(state, params);
  const request = sliceRequestOf(params);
  checkTickets(app, request, { tickets: params, privileges: RECEIVE });
  checkQuota(state, request, { family: "slicing", limit: state.settings().maxTasks });
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

const modify = modifyRun("slicing");

const modifyCloudSliceTask: Run = (state, call) => {
  // Modify's page, unlike the others, does not list InvalidParameter.SdkAppId.
  if (state.apps.get(Number(call.params["SdkAppId"])) === undefined) throw notFound();
  return modify(state, call);
};

export const SLICING_ACTIONS: Readonly<Record<string, Run>> = {
  CreateCloudSliceTask: createCloudSliceTask,
  DescribeCloudSliceTask: describeRun("slicing"),
  ModifyCloudSliceTask: modifyCloudSliceTask,
  DeleteCloudSliceTask: deleteRun("slicing"),
};
