import { slicingSchema } from "../task/slicing";
import { propertyAt } from "../resource/schema";
import { resourcePolicy } from "./policy";
import type { SettingRows, SingleResource } from "./policy";
import { inputAt } from "./stack-resource";
import { taskTypeOf } from "./task-types";

interface Settings {
  seconds: number;
}

const { minimum = 5, maximum = 86400 } = propertyAt(slicingSchema, "sliceParams.maxIdleTime") ?? {};
const onExitByDefault = slicingSchema.properties["onExit"]?.default;

const settings: SettingRows = {
  seconds: {
    type: "integer",
    minimum,
    maximum,
    default: 300,
    unit: "seconds",
    cure: "give the seconds for which a task must wait in an empty room",
  },
};

/** A task that ends soon in an empty room, and is made again by each run, comes and goes. */
export const idleTimeWithRecreate = resourcePolicy<Settings>({
  name: "idle-time-with-recreate",
  description: "A task that is made again after it ended does not end soon in an empty room.",
  remediationSteps: 'Raise maxIdleTime, or set onExit to "keep".',
  settings,
  ofResource: restlessTask,
});

function restlessTask(resource: SingleResource, { seconds }: Settings): string[] {
  const idle = taskTypeOf(resource.type)?.idle;
  if (idle === undefined) return [];
  const given = inputAt(resource, idle.path) ?? idle.byDefault;
  const onExit = inputAt(resource, "onExit") ?? onExitByDefault;
  const wanted = Math.min(seconds, idle.maximum);
  return typeof given === "number" && given < wanted && onExit === "recreate"
    ? [
        `${idle.path} is ${given} with onExit "recreate", allowed is ${wanted} or more: raise it, or set onExit to "keep"`,
      ]
    : [];
}
