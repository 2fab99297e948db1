import { findCredentials } from "../trtc/credentials";
import { InputError } from "../trtc/errors";
import { maxRequestsPerSecond } from "../trtc/settings";
import type { Settings } from "../trtc/settings";
import type { CheckFailure, Rule } from "./schema";

/** Problems of the environment that stop every call to the account: no API key, a wrong setting. No network. */
export function accountRules(settings: Settings): Rule[] {
  return [
    () => settingProblem(() => maxRequestsPerSecond(settings)),
    () => {
      const answer = findCredentials(settings);
      return answer.kind === "missing" ? { property: "", reason: answer.reason } : undefined;
    },
  ];
}

/** What is wrong with a setting, if anything. */
export function settingProblem(read: () => unknown): CheckFailure | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { property: "", reason: error.message };
  }
}
