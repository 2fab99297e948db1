import { createLifecycle, noRobots } from "../../../../provider/task/lifecycle";
import type { Bag } from "../../../../provider/resource/schema";
import { slicing } from "../../../../provider/task/slicing";
import {
  CredentialsError,
  InputError,
  QuotaError,
  ServiceError,
  ThrottledError,
  UnknownOutcomeError,
} from "../../../../provider/trtc/errors";
import type { Answer } from "../fake-client";
import { failed, fakeClient, refusal, silence } from "../fake-client";
import { fakeClock, START } from "../fake-clock";
import { fakeSettings } from "../fake-settings";
import { slicingLifecycle, TASK_ID, taskState } from "../lifecycle-parts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** From this age on the handle of a task may have ended: the vendor's count of the hours begins before that of state. */
const LAST_TEN_MINUTES = 30 * DAY - 10 * MINUTE;
const DESCRIBE = "DescribeCloudSliceTask";
const IDLE = { TaskId: TASK_ID, Status: "Idle", RequestId: "r-0" };
const EXITED = { TaskId: TASK_ID, Status: "Exited", RequestId: "r-0" };
const GONE = { id: "", props: {} };

/** Reads a task of some age. */
async function read(age: number, answers: readonly Answer[], state: Bag = taskState()) {
  const clock = fakeClock(START + age);
  const parts = slicingLifecycle({ answers: { [DESCRIBE]: answers }, clock });
  const result = await parts.lifecycle.read(TASK_ID, state);
  return { ...parts, result };
}

const notFound = (code = "ResourceNotFound") => refusal(code, DESCRIBE);

describe.each(["Idle", "InProgress"])("a task that is %s", (status) => {
  test("leaves state as it is, after one Describe", async () => {
    const { result, client } = await read(DAY, [{ ...IDLE, Status: status }]);
    expect(result).toStrictEqual({ id: TASK_ID, props: taskState() });
    expect(client.whole).toEqual([
      {
        action: DESCRIBE,
        params: { SdkAppId: 1400000001, TaskId: TASK_ID },
        region: "ap-singapore",
        repeatable: true,
        budget: { remainingMs: 90_000 },
        notFound: ["ResourceNotFound"],
      },
    ]);
  });

  test("is no longer one that ended or whose handle expired", async () => {
    const { result } = await read(
      DAY,
      [{ ...IDLE, Status: status }],
      taskState({ exited: true, handleExpired: true }),
    );
    expect(result).toStrictEqual({ id: TASK_ID, props: taskState() });
  });
});

test("a task is asked for in the region of state", async () => {
  const { client } = await read(DAY, [IDLE], taskState({ region: "eu-frankfurt" }));
  expect(client.calls.map(({ region }) => region)).toEqual(["eu-frankfurt"]);
});

describe.each<[string, Answer]>([
  ["Exited", EXITED],
  ["ResourceNotFound", notFound()],
  ["ResourceNotFound.ResourceNotFound", notFound("ResourceNotFound.ResourceNotFound")],
])("a task of a day that is answered with %s", (_what, answer) => {
  test("is dropped from state when it is to be made again", async () => {
    const { result, clock } = await read(DAY, [answer]);
    expect(result).toStrictEqual(GONE);
    expect(clock.sleeps).toEqual([]);
  });

  test("is kept as one that ended when it is to be kept", async () => {
    const { result } = await read(DAY, [answer], taskState({ onExit: "keep" }));
    expect(result).toStrictEqual({ id: TASK_ID, props: taskState({ onExit: "keep", exited: true }) });
  });

  test("that was seen to have ended before stays so, unchanged", async () => {
    const state = taskState({ onExit: "keep", exited: true });
    const { result } = await read(DAY, [answer], state);
    expect(result).toStrictEqual({ id: TASK_ID, props: state });
  });
});

