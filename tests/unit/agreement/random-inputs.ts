import fc from "fast-check";
import { isBag } from "../../../provider/resource/schema";
import type { Bag, ObjectProperty, Property } from "../../../provider/resource/schema";
import {
  changedAt,
  childrenOf,
  placesOf,
  rowPath,
  valuesBeyond,
  valuesWithin,
} from "../provider/task/table-places";

/** What random inputs of a kind are made of. */
export interface RandomInputs {
  schema: ObjectProperty;
  /** Valid inputs to begin with. */
  bases: readonly Bag[];
  /** Values, good and bad, that the table and the inputs to begin with do not tell: row to values. @default - none */
  words?: Readonly<Record<string, readonly unknown[]>>;
}

/** One place that a random input has otherwise than the inputs that it began with. */
interface Turn {
  place: number;
  way: number;
  choice: number;
}

const MOST_TURNS = 6;

/**
 * Valid inputs with a few places changed: mostly to other values that the table takes, now and then to one that it refuses, to none,
 * or to one under a name that it does not know.
 */
export function randomInputs(of: RandomInputs): fc.Arbitrary<Bag> {
  const known = knownValues(of);
  const turn = fc.record({ place: fc.nat(), way: fc.nat(99), choice: fc.nat() });
  return fc
    .record({ base: fc.constantFrom(...of.bases), turns: fc.array(turn, { maxLength: MOST_TURNS }) })
    .map(({ base, turns }) =>
      turns.reduce<Bag>((inputs, each) => turned(inputs, { of, known, ...each }), base),
    );
}

function turned(
  inputs: Bag,
  { of, known, place, way, choice }: Turn & { of: RandomInputs; known: ReadonlyMap<string, unknown[]> },
): Bag {
  const spot = pick(spotsOf(of.schema, inputs), place);
  if (spot === undefined) return inputs;
  const { keys, property, value } = spot;
  const good = () => pick(known.get(rowPath(keys)) ?? valuesWithin(property), choice);
  // null says no more than nothing
  const wrong = () => valuesBeyond(property, value).filter((candidate) => candidate !== null);
  if (way < 70) return bagAt(inputs, keys, good() ?? minimal(property, known, keys));
  if (way < 82) return bagAt(inputs, keys, pick(wrong(), choice));
  if (way < 98) return bagAt(inputs, keys, undefined);
  return bagAt(inputs, [...keys.slice(0, -1), "noSuch"], choice);
}

interface Spot {
  keys: readonly string[];
  property: Property;
  value: unknown;
}

/** Every place that has a row: what is given, what may be, and one item more of each list. */
function spotsOf(property: Property, value: unknown, keys: readonly string[] = []): Spot[] {
  const below = childrenOf(property, value).flatMap(([key, row, child]) => [
    { keys: [...keys, key], property: row, value: child },
    ...spotsOf(row, child, [...keys, key]),
  ]);
  const { items } = property;
  if (items === undefined || !Array.isArray(value)) return below;
  return [...below, { keys: [...keys, String(value.length)], property: items, value: undefined }];
}

/** Values of each row that is given in the inputs to begin with, those that its limits tell, and the words beside them. */
function knownValues({ schema, bases, words = {} }: RandomInputs): Map<string, unknown[]> {
  const known = new Map<string, unknown[]>();
  for (const { keys, property, value } of bases.flatMap((base) => placesOf(schema, base))) {
    const row = rowPath(keys);
    known.set(row, [...(known.get(row) ?? [...valuesWithin(property), ...(words[row] ?? [])]), value]);
  }
  return known;
}

/** An object with nothing optional. */
function minimal(
  property: Property,
  known: ReadonlyMap<string, unknown[]>,
  keys: readonly string[],
): unknown {
  const { properties = {}, required = [], type } = property;
  if (type !== "object") return undefined;
  return Object.fromEntries(
    required.flatMap((key) => {
      const row = properties[key];
      const at = [...keys, key];
      const value = known.get(rowPath(at))?.[0] ?? (row && (valuesWithin(row)[0] ?? minimal(row, known, at)));
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function pick<Item>(list: readonly Item[], choice: number): Item | undefined {
  return list[choice % list.length];
}

function bagAt(inputs: Bag, keys: readonly string[], value: unknown): Bag {
  const changed = changedAt(inputs, keys, value);
  return isBag(changed) ? changed : inputs;
}
