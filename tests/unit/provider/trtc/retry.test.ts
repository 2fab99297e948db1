import type { Failure } from "../../../../provider/trtc/errors";
import { failureSort, retryDelay } from "../../../../provider/trtc/retry";

const ALMOST_ONE = 0.999999;

function api(code: string): Failure {
  return { kind: "api", code, message: "said", requestId: "r-1" };
}

const THROTTLED: [string, Failure][] = [
  ["RequestLimitExceeded", api("RequestLimitExceeded")],
  ["RequestLimitExceeded.UinLimitExceeded", api("RequestLimitExceeded.UinLimitExceeded")],
  ["RequestLimitExceeded.IPLimitExceeded", api("RequestLimitExceeded.IPLimitExceeded")],
  ["SlowDown", api("SlowDown")],
  ["HTTP 429", { kind: "status", status: 429 }],
];
const OUT_FOR_A_MOMENT: [string, Failure][] = [
  ["ServiceUnavailable", api("ServiceUnavailable")],
  ["ResourceUnavailable", api("ResourceUnavailable")],
  ["RequestTimeout of COS, which did not get the whole request", api("RequestTimeout")],
];
const UNREACHABLE: [string, Failure][] = [
  ["a refused connection", { kind: "unreachable", reason: "ECONNREFUSED" }],
];
const UNKNOWN_OUTCOME: [string, Failure][] = [
  ["a time-out", { kind: "unanswered", reason: "timeout" }],
  ["a lost connection", { kind: "unanswered", reason: "connection lost" }],
  ["an unreadable answer", { kind: "unanswered", reason: "unreadable answer" }],
  ["HTTP 500", { kind: "status", status: 500 }],
  ["HTTP 502", { kind: "status", status: 502 }],
  ["HTTP 503", { kind: "status", status: 503 }],
];
const FINAL: [string, Failure][] = [
  ...[
    "InvalidParameter",
    "InvalidParameter.OutOfRange",
    "InvalidParameter.SdkAppId",
    "InvalidParameterValue.RoomId",
    "MissingParameter.Bucket",
    "UnknownParameter",
    "AuthFailure",
    "AuthFailure.SignatureExpire",
    "AuthFailure.SignatureFailure",
    "AuthFailure.UnauthorizedOperation",
    "UnauthorizedOperation.SdkAppId",
    "FailedOperation",
    "FailedOperation.CSUnsupportMethod",
    "FailedOperation.RestrictedConcurrency",
    "LimitExceeded",
    "ResourceNotFound",
    "UnsupportedOperation",
    "AccessDenied",
    "RequestTimeTooSkewed",
    "InternalErrorOfAnotherFamily",
    "RequestLimitExceededOfAnotherFamily",
  ].map((code): [string, Failure] => [code, api(code)]),
  ["HTTP 301", { kind: "status", status: 301 }],
  ["HTTP 404", { kind: "status", status: 404 }],
  ["HTTP 407", { kind: "status", status: 407 }],
];

describe.each([true, false])("with repeatable %s", (repeatable) => {
  test.each([...THROTTLED, ...OUT_FOR_A_MOMENT, ...UNREACHABLE])(
    "%s is tried twenty more times, with full jitter that doubles from 500 ms up to 20 s",
    (_name, failure) => {
      const delays = [0, 1, 2, 3, 4, 5, 6, 19, 20].map((retries) => [
        retryDelay({ failure, retries, repeatable, random: 0 }),
        retryDelay({ failure, retries, repeatable, random: 0.5 }),
      ]);
      expect(delays).toEqual([
        [0, 250],
        [0, 500],
        [0, 1_000],
        [0, 2_000],
        [0, 4_000],
        [0, 8_000],
        [0, 10_000],
        [0, 10_000],
        [undefined, undefined],
      ]);
    },
  );

  test.each(["InternalError", "InternalError.CSInternalError", "InternalError.GetRoomCacheIpError"])(
    "%s waits 3, 6 and 12 s whatever the random number, then is final",
    (code) => {
      for (const random of [0, ALMOST_ONE]) {
        const delays = [0, 1, 2, 3, 4].map((retries) =>
          retryDelay({ failure: api(code), retries, repeatable, random }),
        );
        expect(delays).toEqual([3_000, 6_000, 12_000, undefined, undefined]);
      }
    },
  );

  test.each(FINAL)("%s is final at once", (_name, failure) => {
    expect(retryDelay({ failure, retries: 0, repeatable, random: 0.5 })).toBeUndefined();
  });
});

test.each(UNKNOWN_OUTCOME)("a call that may be repeated is repeated after %s", (_name, failure) => {
  expect(retryDelay({ failure, retries: 0, repeatable: true, random: 0.5 })).toBe(250);
  expect(retryDelay({ failure, retries: 5, repeatable: true, random: 0.5 })).toBe(8_000);
  expect(retryDelay({ failure, retries: 6, repeatable: true, random: 0.5 })).toBe(10_000);
  expect(retryDelay({ failure, retries: 20, repeatable: true, random: 0.5 })).toBeUndefined();
});

test.each(UNKNOWN_OUTCOME)("Create is never repeated here after %s", (_name, failure) => {
  expect(retryDelay({ failure, retries: 0, repeatable: false, random: 0.5 })).toBeUndefined();
});

test.each([...THROTTLED, ...OUT_FOR_A_MOMENT, ...UNREACHABLE, ...UNKNOWN_OUTCOME])(
  "no wait after %s is above 20 s or below 0",
  (_name, failure) => {
    for (let retries = 0; retries < 100; retries++) {
      const longest = retryDelay({ failure, retries, repeatable: true, random: ALMOST_ONE }) ?? 0;
      const shortest = retryDelay({ failure, retries, repeatable: true, random: 0 }) ?? 0;
      expect(longest).toBeLessThan(20_000);
      expect(shortest).toBe(0);
    }
  },
);

test("the jitter stays below its bound with the largest random number, and the last bound is 20 s, not 32", () => {
  const failure = api("RequestLimitExceeded");
  const delays = [0, 1, 2, 3, 4, 5, 6].map((retries) =>
    retryDelay({ failure, retries, repeatable: false, random: ALMOST_ONE }),
  );
  expect(delays).toEqual(
    [500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000].map((bound) => bound * ALMOST_ONE),
  );
});

test.each(["InternalError", "InternalError.CSInternalError", "InternalError.GetRoomCacheIpError"])(
  "%s is counted as an internal error",
  (code) => {
    expect(failureSort(api(code))).toBe("internal error");
  },
);

test.each([...THROTTLED, ...OUT_FOR_A_MOMENT, ...UNREACHABLE, ...UNKNOWN_OUTCOME, ...FINAL])(
  "%s is counted as passing",
  (_name, failure) => {
    expect(failureSort(failure)).toBe("passing");
  },
);
