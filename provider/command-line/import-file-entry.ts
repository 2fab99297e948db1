import { isBag } from "../resource/schema";
import type { Bag, Property } from "../resource/schema";
import { taskProvider, taskToken } from "../task/kind";

/** A task as the engine is to take it over. */
interface ImportedTask {
  kind: { resource: string; schema: Property };
  name: string;
  taskId: string;
  /** Checked, with defaults and secrets. */
  inputs: Bag;
  /** As create would have returned them. */
  outputs: Bag;
  /** URN of the component around it. */
  parent?: string | undefined;
}

interface Urn {
  stack: string;
  /** With the types of what is around it: `trtc:tencent:SlicingPipeline$trtc:…`. */
  type: string;
  name: string;
}

/** Type of what is around everything that has no component around it. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

/** Undefined for what is no URN. */
export function parseUrn(text: string): Urn | undefined {
  const [, stack, type, name] = /^urn:pulumi:([^:]+)::[^:]+::([^:].*?)::(.+)$/.exec(text) ?? [];
  return stack === undefined || type === undefined || name === undefined ? undefined : { stack, type, name };
}

/** How the engine marks a secret: https://www.pulumi.com/docs/iac/concepts/secrets/ */
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

/** The text of the file that `pulumi import --file` takes. Nothing is read from the API when outputs are given. */
export function importEntry({ kind, name, taskId, inputs, outputs, parent }: ImportedTask): string {
  const provider = { __provider: taskProvider(kind.resource) };
  // the table of names and the resource share one space of names
  const parentName = `parent of ${name}`;
  const file = {
    ...(parent !== undefined && { nameTable: { [parentName]: parent } }),
    resources: [
      {
        type: taskToken(kind.resource),
        name,
        id: taskId,
        ...(parent !== undefined && { parent: parentName }),
        inputs: { ...withSecrets(kind.schema, inputs), ...provider },
        outputs: { ...outputs, ...provider },
      },
    ],
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function withSecrets(row: Property, bag: Bag): Bag {
  return Object.fromEntries(
    Object.entries(bag).map(([key, value]) => {
      const property = row.properties?.[key];
      if (property?.secret) return [key, { ...SECRET, plaintext: JSON.stringify(value) }];
      return [key, property !== undefined && isBag(value) ? withSecrets(property, value) : value];
    }),
  );
}
