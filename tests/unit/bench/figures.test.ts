import { measured, median, shown, table } from "../../../bench/figures";

test.each([
  [[3], 3],
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[10, 9, 100], 10],
])("the median of %j is %d", (values, middle) => {
  expect(median(values)).toBe(middle);
});

test("a figure is its median with the least and the greatest behind it, where they differ as shown", () => {
  expect(shown([12.34, 12.04, 13])).toBe("12.3 (12.0–13.0)");
  expect(shown([12.34, 12.04, 13], 0)).toBe("12 (12–13)");
  expect(shown([0.301, 0.299], 1)).toBe("0.3");
  expect(shown([])).toBe("-");
});

test("ratios are of figures of one run, and a run without one of them is left out", () => {
  const seen = measured([{ up: 10, empty: 2 }, { up: 30, empty: 3 }, { up: 7 }]);
  expect(seen.each((figure) => figure("up") / figure("empty"))).toEqual([5, 10]);
  expect(seen.values("up")).toEqual([10, 30, 7]);
  expect(seen.values("down")).toEqual([]);
});

test("a table has its heading, and figures at the right", () => {
  expect(table(["what", "s"], [["up", "1.0"]])).toBe("| what | s |\n| --- | --: |\n| up | 1.0 |");
});
