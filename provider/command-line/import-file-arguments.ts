import { readFileSync } from "node:fs";
import { holdsSecret, isBag, UNKNOWN } from "../resource/schema";
import type { Bag, ObjectProperty, Property } from "../resource/schema";
import { taskToken } from "../task/kind";
import { nonEmpty } from "../trtc/settings";
import type { Settings } from "../trtc/settings";
import { parseUrn, STACK_TYPE } from "./import-file-entry";

/** An argument that is a secret, and the variable that may hold it. */
interface SecretVariable {
  keys: readonly string[];
  variable: string;
  property: Property;
}

/** What a file says of a task. */
interface FoundArguments {
  args: Bag;
  /** URN of the component around the task, where the file is a plan that has one. */
  parent?: string | undefined;
}

/** Which task is looked for in a plan. */
export interface Wanted {
  kind: { resource: string; schema: ObjectProperty };
  name: string;
  parent?: string | undefined;
}

/** What stands for a secret in the output of `pulumi preview --json`. */
const HIDDEN = "[secret]";

/**
 * The secrets of a kind that may stand in the environment: `storage.accessKey` in `TRTC_STORAGE_ACCESS_KEY`. A list that is secret
 * is one of them as a whole, as JSON.
 */
export function secretVariables(row: Property, above: readonly string[] = []): SecretVariable[] {
  return Object.entries(row.properties ?? {}).flatMap(([key, property]) => {
    const keys = [...above, key];
    if (!property.secret) return secretVariables(property, keys);
    const variable = `TRTC_${keys.join("_").replace(/[A-Z]/g, "_$&").toUpperCase()}`;
    // a setting too: a program that leaves this one to the environment does not give it as an argument
    return variable === "TRTC_SDK_SECRET_KEY" ? [] : [{ keys, variable, property }];
  });
}

/**
 * The arguments of a task, from a file of JSON that holds them or is what `pulumi preview --json` has printed.
 * Secrets that it leaves out come from the environment: those at the top, and those of objects that stand in the file.
 * @throws Error in one sentence, without a word of the file, which holds secrets
 */
export function readArguments(
  file: string,
  wanted: Wanted,
  environment: Settings["environment"],
): FoundArguments {
  const found = argumentsIn(file, wanted);
  const { __provider: _provider, ...args } = withoutHidden(wanted.kind.schema, found.args);
  for (const { keys, variable, property } of secretVariables(wanted.kind.schema)) {
    const around = keys.slice(0, -1).reduce<unknown>((value, key) => isBag(value) && value[key], args);
    const key = keys.at(-1) ?? "";
    const text = nonEmpty(environment[variable]);
    if (isBag(around) && around[key] === undefined && text !== undefined)
      around[key] = property.type === "array" ? parsed(variable, text) : text;
  }
  return { ...found, args };
}

/** Paths of what a plan does not know yet. */
export function unknownPaths(value: unknown, path = ""): string[] {
  if (value === UNKNOWN) return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    unknownPaths(inner, path === "" ? key : `${path}.${key}`),
  );
}

function argumentsIn(file: string, wanted: Wanted): FoundArguments {
  const value = parsed(file, textOf(file));
  if (!isBag(value))
    throw new Error(
      `${file} holds no object, allowed are the arguments of a task, or what pulumi preview --json prints: write them as one`,
    );
  const { steps } = value;
  return Array.isArray(steps) ? planned(file, steps.filter(isBag), wanted) : { args: value };
}

function planned(file: string, steps: readonly Bag[], { kind, name, parent }: Wanted): FoundArguments {
  const creates = steps.flatMap(({ op, newState }): (FoundArguments & { name: string })[] => {
    if (op !== "create" || !isBag(newState) || newState["type"] !== taskToken(kind.resource)) return [];
    const around = String(newState["parent"]);
    return [
      {
        args: isBag(newState["inputs"]) ? newState["inputs"] : {},
        parent: parseUrn(around)?.type === STACK_TYPE ? undefined : around,
        name: parseUrn(String(newState["urn"]))?.name ?? "",
      },
    ];
  });
  const ofName = creates.filter((each) => each.name === name);
  const [found, another] = ofName.filter((each) => parent === undefined || each.parent === parent);
  if (found === undefined)
    throw new Error(
      `${file} plans no new ${kind.resource} ${name}${parent === undefined ? "" : ` below ${parent}`}, there are ` +
        `${creates.map((each) => each.name).join(", ") || "none"}: correct --name, --type or --parent, or make the plan again`,
    );
  if (another !== undefined)
    throw new Error(
      `${file} plans several of ${kind.resource} ${name}: say with --parent which is meant (${ofName.map((each) => each.parent ?? "none").join(", ")})`,
    );
  return { args: found.args, parent: found.parent };
}

function withoutHidden(row: Property, bag: Bag): Bag {
  return Object.fromEntries(
    Object.entries(bag).flatMap(([key, value]): [string, unknown][] => {
      const property = row.properties?.[key];
      if (property === undefined) return [[key, value]];
      if (value === HIDDEN && holdsSecret(property)) return [];
      return [[key, isBag(value) ? withoutHidden(property, value) : value]];
    }),
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code: unknown = typeof error === "object" && error !== null && Reflect.get(error, "code");
    throw new Error(`${file} cannot be read (${String(code)}): name a file with the arguments of the task`, {
      cause: error,
    });
  }
}

/** What JSON.parse says of a text quotes it: only the place is told. */
function parsed(of: string, text: string): unknown {
  let position: string | undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    position = / at position (\d+)/.exec(String(error))?.[1];
  }
  const lines = text.slice(0, Number(position ?? 0)).split("\n");
  const place = position === undefined ? "" : `:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
  throw new Error(`${of}${place} is not valid JSON: correct it`);
}
