import * as pulumi from "@pulumi/pulumi";
import { shown } from "../resource/schema";
import type { Bag } from "../resource/schema";
import { InputError, withoutStack } from "../trtc/errors";

/** Who has a robot, by application, room and user: of each run of a program, for a process may run several. */
const claims = new WeakMap<object, Map<string, string>>();

/**
 * Notes that a task has a robot in a room; in the preview too, as far as application, room and robot are known then.
 *
 * @param task - class and name, for the message
 * @throws InputError when another task of the program has it: the second to enter ends the first. What is only known later
 * fails the program when it is known.
 */
export function claimRobot(task: string, args: Bag): void {
  const run = pulumi.runtime.getStackResource();
  // without an engine, as in a test with mocks, there are no tasks to keep apart
  if (run === undefined) return;
  const taken = claims.get(run) ?? new Map<string, string>();
  claims.set(run, taken);
  const place = [args["sdkAppId"], args["roomId"], args["userId"]];
  if (place.some(isLater)) {
    pulumi.all(place).apply((known) => claim(taken, task, known));
  } else claim(taken, task, place);
}

function claim(taken: Map<string, string>, task: string, place: readonly unknown[]): void {
  const [sdkAppId, roomId, userId] = place;
  // check says what is missing
  if (place.some((part) => typeof part !== "string" && typeof part !== "number")) return;
  // a number and a text are two rooms
  const key = JSON.stringify(place);
  const holder = taken.get(key);
  if (holder !== undefined)
    throw withoutStack(
      new InputError(
        `userId of ${task} is ${shown(userId)}, which ${holder} has in room ${shown(roomId)} of application ${shown(sdkAppId)}, ` +
          `allowed is a robot of its own for each task of a room: give another userId, for the second to enter ends the first`,
      ),
    );
  taken.set(key, task);
}

function isLater(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}
