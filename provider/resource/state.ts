import { canonicalJson } from "./canonical-json";
import { isBag, leaves, UNKNOWN, wholes } from "./schema";
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

/** An argument whose value in state is another than the one wished for. */
export interface ChangedProperty {
  path: string;
  property: Property;
  /** It is left out now, and has no default. */
  removed: boolean;
}

/**
 * Leaves of the table whose value in state is another than the one wished for, and objects that are there in one of them only;
 * secrets are seen by their fingerprints.
 */
export function changedProperties(
  { schema }: { schema: ObjectProperty },
  state: Bag,
  inputs: Bag,
): ChangedProperty[] {
  const ofLeaves = leaves(schema).flatMap(({ path, property }) => {
    const wanted = valueAt(inputs, path);
    const isSame = canonical(property, valueAt(state, path)) === canonical(property, wanted);
    if (property.secret || isSame) return [];
    const isRemoved = !isGiven(wanted) && property.type !== "array" && property.default === undefined;
    return [{ path, property, removed: isRemoved }];
  });
  const ofWholes = wholes(schema).flatMap(({ path, property }) => {
    const wanted = isGiven(valueAt(inputs, path));
    return wanted === isGiven(valueAt(state, path)) ? [] : [{ path, property, removed: !wanted }];
  });
  return [...ofLeaves, ...ofWholes];
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** The value at a path such as `storage.bucket`. */
export function valueAt(bag: unknown, path: string): unknown {
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
