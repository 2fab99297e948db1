import assert from "node:assert/strict";
import * as trtc from "pulumi-trtc";
import { recordArgs } from "./job-args";
import { assertSame, furtherProof, proof } from "./proof";
import type { Proof } from "./proof";
import { onScene, taskArgs } from "./scene";
import type { Scene } from "./scene";
import type { TestStack } from "./stack";

const ROBOT = "robot-lobby";
const REFUSED =
  `userId of CloudRecordingTask record is "${ROBOT}", which CloudSliceTask slice has in room "lobby" of application 1400000001, ` +
  "allowed is a robot of its own for each task of a room: give another userId, for the second to enter ends the first";

/** Of the tasks with the robot one at most was made, and it is in state. */
async function assertOneAtMost(scene: Scene, stack: TestStack): Promise<void> {
  const made = (await scene.control.tasks()).filter((task) => task.userId === ROBOT);
  const inState = (await stack.resources()).map(({ id }) => id);
  assert.ok(made.length <= 1, `${made.length} tasks with the robot`);
  assertSame(
    made.map(({ running, taskId }) => [running, inState.includes(taskId)]),
    made.map(() => [true, true]),
  );
}

const atPlan = proof("two jobs with one robot in one room: refused at plan time, nothing runs", () =>
  onScene(async (scene) => {
    const stack = await scene.open(() => {
      new trtc.CloudSliceTask("slice", taskArgs({ userId: ROBOT }));
      new trtc.CloudRecordingTask("record", recordArgs({ userId: ROBOT }));
      return Promise.resolve();
    });
    const preview = await stack.failing("preview");
    assert.ok(preview.includes(REFUSED), preview);
    assertSame([await scene.actions({ describe: true }), await scene.live()], [[], []]);
    // who skips the preview may have one of them: it was registered when the other is refused
    const up = await stack.failing("up");
    assert.ok(up.includes(REFUSED), up);
    await assertOneAtMost(scene, stack);
    // the same name in another room is another robot
    stack.program(() => {
      new trtc.CloudSliceTask("slice", taskArgs({ userId: ROBOT }));
      new trtc.CloudRecordingTask("record", recordArgs({ userId: ROBOT, roomId: "hall" }));
      return Promise.resolve();
    });
    await stack.up();
    assert.equal((await scene.live()).length, 2);
    return "slicing and recording: the preview fails with the sentence, 0 calls; in two rooms both run";
  }),
);

const throughOutputs = furtherProof(
  "the same through Outputs: refused as soon as they are known, at most one of the two runs, and is in state",
  () =>
    onScene(async (scene) => {
      const stack = await scene.open(() => {
        const other = new trtc.CloudSliceTask("other", taskArgs({ roomId: "hall", userId: "slicer-hall" }));
        // known once the other task is there
        const userId = other.taskId.apply(() => ROBOT);
        new trtc.CloudSliceTask("slice", taskArgs({ userId }));
        new trtc.CloudRecordingTask("record", recordArgs({ userId }));
        return Promise.resolve();
      });
      assertSame((await stack.preview()).changes, { create: 4 });
      const text = await stack.failing("up");
      assert.ok(text.includes(REFUSED), text);
      await assertOneAtMost(scene, stack);
      await stack.destroy();
      assertSame(await scene.live(), []);
      return "preview passes, up fails with the sentence; 0 live after destroy";
    }),
);

/** One robot for each task of a room. */
export const robotProofs: readonly Proof[] = [atPlan, throughOutputs];
