import type { Bag } from "../../../../provider/resource/schema";
import { noRobots } from "../../../../provider/task/lifecycle";
import { recording } from "../../../../provider/task/recording";
import { CredentialsError } from "../../../../provider/trtc/errors";
import type { Answer } from "../fake-client";
import { refusal, silence } from "../fake-client";
import { fakeClock, START } from "../fake-clock";
import { slicingLifecycle, taskLifecycle, TASK_ID, taskState } from "../lifecycle-parts";
import { checkedInputs, withValue } from "../task-inputs";

const DELETE = "DeleteCloudSliceTask";
const DESCRIBE = "DescribeCloudSliceTask";
const REMOVE = "RemoveUserByStrRoomId";
const DONE = { TaskId: TASK_ID, RequestId: "r-0" };
const DAY = 86_400_000;

async function destroy(age: number, answers: Record<string, readonly Answer[]>, state: Bag = taskState()) {
  const parts = slicingLifecycle({ answers, clock: fakeClock(START + age) });
  const error: unknown = await parts.lifecycle.delete(TASK_ID, state).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { ...parts, error };
}

test("a running task is one Delete in its region", async () => {
  const { client, error } = await destroy(DAY, { [DELETE]: [DONE] }, taskState({ region: "eu-frankfurt" }));
  expect(error).toBeUndefined();
  expect(client.whole).toEqual([
    {
      action: DELETE,
      params: { SdkAppId: 1400000001, TaskId: TASK_ID },
      region: "eu-frankfurt",
      repeatable: true,
      budget: { remainingMs: 90_000 },
      notFound: ["ResourceNotFound"],
    },
  ]);
});

test.each(["ResourceNotFound", "ResourceNotFound.ResourceNotFound"])(
  "a task that is gone (%s) is deleted, without another call",
  async (code) => {
    const { client, error } = await destroy(DAY, { [DELETE]: [refusal(code, DELETE)] });
    expect(error).toBeUndefined();
    expect(client.actions()).toEqual([DELETE]);
  },
);

test.each([
  ["of a few seconds", 5_000],
  ["of a day", DAY],
  ["past the end of its handle", 31 * DAY],
])("a task %s that was seen to have ended is deleted without a call", async (_what, age) => {
  const { client, error, reports } = await destroy(age, {}, taskState({ onExit: "keep", exited: true }));
  expect(error).toBeUndefined();
  expect(client.calls).toEqual([]);
  expect(reports).toEqual([]);
});

test("a task of which state says that its handle expired, and no more, has its robot removed", async () => {
  const { client, error } = await destroy(31 * DAY, { [REMOVE]: [DONE] }, taskState({ handleExpired: true }));
  expect(error).toBeUndefined();
  expect(client.actions()).toEqual([REMOVE]);
});

describe("a task of less than a minute that is not found", () => {
  test("has its robot removed, as the API may not know it yet", async () => {
    const { client, error } = await destroy(59_999, {
      [DELETE]: [refusal("ResourceNotFound", DELETE)],
      [REMOVE]: [DONE],
    });
    expect(error).toBeUndefined();
    expect(client.calls).toEqual([
      { action: DELETE, region: "ap-singapore", params: { SdkAppId: 1400000001, TaskId: TASK_ID } },
      {
        action: REMOVE,
        region: "ap-singapore",
        params: { SdkAppId: 1400000001, RoomId: "lobby", UserIds: ["slicer-lobby"] },
      },
    ]);
  });

  test("is deleted although no robot is in a room that does not exist", async () => {
    const { error } = await destroy(0, {
      [DELETE]: [refusal("ResourceNotFound", DELETE)],
      [REMOVE]: [refusal("FailedOperation.RoomNotExist", REMOVE)],
    });
    expect(error).toBeUndefined();
  });

  test.each<[string, Error]>([
    ["a refusal", refusal("UnauthorizedOperation", REMOVE)],
    ["a bare FailedOperation", refusal("FailedOperation", REMOVE)],
    ["throttling", refusal("RequestLimitExceeded", REMOVE)],
    ["a time-out", silence("timeout", REMOVE)],
  ])("fails with %s of the removal: its task may run", async (_what, failure) => {
    const { client, error } = await destroy(59_999, {
      [DELETE]: [refusal("ResourceNotFound", DELETE)],
      [REMOVE]: [failure],
    });
    expect(error).toBe(failure);
    expect(client.actions()).toEqual([DELETE, REMOVE]);
  });

  test("pays for the removal from the time of the delete", async () => {
    const { client } = await destroy(0, {
      [DELETE]: [refusal("ResourceNotFound", DELETE)],
      [REMOVE]: [DONE],
    });
    expect(client.whole[1]?.budget).toEqual({ remainingMs: 90_000 });
    expect(client.whole[1]?.budget).toBe(client.whole[0]?.budget);
  });

  test("has its robot removed also when Describe says so after a Delete without an answer", async () => {
    const { client, error } = await destroy(59_999, {
      [DELETE]: [silence("timeout", DELETE)],
      [DESCRIBE]: [refusal("ResourceNotFound", DESCRIBE)],
      [REMOVE]: [DONE],
    });
    expect(error).toBeUndefined();
    expect(client.actions()).toEqual([DELETE, DESCRIBE, REMOVE]);
  });

  test("is older after the minute", async () => {
    const { client } = await destroy(60_000, { [DELETE]: [refusal("ResourceNotFound", DELETE)] });
    expect(client.actions()).toEqual([DELETE]);
  });
});

