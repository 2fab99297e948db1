import type { Policies } from "@pulumi/policy";
import { callbackEndpointPresent } from "./callback-endpoint-present";
import { consentTag } from "./consent-tag";
import { listenToEngine } from "./engine-requests";
import { handleLongEnough } from "./handle-long-enough";
import { idleTimeWithRecreate } from "./idle-time-with-recreate";
import { noPublicBucket } from "./no-public-bucket";
import { noSharedRobot } from "./no-shared-robot";
import { ownApplication } from "./own-application";
import { secretsMarked } from "./secrets-marked";
import { slicesExpire } from "./slices-expire";
import { taskQuota } from "./task-quota";
import { writeKeyUnderPrefix } from "./write-key-under-prefix";

/** All policies, in the README's order. */
export const POLICIES = [
  noPublicBucket,
  writeKeyUnderPrefix,
  slicesExpire,
  callbackEndpointPresent,
  secretsMarked,
  handleLongEnough,
  idleTimeWithRecreate,
  noSharedRobot,
  taskQuota,
  ownApplication,
  consentTag,
] as const;

/**
 * All policies for slicing and the other room jobs, for a policy pack of one's own. To be called before the pack is made: the pack then also refuses a
 * configuration that names a policy or a setting that there is not.
 *
 * @example
 * ```ts
 * new PolicyPack("acme", { policies: [...slicingPolicies(), ourOwn] });
 * ```
 */
export function slicingPolicies(): Policies {
  listenToEngine();
  return [...POLICIES];
}
