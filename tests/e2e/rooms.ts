import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import * as trtc from "pulumi-trtc";
import { SlicingPipeline } from "pulumi-trtc/tencent";
import { assertSame, furtherProof, proof } from "./proof";
import type { Proof } from "./proof";
import { onScene, SDK_APP_ID } from "./scene";
import type { Scene } from "./scene";
import type { TestStack } from "./stack";

const ROOMS = 200;
/** The emulator's account may have no bucket of this name yet. */
const BUCKET = "rooms-1250000000";

/** A pipeline of the rooms of a file, on a stack. */
interface Site {
  scene: Scene;
  stack: TestStack;
  /** Writes the file of rooms, without the head `rooms:`. */
  write(...lines: readonly string[]): void;
  file: string;
}

async function onRooms(
  count: number,
  play: (site: Site, lines: string[]) => Promise<string>,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "rooms-"));
  const file = join(folder, "rooms.yaml");
  const program: PulumiFn = () => {
    new SlicingPipeline("classroom", {
      sdkAppId: SDK_APP_ID,
      storage: { bucketName: BUCKET, region: "ap-singapore", onDestroy: "empty" },
      callback: false,
      tasks: trtc.loadRooms(file),
    });
    return Promise.resolve({});
  };
  try {
    return await onScene(
      async (scene) => {
        const stack = await scene.open(program, { config: { "trtc:maxTasksPerApplication": "201" } });
        const lines = Array.from(
          { length: count },
          (_, index) => `  room-${index}: { roomId: room-${index} }`,
        );
        const site: Site = {
          scene,
          stack,
          file,
          write: (...rooms) => writeFileSync(file, ["rooms:", ...rooms, ""].join("\n")),
        };
        site.write(...lines);
        return play(site, lines);
      },
      { buckets: [] },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a preview says that is to fail, and that it made nothing. */
async function refused({ scene, stack }: Site): Promise<string> {
  await scene.actions();
  const text = await stack.failing("preview");
  assertSame(await scene.actions(), []);
  return text;
}

const adding = proof(
  `a file of ${ROOMS} rooms: adding one is one create, removing one is one delete, and nothing else`,
  () =>
    onRooms(ROOMS, async (site, lines) => {
      const { scene, stack, write } = site;
      await stack.up();
      assert.equal((await scene.live()).length, ROOMS);
      const before = new Set(await scene.live());

      write(...lines.slice(0, 100), "  attic: { roomId: attic }", ...lines.slice(100));
      const plan = await stack.preview();
      assertSame(plan.changes, { create: 1, same: plan.changes["same"] });
      await scene.actions();
      await stack.up();
      assertSame(
        (await scene.actions()).filter((action) => action.endsWith("CloudSliceTask")),
        ["CreateCloudSliceTask"],
      );
      const added = (await scene.live()).filter((taskId) => !before.has(taskId));
      assertSame([added.length, (await scene.live()).length], [1, ROOMS + 1]);

      write(...lines);
      await stack.up();
      assertSame(await scene.actions(), ["DeleteCloudSliceTask"]);
      assertSame((await scene.live()).sort(), [...before].sort());
      await stack.destroy();
      assertSame(await scene.live(), []);
      return `${ROOMS} tasks; one room more: 1 create; one less: 1 delete; the other ${ROOMS} TaskIds stayed`;
    }),
);

/** A mistake in a file of rooms, and what is said of it. */
type Mistake = readonly [
  name: string,
  lines: (rooms: string[]) => readonly string[],
  said: (file: string) => string,
];

const MISTAKES: readonly Mistake[] = [
  [
    "a robot twice in one room",
    (rooms) => [
      ...rooms,
      "  a: { roomId: attic, userId: robot }",
      "  b:",
      "    roomId: attic",
      "    userId: robot",
    ],
    (file) => `${file}:205:13: b.userId is "robot", allowed is a robot that is not in the room yet`,
  ],
  [
    "a task over the quota",
    (rooms) => [...rooms, "  a: { roomId: a }", "  b: { roomId: b }"],
    (file) =>
      `${file}:203:3: tasks.b is number 202 of 202 tasks, allowed is 201 tasks at once in application ${SDK_APP_ID}`,
  ],
  [
    "a typo in a field",
    (rooms) => [...rooms, "  a:", "    roomId: a", "    sliceParms: { sliceType: audio }"],
    (file) => `${file}:204:5: a.sliceParms is not an argument, allowed here are roomId, userId, sliceParams`,
  ],
  [
    "a value out of range",
    (rooms) => [...rooms, "  a:", "    roomId: a", "    sliceParams:", "      sliceAudio: 5"],
    (file) =>
      `${file}:205:19: a.sliceParams.sliceAudio is 5, allowed is a whole number from 15 to 60 (seconds)`,
  ],
  ["no room at all", () => [], (file) => `${file}:1:1: rooms is empty, allowed is at least one room`],
  [
    "what is no YAML",
    (rooms) => [...rooms, "  a: { roomId: "],
    (file) => `${file}:202:16: not valid YAML (flow map in block collection`,
  ],
];

const mistakes = MISTAKES.map(([name, lines, said], index) =>
  (index < 3 ? proof : furtherProof)(
    `a file of rooms with ${name} is refused in the preview, with its line and the cure`,
    () =>
      onRooms(ROOMS, async (site, rooms) => {
        site.write(...lines(rooms));
        const text = await refused(site);
        assert.ok(text.includes(said(site.file)), text);
        return (
          text
            .split("\n")
            .find((line) => line.includes(site.file))
            ?.replaceAll(site.file, "rooms.yaml")
            .trim() ?? ""
        );
      }),
  ),
);

/** Rooms as data: what a file of many rooms becomes. */
export const roomProofs: readonly Proof[] = [adding, ...mistakes];
