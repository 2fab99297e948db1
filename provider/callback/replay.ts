import { MAX_BODY_BYTES } from "./body";
import { eventKey } from "./event-key";
import type { EventStorage } from "./event-storage";
import { readStoredEvent, storedEventText } from "./stored-event";
import type { StoredEvent } from "./stored-event";

/** What lines did to the storage. */
export interface ReplayCount {
  /** Objects that were missing and are there now. */
  stored: number;
  /** Objects that were already there. */
  existing: number;
  /** Lines without an event. */
  otherLines: number;
  /** Events that cannot be put back, cut or changed on their way: whatever has the word `trtcEventToReplay` and cannot be read. */
  damaged: number;
}

const WORD = "trtcEventToReplay";
/** How a line begins, behind its brace; a key in it may have the word, but no quote. */
const MARK = `"${WORD}`;
/** Characters: more than the line of any body has. */
const MAX_LINE = 2 * MAX_BODY_BYTES;

/**
 * The one line that a log keeps in place of the storage. None of its values has a quote, a backslash or a brace, so that it can be read
 * in whatever way a log service writes it.
 */
export function replayLine({ sdkAppId, receivedAt, sign, rawBody, event }: StoredEvent): string {
  const key = eventKey(sdkAppId, event.body);
  return JSON.stringify({ [WORD]: 1, key, sdkAppId, receivedAt, sign, rawBody });
}

/**
 * Stores the events of log lines that `storeEvents` wrote when the storage was down. A line may have text of the log service before
 * and after it, and stand within JSON or CSV, escaped any number of times; several may stand in one. What is there already is left
 * alone, so that the same lines can be given again. Signatures are not checked: give the log of the function itself, where no one else
 * can write.
 *
 * @throws what the storage throws: the lines so far are stored
 *
 * @example
 * ```ts
 * const lines = createInterface({ input: createReadStream("function.log") });
 * const { stored, damaged } = await replayEvents(s3EventStorage({ bucket: "events", region: "ap-southeast-1" }), lines);
 * ```
 */
export async function replayEvents(
  storage: EventStorage,
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<ReplayCount> {
  const count: ReplayCount = { stored: 0, existing: 0, otherLines: 0, damaged: 0 };
  for await (const line of lines) {
    const [before = "", ...behindMarks] = line.split(MARK);
    if (behindMarks.length === 0) count[before.includes(WORD) ? "damaged" : "otherLines"]++;
    for (const text of behindMarks) {
      const unstored = unstoredObject(text);
      if (unstored === undefined) count.damaged++;
      else if ((await storage.putOnce(unstored.key, unstored.object)) === "stored") count.stored++;
      else count.existing++;
    }
  }
  return count;
}

/** The object of a line when it is still what `replayLine` wrote: its key is made of its body. */
function unstoredObject(behindMark: string): { key: string; object: string } | undefined {
  // JSON puts backslashes before a quote, also before a slash; CSV doubles it
  const text = behindMark.slice(0, MAX_LINE).replaceAll("\\", "").replace(/"+/g, '"');
  const line = `{${MARK}${text.slice(0, text.indexOf("}") + 1)}`;
  try {
    const stored = readStoredEvent(line);
    if (replayLine(stored) !== line) return undefined;
    return { key: eventKey(stored.sdkAppId, stored.event.body), object: storedEventText(stored) };
  } catch {
    return undefined;
  }
}
