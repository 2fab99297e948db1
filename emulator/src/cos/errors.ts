/**
 * COS's error codes with their HTTP status and message. Codes and status: https://www.tencentcloud.com/document/product/436/7730,
 * a page that describes the errors but does not quote their messages. Those of AccessDenied (…/436/40105), RequestExpired (the
 * vendor's Node SDK compares it) and SignatureDoesNotMatch (seen in answers) are COS's own, the others are ours.
 */
const ERRORS = {
  AccessDenied: { status: 403, message: "Access Denied." },
  BadDigest: { status: 400, message: "The Content-MD5 you specified did not match what we received." },
  BucketAlreadyOwnedByYou: {
    status: 409,
    message: "The bucket you tried to create already exists, and you own it.",
  },
  BucketNotEmpty: { status: 409, message: "The bucket you tried to delete is not empty." },
  EntityTooLarge: { status: 400, message: "Your proposed upload exceeds the maximum allowed object size." },
  FileAlreadyExists: { status: 409, message: "The object already exists and must not be overwritten." },
  InternalError: { status: 500, message: "We encountered an internal error. Please try again." },
  InvalidAccessKeyId: {
    status: 403,
    message: "The Access Key Id you provided does not exist in our records.",
  },
  InvalidArgument: { status: 400, message: "A request parameter is not valid." },
  InvalidAuthorization: {
    status: 400,
    code: "InvalidArgument",
    message:
      "The Authorization is not a COS signature: q-sign-algorithm=sha1 and the six further q- fields expected.",
  },
  InvalidBucketName: { status: 400, message: "The specified bucket is not valid." },
  InvalidDigest: { status: 400, message: "The Content-MD5 you specified is not valid." },
  InvalidRange: { status: 416, message: "The requested range cannot be satisfied." },
  InvalidURI: { status: 400, message: "Could not parse the specified URI." },
  KeyTooLong: { status: 400, message: "Your key is too long: at most 850 bytes are allowed." },
  MalformedXML: {
    status: 400,
    message: "The XML you provided was not well-formed or not of the expected form.",
  },
  MethodNotAllowed: { status: 405, message: "The specified method is not allowed against this resource." },
  NoSuchBucket: { status: 404, message: "The specified bucket does not exist." },
  NoSuchKey: { status: 404, message: "The specified key does not exist." },
  NotImplemented: { status: 501, message: "The emulator does not implement this operation." },
  PreconditionFailed: { status: 412, message: "A precondition of the request did not hold." },
  RequestExpired: { status: 403, code: "AccessDenied", message: "Request has expired" },
  SignatureDoesNotMatch: { status: 403, message: "The Signature you specified is invalid." },
} satisfies Record<string, { status: number; code?: string; message: string }>;

/** Why a call is refused. */
export type CosFault = keyof typeof ERRORS;

export interface CosError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Status, code and message of a fault. */
export function cosError(fault: CosFault): CosError {
  return { code: fault, ...ERRORS[fault] };
}
