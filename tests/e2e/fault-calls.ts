import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import * as trtc from "pulumi-trtc";
import type { FaultSpec } from "trtc-emulator";
import { failureOf, lifecycleOn } from "./lifecycle";
import type { HeldTask, SceneLifecycle } from "./lifecycle";
import { assertSame, furtherProof, proof } from "./proof";
import type { Proof } from "./proof";
import { onScene, oneTask, SECRETS, taskArgs } from "./scene";
import type { Scene } from "./scene";

const CREATE = "CreateCloudSliceTask";
const DESCRIBE = "DescribeCloudSliceTask";
const DELETE = "DeleteCloudSliceTask";
const REMOVE = "RemoveUserByStrRoomId";
const CONFLICTS = ["takeover", "fail"] as const;
/** Where calls are counted one by one, the service is not to count them by the second. */
const UNLIMITED = { maxRps: 1_000 };

/** What runs is the task that is held, and then it can be deleted. */
async function assertOnlyThisLives(scene: Scene, on: SceneLifecycle, task: HeldTask): Promise<void> {
  assertSame(await scene.live(), [task.id]);
  await on.delete(task);
  assertSame(await scene.live(), []);
}

/** How often an action was called: each time with the same bytes. */
function timesRepeated({ requests }: SceneLifecycle, action: string): number {
  const bodies = requests.filter((request) => request.action === action).map(({ body }) => body);
  assert.equal(new Set(bodies).size, 1, `${action} was not repeated as it was`);
  return bodies.length;
}

function assertNoSecret(text: string): void {
  for (const [name, secret] of Object.entries(SECRETS)) assert.ok(!text.includes(secret), name);
  assert.doesNotMatch(text, /eJ[A-Za-z0-9*_-]{60}/);
}

/** Waits grow with full jitter: any time up to 500 ms, 1 s, 2 s, at most 20 s. */
function assertJitter(sleeps: readonly number[]): void {
  sleeps.forEach((sleep, retry) => {
    const bound = Math.min(20_000, 500 * 2 ** retry);
    assert.ok(sleep >= 0 && sleep < bound, `wait ${retry + 1} is ${sleep} ms, its bound ${bound}`);
  });
}

/** Failures after which nothing has happened: the call is simply made again. */
const PASSING: readonly Pick<FaultSpec, "kind" | "code" | "status">[] = [
  { kind: "error", code: "RequestLimitExceeded" },
  { kind: "status", status: 429 },
];
/** As told by something between here and the API: the call may have gone through. */
const GATEWAYS: readonly Pick<FaultSpec, "kind" | "status">[] = [
  { kind: "status", status: 502 },
  { kind: "status", status: 503 },
];

const throttled = furtherProof(
  "A1: five throttles or 429, and 502 or 503: success, with growing jitter",
  () =>
    onScene(
      async (scene) => {
        for (const fault of PASSING) {
          const on = lifecycleOn(scene);
          await scene.control.fault({ action: CREATE, times: 5, ...fault });
          const task = await on.create();
          assert.equal(timesRepeated(on, CREATE), 6);
          assert.equal(on.clock.sleeps.length, 5);
          assertJitter(on.clock.sleeps);
          await assertOnlyThisLives(scene, on, task);
        }
        // also when the gateway lost the answer only: the robot is removed before it is asked to enter again
        for (const fault of GATEWAYS)
          for (const applied of [false, true]) {
            const on = lifecycleOn(scene);
            await scene.actions();
            await scene.control.fault({ action: CREATE, times: 2, applied, ...fault });
            const task = await on.create();
            assertSame(await scene.actions(), [CREATE, REMOVE, CREATE, REMOVE, CREATE]);
            assert.equal(timesRepeated(on, CREATE), 3);
            await scene.control.fault({ action: DELETE, times: 5, applied: false, ...fault });
            await assertOnlyThisLives(scene, on, task);
            assert.equal(timesRepeated(on, DELETE), 6);
          }
        return "5 of each on Create: the 6th goes through; 502 and 503, applied or not: robot removed and made again; 5 of each on Delete: the 6th";
      },
      { settings: UNLIMITED },
    ),
);

