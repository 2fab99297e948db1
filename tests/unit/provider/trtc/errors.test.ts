import {
  CredentialsError,
  errorOf,
  GoneError,
  InputError,
  isCode,
  mayHaveTakenEffect,
  outcomeIsUnknown,
  QuotaError,
  ServiceError,
  ThrottledError,
  TrtcError,
  UnknownOutcomeError,
  failureText,
} from "../../../../provider/trtc/errors";
import type { Failure } from "../../../../provider/trtc/errors";
import { findCredentials } from "../../../../provider/trtc/credentials";
import { TRTC } from "../../../../provider/trtc/service";
import { CONTEXT } from "../fake-client";
import { fakeSettings } from "../fake-settings";

type ErrorClass = new (message: string) => TrtcError;

const KEY = "the key from the environment (TENCENTCLOUD_SECRET_ID)";
const NOT_ACCEPTED = `${KEY} was not accepted: check it`;
const NOT_ALLOWED = `${KEY} may not do this: grant trtc:CreateCloudSliceTask on resource * in CAM`;
const CLOCK = "the clock of this machine is off by more than five minutes: set it and run again";
const THROTTLED =
  "still throttled after every retry: run it again later, or lower TRTC_MAX_RPS in each pipeline";
const QUOTA = "an application runs 500 tasks at once unless a ticket raised it: end tasks or ask for more";
const GONE = "the task has ended: run pulumi up --refresh";
const INPUT = "correct the argument and run again";
const SERVICE = "run it again; if it stays, give the RequestId to Tencent Cloud support";

/** Code, class, cure: the vendor's table of the slicing APIs, then the codes of RemoveUser, then common ones. */
const CODES: [string, ErrorClass, string][] = [
  ["AuthFailure", CredentialsError, NOT_ACCEPTED],
  ["AuthFailure.UnRealNameAuthenticated", CredentialsError, NOT_ACCEPTED],
  ["AuthFailure.UnauthorizedOperation", CredentialsError, NOT_ALLOWED],
  ["AuthFailure.UnsupportedOperation", CredentialsError, NOT_ACCEPTED],
  ["FailedOperation", ServiceError, SERVICE],
  ["FailedOperation.CSUnsupportMethod", ServiceError, SERVICE],
  ["FailedOperation.RestrictedConcurrency", QuotaError, QUOTA],
  ["InternalError.CSInternalError", ServiceError, SERVICE],
  ["InvalidParameter.OutOfRange", InputError, INPUT],
  ["InvalidParameter.SdkAppId", InputError, INPUT],
  ["MissingParameter.AccessKey", InputError, INPUT],
  ["MissingParameter.Bucket", InputError, INPUT],
  ["MissingParameter.Region", InputError, INPUT],
  ["MissingParameter.RoomId", InputError, INPUT],
  ["MissingParameter.SdkAppId", InputError, INPUT],
  ["MissingParameter.SecretKey", InputError, INPUT],
  ["MissingParameter.SliceParams", InputError, INPUT],
  ["MissingParameter.SliceStorageParams", InputError, INPUT],
  ["MissingParameter.SliceType", InputError, INPUT],
  ["MissingParameter.TaskId", InputError, INPUT],
  ["MissingParameter.UserId", InputError, INPUT],
  ["MissingParameter.UserSig", InputError, INPUT],
  ["MissingParameter.Vendor", InputError, INPUT],
  ["UnsupportedOperation", InputError, INPUT],
  ["ResourceNotFound", GoneError, GONE],
  ["ResourceNotFound.ResourceNotFound", GoneError, GONE],

  ["FailedOperation.RoomNotExist", ServiceError, SERVICE],
  ["InternalError.GetRoomCacheIpError", ServiceError, SERVICE],
  ["InvalidParameter.RoomId", InputError, INPUT],
  ["InvalidParameterValue.RoomId", InputError, INPUT],
  ["UnauthorizedOperation.SdkAppId", CredentialsError, NOT_ALLOWED],

  ["AuthFailure.InvalidSecretId", CredentialsError, NOT_ACCEPTED],
  ["AuthFailure.MFAFailure", CredentialsError, NOT_ACCEPTED],
  ["AuthFailure.SecretIdNotFound", CredentialsError, NOT_ACCEPTED],
  ["AuthFailure.SignatureFailure", CredentialsError, NOT_ACCEPTED],
  ["AuthFailure.TokenFailure", CredentialsError, NOT_ACCEPTED],
  ["AuthFailure.SignatureExpire", CredentialsError, CLOCK],
  ["UnauthorizedOperation", CredentialsError, NOT_ALLOWED],
  ["RequestLimitExceeded", ThrottledError, THROTTLED],
  ["RequestLimitExceeded.IPLimitExceeded", ThrottledError, THROTTLED],
  ["RequestLimitExceeded.UinLimitExceeded", ThrottledError, THROTTLED],
  ["RequestLimitExceeded.GlobalRegionUinLimitExceeded", ThrottledError, THROTTLED],
  ["LimitExceeded", QuotaError, QUOTA],
  ["InternalError", ServiceError, SERVICE],
  ["ServiceUnavailable", ServiceError, SERVICE],
  ["ResourceUnavailable", ServiceError, SERVICE],
  ["ResourceInUse", ServiceError, SERVICE],
  ["ResourceInsufficient", ServiceError, SERVICE],
  ["ActionOffline", ServiceError, SERVICE],
  ["ACodeThatNobodyHasSeen", ServiceError, SERVICE],
  ["InvalidParameter", InputError, INPUT],
  ["InvalidParameterValue", InputError, INPUT],
  ["MissingParameter", InputError, INPUT],
  ["UnknownParameter", InputError, INPUT],
  ["UnsupportedRegion", InputError, INPUT],
  ["RequestSizeLimitExceeded", InputError, INPUT],
  ["InvalidAction", InputError, INPUT],
  ["NoSuchVersion", InputError, INPUT],

  // of COS: https://www.tencentcloud.com/document/product/436/7730
  ["AccessDenied", CredentialsError, NOT_ALLOWED],
  ["InvalidAccessKeyId", CredentialsError, NOT_ACCEPTED],
  ["SignatureDoesNotMatch", CredentialsError, NOT_ACCEPTED],
  ["RequestTimeTooSkewed", CredentialsError, CLOCK],
  ["SlowDown", ThrottledError, THROTTLED],
  ["InvalidArgument", InputError, INPUT],
  ["InvalidBucketName", InputError, INPUT],
  ["MalformedXML", InputError, INPUT],
  ["RequestTimeout", ServiceError, SERVICE],
];

