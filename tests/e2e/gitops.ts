import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { vendorCos } from "./cloud";
import { runCommand } from "./command";
import type { Ended } from "./command";
import { copyExample } from "./example";
import { operatorProofs } from "./operator";
import { policyProofs } from "./policy";
import { assertSame, proof } from "./proof";
import type { Proof } from "./proof";
import { reconcileProofs } from "./reconcile";
import { roomProofs } from "./rooms";
import { onScene, SECRETS } from "./scene";
import type { Scene } from "./scene";

const STACK = "staging";
const COMMENT = "comment.md";
/** What the CLI ends with when there is something to do and there should not be. */
const DRIFT = 7;

/** A copy of the example of a repository with a pipeline, and what its steps do. */
interface Repository {
  scene: Scene;
  /** Runs a step as the pipeline does, by its npm script. */
  step(name: string, ...args: readonly string[]): Promise<Ended>;
  /** Ends all that the stack has. */
  destroy(): Promise<void>;
  /** Changes the file of rooms, as a pull request would. */
  editRooms(edit: (text: string) => string): void;
  comment(): string;
  /** The actions that changed something since it was last asked. */
  changes(): Promise<string[]>;
  /** All that any step printed or wrote so far. */
  printed(): string;
}

async function onRepository(play: (repository: Repository) => Promise<string>): Promise<string> {
  return onScene(
    async (scene) => {
      const project = copyExample("gitops", scene.environment, { settings: [STACK] });
      try {
        await project.pulumi(["stack", "init", STACK]);
        const rooms = join(project.folder, "rooms.yaml");
        const printed: string[] = [];
        return await play({
          scene,
          async step(name, ...args) {
            const ended = await runCommand(["npm", "run", "--silent", name, "--", ...args], {
              folder: project.folder,
              environment: project.environment,
            });
            printed.push(ended.text);
            return ended;
          },
          async destroy() {
            printed.push(await project.pulumi(["destroy", "--yes", "--skip-preview", "--stack", STACK]));
          },
          editRooms: (edit) => writeFileSync(rooms, edit(readFileSync(rooms, "utf8"))),
          comment() {
            const text = readFileSync(join(project.folder, COMMENT), "utf8");
            printed.push(text);
            return text;
          },
          changes: async () => (await scene.actions()).filter((action) => !/^(Get|List)/.test(action)),
          printed: () => printed.join("\n"),
        });
      } finally {
        project.remove();
      }
    },
    { buckets: [], extraKeys: [], virtualClock: true },
  );
}

function assertEnded({ exitCode, text }: Ended, expected: number, ...said: readonly string[]): void {
  assert.equal(exitCode, expected, text);
  for (const each of said) assert.ok(text.includes(each), `not said: ${each}\n${text}`);
}

/** A step of the story: what is done, and what was seen of it. */
type Step = readonly [what: string, seen: (repository: Repository) => Promise<string>];

