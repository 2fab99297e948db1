/** What is known of a failed call. None of it holds a secret. */
export interface TrtcErrorDetails {
  /** API action, for example `CreateCloudSliceTask`. */
  action?: string | undefined;
  /** The vendor's error code, or one of ours for a call without an answer: `Unreachable`, `Timeout`, `ConnectionLost`, `UnreadableAnswer`, `HTTP502`. */
  code?: string | undefined;
  /** The vendor's RequestId: what their support asks for. */
  requestId?: string | undefined;
}

/** Base class of every error of this package. One subclass for each remedy. */
export class TrtcError extends Error {
  declare readonly action: string | undefined;
  declare readonly code: string | undefined;
  declare readonly requestId: string | undefined;
  /** True when a try of the call, which need not be the last one, may have taken effect. */
  declare mayHaveTakenEffect?: true;

  constructor(message: string, details: TrtcErrorDetails = {}) {
    super(message);
    this.name = new.target.name;
    // what is not there is not printed either
    if (details.action !== undefined) this.action = details.action;
    if (details.code !== undefined) this.code = details.code;
    if (details.requestId !== undefined) this.requestId = details.requestId;
  }
}

/** The request was refused for what it says: fix the argument that the message names. */
export class InputError extends TrtcError {}
/** The request was not believed or not allowed: fix the credentials, the CAM policy or the clock. */
export class CredentialsError extends TrtcError {}
/** A quota of the account or the application is used up: end something or ask the vendor for more. */
export class QuotaError extends TrtcError {}
/** Still refused for its rate after every retry: try later or lower the rate. */
export class ThrottledError extends TrtcError {}
/** What the call is about no longer exists: run `pulumi up --refresh`. */
export class GoneError extends TrtcError {}
/** The service, or the way to it, is at fault: try again, then ask the vendor with the RequestId. */
export class ServiceError extends TrtcError {}
/** The request was sent and no usable answer came: it may or may not have taken effect. */
export class UnknownOutcomeError extends TrtcError {
  override mayHaveTakenEffect = true as const;
}

/** True when the call that failed may have taken effect, by its last try or one before. */
export function mayHaveTakenEffect(error: unknown): error is TrtcError & { mayHaveTakenEffect: true } {
  return error instanceof TrtcError && error.mayHaveTakenEffect === true;
}

