import { InputError } from "../trtc/errors";

/** What both functions are told by their environment. */
export interface SharedSettings {
  /** Bucket that keeps the events. */
  bucket: string;
  /** Region of that bucket. */
  region: string;
  /** Applications whose callbacks are taken. */
  sdkAppIds: number[];
  /** Seconds that a callback may lie in the past or in the future. */
  toleranceSeconds: number;
}

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a variable has to look like. */
export interface Variable {
  form: RegExp;
  /** The form in words, for who set it. */
  allowed: string;
  /** Of a secret no message shows more than its length. @default false */
  secret?: boolean;
}

/** Where events go. */
const PLACE = {
  TRTC_EVENTS_BUCKET: { form: /^.+$/, allowed: "the name of a bucket" },
  TRTC_EVENTS_REGION: { form: /^.+$/, allowed: "the region of that bucket" },
} as const satisfies Record<string, Variable>;

/** Which callbacks are taken. */
const FILTER = {
  TRTC_SDK_APP_IDS: {
    form: /^[1-9]\d{0,9}(,[1-9]\d{0,9})*$/,
    allowed: 'SdkAppIds such as "1400000001,1400000002"',
  },
  TRTC_TOLERANCE_SECONDS: { form: /^[1-9]\d{0,4}$/, allowed: "a whole number of seconds" },
} as const satisfies Record<string, Variable>;

/** The variables of both functions. */
export type SharedVariable = keyof typeof PLACE | keyof typeof FILTER;

/**
 * Reads a function's environment.
 *
 * @param own - the cloud's own variables, and its own words for shared ones
 * @returns the settings of both functions, and the text of each variable
 * @throws InputError that names every variable that is missing or wrong, and shows no secret
 */
export function readEnvironment<Own extends string>(
  environment: Environment,
  own: Readonly<Record<Own, Variable>>,
): { shared: SharedSettings; value: (name: SharedVariable | Own) => string } {
  const variables: Readonly<Record<string, Variable>> = { ...PLACE, ...own, ...FILTER };
  const problems = Object.entries(variables).flatMap(([name, variable]) => {
    const given = environment[name];
    if (given !== undefined && variable.form.test(given)) return [];
    return [`${name} is ${shownValue(given, variable)}, allowed is ${variable.allowed}`];
  });
  if (problems.length > 0)
    throw new InputError(`the function's environment is not complete: ${problems.join("; ")}`);
  const value = (name: SharedVariable | Own) => environment[name] ?? "";
  const shared = {
    bucket: value("TRTC_EVENTS_BUCKET"),
    region: value("TRTC_EVENTS_REGION"),
    sdkAppIds: value("TRTC_SDK_APP_IDS").split(",").map(Number),
    toleranceSeconds: Number(value("TRTC_TOLERANCE_SECONDS")),
  };
  return { shared, value };
}

function shownValue(given: string | undefined, { secret = false }: Variable): string {
  if (given === undefined) return "missing";
  return secret ? `a secret of ${given.length} characters` : JSON.stringify(given);
}
