import assert from "node:assert/strict";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import * as trtc from "pulumi-trtc";
import type { FaultSpec } from "trtc-emulator";
import { failureOf, lifecycleOn } from "./lifecycle";
import { assertSame, furtherProof, proof } from "./proof";
import type { Proof } from "./proof";
import { onScene, oneTask, SDK_APP_ID, STORAGE, taskArgs } from "./scene";
import type { Scene } from "./scene";
import type { TestStack } from "./stack";

const DESCRIBE = "DescribeCloudSliceTask";

function subscribedTo(...users: string[]): trtc.CloudSliceTaskArgs["sliceParams"] {
  return {
    sliceType: "both",
    maxIdleTime: 86400,
    subscribeStreamUserIds: { subscribeVideoUserIds: users },
  };
}

async function destroyToNothing(scene: Scene, stack: TestStack): Promise<void> {
  await stack.destroy();
  assertSame([await scene.live(), await stack.tasks()], [[], []]);
}

const MAX_IDLE_SECONDS = 30;

const idle = (["recreate", "keep"] as const).map((onExit) =>
  furtherProof(`D2: ended by MaxIdleTime in an empty room, onExit "${onExit}"`, () =>
    onScene(
      async (scene) => {
        const stack = await scene.open(
          oneTask({ onExit, sliceParams: { sliceType: "both", maxIdleTime: MAX_IDLE_SECONDS } }),
        );
        await stack.up();
        const before = await scene.live();
        await scene.control.advance(MAX_IDLE_SECONDS + 1);
        assertSame(await scene.live(), []);
        const { changes } = await stack.preview({ refresh: true });
        if (onExit === "recreate") {
          assertSame(changes["create"], 1);
          await stack.up({ refresh: true });
          const [live, ...more] = await scene.live();
          assert.ok(live !== undefined && more.length === 0 && live !== before[0], "one new task");
          await destroyToNothing(scene, stack);
          return "1 create in preview, 1 new task after up --refresh";
        }
        assertSame(changes, { same: 2 });
        for (let run = 0; run < 2; run++)
          assertSame((await stack.up({ refresh: true })).changes, { same: 2 });
        assertSame(
          (await stack.tasks()).map(({ id, outputs }) => [id, outputs["exited"]]),
          [[before[0], true]],
        );
        assertSame(await scene.live(), []);
        await destroyToNothing(scene, stack);
        return "kept with exited: true; preview and two runs: 2 same, 0 live";
      },
      { virtualClock: true, settings: { exitLagSeconds: 3_600 } },
    ),
  ),
);

/** What keeps Describe from saying anything, each for longer than the time of an operation. */
const SILENCE: readonly Omit<FaultSpec, "action">[] = [
  { kind: "status", status: 500 },
  { kind: "status", status: 502 },
  { kind: "status", status: 503 },
  { kind: "status", status: 429 },
  { kind: "status", status: 403, body: "<html>proxy</html>" },
  { kind: "timeout" },
  { kind: "reset" },
  { kind: "body", body: "<html>gateway</html>" },
  { kind: "body", body: "" },
  { kind: "error", code: "InternalError" },
  { kind: "error", code: "RequestLimitExceeded" },
  { kind: "error", code: "ServiceUnavailable" },
  { kind: "error", code: "AuthFailure.SignatureFailure" },
];

const unanswered = furtherProof(
  "D4: whatever keeps Describe from answering fails the read: no task is taken for gone",
  () =>
    onScene(
      async (scene) => {
        const names = new Set<string>();
        for (const fault of SILENCE) {
          const on = lifecycleOn(scene, fault.kind === "timeout" ? { answersWithinMs: 500 } : {});
          const task = await on.create();
          await scene.control.fault({ action: DESCRIBE, times: 1_000, ...fault });
          names.add((await failureOf(on.read(task))).name);
          await scene.control.clearFaults();
          assert.equal((await on.read(task)).id, task.id);
          await on.delete(task);
          assertSame(await scene.live(), []);
        }
        return `${SILENCE.length} ways to be silent: ${[...names].sort().join(", ")}; read again: still there`;
      },
      { settings: { maxRps: 1_000 } },
    ),
);

const refreshFails = furtherProof(
  "D4: a refresh that meets 503 for all its time fails and leaves state as it was",
  () =>
    onScene(async (scene) => {
      const stack = await scene.open(oneTask());
      await stack.up();
      const [before] = await stack.tasks();
      await scene.control.fault({ action: DESCRIBE, times: 1_000, kind: "status", status: 503 });
      const text = await stack.failing("refresh");
      assert.match(text, /DescribeCloudSliceTask: http:\S+ answered HTTP 503: run it again later/);
      assert.doesNotMatch(text, /\n\s+at /);
      const [after] = await stack.tasks();
      assertSame([after?.id, after?.outputs], [before?.id, before?.outputs]);
      await scene.control.clearFaults();
      assertSame((await stack.preview({ refresh: true })).changes, { same: 2 });
      await destroyToNothing(scene, stack);
      return "HTTP 503 named; the same state, and no change when it answers again";
    }),
);

