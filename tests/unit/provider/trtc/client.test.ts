import { AMBIENT_KEY, clientParts } from "../client-parts";
import type { Attempt } from "../client-parts";
import { operationBudget } from "../../../../provider/trtc/attempt";
import { createApiClient, REQUEST_TIMEOUT_MS } from "../../../../provider/trtc/client";
import { CAM, TRTC } from "../../../../provider/trtc/service";
import type { Call } from "../../../../provider/trtc/client";
import {
  CredentialsError,
  GoneError,
  InputError,
  QuotaError,
  ServiceError,
  ThrottledError,
  UnknownOutcomeError,
} from "../../../../provider/trtc/errors";
import type { Failure } from "../../../../provider/trtc/errors";
import { API_KEY, fakeSettings } from "../fake-settings";
import type { FakeSettings } from "../fake-settings";

function call(changes: Partial<Call> = {}): Call {
  return {
    action: "DescribeCloudSliceTask",
    params: { SdkAppId: 1400000001, TaskId: "t-1" },
    region: "ap-singapore",
    repeatable: true,
    budget: operationBudget(),
    ...changes,
  };
}

function api(code: string, message = "Vendor text."): Failure {
  return { kind: "api", code, message, requestId: "r-1" };
}

const TIMEOUT: Failure = { kind: "unanswered", reason: "timeout" };
const OK: Attempt = { response: { TaskId: "t-1", Status: "Idle", RequestId: "r-0" } };

test("an answer is handed on as it is, after one request with the key, endpoint and time limit", async () => {
  const { parts, requests, acquired } = clientParts([OK]);
  const budget = operationBudget();
  await expect(createApiClient(TRTC, parts).call(call({ budget }))).resolves.toEqual({
    TaskId: "t-1",
    Status: "Idle",
    RequestId: "r-0",
  });
  expect(requests).toEqual([
    {
      version: "2019-07-22",
      action: "DescribeCloudSliceTask",
      params: { SdkAppId: 1400000001, TaskId: "t-1" },
      region: "ap-singapore",
      endpoint: new URL("https://trtc.intl.tencentcloudapi.com"),
      credentials: {
        secretId: API_KEY.TENCENTCLOUD_SECRET_ID,
        secretKey: API_KEY.TENCENTCLOUD_SECRET_KEY,
        token: undefined,
        source: "the environment (TENCENTCLOUD_SECRET_ID)",
      },
      timeoutMs: 8_000,
    },
  ]);
  expect(acquired).toEqual([["trtc:DescribeCloudSliceTask", 20]]);
  expect(budget).toEqual(operationBudget());
});

test("a task in ap-guangzhou is asked for at the mainland site", async () => {
  const { parts, requests } = clientParts([OK]);
  await createApiClient(TRTC, parts).call(call({ region: "ap-guangzhou" }));
  expect(requests.map(({ endpoint, region }) => [endpoint.href, region])).toEqual([
    ["https://trtc.tencentcloudapi.com/", "ap-guangzhou"],
  ]);
});

test("throttling is retried with growing jitter, each try under the rate limit, with the same parameters", async () => {
  const throttled = { failure: api("RequestLimitExceeded") };
  const { parts, requests, acquired, clock } = clientParts([
    throttled,
    throttled,
    throttled,
    throttled,
    throttled,
    OK,
  ]);
  const budget = operationBudget();
  await expect(createApiClient(TRTC, parts).call(call({ budget, repeatable: false }))).resolves.toMatchObject(
    {
      TaskId: "t-1",
    },
  );
  expect(clock.sleeps).toEqual([250, 500, 1_000, 2_000, 4_000]);
  expect(budget.remainingMs).toBe(operationBudget().remainingMs - 7_750);
  expect(acquired).toEqual(Array(6).fill(["trtc:DescribeCloudSliceTask", 20]));
  expect(new Set(requests.map(({ params }) => JSON.stringify(params))).size).toBe(1);
});

test("throttling that does not end is a ThrottledError after fourteen requests, when no wait fits into the 90 s", async () => {
  const { parts, requests, clock } = clientParts(
    Array<Attempt>(14).fill({ failure: api("RequestLimitExceeded") }),
  );
  const promise = createApiClient(TRTC, parts).call(call());
  await expect(promise).rejects.toThrow(ThrottledError);
  await expect(promise).rejects.toThrow(
    "DescribeCloudSliceTask: RequestLimitExceeded (Vendor text): still throttled after every retry: run it again " +
      "later, or lower TRTC_MAX_RPS in each pipeline; RequestId r-1",
  );
  expect(requests).toHaveLength(14);
  expect(clock.sleeps).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, ...Array<number>(7).fill(10_000)]);
});

