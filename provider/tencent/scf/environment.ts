import { InputError } from "../../trtc/errors";

/** What the function is told by its environment. */
export interface FunctionSettings {
  /** Whole name of the bucket that keeps the events. */
  bucket: string;
  /** Region of that bucket. */
  region: string;
  /** URL of scheme, host and port instead of COS itself. */
  endpoint: string | undefined;
  /** Keys that are accepted. Secret. */
  keys: string[];
  /** Applications whose callbacks are taken. */
  sdkAppIds: number[];
  /** Seconds that a callback may lie in the past or in the future. */
  toleranceSeconds: number;
}

const KEYS = "TRTC_CALLBACK_KEYS";

/** Variables and what they have to look like, in words for who set them. */
const VARIABLES = {
  TRTC_EVENTS_BUCKET: [/^.+$/, "the whole name of a bucket"],
  TRTC_EVENTS_REGION: [/^.+$/, "the region of that bucket"],
  [KEYS]: [
    /^[A-Za-z0-9]{1,32}(,[A-Za-z0-9]{1,32})*$/,
    "keys of 1 to 32 letters and digits, with a comma between them",
  ],
  TRTC_SDK_APP_IDS: [/^[1-9]\d{0,9}(,[1-9]\d{0,9})*$/, 'SdkAppIds such as "1400000001,1400000002"'],
  TRTC_TOLERANCE_SECONDS: [/^[1-9]\d{0,4}$/, "a whole number of seconds"],
} as const;

/**
 * Reads the function's environment.
 *
 * @throws InputError that names every variable that is missing or wrong, and shows no key
 */
export function functionSettings(
  environment: Readonly<Record<string, string | undefined>>,
): FunctionSettings {
  const problems = Object.entries(VARIABLES).flatMap(([name, [form, allowed]]) => {
    const given = environment[name];
    if (given !== undefined && form.test(given)) return [];
    return [`${name} is ${shownValue(name, given)}, allowed is ${allowed}`];
  });
  if (problems.length > 0)
    throw new InputError(`the function's environment is not complete: ${problems.join("; ")}`);
  const value = (name: keyof typeof VARIABLES) => environment[name] ?? "";
  return {
    bucket: value("TRTC_EVENTS_BUCKET"),
    region: value("TRTC_EVENTS_REGION"),
    endpoint: environment["TENCENTCLOUD_ENDPOINT_URL_COS"] || undefined,
    keys: value(KEYS).split(","),
    sdkAppIds: value("TRTC_SDK_APP_IDS").split(",").map(Number),
    toleranceSeconds: Number(value("TRTC_TOLERANCE_SECONDS")),
  };
}

function shownValue(name: string, given: string | undefined): string {
  if (given === undefined) return "missing";
  return name === KEYS ? `a secret of ${given.length} characters` : JSON.stringify(given);
}
