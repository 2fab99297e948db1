import { request as httpRequest } from "node:http";

import { tc3Signature } from "../../../../emulator/src/api/tc3";
import { anyNumber, anyText } from "../any-value";
import {
  clientOf,
  createRequest,
  failureOf,
  SDK_APP_ID,
  SDK_SECRET_KEY,
  startedEmulator,
  STORAGE_KEY,
  userSig,
} from "../started-emulator";
import type { StartedEmulator } from "../started-emulator";

let started: StartedEmulator;
beforeAll(async () => {
  started = await startedEmulator();
});
beforeEach(() => started.control.reset());
afterAll(() => started.emulator.close());

const runningTasks = async (): Promise<number> => (await started.control.health()).running;
const lastCall = async () => (await started.control.calls()).at(-1);

interface RawCall {
  readonly action?: string;
  readonly version?: string;
  readonly region?: string | undefined;
  readonly body?: string;
  /** Seconds the client's clock is ahead. */
  readonly skew?: number;
}

/** A TC3 request made by hand, for what the vendor's client cannot send. */
async function rawCall(call: RawCall): Promise<{ status: number; type: string | null; Response: unknown }> {
  const { url, secretId, secretKey } = started.emulator;
  const { body = "{}", skew = 0 } = call;
  const seconds = Math.floor(Date.now() / 1000) + skew;
  const date = new Date(seconds * 1000).toISOString().slice(0, 10);
  const signed = { "content-type": "application/json", host: new URL(url).host };
  const signature = tc3Signature(
    {
      method: "POST",
      query: "",
      headers: signed,
      signedHeaders: "content-type;host",
      body: Buffer.from(body),
      timestamp: String(seconds),
      date,
      service: "trtc",
    },
    secretKey,
  );
  const response = await fetch(url, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      authorization: `TC3-HMAC-SHA256 Credential=${secretId}/${date}/trtc/tc3_request, SignedHeaders=content-type;host, Signature=${signature}`,
      "x-tc-timestamp": String(seconds),
      ...(call.action === undefined ? {} : { "x-tc-action": call.action }),
      ...(call.version === undefined ? {} : { "x-tc-version": call.version }),
      ...(call.region === undefined ? {} : { "x-tc-region": call.region }),
    },
  });
  const json: unknown = await response.json();
  const Response =
    typeof json === "object" && json !== null && "Response" in json ? json.Response : undefined;
  return { status: response.status, type: response.headers.get("content-type"), Response };
}

const DESCRIBE = { action: "DescribeCloudSliceTask", version: "2019-07-22", region: "ap-singapore" };
const errorOf = (Code: string) => ({
  status: 200,
  type: "application/json",
  Response: { Error: { Code, Message: anyText }, RequestId: anyText },
});