test.each(CODES)("%s becomes a %p that says what to do", (code, errorClass, cure) => {
  const error = errorOf({ kind: "api", code, message: "Vendor text.", requestId: "r-1" }, CONTEXT);
  expect(error.message).toBe(`CreateCloudSliceTask: ${code} (Vendor text): ${cure}; RequestId r-1`);
  expect(error.constructor).toBe(errorClass);
  expect(Object.fromEntries(Object.entries(error))).toEqual({
    name: errorClass.name,
    action: "CreateCloudSliceTask",
    code,
    requestId: "r-1",
  });
});

test.each([
  ["what is missing of the call itself", "trtc:CreateCloudSliceTask", "*"],
  ["what else the call needs", "cam:PassRole", "qcs::cam::uin/100000000001:roleName/events"],
])("a refusal that names %s is cured by granting that, on one line", (_what, action, resource) => {
  const message = `You are not authorized. [[request id:r-1]you are not authorized to perform operation (${action})\nresource (${resource}) has no permission\n]`;
  const code = "AuthFailure.UnauthorizedOperation";
  expect(errorOf({ kind: "api", code, message, requestId: "r-1" }, CONTEXT).message).toBe(
    `CreateCloudSliceTask: ${code} (You are not authorized. [[request id:r-1]you are not authorized to perform operation (${action}) ` +
      `resource (${resource}) has no permission ]): ${KEY} may not do this: grant ${action} on resource ${resource} in CAM; RequestId r-1`,
  );
});

test("an error without a RequestId does not speak of one of its own", () => {
  const error = errorOf(
    { kind: "api", code: "FailedOperation", message: " operation failed. ", requestId: undefined },
    CONTEXT,
  );
  expect(error.message).toBe(
    "CreateCloudSliceTask: FailedOperation (operation failed): " +
      "run it again; if it stays, give the RequestId to Tencent Cloud support",
  );
  expect(error.requestId).toBeUndefined();
});

test("the quota message names the quota that trtc:maxTasksPerApplication set", () => {
  const error = errorOf(
    { kind: "api", code: "FailedOperation.RestrictedConcurrency", message: "Too many", requestId: "r-1" },
    { ...CONTEXT, quota: TRTC.quota(fakeSettings({ config: { "trtc:maxTasksPerApplication": "1000" } })) },
  );
  expect(error.message).toBe(
    "CreateCloudSliceTask: FailedOperation.RestrictedConcurrency (Too many): an application runs 1000 tasks at once " +
      "unless a ticket raised it: end tasks or ask for more; RequestId r-1",
  );
});

