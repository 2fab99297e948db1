import { canonicalJson } from "./canonical-json";
import { isBag, leaves, UNKNOWN } from "./schema";
import type { Bag, ObjectProperty, Property } from "./schema";

/** Without secrets, without the engine's own, and without what is undefined, which the engine cannot carry. */
export function withoutSecrets(row: Property, bag: Bag): Bag {
  return Object.fromEntries(
    Object.entries(bag).flatMap(([key, value]): [string, unknown][] => {
      const property = row.properties?.[key];
      if (property === undefined || property.secret || value === undefined) return [];
      const hasRows = property.properties !== undefined && isBag(value);
      return [[key, hasRows ? withoutSecrets(property, value) : value]];
    }),
  );
}

interface ChangedProperty {
  path: string;
  property: Property;
}

/** Leaves of the table whose value in state is another than the one wished for; secrets are seen by their fingerprints. */
export function changedProperties(
  { schema }: { schema: ObjectProperty },
  state: Bag,
  inputs: Bag,
): ChangedProperty[] {
  return leaves(schema).filter(
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

/** One text for each meaning: absent is the default, an absent list or map is an empty one, sets and maps have no order. */
function canonical(property: Property, value: unknown): string {
  if (property.type === "object") return canonicalJson(value ?? property.default ?? {});
  if (property.type !== "array") return JSON.stringify(value ?? property.default ?? null);
  const list = value ?? property.default ?? [];
  if (!Array.isArray(list)) return JSON.stringify(list);
  const items = list.map(canonicalJson);
  return JSON.stringify(property.set ? [...new Set(items)].sort() : items);
}