const CREATES = 60;
/** What the machine may take between the leave to start and the note of it, milliseconds. */
const NOTE_MS = 50;

const rate = furtherProof(
  "A1: 60 creates at once of which 40 are throttled: never over 20 starts in a second",
  () =>
    onScene(async (scene) => {
      const on = lifecycleOn(scene);
      await scene.control.fault({ action: CREATE, times: 40, kind: "error", code: "RequestLimitExceeded" });
      const made = await Promise.all(
        Array.from({ length: CREATES }, (_, n) => on.create({ roomId: `room-${n}`, userId: `slicer-${n}` })),
      );
      assertSame((await scene.live()).sort(), made.map(({ id }) => id).sort());
      const { starts } = on;
      const most = Math.max(
        ...starts.map((from) => starts.filter((at) => at >= from && at < from + 1_000 - NOTE_MS).length),
      );
      assert.ok(
        starts.length >= CREATES + 40 && most <= 20,
        `${most} of ${starts.length} starts in a second`,
      );
      const own = (await scene.control.calls()).filter(
        ({ code, fault }) => code === "RequestLimitExceeded" && fault === undefined,
      );
      return `${CREATES} made with ${starts.length} calls, at most ${most} in any second; ${own.length} refused by the service's own count, and repeated`;
    }),
);

const INTERNAL_ERROR = { action: CREATE, kind: "error", code: "InternalError.CSInternalError" } as const;

const internalError = proof(
  "A2: InternalError is repeated with the same bytes after 3, 6 and 12 s; when it stays, with the robot removed in between",
  () =>
    onScene(
      async (scene) => {
        const on = lifecycleOn(scene);
        await scene.control.fault({ ...INTERNAL_ERROR, times: 3 });
        const task = await on.create();
        assertSame([on.clock.sleeps, await scene.actions()], [[3_000, 6_000, 12_000], Array(4).fill(CREATE)]);
        assert.equal(timesRepeated(on, CREATE), 4);
        await assertOnlyThisLives(scene, on, task);

        const failing = lifecycleOn(scene);
        await scene.actions();
        await scene.control.fault({ ...INTERNAL_ERROR, times: 100 });
        const error = await failureOf(failing.create());
        await scene.control.clearFaults();
        const rounds = (await scene.actions()).join(" ").split(REMOVE);
        assert.equal(error.code, "InternalError.CSInternalError");
        assert.match(
          error.message,
          /^CreateCloudSliceTask: InternalError\.CSInternalError \(an injected fault\): run it again; if it stays, give the RequestId to Tencent Cloud support; RequestId [\w-]{36}; given up after \d tries; robot slicer-lobby in room lobby of application 1400000001 was removed, so no task of it runs: run pulumi up again$/,
        );
        assertSame(failing.clock.sleeps.slice(0, 3), [3_000, 6_000, 12_000]);
        assert.equal(timesRepeated(failing, CREATE), rounds.join(" ").trim().split(/ +/).length);
        assertSame(await scene.live(), []);
        return `4 Creates of the same bytes at 0, 3, 9, 21 s; when it stays, given up after ${rounds.length - 1} rounds with code and RequestId, 0 live`;
      },
      { settings: UNLIMITED },
    ),
);

/** Codes that the same call would meet again, and what is said to do about each. */
const FINAL: readonly [code: string, errorClass: string, cure: string][] = [
  ["InvalidParameter", "InputError", "correct the argument and run again"],
  ["InvalidParameter.UserSig", "InputError", "correct the argument and run again"],
  ["InvalidParameterValue.RoomId", "InputError", "correct the argument and run again"],
  ["MissingParameter.RoomId", "InputError", "correct the argument and run again"],
  ["AuthFailure.SignatureFailure", "CredentialsError", "was not accepted: check it"],
  ["AuthFailure.SecretIdNotFound", "CredentialsError", "was not accepted: check it"],
  [
    "AuthFailure.SignatureExpire",
    "CredentialsError",
    "the clock of this machine is off by more than five minutes",
  ],
  ["AuthFailure.UnauthorizedOperation", "CredentialsError", "may not do this: grant trtc:"],
  ["UnauthorizedOperation.CheckCam", "CredentialsError", "may not do this: grant trtc:"],
];

