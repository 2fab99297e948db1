import { createLifecycle, noRobots } from "../../../../provider/task/lifecycle";
import { UnfinishedError } from "../../../../provider/resource/kind";
import type { Bag } from "../../../../provider/resource/schema";
import { slicing } from "../../../../provider/task/slicing";
import {
  CredentialsError,
  GoneError,
  InputError,
  QuotaError,
  ServiceError,
  ThrottledError,
} from "../../../../provider/trtc/errors";
import type { TrtcError } from "../../../../provider/trtc/errors";
import type { Answer } from "../fake-client";
import { failed, fakeClient, refusal, silence } from "../fake-client";
import { fakeClock, START } from "../fake-clock";
import { fakeSettings } from "../fake-settings";
import { slicingLifecycle, TASK_ID, taskState } from "../lifecycle-parts";
import { checkedInputs, withValue } from "../task-inputs";

const MODIFY = "ModifyCloudSliceTask";
const MODIFIED = { TaskId: TASK_ID, RequestId: "r-0" };
const LISTS = "sliceParams.subscribeStreamUserIds";
const DAY = 86_400_000;
/** From this age on the handle of a task may have ended. */
const LAST_TEN_MINUTES = 30 * DAY - 600_000;

const subscribed = (bag: Bag) => withValue(bag, `${LISTS}.subscribeAudioUserIds`, ["b", "a", "b"]);

async function update(inputs: Bag, answers: readonly Answer[] = [], state: Bag = taskState(), age = DAY) {
  const clock = fakeClock(START + age);
  const parts = slicingLifecycle({ answers: { [MODIFY]: answers }, clock });
  const result = await parts.lifecycle.update(TASK_ID, state, inputs);
  return { ...parts, result };
}

test("another subscription is one Modify with all four lists, each user once", async () => {
  const { result, client } = await update(subscribed(checkedInputs()), [MODIFIED]);
  expect(client.whole).toEqual([
    {
      action: MODIFY,
      params: {
        SdkAppId: 1400000001,
        TaskId: TASK_ID,
        SubscribeStreamUserIds: {
          SubscribeAudioUserIds: ["b", "a"],
          UnSubscribeAudioUserIds: [],
          SubscribeVideoUserIds: [],
          UnSubscribeVideoUserIds: [],
        },
      },
      region: "ap-singapore",
      repeatable: true,
      budget: { remainingMs: 90_000 },
      notFound: ["ResourceNotFound"],
    },
  ]);
  expect(result).toStrictEqual({ outs: subscribed(taskState()) });
});

test("a subscription that is taken away is sent as four empty lists", async () => {
  const { result, client } = await update(checkedInputs(), [MODIFIED], subscribed(taskState()));
  expect(client.calls[0]?.params).toEqual({
    SdkAppId: 1400000001,
    TaskId: TASK_ID,
    SubscribeStreamUserIds: {
      SubscribeAudioUserIds: [],
      UnSubscribeAudioUserIds: [],
      SubscribeVideoUserIds: [],
      UnSubscribeVideoUserIds: [],
    },
  });
  expect(result).toStrictEqual({ outs: taskState() });
});

test("the region of state is used, whatever the arguments say", async () => {
  const { client } = await update(
    subscribed(checkedInputs({ region: "ap-singapore" })),
    [MODIFIED],
    taskState({ region: "eu-frankfurt" }),
  );
  expect(client.calls.map(({ region }) => region)).toEqual(["eu-frankfurt"]);
});

test.each<[string, unknown]>([
  ["onExit", "keep"],
  ["onHandleExpired", "keep"],
  ["userSigExpire", 31_104_000],
])(
  "%s is taken into state without a call, and the running robot's sig keeps its end",
  async (path, value) => {
    const { result, client } = await update(withValue(checkedInputs(), path, value));
    expect(client.calls).toEqual([]);
    expect(result).toStrictEqual({ outs: taskState({ [path]: value }) });
  },
);

test.each(["userSig", "sdkSecretKey"])(
  "%s is taken without a call and stands nowhere in state",
  async (path) => {
    const { result, client } = await update(withValue(checkedInputs(), path, "planted-other"));
    expect(client.calls).toEqual([]);
    expect(result).toStrictEqual({ outs: taskState() });
  },
);

test("the same lists in another order are no call", async () => {
  const state = withValue(taskState(), `${LISTS}.subscribeAudioUserIds`, ["a", "b"]);
  const { result, client } = await update(subscribed(checkedInputs()), [], state);
  expect(client.calls).toEqual([]);
  expect(result).toStrictEqual({ outs: subscribed(taskState()) });
});

describe("a task that is gone", () => {
  test("fails, saying how to go on", async () => {
    const promise = update(subscribed(checkedInputs()), [refusal("ResourceNotFound", MODIFY)]);
    await expect(promise).rejects.toThrow(
      new GoneError(
        "ModifyCloudSliceTask: ResourceNotFound (Vendor text): the task has ended: run pulumi up --refresh; RequestId r-1",
      ),
    );
    await expect(promise).rejects.toThrow(GoneError);
  });

  const BY_ITS_HANDLE = [
    "ResourceNotFound",
    "ResourceNotFound.ResourceNotFound",
    "InvalidParameter.TaskId",
    "InvalidParameterValue",
    "UnsupportedOperation",
    "FailedOperation",
    "FailedOperation.CSUnsupportMethod",
  ];

  // the vendor's count of the hours begins before that of state, by an unknown time
  test.each([30 * DAY, LAST_TEN_MINUTES].flatMap((age) => BY_ITS_HANDLE.map((code) => [code, age] as const)))(
    "by its handle fails with %s, saying so, at the age of %i ms",
    async (code, age) => {
      const promise = update(subscribed(checkedInputs()), [refusal(code, MODIFY)], taskState(), age);
      await expect(promise).rejects.toThrow(
        new GoneError(
          `${TASK_ID} can no longer be changed: its handle ends at 2026-02-01T03:04:05.000Z; set onHandleExpired to replace and run ` +
            "pulumi up --refresh, or undo the change",
        ),
      );
      await expect(promise).rejects.toMatchObject({
        name: "GoneError",
        action: MODIFY,
        code,
        requestId: "r-1",
      });
    },
  );

  test("by its handle and kept stays marked", async () => {
    const state = taskState({ onHandleExpired: "keep", handleExpired: true });
    const { result } = await update(checkedInputs({ onHandleExpired: "keep", onExit: "keep" }), [], state);
    expect(result).toStrictEqual({ outs: { ...state, onExit: "keep" } });
  });
});

