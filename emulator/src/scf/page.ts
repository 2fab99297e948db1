import { integerAt } from "../api/params";
import type { Params } from "../api/service";

const PAGE_SIZE = 20;

/** The part of a list that Offset and Limit ask for. */
export function pageOf<T>(items: readonly T[], params: Params): readonly T[] {
  const offset = integerAt(params, "Offset") ?? 0;
  return items.slice(offset, offset + (integerAt(params, "Limit") ?? PAGE_SIZE));
}
