import type { EventStorage } from "./event-storage";
import { eventKey } from "./event-key";
import { UnavailableError } from "./handler";
import type { ReceivedEvent } from "./handler";
import { replayLine } from "./replay";
import { storedEventText } from "./stored-event";
import type { StoredEvent } from "./stored-event";

export type { StoredEvent } from "./stored-event";

export interface StoreEventsOptions {
  /**
   * Gets one line for each event that could not be stored: keep it, `replayEvents` stores what it holds. A line is four thirds of
   * the body and 1 kB long. CloudWatch Logs
   * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html) and CLS
   * (https://www.tencentcloud.com/document/product/614/78959) take 1 MB: a body of 780 kB, where TRTC's have about 1 kB. A longer line
   * is cut there, and `replayEvents` counts it as damaged.
   * @default - none: an event that could not be stored is kept nowhere
   */
  log?(line: string): void;
  /** Milliseconds since the Unix epoch. */
  now?(): number;
  /** Resolves after this many milliseconds; between tries. */
  sleep?(ms: number): Promise<void>;
}

/** TRTC waits 5 seconds for an answer. */
const BUDGET_MS = 4000;
const TRY_MS = 1500;
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 900;

/**
 * An `onEvent` that keeps each event as one object under `eventKey`. An event that is already there is left alone: with repeats, and
 * with any number of processes, there is one object for each event.
 *
 * A put that fails is tried again as long as another try can end within 4 seconds, 1.5 seconds each. Then the event goes to `log`.
 *
 * @throws UnavailableError when the event is not stored
 *
 * @example
 * ```ts
 * const storage = s3EventStorage({ bucket: "events", region: "ap-southeast-1" });
 * const onEvent = storeEvents(storage, { log: console.error });
 * ```
 */
export function storeEvents(
  storage: EventStorage,
  options: StoreEventsOptions = {},
): (received: ReceivedEvent) => Promise<void> {
  const { log, now = Date.now, sleep = pause } = options;
  return async (received) => {
    const key = eventKey(received.sdkAppId, received.body);
    const stored = storedEvent(received);
    const object = storedEventText(stored);
    const end = now() + BUDGET_MS;
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 3, MAX_PAUSE_MS)) {
      const failure = await failureOf(() => storage.putOnce(key, object));
      if (failure === undefined) return;
      if (now() + wait + TRY_MS > end) {
        log?.(replayLine(stored));
        throw new UnavailableError(`the event was not stored (${failure}): ${log ? IN_LOG : NOWHERE}`);
      }
      await sleep(wait);
    }
  };
}

const IN_LOG = "it is in the log for replay-events";
const NOWHERE = "it is kept nowhere, give storeEvents a log";

function storedEvent({ sdkAppId, receivedAt, sign, rawBody, event }: ReceivedEvent): StoredEvent {
  return { sdkAppId, receivedAt, sign, rawBody: Buffer.from(rawBody).toString("base64"), event };
}

/** Why a put failed, or did not end in time; undefined when the object is there. */
async function failureOf(put: () => Promise<unknown>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${TRY_MS / 1000} s`), TRY_MS);
  });
  try {
    return await Promise.race([put().then(() => undefined), late]);
  } catch (error) {
    return error instanceof Error ? error.message : `a thrown ${typeof error}`;
  } finally {
    clearTimeout(timer);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
