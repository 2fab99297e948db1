import { accountRules, settingProblem } from "../resource/account";
import { isoTime } from "../trtc/clock";
import type { Clock } from "../trtc/clock";
import { InputError } from "../trtc/errors";
import {
  DEFAULT_REGION,
  maxTasksPerApplication,
  nonEmpty,
  sdkSecretKey,
  trtcEndpoint,
} from "../trtc/settings";
import type { Settings } from "../trtc/settings";
import { mintUserSig, readUserSig } from "../trtc/user-sig";
import type { TaskInputs } from "./kind";
import { knownValue, problem, shown } from "../resource/schema";
import type { Bag, CheckFailure, Rule } from "../resource/schema";

/** Problems of the environment: no key, a UserSig that is another's or too short-lived. No network. */
export function environmentRules(settings: Settings, clock: Clock): Rule[] {
  return [
    ...accountRules(settings),
    () => settingProblem(() => trtcEndpoint(settings, DEFAULT_REGION)),
    () => settingProblem(() => maxTasksPerApplication(settings)),
    (inputs) => {
      const sdkAppId = knownValue(inputs, "sdkAppId");
      if (inputs["userSig"] !== undefined || inputs["sdkSecretKey"] !== undefined) return undefined;
      if (typeof sdkAppId !== "number" || sdkSecretKey(settings, sdkAppId) !== undefined) return undefined;
      return {
        property: "sdkSecretKey",
        reason:
          `no key to sign the robot's UserSig was found: give sdkSecretKey or userSig, or set ` +
          `TRTC_SDK_SECRET_KEY_${sdkAppId}, TRTC_SDK_SECRET_KEY or trtc:sdkSecretKey to the application's secret key`,
      };
    },
    (inputs, oldInputs) => userSigProblem(inputs, clock, inputs["userSig"] === oldInputs["userSig"]),
  ];
}

function userSigProblem(inputs: Bag, clock: Clock, isInUse: boolean): CheckFailure | undefined {
  const userSig = knownValue(inputs, "userSig");
  if (typeof userSig !== "string") return undefined;
  const sig = readUserSig(userSig);
  const cure = "sign one for exactly this userId and sdkAppId, or give sdkSecretKey and have it signed";
  if (sig === undefined) return problem("userSig", "not a UserSig", "a UserSig of the robot", cure);
  const userId = knownValue(inputs, "userId");
  const sdkAppId = knownValue(inputs, "sdkAppId");
  if (userId !== undefined && sig.userId !== userId)
    return problem("userSig", `signed for user ${sig.userId}`, `one for ${shown(userId)}`, cure);
  if (sdkAppId !== undefined && sig.sdkAppId !== sdkAppId)
    return problem("userSig", `signed for application ${sig.sdkAppId}`, `one for ${shown(sdkAppId)}`, cure);
  const hours = knownValue(inputs, "resourceExpiredHour");
  // the running robot entered with it: only a new one can be refused for the time that is left
  if (isInUse || typeof hours !== "number" || sig.expiresAt >= clock.now() + hours * 3_600_000)
    return undefined;
  return problem(
    "userSig",
    `valid until ${isoTime(sig.expiresAt)}`,
    `one that is valid for at least resourceExpiredHour (${hours} hours)`,
    "sign one that outlives the task, or lower resourceExpiredHour",
  );
}

/**
 * The UserSig for a new robot, and where it comes from, in words.
 * @throws InputError when there is neither a UserSig nor a key to sign one
 */
export function userSigFor(inputs: TaskInputs, settings: Settings): { userSig: string; source: string } {
  if (inputs.userSig !== undefined) return { userSig: inputs.userSig, source: "is the one given as userSig" };
  const { sdkAppId, userId, userSigExpire: expireSeconds } = inputs;
  const given = nonEmpty(inputs.sdkSecretKey);
  const found =
    given === undefined ? sdkSecretKey(settings, sdkAppId) : { key: given, source: "sdkSecretKey" };
  if (found === undefined)
    throw new InputError(`sdkSecretKey is missing: set TRTC_SDK_SECRET_KEY_${sdkAppId} or trtc:sdkSecretKey`);
  return {
    userSig: mintUserSig({ sdkAppId, sdkSecretKey: found.key, userId, expireSeconds }),
    source: `was signed with the key from ${found.source}`,
  };
}