test("with waits of no time at all throttling that does not end has twenty retries", async () => {
  const { parts, requests, clock } = clientParts(
    Array<Attempt>(21).fill({ failure: api("RequestLimitExceeded") }),
    { random: () => 0 },
  );
  await expect(createApiClient(TRTC, parts).call(call())).rejects.toThrow(ThrottledError);
  expect(requests).toHaveLength(21);
  expect(clock.sleeps).toEqual(Array(20).fill(0));
});

test("InternalError is retried after 3, 6 and 12 s, then fails with code and RequestId", async () => {
  const { parts, requests, clock } = clientParts(
    Array<Attempt>(4).fill({ failure: api("InternalError.CSInternalError") }),
  );
  await expect(createApiClient(TRTC, parts).call(call({ repeatable: false }))).rejects.toMatchObject({
    name: "ServiceError",
    code: "InternalError.CSInternalError",
    requestId: "r-1",
    action: "DescribeCloudSliceTask",
  });
  expect(clock.sleeps).toEqual([3_000, 6_000, 12_000]);
  expect(requests).toHaveLength(4);
});

describe("retries are counted for each sort of failure apart", () => {
  const throttled: Attempt = { failure: api("RequestLimitExceeded") };
  const internal: Attempt = { failure: api("InternalError") };

  test("InternalError after throttles still waits 3, 6 and 12 s", async () => {
    const { parts, requests, clock } = clientParts([
      ...Array<Attempt>(3).fill(throttled),
      ...Array<Attempt>(4).fill(internal),
    ]);
    await expect(createApiClient(TRTC, parts).call(call({ repeatable: false }))).rejects.toThrow(
      new ServiceError(
        "DescribeCloudSliceTask: InternalError (Vendor text): run it again; if it stays, give the RequestId to " +
          "Tencent Cloud support; RequestId r-1",
      ),
    );
    expect(clock.sleeps).toEqual([250, 500, 1_000, 3_000, 6_000, 12_000]);
    expect(requests).toHaveLength(7);
  });

  test("throttling after InternalErrors begins with its smallest wait and has what is left of the 90 s", async () => {
    const { parts, requests, clock } = clientParts([
      ...Array<Attempt>(3).fill(internal),
      ...Array<Attempt>(12).fill(throttled),
    ]);
    await expect(createApiClient(TRTC, parts).call(call({ repeatable: false }))).rejects.toThrow(
      ThrottledError,
    );
    const jitter = [250, 500, 1_000, 2_000, 4_000, 8_000, ...Array<number>(5).fill(10_000)];
    expect(clock.sleeps).toEqual([3_000, 6_000, 12_000, ...jitter]);
    expect(requests).toHaveLength(15);
  });

  test("each goes on where it was when they take turns", async () => {
    const { parts, clock } = clientParts([
      throttled,
      internal,
      throttled,
      internal,
      throttled,
      internal,
      throttled,
      OK,
    ]);
    await expect(createApiClient(TRTC, parts).call(call())).resolves.toEqual({
      TaskId: "t-1",
      Status: "Idle",
      RequestId: "r-0",
    });
    expect(clock.sleeps).toEqual([250, 3_000, 500, 6_000, 1_000, 12_000, 2_000]);
  });

  test("throttling, a lost connection and an unreachable endpoint are one sort", async () => {
    const { parts, clock } = clientParts([
      throttled,
      { failure: { kind: "unanswered", reason: "connection lost" } },
      { failure: { kind: "unreachable", reason: "ECONNREFUSED" } },
      { failure: { kind: "status", status: 429 } },
      OK,
    ]);
    await createApiClient(TRTC, parts).call(call());
    expect(clock.sleeps).toEqual([250, 500, 1_000, 2_000]);
  });

  test("a second call begins to count anew", async () => {
    const { parts, clock } = clientParts([throttled, internal, OK, throttled, internal, OK]);
    const client = createApiClient(TRTC, parts);
    await client.call(call());
    await client.call(call());
    expect(clock.sleeps).toEqual([250, 3_000, 250, 3_000]);
  });
});