test("what the call's context says is what the message says: permission, quota and what is gone", () => {
  const context = {
    ...CONTEXT,
    action: "putBucket",
    permission: "cos:PutBucket on resource *",
    notFound: ["NoSuchBucket"],
    gone: "the bucket is gone",
    quotaCodes: ["TooManyBuckets"],
    quota: "delete a bucket",
  };
  const message = (code: string) =>
    errorOf({ kind: "api", code, message: "Said.", requestId: undefined }, context).message;
  expect(message("AccessDenied")).toBe(
    `putBucket: AccessDenied (Said): ${KEY} may not do this: grant cos:PutBucket on resource * in CAM`,
  );
  expect(message("NoSuchBucket")).toBe("putBucket: NoSuchBucket (Said): the bucket is gone");
  expect(message("TooManyBuckets")).toBe("putBucket: TooManyBuckets (Said): delete a bucket");
  // in another context these say nothing of the kind
  const failure: Failure = { kind: "api", code: "TooManyBuckets", message: "Said.", requestId: "r-1" };
  expect(errorOf(failure, CONTEXT)).toBeInstanceOf(ServiceError);
});

test("a call that may be repeated says so when its outcome is not known", () => {
  const error = errorOf({ kind: "unanswered", reason: "timeout" }, { ...CONTEXT, repeatable: true });
  expect(error.message).toBe(
    "CreateCloudSliceTask: no usable answer from https://trtc.intl.tencentcloudapi.com (timeout), so it is not known " +
      "whether the call took effect: run it again",
  );
});

test("which codes say that a task is gone is the kind's to say", () => {
  const failure: Failure = {
    kind: "api",
    code: "InvalidParameter.TaskId",
    message: "no such task",
    requestId: "r-1",
  };
  expect(errorOf(failure, CONTEXT)).toBeInstanceOf(InputError);
  expect(errorOf(failure, { ...CONTEXT, notFound: ["InvalidParameter.TaskId"] })).toBeInstanceOf(GoneError);
});

test("a refused key from Pulumi config comes with how to make a new one count", () => {
  const answer = findCredentials(
    fakeSettings({ config: { "trtc:secretId": "AKIDx", "trtc:secretKey": "planted-api-secret" } }),
  );
  expect(answer.kind).toBe("static");
  const credentialSource = answer.kind === "static" ? answer.credentials.source : "";
  const error = errorOf(
    { kind: "api", code: "AuthFailure.SignatureFailure", message: "wrong signature", requestId: "r-1" },
    { ...CONTEXT, credentialSource },
  );
  expect(error.message).toBe(
    "CreateCloudSliceTask: AuthFailure.SignatureFailure (wrong signature): the key from Pulumi config trtc:secretId " +
      "(refresh and destroy use the copy in state: after a change run pulumi up, use --run-program, or set " +
      "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY) was not accepted: check it; RequestId r-1",
  );
  expect(error.message).not.toContain("planted");
});

const UNANSWERED: [Failure, ErrorClass, string, string][] = [
  [
    { kind: "unreachable", reason: "ECONNREFUSED" },
    ServiceError,
    "Unreachable",
    "CreateCloudSliceTask: https://trtc.intl.tencentcloudapi.com cannot be reached (ECONNREFUSED): check the network, " +
      "http_proxy and TENCENTCLOUD_ENDPOINT_URL; nothing was sent",
  ],
  [
    { kind: "unanswered", reason: "timeout" },
    UnknownOutcomeError,
    "Timeout",
    "CreateCloudSliceTask: no usable answer from https://trtc.intl.tencentcloudapi.com (timeout), so it is not known " +
      "whether the call took effect",
  ],
  [
    { kind: "unanswered", reason: "connection lost" },
    UnknownOutcomeError,
    "ConnectionLost",
    "CreateCloudSliceTask: no usable answer from https://trtc.intl.tencentcloudapi.com (connection lost), so it is " +
      "not known whether the call took effect",
  ],
  [
    { kind: "unanswered", reason: "unreadable answer" },
    UnknownOutcomeError,
    "UnreadableAnswer",
    "CreateCloudSliceTask: no usable answer from https://trtc.intl.tencentcloudapi.com (unreadable answer), so it is " +
      "not known whether the call took effect",
  ],
  [
    { kind: "status", status: 429 },
    ThrottledError,
    "HTTP429",
    "CreateCloudSliceTask: https://trtc.intl.tencentcloudapi.com answered HTTP 429 after every retry: run it again later",
  ],
  [
    { kind: "status", status: 502 },
    UnknownOutcomeError,
    "HTTP502",
    "CreateCloudSliceTask: https://trtc.intl.tencentcloudapi.com answered HTTP 502: run it again later",
  ],
  [
    { kind: "status", status: 404 },
    ServiceError,
    "HTTP404",
    "CreateCloudSliceTask: https://trtc.intl.tencentcloudapi.com answered HTTP 404, which is no answer of the API: " +
      "check http_proxy and TENCENTCLOUD_ENDPOINT_URL",
  ],
];

