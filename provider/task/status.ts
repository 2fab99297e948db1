import * as pulumi from "@pulumi/pulumi";
import { programSettings } from "../resource/program-settings";
import type { Bag } from "../resource/schema";
import { operationBudget } from "../trtc/attempt";
import { systemClock } from "../trtc/clock";
import { GoneError, TrtcError, withoutStack } from "../trtc/errors";
import { processClient } from "../trtc/process";
import { TRTC } from "../trtc/service";
import { defaultRegion } from "../trtc/settings";
import { YOUNG_TASK_MS, YOUNG_TASK_POLL_MS } from "./kind";
import type { TaskInputs, TaskKind } from "./kind";

/** Which task a status function asks for. */
export interface GetTaskArgs {
  /** The application. */
  sdkAppId: number;
  /** TaskId of the task. */
  taskId: string;
  /** Region of the API in which the task was made: `task.region`. @default - as for a new task */
  region?: string | undefined;
  /** When the task was made: `task.createdAt`. In its first minute a task that is not found is asked for again. @default - not found is believed at once */
  createdAt?: string | undefined;
}

/**
 * What the API says of a task of a kind that has Describe; in preview too.
 * @throws GoneError when there is none; another TrtcError when the call fails
 */
export async function describedTask<Inputs extends TaskInputs>(
  kind: Pick<TaskKind<Inputs>, "notFound"> & { describe?: TaskKind<Inputs>["describe"] },
  args: GetTaskArgs,
): Promise<Bag> {
  const { describe, notFound } = kind;
  if (describe === undefined) throw new TypeError("a kind without Describe has no status function");
  const settings = programSettings();
  const report = (message: string) => void pulumi.log.info(message);
  const region = args.region ?? defaultRegion(settings);
  // should another clock have made the task, its youth begins now; a time that cannot be read is none
  const isYoung = (): boolean => Date.now() < believedFrom;
  const believedFrom = Math.min(Date.parse(args.createdAt ?? ""), Date.now()) + YOUNG_TASK_MS;
  for (;;) {
    try {
      const response = await processClient(TRTC, settings, report).call({
        action: describe.action,
        params: { SdkAppId: args.sdkAppId, TaskId: args.taskId },
        region,
        repeatable: true,
        budget: operationBudget(),
        notFound,
      });
      if (describe.sees(response) !== "unknown" || !isYoung()) return response;
    } catch (error) {
      if (!(error instanceof GoneError) || !isYoung())
        throw error instanceof TrtcError ? withoutStack(inWords(error, args.taskId, region)) : error;
    }
    await systemClock.sleep(YOUNG_TASK_POLL_MS);
  }
}

function inWords(error: TrtcError, taskId: string, region: string): TrtcError {
  if (error instanceof GoneError)
    error.message = `there is no task ${taskId} in ${region}: it has ended, its handle has expired, or it was made in another region`;
  return error;
}