const STORY: readonly Step[] = [
  [
    "a pull request: the preview is its comment, and changes nothing",
    async ({ step, comment, changes }) => {
      assertEnded(await step("preview", STACK, COMMENT), 0, `${STACK}: changes`);
      assert.match(comment(), /^<!-- preview of staging -->\n\*\*staging\*\*: changes\n/);
      assert.ok(comment().includes("+ 19 to create"), comment());
      assertSame(await changes(), []);
      return "exit code 7 of the CLI, 0 of the step; 19 to create, 0 writes";
    },
  ],
  [
    "it is merged: applied",
    async ({ scene, step, changes }) => {
      assertEnded(await step("apply", STACK), 0);
      const made = (await changes()).filter((action) => action === "CreateCloudSliceTask");
      assertSame([made.length, (await scene.live()).length], [3, 3]);
      return "3 tasks run";
    },
  ],
  [
    "the same again: nothing to do",
    async ({ step, changes }) => {
      assertEnded(await step("preview", STACK), 0, `${STACK}: no changes`);
      assertSame(await changes(), []);
      return "exit code 0, 0 writes";
    },
  ],
  [
    "a pull request against the policies: blocked, merged all the same",
    async ({ scene, step, editRooms, comment, changes }) => {
      const before = await scene.live();
      const idle = "  idle:\n    roomId: idle\n    sliceParams:\n      maxIdleTime: 60\n";
      editRooms((text) => text + idle);
      const refused = await step("preview", STACK, COMMENT);
      assert.ok(![0, DRIFT].includes(refused.exitCode), refused.text);
      assert.match(refused.text, /idle-time-with-recreate/);
      assert.match(comment(), /\*\*staging\*\*: the preview failed/);
      const applied = await step("apply", STACK);
      assert.notEqual(applied.exitCode, 0, applied.text);
      assertSame([await changes(), await scene.live()], [[], before]);
      editRooms((text) => text.replace(idle, ""));
      return "idle-time-with-recreate in preview and apply, 0 writes";
    },
  ],
  [
    "a pull request with one room more: one create, and no other change",
    async ({ scene, step, editRooms, comment, changes }) => {
      const before = await scene.live();
      editRooms((text) => `${text}  physics:\n    roomId: physics\n`);
      assertEnded(await step("preview", STACK, COMMENT), 0, `${STACK}: changes`, "+ 1 to create");
      assert.match(comment(), /\+ 1 to create\n\s+19 unchanged/);
      assertEnded(await step("apply", STACK), 0);
      assertSame(await changes(), ["CreateCloudSliceTask"]);
      const after = await scene.live();
      assertSame(
        before.every((taskId) => after.includes(taskId)),
        true,
      );
      return "1 to create, 19 unchanged; 4 tasks run";
    },
  ],
  [
    "a drift check",
    async ({ step, changes }) => {
      assertEnded(await step("drift", STACK), 0);
      assertSame(await changes(), []);
      return "exit code 0, 0 writes";
    },
  ],
  [
    "somebody stops a task: the drift check finds it",
    async ({ scene, step, changes }) => {
      const [stopped = ""] = await scene.live();
      await scene.control.stopTask(stopped);
      assertEnded(await step("drift", STACK), DRIFT);
      assertSame([await changes(), (await scene.live()).length], [[], 3]);
      return "exit code 7, 0 writes";
    },
  ],
  [
    "reconcile repairs it",
    async ({ scene, step, changes }) => {
      const { exitCode, text } = await step("reconcile", STACK);
      assert.equal(exitCode, 0, text);
      assertSame([await changes(), (await scene.live()).length], [["CreateCloudSliceTask"], 4]);
      const line = text.split("\n").find((each) => each.startsWith("{")) ?? "";
      // the line that a run prints
      const { outcome } = JSON.parse(line) as { outcome: string };
      return `exit code 0, ${JSON.stringify({ outcome })}, 1 create`;
    },
  ],
  [
    "the second drift check",
    async ({ step, changes }) => {
      assertEnded(await step("drift", STACK), 0);
      assertSame(await changes(), []);
      return "exit code 0, 0 writes";
    },
  ],
  [
    "it is destroyed: nothing is left",
    async ({ scene, destroy }) => {
      await destroy();
      const { control } = scene;
      const { Buckets } = await vendorCos(scene).getService();
      const left = [await scene.live(), await control.users(), await control.functions(), Buckets];
      assertSame(
        left.map((each) => each.length),
        [0, 0, 0, 0],
      );
      return "0 tasks, 0 users, 0 functions, 0 buckets";
    },
  ],
  [
    "all that was printed on the way",
    (repository) => {
      const found = Object.values(SECRETS).filter((secret) => repository.printed().includes(secret));
      assertSame(found, []);
      return Promise.resolve(`${Object.keys(SECRETS).length} planted secrets, none of them there`);
    },
  ],
];

const story = proof("the story of a pull request, with the scripts of examples/gitops", () =>
  onRepository(async (repository) => {
    const rows: string[] = [];
    for (const [what, seen] of STORY) rows.push(`${what}\t${await seen(repository)}`);
    return [`${rows.length} steps`, ...rows].join("\n");
  }),
);

export const proofs: readonly Proof[] = [
  story,
  ...roomProofs,
  ...reconcileProofs,
  ...policyProofs,
  ...operatorProofs,
];