describe("a task of less than a minute that is not found", () => {
  test("is asked for again every 3 s until the minute is over", async () => {
    const { result, clock, client, reports } = await read(50_500, Array<Answer>(5).fill(notFound()));
    expect(result).toStrictEqual(GONE);
    expect(clock.sleeps).toEqual([3_000, 3_000, 3_000, 500]);
    expect(client.calls).toHaveLength(5);
    expect(reports).toEqual([
      `${TASK_ID} is not found yet, less than a minute after it was made: asking until it is`,
    ]);
  });

  test("is there as soon as the API knows it", async () => {
    const { result, clock } = await read(0, [notFound(), notFound(), IDLE]);
    expect(result).toStrictEqual({ id: TASK_ID, props: taskState() });
    expect(clock.sleeps).toEqual([3_000, 3_000]);
  });

  test("is believed gone at the minute, to the millisecond", async () => {
    expect((await read(59_999, [notFound(), notFound()])).clock.sleeps).toEqual([1]);
    expect((await read(60_000, [notFound()])).clock.sleeps).toEqual([]);
  });

  test("is believed Exited at once", async () => {
    const { result, clock } = await read(0, [EXITED]);
    expect(result).toStrictEqual(GONE);
    expect(clock.sleeps).toEqual([]);
  });

  test("was made by a clock that is ahead: a minute from now is waited for, not more", async () => {
    const { result, clock } = await read(-DAY, Array<Answer>(21).fill(notFound()));
    expect(result).toStrictEqual(GONE);
    expect(clock.sleeps).toEqual(Array(20).fill(3_000));
  });

  test("has no readable birth in state: it is believed at once, and nothing waits for ever", async () => {
    const { createdAt: _createdAt, ...state } = taskState();
    const { result, clock } = await read(0, [notFound()], state);
    expect(result).toStrictEqual(GONE);
    expect(clock.sleeps).toEqual([]);
  });
});

describe("any other error fails the refresh", () => {
  test.each([
    ["RequestLimitExceeded", ThrottledError],
    ["AuthFailure.SignatureFailure", CredentialsError],
    ["InternalError", ServiceError],
    ["FailedOperation", ServiceError],
    ["FailedOperation.CSUnsupportMethod", ServiceError],
    ["InvalidParameter.SdkAppId", InputError],
  ])("%s", async (code, errorClass) => {
    await expect(read(DAY, [refusal(code, DESCRIBE)])).rejects.toThrow(errorClass);
  });

  test.each([0, DAY, 31 * DAY])("a time-out at the age of %i ms", async (age) => {
    await expect(read(age, [silence("timeout", DESCRIBE)])).rejects.toThrow(UnknownOutcomeError);
  });

  const PAST_THE_END: [string, Error, new (message: string) => Error][] = [
    ["RequestLimitExceeded", refusal("RequestLimitExceeded", DESCRIBE), ThrottledError],
    ["AuthFailure.SignatureFailure", refusal("AuthFailure.SignatureFailure", DESCRIBE), CredentialsError],
    ["UnauthorizedOperation", refusal("UnauthorizedOperation", DESCRIBE), CredentialsError],
    [
      "FailedOperation.RestrictedConcurrency",
      refusal("FailedOperation.RestrictedConcurrency", DESCRIBE),
      QuotaError,
    ],
    ["InternalError", refusal("InternalError", DESCRIBE), ServiceError],
    ["InternalError.CSInternalError", refusal("InternalError.CSInternalError", DESCRIBE), ServiceError],
    ["ServiceUnavailable", refusal("ServiceUnavailable", DESCRIBE), ServiceError],
    ["a code that only begins like it", refusal("FailedOperationOfAnotherFamily", DESCRIBE), ServiceError],
    [
      "an unreachable endpoint",
      failed({ kind: "unreachable", reason: "ECONNREFUSED" }, DESCRIBE),
      ServiceError,
    ],
    ["HTTP 404", failed({ kind: "status", status: 404 }, DESCRIBE), ServiceError],
    ["HTTP 502", failed({ kind: "status", status: 502 }, DESCRIBE), UnknownOutcomeError],
    ["a time-out", silence("timeout", DESCRIBE), UnknownOutcomeError],
    ["a lost connection", silence("connection lost", DESCRIBE), UnknownOutcomeError],
    ["missing keys", new CredentialsError("no key"), CredentialsError],
    ["a bug of ours", new TypeError("a bug"), TypeError],
  ];

  test.each(PAST_THE_END)("%s, also past the handle's end", async (_what, error, errorClass) => {
    const promise = read(31 * DAY, [error]);
    await expect(promise).rejects.toBe(error);
    await expect(promise).rejects.toThrow(errorClass);
  });

  test.each(PAST_THE_END)("%s, also of a task that was seen to have ended", async (_what, error) => {
    const state = taskState({ onExit: "keep", exited: true });
    await expect(read(31 * DAY, [error], state)).rejects.toBe(error);
  });
});

