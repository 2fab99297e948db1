import type { Failure } from "../../../../provider/trtc/errors";
import {
  CredentialsError,
  InputError,
  QuotaError,
  ServiceError,
  ThrottledError,
  UnknownOutcomeError,
} from "../../../../provider/trtc/errors";
import { mintUserSig, readUserSig } from "../../../../provider/trtc/user-sig";
import { clientParts } from "../client-parts";
import type { Attempt } from "../client-parts";
import { refusal, silence } from "../fake-client";
import { START } from "../fake-clock";
import { API_KEY, fakeSettings, KEYS } from "../fake-settings";
import { networkLifecycle, slicingLifecycle, TASK_ID, taskState } from "../lifecycle-parts";
import { checkedInputs } from "../task-inputs";

const CREATED = { TaskId: TASK_ID, RequestId: "r-0" };
const REMOVED = { RequestId: "r-0" };
const REMOVE = {
  action: "RemoveUserByStrRoomId",
  region: "ap-singapore",
  params: { SdkAppId: 1400000001, RoomId: "lobby", UserIds: ["slicer-lobby"] },
};

beforeEach(() => {
  jest.spyOn(Date, "now").mockReturnValue(START);
});
afterEach(() => {
  jest.restoreAllMocks();
});

function userSigOf(params: object | undefined): unknown {
  return params === undefined ? undefined : Reflect.get(params, "UserSig");
}

test("one Create makes the task; state holds the arguments without their secrets and what is known of it", async () => {
  const { lifecycle, client, reports } = slicingLifecycle({ answers: { CreateCloudSliceTask: [CREATED] } });
  await expect(lifecycle.create(checkedInputs())).resolves.toStrictEqual({ id: TASK_ID, outs: taskState() });
  expect(client.whole).toEqual([
    {
      action: "CreateCloudSliceTask",
      params: expect.anything() as unknown,
      region: "ap-singapore",
      repeatable: false,
      budget: { remainingMs: 90_000 },
      notFound: ["ResourceNotFound"],
    },
  ]);
  expect(reports).toEqual([]);
});

test("what is undefined, or of the engine, does not stand in state: its wire would break after the task was made", async () => {
  const { lifecycle } = slicingLifecycle({ answers: { CreateCloudSliceTask: [CREATED] } });
  const { sliceParams } = checkedInputs();
  const inputs = checkedInputs({
    userSig: undefined,
    sliceParams: Object.assign({}, sliceParams, { sliceImageType: undefined }),
    __provider: "text",
  });
  await expect(lifecycle.create(inputs)).resolves.toStrictEqual({ id: TASK_ID, outs: taskState() });
});

test("a second task has a budget of its own", async () => {
  const { lifecycle, client } = slicingLifecycle({ answers: { CreateCloudSliceTask: [CREATED, CREATED] } });
  await lifecycle.create(checkedInputs());
  await lifecycle.create(checkedInputs({ userId: "another-robot" }));
  expect(client.whole[0]?.budget).not.toBe(client.whole[1]?.budget);
});

