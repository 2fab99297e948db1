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
  EntityTooSmall: { status: 400, message: "A part but the last is smaller than 1 MB." },
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
  InvalidAwsAuthorization: {
    status: 400,
    code: "InvalidArgument",
    message:
      "The Authorization is not an AWS signature of version 4: Credential of service s3, SignedHeaders with host, Signature, x-amz-date and x-amz-content-sha256 expected.",
  },
  InvalidBucketName: { status: 400, message: "The specified bucket is not valid." },
  InvalidDigest: { status: 400, message: "The Content-MD5 you specified is not valid." },
  InvalidPart: { status: 400, message: "A part was not uploaded, or its ETag is another." },
  InvalidPartOrder: { status: 400, message: "The list of parts is not in ascending order of part numbers." },
  InvalidRange: { status: 416, message: "The requested range cannot be satisfied." },
  InvalidURI: { status: 400, message: "Could not parse the specified URI." },
  KeyTooLong: { status: 400, message: "Your key is too long: at most 850 bytes are allowed." },
  MalformedPolicy: {
    status: 400,
    message:
      "The policy is not JSON, or its version, statements, effects, actions or resources are not valid.",
  },
  MalformedXML: {
    status: 400,
    message: "The XML you provided was not well-formed or not of the expected form.",
  },
  MethodNotAllowed: { status: 405, message: "The specified method is not allowed against this resource." },
  NoSuchBucket: { status: 404, message: "The specified bucket does not exist." },
  NoSuchBucketPolicy: { status: 404, message: "The bucket has no policy." },
  NoSuchCORSConfiguration: { status: 404, message: "The bucket has no CORS configuration." },
  NoSuchDomainConfiguration: { status: 404, message: "The bucket has no domain configuration." },
  NoSuchEncryptionConfiguration: { status: 404, message: "The bucket has no encryption configuration." },
  NoSuchKey: { status: 404, message: "The specified key does not exist." },
  NoSuchLifecycleConfiguration: { status: 404, message: "The bucket has no lifecycle configuration." },
  NoSuchOriginConfiguration: { status: 404, message: "The bucket has no origin configuration." },
  NoSuchRefererConfiguration: { status: 404, message: "The bucket has no referer configuration." },
  NoSuchTagSet: { status: 404, message: "The bucket has no tags." },
  NoSuchUpload: { status: 404, message: "The specified multipart upload does not exist." },
  NoSuchVersion: { status: 404, message: "The specified version does not exist." },
  NoSuchWebsiteConfiguration: { status: 404, message: "The bucket has no website configuration." },
  NotImplemented: { status: 501, message: "The emulator does not implement this operation." },
  PreconditionFailed: { status: 412, message: "A precondition of the request did not hold." },
  ReplicationConfigurationnotFoundError: {
    status: 404,
    message: "The bucket has no replication configuration.",
  },
  RequestExpired: { status: 403, code: "AccessDenied", message: "Request has expired" },
  RequestTimeTooSkewed: {
    status: 403,
    message: "The difference between the request time and the current time is too large.",
  },
  SignatureDoesNotMatch: { status: 403, message: "The Signature you specified is invalid." },
  XAmzContentSHA256Mismatch: {
    status: 400,
    message: "The x-amz-content-sha256 you specified did not match what we received.",
  },
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
