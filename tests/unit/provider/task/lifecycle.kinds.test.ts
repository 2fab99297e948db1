import { UnfinishedError } from "../../../../provider/resource/kind";
import type { Bag, ObjectProperty } from "../../../../provider/resource/schema";
import { slicing } from "../../../../provider/task/slicing";
import { GoneError, ServiceError } from "../../../../provider/trtc/errors";
import { refusal, silence } from "../fake-client";
import type { Answer } from "../fake-client";
import { fakeClock, START } from "../fake-clock";
import { carried, secretFree, taskLifecycle, TASK_ID, taskState } from "../lifecycle-parts";
import { checkedInputs, withValue } from "../task-inputs";

type Kind = typeof slicing;

beforeEach(() => {
  jest.spyOn(Date, "now").mockReturnValue(START);
});
afterEach(() => {
  jest.restoreAllMocks();
});

const MODIFY = "ModifyCloudSliceTask";
const DESCRIBE = "DescribeCloudSliceTask";
const CREATE = "CreateCloudSliceTask";
const DAY = 86_400_000;

/** Slicing as it would be with other capabilities. */
function kindWith(changes: Partial<Kind>): Kind {
  return { ...slicing, ...changes };
}

function schemaWith(properties: ObjectProperty["properties"]): ObjectProperty {
  return { ...slicing.schema, properties: { ...slicing.schema.properties, ...properties } };
}

/** What came of it: the result, or the error. */
async function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error);
}

const text = { type: "string", changes: "updates", cure: "give a text" } as const;

describe("a kind whose changes are numbered", () => {
  const OUTDATED = "FailedOperation.RequestOutdated";
  const numbered = kindWith({
    schema: schemaWith({ title: text }),
    modify: {
      action: MODIFY,
      params: () => ({ All: true }),
      sequence: { param: "SequenceNumber", outdated: OUTDATED },
      isPatch: true,
    },
  });

  async function change(state: Bag, answers: readonly Answer[]) {
    const parts = taskLifecycle(numbered, { answers: { [MODIFY]: answers }, clock: fakeClock(START + DAY) });
    const result = await outcomeOf(parts.lifecycle.update(TASK_ID, state, checkedInputs({ title: "new" })));
    const numbers = parts.client.calls.map(({ params }) => (params as Bag)["SequenceNumber"]);
    return { result, numbers, reports: parts.reports };
  }

  test("begins with 1, and state keeps the number of the last change", async () => {
    const { result, numbers } = await change(taskState(), [{}]);
    expect(numbers).toEqual([1]);
    expect(result).toStrictEqual({ outs: taskState({ title: "new", sequenceNumber: 1 }) });
  });

  test("goes on from the number in state", async () => {
    const { numbers } = await change(taskState({ sequenceNumber: 7 }), [{}]);
    expect(numbers).toEqual([8]);
  });

  test("a number that a lost answer has used up is passed over, further on each time", async () => {
    const { result, numbers, reports } = await change(taskState({ sequenceNumber: 7 }), [
      refusal(OUTDATED, MODIFY),
      refusal(OUTDATED, MODIFY),
      refusal(OUTDATED, MODIFY),
      {},
    ]);
    expect(numbers).toEqual([8, 9, 11, 15]);
    expect(result).toStrictEqual({ outs: taskState({ title: "new", sequenceNumber: 15 }) });
    expect(reports).toEqual(
      [8, 9, 11].map(
        (number) => `${TASK_ID}: number ${number} was used by a change that was not answered: going on`,
      ),
    );
  });

  test("ten refused numbers are enough", async () => {
    const { result, numbers } = await change(
      taskState(),
      Array.from({ length: 11 }, () => refusal(OUTDATED, MODIFY)),
    );
    expect(numbers).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512]);
    expect(result).toBeInstanceOf(ServiceError);
  });

  test("a change without an answer leaves the number as it is, and the next up says it again", async () => {
    const { result } = await change(taskState({ sequenceNumber: 3 }), [silence("timeout", MODIFY)]);
    expect(result).toBeInstanceOf(UnfinishedError);
    expect(result).toMatchObject({ outs: taskState({ sequenceNumber: 3, unfinished: true }) });
  });

  test("an object whose row says so replaces when it comes or goes, whatever is in it", () => {
    const picture = { type: "object", properties: { title: text }, changes: "replaces" } as const;
    const { lifecycle } = taskLifecycle(kindWith({ schema: schemaWith({ picture }) }));
    const replaced = (state: Bag, inputs: Bag) =>
      lifecycle.diff(taskState(state), checkedInputs(inputs)).replaces;
    expect([
      replaced({}, { picture: {} }),
      replaced({ picture: {} }, {}),
      replaced({ picture: { title: "old" } }, { picture: { title: "new" } }),
      replaced({ picture: {} }, { picture: {} }),
    ]).toEqual([["picture"], ["picture"], [], []]);
  });

  test("a patch cannot take an argument away: a new task does", () => {
    const { lifecycle } = taskLifecycle(numbered);
    const seen = [
      lifecycle.diff(taskState({ title: "old" }), checkedInputs({ title: "new" })).replaces,
      lifecycle.diff(taskState({ title: "old" }), checkedInputs()).replaces,
      lifecycle.diff(taskState(), checkedInputs({ title: "new" })).replaces,
    ];
    expect(seen).toEqual([[], ["title"], []]);
  });
});