describe("the UserSig", () => {
  async function sentFor(inputs: object, environment: Record<string, string> = KEYS) {
    const { lifecycle, client } = slicingLifecycle({
      answers: { CreateCloudSliceTask: [CREATED] },
      settings: { environment },
    });
    const { outs } = await lifecycle.create(checkedInputs({ ...inputs }));
    return { userSig: userSigOf(client.calls[0]?.params), outs };
  }
  const signed = (sdkSecretKey: string, expireSeconds = 15_552_000) =>
    mintUserSig({ sdkAppId: 1400000001, sdkSecretKey, userId: "slicer-lobby", expireSeconds });

  test("that is given is sent, and its end stands in state", async () => {
    const userSig = signed("planted-elsewhere", 3_000_000);
    const { userSig: sent, outs } = await sentFor({ userSig }, API_KEY);
    expect(sent).toBe(userSig);
    expect(outs).toEqual(taskState({ userSigExpiresAt: "2026-02-05T20:24:05.000Z" }));
  });

  test("is signed with the key that is given, else the application's, else the general one", async () => {
    const environment = { ...KEYS, TRTC_SDK_SECRET_KEY_1400000001: "planted-own" };
    expect((await sentFor({ sdkSecretKey: "planted-given" }, environment)).userSig).toBe(
      signed("planted-given"),
    );
    expect((await sentFor({}, environment)).userSig).toBe(signed("planted-own"));
    expect((await sentFor({})).userSig).toBe(signed("planted-sdk-secret"));
  });

  test("is signed for as long as asked", async () => {
    const { userSig, outs } = await sentFor({ userSigExpire: 2_592_000 });
    expect(readUserSig(String(userSig))).toEqual({
      sdkAppId: 1400000001,
      userId: "slicer-lobby",
      expiresAt: START + 2_592_000_000,
    });
    expect(outs["userSigExpiresAt"]).toBe("2026-02-01T03:04:05.000Z");
  });

  test("stands nowhere in state, nor does the key that signed it", async () => {
    const { userSig, outs } = await sentFor({ sdkSecretKey: "planted-given" });
    expect(JSON.stringify(outs)).not.toContain(String(userSig));
    expect(outs).not.toHaveProperty("userSig");
    expect(outs).not.toHaveProperty("sdkSecretKey");
  });

  test("without any key is one sentence, and nothing is sent", async () => {
    const { lifecycle, client } = slicingLifecycle({ settings: { environment: API_KEY } });
    const promise = lifecycle.create(checkedInputs());
    await expect(promise).rejects.toThrow(InputError);
    await expect(promise).rejects.toThrow(
      "sdkSecretKey is missing: set TRTC_SDK_SECRET_KEY_1400000001 or trtc:sdkSecretKey",
    );
    expect(client.calls).toEqual([]);
  });

  test.each([
    ["is none", "planted-nonsense"],
    ["ends in no calendar", () => signed("planted-elsewhere", 9e12)],
  ])("that %s does not lose a task that runs", async (_what, given) => {
    const userSig = typeof given === "string" ? given : given();
    const { outs } = await sentFor({ userSig });
    expect(outs).toEqual(taskState());
  });
});

