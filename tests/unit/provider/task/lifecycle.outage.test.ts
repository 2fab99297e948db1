import type { Bag } from "../../../../provider/resource/schema";
import type { Lifecycle } from "../../../../provider/resource/lifecycle";
import { TrtcError } from "../../../../provider/trtc/errors";
import type { Failure } from "../../../../provider/trtc/errors";
import { clientParts } from "../client-parts";
import { START } from "../fake-clock";
import { fakeSettings, KEYS } from "../fake-settings";
import { networkLifecycle, TASK_ID, taskState } from "../lifecycle-parts";
import { checkedInputs, withValue } from "../task-inputs";
import { seededRandom } from "../trtc/seeded-random";

const CREATE = "CreateCloudSliceTask";
const REMOVE = "RemoveUserByStrRoomId";
const DESCRIBE = "DescribeCloudSliceTask";
const MODIFY = "ModifyCloudSliceTask";
const DELETE = "DeleteCloudSliceTask";
const DAY = 86_400_000;

/** How a service that is dead meets a request. */
interface Outage {
  name: string;
  failure: Failure;
  takesMs: number;
}

const REFUSES: Outage = {
  name: "refuses connections",
  failure: { kind: "unreachable", reason: "ECONNREFUSED" },
  takesMs: 0,
};
const SAYS_UNAVAILABLE: Outage = {
  name: "says ServiceUnavailable",
  failure: { kind: "api", code: "ServiceUnavailable", message: "Vendor text.", requestId: "r-1" },
  takesMs: 0,
};
const ANSWERS_503: Outage = { name: "answers 503", failure: { kind: "status", status: 503 }, takesMs: 0 };
const RESETS: Outage = {
  name: "resets connections",
  failure: { kind: "unanswered", reason: "connection lost" },
  takesMs: 0,
};
const SILENT: Outage = {
  name: "is silent",
  failure: { kind: "unanswered", reason: "timeout" },
  takesMs: 8_000,
};
const OUTAGES = [REFUSES, SAYS_UNAVAILABLE, ANSWERS_503, RESETS, SILENT];

const OPERATIONS: Record<
  "create" | "read" | "update" | "delete",
  (lifecycle: Lifecycle) => Promise<unknown>
> = {
  create: (lifecycle) => lifecycle.create(checkedInputs()),
  read: (lifecycle) => lifecycle.read(TASK_ID, taskState()),
  update: (lifecycle) => lifecycle.update(TASK_ID, taskState(), subscribed(checkedInputs())),
  delete: (lifecycle) => lifecycle.delete(TASK_ID, taskState()),
};
type Operation = keyof typeof OPERATIONS;

/** What each comes to when all is well. */
const DONE: Record<Operation, unknown> = {
  create: { id: TASK_ID, outs: taskState({ createdAt: expect.any(String), ...ends() }) },
  read: { id: TASK_ID, props: taskState() },
  update: { outs: subscribed(taskState()) },
  delete: undefined,
};