describe("who calls what", () => {
  test.each<[string, RawCall, string]>([
    ["no action", { version: "2019-07-22" }, "MissingParameter"],
    ["no version", { action: "DescribeCloudSliceTask" }, "MissingParameter"],
    ["no region", { ...DESCRIBE, region: undefined }, "MissingParameter"],
    ["another version", { ...DESCRIBE, version: "2016-01-01" }, "NoSuchVersion"],
    ["another action", { ...DESCRIBE, action: "FlyToTheMoon" }, "InvalidAction"],
    ["another region", { ...DESCRIBE, region: "mars-1" }, "UnsupportedRegion"],
    ["a body that is not JSON", { ...DESCRIBE, body: "{" }, "InvalidParameter"],
    ["a body that is no object", { ...DESCRIBE, body: "[]" }, "InvalidParameter"],
    ["a clock 301 s ahead", { ...DESCRIBE, skew: 302 }, "AuthFailure.SignatureExpire"],
    ["a clock 301 s behind", { ...DESCRIBE, skew: -302 }, "AuthFailure.SignatureExpire"],
    ["a clock 290 s ahead", { ...DESCRIBE, skew: 290 }, "MissingParameter.SdkAppId"],
    [
      "a body over 10 MB",
      { ...DESCRIBE, body: " ".repeat(10 * 1024 * 1024 + 1) },
      "RequestSizeLimitExceeded",
    ],
  ])("%s", async (_name, call, code) => {
    expect(await rawCall(call)).toEqual(errorOf(code));
  });

  test("a wrong secret key, an unknown key and a token that belongs to no key are told apart", async () => {
    const { emulator } = started;
    const params = { SdkAppId: SDK_APP_ID, TaskId: "x" };
    const wrong = clientOf({ ...emulator, secretKey: "wrong" });
    const unknown = clientOf({ ...emulator, secretId: "AKIDunknown" });
    expect((await failureOf(wrong.DescribeCloudSliceTask(params))).code).toBe("AuthFailure.SignatureFailure");
    expect((await failureOf(unknown.DescribeCloudSliceTask(params))).code).toBe(
      "AuthFailure.SecretIdNotFound",
    );
  });

  test.each([
    ["TC3-HMAC-SHA256", "POST"],
    ["TC3-HMAC-SHA256", "GET"],
    ["HmacSHA256", "POST"],
    ["HmacSHA256", "GET"],
    ["HmacSHA1", "POST"],
    ["HmacSHA1", "GET"],
  ] as const)("the vendor's client creates a task by %s and %s", async (signMethod, reqMethod) => {
    const client = clientOf(started.emulator, { signMethod, reqMethod });
    const request = createRequest({
      SliceParams: { SliceType: 3, SubscribeStreamUserIds: { SubscribeAudioUserIds: ["a", "1.*$"] } },
    });
    const { TaskId } = await client.CreateCloudSliceTask(request);
    expect(await started.control.tasks()).toMatchObject([
      { taskId: TaskId, subscribeStreamUserIds: { subscribeAudioUserIds: ["a", "1.*$"] } },
    ]);
  });

  test("more than 20 calls of one API in a second are refused, another API is not", async () => {
    const { client } = started;
    const params = { SdkAppId: SDK_APP_ID, TaskId: "x" };
    const codes = await Promise.all(
      Array.from({ length: 23 }, () =>
        failureOf(client.DescribeCloudSliceTask(params)).then(({ code }) => code),
      ),
    );
    expect(codes.filter((code) => code === "RequestLimitExceeded")).toHaveLength(3);
    expect((await failureOf(client.DeleteCloudSliceTask(params))).code).toBe("ResourceNotFound");
  });

  test("maxRps changes the limit", async () => {
    await started.control.settings({ maxRps: 0 });
    const failure = await failureOf(started.client.DescribeCloudSliceTask({ SdkAppId: 1, TaskId: "x" }));
    expect(failure).toEqual({
      code: "RequestLimitExceeded",
      message: "The frequency limit of 0 calls of DescribeCloudSliceTask per second is exceeded.",
    });
  });
});

describe("the call log", () => {
  test("shows what came and what became of it, without secrets", async () => {
    const { TaskId } = await started.client.CreateCloudSliceTask(
      createRequest({ PrivateMapKey: "planted-secret" }),
    );
    const calls = await started.control.calls();
    expect(calls).toEqual([
      {
        at: anyNumber,
        action: "CreateCloudSliceTask",
        region: "ap-singapore",
        requestId: anyText,
        params: {
          ...createRequest(),
          UserSig: "***",
          PrivateMapKey: "***",
          SliceStorageParams: {
            CloudSliceStorage: {
              Vendor: 0,
              Region: "ap-singapore",
              Bucket: "slices-1250000000",
              AccessKey: "***",
              SecretKey: "***",
              FileNamePrefix: ["prod"],
            },
          },
        },
        code: "OK",
        taskId: TaskId,
        httpStatus: 200,
      },
    ]);
  });

  test("shows refused calls with their codes", async () => {
    await rawCall({ ...DESCRIBE, body: "{" });
    expect(await lastCall()).toMatchObject({ code: "InvalidParameter", params: {}, httpStatus: 200 });
  });
});

