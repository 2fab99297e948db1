import { createHash } from "node:crypto";
import type { TaskKind } from "./kind";
import { isBag, knownValue, leaves, UNKNOWN } from "./schema";
import type { Bag, Property } from "./schema";

/** Without secrets, without the engine's own, and without what is undefined, which the engine cannot carry. */
export function withoutSecrets(row: Property, bag: Bag): Bag {
  return Object.fromEntries(
    Object.entries(bag).flatMap(([key, value]): [string, unknown][] => {
      const property = row.properties?.[key];
      if (property === undefined || property.secret || value === undefined) return [];
      return [[key, isBag(value) ? withoutSecrets(property, value) : value]];
    }),
  );
}

export function fingerprints(kind: { fingerprints: TaskKind["fingerprints"] }, inputs: Bag): Bag {
  return Object.fromEntries(
    Object.entries(kind.fingerprints).map(([output, paths]) => [output, fingerprint(inputs, paths)]),
  );
}

/** First 16 hex digits of a SHA-256 over the secrets; undefined while one of them is not known. */
export function fingerprint(inputs: Bag, paths: readonly string[]): string | undefined {
  const secrets = paths.map((path) => knownValue(inputs, path));
  if (!secrets.every((secret) => typeof secret === "string")) return undefined;
  return createHash("sha256").update(secrets.join("\n")).digest("hex").slice(0, 16);
}

interface ChangedProperty {
  path: string;
  property: Property;
}

/** Leaves of the table whose value in state is another than the one wished for; secrets are seen by their fingerprints. */
export function changedProperties(
  kind: Pick<TaskKind, "schema">,
  state: Bag,
  inputs: Bag,
): ChangedProperty[] {
  return leaves(kind.schema).filter(
    ({ path, property }) =>
      property.secret !== true &&
      canonical(property, valueAt(state, path)) !== canonical(property, valueAt(inputs, path)),
  );
}

function valueAt(bag: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => {
    // below an unknown object everything is unknown
    if (value === UNKNOWN) return UNKNOWN;
    return isBag(value) ? value[key] : undefined;
  }, bag);
}

/** One text for each meaning: absent is the default, an absent list is an empty one, a set has no order. */
function canonical(property: Property, value: unknown): string {
  if (property.type !== "array") return JSON.stringify(value ?? property.default ?? null);
  if (!Array.isArray(value)) return JSON.stringify(value ?? []);
  const items = value.map((item: unknown) => JSON.stringify(item));
  return JSON.stringify(property.set ? [...new Set(items)].sort() : items);
}
