import { tasksSchema } from "../pipeline/pipeline-task";
import { allowedText } from "../resource/schema";
import type { Change, ObjectProperty, Property } from "../resource/schema";
import { slicingSchema } from "../task/slicing";

/** Rows of a file of rooms. */
export const roomsSchema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["rooms"],
  properties: {
    $schema: {
      type: "string",
      allowed: "the address of a JSON Schema, for editors",
      cure: "correct or remove it",
    },
    rooms: tasksSchema,
  },
};

/** The rows as JSON Schema, for editors and for checks without this package. */
export function roomsJsonSchema(): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: "urn:pulumi-trtc:rooms",
    title: "Rooms of a SlicingPipeline of pulumi-trtc",
    ...jsonSchemaOf(roomsSchema, undefined),
  };
}

type JsonSchema = Readonly<Record<string, unknown>>;

/** @param ofResource - the resource's own row, which knows the default */
function jsonSchemaOf(row: Property, ofResource?: Property): JsonSchema {
  // the words of our own are said in the description
  const { changes, secret, set, unit, allowed, cure, page, ...schema } = row;
  const { type, properties, items, propertyNames, additionalProperties, ...limits } = schema;
  const description = describe(row, ofResource);
  return {
    ...(description !== "" && { description }),
    ...(typeof type === "string" ? { type, ...limits } : { anyOf: eitherType(limits) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, inner]) => [
          name,
          jsonSchemaOf(inner, ofResource?.properties?.[name]),
        ]),
      ),
    }),
    ...(items && { items: jsonSchemaOf(items) }),
    ...(propertyNames && { propertyNames: jsonSchemaOf(propertyNames) }),
    ...(additionalProperties !== undefined && {
      // the one map there is holds the tasks
      additionalProperties: additionalProperties && jsonSchemaOf(additionalProperties, slicingSchema),
    }),
  };
}

/** A whole number or a text, each with its own limits: strict validators want one type for each limit. */
function eitherType({ minimum, maximum, ...ofText }: Omit<Property, "type">): JsonSchema[] {
  return [
    { type: "integer", minimum, maximum },
    { type: "string", ...ofText },
  ];
}

const CHANGES: Record<Change, string> = {
  updates: "A change is made in place: the task goes on.",
  replaces: "A change replaces the task.",
  settles: "A change settles without a call; it counts from the next refresh or replacement.",
};

function describe(row: Property, ofResource?: Property): string {
  const { type, allowed, changes, page } = row;
  // fields and items of an object say it themselves
  const words = type === "object" && allowed === undefined ? undefined : allowedText(row);
  const left = ofResource?.default;
  return [
    words && `${words.charAt(0).toUpperCase()}${words.slice(1)}.`,
    left !== undefined &&
      `Left out, the pipeline's defaults decide; CloudSliceTask's own default is ${JSON.stringify(left)}.`,
    changes && CHANGES[changes],
    page,
  ]
    .filter((sentence) => typeof sentence === "string")
    .join(" ");
}