describe("when it is not known whether Create took effect", () => {
  const UNKNOWN_OUTCOMES: [string, Error | Record<string, unknown>, string][] = [
    [
      "a time-out",
      silence("timeout"),
      "CreateCloudSliceTask: no usable answer from https://trtc.intl.tencentcloudapi.com (timeout), " +
        "so it is not known whether the call took effect",
    ],
    [
      "a reset",
      silence("connection lost"),
      "CreateCloudSliceTask: no usable answer from https://trtc.intl.tencentcloudapi.com (connection lost), " +
        "so it is not known whether the call took effect",
    ],
    [
      "garbage",
      silence("unreadable answer"),
      "CreateCloudSliceTask: no usable answer from https://trtc.intl.tencentcloudapi.com (unreadable answer), " +
        "so it is not known whether the call took effect",
    ],
    [
      "an answer without a TaskId",
      { RequestId: "r-0" },
      "CreateCloudSliceTask: the answer holds no TaskId, so it is not known whether the call took effect",
    ],
    [
      "an empty TaskId",
      { TaskId: "", RequestId: "r-0" },
      "CreateCloudSliceTask: the answer holds no TaskId, so it is not known whether the call took effect",
    ],
    [
      "a TaskId that is no text",
      { TaskId: 5, RequestId: "r-0" },
      "CreateCloudSliceTask: the answer holds no TaskId, so it is not known whether the call took effect",
    ],
    [
      "a bare FailedOperation",
      refusal("FailedOperation"),
      "CreateCloudSliceTask: FailedOperation (Vendor text): run it again; if it stays, give the RequestId to " +
        "Tencent Cloud support; RequestId r-1",
    ],
    [
      "InternalError after its retries",
      refusal("InternalError.CSInternalError"),
      "CreateCloudSliceTask: InternalError.CSInternalError (Vendor text): run it again; if it stays, give the " +
        "RequestId to Tencent Cloud support; RequestId r-1",
    ],
  ];

  test.each(UNKNOWN_OUTCOMES)(
    "after %s the robot is removed and Create sent again, unchanged",
    async (_what, first, said) => {
      const { lifecycle, client, reports } = slicingLifecycle({
        answers: { CreateCloudSliceTask: [first, CREATED], RemoveUserByStrRoomId: [REMOVED] },
      });
      await expect(lifecycle.create(checkedInputs())).resolves.toStrictEqual({
        id: TASK_ID,
        outs: taskState(),
      });
      const [create, remove, again] = client.calls;
      expect(client.actions()).toEqual([
        "CreateCloudSliceTask",
        "RemoveUserByStrRoomId",
        "CreateCloudSliceTask",
      ]);
      expect(remove).toEqual(REMOVE);
      expect(again).toEqual(create);
      const code = /^CreateCloudSliceTask: (FailedOperation|InternalError)/.exec(said)?.[1];
      expect(reports).toHaveLength(1);
      expect(reports[0]).toMatch(/^CreateCloudSliceTask: \S+; removing robot slicer-lobby to start clean$/);
      expect(reports[0]).toContain(code ?? "");
    },
  );

  test.each(UNKNOWN_OUTCOMES)(
    "after %s three times it fails, with the robot removed once more",
    async (_what, each, said) => {
      const { lifecycle, client } = slicingLifecycle({
        answers: {
          CreateCloudSliceTask: [each, each, each],
          RemoveUserByStrRoomId: [REMOVED, REMOVED, REMOVED],
        },
      });
      await expect(lifecycle.create(checkedInputs())).rejects.toThrow(
        new Error(
          `${said}; given up after 3 tries; robot slicer-lobby in room lobby of application 1400000001 was removed, ` +
            "so no task of it runs: run pulumi up again",
        ),
      );
      expect(client.actions()).toEqual([
        "CreateCloudSliceTask",
        "RemoveUserByStrRoomId",
        "CreateCloudSliceTask",
        "RemoveUserByStrRoomId",
        "CreateCloudSliceTask",
        "RemoveUserByStrRoomId",
      ]);
    },
  );

  test("the error keeps its class, code and RequestId", async () => {
    const failing = (error: Error) =>
      slicingLifecycle({
        answers: {
          CreateCloudSliceTask: [error, error, error],
          RemoveUserByStrRoomId: [REMOVED, REMOVED, REMOVED],
        },
      }).lifecycle.create(checkedInputs());
    const timedOut = failing(silence("timeout"));
    await expect(timedOut).rejects.toThrow(UnknownOutcomeError);
    await expect(timedOut).rejects.toMatchObject({ action: "CreateCloudSliceTask", code: "Timeout" });
    const refused = failing(refusal("FailedOperation"));
    await expect(refused).rejects.toThrow(ServiceError);
    await expect(refused).rejects.toMatchObject({ code: "FailedOperation", requestId: "r-1" });
  });

  test("the robot of an int32 room is removed by number", async () => {
    const { lifecycle, client } = slicingLifecycle({
      answers: { CreateCloudSliceTask: [silence(), CREATED], RemoveUser: [REMOVED] },
    });
    await lifecycle.create(checkedInputs({ roomId: 150 }));
    expect(client.calls[1]).toEqual({
      action: "RemoveUser",
      region: "ap-singapore",
      params: { SdkAppId: 1400000001, RoomId: 150, UserIds: ["slicer-lobby"] },
    });
  });

  test("the robot of a room in Frankfurt is removed in Singapore, and Create stays in Frankfurt", async () => {
    const { lifecycle, client } = slicingLifecycle({
      answers: { CreateCloudSliceTask: [silence(), CREATED], RemoveUserByStrRoomId: [REMOVED] },
    });
    await lifecycle.create(checkedInputs({ region: "eu-frankfurt" }));
    expect(client.calls.map(({ action, region }) => [action, region])).toEqual([
      ["CreateCloudSliceTask", "eu-frankfurt"],
      ["RemoveUserByStrRoomId", "ap-singapore"],
      ["CreateCloudSliceTask", "eu-frankfurt"],
    ]);
  });

  test("a room that does not exist holds no robot", async () => {
    const roomGone = refusal("FailedOperation.RoomNotExist", "RemoveUserByStrRoomId");
    const { lifecycle } = slicingLifecycle({
      answers: {
        CreateCloudSliceTask: [silence(), silence(), silence()],
        RemoveUserByStrRoomId: [roomGone, roomGone, roomGone],
      },
    });
    await expect(lifecycle.create(checkedInputs())).rejects.toThrow(
      /was removed, so no task of it runs: run pulumi up again$/,
    );
  });

  test("a robot that cannot be removed does not stop the next try", async () => {
    const { lifecycle } = slicingLifecycle({
      answers: {
        CreateCloudSliceTask: [silence(), CREATED],
        RemoveUserByStrRoomId: [refusal("UnauthorizedOperation")],
      },
    });
    await expect(lifecycle.create(checkedInputs())).resolves.toMatchObject({ id: TASK_ID });
  });

  test.each([
    [refusal("UnauthorizedOperation", "RemoveUserByStrRoomId")],
    [silence("timeout", "RemoveUserByStrRoomId")],
  ])(
    "a robot that could not be removed in the end is said to be one that may run, and why",
    async (error) => {
      const { lifecycle } = slicingLifecycle({
        answers: {
          CreateCloudSliceTask: [silence(), silence(), silence()],
          RemoveUserByStrRoomId: [error, error, error],
        },
      });
      await expect(lifecycle.create(checkedInputs())).rejects.toThrow(
        new Error(
          "CreateCloudSliceTask: no usable answer from https://trtc.intl.tencentcloudapi.com (timeout), so it is not " +
            "known whether the call took effect; given up after 3 tries; robot slicer-lobby in room lobby of " +
            `application 1400000001 could not be removed, so a task of it may run (${error.message}): cure that and ` +
            "run pulumi up again, or remove the robot from the room",
        ),
      );
    },
  );

  test("a clear refusal after a robot that could not be removed does not hide that its task may run", async () => {
    const forbidden = refusal("UnauthorizedOperation", "RemoveUserByStrRoomId");
    const { lifecycle, client } = slicingLifecycle({
      answers: {
        CreateCloudSliceTask: [silence(), refusal("FailedOperation.RestrictedConcurrency")],
        RemoveUserByStrRoomId: [forbidden, forbidden],
      },
    });
    await expect(lifecycle.create(checkedInputs())).rejects.toThrow(
      new Error(
        "CreateCloudSliceTask: FailedOperation.RestrictedConcurrency (Vendor text): an application runs 500 tasks " +
          "at once unless a ticket raised it: end tasks or ask for more; RequestId r-1; given up after 2 tries; " +
          "robot slicer-lobby in room lobby of application 1400000001 could not be removed, so a task of it may run " +
          `(${forbidden.message}): cure that and run pulumi up again, or remove the robot from the room`,
      ),
    );
    expect(client.actions()).toEqual([
      "CreateCloudSliceTask",
      "RemoveUserByStrRoomId",
      "CreateCloudSliceTask",
      "RemoveUserByStrRoomId",
    ]);
  });

  test("a clear refusal after a try without an answer removes the robot once more, and keeps its class", async () => {
    const quota = refusal("FailedOperation.RestrictedConcurrency");
    const { lifecycle, client } = slicingLifecycle({
      answers: { CreateCloudSliceTask: [silence(), quota], RemoveUserByStrRoomId: [REMOVED, REMOVED] },
    });
    await expect(lifecycle.create(checkedInputs())).rejects.toBe(quota);
    expect(quota.message).toMatch(
      /; given up after 2 tries; robot slicer-lobby in room lobby of application 1400000001 was removed, so no task of it runs: run pulumi up again$/,
    );
    expect(client.actions().slice(2)).toEqual(["CreateCloudSliceTask", "RemoveUserByStrRoomId"]);
  });

  test("no further try is made when the time is used up", async () => {
    const { lifecycle, client } = slicingLifecycle({
      answers: { CreateCloudSliceTask: [silence()], RemoveUserByStrRoomId: [REMOVED] },
      onCall: ({ budget }) => {
        budget.remainingMs -= 90_000;
      },
    });
    await expect(lifecycle.create(checkedInputs())).rejects.toThrow(/; given up after 1 tries; /);
    expect(client.actions()).toEqual(["CreateCloudSliceTask", "RemoveUserByStrRoomId"]);
  });

  test.each([
    ["all that is left of the operation's time", 5_000, [90_000, 85_000, 80_000]],
    ["12 s when less is left", 84_000, [90_000, 12_000, 1_000]],
  ])("removing the robot has %s, and the operation pays for it", async (_what, createTakes, expected) => {
    const budgets: number[] = [];
    const { lifecycle } = slicingLifecycle({
      answers: { CreateCloudSliceTask: [silence(), CREATED], RemoveUserByStrRoomId: [REMOVED] },
      onCall: ({ action, budget }) => {
        budgets.push(budget.remainingMs);
        budget.remainingMs -= action === "CreateCloudSliceTask" ? createTakes : 5_000;
      },
    });
    await lifecycle.create(checkedInputs());
    expect(budgets).toEqual(expected);
  });

  test("removing the robot has 12 s also when nothing is left, and no further try is made", async () => {
    const budgets: number[] = [];
    const { lifecycle } = slicingLifecycle({
      answers: { CreateCloudSliceTask: [silence()], RemoveUserByStrRoomId: [REMOVED] },
      onCall: ({ budget }) => {
        budgets.push(budget.remainingMs);
        budget.remainingMs -= 98_000;
      },
    });
    await expect(lifecycle.create(checkedInputs())).rejects.toThrow(/; given up after 1 tries; /);
    expect(budgets).toEqual([90_000, 12_000]);
  });
});

