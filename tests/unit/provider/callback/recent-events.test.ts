import { createRecentEvents } from "../../../../provider/callback/recent-events";
import { fakeClock } from "../fake-clock";

function recentEvents() {
  const clock = fakeClock();
  const recent = createRecentEvents(clock.now);
  let done = 0;
  const work = () => {
    done++;
    return Promise.resolve();
  };
  return { clock, recent, work, done: () => done };
}

test("work is done once for an id within ten minutes", async () => {
  const { clock, recent, work, done } = recentEvents();
  await recent.once("a", work);
  clock.advance(600_000);
  await recent.once("a", work);
  await recent.once("b", work);
  expect(done()).toBe(2);
  clock.advance(1);
  await recent.once("a", work);
  expect(done()).toBe(3);
});

test("a repeat waits for work that is under way, and shares its end", async () => {
  const { recent, work, done } = recentEvents();
  let fail: (error: Error) => void = () => undefined;
  const first = recent.once("a", () => new Promise((_resolve, reject) => (fail = reject)));
  const repeat = recent.once("a", work);
  fail(new Error("down"));
  await expect(first).rejects.toThrow("down");
  await expect(repeat).rejects.toThrow("down");
  expect(done()).toBe(0);
  await recent.once("a", work);
  expect(done()).toBe(1);
});

test("work that failed after it was forgotten does not make its successor forgotten", async () => {
  const { clock, recent, work, done } = recentEvents();
  let fail: (error: Error) => void = () => undefined;
  const first = recent.once("a", () => new Promise((_resolve, reject) => (fail = reject)));
  clock.advance(600_001);
  await recent.once("a", work);
  fail(new Error("late"));
  await expect(first).rejects.toThrow("late");
  await recent.once("a", work);
  expect(done()).toBe(1);
});

test("10,000 ids are remembered, the newest ones", async () => {
  const { recent, work, done } = recentEvents();
  for (let id = 0; id <= 10_000; id++) await recent.once(String(id), work);
  await recent.once("1", work);
  expect(done()).toBe(10_001);
  await recent.once("0", work);
  expect(done()).toBe(10_002);
});