test.each([
  ["InvalidParameter.OutOfRange", InputError],
  ["AuthFailure.SignatureExpire", CredentialsError],
  ["AuthFailure.SecretIdNotFound", CredentialsError],
  ["UnauthorizedOperation", CredentialsError],
  ["FailedOperation.RestrictedConcurrency", QuotaError],
  ["FailedOperation", ServiceError],
  ["ResourceNotFound", GoneError],
])("%s is one request and no wait", async (code, errorClass) => {
  const { parts, requests, clock } = clientParts([{ failure: api(code) }]);
  await expect(createApiClient(TRTC, parts).call(call())).rejects.toThrow(errorClass);
  expect(requests).toHaveLength(1);
  expect(clock.sleeps).toEqual([]);
});

test("a call that must not be repeated is given up at the first time-out", async () => {
  const { parts, requests } = clientParts([{ failure: TIMEOUT }]);
  await expect(createApiClient(TRTC, parts).call(call({ repeatable: false }))).rejects.toThrow(
    UnknownOutcomeError,
  );
  expect(requests).toHaveLength(1);
});

test("a call that must not be repeated is repeated when nothing was sent", async () => {
  const { parts, requests } = clientParts([{ failure: { kind: "unreachable", reason: "ECONNREFUSED" } }, OK]);
  await expect(createApiClient(TRTC, parts).call(call({ repeatable: false }))).resolves.toMatchObject({
    TaskId: "t-1",
  });
  expect(requests).toHaveLength(2);
});

describe("the time of an operation", () => {
  test("pays for requests and waits, and ends the retries before it is overdrawn", async () => {
    const budget = { remainingMs: 30_000 };
    const { parts, requests, clock } = clientParts(
      Array<Attempt>(10).fill({ failure: TIMEOUT, takesMs: REQUEST_TIMEOUT_MS }),
    );
    await expect(createApiClient(TRTC, parts).call(call({ budget }))).rejects.toThrow(UnknownOutcomeError);
    // 8 s + 0.25 s + 8 s + 0.5 s + 8 s + 1 s + 8 s, and 2 s more would not fit
    expect(requests).toHaveLength(4);
    expect(clock.sleeps).toEqual([250, 500, 1_000]);
    expect(budget.remainingMs).toBe(30_000 - 33_750);
  });

  test("is not charged for waiting for a turn under the rate limit", async () => {
    const budget = { remainingMs: 1_000 };
    const { parts, clock } = clientParts([OK]);
    const limiter = {
      acquire: () => {
        clock.advance(60_000);
        return Promise.resolve();
      },
    };
    await createApiClient(TRTC, { ...parts, limiter }).call(call({ budget }));
    expect(budget.remainingMs).toBe(1_000);
  });

  test("that is used up allows one request and no wait", async () => {
    const { parts, requests, clock } = clientParts([{ failure: api("RequestLimitExceeded") }]);
    await expect(createApiClient(TRTC, parts).call(call({ budget: { remainingMs: 0 } }))).rejects.toThrow(
      ThrottledError,
    );
    expect(requests).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  });
});

describe("a product without regions", () => {
  const getUser = (): Call => {
    const { region: _region, ...rest } = call({ action: "GetUser", params: { Name: "writer" } });
    return rest;
  };

  test("is asked at its own endpoint and version, under a rate limit of its own", async () => {
    const { parts, requests, acquired } = clientParts([OK]);
    await createApiClient(CAM, parts).call(getUser());
    expect(requests.map(({ version, endpoint, region }) => [version, endpoint.href, region])).toEqual([
      ["2019-01-16", "https://cam.intl.tencentcloudapi.com/", ""],
    ]);
    expect(acquired).toEqual([["cam:GetUser", 20]]);
  });

  test("has codes and words of its own for what is gone, for a quota and for a permission", async () => {
    const { parts } = clientParts([
      { failure: api("InvalidParameter.UserNotExist") },
      { failure: api("LimitExceeded") },
      { failure: api("UnauthorizedOperation") },
    ]);
    const client = createApiClient(CAM, parts);
    await expect(client.call(getUser())).rejects.toThrow(
      new GoneError(
        "GetUser: InvalidParameter.UserNotExist (Vendor text): it is gone: run pulumi up --refresh; RequestId r-1",
      ),
    );
    await expect(client.call(getUser())).rejects.toThrow(
      new QuotaError(
        "GetUser: LimitExceeded (Vendor text): the account or the user has as many of these as it may: " +
          "delete what is not used; RequestId r-1",
      ),
    );
    await expect(client.call(getUser())).rejects.toThrow(
      new CredentialsError(
        "GetUser: UnauthorizedOperation (Vendor text): the key from the environment (TENCENTCLOUD_SECRET_ID) may not do " +
          "this: grant cam:GetUser on resource * in CAM; RequestId r-1",
      ),
    );
  });
});

