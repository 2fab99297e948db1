import type { ObjectProperty, Property } from "../resource/schema";
import type { CloudSliceTaskInputs, SliceParams } from "../task/cloud-slice-task";
import { slicingSchema } from "../task/slicing";

/** A room to slice: what a `CloudSliceTask` is told, but for what all tasks of a pipeline share. */
export interface PipelineTask extends TaskDefaults {
  /** The room: a string is a string room, a number from 1 to 4294967294 is an int32 room. Replaces. */
  roomId: string | number;
  /**
   * The robot that enters the room: 1 to 32 of `[A-Za-z0-9_-]`, the name of no other user or robot of the room. Replaces.
   * @default - the room id, the version of the storage's key, and a hash of project, stack, pipeline and task
   */
  userId?: string | undefined;
}

/** What tasks of a pipeline have in common. Objects are merged field by field; a list of a task takes the place of the whole list here. */
export interface TaskDefaults extends Partial<
  Pick<
    CloudSliceTaskInputs,
    "region" | "resourceExpiredHour" | "userSigExpire" | "onExit" | "onHandleExpired"
  >
> {
  /** What is sliced, and how often. @default - audio and pictures, for a day without anyone: sliceType "both", maxIdleTime 86400 */
  sliceParams?: Partial<SliceParams> | undefined;
  /**
   * Signs each robot a PrivateMapKey for its room. Used at the next replacement. Needed once the advanced permission control of the
   * application is switched on, which only its console can do. @default - none
   */
  privateMapKey?: true | undefined;
}

/** What all tasks of a pipeline share, or what is no business of a single room. */
const OF_THE_PIPELINE = ["sdkAppId", "storage", "userSig", "sdkSecretKey"];

const { roomId, userId, ...ofAllTasks } = Object.fromEntries(
  Object.entries({
    ...slicingSchema.properties,
    // one that is signed elsewhere is a secret, which has no place in data
    privateMapKey: {
      type: "boolean",
      enum: [true],
      changes: "settles",
      cure: "give true to have one signed for each robot, or leave it out",
    } as const,
  }).filter(([name]) => !OF_THE_PIPELINE.includes(name)),
);

/** Rows of what tasks have in common: all may be left out, and nothing is filled in. */
export const defaultsSchema: ObjectProperty = table(withoutDefaults(ofAllTasks));

/** Rows of one room. */
export const taskSchema: ObjectProperty = {
  ...table(withoutDefaults({ roomId, userId, ...ofAllTasks })),
  required: ["roomId"],
  cure: "give the room as an object with its roomId",
};

/** Rows of all rooms, by the task's name. */
export const tasksSchema: Property = {
  type: "object",
  propertyNames: {
    type: "string",
    pattern: "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$",
    allowed: "1 to 64 letters, digits, _ and -, not _ or - at the front",
    cure: "choose another name for the task",
  },
  additionalProperties: taskSchema,
  allowed: "a map of task names to rooms",
  cure: 'give a map such as { lobby: { roomId: "lobby" } }',
};

function table(properties: Readonly<Record<string, Property>>): ObjectProperty {
  return {
    type: "object",
    additionalProperties: false,
    properties,
    cure: "give an object",
  };
}

/** A row without what is required of it, or written out for it, once tasks and defaults are merged. */
function withoutDefaults(
  rows: Readonly<Record<string, Property | undefined>>,
): Readonly<Record<string, Property>> {
  return Object.fromEntries(
    Object.entries(rows).flatMap(([name, row]) => {
      if (row === undefined) return [];
      const { default: _default, required: _required, properties, ...rest } = row;
      return [[name, properties === undefined ? rest : { ...rest, properties: withoutDefaults(properties) }]];
    }),
  );
}
