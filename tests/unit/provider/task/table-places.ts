import { isBag } from "../../../../provider/resource/schema";
import type { Bag, Property } from "../../../../provider/resource/schema";

/** A row of the table at a place in a value that has something there. */
export interface Place {
  keys: readonly string[];
  /** Such as `waterMarkList.0.pos`. */
  path: string;
  property: Property;
  value: unknown;
}

/** All that a value gives, with its rows: arguments, objects around them, items of lists and what is in those. */
export function placesOf(schema: Property, value: unknown, keys: readonly string[] = []): Place[] {
  const own = { keys, path: keys.join("."), property: schema, value };
  const below = childrenOf(schema, value).flatMap(([key, row, child]) =>
    child === undefined ? [] : placesOf(row, child, [...keys, key]),
  );
  return keys.length === 0 ? below : [own, ...below];
}

/** The rows right below a row, with what a value has there: the fields of an object, given or not, or the items of a list. */
export function childrenOf(property: Property, value: unknown): [string, Property, unknown][] {
  const { items, properties } = property;
  if (items !== undefined && Array.isArray(value))
    return value.map((item: unknown, index) => [String(index), items, item]);
  if (properties === undefined || !isBag(value)) return [];
  return Object.entries(properties).map(([key, row]) => [key, row, value[key]]);
}

/** A path whose numbers of items are `*`: one text for each row. */
export function rowPath(keys: readonly string[]): string {
  return keys.map((key) => (/^\d+$/.test(key) ? "*" : key)).join(".");
}

/** A copy with another value at a place, without it when that is undefined. Objects on the way are made, and a list takes one item more. */
export function changedAt(value: unknown, keys: readonly string[], wanted: unknown): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return wanted;
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    const index = Number(key);
    const item = changedAt(list[index], rest, wanted);
    if (item === undefined) return list.toSpliced(index, 1);
    return list.toSpliced(index, 1, item);
  }
  const { [key]: old, ...others } = isBag(value) ? value : {};
  const changed = changedAt(old, rest, wanted);
  return changed === undefined ? others : { ...others, [key]: changed };
}

/** `changedAt` for inputs and the paths of their arguments. */
export function withChanges(inputs: Bag, changes: Readonly<Record<string, unknown>>): Bag {
  return Object.entries(changes).reduce<Bag>((bag, [path, wanted]) => {
    const changed = changedAt(bag, path.split("."), wanted);
    return isBag(changed) ? changed : bag;
  }, inputs);
}

/** Values within the limits of a row, as far as its limits tell any; for numbers the bounds come first. */
export function valuesWithin({ type, enum: words, minimum, maximum }: Property): unknown[] {
  if (words !== undefined) return [...words];
  if (type === "boolean") return [true, false];
  if (type !== "integer" && type !== "number") return [];
  const bounds = [minimum, maximum].filter((bound) => bound !== undefined);
  const inner = [(minimum ?? 0) + 1, (maximum ?? 1_000) - 1];
  return [...new Set([...bounds, ...inner])].filter(
    (value) => value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity),
  );
}

/** One of many of its like: texts differ, for a list may hold each once. */
function another(item: unknown, index: number): unknown {
  return typeof item === "string" ? `${item.slice(0, 8)}${index}` : item;
}

/** Values that a row's type or limits refuse, whatever else is given. */
export function valuesBeyond(property: Property, value: unknown): unknown[] {
  const { type, minimum, maximum, minLength, maxLength, minItems, maxItems, pattern } = property;
  const types: readonly string[] = typeof type === "string" ? [type] : type;
  const isNumber = types.includes("integer") || types.includes("number");
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const [item = "item"] = list;
  const beyond = [
    minimum !== undefined && minimum - 1,
    maximum !== undefined && maximum + 1,
    isNumber && !types.includes("number") && (minimum ?? 0) + 0.5,
    (minLength ?? 0) > 0 && "",
    maxLength !== undefined && "x".repeat(maxLength + 1),
    pattern !== undefined && "é/ \n",
    property.enum !== undefined && "no such word",
    (minItems ?? 0) > 0 && [],
    maxItems !== undefined && Array.from({ length: maxItems + 1 }, (_, index) => another(item, index)),
    !types.includes("array") && ["a list"],
    !types.includes("object") && { an: "object" },
    !types.includes("string") && "text",
    !isNumber && 7,
    isNumber && !types.includes("string") && String(minimum ?? 1),
  ];
  return [...beyond.filter((candidate) => candidate !== false), null];
}