test("the rate limit follows TRTC_MAX_RPS and the name of the action", async () => {
  const { parts, acquired } = clientParts([OK, OK], {
    settings: fakeSettings({ environment: { ...API_KEY, TRTC_MAX_RPS: "3" } }),
  });
  await createApiClient(TRTC, parts).call(call());
  await createApiClient(TRTC, parts).call(call({ action: "DeleteCloudSliceTask" }));
  expect(acquired).toEqual([
    ["trtc:DescribeCloudSliceTask", 3],
    ["trtc:DeleteCloudSliceTask", 3],
  ]);
});

test("a region that is none of TRTC's is refused without a request", async () => {
  const { parts, requests } = clientParts([]);
  const promise = createApiClient(TRTC, parts).call(call({ region: "ap-tokyo" }));
  await expect(promise).rejects.toThrow(InputError);
  await expect(promise).rejects.toThrow(
    'region is "ap-tokyo", allowed are ap-singapore, eu-frankfurt, ap-guangzhou',
  );
  expect(requests).toEqual([]);
});

test.each([
  [
    "an endpoint with a path",
    { environment: { TENCENTCLOUD_ENDPOINT_URL: "http://127.0.0.1:4577/v1" } },
    'the endpoint of TRTC is "http://127.0.0.1:4577/v1", allowed is an http or https URL of host and port such as ' +
      "http://127.0.0.1:4577: correct TENCENTCLOUD_ENDPOINT_URL_TRTC, TENCENTCLOUD_ENDPOINT_URL or trtc:endpointUrl",
  ],
  [
    "a rate that is none",
    { environment: { TRTC_MAX_RPS: "abc" } },
    'TRTC_MAX_RPS is "abc", allowed is a whole number above 0: correct or unset it',
  ],
  [
    "a number of tasks that is none",
    { config: { "trtc:maxTasksPerApplication": "lots" } },
    'trtc:maxTasksPerApplication is "lots", allowed is a whole number above 0: correct or unset it',
  ],
])(
  "%s is refused without a request",
  async (_what, { environment = {}, config = {} }: FakeSettings, said) => {
    const { parts, requests } = clientParts([], {
      settings: fakeSettings({ environment: { ...API_KEY, ...environment }, config }),
    });
    const promise = createApiClient(TRTC, parts).call(call());
    await expect(promise).rejects.toThrow(new InputError(said));
    await expect(promise).rejects.toThrow(InputError);
    expect(requests).toEqual([]);
  },
);

test("the codes of a kind say what is gone", async () => {
  const failure = { failure: api("FailedOperation.TaskNotExist") };
  const { parts } = clientParts([failure, failure]);
  const client = createApiClient(TRTC, parts);
  await expect(client.call(call())).rejects.toThrow(ServiceError);
  await expect(client.call(call({ notFound: ["FailedOperation.TaskNotExist"] }))).rejects.toThrow(GoneError);
});

