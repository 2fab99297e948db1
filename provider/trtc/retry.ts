import { isCode, outcomeIsUnknown, THROTTLING_CODES } from "./errors";
import type { Failure } from "./errors";

export interface RetryQuestion {
  failure: Failure;
  /** Retries already made for this call after failures of this sort: each sort has a bound of its own. */
  retries: number;
  /** True when a repeat of a call that took effect does no harm: Describe, Modify, Delete. False for Create. */
  repeatable: boolean;
  /** A number in [0, 1). */
  random: number;
}

/** Milliseconds to wait before the next try, or undefined when the failure is final. */
export function retryDelay({ failure, retries, repeatable, random }: RetryQuestion): number | undefined {
  // the vendor's own advice for InternalError: same parameters after 3, 6, 12 s (D:45169)
  if (failureSort(failure) === "internal error") return INTERNAL_ERROR_DELAYS[retries];
  if (retries >= MAX_RETRIES) return undefined;
  // refused for its rate: nothing happened
  if (isThrottling(failure)) return fullJitter(retries, random);
  // the API says it is out for a moment: nothing happened
  if (failure.kind === "api" && isCode(failure.code, "ServiceUnavailable", "ResourceUnavailable"))
    return fullJitter(retries, random);
  // COS did not get the whole request: nothing happened
  if (failure.kind === "api" && isCode(failure.code, "RequestTimeout")) return fullJitter(retries, random);
  // the request never left this machine
  if (failure.kind === "unreachable") return fullJitter(retries, random);
  // it may have taken effect: only a call that may be repeated is
  if (outcomeIsUnknown(failure) && repeatable) return fullJitter(retries, random);
  // a parameter, a key, a quota: the same call would fail again
  return undefined;
}

/** Failures of one sort are counted together. */
export function failureSort(failure: Failure): "internal error" | "passing" {
  return failure.kind === "api" && isCode(failure.code, "InternalError") ? "internal error" : "passing";
}

/** More than fit into the time of an operation (90 s): that ends the tries, so that a service that is dead for a minute is survived. */
const MAX_RETRIES = 20;
const INTERNAL_ERROR_DELAYS: readonly number[] = [3_000, 6_000, 12_000];
const JITTER_BASE_MS = 500;
const JITTER_CAP_MS = 20_000;

function isThrottling(failure: Failure): boolean {
  return (
    (failure.kind === "api" && isCode(failure.code, ...THROTTLING_CODES)) ||
    (failure.kind === "status" && failure.status === 429)
  );
}

/** Any time up to a bound that doubles: callers that failed together do not come back together. */
function fullJitter(retries: number, random: number): number {
  return random * Math.min(JITTER_CAP_MS, JITTER_BASE_MS * 2 ** retries);
}
