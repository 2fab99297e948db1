import * as pulumi from "@pulumi/pulumi";
import { isLater } from "../component/arguments";
import { isBag, shown } from "../resource/schema";
import type { Bag } from "../resource/schema";
import { InputError, withoutStack } from "../trtc/errors";
import type { TaskKind } from "./kind";
import { lookAtPlace } from "./place-notes";
import type { PlaceNotes } from "./place-notes";

/** Who has a robot, by application, room and user. */
const claims: PlaceNotes<string> = new WeakMap();

/**
 * Notes which robots a task has in a room.
 *
 * @param task - class and name, for the message
 * @param further - where the robots stand that enter beside the task's own
 * @throws InputError when another task of the program has one of them: the second to enter ends the first. What is only known later
 * fails the program when it is known.
 */
export function claimRobots(task: string, args: Bag, further?: TaskKind["furtherRobots"]): void {
  const { sdkAppId, roomId, userId } = args;
  claim("userId", userId);
  if (further === undefined) return;
  const list = args[further.list];
  const claimAll = (items: unknown): void => {
    for (const item of Array.isArray(items) ? items.filter(isBag) : [])
      claim(further.userId, item[further.userId]);
  };
  if (isLater(list)) pulumi.all([list]).apply(([known]) => claimAll(known));
  else claimAll(list);

  function claim(argument: string, named: unknown): void {
    lookAtPlace(claims, [sdkAppId, roomId, named], (taken, key, [application, room, robot]) => {
      const holder = taken.get(key) ?? task;
      // two of one task are the check's
      if (holder !== task)
        throw withoutStack(
          new InputError(
            `${argument} of ${task} is ${shown(robot)}, which ${holder} has in room ${shown(room)} of application ${shown(application)}, ` +
              `allowed is a robot of its own for each task of a room: give another ${argument}, for the second to enter ends the first`,
          ),
        );
      taken.set(key, task);
    });
  }
}
