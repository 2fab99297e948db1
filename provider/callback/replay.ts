import { readBody } from "./body";
import { eventKey } from "./event-key";
import type { EventStorage } from "./event-storage";
import { readStoredEvent } from "./stored-event";

/** An object that could not be stored. */
export interface UnstoredObject {
  key: string;
  object: string;
}

/** What lines did to the storage. */
export interface ReplayCount {
  /** Objects that were missing and are there now. */
  stored: number;
  /** Objects that were already there. */
  existing: number;
  /** Lines without an event. */
  otherLines: number;
  /** Lines with an event that was cut or changed on its way: it cannot be put back. */
  damaged: number;
}

const MARK = '{"trtcEventToReplay":';

/** The one line that a log keeps in place of the storage. */
export function replayLine({ key, object }: UnstoredObject): string {
  return `${MARK}1,"key":${JSON.stringify(key)},"object":${JSON.stringify(object)}}`;
}

/**
 * Stores the events of log lines that `storeEvents` wrote when the storage was down. A line may have text of the log service before
 * and after it, or stand within JSON as an escaped text. What is there already is left alone, so that the same lines can be given again.
 * Signatures are not checked: give the log of the function itself, where no one else can write.
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
    const text = markedText(line);
    const found = text === undefined ? undefined : unstoredObject(text);
    if (text === undefined) count.otherLines++;
    else if (found === undefined) count.damaged++;
    else if ((await storage.putOnce(found.key, found.object)) === "stored") count.stored++;
    else count.existing++;
  }
  return count;
}

/** The line as `replayLine` made it, with what stands behind it. */
function markedText(line: string): string | undefined {
  const at = line.indexOf(MARK);
  if (at >= 0) return line.slice(at);
  const escapedAt = line.indexOf(JSON.stringify(MARK).slice(1, -1));
  if (escapedAt < 0) return undefined;
  const escaped = /^(?:[^"\\]|\\.)*/.exec(line.slice(escapedAt))?.[0] ?? "";
  const text = parsedOrNothing(`"${escaped}"`);
  // a line was meant, whatever became of it
  return typeof text === "string" ? text : MARK;
}

/** The object of a marked line when it is still what was stored: its key is made of its body. */
function unstoredObject(text: string): UnstoredObject | undefined {
  const line = parsedOrNothing(text.slice(0, text.lastIndexOf("}") + 1));
  if (typeof line !== "object" || line === null || !("key" in line) || !("object" in line)) return undefined;
  const { key, object } = line;
  if (typeof key !== "string" || typeof object !== "string") return undefined;
  try {
    const { sdkAppId, rawBody } = readStoredEvent(object);
    return eventKey(sdkAppId, readBody(Buffer.from(rawBody, "base64"))) === key ? { key, object } : undefined;
  } catch {
    return undefined;
  }
}

function parsedOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
