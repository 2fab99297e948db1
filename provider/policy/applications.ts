import { UNKNOWN } from "../resource/schema";
import { ENDPOINTS, LAMBDA_FUNCTION, SCF_FUNCTION } from "./resource-types";
import { inputAt, isInside, isText, ofType } from "./stack-resource";
import type { SingleResource } from "./policy";
import type { StackResource } from "./stack-resource";

/** Applications whose callbacks a function takes: none for another kind of function, `UNKNOWN` when it is only known later. */
export function takenBy(resource: SingleResource): number[] | typeof UNKNOWN {
  const path = VARIABLES[resource.type];
  const ids = path === undefined ? undefined : inputAt(resource, `${path}.TRTC_SDK_APP_IDS`);
  if (ids === UNKNOWN) return isInside(resource.urn, ENDPOINTS) ? UNKNOWN : [];
  return isText(ids) ? ids.split(",").map(Number) : [];
}

/** Where a function has its environment. */
const VARIABLES: Readonly<Record<string, string>> = {
  [SCF_FUNCTION]: "environment",
  [LAMBDA_FUNCTION]: "environment.variables",
};

/** Functions that may take callbacks. */
export function functionsOf(resources: readonly StackResource[]): StackResource[] {
  return ofType(resources, ...Object.keys(VARIABLES));
}

/** The application of a task, where it is known. */
export function applicationOf(task: SingleResource): number | undefined {
  const sdkAppId = inputAt(task, "sdkAppId");
  return typeof sdkAppId === "number" ? sdkAppId : undefined;
}

/** Tasks by their application; a task whose application is only known later is left out. */
export function tasksByApplication(tasks: readonly StackResource[]): Map<number, StackResource[]> {
  const groups = new Map<number, StackResource[]>();
  for (const task of tasks) {
    const sdkAppId = applicationOf(task);
    if (sdkAppId !== undefined) groups.set(sdkAppId, [...(groups.get(sdkAppId) ?? []), task]);
  }
  return groups;
}
