import { EVENTS } from "../../../../provider/callback/events";
import { SAMPLES } from "./callback-samples";

const ROWS = Object.entries(EVENTS).map(([name, { group, type }]) => ({ name, group, type }));

test("every documented type of every group is described once", () => {
  const types = ROWS.map(({ group, type }) => `${group}: ${type}`);
  const range = (group: number, first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, index) => `${group}: ${first + index}`);
  expect(types).toEqual([
    ...range(1, 101, 105),
    ...range(2, 201, 206),
    ...range(3, 301, 312),
    ...range(4, 401, 401),
    ...range(7, 701, 702),
    ...range(10, 1001, 1006),
    ...range(11, 1101, 1106),
    ...range(14, 1401, 1404),
  ]);
});

test("every type has a sample, but for those that the vendor's pages have none of", () => {
  const sampled = new Set(SAMPLES.map((file) => parseInt(file, 10)));
  expect(ROWS.map(({ type }) => type).filter((type) => !sampled.has(type))).toEqual([702, 1402, 1403, 1404]);
});