beforeEach(() => {
  jest.spyOn(Date, "now").mockReturnValue(START);
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** The ends of a task that is made later than at the start of the clock. */
function ends(): object {
  return { handleExpiresAt: expect.any(String) as unknown, userSigExpiresAt: expect.any(String) as unknown };
}

function subscribed(bag: Bag): Bag {
  return withValue(bag, "sliceParams.subscribeStreamUserIds.subscribeAudioUserIds", ["teacher"]);
}

/** One operation from the moment on in which the service dies, for so long. */
async function during(
  { failure, takesMs }: Outage,
  { operation, deadMs, random = () => 0.5 }: { operation: Operation; deadMs: number; random?: () => number },
) {
  const calls: string[] = [];
  const { parts, clock } = clientParts([], {
    settings: fakeSettings({ environment: KEYS }),
    random,
    send({ action, params }) {
      calls.push(action);
      if (clock.now() < diedAt + deadMs) {
        clock.advance(takesMs);
        return Promise.resolve({ ok: false, failure });
      }
      const response = { ...params, TaskId: TASK_ID, Status: "InProgress", RequestId: "r-0" };
      return Promise.resolve({ ok: true, response });
    },
  });
  // past its first minute a task is believed to be what the API says of it
  if (operation !== "create") clock.advance(DAY);
  const diedAt = clock.now();
  const outcome = await OPERATIONS[operation](networkLifecycle({ parts })).catch((error: unknown) => error);
  return { outcome, calls, elapsed: clock.now() - diedAt };
}

/** Waits that differ from seed to seed from the first on. */
function jitter(seed: number): () => number {
  return seededRandom(seed * 43_112_609);
}

function times(count: number, action: string): string[] {
  return Array<string>(count).fill(action);
}

describe("a service that is dead for 60 s is survived", () => {
  // waits of 0.25, 0.5, 1, 2, 4, 8 s and five of 10 s
  const ELEVEN_WAITS = 65_750;

  test.each([REFUSES, SAYS_UNAVAILABLE])("by create, where it $name: nothing was made", async (outage) => {
    const { outcome, calls, elapsed } = await during(outage, { operation: "create", deadMs: 60_000 });
    expect(outcome).toEqual(DONE.create);
    expect(calls).toEqual(times(12, CREATE));
    expect(elapsed).toBe(ELEVEN_WAITS);
  });

  test.each([ANSWERS_503, RESETS])(
    "by create, where it $name: its robot is removed until that is done",
    async (outage) => {
      const { outcome, calls, elapsed } = await during(outage, { operation: "create", deadMs: 60_000 });
      expect(outcome).toEqual(DONE.create);
      expect(calls).toEqual([CREATE, ...times(12, REMOVE), CREATE]);
      expect(elapsed).toBe(ELEVEN_WAITS);
    },
  );

  test("by create, where it is silent: its robot is removed until that is done", async () => {
    const { outcome, calls, elapsed } = await during(SILENT, { operation: "create", deadMs: 60_000 });
    expect(outcome).toEqual(DONE.create);
    expect(calls).toEqual([CREATE, ...times(7, REMOVE), CREATE]);
    // seven times 8 s without an answer, and waits of 0.25, 0.5, 1, 2, 4 and 8 s
    expect(elapsed).toBe(71_750);
  });

  test.each(
    [["read", DESCRIBE] as const, ["update", MODIFY] as const, ["delete", DELETE] as const].flatMap(
      ([operation, action]) => OUTAGES.map((outage) => ({ operation, action, outage, name: outage.name })),
    ),
  )("by $operation, where it $name", async ({ operation, action, outage }) => {
    const { outcome, calls, elapsed } = await during(outage, { operation, deadMs: 60_000 });
    expect(outcome).toEqual(DONE[operation]);
    expect(calls).toEqual(times(outage === SILENT ? 7 : 12, action));
    // six times 8 s without an answer, and the waits of 0.25 to 8 s
    expect(elapsed).toBe(outage === SILENT ? 63_750 : ELEVEN_WAITS);
  });

  // each call of an operation draws its own waits
  test.each(
    (["create", "read", "update", "delete"] as const).flatMap((operation) =>
      OUTAGES.map((outage) => ({ operation, outage, name: outage.name })),
    ),
  )("by $operation, where it $name, with any jitter", async ({ operation, outage }) => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = jitter(seed);
      const { outcome } = await during(outage, { operation, deadMs: 60_000, random });
      expect([seed, outcome]).toEqual([seed, DONE[operation]]);
    }
  });
});

describe("a service that stays dead", () => {
  test.each([
    { ...REFUSES, calls: times(14, CREATE), elapsed: 85_750 },
    { ...SAYS_UNAVAILABLE, calls: times(14, CREATE), elapsed: 85_750 },
    { ...ANSWERS_503, calls: [CREATE, ...times(14, REMOVE), CREATE, ...times(6, REMOVE)], elapsed: 93_500 },
    { ...SILENT, calls: [CREATE, ...times(8, REMOVE)], elapsed: 97_750 },
  ])("is given up by create, where it $name", async ({ calls, elapsed, ...outage }) => {
    const seen = await during(outage, { operation: "create", deadMs: Infinity });
    expect(seen.outcome).toBeInstanceOf(TrtcError);
    expect([seen.calls, seen.elapsed]).toEqual([calls, elapsed]);
  });

  // 90 s and the request that ends them; then create may have a second try, with 12 s and a request to remove its robot, and
  // delete asks whether it took effect
  test.each([
    ["create", 114_500],
    ["read", 98_000],
    ["update", 98_000],
    ["delete", 106_000],
  ] as const)(
    "is given up by %s within %i ms with any jitter, however it is dead",
    async (operation, bound) => {
      for (const outage of OUTAGES)
        for (let seed = 1; seed <= 100; seed++) {
          const random = jitter(seed);
          const { outcome, elapsed } = await during(outage, { operation, deadMs: Infinity, random });
          expect(outcome).toBeInstanceOf(Error);
          expect(elapsed).toBeLessThanOrEqual(bound);
        }
    },
  );
});
