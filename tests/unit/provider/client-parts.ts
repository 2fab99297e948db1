import type { ClientParts, SendAnswer, SendRequest } from "../../../provider/trtc/client";
import type { Failure } from "../../../provider/trtc/errors";
import { fakeClock } from "./fake-clock";
import type { FakeClock } from "./fake-clock";
import { API_KEY, fakeSettings } from "./fake-settings";

/** How one request goes. */
export type Attempt = ({ response: Record<string, unknown> } | { failure: Failure }) & { takesMs?: number };

export const AMBIENT_KEY = { secretId: "AKIDrole", secretKey: "role-secret", token: "role-token" };

export interface FakeParts {
  parts: ClientParts;
  clock: FakeClock;
  requests: SendRequest[];
  /** What was asked of the rate limit: action and calls a second. */
  acquired: [string, number][];
  reports: string[];
}

/** What a client is made of, with a network that follows a script; jitter is half of its bound. */
export function clientParts(attempts: readonly Attempt[], changes: Partial<ClientParts> = {}): FakeParts {
  const clock = fakeClock();
  const requests: SendRequest[] = [];
  const acquired: [string, number][] = [];
  const reports: string[] = [];
  const parts: ClientParts = {
    settings: fakeSettings({ environment: API_KEY }),
    clock,
    random: () => 0.5,
    limiter: {
      acquire(api, maxPerSecond) {
        acquired.push([api, maxPerSecond]);
        return Promise.resolve();
      },
    },
    send(request): Promise<SendAnswer> {
      const attempt = attempts[requests.length];
      requests.push(request);
      if (attempt === undefined) return Promise.reject(new Error("no attempt planned"));
      clock.advance(attempt.takesMs ?? 0);
      return Promise.resolve(
        "response" in attempt
          ? { ok: true, response: attempt.response }
          : { ok: false, failure: attempt.failure },
      );
    },
    ambient: () => Promise.reject(new Error("a role was asked for")),
    report: (message) => void reports.push(message),
    ...changes,
  };
  return { parts, clock, requests, acquired, reports };
}
