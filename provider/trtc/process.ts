import { ambientCredentials, createTrtcClient, sendWithSdk } from "./client";
import type { TrtcClient } from "./client";
import { systemClock } from "./clock";
import { sharedLimiter } from "./rate-limit";
import type { Settings } from "./settings";

/** The client on this process's network, clock and rate limit. */
export function processClient(settings: Settings): TrtcClient {
  return createTrtcClient({
    settings,
    clock: systemClock,
    random: Math.random,
    limiter: sharedLimiter(),
    send: sendWithSdk,
    ambient: ambientCredentials(),
  });
}
