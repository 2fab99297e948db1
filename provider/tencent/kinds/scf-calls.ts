import type { Bag } from "../../resource/schema";
import { operationBudget } from "../../trtc/attempt";
import type { ApiClient, Call } from "../../trtc/client";
import type { Clock } from "../../trtc/clock";
import { TrtcError } from "../../trtc/errors";

export interface ScfParts {
  scf: ApiClient;
  clock: Clock;
  /** Says what takes long. */
  report(message: string): void;
}

/** What is called about one function, until a moment at which it is given up. */
export interface ScfFunctionCalls {
  /** Calls, again while the function is being changed. */
  call(call: Pick<Call, "action" | "params" | "repeatable">): Promise<Bag>;
  /** Asks until there is an answer, else hears what is waited for; undefined when it is given up. */
  until<Answer>(ask: () => Promise<{ answer: Answer } | string>): Promise<Answer | undefined>;
}

/** SCF says Active within seconds as a rule; no page gives a figure. */
export const WAIT_MS = 180_000;
/** A role that has just been made is known to SCF within this time. No page gives a figure. */
const NEW_ROLE_MS = 60_000;
const POLL_MS = 1_000;
const REPORT_MS = 10_000;

/** The function is being made or changed: nothing happened, and it will be possible. */
const BUSY = [
  "FailedOperation.FunctionStatusError",
  "FailedOperation.FunctionNameStatusError",
  "FailedOperation.FunctionVersionStatusNotActive",
  "FailedOperation.OperationConflict",
  // what the vendor's list of codes says of these two: not in this state of the function
  "FailedOperation.DeleteFunction",
  "FailedOperation.CreateTrigger",
];
const NO_ROLE = "ResourceNotFound.Role";

/** The calls of one operation about a function: together they wait for `WAIT_MS` at most. */
export function scfCalls(
  { scf, clock, report }: ScfParts,
  { functionName, region }: { functionName: string; region: string },
): ScfFunctionCalls {
  const started = clock.now();
  let nextReport = started;

  return {
    async call({ action, params, repeatable }) {
      for (;;) {
        try {
          return await scf.call({ action, params, region, repeatable, budget: operationBudget() });
        } catch (error) {
          const patience = patienceFor(error);
          if (clock.now() - started >= patience) throw error;
          await wait(`${action} is not possible yet`);
        }
      }
    },

    async until(ask) {
      for (;;) {
        const said = await ask();
        if (typeof said !== "string") return said.answer;
        if (clock.now() - started >= WAIT_MS) return undefined;
        await wait(said);
      }
    },
  };

  async function wait(reason: string): Promise<void> {
    if (clock.now() >= nextReport) {
      const seconds = Math.round((clock.now() - started) / 1000);
      report(`waiting for function ${functionName}: ${reason} (${seconds} s)`);
      nextReport = clock.now() + REPORT_MS;
    }
    await clock.sleep(POLL_MS);
  }
}

/** Milliseconds for which an error may pass by itself; 0 for one that stays. */
function patienceFor(error: unknown): number {
  if (!(error instanceof TrtcError)) return 0;
  // exact codes: one below `DeleteFunction` may say something else
  if (error.code !== undefined && BUSY.includes(error.code)) return WAIT_MS;
  return error.code === NO_ROLE ? NEW_ROLE_MS : 0;
}