describe("past the end of its handle", () => {
  const REFUSALS = [
    "ResourceNotFound",
    "ResourceNotFound.ResourceNotFound",
    "InvalidParameter.TaskId",
    "InvalidParameterValue",
    "UnsupportedOperation",
    "FailedOperation",
    "FailedOperation.CSUnsupportMethod",
  ];

  test.each([30 * DAY, LAST_TEN_MINUTES].flatMap((age) => REFUSALS.map((code) => [code, age] as const)))(
    "%s proves nothing, after one call at the age of %i ms",
    async (code, age) => {
      const { result, client, clock } = await read(age, [refusal(code, DESCRIBE)]);
      expect(result).toStrictEqual({ id: TASK_ID, props: taskState({ handleExpired: true }) });
      expect(client.actions()).toEqual([DESCRIBE]);
      expect(clock.sleeps).toEqual([]);
    },
  );

  test.each(REFUSALS.filter((code) => !code.startsWith("ResourceNotFound")))(
    "a millisecond before its last ten minutes, %s fails the refresh",
    async (code) => {
      const refused = refusal(code, DESCRIBE);
      await expect(read(LAST_TEN_MINUTES - 1, [refused])).rejects.toBe(refused);
    },
  );

  test("nothing is assumed a millisecond before its last ten minutes", async () => {
    expect((await read(LAST_TEN_MINUTES - 1, [notFound()])).result).toStrictEqual(GONE);
  });

  test("an expired handle stays one, unchanged", async () => {
    const state = taskState({ handleExpired: true });
    expect((await read(40 * DAY, [notFound()], state)).result).toStrictEqual({ id: TASK_ID, props: state });
  });

  test("a task that answers is simply running, or has ended", async () => {
    expect((await read(LAST_TEN_MINUTES, [IDLE])).result).toStrictEqual({ id: TASK_ID, props: taskState() });
    expect((await read(LAST_TEN_MINUTES, [EXITED])).result).toStrictEqual(GONE);
    expect((await read(31 * DAY, [IDLE])).result).toStrictEqual({ id: TASK_ID, props: taskState() });
    expect((await read(31 * DAY, [EXITED])).result).toStrictEqual(GONE);
  });

  // D2: a task that was kept ended must not come back as "handle expired, replace" a month later
  test.each(REFUSALS)("a task that was seen to have ended stays ended with %s", async (code) => {
    const state = taskState({ onExit: "keep", exited: true });
    expect((await read(31 * DAY, [refusal(code, DESCRIBE)], state)).result).toStrictEqual({
      id: TASK_ID,
      props: state,
    });
  });
});

test("a kind whose API cannot be asked leaves state alone and makes no call", async () => {
  const { describe: _describe, ...silent } = slicing;
  const client = fakeClient({});
  const lifecycle = createLifecycle(silent, {
    robots: noRobots(),
    client,
    clock: fakeClock(),
    settings: fakeSettings(),
    report: () => undefined,
  });
  await expect(lifecycle.read(TASK_ID, taskState())).resolves.toEqual({ id: TASK_ID, props: taskState() });
  expect(client.calls).toEqual([]);
});

test("a setting that is wrong fails the refresh, also past the end of the handle: nothing was asked", async () => {
  const wrong = new InputError(
    'TRTC_MAX_RPS is "many", allowed is a whole number above 0: correct or unset it',
  );
  await expect(read(31 * DAY, [wrong])).rejects.toBe(wrong);
});
