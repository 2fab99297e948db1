import { ambientCredentials, createTrtcClient, sendWithSdk } from "./client";
import type { TrtcClient } from "./client";
import { systemClock } from "./clock";
import { sharedLimiter } from "./rate-limit";
import type { Settings } from "./settings";

/** The client on this process's network, clock and rate limit. */
export function processClient(settings: Settings, report: (message: string) => void): TrtcClient {
  return createTrtcClient({
    settings,
    clock: systemClock,
    random: Math.random,
    // looked up when a call is made: to load a module changes nothing
    limiter: { acquire: (api, maxPerSecond) => sharedLimiter().acquire(api, maxPerSecond) },
    send: sendWithSdk,
    ambient: ambientCredentials(),
    report,
  });
}