const final = furtherProof(
  "A3: a wrong argument, key or permission is exactly one call, of each action",
  () =>
    onScene(
      async (scene) => {
        const on = lifecycleOn(scene);
        const task = await on.create();
        const changed = on.inputs({
          sliceParams: {
            sliceType: "both",
            maxIdleTime: 86400,
            subscribeStreamUserIds: { subscribeVideoUserIds: ["teacher"] },
          },
        });
        await scene.actions({ describe: true });
        const operations: readonly [action: string, run: () => Promise<unknown>][] = [
          [CREATE, () => on.create({ userId: "slicer-2" })],
          [DESCRIBE, () => on.read(task)],
          ["ModifyCloudSliceTask", () => on.lifecycle.update(task.id, task.outs, changed)],
          [DELETE, () => on.delete(task)],
        ];
        for (const [action, run] of operations)
          for (const [code, errorClass, cure] of FINAL) {
            await scene.control.fault({ action, kind: "error", code });
            const { name, message } = await failureOf(run());
            assert.equal(name, errorClass, `${action} ${code}`);
            assert.ok(message.startsWith(`${action}: ${code} (an injected fault): `), message);
            assert.ok(message.includes(cure), message);
            assert.match(message, /; RequestId [\w-]{36}/);
            assertSame(await scene.actions({ describe: true }), [action]);
          }
        assertSame(on.clock.sleeps, []);
        await assertOnlyThisLives(scene, on, task);
        return `${FINAL.length} codes at each of ${operations.length} actions: 1 call each, no wait`;
      },
      { settings: UNLIMITED },
    ),
);

const quota = furtherProof(
  "A4: an application whose tasks are used up: one call, and the quota is named",
  () =>
    onScene(
      async (scene) => {
        const on = lifecycleOn(scene);
        const held = await on.create();
        await scene.actions();
        const { name, message } = await failureOf(on.create({ userId: "slicer-2" }));
        assert.equal(name, "QuotaError");
        assert.match(
          message,
          /^CreateCloudSliceTask: FailedOperation\.RestrictedConcurrency \(.+\): an application runs 500 tasks at once unless a ticket raised it: end tasks or ask for more; RequestId [\w-]{36}$/,
        );
        assertSame(await scene.actions(), [CREATE]);
        await assertOnlyThisLives(scene, on, held);
        return "QuotaError that names 500 tasks of an application, 1 call";
      },
      { settings: { maxTasks: 1 } },
    ),
);

const LARGE = 11 * 1024 * 1024;
/** Answers that say nothing, each to a call that took effect. */
const UNREADABLE: readonly [what: string, body: string][] = [
  ["HTML", "<html><body>gateway</body></html>"],
  ["cut JSON", '{"Response":{"TaskId":"-npVqpdU7qidKD61us'],
  ["an empty body", ""],
  ["11 MB", "x".repeat(LARGE)],
  ["11 MB of JSON without an end", `{"Response":{"TaskId":"${"x".repeat(LARGE)}`],
  ["no TaskId", '{"Response":{"RequestId":"request-1"}}'],
];

const unreadable = CONFLICTS.map((robotConflict) =>
  furtherProof(
    `A7: an answer that cannot be used, robot conflict "${robotConflict}": one live task, the one that is held`,
    () =>
      onScene(
        async (scene) => {
          for (const [, body] of UNREADABLE) {
            const on = lifecycleOn(scene);
            await scene.actions();
            await scene.control.fault({ action: CREATE, kind: "body", body });
            const task = await on.create();
            assertSame(await scene.actions(), [CREATE, REMOVE, CREATE]);
            assert.equal(timesRepeated(on, CREATE), 2);
            assert.equal((await on.read(task)).id, task.id);
            await assertOnlyThisLives(scene, on, task);
          }
          return `${UNREADABLE.map(([what]) => what).join(", ")}: robot removed, made again, 1 live`;
        },
        { settings: { ...UNLIMITED, robotConflict } },
      ),
  ),
);