describe("a kind that cannot be asked", () => {
  const { describe: _describe, ...silent } = slicing;

  test("refresh says nothing and calls nothing", async () => {
    const { lifecycle, client } = taskLifecycle<never>(silent); // slicing's own inputs
    expect(await lifecycle.read(TASK_ID, taskState())).toStrictEqual({ id: TASK_ID, props: taskState() });
    expect(client.calls).toEqual([]);
  });

  test("a change that finds it gone marks it in state, and the next diff replaces it", async () => {
    const { lifecycle } = taskLifecycle(kindWith({ describe: undefined } as unknown as Partial<Kind>), {
      answers: { [MODIFY]: [refusal("ResourceNotFound", MODIFY)] },
      clock: fakeClock(START + DAY),
    });
    const lists = { sliceParams: { subscribeStreamUserIds: { subscribeAudioUserIds: ["teacher"] } } };
    const inputs = checkedInputs(lists);
    const error = await outcomeOf(lifecycle.update(TASK_ID, taskState(), inputs));
    expect(error).toBeInstanceOf(UnfinishedError);
    // checked above
    const { id, outs, message, cause } = error as UnfinishedError;
    expect([id, outs]).toStrictEqual([TASK_ID, taskState({ exited: true })]);
    expect(cause).toBeInstanceOf(GoneError);
    expect(message).toBe(
      "ModifyCloudSliceTask: the task has ended (ResourceNotFound): run pulumi up again to make a new one",
    );
    expect(lifecycle.diff(outs, inputs).replaces).toContain("exited");
  });

  test("a change that finds a new task gone removes its robot first, as the API may not know it yet", async () => {
    const { lifecycle, client } = taskLifecycle(
      kindWith({ describe: undefined } as unknown as Partial<Kind>), // as a kind without it
      { answers: { [MODIFY]: [refusal("ResourceNotFound", MODIFY)], RemoveUserByStrRoomId: [{}] } },
    );
    const lists = { sliceParams: { subscribeStreamUserIds: { subscribeAudioUserIds: ["teacher"] } } };
    const error = await outcomeOf(lifecycle.update(TASK_ID, taskState(), checkedInputs(lists)));
    expect(error).toBeInstanceOf(UnfinishedError);
    expect(client.calls.map(({ action }) => action)).toEqual([MODIFY, "RemoveUserByStrRoomId"]);
    expect(client.whole[1]?.budget).toBe(client.whole[0]?.budget);
  });

  test("a change that finds a new task gone removes its robot first, also after the diff that kept it", async () => {
    const { lifecycle, client } = taskLifecycle(
      kindWith({ describe: undefined } as unknown as Partial<Kind>), // as a kind without it
      { answers: { [MODIFY]: [refusal("ResourceNotFound", MODIFY)], RemoveUserByStrRoomId: [{}] } },
    );
    const lists = "sliceParams.subscribeStreamUserIds.subscribeAudioUserIds";
    const inputs = withValue(checkedInputs(), lists, ["teacher"]);
    expect(lifecycle.diff(taskState(), inputs)).toMatchObject({ changes: true, replaces: [] });
    expect(await outcomeOf(lifecycle.update(TASK_ID, taskState(), inputs))).toBeInstanceOf(UnfinishedError);
    expect(client.calls.map(({ action }) => action)).toEqual([MODIFY, "RemoveUserByStrRoomId"]);
  });
});

