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
import type { SdkSecretKey, Settings } from "../trtc/settings";
import { mintPrivateMapKey, mintUserSig, readPrivateMapKey, readUserSig } from "../trtc/user-sig";
import type { UserSigContent } from "../trtc/user-sig";
import type { TaskInputs, Tickets } from "./kind";
import { knownValue, problem, shown } from "../resource/schema";
import type { Bag, CheckFailure, Rule } from "../resource/schema";

/**
 * Problems of the environment: no key, a ticket that is another's or too short-lived. No network.
 *
 * @param privileges - bits of the PrivateMapKey that the robot needs, where its API takes one
 */
export function environmentRules(settings: Settings, clock: Clock, privileges?: number): Rule[] {
  return [
    ...accountRules(settings),
    () => settingProblem(() => trtcEndpoint(settings, DEFAULT_REGION)),
    () => settingProblem(() => maxTasksPerApplication(settings)),
    (inputs) => {
      const sdkAppId = knownValue(inputs, "sdkAppId");
      const isSignedHere = inputs["userSig"] === undefined || inputs["privateMapKey"] === true;
      if (!isSignedHere || inputs["sdkSecretKey"] !== undefined) return undefined;
      if (typeof sdkAppId !== "number" || sdkSecretKey(settings, sdkAppId) !== undefined) return undefined;
      const [what, instead] =
        inputs["userSig"] === undefined
          ? ["the robot's UserSig", "give sdkSecretKey or userSig, or set"]
          : ["the robot's PrivateMapKey", "give privateMapKey as a text, or set"];
      return {
        property: "sdkSecretKey",
        reason:
          `no key to sign ${what} was found: ${instead} TRTC_SDK_SECRET_KEY_${sdkAppId}, TRTC_SDK_SECRET_KEY ` +
          `or trtc:sdkSecretKey to the application's secret key`,
      };
    },
    (inputs, oldInputs) => userSigProblem(inputs, clock, inputs["userSig"] === oldInputs["userSig"]),
    (inputs, oldInputs) =>
      privateMapKeyProblem(inputs, {
        clock,
        privileges,
        isInUse: inputs["privateMapKey"] === oldInputs["privateMapKey"],
      }),
  ];
}

function userSigProblem(inputs: Bag, clock: Clock, isInUse: boolean): CheckFailure | undefined {
  const userSig = knownValue(inputs, "userSig");
  if (typeof userSig !== "string") return undefined;
  const sig = readUserSig(userSig);
  const cure = "sign one for exactly this userId and sdkAppId, or give sdkSecretKey and have it signed";
  if (sig === undefined) return problem("userSig", "not a UserSig", "a UserSig of the robot", cure);
  const of = ownerProblem("userSig", sig, inputs, cure);
  if (of !== undefined) return of;
  const hours = knownValue(inputs, "resourceExpiredHour") ?? 0;
  // the running robot entered with it: only a new one can be refused for the time that is left
  if (isInUse || typeof hours !== "number" || sig.expiresAt >= clock.now() + hours * 3_600_000)
    return undefined;
  return problem(
    "userSig",
    `valid until ${isoTime(sig.expiresAt)}`,
    hours === 0 ? "one that is valid" : `one that is valid for at least resourceExpiredHour (${hours} hours)`,
    hours === 0
      ? "sign one that outlives the task"
      : "sign one that outlives the task, or lower resourceExpiredHour",
  );
}

function privateMapKeyProblem(
  inputs: Bag,
  { clock, privileges = 0, isInUse }: { clock: Clock; privileges: number | undefined; isInUse: boolean },
): CheckFailure | undefined {
  const given = knownValue(inputs, "privateMapKey");
  if (typeof given !== "string") return undefined;
  const key = readPrivateMapKey(given);
  const cure = "sign one for exactly this userId, sdkAppId and roomId, or give true and have it signed";
  const path = "privateMapKey";
  if (key === undefined) return problem(path, "not a PrivateMapKey", "a PrivateMapKey of the robot", cure);
  const of = ownerProblem(path, key, inputs, cure);
  if (of !== undefined) return of;
  const roomId = knownValue(inputs, "roomId");
  if (roomId !== undefined && key.roomId !== roomId)
    return problem(path, `signed for room ${shown(key.roomId)}`, `one for ${shown(roomId)}`, cure);
  if ((key.privileges & privileges) !== privileges)
    return problem(path, `signed with the bits ${key.privileges}`, `one with the bits ${privileges}`, cure);
  if (!isInUse && key.expiresAt <= clock.now())
    return problem(path, `valid until ${isoTime(key.expiresAt)}`, "one that outlives the task", cure);
  return undefined;
}

/** A ticket is good for one user of one application. */
function ownerProblem(
  path: string,
  ticket: UserSigContent,
  inputs: Bag,
  cure: string,
): CheckFailure | undefined {
  const userId = knownValue(inputs, "userId");
  const sdkAppId = knownValue(inputs, "sdkAppId");
  if (userId !== undefined && ticket.userId !== userId)
    return problem(path, `signed for user ${ticket.userId}`, `one for ${shown(userId)}`, cure);
  if (sdkAppId !== undefined && ticket.sdkAppId !== sdkAppId)
    return problem(path, `signed for application ${ticket.sdkAppId}`, `one for ${shown(sdkAppId)}`, cure);
  return undefined;
}

/**
 * The tickets for a new robot, and where they come from, in words.
 * @throws InputError when there is neither a UserSig nor a key to sign one
 */
export function ticketsFor(
  inputs: TaskInputs,
  { settings, privileges = 0 }: { settings: Settings; privileges?: number | undefined },
): { tickets: Tickets; source: string } {
  const { sdkAppId, userId, roomId, userSigExpire: expireSeconds, userSig, privateMapKey } = inputs;
  const hasAll = userSig !== undefined && privateMapKey !== true;
  const { key, source } = hasAll ? { key: "", source: "" } : signingKey(inputs, settings);
  const request = { sdkAppId, sdkSecretKey: key, userId, expireSeconds };
  const permission =
    privateMapKey === true ? mintPrivateMapKey({ ...request, roomId, privileges }) : privateMapKey;
  return {
    tickets: {
      userSig: userSig ?? mintUserSig(request),
      ...(typeof permission === "string" && { privateMapKey: permission }),
    },
    source:
      (userSig === undefined
        ? `the robot's UserSig was signed with the key from ${source}`
        : "the robot's UserSig is the one given as userSig") +
      // what an application demands is set in its console: no API tells it
      (privileges !== 0 && permission === undefined
        ? "; if the application's advanced permission control is on, give privateMapKey: true"
        : ""),
  };
}

function signingKey(inputs: TaskInputs, settings: Settings): SdkSecretKey {
  const { sdkAppId } = inputs;
  const given = nonEmpty(inputs.sdkSecretKey);
  const found =
    given === undefined ? sdkSecretKey(settings, sdkAppId) : { key: given, source: "sdkSecretKey" };
  if (found === undefined)
    throw new InputError(`sdkSecretKey is missing: set TRTC_SDK_SECRET_KEY_${sdkAppId} or trtc:sdkSecretKey`);
  return found;
}