test.each([
  ["InvalidParameter.SdkAppId", InputError],
  ["AuthFailure.SignatureExpire", CredentialsError],
  ["FailedOperation.RestrictedConcurrency", QuotaError],
  ["RequestLimitExceeded", ThrottledError],
  ["FailedOperation.CSUnsupportMethod", ServiceError],
])("%s is final: one Create, and no robot is removed", async (code, errorClass) => {
  const { lifecycle, client } = slicingLifecycle({ answers: { CreateCloudSliceTask: [refusal(code)] } });
  await expect(lifecycle.create(checkedInputs())).rejects.toThrow(errorClass);
  expect(client.actions()).toEqual(["CreateCloudSliceTask"]);
});

describe("with the real client over a network that fails", () => {
  async function tried(attempts: readonly Attempt[]) {
    const fake = clientParts(attempts, { settings: fakeSettings({ environment: KEYS }) });
    const { requests, clock } = fake;
    const outcome = await networkLifecycle(fake)
      .create(checkedInputs())
      .then(
        ({ id }) => id,
        (error: unknown) => String(error),
      );
    return {
      outcome,
      actions: requests.map(({ action }) => action),
      sleeps: clock.sleeps,
      elapsed: clock.now() - START,
    };
  }
  const internal: Attempt = {
    failure: { kind: "api", code: "InternalError", message: "oops", requestId: "r-1" },
  };
  const timeout: Attempt = { failure: { kind: "unanswered", reason: "timeout" }, takesMs: 8_000 };

  test("InternalError is repeated after 3, 6 and 12 s before the robot is removed", async () => {
    const { outcome, actions, sleeps } = await tried([
      internal,
      internal,
      internal,
      internal,
      { response: REMOVED },
      { response: CREATED },
    ]);
    expect(outcome).toBe(TASK_ID);
    expect(sleeps).toEqual([3_000, 6_000, 12_000]);
    expect(actions).toEqual([
      ...Array<string>(4).fill("CreateCloudSliceTask"),
      "RemoveUserByStrRoomId",
      "CreateCloudSliceTask",
    ]);
  });

  test.each(["UnauthorizedOperation.SdkAppId", "FailedOperation.RestrictedConcurrency", "InvalidParameter"])(
    "%s after an InternalError that made a task does not lose it: its robot is removed",
    async (code) => {
      const refused: Attempt = { failure: { kind: "api", code, message: "no", requestId: "r-2" } };
      const again = await tried([internal, refused, { response: REMOVED }, { response: CREATED }]);
      expect(again.outcome).toBe(TASK_ID);
      expect(again.sleeps).toEqual([3_000]);
      const stays = await tried([internal, refused, { response: REMOVED }, refused, { response: REMOVED }]);
      expect(stays.outcome).toMatch(
        /; given up after 2 tries; robot slicer-lobby in room lobby of application 1400000001 was removed, so no task of it runs: run pulumi up again$/,
      );
      expect(stays.actions).toEqual([
        "CreateCloudSliceTask",
        "CreateCloudSliceTask",
        "RemoveUserByStrRoomId",
        "CreateCloudSliceTask",
        "RemoveUserByStrRoomId",
      ]);
    },
  );

  test.each<[string, Failure]>([
    ["HTTP 502", { kind: "status", status: 502 }],
    ["a time-out", { kind: "unanswered", reason: "timeout" }],
  ])("%s is not repeated before the robot is removed", async (_what, failure) => {
    const { outcome, actions } = await tried([{ failure }, { response: REMOVED }, { response: CREATED }]);
    expect(outcome).toBe(TASK_ID);
    expect(actions).toEqual(["CreateCloudSliceTask", "RemoveUserByStrRoomId", "CreateCloudSliceTask"]);
  });

  test("a service that never answers is given up within the operation's time and one request", async () => {
    const { outcome, elapsed } = await tried(Array<Attempt>(40).fill(timeout));
    expect(outcome).toMatch(
      /could not be removed, so a task of it may run \(RemoveUserByStrRoomId: no usable answer/,
    );
    expect(elapsed).toBeLessThanOrEqual(98_000);
  });

  test("an endpoint that cannot be reached is one clear error, and no robot is looked for", async () => {
    const { outcome, actions } = await tried(
      Array<Attempt>(14).fill({ failure: { kind: "unreachable", reason: "ECONNREFUSED" } }),
    );
    expect(outcome).toBe(
      "ServiceError: CreateCloudSliceTask: https://trtc.intl.tencentcloudapi.com cannot be reached (ECONNREFUSED): " +
        "check the network, http_proxy and TENCENTCLOUD_ENDPOINT_URL; nothing was sent",
    );
    expect(actions).toEqual(Array(14).fill("CreateCloudSliceTask"));
  });
});

describe("a robot's name in a room", () => {
  test("is given to one task of a run: a second one is refused without a call", async () => {
    const { lifecycle, client } = slicingLifecycle({ answers: { CreateCloudSliceTask: [CREATED] } });
    const both = [lifecycle.create(checkedInputs()), lifecycle.create(checkedInputs())];
    await expect(both[1]).rejects.toThrow(
      new InputError(
        'userId is "slicer-lobby", which another task of this run has in room "lobby" (being made): give each task of a ' +
          "room a robot of its own",
      ),
    );
    await both[0];
    expect(client.actions()).toEqual(["CreateCloudSliceTask"]);
  });

  test("is free again after a failure", async () => {
    const quota = refusal("FailedOperation.RestrictedConcurrency");
    const { lifecycle } = slicingLifecycle({ answers: { CreateCloudSliceTask: [quota, CREATED] } });
    await expect(lifecycle.create(checkedInputs())).rejects.toBe(quota);
    await expect(lifecycle.create(checkedInputs())).resolves.toMatchObject({ id: CREATED.TaskId });
  });

  test("stays with the new task when the old one of that name, taken over, is deleted", async () => {
    const { lifecycle, client } = slicingLifecycle({
      answers: {
        CreateCloudSliceTask: [CREATED],
        DeleteCloudSliceTask: [refusal("ResourceNotFound", "DeleteCloudSliceTask")],
      },
    });
    await lifecycle.create(checkedInputs());
    await lifecycle.delete("old", taskState());
    await lifecycle.delete("old", taskState({ handleExpiresAt: "2001-01-01T00:00:00.000Z" }));
    expect(client.actions()).toEqual(["CreateCloudSliceTask", "DeleteCloudSliceTask"]);
  });
});

test("the robot of a Create that was lost is removed, also in a place that this run has left as it is", async () => {
  const { lifecycle, client } = slicingLifecycle({
    answers: { CreateCloudSliceTask: [silence(), CREATED], RemoveUserByStrRoomId: [REMOVED] },
  });
  lifecycle.diff(taskState(), checkedInputs());
  await lifecycle.create(checkedInputs());
  expect(client.actions()).toEqual(["CreateCloudSliceTask", "RemoveUserByStrRoomId", "CreateCloudSliceTask"]);
});

test("a refused argument names where the robot's UserSig comes from: a wrong key of the application looks like any other", async () => {
  const refused = refusal("InvalidParameter");
  const { lifecycle } = slicingLifecycle({ answers: { CreateCloudSliceTask: [refused] } });
  await expect(lifecycle.create(checkedInputs())).rejects.toBe(refused);
  expect(refused.message).toMatch(
    /; the robot's UserSig was signed with the key from TRTC_SDK_SECRET_KEY; if the application's advanced permission control is on, give privateMapKey: true$/,
  );
});
