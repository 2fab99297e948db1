import { readEnvironment } from "../../endpoint/environment";
import type { Environment, SharedSettings } from "../../endpoint/environment";

/** What the function is told by its environment, none of it secret. */
export interface FunctionSettings extends SharedSettings {
  /** Name of the SSM parameter that holds the keys. */
  keyParameter: string;
}

/**
 * Reads the function's environment.
 *
 * @throws InputError that names every variable that is missing or wrong
 */
export function functionSettings(environment: Environment): FunctionSettings {
  const { shared, value } = readEnvironment(environment, {
    TRTC_CALLBACK_KEY_PARAMETER: { form: /^.+$/, allowed: "the name of an SSM parameter" },
  });
  return { ...shared, keyParameter: value("TRTC_CALLBACK_KEY_PARAMETER") };
}
