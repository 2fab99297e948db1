import assert from "node:assert/strict";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import type { Call, TaskView } from "trtc-emulator";
import type { Bag } from "../../provider/resource/schema";
import type { TaskKind } from "../../provider/task/kind";
import { EVERY_KIND } from "../unit/provider/task/inputs/every-kind";
import { createCallReader, makeTask, tasksByName } from "./job-kinds";
import { assertSame, furtherProof, proof } from "./proof";
import type { Proof } from "./proof";
import { onScene } from "./scene";
import type { Scene } from "./scene";
import type { StateResource, TestStack } from "./stack";

type Kind = TaskKind<never>;

const KINDS: readonly Kind[] = EVERY_KIND.map(({ kind }) => kind);
const DESCRIBED = KINDS.filter(({ describe }) => describe !== undefined);
const WITH_HANDLE = KINDS.filter(({ schema }) => "resourceExpiredHour" in schema.properties);
const RELAY = "PublishCdnStreamTask";
const INGEST = "StreamIngestTask";

/** One task of each kind in one room, named after its class. Changes hold for every kind that has the argument. */
function oneOfEach(
  kinds: readonly Kind[],
  changes: Bag = {},
  of: Readonly<Record<string, Bag>> = {},
): PulumiFn {
  return () => {
    for (const { kind, inputs } of EVERY_KIND.filter((each) => kinds.includes(each.kind))) {
      const fitting = Object.entries(changes).filter(([key]) => key in kind.schema.properties);
      makeTask(kind.resource, kind.resource, {
        ...inputs.smallest,
        ...Object.fromEntries(fitting),
        ...of[kind.resource],
      });
    }
    return Promise.resolve();
  };
}

async function liveById(scene: Scene): Promise<Map<string, TaskView>> {
  const running = (await scene.control.tasks()).filter((task) => task.running);
  return new Map(running.map((task) => [task.taskId, task]));
}

/** What runs is exactly what state says. */
async function assertLiveIsState(scene: Scene, stack: TestStack): Promise<Map<string, StateResource>> {
  const inState = await tasksByName(stack);
  assertSame((await scene.live()).sort(), [...inState.values()].map(({ id }) => id).sort());
  return inState;
}

async function destroyToNothing(scene: Scene, stack: TestStack): Promise<void> {
  await stack.destroy();
  assertSame([await scene.live(), await stack.tasks()], [[], []]);
}

function idsOf(tasks: ReadonlyMap<string, StateResource>): Record<string, string | undefined> {
  return Object.fromEntries([...tasks].map(([name, { id }]) => [name, id]));
}

/** Time stands still, so that no task ends because nobody is in the room. */
const STILL = { virtualClock: true };

const recreates = proof(
  "each kind stopped outside, onExit recreate: up --refresh makes it again; a relay cannot be asked, and refresh says nothing of it",
  () =>
    onScene(async (scene) => {
      const stack = await scene.open(oneOfEach(KINDS, { onExit: "recreate" }));
      await stack.up();
      const before = await assertLiveIsState(scene, stack);
      for (const { id } of before.values()) await scene.control.stopTask(String(id));
      const calls = await createCallReader(scene.control);
      const preview = await stack.preview({ refresh: true });
      assertSame(
        [preview.changes["create"], preview.changes["same"]],
        [DESCRIBED.length, 1 + KINDS.length - DESCRIBED.length],
      );
      const asked = new Set((await calls()).map(({ action }) => action));
      assertSame([...asked].sort(), DESCRIBED.map(({ describe }) => describe?.action).sort());
      await stack.up({ refresh: true });
      const after = await tasksByName(stack);
      const live = await liveById(scene);
      for (const { resource, describe } of KINDS) {
        const [old, now] = [before.get(resource)?.id, after.get(resource)?.id];
        const isAgain = now !== old && live.has(String(now));
        assertSame([resource, isAgain], [resource, describe !== undefined]);
      }
      await destroyToNothing(scene, stack);
      return `${DESCRIBED.length} kinds made again; the relay stays in state, nothing is asked of it; 0 after destroy`;
    }, STILL),
);

const keeps = furtherProof(
  "each kind ended, onExit keep: kept with exited, previews empty, destroy works",
  () =>
    onScene(async (scene) => {
      const stack = await scene.open(oneOfEach(DESCRIBED, { onExit: "keep" }));
      await stack.up();
      const before = await assertLiveIsState(scene, stack);
      for (const { id } of before.values()) await scene.control.stopTask(String(id));
      await stack.refresh();
      const after = await tasksByName(stack);
      assertSame(idsOf(after), idsOf(before));
      assertSame(
        [...after.values()].map(({ outputs }) => outputs["exited"]),
        DESCRIBED.map(() => true),
      );
      assertSame((await stack.preview({ refresh: true })).changes, { same: 1 + DESCRIBED.length });
      await stack.up();
      assertSame(await scene.live(), []);
      await destroyToNothing(scene, stack);
      return `${DESCRIBED.length} kinds: exited: true, 0 changes, 0 live`;
    }, STILL),
);

