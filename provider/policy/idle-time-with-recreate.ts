import { slicingSchema } from "../task/slicing";
import { propertyAt } from "../resource/schema";
import { resourcePolicy } from "./policy";
import type { SettingRows, SingleResource } from "./policy";
import { TASK } from "./resource-types";
import { inputAt } from "./stack-resource";

interface Settings {
  seconds: number;
}

const {
  minimum = 5,
  maximum = 86400,
  default: idleByDefault,
} = propertyAt(slicingSchema, "sliceParams.maxIdleTime") ?? {};
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
  remediationSteps: 'Raise sliceParams.maxIdleTime, up to 86400, or set onExit to "keep".',
  settings,
  ofResource: restlessTask,
});

function restlessTask(resource: SingleResource, { seconds }: Settings): string[] {
  if (resource.type !== TASK) return [];
  const idle = inputAt(resource, "sliceParams.maxIdleTime") ?? idleByDefault;
  const onExit = inputAt(resource, "onExit") ?? onExitByDefault;
  return typeof idle === "number" && idle < seconds && onExit === "recreate"
    ? [
        `sliceParams.maxIdleTime is ${idle} with onExit "recreate", allowed is ${seconds} or more: raise it, or set onExit to "keep"`,
      ]
    : [];
}
