import { createTimeline } from "../../../emulator/src/clock";

test("virtual time stands still until it is advanced", async () => {
  const timeline = createTimeline({ virtual: true });
  const start = timeline.now();
  await timeline.advance(1500);
  expect(timeline.now() - start).toBe(1500);
});

test("work runs in order of its moment, then of its planning, and sees its own moment", async () => {
  const timeline = createTimeline({ virtual: true });
  const start = timeline.now();
  const seen: string[] = [];
  const see = (name: string) => () => void seen.push(`${name}@${timeline.now() - start}`);
  timeline.after(200, see("c"));
  timeline.after(100, see("a"));
  timeline.after(100, see("b"));
  timeline.after(301, see("late"));
  await timeline.advance(300);
  expect(seen).toEqual(["a@100", "b@100", "c@200"]);
});

test("work planned by work is done in the same advance when it comes due", async () => {
  const timeline = createTimeline({ virtual: true });
  const start = timeline.now();
  const seen: number[] = [];
  const tick = (): void => {
    seen.push(timeline.now() - start);
    timeline.after(100, tick);
  };
  timeline.after(100, tick);
  await timeline.advance(350);
  expect(seen).toEqual([100, 200, 300]);
});

test("an advance ends after the work it caused", async () => {
  const timeline = createTimeline({ virtual: true });
  let done = false;
  timeline.after(10, async () => {
    await new Promise((resolve) => setImmediate(resolve));
    done = true;
  });
  await timeline.advance(10);
  expect(done).toBe(true);
});

test("what is due at once is done without an advance", async () => {
  const timeline = createTimeline({ virtual: true });
  await new Promise<void>((resolve) => {
    timeline.after(0, () => resolve());
  });
});

test("cancelled work is not done", async () => {
  const timeline = createTimeline({ virtual: true });
  let done = false;
  const cancel = timeline.after(10, () => {
    done = true;
  });
  cancel();
  await timeline.advance(20);
  expect(done).toBe(false);
});

test("two advances at once add up", async () => {
  const timeline = createTimeline({ virtual: true });
  const start = timeline.now();
  await Promise.all([timeline.advance(100), timeline.advance(50)]);
  expect(timeline.now() - start).toBe(150);
});

test("an error in planned work rejects the advance and time still moves", async () => {
  const timeline = createTimeline({ virtual: true });
  const start = timeline.now();
  timeline.after(10, () => {
    throw new Error("broken");
  });
  await expect(timeline.advance(20)).rejects.toThrow("broken");
  expect(timeline.now() - start).toBe(20);
});

test("real time runs by itself, and an advance moves it further", async () => {
  const timeline = createTimeline({ virtual: false });
  const seen: string[] = [];
  timeline.after(3_600_000, () => void seen.push("hour"));
  await new Promise<void>((resolve) => {
    timeline.after(5, () => {
      seen.push("soon");
      resolve();
    });
  });
  await timeline.advance(3_600_000);
  expect(seen).toEqual(["soon", "hour"]);
  expect(timeline.now() - Date.now()).toBeGreaterThanOrEqual(3_599_999);
  timeline.close();
});

test("reset forgets plans and returns to the real time", async () => {
  const timeline = createTimeline({ virtual: true });
  let done = false;
  timeline.after(10, () => {
    done = true;
  });
  await timeline.advance(5);
  timeline.reset();
  expect(Math.abs(timeline.now() - Date.now())).toBeLessThan(1000);
  await timeline.advance(100);
  expect(done).toBe(false);
});

test("nothing is done after close", async () => {
  const timeline = createTimeline({ virtual: false });
  let done = false;
  timeline.after(1, () => {
    done = true;
  });
  timeline.close();
  timeline.after(0, () => {
    done = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(done).toBe(false);
});

test("a failing work does not keep the others from being done", async () => {
  const timeline = createTimeline({ virtual: true });
  const seen: string[] = [];
  timeline.after(10, () => {
    throw new Error("broken");
  });
  timeline.after(10, () => void seen.push("same moment"));
  timeline.after(15, () => void seen.push("later"));
  await expect(timeline.advance(20)).rejects.toThrow("broken");
  expect(seen).toEqual(["same moment", "later"]);
});

test.each([true, false])(
  "a reset during an advance ends it, and time is the real one (virtual: %p)",
  async (virtual) => {
    const timeline = createTimeline({ virtual });
    const seen: string[] = [];
    timeline.after(3_600_000, () => timeline.reset());
    timeline.after(3_600_000, () => void seen.push("of the old world"));
    await Promise.all([timeline.advance(7_200_000), timeline.advance(7_200_000)]);
    expect(seen).toEqual([]);
    expect(Math.abs(timeline.now() - Date.now())).toBeLessThan(1000);
    timeline.close();
  },
);

test("emulated time is in whole milliseconds", async () => {
  const timeline = createTimeline({ virtual: true });
  const start = timeline.now();
  const seen: number[] = [];
  timeline.after(1.4, () => void seen.push(timeline.now() - start));
  await timeline.advance(0.3);
  expect(timeline.now() - start).toBe(0);
  await timeline.advance(1.6);
  expect(timeline.now() - start).toBe(2);
  expect(seen).toEqual([1]);
});

test("settle does what is due now", async () => {
  const timeline = createTimeline({ virtual: true });
  const seen: string[] = [];
  timeline.after(0, async () => {
    await new Promise((resolve) => setImmediate(resolve));
    seen.push("due");
  });
  timeline.after(1, () => void seen.push("later"));
  await timeline.settle();
  expect(seen).toEqual(["due"]);
});

test("settle within work does not wait for itself", async () => {
  const timeline = createTimeline({ virtual: true });
  let done = false;
  timeline.after(10, async () => {
    await timeline.settle();
    done = true;
  });
  await timeline.advance(10);
  expect(done).toBe(true);
});
