/**
 * The tasks whose robot is in their room already, each with the first task that has it. A room is its id with its type: 101
 * and "101" are two rooms. A task without a robot of its own gets one that no other has.
 *
 * @param tasks - by name
 */
export function repeatedRobots(
  tasks: Readonly<Record<string, { roomId: string | number; userId?: string | undefined }>>,
): { task: string; other: string }[] {
  const first = new Map<string, string>();
  return Object.entries(tasks).flatMap(([task, { roomId, userId }]) => {
    if (userId === undefined) return [];
    const robot = JSON.stringify([roomId, userId]);
    const other = first.get(robot);
    if (other !== undefined) return [{ task, other }];
    first.set(robot, task);
    return [];
  });
}