const unreadableOthers = furtherProof(
  "A7: an answer to Describe or Delete that cannot be used is asked for again, and drops nothing from state",
  () =>
    onScene(
      async (scene) => {
        for (const [, body] of UNREADABLE.filter(([what]) => what !== "no TaskId")) {
          const on = lifecycleOn(scene);
          const task = await on.create();
          await scene.control.fault({ action: DESCRIBE, kind: "body", body });
          assert.equal((await on.read(task)).id, task.id);
          assert.equal(timesRepeated(on, DESCRIBE), 2);
          await scene.control.fault({ action: DELETE, kind: "body", body, applied: false });
          await assertOnlyThisLives(scene, on, task);
          assert.equal(timesRepeated(on, DELETE), 2);
        }
        return `${UNREADABLE.length - 1} answers: asked twice, kept; deleted twice, 0 live`;
      },
      { settings: UNLIMITED },
    ),
);

const late = furtherProof(
  "A9: a first request that takes effect after the second: refresh sees the stored task gone, the next run has one live task",
  () =>
    onScene(async (scene) => {
      const on = lifecycleOn(scene);
      await scene.control.fault({ action: CREATE, kind: "lateApply", seconds: 30 });
      const task = await on.create();
      assertSame(await scene.live(), [task.id]);
      await scene.control.advance(31);
      const [stray] = await scene.live();
      assert.notEqual(stray, task.id);
      assertSame(await on.read(task), { id: "", props: {} });

      const next = lifecycleOn(scene);
      const again = await next.create();
      await assertOnlyThisLives(scene, next, again);

      // destroyed before anyone has looked: what came late goes with the robot
      const unseen = lifecycleOn(scene);
      await scene.control.fault({ action: CREATE, kind: "lateApply", seconds: 30 });
      const taken = await unseen.create();
      await scene.control.advance(31);
      await unseen.delete(taken);
      assertSame(await scene.live(), []);
      return "taken over by the late one: read says gone; made again, 1 live; destroyed unseen, 0 live";
    }),
);

/** An address on which nobody listens. */
async function refusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // a server on a TCP port has an address of this form
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const unreachable = furtherProof("A10: no name, no TLS: the network error is named, nothing was sent", () =>
  onScene(async (scene) => {
    const endpoints: readonly [endpoint: string, reason: RegExp][] = [
      ["http://trtc.invalid", /ENOTFOUND|EAI_AGAIN/],
      [scene.emulator.url.replace("http:", "https:"), /EPROTO|wrong version number/],
    ];
    const seen: string[] = [];
    for (const [endpoint, reason] of endpoints) {
      const on = lifecycleOn(scene, { environment: { TENCENTCLOUD_ENDPOINT_URL: endpoint } });
      const { name, message, code } = await failureOf(on.create());
      assertSame([name, code], ["ServiceError", "Unreachable"]);
      const [, said = ""] =
        /^CreateCloudSliceTask: \S+ cannot be reached \((.+)\): check the network, http_proxy and TENCENTCLOUD_ENDPOINT_URL; nothing was sent$/.exec(
          message,
        ) ?? [];
      assert.match(said, reason, message);
      assert.ok(message.includes(endpoint), message);
      assertNoSecret(message);
      assertJitter(on.clock.sleeps);
      seen.push(`${said} after ${on.requests.length} tries`);
    }
    assertSame(await scene.actions({ describe: true }), []);
    return seen.join(", ");
  }),
);

