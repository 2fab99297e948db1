import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { openGate } from "./gate";
import type { Death } from "./gate";
import { makeProject } from "./project";
import type { Project } from "./project";
import { assertSame, furtherProof } from "./proof";
import type { Proof } from "./proof";
import { onScene, taskArgs } from "./scene";
import type { Scene } from "./scene";

const PROGRAM = `const { CloudSliceTask } = require("pulumi-trtc");
const { args, stack, count } = JSON.parse(process.env.TASKS);
for (let n = 0; n < count; n++)
  new CloudSliceTask("room-" + n, { ...args, roomId: stack + "-" + n, userId: "slicer-" + n });
`;

/** What the README recommends for many tasks. */
const UP = ["up", "--yes", "--skip-preview", "--parallel", "64"];

interface Load {
  /** Part of the rooms' names. */
  stack: string;
  tasks: number;
  environment?: Record<string, string>;
}

async function withProjects(
  scene: Scene,
  loads: readonly Load[],
  play: (projects: readonly Project[]) => Promise<string>,
): Promise<string> {
  const projects = loads.map(({ stack, tasks, environment }) =>
    makeProject({
      program: PROGRAM,
      where: "inside the checkout",
      environment: {
        ...scene.environment,
        TASKS: JSON.stringify({ args: taskArgs(), stack, count: tasks }),
        ...environment,
      },
    }),
  );
  try {
    for (const project of projects) await project.pulumi(["stack", "init", "dev"]);
    return await play(projects);
  } finally {
    for (const project of projects) project.remove();
  }
}

async function idsInState(project: Project): Promise<string[]> {
  const { deployment } = JSON.parse(await project.pulumi(["stack", "export"])) as {
    deployment: { resources: { type: string; id?: string }[] };
  };
  return deployment.resources.flatMap(({ type, id = "" }) => (type.endsWith("SliceTask") ? [id] : []));
}

/** What lives is what the states say, and nothing was made twice. */
async function assertEachOnce(scene: Scene, projects: readonly Project[], tasks: number): Promise<void> {
  const inState = (await Promise.all(projects.map(idsInState))).flat();
  assertSame((await scene.live()).sort(), inState.sort());
  assert.equal(inState.length, tasks);
  const rooms = (await scene.control.tasks()).filter((task) => task.running).map(({ roomId }) => roomId);
  assert.equal(new Set(rooms).size, tasks);
}

/** The most of these moments in any window of a second. */
function mostInASecond(moments: readonly number[]): number {
  return Math.max(0, ...moments.map((end) => moments.filter((at) => at > end - 1_000 && at <= end).length));
}

async function refusedForRate(scene: Scene): Promise<number> {
  return (await scene.control.calls()).filter(({ code }) => code === "RequestLimitExceeded").length;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const DEAD_MS = 60_000;

const outages = (["refuses", "resets", "is silent"] as const).map((how: Death) =>
  furtherProof(`L7: the API ${how} for 60 s in the middle of 100 creates: all are made, none twice`, () =>
    onScene(async (scene) => {
      const gate = await openGate(scene.emulator.url);
      const environment = { TENCENTCLOUD_ENDPOINT_URL: gate.url };
      try {
        return await withProjects(scene, [{ stack: "dev", tasks: 100, environment }], async (projects) => {
          const [project] = projects;
          assert.ok(project !== undefined);
          const up = project.pulumi(UP);
          // what fails is told when it is awaited
          up.catch(() => undefined);
          while ((await scene.live()).length < 20) await setTimeout(50);
          await gate.die(how);
          const before = (await scene.live()).length;
          await setTimeout(DEAD_MS);
          await gate.revive();
          const back = Date.now();
          await up;
          const took = Date.now() - back;
          await assertEachOnce(scene, projects, 100);
          const knocks = gate.knocks();
          const most = [...new Set(knocks.map(({ action }) => action))].map((action) => {
            const moments = knocks.filter((knock) => knock.action === action).map(({ at }) => at);
            return [action, mostInASecond(moments)] as const;
          });
          for (const [action, count] of most) assert.ok(count <= 20, `${count} of ${action} in a second`);
          const each = most.map(([action, count]) => `${count} ${action}`).join(" and ");
          await project.pulumi(["destroy", "--yes", "--skip-preview", "--parallel", "64"]);
          assertSame(await scene.live(), []);
          const seen = how === "refuses" ? "" : `at most ${each} in a second while dead, `;
          return `${before} before, ${seen}100 live ${seconds(took)} after it came back`;
        });
      } finally {
        await gate.close();
      }
    }),
  ),
);

const TWO = [
  { rps: "10", claim: "with TRTC_MAX_RPS=10 each" },
  { rps: "20", claim: "with 20 a second each, 40 asked of an account that has 20" },
];

const twoStacks = TWO.map(({ rps, claim }) =>
  furtherProof(`L6: two stacks applied at once on one account, ${claim}: no failure`, () =>
    onScene((scene) => {
      const environment = { TRTC_MAX_RPS: rps };
      const loads = ["dev", "prod"].map((stack) => ({ stack, tasks: 60, environment }));
      return withProjects(scene, loads, async (projects) => {
        const began = Date.now();
        const took = await Promise.all(
          projects.map((project) => project.pulumi(UP).then(() => Date.now() - began)),
        );
        await assertEachOnce(scene, projects, 120);
        const refused = await refusedForRate(scene);
        for (const project of projects) await project.pulumi(["destroy", "--yes", "--skip-preview"]);
        assertSame(await scene.live(), []);
        return `120 live, ${took.map(seconds).join(" and ")} (6 s of calls), ${refused} calls refused for their rate`;
      });
    }),
  ),
);

export const loadProofs: readonly Proof[] = [...twoStacks, ...outages];
