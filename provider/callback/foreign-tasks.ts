import type { TrtcEvent } from "./events";
import { orderEvents } from "./order-events";

/** A task that events tell of and no stack knows. */
export interface ForeignTask {
  taskId: string;
  /** What it does, as the group of its events: 3 recording, 4 relay, 7 ingest, 10 slicing, 11 moderation, 14 transcription. */
  group: number;
  /** The room, where its events name it. */
  roomId?: string | number;
  /** The first that was heard of it, ISO 8601 in UTC with milliseconds. */
  since?: string;
}

/**
 * Tasks that are in no stack: what the console starts by itself (auto-recording records a room beside a recording task, and is
 * billed beside it), what a script has started, and what was lost. In the order in which they were first heard of.
 *
 * @param taskIds - of all stacks that use the application, ended tasks too
 *
 * @example A warning in a program that has the tasks
 * ```ts
 * pulumi.all([recording.taskId, relay.taskId]).apply(async (known) => {
 *   const stored = await readEvents(storage, { sdkAppId: 1400000001, since: yesterday });
 *   for (const { taskId, group, roomId } of foreignTasks(stored.map(({ event }) => event), known))
 *     pulumi.log.warn(`task ${taskId} (events of group ${group}) in room ${roomId} is in no stack: is auto-recording on?`);
 * });
 * ```
 */
export function foreignTasks(events: readonly TrtcEvent[], taskIds: Iterable<string>): ForeignTask[] {
  const known = new Set(taskIds);
  const found = new Map<string, ForeignTask>();
  for (const { taskId, group, roomId, occurredAt } of orderEvents(events)) {
    if (taskId === undefined || known.has(taskId) || found.has(taskId)) continue;
    found.set(taskId, {
      taskId,
      group,
      ...(roomId !== undefined && { roomId }),
      ...(occurredAt !== undefined && { since: occurredAt }),
    });
  }
  return [...found.values()];
}
