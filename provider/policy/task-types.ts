import { leaves } from "../resource/schema";
import type { Property } from "../resource/schema";
import { taskToken } from "../task/kind";
import type { TaskKind } from "../task/kind";
import { KINDS } from "../task/kinds";

/** A kind of room job, as far as policies look at it. */
export interface TaskType {
  /** Type of its resource. */
  type: string;
  /** What it does, in a word. */
  job: string;
  /** Inputs that are secret; numbers in a list are left out of the path. */
  secrets: readonly string[];
  /** Robots beside its own. */
  furtherRobots?: TaskKind["furtherRobots"];
  /** The longest time for which it can be reached by its id, which is the default. Absent where there is no such time. */
  maxHours?: number;
  /** How long it waits in an empty room. Absent where it has no such time, or is never made again. */
  idle?: { path: string; maximum: number; byDefault: number };
  /** How many an application may have, and the setting that says so. Absent where the vendor names no number. */
  quota?: { setting: string; byDefault: number };
}

/** All kinds of room jobs. */
export const TASK_TYPES: readonly TaskType[] = Object.entries(KINDS).map(([job, kind]) =>
  taskType(job, kind),
);

/** Types of all room jobs. */
export const TASKS: readonly string[] = TASK_TYPES.map(({ type }) => type);

/** The kind of a task; undefined for another resource. */
export function taskTypeOf(type: string): TaskType | undefined {
  return TASK_TYPES.find((task) => task.type === type);
}

/** True for an input of a task that is secret, by its path such as `publishCdnParams.0.publishCdnUrl`. */
export function isSecretInput(type: string, path: string): boolean {
  return taskTypeOf(type)?.secrets.includes(path.replace(/\.\d+(?=\.|$)/g, "")) ?? false;
}

function taskType(job: string, { resource, schema, furtherRobots, maxTasks }: TaskKind): TaskType {
  const { resourceExpiredHour, onExit } = schema.properties;
  const idle = leaves(schema).find(({ path }) => /(^|\.)maxIdleTime$/.test(path));
  const { maximum, default: byDefault } = idle?.property ?? {};
  return {
    type: taskToken(resource),
    job,
    secrets: secretPaths(schema),
    ...(furtherRobots && { furtherRobots }),
    ...(resourceExpiredHour?.maximum !== undefined && { maxHours: resourceExpiredHour.maximum }),
    ...(idle !== undefined &&
      onExit !== undefined &&
      maximum !== undefined &&
      typeof byDefault === "number" && { idle: { path: idle.path, maximum, byDefault } }),
    ...(maxTasks !== undefined && {
      // the first kind has the setting that was there before the others
      quota: { setting: job === "slicing" ? "quota" : `${job}s`, byDefault: maxTasks },
    }),
  };
}

/** Paths of the texts that are secret, through lists. */
function secretPaths({ properties = {}, items, secret }: Property, path = ""): string[] {
  const below = Object.entries(properties).flatMap(([name, row]) =>
    secretPaths(row, path === "" ? name : `${path}.${name}`),
  );
  const inItems = items === undefined ? [] : secretPaths(items, path);
  return secret && below.length + inItems.length === 0 ? [path] : [...below, ...inItems];
}
