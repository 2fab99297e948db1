import { tasksByApplication } from "./applications";
import { stackPolicy } from "./policy";
import type { SettingRows, Violation } from "./policy";
import { TASK } from "./resource-types";
import { ofType } from "./stack-resource";
import type { StackResource } from "./stack-resource";

interface Settings {
  quota: number;
}

const settings: SettingRows = {
  quota: {
    type: "integer",
    minimum: 1,
    maximum: 1_000_000,
    default: 500,
    allowed: "how many tasks an application may have, from 1",
    cure: "give the quota that the vendor granted",
  },
};

/** The vendor refuses tasks beyond the quota of an application one by one, in the middle of a run. */
export const taskQuota = stackPolicy<Settings>({
  name: "task-quota",
  description: "The stack has no more tasks of an application than its quota.",
  remediationSteps: "Remove tasks, or ask the vendor for more and raise the policy's setting quota.",
  settings,
  ofStack: overQuota,
});

function overQuota(resources: readonly StackResource[], { quota }: Settings): Violation[] {
  return [...tasksByApplication(ofType(resources, TASK))]
    .filter(([, tasks]) => tasks.length > quota)
    .map(([sdkAppId, tasks]) => ({
      message: `application ${sdkAppId} has ${tasks.length} tasks, allowed are ${quota}: remove some, or raise the setting quota once the vendor granted more`,
    }));
}
