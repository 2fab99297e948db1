import { readEnvironment } from "../../endpoint/environment";
import type { Environment, SharedSettings } from "../../endpoint/environment";

/** What the function is told by its environment. */
export interface FunctionSettings extends SharedSettings {
  /** URL of scheme, host and port instead of COS itself. */
  endpoint: string | undefined;
  /** Keys that are accepted. Secret. */
  keys: string[];
}

/**
 * Reads the function's environment.
 *
 * @throws InputError that names every variable that is missing or wrong, and shows no key
 */
export function functionSettings(environment: Environment): FunctionSettings {
  const { shared, value } = readEnvironment(environment, {
    TRTC_EVENTS_BUCKET: { form: /^.+$/, allowed: "the whole name of a bucket" },
    TRTC_CALLBACK_KEYS: {
      form: /^[A-Za-z0-9]{1,32}(,[A-Za-z0-9]{1,32})*$/,
      allowed: "keys of 1 to 32 letters and digits, with a comma between them",
      secret: true,
    },
  });
  return {
    ...shared,
    endpoint: environment["TENCENTCLOUD_ENDPOINT_URL_COS"] || undefined,
    keys: value("TRTC_CALLBACK_KEYS").split(","),
  };
}
