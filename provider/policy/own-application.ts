import { slicingSchema } from "../task/slicing";
import { UNKNOWN } from "../resource/schema";
import { applicationOf, takenBy } from "./applications";
import { stackPolicy } from "./policy";
import type { SettingRows, SingleResource, Violation } from "./policy";
import { stackOf } from "./stack-resource";
import type { StackResource } from "./stack-resource";
import { TASKS } from "./task-types";

interface Settings {
  /** SdkAppIds by the name of the stack. */
  applications?: Readonly<Record<string, readonly number[]>>;
}

const settings: SettingRows = {
  applications: {
    type: "object",
    additionalProperties: {
      type: "array",
      items: slicingSchema.properties["sdkAppId"] ?? { type: "integer" },
      allowed: "a list of SdkAppIds",
      cure: "list the stack's applications, such as [1400000001]",
    },
    allowed: "the SdkAppIds of each stack by its name",
    cure: 'give a map such as { "dev": [1400000001], "prod": [1400000002] }',
  },
};

/** An application has one address for its callbacks and one key: two environments that share it take each other's events. */
export const ownApplication = stackPolicy<Settings>({
  name: "own-application",
  description: "Each environment has applications of its own.",
  remediationSteps:
    "Make an application for the environment in the TRTC console and list it in the policy's setting applications.",
  settings,
  unless: ({ applications }) =>
    applications === undefined ? "the setting applications is not configured" : undefined,
  ofResource: othersApplication,
  ofStack: sharedApplications,
});

/** What a task or an endpoint uses that is not the stack's. */
function othersApplication(resource: SingleResource, { applications = {} }: Settings): string[] {
  const stack = stackOf(resource.urn);
  // a stack may be called as what every object has
  const own = Object.hasOwn(applications, stack) ? applications[stack] : undefined;
  if (own === undefined) return [];
  return applicationsUsed(resource)
    .filter((sdkAppId) => !own.includes(sdkAppId))
    .map(
      (sdkAppId) =>
        `application ${sdkAppId} is not one of stack ${stack}, allowed are ${own.join(", ") || "none"}: use one of these, or list it for ${stack} alone`,
    );
}

function applicationsUsed(resource: SingleResource): number[] {
  if (TASKS.includes(resource.type)) return [applicationOf(resource) ?? []].flat();
  const taken = takenBy(resource);
  return taken === UNKNOWN ? [] : taken;
}

/** Applications that are listed twice, and a stack that is not listed. */
function sharedApplications(
  resources: readonly StackResource[],
  { applications = {} }: Settings,
): Violation[] {
  const stack = stackOf(resources[0]?.urn ?? "");
  const stacks = Object.keys(applications);
  const unlisted = stack !== "" && !stacks.includes(stack);
  const all = new Set(Object.values(applications).flat());
  return [
    ...[...all].flatMap((sdkAppId) => {
      const sharing = stacks.filter((name) => applications[name]?.includes(sdkAppId));
      return sharing.length < 2
        ? []
        : [
            {
              message: `application ${sdkAppId} is listed for ${sharing.join(" and ")}, allowed is one stack: give each an application of its own`,
            },
          ];
    }),
    ...(unlisted
      ? [
          {
            message: `stack ${stack} is not listed in the setting applications, allowed are ${stacks.join(", ")}: list it with applications of its own`,
          },
        ]
      : []),
  ];
}