const HOURS = 6;

const handles = furtherProof(
  "each kind with a handle, past its end: the next up takes the robot out and makes the task again",
  () =>
    onScene(async (scene) => {
      const stack = await scene.open(oneOfEach(WITH_HANDLE, { resourceExpiredHour: HOURS }));
      await stack.up();
      // nobody is in the room: without somebody the time that passes would end the tasks
      await scene.control.joinRoom(await placeOf(scene, "teacher"));
      const before = await assertLiveIsState(scene, stack);
      await scene.control.advance(HOURS * 3600 + 60);
      assertSame(
        (await scene.control.tasks()).map(({ handleExpired }) => handleExpired),
        WITH_HANDLE.map(() => true),
      );
      const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
      await stack.rewriteTasks((task) => {
        task.outputs["createdAt"] = hoursAgo(HOURS + 1);
        task.outputs["handleExpiresAt"] = hoursAgo(1);
      });
      await stack.refresh();
      const calls = await createCallReader(scene.control);
      await stack.up();
      const made = await calls();
      const after = await assertLiveIsState(scene, stack);
      for (const { resource, create } of WITH_HANDLE) {
        assert.notEqual(after.get(resource)?.id, before.get(resource)?.id);
        assert.equal(after.get(resource)?.outputs["handleExpired"], undefined);
        assertSame(callsFor(made, after.get(resource)), ["RemoveUserByStrRoomId", create.action]);
      }
      await destroyToNothing(scene, stack);
      return `${WITH_HANDLE.length} kinds: RemoveUser, Create; new TaskIds, the ones in state run`;
    }, STILL),
);

async function placeOf(scene: Scene, userId: string) {
  const [task] = await scene.control.tasks();
  assert.ok(task !== undefined);
  return { sdkAppId: task.sdkAppId, type: task.roomIdType, roomId: task.roomId, userId };
}

/** The actions for a robot or its task, in order. */
function callsFor(calls: readonly Call[], task: StateResource | undefined): string[] {
  const robot = task?.outputs["userId"];
  return calls
    .filter(({ taskId, params }) => {
      const users: unknown = params["UserIds"];
      const agent: unknown = params["AgentParams"] ?? params["TranscriptionParam"];
      const entered: unknown =
        typeof agent === "object" && agent !== null ? Reflect.get(agent, "UserId") : undefined;
      return (
        taskId === task?.id ||
        params["UserId"] === robot ||
        entered === robot ||
        (Array.isArray(users) && users.includes(robot))
      );
    })
    .map(({ action }) => action);
}

const OUTCOMES = ["reset", "timeout"] as const;
const CONFLICTS = ["takeover", "fail"] as const;

const lostCreates = OUTCOMES.flatMap((fault) =>
  CONFLICTS.map((robotConflict) =>
    (fault === "reset" && robotConflict === "fail" ? proof : furtherProof)(
      `${fault} on each kind's Create, robot conflict "${robotConflict}": one live task each, the one in state`,
      () =>
        onScene(
          async (scene) => {
            const stack = await scene.open(oneOfEach(KINDS));
            for (const { create } of KINDS)
              await scene.control.fault({ action: create.action, times: 1, kind: fault });
            const calls = await createCallReader(scene.control);
            await stack.up();
            const made = await calls();
            const inState = await assertLiveIsState(scene, stack);
            for (const { resource, create } of KINDS)
              assertSame(
                [resource, callsFor(made, inState.get(resource))],
                [resource, [create.action, "RemoveUserByStrRoomId", create.action]],
              );
            assertSame((await stack.preview()).changes, { same: 1 + KINDS.length });
            await destroyToNothing(scene, stack);
            return `${KINDS.length} kinds: Create, RemoveUser, Create; ${KINDS.length} live, 0 after destroy`;
          },
          { ...STILL, settings: { robotConflict } },
        ),
    ),
  ),
);

const RELAY_KIND = KINDS.filter(({ resource }) => resource === RELAY);
const target = (name: string) => ({
  [RELAY]: { publishCdnParams: [{ publishCdnUrl: `rtmp://push.example.com/live/${name}` }] },
});

/** The numbers of the changes of a relay, with their answers. */
function changesTold(calls: readonly Call[]): string[] {
  return calls
    .filter(({ action }) => action === "UpdatePublishCdnStream")
    .map(({ params, code }) => `${String(params["SequenceNumber"])} ${code ?? "no answer"}`);
}

