import { checkedArguments, isLater, plainArguments } from "../component/arguments";
import type { CallbackEndpointOutputs } from "../endpoint/callback-endpoint";
import { isBag, problem, shown } from "../resource/schema";
import type { Bag, ObjectProperty, Rule } from "../resource/schema";
import { placeOf } from "../rooms/places";
import type { SliceStorage } from "../storage/slice-storage";
import { slicingSchema } from "../task/slicing";
import type { PipelineTask, TaskDefaults } from "./pipeline-task";
import { repeatedRobots } from "./repeated-robots";
import { defaultsSchema, tasksSchema } from "./pipeline-task";

const { sdkAppId, sdkSecretKey } = slicingSchema.properties;

/** Rows of what both pipelines check themselves; storage and endpoint check their own. */
const schema = {
  type: "object",
  additionalProperties: false,
  required: ["sdkAppId", "tasks"],
  properties: {
    ...(sdkAppId && { sdkAppId }),
    ...(sdkSecretKey && { sdkSecretKey }),
    defaults: { ...defaultsSchema, cure: "give an object with what the tasks have in common" },
    tasks: tasksSchema,
    allowEmpty: { type: "boolean", default: false, cure: "give true or false" },
  },
} as const satisfies ObjectProperty;

/** The arguments of a pipeline that are plain. */
export interface CheckedPipeline {
  sdkAppId: number;
  defaults?: TaskDefaults;
  tasks: Record<string, PipelineTask>;
}

/** What a pipeline is told that is of any form until it is checked. */
interface GivenPipeline {
  sdkAppId?: unknown;
  tasks?: unknown;
  storage?: unknown;
  callback?: unknown;
}

/**
 * The arguments of a pipeline but for those of its storage and its endpoint.
 *
 * @param component - class and name, for the message
 * @param args - as given
 * @param vendor - the store whose buckets this pipeline's own endpoint writes to
 * @param maxTasks - of one application
 * @throws InputError that names every problem at once, with file and line for a task that came from `loadRooms`
 */
export function checkedPipeline(
  component: string,
  args: object,
  { vendor, maxTasks }: { vendor: "cos" | "s3"; maxTasks: number },
): CheckedPipeline {
  // of any form until it is checked; a storage and an endpoint are no plain values
  const { storage, callback, ...others } = args as GivenPipeline;
  const tasks = isBag(others.tasks) ? others.tasks : {};
  const checked = checkedArguments(component, {
    schema,
    rules: [
      emptyRule,
      ...quotaRules(tasks, others.sdkAppId, maxTasks),
      ...robotRules(tasks),
      storageRule(storage),
      callbackRule(callback, { storage, sdkAppId: others.sdkAppId, vendor }),
    ],
    args: plainArguments(others, ["sdkSecretKey"]),
    placeOf: (property) => placeInFile(tasks, property),
  });
  // the table above is what says so
  return checked as unknown as CheckedPipeline;
}

/** Where a property such as `tasks.lobby.userId` was written. */
function placeInFile(tasks: Bag, property: string): string | undefined {
  const [root, name = "", ...path] = property.split(".");
  const task = root === "tasks" ? tasks[name] : undefined;
  return isBag(task) ? placeOf(task, path) : undefined;
}

const emptyRule: Rule = ({ tasks, allowEmpty }) =>
  isBag(tasks) && Object.keys(tasks).length === 0 && allowEmpty !== true
    ? problem(
        "tasks",
        "empty",
        "at least one task",
        "an update would stop every task of the pipeline; give allowEmpty: true if that is meant",
      )
    : undefined;

function quotaRules(tasks: Bag, application: unknown, maxTasks: number): Rule[] {
  const names = Object.keys(tasks);
  const [first] = names.slice(maxTasks);
  if (first === undefined) return [];
  return [
    () =>
      problem(
        `tasks.${first}`,
        `number ${maxTasks + 1} of ${names.length} tasks`,
        `${maxTasks} tasks at once in application ${shown(application)}`,
        "have the quota raised by a ticket and set trtc:maxTasksPerApplication, or move rooms to another application",
      ),
  ];
}

function robotRules(tasks: Bag): Rule[] {
  const rooms = Object.entries(tasks).flatMap(([name, task]) => {
    if (!isBag(task)) return [];
    const { roomId, userId } = task;
    const isRoom = typeof roomId === "string" || typeof roomId === "number";
    return isRoom && typeof userId === "string" ? [[name, { roomId, userId }] as const] : [];
  });
  return repeatedRobots(Object.fromEntries(rooms)).map(({ task, other }) => () => {
    const place = placeInFile(tasks, `tasks.${other}`);
    const { userId } = tasks[task] as PipelineTask; // one of those above
    return problem(
      `tasks.${task}.userId`,
      shown(userId),
      `a robot that is not in the room yet (tasks.${other} has it${place === undefined ? "" : `, ${place}`})`,
      "choose another name, or leave it out to get one: a second robot of one name ends the first one's task",
    );
  });
}

const storageRule =
  (storage: unknown): Rule =>
  () => {
    if (storage === undefined) return undefined;
    if (isLater(storage) || !isBag(storage))
      return problem(
        "storage",
        isLater(storage) ? "an Output" : shown(storage),
        "a storage, or the arguments of one",
        "leave it out to have one made",
      );
    if (!isStorage(storage) || (isPlainBag(storage.target) && Number.isInteger(storage.keyVersion)))
      return undefined;
    return problem(
      "storage",
      "without keyVersion or with a target that is an Output",
      "a storage component, or an object of the same form",
      "give target as a plain object and keyVersion as a whole number, and let only what is in target be Outputs",
    );
  };

const callbackRule =
  (
    callback: unknown,
    { storage, sdkAppId, vendor }: { storage: unknown; sdkAppId: unknown; vendor: string },
  ): Rule =>
  () => {
    if (callback === false) return undefined;
    if (isLater(callback) || (callback !== undefined && !isBag(callback)))
      return problem(
        "callback",
        isLater(callback) ? "an Output" : shown(callback),
        "an endpoint, the arguments of one, or false",
        "leave it out to have one made",
      );
    const accepted: unknown = isBag(callback) ? callback["sdkAppIds"] : undefined;
    const accepts = Array.isArray(accepted) ? accepted.includes(sdkAppId) : !isEndpoint(callback);
    if (!accepts)
      return problem(
        "callback",
        `an endpoint for ${Array.isArray(accepted) ? accepted.map((id) => shown(id)).join(", ") : "unknown applications"}`,
        `one that takes the callbacks of application ${shown(sdkAppId)}`,
        "add it to the endpoint's sdkAppIds: callbacks of other applications are refused",
      );
    const target = isStorage(storage) ? storage.target : undefined;
    const store = target === undefined || isLater(target) ? vendor : target.vendor;
    if (isEndpoint(callback) || store === vendor) return undefined;
    return problem(
      "callback",
      `made beside a storage on ${shown(store)}`,
      `an endpoint made beside a storage on "${vendor}"`,
      "give an endpoint of the storage's own cloud, or false",
    );
  };

function isPlainBag(value: unknown): boolean {
  return isBag(value) && !isLater(value);
}

/** An endpoint that is there, not the arguments of one. */
export function isEndpoint(callback: unknown): callback is CallbackEndpointOutputs {
  return isBag(callback) && callback["url"] !== undefined;
}

/** A storage that is there, not the arguments of one. */
export function isStorage(storage: unknown): storage is SliceStorage {
  return isBag(storage) && storage["target"] !== undefined;
}