describe("a kind whose Create cannot say everything", () => {
  const told = kindWith({
    schema: schemaWith({ title: text }),
    modify: {
      action: MODIFY,
      params: () => ({ All: true }),
      completesCreate: (inputs) => "title" in inputs,
    },
  });

  test("Modify says the rest right after Create", async () => {
    const { lifecycle, client } = taskLifecycle(told, {
      answers: { [CREATE]: [{ TaskId: TASK_ID }], [MODIFY]: [{}] },
    });
    await lifecycle.create(checkedInputs({ title: "new" }));
    expect(client.calls.map(({ action }) => action)).toEqual([CREATE, MODIFY]);
  });

  test("both are one operation with one time", async () => {
    const budgets: number[] = [];
    const { lifecycle } = taskLifecycle(told, {
      answers: { [CREATE]: [{ TaskId: TASK_ID }], [MODIFY]: [{}] },
      onCall: ({ budget }) => {
        budgets.push(budget.remainingMs);
        budget.remainingMs -= 60_000;
      },
    });
    await lifecycle.create(checkedInputs({ title: "new" }));
    expect(budgets).toEqual([90_000, 30_000]);
  });

  test("nothing is said when there is nothing to say", async () => {
    const { lifecycle, client } = taskLifecycle(told, { answers: { [CREATE]: [{ TaskId: TASK_ID }] } });
    await lifecycle.create(checkedInputs());
    expect(client.calls.map(({ action }) => action)).toEqual([CREATE]);
  });

  test("when that fails the task is kept as unfinished, and the next update says it", async () => {
    const { lifecycle, client } = taskLifecycle(told, {
      answers: { [CREATE]: [{ TaskId: TASK_ID }], [MODIFY]: [refusal("InternalError", MODIFY), {}] },
    });
    const inputs = checkedInputs({ title: "new" });
    const error = await outcomeOf(lifecycle.create(inputs));
    expect(error).toBeInstanceOf(UnfinishedError);
    // checked above
    const { id, outs } = error as UnfinishedError;
    expect(id).toBe(TASK_ID);
    expect(secretFree(carried(outs))).toStrictEqual(taskState({ title: "new", unfinished: true }));
    expect(lifecycle.diff(outs, inputs)).toEqual({ changes: true, replaces: [], deleteBeforeReplace: true });
    const { outs: after } = await lifecycle.update(id, outs, inputs);
    expect(client.calls.map(({ action }) => action)).toEqual([CREATE, MODIFY, MODIFY]);
    expect(after).toStrictEqual(taskState({ title: "new" }));
  });

  test.each([{ exited: true }, { handleExpired: true }])(
    "an unfinished one with %j is told nothing more, when it is kept",
    async (seen) => {
      const { lifecycle, client } = taskLifecycle(told);
      const kept = { onExit: "keep", onHandleExpired: "keep", title: "new" };
      const state = taskState({ ...kept, ...seen, unfinished: true });
      const inputs = checkedInputs(kept);
      expect(lifecycle.diff(state, inputs)).toEqual({
        changes: false,
        replaces: [],
        deleteBeforeReplace: true,
      });
      // the engine updates what was created with an error whatever diff says
      const { outs } = await lifecycle.update(TASK_ID, state, inputs);
      expect(outs).toStrictEqual(taskState({ ...kept, ...seen }));
      expect(client.calls).toEqual([]);
    },
  );
});