const proxy = furtherProof("A10: a proxy that refuses: one sentence, no trace, no secret", () =>
  onScene(async (scene) => {
    const stack = await scene.open(oneTask(), {
      environment: {
        TENCENTCLOUD_ENDPOINT_URL: "http://trtc.invalid",
        http_proxy: `http://127.0.0.1:${await refusedPort()}`,
      },
    });
    const text = await stack.failing("up");
    assert.match(
      text,
      /http:\/\/trtc\.invalid cannot be reached \(ECONNREFUSED\): check the network, http_proxy and TENCENTCLOUD_ENDPOINT_URL; nothing was sent/,
    );
    assert.doesNotMatch(text, /\n\s+at /);
    assertNoSecret(text);
    assertSame(await stack.tasks(), []);
    return "ECONNREFUSED, nothing in state";
  }),
);

const MANY = 50;
const BEFORE_EXPIRY = 20;

const keyExpires = furtherProof(
  "A12: the key expires in mid-run of 50: what was made is in state, and a run with a new key makes the rest, nothing twice",
  () =>
    onScene(
      async (scene) => {
        const program = () => {
          for (let n = 0; n < MANY; n++)
            new trtc.CloudSliceTask(`room-${n}`, taskArgs({ roomId: `room-${n}`, userId: `slicer-${n}` }));
          return Promise.resolve();
        };
        const made = async () =>
          (await scene.control.calls()).filter(({ action, code }) => action === CREATE && code === "OK")
            .length;
        const stack = await scene.open(program);
        const failing = stack.failing("up");
        while ((await made()) < BEFORE_EXPIRY) await setTimeout(20);
        await scene.control.fault({
          action: "*",
          times: 10_000,
          kind: "error",
          code: "AuthFailure.TokenFailure",
        });
        const text = await failing;
        const first = await made();
        const refused = (await scene.control.calls()).filter(({ code }) => code?.startsWith("AuthFailure"));
        assert.ok(first >= BEFORE_EXPIRY && first < MANY, `${first} made before the key expired`);
        const failures = new Set(text.match(/CreateCloudSliceTask: AuthFailure[^;]*/g));
        assertSame(
          [...failures],
          [
            "CreateCloudSliceTask: AuthFailure.TokenFailure (an injected fault): the key from the environment (TENCENTCLOUD_SECRET_ID) was not accepted: check it",
          ],
        );
        assertSame(new Set(refused.map(({ action }) => action)), new Set([CREATE]));
        const inState = (await stack.tasks()).map(({ id }) => String(id)).sort();
        assertSame(inState, (await scene.live()).sort());
        await scene.control.clearFaults();

        const renewed = await scene.open(program, {
          folder: stack.folder,
          environment: {
            TENCENTCLOUD_SECRET_ID: SECRETS.storageId,
            TENCENTCLOUD_SECRET_KEY: SECRETS.storageKey,
          },
        });
        const { changes } = await renewed.up();
        assertSame([changes["create"], await made()], [MANY - first, MANY]);
        const all = (await renewed.tasks()).map(({ id }) => String(id)).sort();
        assertSame(all, (await scene.live()).sort());
        assert.ok(inState.every((id) => all.includes(id)));
        await renewed.destroy();
        assertSame(await scene.live(), []);
        return `${first} made and in state, ${refused.length} refused alike; ${MANY - first} Creates in the next run, ${MANY} in all; 0 after destroy`;
      },
      { virtualClock: true },
    ),
);

const gone = furtherProof(
  "A14: a task that has ended, known or not: Delete succeeds, Modify says how to go on",
  () =>
    onScene(async (scene) => {
      for (const secondsAgo of [1, 3_600]) {
        const on = lifecycleOn(scene);
        const task = await on.create();
        on.clock.advance(60_000);
        await scene.control.stopTask(task.id);
        await scene.control.advance(secondsAgo);
        const inputs = on.inputs({
          sliceParams: {
            sliceType: "both",
            maxIdleTime: 86400,
            subscribeStreamUserIds: { subscribeVideoUserIds: ["teacher"] },
          },
        });
        const { name, message } = await failureOf(on.lifecycle.update(task.id, task.outs, inputs));
        assert.equal(name, "GoneError");
        assert.match(
          message,
          /^ModifyCloudSliceTask: ResourceNotFound[.\w]* \(.+\): the task has ended: run pulumi up --refresh; RequestId [\w-]{36}$/,
        );
        await scene.actions();
        await on.delete(task);
        assertSame([await scene.actions(), await scene.live()], [[DELETE], []]);
      }
      return "Exited and forgotten: GoneError that says pulumi up --refresh; 1 Delete, which succeeds";
    }),
);

