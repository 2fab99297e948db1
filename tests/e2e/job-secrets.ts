import assert from "node:assert/strict";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { leaves } from "../../provider/resource/schema";
import type { Bag } from "../../provider/resource/schema";
import { valueAt } from "../../provider/resource/state";
import { mintPrivateMapKey, mintUserSig } from "../../provider/trtc/user-sig";
import { EVERY_KIND } from "../unit/provider/task/inputs/every-kind";
import type { KindCase } from "../unit/provider/task/inputs/every-kind";
import { withChanges } from "../unit/provider/task/table-places";
import { placed } from "./job-changes";
import { makeTask } from "./job-kinds";
import { assertSame, furtherProof } from "./proof";
import type { Proof } from "./proof";
import { onScene, SDK_APP_ID, SECRETS } from "./scene";
import { placesOfSecrets } from "./secret-search";
import type { Shown } from "./stack";

interface PlantedTask {
  each: KindCase;
  name: string;
  args: Bag;
}

/** All inputs of every kind, each in a room of its own, with a ticket of its own where one is taken. */
function plantedTasks(): PlantedTask[] {
  const all = EVERY_KIND.flatMap((each) => each.inputs.fullest.map((given) => ({ each, given })));
  return all.map(({ each, given }, index) => ({
    each,
    name: `${each.kind.resource}-${index}`,
    args: withTickets(each, placed(given, index), index),
  }));
}

function withTickets({ kind: { privileges } }: KindCase, args: Bag, index: number): Bag {
  const { sdkSecretKey, ...rest } = args;
  const roomId = typeof args["roomId"] === "number" ? args["roomId"] : String(args["roomId"]);
  const ticket = {
    sdkAppId: SDK_APP_ID,
    sdkSecretKey: SECRETS.sdkSecretKey,
    userId: String(args["userId"]),
    expireSeconds: 2_000_000_000,
  };
  return {
    ...rest,
    ...(index % 2 === 0
      ? { userSig: mintUserSig(ticket) }
      : { sdkSecretKey: sdkSecretKey ?? SECRETS.sdkSecretKey }),
    ...(privileges !== undefined && { privateMapKey: mintPrivateMapKey({ ...ticket, roomId, privileges }) }),
  };
}

function programOf(tasks: readonly PlantedTask[]): PulumiFn {
  return () => {
    for (const { each, name, args } of tasks) makeTask(each.kind.resource, name, args);
    return Promise.resolve();
  };
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** The texts that stand in secret arguments, by the table. */
function secretsOf({ each, args }: PlantedTask, but: readonly string[] = []): string[] {
  return leaves(each.kind.schema)
    .filter(({ path, property }) => property.secret && !but.includes(path))
    .flatMap(({ path }) => textsIn(valueAt(args, path)));
}

/** What a robot enters with, and what signs it: it stays good. */
const TICKETS = ["userSig", "privateMapKey", "sdkSecretKey"];

/** The task with other secrets, where its inputs tell any. */
function withOtherSecrets(task: PlantedTask): PlantedTask {
  const { each, args } = task;
  const others = leaves(each.kind.schema).flatMap(({ path, property }): [string, unknown][] => {
    const other = property.secret && !TICKETS.includes(path) ? each.inputs.another[path] : undefined;
    return other === undefined || valueAt(args, path) === undefined ? [] : [[path, other]];
  });
  return { ...task, args: withChanges(args, Object.fromEntries(others)) };
}

const hidden = furtherProof("the secrets of every kind are nowhere in the clear", () =>
  onScene(
    async (scene) => {
      const tasks = plantedTasks();
      const stack = await scene.open(programOf(tasks));
      const shown: Shown[] = [
        await stack.preview(),
        await stack.up(),
        await stack.preview({ refresh: true }),
      ];
      const changed = tasks.map(withOtherSecrets);
      stack.program(programOf(changed));
      shown.push(await stack.preview(), await stack.up());
      // a vendor's message that quotes what it was sent
      const errors: string[] = [];
      for (const [index, each] of EVERY_KIND.entries()) {
        const last = changed.findLast((task) => task.each === each);
        assert.ok(last !== undefined);
        const args = withTickets(each, placed(last.args, 700 + index), index);
        const task = { each, name: "quoted", args };
        const [secret] = secretsOf(task, TICKETS);
        // of a transcription nothing secret is sent but its ticket
        if (secret === undefined) continue;
        const Error = { Code: "InvalidParameter", Message: `bad value ${secret}` };
        await scene.control.fault({
          action: each.kind.create.action,
          kind: "body",
          body: JSON.stringify({ Response: { Error, RequestId: "request-1" } }),
          applied: false,
        });
        stack.program(programOf([...changed, task]));
        const text = await stack.failing("up");
        assert.ok(text.includes("bad value [secret]"), text);
        errors.push(text);
      }
      const secrets = [
        ...new Set([...tasks, ...changed].flatMap((task) => secretsOf(task))),
        // parts of addresses too
        "planted-",
        ...Object.values(SECRETS),
      ];
      const { searched, found } = await placesOfSecrets(secrets, {
        stack,
        shown,
        others: {
          errors: errors.join("\n"),
          calls: JSON.stringify(await scene.control.calls()),
          tasks: JSON.stringify(await scene.control.tasks()),
        },
      });
      assertSame(found, []);
      await stack.destroy();
      assertSame(await scene.live(), []);
      return `${secrets.length} secrets of ${tasks.length} tasks of ${EVERY_KIND.length} kinds, ${searched.length} places, 0 found; ${errors.length} quoting answers shown without them`;
    },
    { virtualClock: true, settings: { maxRps: 1_000 } },
  ),
);

/** What nobody may see. */
export const secretProofs: readonly Proof[] = [hidden];
