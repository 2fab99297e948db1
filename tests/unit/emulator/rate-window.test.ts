import { createRateWindow } from "../../../emulator/src/rate-window";

test("no window of one second holds more than the limit", () => {
  let time = 0;
  const rates = createRateWindow(() => time);
  const admitted = [0, 100, 500, 999, 1000, 1050, 1100].map((at) => {
    time = at;
    return rates.admit("trtc/A", 2);
  });
  expect(admitted).toEqual([true, true, false, false, true, false, true]);
});

test("each name has its own window", () => {
  const rates = createRateWindow(() => 0);
  expect([rates.admit("A", 1), rates.admit("B", 1), rates.admit("A", 1)]).toEqual([true, true, false]);
});