describe("secrets that the vendor's message quotes", () => {
  async function messageFor(params: object, message: string, environment: Record<string, string> = {}) {
    const { parts } = clientParts([{ failure: api("InvalidParameter", message) }], {
      settings: fakeSettings({ environment: { ...API_KEY, ...environment } }),
    });
    const error: unknown = await createApiClient(TRTC, parts)
      .call(call({ action: "CreateCloudSliceTask", params }))
      .catch((reason: unknown) => reason);
    return error instanceof Error ? error.message : "";
  }
  const said = (text: string) =>
    `CreateCloudSliceTask: InvalidParameter (${text}): correct the argument and run again; RequestId r-1`;

  test("are taken out, at any depth and as often as they stand there", async () => {
    const params = {
      UserId: "robot",
      UserSig: "planted-user-sig",
      PrivateMapKey: "planted-map-key",
      SliceStorageParams: {
        CloudSliceStorage: { Bucket: "slices", AccessKey: "planted-access", SecretKey: "planted-secret" },
      },
    };
    expect(
      await messageFor(
        params,
        "planted-user-sig of robot, planted-map-key, slices planted-access planted-secret planted-secret " +
          "planted-api-secret planted-token",
        { TENCENTCLOUD_SESSION_TOKEN: "planted-token" },
      ),
    ).toBe(said("[secret] of robot, [secret], slices [secret] [secret] [secret] [secret] [secret]"));
  });

  test("are taken out whole although one begins like another", async () => {
    const params = { AccessKey: "planted", SecretKey: "planted-and-longer" };
    expect(await messageFor(params, "wrong key planted-and-longer of planted")).toBe(
      said("wrong key [secret] of [secret]"),
    );
  });

  test("that are empty change nothing", async () => {
    expect(await messageFor({ AccessKey: "", SecretKey: "" }, "key is empty")).toBe(said("key is empty"));
  });

  test("in a list are taken out too", async () => {
    expect(await messageFor({ Stores: [{ SecretKey: "planted" }] }, "planted")).toBe(said("[secret]"));
    expect(await messageFor({ Supplier: { SecretId: "planted" } }, "planted")).toBe(said("[secret]"));
    expect(await messageFor({ StreamUrl: "rtmp://planted" }, "rtmp://planted")).toBe(said("[secret]"));
    expect(await messageFor({ Cdn: [{ PublishCdnUrl: "rtmp://planted" }] }, "rtmp://planted")).toBe(
      said("[secret]"),
    );
  });
});

describe("the API key", () => {
  test("that is missing is an error of its own, without a request", async () => {
    const { parts, requests, acquired } = clientParts([], { settings: fakeSettings() });
    const promise = createApiClient(TRTC, parts).call(call());
    await expect(promise).rejects.toThrow(CredentialsError);
    await expect(promise).rejects.toThrow("no Tencent Cloud API key was found: set TENCENTCLOUD_SECRET_ID");
    expect(requests).toEqual([]);
    expect(acquired).toEqual([]);
  });

  test("of a role is asked for when the configuration says so", async () => {
    const asked: string[] = [];
    const { parts, requests } = clientParts([OK], {
      settings: fakeSettings({ environment: API_KEY, config: { "trtc:credentialSource": "cvm-role" } }),
      ambient: (source) => {
        asked.push(source);
        return Promise.resolve(AMBIENT_KEY);
      },
    });
    await createApiClient(TRTC, parts).call(call());
    expect(asked).toEqual(["cvm-role"]);
    expect(requests.map(({ credentials }) => credentials)).toEqual([
      { ...AMBIENT_KEY, source: "the role of this CVM instance" },
    ]);
  });

  test("of a role that cannot be had is one sentence with the cure, without a request", async () => {
    const { parts, requests } = clientParts([], {
      settings: fakeSettings({ config: { "trtc:credentialSource": "oidc" } }),
      ambient: () => Promise.reject(new Error("no answer")),
    });
    const promise = createApiClient(TRTC, parts).call(call());
    await expect(promise).rejects.toThrow(CredentialsError);
    await expect(promise).rejects.toThrow(
      "no key could be had from OIDC (TKE_ROLE_ARN) (no answer): check the role, or set TENCENTCLOUD_SECRET_ID and " +
        "TENCENTCLOUD_SECRET_KEY and unset trtc:credentialSource",
    );
    expect(requests).toEqual([]);
  });

  test("is read again for each call, so that a new one in the environment counts at once", async () => {
    const environment: Record<string, string> = { ...API_KEY };
    const { parts, requests } = clientParts([OK, OK], { settings: fakeSettings({ environment }) });
    const client = createApiClient(TRTC, parts);
    await client.call(call());
    environment["TENCENTCLOUD_SECRET_KEY"] = "rotated";
    await client.call(call());
    expect(requests.map(({ credentials }) => credentials.secretKey)).toEqual([
      "planted-api-secret",
      "rotated",
    ]);
  });
});

test("a wait of 3 s and more is explained, a shorter one is not", async () => {
  const internal = {
    kind: "api",
    code: "InternalError.CSInternalError",
    message: "m",
    requestId: "r",
  } as const;
  const { parts, reports } = clientParts([
    { failure: { kind: "unreachable", reason: "ECONNREFUSED" } },
    { failure: internal },
    { failure: internal },
    { response: { TaskId: "t" } },
  ]);
  await createApiClient(TRTC, parts).call(call());
  expect(reports).toEqual([
    "DescribeCloudSliceTask: InternalError.CSInternalError, trying again in 3 s",
    "DescribeCloudSliceTask: InternalError.CSInternalError, trying again in 6 s",
  ]);
});