describe("a task whose handle may have ended, by the vendor's count", () => {
  const LAST_TEN_MINUTES = 30 * DAY - 600_000;

  test("has its robot removed when it is not found", async () => {
    const answers = { [DELETE]: [refusal("ResourceNotFound", DELETE)], [REMOVE]: [DONE] };
    for (const age of [LAST_TEN_MINUTES, 30 * DAY - 1]) {
      const { client, error } = await destroy(age, answers);
      expect(error).toBeUndefined();
      expect(client.actions()).toEqual([DELETE, REMOVE]);
    }
  });

  test("is stopped by its id when it is found", async () => {
    const { client, error } = await destroy(30 * DAY - 1, { [DELETE]: [DONE] });
    expect(error).toBeUndefined();
    expect(client.actions()).toEqual([DELETE]);
  });

  test("is believed gone a millisecond before", async () => {
    const { client, error } = await destroy(LAST_TEN_MINUTES - 1, {
      [DELETE]: [refusal("ResourceNotFound", DELETE)],
    });
    expect(error).toBeUndefined();
    expect(client.actions()).toEqual([DELETE]);
  });
});

// a robot's name went from one resource to another in a run that ended before its delete: only state tells the next run
describe("a late delete of a task whose robot's name another resource has by now", () => {
  const NOT_FOUND = refusal("ResourceNotFound", DELETE);
  // a second and a half before not-found is believed
  const YOUNG = 58_500;
  const GONE = { [DELETE]: [NOT_FOUND, NOT_FOUND] };
  const UNSURE = {
    [DELETE]: [silence("timeout", DELETE), NOT_FOUND],
    [DESCRIBE]: [refusal("ResourceNotFound", DESCRIBE)],
  };

  test.each<[string, number, Record<string, readonly Answer[]>, string[]]>([
    ["that is young and not found until that is believed", YOUNG, GONE, [DELETE, DELETE]],
    [
      "that is young and not found after a Delete without an answer",
      YOUNG,
      UNSURE,
      [DELETE, DESCRIBE, DELETE],
    ],
    [
      "that is young and known after three seconds, and stops it",
      30_000,
      { [DELETE]: [NOT_FOUND, DONE] },
      [DELETE, DELETE],
    ],
    ["whose handle expired", 31 * DAY, {}, []],
  ])("leaves the robot to it, of one %s", async (_what, age, answers, actions) => {
    const parts = slicingLifecycle({ answers, clock: fakeClock(START + age) });
    const holder = taskState({
      createdAt: new Date(START + age).toISOString(),
      handleExpiresAt: "2027-01-01T00:00:00.000Z",
    });
    expect(parts.lifecycle.diff(holder, checkedInputs())).toMatchObject({ replaces: [] });
    await parts.lifecycle.delete("old", taskState());
    expect(parts.client.actions()).toEqual(actions);
  });

  test("leaves it also where the other is of another kind, changes in place or is unfinished", async () => {
    const changed = withValue(checkedInputs(), "sliceParams.subscribeStreamUserIds.subscribeAudioUserIds", [
      "a",
    ]);
    for (const [state, inputs] of [
      [taskState(), changed],
      [taskState({ unfinished: true }), checkedInputs()],
    ] as const) {
      const { lifecycle, client } = slicingLifecycle({ answers: GONE, clock: fakeClock(START + YOUNG) });
      expect(lifecycle.diff(state, inputs)).toMatchObject({ changes: true, replaces: [] });
      await lifecycle.delete("old", taskState());
      expect(client.actions()).toEqual([DELETE, DELETE]);
    }
    const robots = noRobots();
    const shared = slicingLifecycle({ answers: GONE, clock: fakeClock(START + YOUNG), robots });
    const { lifecycle: ofRecordings } = taskLifecycle(recording, { robots });
    ofRecordings.diff(taskState(), checkedInputs());
    await shared.lifecycle.delete("old", taskState());
    expect(shared.client.actions()).toEqual([DELETE, DELETE]);
  });

  test("removes the robot when the other one is replaced, or is in another room or application", async () => {
    for (const changes of [
      { exited: true },
      { roomId: "exam" },
      { sdkAppId: 1400000002 },
      { userId: "other" },
    ]) {
      const { lifecycle, client } = slicingLifecycle({
        answers: { ...GONE, [REMOVE]: [DONE] },
        clock: fakeClock(START + 30_000),
      });
      const { exited: _exited, ...inputs } = changes as Bag;
      lifecycle.diff(taskState(changes), checkedInputs(inputs));
      await lifecycle.delete("old", taskState());
      expect(client.actions()).toEqual([DELETE, REMOVE]);
    }
  });
});

