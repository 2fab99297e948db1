import { eventId } from "./event-key";
import type { TrtcEvent } from "./events";

/**
 * The events in the order in which they happened, each once.
 *
 * Ordered by `occurredAt`, then `sentAt`, group, type and identity, so that the order of arrival changes nothing; what
 * has no time comes last. Of the repeats of an event, which differ in the time of sending at most, the first sent stays.
 *
 * @param items - events, or things that hold one each
 * @param eventOf - the event of a thing that holds one
 *
 * @example What `readEvents` gives, and what is kept elsewhere
 * ```ts
 * const events = orderEvents(parsedEvents);
 * const rows = orderEvents(databaseRows, (row) => parse(row.rawBody));
 * ```
 */
export function orderEvents<E extends TrtcEvent>(items: readonly E[]): E[];
export function orderEvents<Item>(items: readonly Item[], eventOf: (item: Item) => TrtcEvent): Item[];
export function orderEvents<Item>(
  items: readonly Item[],
  // without it the first overload holds: the items are events
  eventOf = (item: Item) => item as unknown as TrtcEvent,
): Item[] {
  const sorted = items.map((item) => placed(item, eventOf(item))).sort(byPlace);
  const seen = new Set<string>();
  const isFirst = ({ id }: Placed<Item>) => !seen.has(id) && seen.add(id);
  return sorted.filter(isFirst).map(({ item }) => item);
}

interface Placed<Item> {
  item: Item;
  id: string;
  /** What is compared, one after the other. */
  place: readonly (string | number)[];
}

/** Comes after every time. */
const NO_TIME = "~";

function placed<Item>(item: Item, event: TrtcEvent): Placed<Item> {
  const { occurredAt = NO_TIME, sentAt = NO_TIME, group, type, body } = event;
  const id = eventId(body);
  return { item, id, place: [occurredAt, sentAt, group, type, id] };
}

function byPlace(a: Placed<unknown>, b: Placed<unknown>): number {
  for (const [index, one] of a.place.entries()) {
    const other = b.place[index] ?? one;
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
