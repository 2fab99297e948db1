import assert from "node:assert/strict";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import type { Call } from "trtc-emulator";
import type { Bag } from "../../provider/resource/schema";
import { EVERY_KIND } from "../unit/provider/task/inputs/every-kind";
import type { KindCase } from "../unit/provider/task/inputs/every-kind";
import { changesOf, OTHER_APP_ID, placed } from "./job-changes";
import type { TaskChange } from "./job-changes";
import { createCallReader, makeTask, tasksByName } from "./job-kinds";
import { assertSame, furtherProof } from "./proof";
import type { Proof } from "./proof";
import { onScene, SDK_APP_ID, SECRETS } from "./scene";
import type { StateResource } from "./stack";

/** What is never changed: the smallest inputs and the fullest. */
function steadyOf({ inputs: { smallest, fullest } }: KindCase): Record<string, Bag> {
  const all = [smallest, ...fullest].map((given, index) => placed(given, 900 + index));
  return Object.fromEntries(all.map((args, index) => [index === 0 ? "smallest" : `fullest-${index}`, args]));
}

function programOf(resource: string, tasks: Readonly<Record<string, Bag>>): PulumiFn {
  return () => {
    for (const [name, args] of Object.entries(tasks)) makeTask(resource, name, args);
    return Promise.resolve();
  };
}

/** The calls that were not answered well, in words. */
function refusals(calls: readonly Call[]): string[] {
  return calls.filter(({ code }) => code !== "OK").map(({ action, code }) => `${action}: ${code}`);
}

/** What the API was asked to do for a change. */
interface Seen {
  before: StateResource;
  after: StateResource;
  /** Actions with the task that they were for, in order. */
  calls: readonly Call[];
}

/** A change does what its row says: the calls that were made for it, in order, and whose TaskId is in state. */
function assertEffect({ kind }: KindCase, { path, change, before, after }: TaskChange, seen: Seen): void {
  const [old, made] = [seen.before.id, seen.after.id];
  const calls = seen.calls.filter(({ taskId }) => taskId === old || taskId === made);
  const actions = calls.map(({ action }) => action);
  if (change !== "replaces") {
    const expected = change === "updates" ? [kind.modify?.action] : [];
    assertSame([path, made, actions], [path, old, expected]);
    return;
  }
  assert.notEqual(made, old, `${path}: a new task`);
  const stays = ["sdkAppId", "roomId", "userId"].every((key) => before[key] === after[key]);
  const told = actions.filter((action) => action !== kind.modify?.action);
  const order = [kind.stop.action, kind.create.action];
  assertSame([path, told], [path, stays ? order : order.reverse()]);
}

const matrix = EVERY_KIND.map((each) => {
  const { resource } = each.kind;
  return furtherProof(`${resource}: every argument does what its row says`, () =>
    onScene(
      async (scene) => {
        const changes = changesOf(each);
        const steady = steadyOf(each);
        const tasksAt = (when: "before" | "after") => ({
          ...steady,
          ...Object.fromEntries(changes.map((change) => [change.path, change[when]])),
        });
        const calls = await createCallReader(scene.control);
        const stack = await scene.open(programOf(resource, tasksAt("before")));
        await stack.up();
        const before = await tasksByName(stack);
        const count = changes.length + Object.keys(steady).length;
        assertSame([before.size, (await scene.live()).length], [count, count]);
        assertSame(refusals(await calls()), []);

        assertSame((await stack.up()).changes, { same: count + 1 });
        assertSame(await calls(), []);
        assertSame((await stack.preview({ refresh: true })).changes, { same: count + 1 });
        const asked = new Set((await calls()).map(({ action }) => action));
        assertSame([...asked], each.kind.describe === undefined ? [] : [each.kind.describe.action]);

        stack.program(programOf(resource, tasksAt("after")));
        await stack.up();
        const after = await tasksByName(stack);
        const made = await calls();
        assertSame(refusals(made), []);
        for (const change of changes) {
          const [old, now] = [before.get(change.path), after.get(change.path)];
          assert.ok(old !== undefined && now !== undefined, `${change.path} is in state`);
          assertEffect(each, change, { before: old, after: now, calls: made });
        }
        for (const name of Object.keys(steady)) assert.equal(after.get(name)?.id, before.get(name)?.id, name);
        assertSame((await scene.live()).sort(), [...after.values()].map(({ id }) => id).sort());
        assertSame((await stack.preview()).changes, { same: count + 1 });
        await stack.destroy();
        assertSame(await scene.live(), []);
        const of = (kind: string) => changes.filter(({ change }) => change === kind).length;
        return `${of("updates")} update with one call, ${of("replaces")} replace, ${of("settles")} settle; second up 0 calls, refresh clean, 0 after destroy`;
      },
      {
        apps: [SDK_APP_ID, OTHER_APP_ID].map((sdkAppId) => ({
          sdkAppId,
          sdkSecretKey: SECRETS.sdkSecretKey,
        })),
        settings: { maxRecordings: 500, maxRps: 1_000 },
        // time stands still: nobody is in the rooms, and no task is to end for that
        virtualClock: true,
      },
    ),
  );
});

/** Every kind, from its table. */
export const matrixProofs: readonly Proof[] = matrix;