const modifyThenRefresh = furtherProof(
  "A14: a change of a task that has ended fails in up, and up --refresh makes it again with the change",
  () =>
    onScene(async (scene) => {
      const stack = await scene.open(oneTask());
      await stack.up();
      const [ended = ""] = await scene.live();
      await scene.control.stopTask(ended);
      stack.program(
        oneTask({
          sliceParams: {
            sliceType: "both",
            maxIdleTime: 86400,
            subscribeStreamUserIds: { subscribeVideoUserIds: ["teacher"] },
          },
        }),
      );
      const text = await stack.failing("up");
      assert.match(text, /the task has ended: run pulumi up --refresh/);
      await stack.up({ refresh: true });
      const [live, ...more] = (await scene.control.tasks()).filter(({ running }) => running);
      assertSame(more, []);
      assertSame(
        (await stack.tasks()).map(({ id }) => id),
        [live?.taskId],
      );
      assertSame(live?.subscribeStreamUserIds?.subscribeVideoUserIds, ["teacher"]);
      await stack.destroy();
      assertSame(await scene.live(), []);
      return "fails with the cure; 1 live with the change after up --refresh";
    }),
);

/** A Delete that is not answered is given up on after less than this, milliseconds of the real clock. */
const ANSWERS_MS = 2_000;

const deleteTimesOut = furtherProof(
  "A15: Delete without an answer is repeated, and Describe has the last word",
  () =>
    onScene(
      async (scene) => {
        for (const applied of [true, false]) {
          const on = lifecycleOn(scene, { answersWithinMs: ANSWERS_MS });
          const task = await on.create();
          on.clock.advance(60_000);
          await scene.control.fault({ action: DELETE, times: 2, kind: "timeout", applied });
          await on.delete(task);
          // on a busy machine one that is to be answered may be too late
          assert.ok(timesRepeated(on, DELETE) >= 3);
          assertSame(await scene.live(), []);
        }

        // never answered although it took effect: Describe says so
        const told = lifecycleOn(scene, { answersWithinMs: ANSWERS_MS });
        const ended = await told.create();
        told.clock.advance(60_000);
        await scene.actions();
        await scene.control.fault({ action: DELETE, times: 100, kind: "timeout" });
        await told.delete(ended);
        const tries = (await scene.actions({ describe: true })).filter((action) => action === DELETE).length;
        await scene.control.clearFaults();
        assertSame(await scene.live(), []);

        // never answered and without effect: the delete fails, and state keeps the task
        const untold = lifecycleOn(scene, { answersWithinMs: ANSWERS_MS });
        const task = await untold.create();
        untold.clock.advance(60_000);
        await scene.control.fault({ action: DELETE, times: 100, kind: "timeout", applied: false });
        const { name, message } = await failureOf(untold.delete(task));
        assert.equal(name, "UnknownOutcomeError");
        assert.match(
          message,
          /^DeleteCloudSliceTask: no usable answer from \S+ \(timeout\), so it is not known whether the call took effect: run it again$/,
        );
        await scene.control.clearFaults();
        await assertOnlyThisLives(scene, untold, task);
        return `the third is answered: 0 live; none of ${tries} answered: Describe says ended, or the delete fails and state keeps the task`;
      },
      { settings: UNLIMITED },
    ),
);

/** A1 to A4, A7, A9, A10, A12, A14, A15. */
export const callProofs: readonly Proof[] = [
  throttled,
  rate,
  internalError,
  final,
  quota,
  ...unreadable,
  unreadableOthers,
  late,
  unreachable,
  proxy,
  keyExpires,
  gone,
  modifyThenRefresh,
  deleteTimesOut,
];
