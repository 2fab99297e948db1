import { checkTickets, findApp, settleConflict } from "../entry";
import type { Run } from "../family";
import { deleteRun, describeRun } from "../handle";
import { objectAt } from "../params";
import { transcribed, transcriptionRequestOf } from "./request";
import { createTranscriptionWorker } from "./worker";

const createCloudTranscription: Run = (state, { params, region }) => {
  const app = findApp(state, params);
  const request = transcriptionRequestOf(params);
  checkTickets(app, request, { tickets: objectAt(params, "TranscriptionParam"), privileges: undefined });
  // no page says how many an application may run
  settleConflict(state, request);
  const { room, userId, maxIdleSeconds } = request;
  const { taskId } = state.jobs.start({
    family: "transcription",
    region,
    room,
    userId,
    idle: { maxSeconds: maxIdleSeconds, isBusy: (users) => transcribed(users, request).length > 0 },
    work: (assignment) => createTranscriptionWorker(request, assignment),
  });
  return { TaskId: taskId };
};

export const TRANSCRIPTION_ACTIONS: Readonly<Record<string, Run>> = {
  CreateCloudTranscription: createCloudTranscription,
  DescribeCloudTranscription: describeRun("transcription"),
  DeleteCloudTranscription: deleteRun("transcription"),
};
