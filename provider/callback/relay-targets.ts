import type { RELAY_STATUS, WordOf } from "./codes";
import type { TrtcEvent } from "./events";
import { orderEvents } from "./order-events";

/** A target of a relay task. */
export interface RelayTarget {
  taskId: string;
  /** Where the stream goes, as the service sends it. May hold the stream key of another service: do not print it. */
  url: string;
  /**
   * What a page may show of the URL: scheme, host and application, `rtmp://a.rtmp.youtube.com/live2/***`. What follows them is a
   * stream key on many services, in the path or in the query.
   */
  shownUrl: string;
  /** In the service's words: `idle`, `connecting`, `running`, `recovering`, `failed`, `disconnecting`; `unknown` for a number that is not documented. */
  state: WordOf<typeof RELAY_STATUS>;
  /** Since when it is in this state, as far as it was told: ISO 8601 in UTC with milliseconds. */
  since?: string;
  /** Code of the latest event, where it has one. */
  errorCode?: number;
  /** The service's words of the latest event, where it has some. */
  errorMsg?: string;
}

/**
 * The state of each target of relay tasks: the API has no Describe for them, the events of group 4 are what there is.
 *
 * A state belongs to task and URL together. It is that of the latest event by event time, so that late and repeated events move
 * no target back; an event without a time counts only where there is none with one. Targets come in the order in which they were
 * first told of. Other events are passed over.
 *
 * @example What is not running, for a page of monitoring
 * ```ts
 * const stored = await readEvents(storage, { sdkAppId: 1400000001, taskId });
 * const targets = relayTargets(stored.map(({ event }) => event));
 * const rows = targets.filter(({ state }) => state !== "running").map(({ shownUrl, state, since }) => ({ shownUrl, state, since }));
 * ```
 */
export function relayTargets(events: readonly TrtcEvent[]): RelayTarget[] {
  const ordered = orderEvents(events);
  const targets = new Map<string, RelayTarget>();
  for (const event of [...ordered.filter(isUntimed), ...ordered.filter((one) => !isUntimed(one))]) {
    const target = targetIn(event);
    if (target === undefined) continue;
    const place = JSON.stringify([target.taskId, target.url]);
    const before = targets.get(place);
    const since = before?.state === target.state ? (before.since ?? event.occurredAt) : event.occurredAt;
    targets.set(place, { ...target, ...(since !== undefined && { since }) });
  }
  return [...targets.values()];
}

function isUntimed({ occurredAt }: TrtcEvent): boolean {
  return occurredAt === undefined;
}

/** What one event tells of its target, apart from the time. */
function targetIn(event: TrtcEvent): RelayTarget | undefined {
  if (event.name !== "CLOUD_PUBLISH_CDN_STATUS") return undefined;
  const { taskId } = event;
  const { url, statusWord: state = "unknown", errorCode, errorMsg } = event.payload;
  if (taskId === undefined || url === undefined) return undefined;
  return {
    taskId,
    url,
    shownUrl: shownUrl(url),
    state,
    ...(errorCode !== undefined && { errorCode }),
    ...(errorMsg !== undefined && { errorMsg }),
  };
}

/** A URL without user, password, query and all of the path but the application. */
function shownUrl(url: string): string {
  if (!URL.canParse(url)) return "***";
  const { protocol, host, pathname } = new URL(url);
  const [app, ...stream] = pathname.split("/").filter((part) => part !== "");
  return `${protocol}//${host}${app === undefined || stream.length === 0 ? "" : `/${app}`}/***`;
}
