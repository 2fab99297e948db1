import type { KeySource } from "../../callback/accepted-keys";
import { checkKeys } from "../../callback/signature";

/** How long keys are used before they are read again, in milliseconds: a rotation needs no deploy. */
const USED_MS = 300_000;
/** How long after a try there is no other, in milliseconds: neither a forger nor an outage makes a call of each request. */
const PAUSE_MS = 10_000;

/**
 * Keys that are read when they are first asked for, when they are older than five minutes, and when none of them fits and they
 * are older than ten seconds. After a try that failed those from before are answered for ten seconds.
 *
 * @param read - answers the keys with `,` between them
 */
export function keySource(read: () => Promise<string>, now: () => number = Date.now): KeySource {
  let keys: readonly string[] | undefined;
  let readAt = 0;
  let triedAt = 0;
  return async ({ fresh }) => {
    const isYoung = !fresh && now() - readAt <= USED_MS;
    if (keys !== undefined && (isYoung || now() - triedAt <= PAUSE_MS)) return keys;
    triedAt = now();
    const answer = (await read()).split(",");
    checkKeys(answer);
    readAt = triedAt;
    keys = answer;
    return keys;
  };
}
