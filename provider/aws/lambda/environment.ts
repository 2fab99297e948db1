import { InputError } from "../../trtc/errors";

/** What the function is told by its environment, none of it secret. */
export interface FunctionSettings {
  /** Bucket that keeps the events. */
  bucket: string;
  /** Region of that bucket. */
  region: string;
  /** Name of the SSM parameter that holds the keys. */
  keyParameter: string;
  /** Applications whose callbacks are taken. */
  sdkAppIds: number[];
  /** Seconds that a callback may lie in the past or in the future. */
  toleranceSeconds: number;
}

/** Variables and what they have to look like, in words for who set them. */
const VARIABLES = {
  TRTC_EVENTS_BUCKET: [/^.+$/, "the name of a bucket"],
  TRTC_EVENTS_REGION: [/^.+$/, "the region of that bucket"],
  TRTC_CALLBACK_KEY_PARAMETER: [/^.+$/, "the name of an SSM parameter"],
  TRTC_SDK_APP_IDS: [/^[1-9]\d{0,9}(,[1-9]\d{0,9})*$/, 'SdkAppIds such as "1400000001,1400000002"'],
  TRTC_TOLERANCE_SECONDS: [/^[1-9]\d{0,4}$/, "a whole number of seconds"],
} as const;

/**
 * Reads the function's environment.
 *
 * @throws InputError that names every variable that is missing or wrong
 */
export function functionSettings(
  environment: Readonly<Record<string, string | undefined>>,
): FunctionSettings {
  const problems = Object.entries(VARIABLES).flatMap(([name, [form, allowed]]) => {
    const given = environment[name];
    if (given !== undefined && form.test(given)) return [];
    const shown = given === undefined ? "missing" : JSON.stringify(given);
    return [`${name} is ${shown}, allowed is ${allowed}`];
  });
  if (problems.length > 0)
    throw new InputError(`the function's environment is not complete: ${problems.join("; ")}`);
  const value = (name: keyof typeof VARIABLES) => environment[name] ?? "";
  return {
    bucket: value("TRTC_EVENTS_BUCKET"),
    region: value("TRTC_EVENTS_REGION"),
    keyParameter: value("TRTC_CALLBACK_KEY_PARAMETER"),
    sdkAppIds: value("TRTC_SDK_APP_IDS").split(",").map(Number),
    toleranceSeconds: Number(value("TRTC_TOLERANCE_SECONDS")),
  };
}