describe.each([
  ["a time-out", silence("timeout", DELETE)],
  ["InternalError", refusal("InternalError", DELETE)],
  [
    "a refusal after InternalError",
    Object.assign(refusal("RequestLimitExceeded", DELETE), { mayHaveTakenEffect: true as const }),
  ],
])("when it is not known whether Delete took effect, after %s", (_lost, lost) => {
  test.each<[string, Answer]>([
    ["Exited", { Status: "Exited", RequestId: "r-0" }],
    ["ResourceNotFound", refusal("ResourceNotFound", DESCRIBE)],
  ])("Describe is asked, and %s says that it did", async (_what, answer) => {
    const { client, error } = await destroy(DAY, { [DELETE]: [lost], [DESCRIBE]: [answer] });
    expect(error).toBeUndefined();
    expect(client.calls).toEqual([
      { action: DELETE, region: "ap-singapore", params: { SdkAppId: 1400000001, TaskId: TASK_ID } },
      { action: DESCRIBE, region: "ap-singapore", params: { SdkAppId: 1400000001, TaskId: TASK_ID } },
    ]);
  });

  test.each<[string, Answer]>([
    ["a task that runs", { Status: "InProgress", RequestId: "r-0" }],
    ["another time-out", silence("timeout", DESCRIBE)],
    ["a refusal", refusal("AuthFailure.SignatureFailure", DESCRIBE)],
  ])("%s is the failure of Delete", async (_what, answer) => {
    const { error } = await destroy(DAY, { [DELETE]: [lost], [DESCRIBE]: [answer] });
    expect(error).toBe(lost);
  });
});

test.each(["AuthFailure.SignatureFailure", "RequestLimitExceeded", "FailedOperation.CSUnsupportMethod"])(
  "%s fails after one call",
  async (code) => {
    const refused = refusal(code, DELETE);
    const { client, error } = await destroy(DAY, { [DELETE]: [refused] });
    expect(error).toBe(refused);
    expect(client.actions()).toEqual([DELETE]);
  },
);

describe("past the end of its handle", () => {
  test("the robot is removed, which ends the task; no Delete is sent", async () => {
    const { client, error } = await destroy(30 * DAY, { [REMOVE]: [DONE] });
    expect(error).toBeUndefined();
    expect(client.whole).toEqual([
      {
        action: REMOVE,
        params: { SdkAppId: 1400000001, RoomId: "lobby", UserIds: ["slicer-lobby"] },
        region: "ap-singapore",
        repeatable: true,
        budget: { remainingMs: 90_000 },
        notFound: ["ResourceNotFound"],
      },
    ]);
  });

  test("a millisecond before, Delete is sent", async () => {
    const { client } = await destroy(30 * DAY - 1, { [DELETE]: [DONE] });
    expect(client.actions()).toEqual([DELETE]);
  });

  test("an int32 room in Frankfurt is asked in Singapore, by number", async () => {
    const { client } = await destroy(
      30 * DAY,
      { RemoveUser: [DONE] },
      taskState({ roomId: 150, region: "eu-frankfurt" }),
    );
    expect(client.calls).toEqual([
      {
        action: "RemoveUser",
        region: "ap-singapore",
        params: { SdkAppId: 1400000001, RoomId: 150, UserIds: ["slicer-lobby"] },
      },
    ]);
  });

  test("a room on the mainland is asked there", async () => {
    const { client } = await destroy(30 * DAY, { [REMOVE]: [DONE] }, taskState({ region: "ap-guangzhou" }));
    expect(client.calls.map(({ region }) => region)).toEqual(["ap-guangzhou"]);
  });

  test("a room that does not exist holds no robot", async () => {
    const { error } = await destroy(30 * DAY, {
      [REMOVE]: [refusal("FailedOperation.RoomNotExist", REMOVE)],
    });
    expect(error).toBeUndefined();
  });

  test("a robot that cannot be removed fails the delete", async () => {
    const { error } = await destroy(30 * DAY, { [REMOVE]: [refusal("UnauthorizedOperation", REMOVE)] });
    expect(error).toBeInstanceOf(CredentialsError);
  });
});
