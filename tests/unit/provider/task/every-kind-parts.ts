import { allowedText, isBag, propertyAt } from "../../../../provider/resource/schema";
import type { Bag, Property } from "../../../../provider/resource/schema";
import type { Lifecycle } from "../../../../provider/resource/lifecycle";
import type { TaskKind } from "../../../../provider/task/kind";
import { taskLifecycle } from "../lifecycle-parts";
import { changedAt, placesOf, rowPath } from "./table-places";
import type { Place } from "./table-places";

/** A row with the places in some inputs that have a value for it. */
export interface Row {
  /** Such as `waterMarkList.*.pos`. */
  row: string;
  property: Property;
  /** Whether the table wants it where the object around it is. */
  isRequired: boolean;
  places: [PlaceIn, ...PlaceIn[]];
}

/** A place, and the inputs that it is in. */
export type PlaceIn = Place & { base: Bag };

/** The rows of which these inputs give something. */
export function rowsOf(schema: Property, bases: readonly Bag[]): Row[] {
  const found = new Map<string, Row>();
  for (const base of bases)
    for (const place of placesOf(schema, base)) {
      const row = rowPath(place.keys);
      const known = found.get(row);
      if (known !== undefined) known.places.push({ ...place, base });
      else {
        const around = propertyAt(schema, place.keys.slice(0, -1).join("."));
        const isRequired = around?.required?.includes(place.keys.at(-1) ?? "") ?? false;
        found.set(row, { row, property: place.property, isRequired, places: [{ ...place, base }] });
      }
    }
  return [...found.values()];
}

/** What check says of these inputs. */
export function check(kind: TaskKind<never>, given: Bag, olds: Bag = {}): ReturnType<Lifecycle["check"]> {
  return taskLifecycle(kind).lifecycle.check(olds, given);
}

/** Inputs with their defaults, which check accepts. */
export function checked(kind: TaskKind<never>, given: Bag): Bag {
  const { inputs, failures } = check(kind, given);
  expect(failures).toEqual([]);
  return inputs;
}

/** The secrets that one fingerprint stands for, one of which is at this path. */
export function fingerprintOf(kind: TaskKind<never>, path: string): readonly string[] | undefined {
  return Object.values(kind.fingerprints).find((paths) => paths.includes(path));
}

/** What is said when nothing is given at a path. */
export function missingReason(path: string, property: Property | undefined): string {
  if (property === undefined) throw new Error(`${path} has no row`);
  return `${path} is missing, allowed is ${allowedText(property)}: ${property.cure ?? "give it"}`;
}

/** Inputs with another value at a place, without it when that is undefined. */
export function withAt(inputs: Bag, keys: readonly string[], value: unknown): Bag {
  return bagOf(changedAt(inputs, keys, value));
}

export function bagOf(value: unknown): Bag {
  if (!isBag(value)) throw new Error("no object");
  return value;
}
