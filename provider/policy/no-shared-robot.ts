import { stackPolicy } from "./policy";
import type { Violation } from "./policy";
import { TASK } from "./resource-types";
import { inputAt, isText, ofType } from "./stack-resource";
import type { StackResource } from "./stack-resource";
import { applicationOf } from "./applications";

/** A user that enters a room twice throws itself out. */
export const noSharedRobot = stackPolicy({
  name: "no-shared-robot",
  description: "No two tasks enter the same room as the same user.",
  remediationSteps: "Give each task a userId of its own.",
  ofStack: sharedRobots,
});

/** Tasks whose robot another task before them has in the same room. */
function sharedRobots(resources: readonly StackResource[]): Violation[] {
  const seen = new Map<string, string>();
  return ofType(resources, TASK).flatMap((task): Violation[] => {
    const sdkAppId = applicationOf(task);
    const roomId = inputAt(task, "roomId");
    const userId = inputAt(task, "userId");
    const isRoom = typeof roomId === "number" || isText(roomId);
    if (sdkAppId === undefined || !isRoom || !isText(userId)) return [];
    // a number and a text are two rooms
    const robot = JSON.stringify([sdkAppId, roomId, userId]);
    const first = seen.get(robot);
    if (first === undefined) {
      seen.set(robot, task.name);
      return [];
    }
    return [
      {
        urn: task.urn,
        // userId and roomId may be secret
        message: `userId is the one that ${first} has in the same room of application ${sdkAppId}, allowed is one task a user and room: give another userId`,
      },
    ];
  });
}
