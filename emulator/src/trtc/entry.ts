import { ApiError } from "../api/error";
import { textAt } from "../api/params";
import type { Params } from "../api/service";
import type { App } from "./apps";
import type { FamilyName } from "./callback-groups";
import type { TrtcState } from "./family";
import { LEAVE } from "./jobs";
import { EXIT } from "./room-events";
import type { RoomAddress } from "./rooms";
import { privateMapKeyProblem, userSigProblem } from "./user-sig";

/** A robot that is about to enter a room. */
export interface Robot {
  readonly room: RoomAddress;
  readonly userId: string;
}

/** The application of a request. Throws when it is not there. */
export function findApp({ apps }: TrtcState, params: Params): App {
  const app = apps.get(Number(params["SdkAppId"]));
  if (app === undefined)
    throw new ApiError({ code: "InvalidParameter.SdkAppId", message: "SdkAppId is incorrect." });
  return app;
}

/**
 * Whether the robot may enter. The pages list no code for a wrong UserSig or PrivateMapKey; FailedOperation would read as the robot
 * conflict, so InvalidParameter is answered, with the parameter in the message.
 *
 * @param options.tickets - the object that holds UserSig, and PrivateMapKey beside it
 * @param options.privileges - bits that the PrivateMapKey must have. Undefined for a family whose API has no PrivateMapKey: how such a
 * robot enters a room of an application with advanced permission control is not documented, so it enters without one
 */
export function checkTickets(
  { sdkAppId, sdkSecretKey, advancedPermission }: App,
  { room, userId }: Robot,
  { tickets, privileges }: { readonly tickets: Params; readonly privileges: number | undefined },
): void {
  const ticket = { sdkAppId, sdkSecretKey, userId, nowSeconds: Date.now() / 1000 };
  const sig = userSigProblem(textAt(tickets, "UserSig"), ticket);
  if (sig !== undefined) throw new ApiError({ code: "InvalidParameter", message: `The UserSig ${sig}.` });
  if (!advancedPermission || privileges === undefined) return;
  const key = privateMapKeyProblem(textAt(tickets, "PrivateMapKey"), { ...ticket, room, privileges });
  if (key !== undefined) {
    const message = `The application uses advanced permission control, and the PrivateMapKey ${key}.`;
    throw new ApiError({ code: "InvalidParameter", message });
  }
}

/**
 * The same UserId is in the room already, as a robot, whatever it does, or as an ordinary user.
 *
 * @param code - what the family answers when the second one fails
 */
export function settleConflict(
  { rooms, jobs, settings }: TrtcState,
  { room, userId }: Robot,
  code = "FailedOperation",
): void {
  const robot = jobs.robot(room, userId);
  const user = rooms.users(room).some((present) => present.userId === userId);
  if (robot === undefined && !user) return;
  if (settings().robotConflict === "fail") throw new ApiError({ code, message: "Operation failed." });
  if (robot !== undefined) jobs.stop(robot, LEAVE.sameUser);
  if (rooms.leave(room, userId, EXIT.removed)) jobs.roomChanged(room);
}

/**
 * Throws when the application has as many running jobs of the family as it may; one that gives way to the robot does not count.
 * Slicing, recording and moderation have one code for it, and its words speak of recording everywhere.
 */
export function checkQuota(
  { jobs }: TrtcState,
  { room, userId }: Robot,
  quota: { readonly family: FamilyName; readonly limit: number },
): void {
  const givesWay = jobs.robot(room, userId);
  const taken = jobs.running(room.sdkAppId, quota.family).filter((job) => job !== givesWay);
  if (taken.length < quota.limit) return;
  throw new ApiError({
    code: "FailedOperation.RestrictedConcurrency",
    message: "Maximum number of concurrent on-cloud recording tasks reached. Contact us to raise the limit.",
  });
}