describe("a kind that answers a status for a task that it does not know", () => {
  const lenient = kindWith({
    describe: {
      action: DESCRIBE,
      sees: ({ Status }) => (Status === "NotExist" ? "unknown" : "running"),
    },
  });

  test("the status is not believed of a new task", async () => {
    const { lifecycle, clock } = taskLifecycle(lenient, {
      answers: { [DESCRIBE]: [{ Status: "NotExist" }, { Status: "NotExist" }, { Status: "InProgress" }] },
    });
    const { id } = await lifecycle.read(TASK_ID, taskState());
    expect([id, clock.now() - START]).toEqual([TASK_ID, 6_000]);
  });

  test("the status is believed of an older one", async () => {
    const { lifecycle } = taskLifecycle(lenient, {
      answers: { [DESCRIBE]: [{ Status: "NotExist" }] },
      clock: fakeClock(START + DAY),
    });
    expect(await lifecycle.read(TASK_ID, taskState())).toStrictEqual({ id: "", props: {} });
  });
});

test("a code of a kind's own that says that the robot is there is settled like an unknown outcome", async () => {
  const taken = kindWith({ create: { ...slicing.create, robotTaken: ["FailedOperation.TaskExist"] } });
  const { lifecycle, client } = taskLifecycle(taken, {
    answers: {
      [CREATE]: [refusal("FailedOperation.TaskExist", CREATE), { TaskId: TASK_ID }],
      RemoveUserByStrRoomId: [{}],
    },
  });
  await lifecycle.create(checkedInputs());
  expect(client.calls.map(({ action }) => action)).toEqual([CREATE, "RemoveUserByStrRoomId", CREATE]);
});

describe("a kind whose tasks can be queried as long as they run", () => {
  const { resourceExpiredHour: _hours, onHandleExpired: _expired, ...rows } = slicing.schema.properties;
  const endless = kindWith({ schema: { ...slicing.schema, properties: rows } });
  const { resourceExpiredHour: _given, onHandleExpired: _wish, ...inputs } = checkedInputs();

  test("has no end of its handle in state", async () => {
    const { lifecycle } = taskLifecycle(endless, { answers: { [CREATE]: [{ TaskId: TASK_ID }] } });
    const { outs } = await lifecycle.create(inputs);
    expect(outs).not.toHaveProperty("handleExpiresAt");
    expect(lifecycle.diff(outs, inputs).changes).toBe(false);
  });

  test("is stopped by its id however old it is", async () => {
    const { lifecycle, client } = taskLifecycle(endless, {
      answers: { DeleteCloudSliceTask: [{}] },
      clock: fakeClock(START + 1000 * DAY),
    });
    const { handleExpiresAt: _end, ...state } = taskState(inputs);
    await lifecycle.delete(TASK_ID, state);
    expect(client.calls.map(({ action }) => action)).toEqual(["DeleteCloudSliceTask"]);
  });
});

test("a change whose answer says that the task has ended is not taken for done", async () => {
  const frank = kindWith({
    modify: {
      action: MODIFY,
      params: () => ({}),
      sees: ({ Status }) => (Status === "NotExist" ? "unknown" : "running"),
    },
  });
  const { lifecycle } = taskLifecycle(frank, {
    answers: { [MODIFY]: [{ Status: "NotExist" }] },
    clock: fakeClock(START + DAY),
  });
  const lists = { sliceParams: { subscribeStreamUserIds: { subscribeAudioUserIds: ["teacher"] } } };
  const error = await outcomeOf(lifecycle.update(TASK_ID, taskState(), checkedInputs(lists)));
  expect(error).toEqual(
    new GoneError("ModifyCloudSliceTask: the answer says that the task has ended: run pulumi up --refresh"),
  );
});

test("the words for a quota are the kind's own", async () => {
  const { lifecycle, client } = taskLifecycle(kindWith({ quota: "an application has ten of these" }), {
    answers: { [CREATE]: [{ TaskId: TASK_ID }] },
  });
  await lifecycle.create(checkedInputs());
  expect(client.whole[0]?.quota).toBe("an application has ten of these");
});
