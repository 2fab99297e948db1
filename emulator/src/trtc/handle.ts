import { ApiError } from "../api/error";
import type { ApiCall } from "../api/service";
import type { FamilyName } from "./callback-groups";
import { findApp } from "./entry";
import type { Run, TrtcState } from "./family";
import { isForgotten, isRunning, LEAVE, statusOf } from "./jobs";
import type { Job } from "./jobs";

/** What most APIs answer for a handle that is not known, and what has ended. */
export function notFound(): ApiError {
  return new ApiError({ code: "ResourceNotFound", message: "The resource does not exist." });
}

/**
 * A family's job by its handle: of this application, made in this region, not expired, not long ended. Undefined when there is none;
 * throws when the application is not there.
 */
export function jobOf(state: TrtcState, call: ApiCall, family: FamilyName): Job | undefined {
  const { sdkAppId } = findApp(state, call.params);
  const found = state.jobs
    .all()
    .find(
      (job) =>
        job.taskId === call.params["TaskId"] &&
        job.family === family &&
        job.region === call.region &&
        job.room.sdkAppId === sdkAppId,
    );
  if (found === undefined) return undefined;
  return isForgotten(found, { now: state.timeline.now(), settings: state.settings() }) ? undefined : found;
}

/** For Modify, Update, Delete and Stop: a job that runs. Throws ResourceNotFound. */
export function findRunningJob(state: TrtcState, call: ApiCall, family: FamilyName): Job {
  const job = jobOf(state, call, family);
  if (job === undefined || !isRunning(job)) throw notFound();
  return job;
}

/** For Describe: a job that runs or ended a moment ago, and that Describe knows already. Throws ResourceNotFound. */
function findDescribedJob(state: TrtcState, call: ApiCall, family: FamilyName): Job {
  const job = jobOf(state, call, family);
  if (job === undefined) throw notFound();
  const visibleAt = job.createdAt + state.settings().describeLagSeconds * 1000;
  if (state.timeline.now() < visibleAt) throw notFound();
  return job;
}

/** A family's Describe, as most have it. */
export function describeRun(family: FamilyName): Run {
  return (state, call) => {
    const job = findDescribedJob(state, call, family);
    return { TaskId: job.taskId, Status: statusOf(job), ...job.worker.describe?.() };
  };
}

/** A family's Modify, as most have it. */
export function modifyRun(family: FamilyName): Run {
  return (state, call) => {
    const job = findRunningJob(state, call, family);
    job.worker.update?.(call.params);
    return { TaskId: job.taskId };
  };
}

/** A family's Delete, as most have it. */
export function deleteRun(family: FamilyName): Run {
  return (state, call) => {
    const job = findRunningJob(state, call, family);
    state.jobs.stop(job, LEAVE.deleted);
    return { TaskId: job.taskId };
  };
}
