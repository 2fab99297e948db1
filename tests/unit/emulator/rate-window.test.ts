import { createRateWindow } from "../../../emulator/src/rate-window";

test("no window of one second holds more than the limit", () => {
  const rates = createRateWindow();
  const admitted = [0, 100, 500, 999, 1000, 1050, 1100].map((time) =>
    rates.admit("trtc/A", { limit: 2, time }),
  );
  expect(admitted).toEqual([true, true, false, false, true, false, true]);
});

test("each name has its own window", () => {
  const rates = createRateWindow();
  const once = { limit: 1, time: 0 };
  expect([rates.admit("A", once), rates.admit("B", once), rates.admit("A", once)]).toEqual([
    true,
    true,
    false,
  ]);
});
