import { slicingSchema } from "../task/slicing";
import { resourcePolicy } from "./policy";
import type { SettingRows, SingleResource } from "./policy";
import { inputAt } from "./stack-resource";
import { taskTypeOf } from "./task-types";

interface Settings {
  hours: number;
}

const { minimum = 6, maximum = 720 } = slicingSchema.properties["resourceExpiredHour"] ?? {};

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
  description: "A task can be queried, changed and stopped for long enough, as far as its kind allows.",
  remediationSteps: "Raise resourceExpiredHour, or leave it out: its default is the longest time.",
  settings,
  ofResource: shortHandle,
});

function shortHandle(resource: SingleResource, { hours }: Settings): string[] {
  const longest = taskTypeOf(resource.type)?.maxHours;
  if (longest === undefined) return [];
  const given = inputAt(resource, "resourceExpiredHour");
  const wanted = Math.min(hours, longest);
  return typeof given === "number" && given < wanted
    ? [
        `resourceExpiredHour is ${given}, allowed is ${wanted} or more: raise it, or leave it out for ${longest}`,
      ]
    : [];
}
