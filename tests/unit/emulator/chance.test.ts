import { createChance } from "../../../emulator/src/chance";
import type { Chance } from "../../../emulator/src/chance";

const SHARES = { throttledShare: 0.02, lostShare: 0.01, chanceSeed: 1 };

/** What so many calls meet. */
function met(chance: Chance, { calls, ...settings }: typeof SHARES & { calls: number }): string[] {
  return Array.from({ length: calls }, () => {
    const fault = chance.take(settings);
    return fault === undefined ? "" : `${fault.kind} ${fault.code} ${fault.applied}`;
  });
}

test("the shares of many calls are met, as RequestLimitExceeded without and as a lost answer with effect", () => {
  const calls = 100_000;
  const seen = met(createChance(), { ...SHARES, calls });
  const throttled = seen.filter((fault) => fault === "error RequestLimitExceeded false").length;
  const lost = seen.filter((fault) => fault === "lost InternalError true").length;
  expect(throttled + lost + seen.filter((fault) => fault === "").length).toBe(calls);
  // within four standard deviations
  expect(Math.abs(throttled - 2000)).toBeLessThan(4 * Math.sqrt(2000 * 0.98));
  expect(Math.abs(lost - 1000)).toBeLessThan(4 * Math.sqrt(1000 * 0.99));
});

test("the same number meets the same calls, also after it was begun again; another meets others", () => {
  const chance = createChance();
  const first = met(chance, { ...SHARES, calls: 500 });
  chance.clear();
  expect(met(chance, { ...SHARES, calls: 500 })).toEqual(first);
  expect(met(createChance(), { ...SHARES, calls: 500 })).toEqual(first);
  expect(met(createChance(), { ...SHARES, chanceSeed: 2, calls: 500 })).not.toEqual(first);
});

test("with shares of 0 no call meets anything, with a share of 1 each does", () => {
  expect(met(createChance(), { ...SHARES, throttledShare: 0, lostShare: 0, calls: 1000 })).toEqual(
    Array<string>(1000).fill(""),
  );
  expect(met(createChance(), { ...SHARES, throttledShare: 0, lostShare: 1, calls: 1000 })).toEqual(
    Array<string>(1000).fill("lost InternalError true"),
  );
});