test.each(UNANSWERED)("without an answer of the API: %j", (failure, errorClass, code, message) => {
  const error = errorOf(failure, CONTEXT);
  expect(error.message).toBe(message);
  expect(error.constructor).toBe(errorClass);
  expect(Object.fromEntries(Object.entries(error))).toEqual({
    name: errorClass.name,
    action: "CreateCloudSliceTask",
    code,
    requestId: undefined,
    ...(errorClass === UnknownOutcomeError && { mayHaveTakenEffect: true }),
  });
});

test("every error is a TrtcError and an Error, and is caught by its own class alone", () => {
  const classes = [
    InputError,
    CredentialsError,
    QuotaError,
    ThrottledError,
    GoneError,
    ServiceError,
    UnknownOutcomeError,
  ];
  for (const errorClass of classes) {
    const error = new errorClass("said");
    expect(error).toBeInstanceOf(TrtcError);
    expect(error).toBeInstanceOf(Error);
    expect(classes.filter((other) => error instanceof other)).toEqual([errorClass]);
  }
});

test("a family covers its own code and those below it, not those that merely begin alike", () => {
  expect(isCode("InternalError", "InternalError")).toBe(true);
  expect(isCode("InternalError.CSInternalError", "InternalError")).toBe(true);
  expect(isCode("InternalErrors", "InternalError")).toBe(false);
  expect(isCode("RequestLimitExceeded", "LimitExceeded")).toBe(false);
  expect(isCode("ResourceNotFound", "InternalError", "ResourceNotFound")).toBe(true);
  expect(isCode("ResourceNotFound")).toBe(false);
  expect(isCode(undefined, "ResourceNotFound")).toBe(false);
});

test.each<[Failure, boolean]>([
  [{ kind: "unanswered", reason: "timeout" }, true],
  [{ kind: "unanswered", reason: "connection lost" }, true],
  [{ kind: "unanswered", reason: "unreadable answer" }, true],
  [{ kind: "status", status: 500 }, true],
  [{ kind: "status", status: 504 }, true],
  [{ kind: "status", status: 429 }, false],
  [{ kind: "status", status: 403 }, false],
  [{ kind: "unreachable", reason: "ENOTFOUND" }, false],
  [{ kind: "api", code: "InternalError.CSInternalError", message: "", requestId: "r" }, true],
  [{ kind: "api", code: "FailedOperation", message: "", requestId: "r" }, false],
  [{ kind: "api", code: "RequestLimitExceeded", message: "", requestId: "r" }, false],
])("whether %j may have taken effect: %s", (failure, expected) => {
  expect(outcomeIsUnknown(failure)).toBe(expected);
});

test.each([
  [{ kind: "api", code: "InternalError", message: "m", requestId: "r" } as const, "InternalError"],
  [{ kind: "unreachable", reason: "ENOTFOUND" } as const, "cannot be reached (ENOTFOUND)"],
  [{ kind: "status", status: 502 } as const, "HTTP 502"],
  [{ kind: "unanswered", reason: "timeout" } as const, "timeout"],
])("the failure %j in a few words", (failure, text) => {
  expect(failureText(failure)).toBe(text);
});

test("an error may have taken effect by its class or by what it says, and nothing else does", () => {
  const marked = Object.assign(new QuotaError("full"), { mayHaveTakenEffect: true as const });
  const candidates = [
    new UnknownOutcomeError("silent"),
    marked,
    new QuotaError("full"),
    new TypeError("a bug"),
    "text",
  ];
  expect(candidates.map(mayHaveTakenEffect)).toEqual([true, true, false, false, false]);
});
