import { isBag } from "../resource/schema";
import type { Bag } from "../resource/schema";

/** Later values over earlier ones: objects field by field, anything else as a whole; what is undefined is not there. */
export function merged(...bags: readonly object[]): Bag {
  const result: Bag = {};
  for (const bag of bags)
    for (const [key, value] of Object.entries<unknown>({ ...bag })) {
      if (value === undefined) continue;
      const before = result[key];
      result[key] = isBag(value) ? merged(isBag(before) ? before : {}, value) : value;
    }
  return result;
}