/** Secrets where they do not belong; none of them may be seen in the log or in the answer. */
describe("a misplaced secret", () => {
  const ticket = userSig("robot");
  const storageSecret = STORAGE_KEY.secretKey;
  const CREATE = { ...DESCRIBE, action: "CreateCloudSliceTask" };
  const of = (changes: object): string => JSON.stringify({ ...createRequest(), UserSig: ticket, ...changes });
  const storageWith = (changes: object) => ({
    SliceStorageParams: {
      CloudSliceStorage: { ...createRequest().SliceStorageParams.CloudSliceStorage, ...changes },
    },
  });

  test.each<[string, () => RawCall]>([
    ["an unknown parameter", () => ({ ...CREATE, body: of({ Foo: "foreign-secret", Key: storageSecret }) })],
    ["another name of UserSig", () => ({ ...CREATE, body: of({ Sig: ticket }) })],
    ["SliceParams as text", () => ({ ...CREATE, body: of({ SliceParams: '{"Key":"foreign-secret"}' }) })],
    ["UserId and UserSig swapped", () => ({ ...CREATE, body: of({ UserId: ticket, UserSig: "robot" }) })],
    ["RoomId", () => ({ ...CREATE, body: of({ RoomId: ticket }) })],
    ["TaskId", () => ({ ...DESCRIBE, body: JSON.stringify({ SdkAppId: SDK_APP_ID, TaskId: ticket }) })],
    ["Bucket", () => ({ ...CREATE, body: of(storageWith({ Bucket: storageSecret })) })],
    ["FileNamePrefix", () => ({ ...CREATE, body: of(storageWith({ FileNamePrefix: [storageSecret] })) })],
    [
      "a secret that only the request knows",
      () => ({ ...CREATE, body: of(storageWith({ SecretKey: "foreign-secret", Region: "foreign-secret" })) }),
    ],
    ["the key of UserSig", () => ({ ...CREATE, body: of({ RoomId: SDK_SECRET_KEY }) })],
    ["a name", () => ({ ...CREATE, body: of({ [storageSecret]: 1, [started.emulator.secretKey]: 1 }) })],
    ["the action", () => ({ ...CREATE, action: started.emulator.secretKey })],
    ["an action of no plain name", () => ({ ...CREATE, action: "foreign-secret/with+signs" })],
    ["the region", () => ({ ...CREATE, region: started.emulator.secretKey, body: of({}) })],
    ["a call without version", () => ({ action: CREATE.action, body: of({ RoomId: "foreign-secret" }) })],
  ])("in %s is not shown", async (_name, call) => {
    const { Response } = await rawCall(call());
    const seen = JSON.stringify([await started.control.calls(), Response]);
    const secrets = [ticket, storageSecret, "foreign-secret", SDK_SECRET_KEY, started.emulator.secretKey];
    expect(secrets.filter((secret) => seen.includes(secret))).toEqual([]);
    expect(await started.control.calls()).toHaveLength(1);
  });
});

