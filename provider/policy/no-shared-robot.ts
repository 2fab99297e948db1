import { isBag } from "../resource/schema";
import { stackPolicy } from "./policy";
import type { Violation } from "./policy";
import { inputAt, isText, listed, ofType } from "./stack-resource";
import type { StackResource } from "./stack-resource";
import { applicationOf } from "./applications";
import { TASKS, taskTypeOf } from "./task-types";

/** A user that enters a room twice throws itself out, whatever it does there. */
export const noSharedRobot = stackPolicy({
  name: "no-shared-robot",
  description: "No two tasks, of whatever kind, enter the same room as the same user.",
  remediationSteps:
    "Give each task a userId of its own, and each voice of a transcription a robot of its own.",
  ofStack: sharedRobots,
});

/** Tasks whose robot another task before them has in the same room. */
function sharedRobots(resources: readonly StackResource[]): Violation[] {
  const seen = new Map<string, string>();
  return ofType(resources, ...TASKS).flatMap((task): Violation[] => {
    const sdkAppId = applicationOf(task);
    const roomId = inputAt(task, "roomId");
    const isRoom = typeof roomId === "number" || isText(roomId);
    if (sdkAppId === undefined || !isRoom) return [];
    return robotsOf(task).flatMap(({ path, userId }) => {
      // a number and a text are two rooms
      const robot = JSON.stringify([sdkAppId, roomId, userId]);
      const first = seen.get(robot);
      if (first === undefined) {
        seen.set(robot, `the ${taskTypeOf(task.type)?.job} task ${task.name}`);
        return [];
      }
      return [
        {
          urn: task.urn,
          // userId and roomId may be secret
          message: `${path} is the one that ${first} has in the same room of application ${sdkAppId}, allowed is one task a user and room: give another userId`,
        },
      ];
    });
  });
}

/** The users as which a task enters its room, as far as they are known. */
function robotsOf(task: StackResource): { path: string; userId: string }[] {
  const { furtherRobots } = taskTypeOf(task.type) ?? {};
  const further =
    furtherRobots === undefined
      ? []
      : listed(inputAt(task, furtherRobots.list)).map((item, index) => ({
          path: `${furtherRobots.list}.${index}.${furtherRobots.userId}`,
          userId: isBag(item) ? inputAt({ inputs: item }, furtherRobots.userId) : undefined,
        }));
  return [{ path: "userId", userId: inputAt(task, "userId") }, ...further].flatMap(({ path, userId }) =>
    isText(userId) ? [{ path, userId }] : [],
  );
}