const lostUpdates = proof(
  "a change of a relay whose answer is lost: told again, refused as outdated, told with the next number",
  () =>
    onScene(async (scene) => {
      const stack = await scene.open(oneOfEach(RELAY_KIND));
      await stack.up();
      const before = await assertLiveIsState(scene, stack);
      const calls = await createCallReader(scene.control);
      await scene.control.fault({ action: "UpdatePublishCdnStream", times: 1, kind: "reset" });
      stack.program(oneOfEach(RELAY_KIND, {}, target("second")));
      await stack.up();
      const first = changesTold(await calls());
      const number = (await tasksByName(stack)).get(RELAY)?.outputs["sequenceNumber"];
      stack.program(oneOfEach(RELAY_KIND, {}, target("third")));
      await stack.up();
      const second = changesTold(await calls());
      const OUTDATED = "FailedOperation.RequestOutdated";
      assertSame(first.slice(1), [`1 ${OUTDATED}`, "2 OK"]);
      assert.match(String(first[0]), /^1 /);
      assertSame([number, second], [2, ["3 OK"]]);
      assertSame(idsOf(await assertLiveIsState(scene, stack)), idsOf(before));
      assertSame((await stack.preview()).changes, { same: 2 });
      await destroyToNothing(scene, stack);
      return `numbers ${[...first, ...second].join(", ")}; same TaskId`;
    }, STILL),
);

// waits until a call gives up
const undoneUpdate = furtherProof(
  "a change of a relay that gets no answer and is undone: the next up undoes it there too",
  () =>
    onScene(async (scene) => {
      const stack = await scene.open(oneOfEach(RELAY_KIND));
      await stack.up();
      const before = await assertLiveIsState(scene, stack);
      await scene.control.fault({ action: "UpdatePublishCdnStream", times: 100, kind: "reset" });
      stack.program(oneOfEach(RELAY_KIND, {}, target("second")));
      const calls = await createCallReader(scene.control);
      assert.match(
        await stack.failing("up"),
        /UpdatePublishCdnStream: no usable answer from .+, so it is not known whether/,
      );
      await calls();
      await scene.control.clearFaults();
      stack.program(oneOfEach(RELAY_KIND));
      await stack.up();
      const told = changesTold(await calls());
      assertSame(told.at(-1), "2 OK");
      assertSame(idsOf(await assertLiveIsState(scene, stack)), idsOf(before));
      assertSame((await stack.preview()).changes, { same: 2 });
      await destroyToNothing(scene, stack);
      return `numbers ${told.join(", ")}; same TaskId`;
    }, STILL),
);

const goneRelay = furtherProof(
  "a change of a relay that has ended: said so, and the next up makes it again",
  () =>
    onScene(async (scene) => {
      const stack = await scene.open(oneOfEach(RELAY_KIND));
      await stack.up();
      const before = await assertLiveIsState(scene, stack);
      await scene.control.stopTask(String(before.get(RELAY)?.id));
      // long ago for the service too
      await scene.control.advance(3600);
      stack.program(oneOfEach(RELAY_KIND, {}, target("second")));
      const text = await stack.failing("up");
      assert.match(
        text,
        /UpdatePublishCdnStream: the task has ended \(ResourceNotFound\): run pulumi up again to make a new one/,
      );
      await stack.up();
      const after = await assertLiveIsState(scene, stack);
      assert.notEqual(after.get(RELAY)?.id, before.get(RELAY)?.id);
      assertSame((await stack.preview()).changes, { same: 2 });
      await destroyToNothing(scene, stack);
      return "one sentence, then 1 live, the one in state";
    }, STILL),
);

const INGEST_KIND = KINDS.filter(({ resource }) => resource === INGEST);

const pausedIngest = proof(
  "an ingest that begins paused: told right after Start; when that fails the next up tells it",
  () =>
    onScene(async (scene) => {
      const stack = await scene.open(oneOfEach(INGEST_KIND, { isPause: true }));
      await scene.control.fault({
        action: "UpdateStreamIngest",
        times: 1,
        kind: "error",
        code: "FailedOperation",
      });
      const calls = await createCallReader(scene.control);
      await stack.failing("up");
      const first = (await calls()).map(({ action }) => action);
      const [half] = await scene.control.tasks();
      assertSame([half?.running, half?.ingest?.isPause], [true, false]);
      await stack.up();
      const second = (await calls()).map(({ action }) => action);
      assertSame([first, second], [["StartStreamIngest", "UpdateStreamIngest"], ["UpdateStreamIngest"]]);
      const [task, ...more] = await scene.control.tasks();
      assertSame([task?.ingest?.isPause, task?.taskId, more], [true, half?.taskId, []]);
      await assertLiveIsState(scene, stack);
      assertSame((await stack.preview()).changes, { same: 2 });
      await destroyToNothing(scene, stack);
      return "Start, Update refused; then Update alone: one task, paused";
    }, STILL),
);

/** One of each sort of what happens to a task, for every kind that it can happen to. */
export const lifecycleProofs: readonly Proof[] = [
  recreates,
  keeps,
  handles,
  ...lostCreates,
  lostUpdates,
  undoneUpdate,
  goneRelay,
  pausedIngest,
];
