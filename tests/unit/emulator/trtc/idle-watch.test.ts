import { createTimeline } from "../../../../emulator/src/clock";
import { createIdleWatch } from "../../../../emulator/src/trtc/idle-watch";

function bench() {
  const timeline = createTimeline({ virtual: true });
  let idle = 0;
  const watch = createIdleWatch({ timeline, maxIdleSeconds: 30, onIdle: () => (idle += 1) });
  return { timeline, watch, idle: () => idle };
}

test("an empty room ends it once, counted from when it became empty", async () => {
  const { timeline, watch, idle } = bench();
  watch.see(false);
  await timeline.advance(20_000);
  watch.see(false);
  await timeline.advance(10_000);
  expect(idle()).toBe(1);
});

test("a user who comes stops the count, which starts anew when the room is empty again", async () => {
  const { timeline, watch, idle } = bench();
  watch.see(false);
  await timeline.advance(29_000);
  watch.see(true);
  await timeline.advance(100_000);
  watch.see(false);
  await timeline.advance(29_000);
  expect(idle()).toBe(0);
  await timeline.advance(1000);
  expect(idle()).toBe(1);
});

test("after its end it counts no more", async () => {
  const { timeline, watch, idle } = bench();
  watch.see(false);
  watch.end();
  await timeline.advance(100_000);
  expect(idle()).toBe(0);
});
