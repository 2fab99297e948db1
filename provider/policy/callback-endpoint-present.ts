import { slicingSchema } from "../task/slicing";
import { functionsOf, takenBy, tasksByApplication } from "./applications";
import { stackPolicy } from "./policy";
import type { SettingRows, Violation } from "./policy";
import { UNKNOWN } from "../resource/schema";
import { ofType } from "./stack-resource";
import type { StackResource } from "./stack-resource";
import { TASKS } from "./task-types";

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

/** Without callbacks nobody hears of a task that ended or of a file that was not uploaded; the console takes one address for them. */
export const callbackEndpointPresent = stackPolicy<Settings>({
  name: "callback-endpoint-present",
  description: "Each application with a task in the stack has one endpoint that takes its callbacks.",
  remediationSteps:
    "Have one CallbackEndpoint with the application among its sdkAppIds, or list the application in the policy's setting elsewhere.",
  settings,
  ofStack: (resources, settings) => [
    ...applicationsWithoutEndpoint(resources, settings),
    ...applicationsTakenTwice(resources),
  ],
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
  return [...tasksByApplication(ofType(resources, ...TASKS))]
    .filter(([sdkAppId]) => !known.has(sdkAppId))
    .map(([sdkAppId, tasks]) => ({
      message: `application ${sdkAppId} has ${tasks.length === 1 ? "a task" : `${tasks.length} tasks`} and no endpoint for its callbacks, allowed is a CallbackEndpoint with ${sdkAppId} among its sdkAppIds: add one, or list ${sdkAppId} in the setting elsewhere`,
    }));
}

/** Applications that several functions take, of which all but one hear nothing. */
function applicationsTakenTwice(resources: readonly StackResource[]): Violation[] {
  const takers = new Map<number, string[]>();
  for (const taker of functionsOf(resources)) {
    const taken = takenBy(taker);
    if (taken === UNKNOWN) continue;
    for (const sdkAppId of new Set(taken))
      takers.set(sdkAppId, [...(takers.get(sdkAppId) ?? []), taker.name]);
  }
  return [...takers]
    .filter(([, names]) => names.length > 1)
    .map(([sdkAppId, names]) => ({
      message: `application ${sdkAppId} is taken by ${names.sort().join(" and ")}, allowed is one function: its console has one address, and the others hear nothing; take it out of their sdkAppIds`,
    }));
}
