import { tasksByApplication } from "./applications";
import { stackPolicy } from "./policy";
import type { SettingRows, Violation } from "./policy";
import { ofType } from "./stack-resource";
import type { StackResource } from "./stack-resource";
import { TASK_TYPES } from "./task-types";

/** How many tasks, by the setting of their kind. */
type Settings = Readonly<Record<string, number>>;

/** The kinds of which the vendor counts the tasks. */
const COUNTED = TASK_TYPES.flatMap(({ type, job, quota }) =>
  quota === undefined ? [] : [{ type, job, ...quota }],
);

const settings: SettingRows = Object.fromEntries(
  COUNTED.map(({ job, setting, byDefault }) => [
    setting,
    {
      type: "integer",
      minimum: 1,
      maximum: 1_000_000,
      default: byDefault,
      allowed: `how many ${job} tasks an application may have, from 1`,
      cure: "give the quota that the vendor granted",
    },
  ]),
);

/** The vendor refuses tasks beyond the quota of an application one by one, in the middle of a run. */
export const taskQuota = stackPolicy<Settings>({
  name: "task-quota",
  description: "The stack has no more tasks of a kind and an application than the quota.",
  remediationSteps:
    "Remove tasks, or ask the vendor for more and raise the policy's setting: quota for slicing, recordings, moderations.",
  settings,
  ofStack: overQuota,
});

function overQuota(resources: readonly StackResource[], settings: Settings): Violation[] {
  return COUNTED.flatMap(({ type, job, setting, byDefault }) => {
    const quota = settings[setting] ?? byDefault;
    return [...tasksByApplication(ofType(resources, type))]
      .filter(([, tasks]) => tasks.length > quota)
      .map(([sdkAppId, tasks]) => ({
        message: `application ${sdkAppId} has ${tasks.length} ${job} tasks, allowed are ${quota}: remove some, or raise the setting ${setting} once the vendor granted more`,
      }));
  });
}
