import { slicingSchema } from "../task/slicing";
import { resourcePolicy } from "./policy";
import type { SettingRows, SingleResource } from "./policy";
import { TASK } from "./resource-types";
import { inputAt } from "./stack-resource";

interface Settings {
  hours: number;
}

const {
  minimum = 6,
  maximum = 720,
  default: byDefault,
} = slicingSchema.properties["resourceExpiredHour"] ?? {};

const settings: SettingRows = {
  hours: {
    type: "integer",
    minimum,
    maximum,
    default: 168,
    unit: "hours",
    cure: "give the hours for which a task must be reachable",
  },
};

/** Past its handle a task runs on and nobody can stop or change it. */
export const handleLongEnough = resourcePolicy<Settings>({
  name: "handle-long-enough",
  description: "A task can be queried, changed and stopped for long enough.",
  remediationSteps: "Raise resourceExpiredHour, or leave it out: its default is 720.",
  settings,
  ofResource: shortHandle,
});

function shortHandle(resource: SingleResource, { hours }: Settings): string[] {
  if (resource.type !== TASK) return [];
  const given = inputAt(resource, "resourceExpiredHour") ?? byDefault;
  return typeof given === "number" && given < hours
    ? [
        `resourceExpiredHour is ${given}, allowed is ${hours} or more: raise it, or leave it out for ${String(byDefault)}`,
      ]
    : [];
}
