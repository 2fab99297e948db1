import { defaultRegion } from "../trtc/settings";
import type { Settings } from "../trtc/settings";
import type { Bag } from "./schema";

/** The region for a check: the argument, else that of what is there, else that of the environment. */
export type RegionChoice = (newInputs: Bag, oldInputs: Bag) => unknown;

/**
 * Chooses the region of each check. When the engine has decided to replace, it checks the same inputs again without the old
 * ones: what is made in its place must not move to the region of this environment.
 */
export function createRegionChoice(settings: Settings): RegionChoice {
  const inUse = new Map<string, unknown>();
  return (newInputs, oldInputs) => {
    const key = JSON.stringify(newInputs);
    if (oldInputs["region"] !== undefined) inUse.set(key, oldInputs["region"]);
    return newInputs["region"] ?? inUse.get(key) ?? defaultRegion(settings);
  };
}
