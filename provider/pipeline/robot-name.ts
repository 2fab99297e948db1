import { stackHash } from "../component/physical-name";

/** The longest name of a robot. */
const MAX_LENGTH = 32;

/**
 * A name for the robot of a task: two stacks never share one, nor do two tasks of a room; and with another key of the storage
 * it is another one, so that the new task starts before the old one is stopped.
 *
 * @param pipeline - name of the component
 */
export function robotName({
  pipeline,
  task,
  roomId,
  keyVersion,
}: {
  pipeline: string;
  task: string;
  roomId: string | number;
  keyVersion: number;
}): string {
  const end = `v${keyVersion}-${stackHash([pipeline, task])}`;
  const room = String(roomId)
    .replace(/[^A-Za-z0-9]+/g, "-")
    .slice(0, MAX_LENGTH - end.length - 1)
    .replace(/^-+|-+$/g, "");
  return room === "" ? end : `${room}-${end}`;
}