const undetectable = furtherProof(
  "D5: lists changed outside cannot be seen: no false diff, and the next change sends all four",
  () =>
    onScene(async (scene) => {
      const stack = await scene.open(oneTask({ sliceParams: subscribedTo("teacher") }));
      await stack.up();
      const outside = lifecycleOn(scene);
      const [task] = await stack.tasks();
      assert.ok(task?.id !== undefined);
      await outside.lifecycle.update(
        task.id,
        task.outputs,
        outside.inputs({ sliceParams: subscribedTo("stranger") }),
      );
      const heard = async () =>
        (await scene.control.tasks())[0]?.subscribeStreamUserIds?.subscribeVideoUserIds;
      assertSame(await heard(), ["stranger"]);
      assertSame((await stack.preview({ refresh: true })).changes, { same: 2 });
      await stack.refresh();
      assertSame((await stack.tasks())[0]?.outputs, task.outputs);
      stack.program(oneTask({ sliceParams: subscribedTo("teacher", "assistant") }));
      await stack.up();
      assertSame([await heard(), await scene.live()], [["teacher", "assistant"], [task.id]]);
      await destroyToNothing(scene, stack);
      return "2 same after the change outside; the next Modify overwrites it";
    }),
);

/** The same arguments: keys and lists in another order, repetitions, every default written out. */
const otherSpelling: PulumiFn = () => {
  const { fileNamePrefix, secretKey, accessKey, bucket, region } = STORAGE;
  new trtc.CloudSliceTask("lobby", {
    onHandleExpired: "replace",
    onExit: "recreate",
    userSigExpire: 180 * 86_400,
    resourceExpiredHour: 720,
    region: "ap-singapore",
    storage: { secretKey, accessKey, bucket, fileNamePrefix: fileNamePrefix ?? [], region, vendor: "cos" },
    sliceParams: {
      subscribeStreamUserIds: { subscribeVideoUserIds: ["b", "a", "b"] },
      maxIdleTime: 86400,
      sliceVideo: 5,
      sliceAudio: 15,
      sliceType: "both",
    },
    userId: "slicer-lobby",
    roomId: "lobby",
    sdkAppId: SDK_APP_ID,
  });
  return Promise.resolve();
};

const spelling = proof(
  "C3: another order, repetitions and defaults written out are no change, also while the status moves",
  () =>
    onScene(async (scene) => {
      const program: PulumiFn = () => {
        new trtc.CloudSliceTask("lobby", taskArgs({ sliceParams: subscribedTo("a", "b") }));
        return Promise.resolve();
      };
      const stack = await scene.open(program);
      await stack.up();
      const before = (await stack.tasks())[0];
      stack.program(otherSpelling);
      await scene.control.joinRoom({
        sdkAppId: SDK_APP_ID,
        type: "string",
        roomId: "lobby",
        userId: "a",
      });
      assertSame((await stack.preview({ refresh: true })).changes, { same: 2 });
      await scene.actions();
      assertSame((await stack.up()).changes, { same: 2 });
      assertSame(await scene.actions({ describe: true }), []);
      const after = (await stack.tasks())[0];
      assertSame([after?.id, after?.outputs], [before?.id, before?.outputs]);
      await destroyToNothing(scene, stack);
      return "2 same, 0 calls, the same TaskId and outputs";
    }),
);

const roomTypes = furtherProof(
  "C3: a room id as a number is another room than the same digits as a text: replaced",
  () =>
    onScene(async (scene) => {
      const stack = await scene.open(oneTask({ roomId: "101" }));
      await stack.up();
      stack.program(oneTask({ roomId: 101 }));
      await stack.up();
      const rooms = (await scene.control.tasks()).map(({ roomId, roomIdType, running }) => [
        roomId,
        roomIdType,
        running,
      ]);
      assertSame(rooms, [
        ["101", "string", false],
        ["101", "int32", true],
      ]);
      assertSame((await stack.preview()).changes, { same: 2 });
      await destroyToNothing(scene, stack);
      return "string room 101 left, int32 room 101 entered; then 2 same";
    }),
);

const sharedRobot = furtherProof(
  "E6: two stacks that give one robot to one room: the loss shows at the next refresh, and a robot of one's own cures it",
  () =>
    onScene(async (scene) => {
      const dev = await scene.open(oneTask());
      await dev.up();
      const prod = await scene.open(oneTask(), { name: "prod", folder: dev.folder });
      await prod.up();
      assertSame(
        await scene.live(),
        (await prod.tasks()).map(({ id }) => id),
      );
      // not silent: the stack that lost its task says so
      assertSame((await dev.preview({ refresh: true })).changes["create"], 1);
      dev.program(oneTask({ userId: "slicer-dev" }));
      await dev.up({ refresh: true });
      for (const stack of [dev, prod])
        assertSame((await stack.preview({ refresh: true })).changes, { same: 2 });
      assert.equal((await scene.live()).length, 2);
      await dev.destroy();
      await destroyToNothing(scene, prod);
      return "1 create in the first stack's preview; with a robot of its own both stay: 2 same each, 2 live, then 0";
    }),
);

/** C3, D2, D4, D5, E6. */
export const driftProofs: readonly Proof[] = [
  spelling,
  roomTypes,
  ...idle,
  unanswered,
  refreshFails,
  undetectable,
  sharedRobot,
];
