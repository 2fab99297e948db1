import { InputError } from "../trtc/errors";
import { dayFolder, EVENTS_FOLDER, keyTime, taskFolder, YEAR_2100 } from "./event-key";
import type { EventStorage } from "./event-storage";
import { orderEvents } from "./order-events";
import { readStoredEvent } from "./stored-event";
import type { StoredEvent } from "./stored-event";

export interface EventFilter {
  sdkAppId: number;
  /**
   * Events of this task only.
   * @default - events of all tasks, and of rooms
   */
  taskId?: string;
  /**
   * Events that happened at this time or later; a text is ISO 8601. Events without a time count as of 1970.
   * @default - events of all times
   */
  since?: Date | string;
}

const AT_ONCE = 8;
const DAY_MS = 86_400_000;
const YEAR_2000 = Date.UTC(2000, 0);
/** Beyond this many days one list of all is less. */
const MAX_DAYS = 400;
const KEY = new RegExp(
  `^${EVENTS_FOLDER}/\\d+/\\d{4}/\\d\\d/\\d\\d/(?<folder>[^/]+)/(?<time>\\d{8}T\\d{9}Z)-[^/]+\\.json$`,
);

/**
 * Events that `storeEvents` kept, in the order in which they happened, each once. Each is parsed from its raw body by this version, so
 * that older objects say as much as newer ones.
 *
 * @param now - milliseconds since the Unix epoch; says how to look, not what is found
 * @throws InputError for a filter that is none, and for an object among them that holds no event: it names the object
 *
 * @example
 * ```ts
 * const storage = s3EventStorage({ bucket: "events", region: "ap-southeast-1" });
 * const stored = await readEvents(storage, { sdkAppId: 1400000001, taskId, since: "2026-01-02T00:00:00Z" });
 * const { state, files } = summariseTask(stored.map(({ event }) => event));
 * ```
 */
export async function readEvents(
  storage: EventStorage,
  filter: EventFilter,
  now: () => number = Date.now,
): Promise<StoredEvent[]> {
  const { sdkAppId, taskId } = filter;
  if (!Number.isInteger(sdkAppId) || sdkAppId < 1)
    throw new InputError(`sdkAppId must be a whole number of 1 or more, got ${sdkAppId}`);
  const since = timeOf(filter.since);
  const lists = await forEach(prefixes(filter, since, now), (prefix) => listed(storage, prefix));
  const keys = lists.flat().filter((key) => isWanted(key, filter, since));
  const stored = await forEach(keys, async (key) => storedUnder(key, await storage.read(key), sdkAppId));
  const wanted = stored.filter(({ event }) => taskId === undefined || event.taskId === taskId);
  return orderEvents(wanted, ({ event }) => event);
}

function timeOf(since: Date | string | undefined): Date | undefined {
  if (since === undefined) return undefined;
  const time = new Date(since);
  if (!(time.getTime() < YEAR_2100))
    throw new InputError(
      `since must be a Date or an ISO 8601 text before the year 2100, got ${JSON.stringify(since)}`,
    );
  return time;
}

/** Where to look: everywhere, or from a day on, and then for a task in its folder of each day. */
function prefixes({ sdkAppId, taskId }: EventFilter, since: Date | undefined, now: () => number): string[] {
  const root = `${EVENTS_FOLDER}/${sdkAppId}/`;
  if (since === undefined || since.getTime() < YEAR_2000) return [root];
  const first = Math.floor(since.getTime() / DAY_MS);
  const under = (days: readonly string[]) => days.map((day) => `${root}${day}`);
  if (taskId === undefined) return under([`${dayOf(first)}/`, ...daysAfter(dayOf(first))]);
  const today = Math.floor(now() / DAY_MS);
  const count = Math.max(1, today - first + 1);
  if (count > MAX_DAYS) return [root];
  const days = Array.from({ length: count }, (_, index) => dayOf(first + index));
  const folder = taskFolder(taskId);
  // the clock here only says what is worth a list of its own: the sender's clock may be ahead
  return under([...days.map((day) => `${day}/${folder}/`), ...daysAfter(dayOf(first + count - 1))]);
}

/** The folder of a day, counted from 1970-01-01. */
function dayOf(day: number): string {
  return dayFolder(new Date(day * DAY_MS).toISOString());
}

/** What the folders of all later days begin with, and of no other: `203`, `204`, …, `2027`, …, `2026/12`, …, `2026/11/22` for `2026/11/21`. */
function daysAfter(day: string): string[] {
  const later = Array.from(day, (digit, at) =>
    // all in the years 2000 to 2099
    at < 2 || digit === "/"
      ? []
      : Array.from(
          { length: 9 - Number(digit) },
          (_, more) => `${day.slice(0, at)}${Number(digit) + more + 1}`,
        ),
  );
  return later.flat();
}

async function listed(storage: EventStorage, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of storage.list(prefix)) keys.push(key);
  return keys;
}

function isWanted(key: string, { taskId }: EventFilter, since: Date | undefined): boolean {
  const { folder, time } = KEY.exec(key)?.groups ?? {};
  if (folder === undefined || time === undefined)
    throw new InputError(
      `object ${key} is no event: move it out of ${EVENTS_FOLDER}/, which is for events only`,
    );
  if (taskId !== undefined && folder !== taskFolder(taskId)) return false;
  return since === undefined || time >= keyTime(since.toISOString());
}

function storedUnder(key: string, text: string, sdkAppId: number): StoredEvent {
  try {
    const stored = readStoredEvent(text);
    if (stored.sdkAppId !== sdkAppId) throw new InputError(`its sdkAppId is ${stored.sdkAppId}`);
    return stored;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`object ${key} is no event (${error.message}): move it out of ${EVENTS_FOLDER}/`);
  }
}

/** The results in the order of the items, with a few of them under way at a time. */
async function forEach<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