type ErrorClass = new (message: string) => Error;

const NO_REFUSAL: [string, Error, ErrorClass][] = [
  ["an unreachable endpoint", failed({ kind: "unreachable", reason: "ECONNREFUSED" }, MODIFY), ServiceError],
  ["HTTP 404", failed({ kind: "status", status: 404 }, MODIFY), ServiceError],
  ["RequestLimitExceeded", refusal("RequestLimitExceeded", MODIFY), ThrottledError],
  ["AuthFailure.SignatureFailure", refusal("AuthFailure.SignatureFailure", MODIFY), CredentialsError],
  ["UnauthorizedOperation", refusal("UnauthorizedOperation", MODIFY), CredentialsError],
  [
    "FailedOperation.RestrictedConcurrency",
    refusal("FailedOperation.RestrictedConcurrency", MODIFY),
    QuotaError,
  ],
  ["a code that only begins like it", refusal("FailedOperationOfAnotherFamily", MODIFY), ServiceError],
  ["missing keys", new CredentialsError("no key"), CredentialsError],
  ["a bug of ours", new TypeError("a bug"), TypeError],
];

const REFUSALS: [string, Error, ErrorClass][] = [
  ["InvalidParameter.OutOfRange", refusal("InvalidParameter.OutOfRange", MODIFY), InputError],
  ["FailedOperation", refusal("FailedOperation", MODIFY), ServiceError],
  ["FailedOperation.CSUnsupportMethod", refusal("FailedOperation.CSUnsupportMethod", MODIFY), ServiceError],
];

test.each([...NO_REFUSAL, ...REFUSALS])(
  "%s is handed on while the handle is good, to the millisecond before its last ten minutes",
  async (_what, error, errorClass) => {
    const promise = update(subscribed(checkedInputs()), [error], taskState(), LAST_TEN_MINUTES - 1);
    await expect(promise).rejects.toBe(error);
    await expect(promise).rejects.toThrow(errorClass);
  },
);

test.each(NO_REFUSAL)(
  "%s is handed on past the end of the handle too: it says nothing of the task",
  async (_what, error, errorClass) => {
    const promise = update(subscribed(checkedInputs()), [error], taskState(), 31 * DAY);
    await expect(promise).rejects.toBe(error);
    await expect(promise).rejects.toThrow(errorClass);
  },
);

const MAY_HAVE_BEEN_MADE: [string, Error][] = [
  ["a time-out", silence("timeout", MODIFY)],
  ["HTTP 502", failed({ kind: "status", status: 502 }, MODIFY)],
  ["InternalError", refusal("InternalError", MODIFY)],
  ["InternalError.CSInternalError", refusal("InternalError.CSInternalError", MODIFY)],
  ["a refusal that came after InternalError", afterInternalError(refusal("RequestLimitExceeded", MODIFY))],
];

/** The error of a call of which an earlier try may have taken effect. */
function afterInternalError(error: TrtcError): TrtcError {
  error.mayHaveTakenEffect = true;
  return error;
}

test.each([5_000, DAY, 31 * DAY].flatMap((age) => MAY_HAVE_BEEN_MADE.map((row) => [...row, age] as const)))(
  "after %s the change may have been made: the next up says it, also when it was undone",
  async (_what, lost, age) => {
    const { lifecycle, client } = slicingLifecycle({
      answers: { [MODIFY]: [lost, MODIFIED] },
      clock: fakeClock(START + age),
    });
    const promise = lifecycle.update(TASK_ID, taskState(), subscribed(checkedInputs()));
    const error = await promise.catch((thrown: unknown) => thrown);
    const outs = taskState({ unfinished: true });
    expect(error).toBeInstanceOf(UnfinishedError);
    expect(error).toMatchObject({ id: TASK_ID, outs, message: lost.message, cause: lost });
    expect(lifecycle.diff(outs, checkedInputs())).toEqual({
      changes: true,
      replaces: [],
      deleteBeforeReplace: true,
    });
    expect(await lifecycle.update(TASK_ID, outs, checkedInputs())).toStrictEqual({ outs: taskState() });
    expect(client.calls.map(({ action }) => action)).toEqual([MODIFY, MODIFY]);
  },
);

test("a kind that cannot be modified makes no call", async () => {
  const { modify: _modify, ...fixed } = slicing;
  const client = fakeClient({});
  const lifecycle = createLifecycle(fixed, {
    robots: noRobots(),
    client,
    clock: fakeClock(),
    settings: fakeSettings(),
    report: () => undefined,
  });
  await lifecycle.update(TASK_ID, taskState(), subscribed(checkedInputs()));
  expect(client.calls).toEqual([]);
});
