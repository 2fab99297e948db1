import { slicingSchema } from "../task/slicing";
import { functionsOf, takenBy, tasksByApplication } from "./applications";
import { stackPolicy } from "./policy";
import type { SettingRows, Violation } from "./policy";
import { UNKNOWN } from "../resource/schema";
import { TASK } from "./resource-types";
import { ofType } from "./stack-resource";
import type { StackResource } from "./stack-resource";

interface Settings {
  elsewhere: number[];
}

const settings: SettingRows = {
  elsewhere: {
    type: "array",
    items: slicingSchema.properties["sdkAppId"] ?? { type: "integer" },
    default: [],
    allowed: "a list of SdkAppIds whose callbacks go to an endpoint outside the stack",
    cure: "list the applications, such as [1400000001]",
  },
};

/** Without callbacks nobody hears of a task that ended or of a file that was not uploaded. */
export const callbackEndpointPresent = stackPolicy<Settings>({
  name: "callback-endpoint-present",
  description: "Each application with a task in the stack has an endpoint that takes its callbacks.",
  remediationSteps:
    "Add a CallbackEndpoint with the application among its sdkAppIds, or list the application in the policy's setting elsewhere.",
  settings,
  ofStack: applicationsWithoutEndpoint,
});

/** Applications that have tasks and nobody who takes their callbacks. */
function applicationsWithoutEndpoint(
  resources: readonly StackResource[],
  { elsewhere }: Settings,
): Violation[] {
  const taken = functionsOf(resources).map(takenBy);
  // it may be the one: the preview of the next run says so
  if (taken.includes(UNKNOWN)) return [];
  const known = new Set([...elsewhere, ...taken.flat()]);
  return [...tasksByApplication(ofType(resources, TASK))]
    .filter(([sdkAppId]) => !known.has(sdkAppId))
    .map(([sdkAppId, tasks]) => ({
      message: `application ${sdkAppId} has ${tasks.length === 1 ? "a task" : `${tasks.length} tasks`} and no endpoint for its callbacks, allowed is a CallbackEndpoint with ${sdkAppId} among its sdkAppIds: add one, or list ${sdkAppId} in the setting elsewhere`,
    }));
}
