import { setMaxListeners } from "node:events";

/** One for everything under way; Node would warn of a leak at the eleventh request that listens to it. */
export function createAbort(): AbortController {
  const abort = new AbortController();
  setMaxListeners(0, abort.signal);
  return abort;
}