/** The error without its trace: a program that fails prints it, and the sentence is enough. */
export function withoutStack<E extends Error>(error: E): E {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

/** Why a single try of a call failed. */
export type Failure =
  /** The API answered with an error. */
  | { kind: "api"; code: string; message: string; requestId: string | undefined }
  /** The request never left: no connection, no name, no route. */
  | { kind: "unreachable"; reason: string }
  /** An HTTP status other than 200. */
  | { kind: "status"; status: number }
  /** Sent, and then no usable answer. */
  | { kind: "unanswered"; reason: "timeout" | "connection lost" | "unreadable answer" };

/** What a message says beside the failure itself. */
export interface CallContext {
  action: string;
  endpoint: string;
  /** Where the API key came from, in words. */
  credentialSource: string;
  /** What to grant a key that may not do this: `trtc:CreateCloudSliceTask on resource *`. */
  permission: string;
  /** Codes, or families of them, that say that what the call is about is gone. */
  notFound: readonly string[];
  /** What to do when it is gone. */
  gone: string;
  /** Codes, or families of them, of a quota that is used up. */
  quotaCodes: readonly string[];
  /** What to do about the quota. */
  quota: string;
  /** Whether the same call may simply be made again. */
  repeatable: boolean;
}

/** `code` itself or one below it: `InternalError` covers `InternalError.CSInternalError`. */
export function isCode(code: string | undefined, ...families: readonly string[]): boolean {
  return code !== undefined && families.some((family) => code === family || code.startsWith(`${family}.`));
}

/** True when the call may have taken effect although it failed. */
export function outcomeIsUnknown(failure: Failure): boolean {
  return (
    failure.kind === "unanswered" ||
    (failure.kind === "status" && failure.status >= 500) ||
    // the vendor advises to repeat the same parameters, not to assume that nothing happened
    (failure.kind === "api" && isCode(failure.code, "InternalError"))
  );
}

/** A failure in a few words. */
export function failureText(failure: Failure): string {
  switch (failure.kind) {
    case "api":
      return failure.code;
    case "unreachable":
      return `cannot be reached (${failure.reason})`;
    case "status":
      return `HTTP ${failure.status}`;
    case "unanswered":
      return failure.reason;
  }
}

/** The error for a failure that is final. */
export function errorOf(failure: Failure, context: CallContext): TrtcError {
  switch (failure.kind) {
    case "api":
      return apiError(failure, context);
    case "unreachable":
      return new ServiceError(
        `${context.action}: ${context.endpoint} cannot be reached (${failure.reason}): check the network, http_proxy ` +
          `and TENCENTCLOUD_ENDPOINT_URL; nothing was sent`,
        { action: context.action, code: "Unreachable" },
      );
    case "status":
      return statusError(failure.status, context);
    case "unanswered":
      return new UnknownOutcomeError(
        `${context.action}: no usable answer from ${context.endpoint} (${failure.reason}), so it is not known ` +
          `whether the call took effect${context.repeatable ? ": run it again" : ""}`,
        { action: context.action, code: UNANSWERED_CODES[failure.reason] },
      );
  }
}

const UNANSWERED_CODES = {
  timeout: "Timeout",
  "connection lost": "ConnectionLost",
  "unreadable answer": "UnreadableAnswer",
} as const;

function statusError(status: number, context: CallContext): TrtcError {
  const details = { action: context.action, code: `HTTP${status}` };
  const text = `${context.action}: ${context.endpoint} answered HTTP ${status}`;
  if (status === 429) return new ThrottledError(`${text} after every retry: run it again later`, details);
  if (status >= 500) return new UnknownOutcomeError(`${text}: run it again later`, details);
  return new ServiceError(
    `${text}, which is no answer of the API: check http_proxy and TENCENTCLOUD_ENDPOINT_URL`,
    details,
  );
}

function apiError(failure: Extract<Failure, { kind: "api" }>, context: CallContext): TrtcError {
  const { code, requestId } = failure;
  const details = { action: context.action, code, requestId };
  // a refusal of CAM is said over several lines
  const message = failure.message.trim().replace(/\s+/g, " ").replace(/\.$/, "");
  const said = `${context.action}: ${code} (${message})`;
  const trail = requestId === undefined ? "" : `; RequestId ${requestId}`;
  const remedy = (cure: string) => `${said}: ${cure}${trail}`;

  if (isCode(code, ...CLOCK_CODES)) {
    return new CredentialsError(
      remedy("the clock of this machine is off by more than five minutes: set it and run again"),
      details,
    );
  }
  if (isCode(code, ...PERMISSION_CODES)) {
    return new CredentialsError(
      remedy(
        `the key from ${context.credentialSource} may not do this: grant ${missingPermission(message) ?? context.permission} in CAM`,
      ),
      details,
    );
  }
  if (isCode(code, ...KEY_CODES)) {
    return new CredentialsError(
      remedy(`the key from ${context.credentialSource} was not accepted: check it`),
      details,
    );
  }
  if (isCode(code, ...THROTTLING_CODES)) {
    return new ThrottledError(
      remedy("still throttled after every retry: run it again later, or lower TRTC_MAX_RPS in each pipeline"),
      details,
    );
  }
  if (isCode(code, ...context.quotaCodes)) return new QuotaError(remedy(context.quota), details);
  if (isCode(code, ...context.notFound)) return new GoneError(remedy(context.gone), details);
  if (isCode(code, ...INPUT_CODES))
    return new InputError(remedy("correct the argument and run again"), details);
  return new ServiceError(
    remedy("run it again; if it stays, give the RequestId to Tencent Cloud support"),
    details,
  );
}

/** A call may need more than its own permission, and on another resource: CAM says which is missing. */
function missingPermission(message: string): string | undefined {
  const [, action, resource] =
    /perform operation \(([a-z]+:[A-Za-z]+)\) resource \(([^\s()]+)\)/.exec(message) ?? [];
  return action === undefined || resource === undefined ? undefined : `${action} on resource ${resource}`;
}

// of the API, and of COS: https://www.tencentcloud.com/document/product/436/7730
const CLOCK_CODES = ["AuthFailure.SignatureExpire", "RequestTimeTooSkewed"];
const PERMISSION_CODES = ["AuthFailure.UnauthorizedOperation", "UnauthorizedOperation", "AccessDenied"];
const KEY_CODES = ["AuthFailure", "InvalidAccessKeyId", "SignatureDoesNotMatch"];
/** Refused for its rate: nothing happened. */
export const THROTTLING_CODES: readonly string[] = ["RequestLimitExceeded", "SlowDown"];
const INPUT_CODES = [
  "InvalidParameter",
  "InvalidParameterValue",
  "MissingParameter",
  "UnknownParameter",
  "UnsupportedRegion",
  "UnsupportedOperation",
  "RequestSizeLimitExceeded",
  "InvalidAction",
  "NoSuchVersion",
  "InvalidArgument",
  "InvalidBucketName",
  "MalformedXML",
  "BucketAlreadyOwnedByYou",
  "BucketAlreadyExists",
];
