import type { Clock } from "./clock";
import { failureText, outcomeIsUnknown } from "./errors";
import type { Failure, TrtcError } from "./errors";
import type { Limiter } from "./rate-limit";
import { failureSort, retryDelay } from "./retry";

/** The time that one lifecycle operation may spend on calls and waits; waiting for a turn under the rate limit is not counted. */
export interface Budget {
  remainingMs: number;
}

/** Every call of an operation ends within this time plus one request; what settles a lost Create or Delete may take 12 s and two requests more. */
const OPERATION_BUDGET_MS = 90_000;

export function operationBudget(): Budget {
  return { remainingMs: OPERATION_BUDGET_MS };
}

export interface AttemptParts {
  clock: Clock;
  /** A number in [0, 1). */
  random(): number;
  limiter: Limiter;
  /** Says why a call takes long. */
  report(message: string): void;
}

export interface Attempt<Value> {
  /** In words, for a report. */
  name: string;
  limit: { key: string; maxPerSecond: number };
  /** True when a repeat of a call that took effect does no harm. */
  repeatable: boolean;
  budget: Budget;
  /** Makes one try and never throws; its failure holds no secret. */
  send(): Promise<{ ok: true; value: Value } | { ok: false; failure: Failure }>;
  /** The error of a failure that is final. */
  errorOf(failure: Failure): TrtcError;
}

/** Waits shorter than this need no explanation. */
const LONG_WAIT_MS = 3_000;

/** Tries under the rate limit until there is an answer, the failure is final, or the budget is used up. */
export async function attempt<Value>(
  { clock, random, limiter, report }: AttemptParts,
  { name, limit, repeatable, budget, send, errorOf }: Attempt<Value>,
): Promise<Value> {
  const retries = { "internal error": 0, passing: 0 };
  let mayHaveTakenEffect = false;
  for (;;) {
    await limiter.acquire(limit.key, limit.maxPerSecond);
    const started = clock.now();
    const answer = await send();
    budget.remainingMs -= clock.now() - started;
    if (answer.ok) return answer.value;

    const { failure } = answer;
    mayHaveTakenEffect ||= outcomeIsUnknown(failure);
    const made = retries[failureSort(failure)]++;
    const delay = retryDelay({ failure, retries: made, repeatable, random: random() });
    if (delay === undefined || delay >= budget.remainingMs) {
      const error = errorOf(failure);
      if (mayHaveTakenEffect) error.mayHaveTakenEffect = true;
      throw error;
    }
    budget.remainingMs -= delay;
    if (delay >= LONG_WAIT_MS)
      report(`${name}: ${failureText(failure)}, trying again in ${Math.round(delay / 1000)} s`);
    await clock.sleep(delay);
  }
}
