import { ambientCredentials, createApiClient, sendWithSdk } from "./client";
import type { ApiClient, ClientParts } from "./client";
import { systemClock } from "./clock";
import { sharedLimiter } from "./rate-limit";
import type { ApiService } from "./service";
import type { Settings } from "./settings";

/** This process's network, clock and rate limit. */
export function processParts(settings: Settings, report: (message: string) => void): ClientParts {
  return {
    settings,
    clock: systemClock,
    random: Math.random,
    // looked up when a call is made: to load a module changes nothing
    limiter: { acquire: (api, maxPerSecond) => sharedLimiter().acquire(api, maxPerSecond) },
    send: sendWithSdk,
    ambient: ambientCredentials(),
    report,
  };
}

/** The client of a product on this process's network, clock and rate limit. */
export function processClient(
  service: ApiService,
  settings: Settings,
  report: (message: string) => void,
): ApiClient {
  return createApiClient(service, processParts(settings, report));
}