describe("what is too deep or too long", () => {
  test("200,000 nested lists are refused in the envelope and logged", async () => {
    const body = `{"A":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
    expect(await rawCall({ ...DESCRIBE, body })).toEqual(errorOf("InvalidParameter"));
    expect(await lastCall()).toMatchObject({ code: "InvalidParameter", params: {} });
  });

  test("a form name of 10,000 parts is refused in the envelope", async () => {
    const response = await fetch(started.emulator.url, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: `Action=X&${"a.".repeat(10_000)}b=1`,
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ Response: { Error: { Code: "InvalidParameter" } } });
  });

  test("a GET of 40 kB is read", async () => {
    const client = clientOf(started.emulator, { reqMethod: "GET" });
    const TaskId = "x".repeat(40_000);
    const failure = await failureOf(client.DescribeCloudSliceTask({ SdkAppId: SDK_APP_ID, TaskId }));
    expect(failure.code).toBe("ResourceNotFound");
  });
});

describe("faults on Create", () => {
  const create = () => started.client.CreateCloudSliceTask(createRequest());
  const fault = (spec: Omit<Parameters<StartedEmulator["control"]["fault"]>[0], "action">) =>
    started.control.fault({ action: "CreateCloudSliceTask", ...spec });

  test("error answers the code and changes nothing, once", async () => {
    await fault({ kind: "error", code: "InternalError.CSInternalError" });
    expect((await failureOf(create())).code).toBe("InternalError.CSInternalError");
    expect(await runningTasks()).toBe(0);
    expect(await lastCall()).toMatchObject({ fault: "error", code: "InternalError.CSInternalError" });
    await create();
    expect(await runningTasks()).toBe(1);
  });

  test("error with applied answers the code though the task runs", async () => {
    await fault({ kind: "error", applied: true });
    expect((await failureOf(create())).code).toBe("InternalError");
    expect(await runningTasks()).toBe(1);
  });

  test("status answers HTTP and changes nothing", async () => {
    await fault({ kind: "status", status: 502, body: "<html>" });
    expect((await failureOf(create())).message).toBe("Bad Gateway");
    expect(await runningTasks()).toBe(0);
    expect(await lastCall()).toMatchObject({ fault: "status", httpStatus: 502 });
  });

  test("timeout never answers, and the task runs", async () => {
    await fault({ kind: "timeout" });
    const client = clientOf(started.emulator, { reqTimeout: 0.3 });
    const { message } = await failureOf(client.CreateCloudSliceTask(createRequest()));
    expect(message).toContain("network timeout");
    expect(await runningTasks()).toBe(1);
    const call = await lastCall();
    expect(call).toMatchObject({ fault: "timeout", code: "OK" });
    expect(call).not.toHaveProperty("httpStatus");
  });

  test("reset breaks the answer halfway, and the task runs", async () => {
    await fault({ kind: "reset" });
    // The vendor's client does not notice the broken body and waits until its own time-out.
    const client = clientOf(started.emulator, { reqTimeout: 0.5 });
    const { message } = await failureOf(client.CreateCloudSliceTask(createRequest()));
    expect(message).toMatch(/timeout|Premature|aborted|hang up/i);
    expect(await runningTasks()).toBe(1);
  });

  test("reset closes the connection after half of the announced bytes", async () => {
    await started.control.fault({ action: "*", kind: "reset" });
    await expect(rawCall(DESCRIBE)).rejects.toMatchObject({ cause: { code: "UND_ERR_SOCKET" } });
  });

  test("lost breaks the connection before the answer, and the task runs", async () => {
    await fault({ kind: "lost" });
    expect((await failureOf(create())).message).toMatch(/socket hang up/);
    expect(await runningTasks()).toBe(1);
    expect(await lastCall()).toMatchObject({ fault: "lost", code: "OK" });
    expect(await lastCall()).not.toHaveProperty("httpStatus");
  });

  test.each(["<html>busy</html>", '{"Response":{', "", "{}"])(
    "body answers %p, and the task runs",
    async (body) => {
      await fault({ kind: "body", body });
      await failureOf(create());
      expect(await runningTasks()).toBe(1);
    },
  );

  test("body with applied false leaves nothing behind", async () => {
    await fault({ kind: "body", applied: false });
    await failureOf(create());
    expect(await runningTasks()).toBe(0);
  });

  test("latency answers late and rightly", async () => {
    await fault({ kind: "latency", seconds: 0.2 });
    const begun = Date.now();
    const { TaskId } = await create();
    expect(Date.now() - begun).toBeGreaterThanOrEqual(195);
    expect((await started.control.tasks())[0]?.taskId).toBe(TaskId);
  });

  test("reset ends the wait of latency", async () => {
    await fault({ kind: "latency", seconds: 600 });
    const created = create();
    while ((await started.control.calls()).length === 0);
    await started.control.reset();
    expect(await created).toHaveProperty("TaskId");
  });

  test("lateApply never answers and takes effect when its time has come", async () => {
    await fault({ kind: "lateApply", seconds: 10 });
    const client = clientOf(started.emulator, { reqTimeout: 0.2 });
    await failureOf(client.CreateCloudSliceTask(createRequest()));
    await started.control.advance(9);
    expect(await runningTasks()).toBe(0);
    expect(await lastCall()).not.toHaveProperty("code");
    await started.control.advance(1);
    expect(await runningTasks()).toBe(1);
    expect(await lastCall()).toMatchObject({ fault: "lateApply", code: "OK" });
  });

  test("a star meets every action and clearFaults ends it", async () => {
    await started.control.fault({ action: "*", kind: "error", times: 9, code: "InternalError" });
    await failureOf(create());
    await started.control.clearFaults();
    await create();
    expect(await runningTasks()).toBe(1);
  });
});

describe("latency and chance of the settings", () => {
  const LATENCY = 0.2;
  const create = (room = "lobby") =>
    started.client.CreateCloudSliceTask(
      createRequest({ RoomId: room, UserId: room, UserSig: userSig(room) }),
    );

  test("every answer takes its time, a refusal's too, and the call takes effect when it comes", async () => {
    await started.control.settings({ latencySeconds: LATENCY });
    const begun = Date.now();
    const created = create();
    while ((await runningTasks()) === 0);
    expect(Date.now() - begun).toBeLessThan(LATENCY * 1000);
    await created;
    expect(Date.now() - begun).toBeGreaterThanOrEqual(LATENCY * 1000 - 5);
    const asked = Date.now();
    await failureOf(started.client.DescribeCloudSliceTask({ SdkAppId: SDK_APP_ID, TaskId: "x" }));
    expect(Date.now() - asked).toBeGreaterThanOrEqual(LATENCY * 1000 - 5);
  });

  test("an injected error takes its time too", async () => {
    await started.control.settings({ latencySeconds: LATENCY });
    await started.control.fault({ action: "*", kind: "error" });
    const begun = Date.now();
    expect((await failureOf(create())).code).toBe("InternalError");
    expect(Date.now() - begun).toBeGreaterThanOrEqual(LATENCY * 1000 - 5);
  });

  test("the rate is that of the starts, whatever the answers take", async () => {
    await started.control.settings({ latencySeconds: LATENCY, maxRps: 2 });
    const codes = await Promise.allSettled(["a", "b", "c"].map(create));
    expect(codes.map(({ status }) => status).sort()).toEqual(["fulfilled", "fulfilled", "rejected"]);
    expect((await started.control.calls()).map(({ code }) => code).sort()).toEqual([
      "OK",
      "OK",
      "RequestLimitExceeded",
    ]);
  });

  test("a throttled call leaves nothing behind, and the call log tells it from one over the limit", async () => {
    await started.control.settings({ throttledShare: 1 });
    expect((await failureOf(create())).code).toBe("RequestLimitExceeded");
    expect(await runningTasks()).toBe(0);
    expect(await lastCall()).toMatchObject({ fault: "error", code: "RequestLimitExceeded" });
    await started.control.settings({ throttledShare: 0, maxRps: 0 });
    expect((await failureOf(create())).code).toBe("RequestLimitExceeded");
    expect(await lastCall()).not.toHaveProperty("fault");
  });

  test("an answer is lost, and the task runs", async () => {
    await started.control.settings({ lostShare: 1 });
    expect((await failureOf(create())).message).toMatch(/socket hang up/);
    expect(await runningTasks()).toBe(1);
    expect(await lastCall()).toMatchObject({ fault: "lost", code: "OK" });
  });

  test("reset begins chance again: the same calls meet the same", async () => {
    const codes = async (): Promise<unknown[]> => {
      await started.control.reset();
      await started.control.settings({ throttledShare: 0.5, chanceSeed: 7, maxRps: 1000 });
      for (let call = 0; call < 12; call++) {
        await failureOf(started.client.DescribeCloudSliceTask({ SdkAppId: SDK_APP_ID, TaskId: "x" }));
      }
      return (await started.control.calls()).map(({ code }) => code);
    };
    const first = await codes();
    expect(new Set(first)).toEqual(new Set(["RequestLimitExceeded", "ResourceNotFound"]));
    expect(await codes()).toEqual(first);
  });
});

test("closing the emulator breaks connections that wait for an answer", async () => {
  const other = await startedEmulator();
  await other.control.fault({ action: "*", kind: "timeout" });
  const waiting = failureOf(other.client.CreateCloudSliceTask(createRequest()));
  for (let calls = 0; calls === 0;) calls = (await other.control.calls()).length;
  await other.emulator.close();
  expect((await waiting).message).toMatch(/socket hang up|ECONNRESET/);
});

test("the emulator listens on the loopback address only", async () => {
  const { port } = started.emulator;
  const reached = await new Promise((resolve) => {
    const outgoing = httpRequest({ host: "127.0.0.2", port, path: "/_emulator/health" });
    outgoing.on("response", () => resolve(true)).on("error", () => resolve(false));
    outgoing.end();
  });
  expect(reached).toBe(false);
});
