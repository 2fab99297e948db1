import { clockReference, presentationTime } from "../../../../emulator/src/media/mpeg-clock";

const WRAP = 2 ** 33;

test.each([
  [0, "2100010001"],
  [1, "2100010003"],
  [2 ** 15 - 1, "210001ffff"],
  [2 ** 15, "2100030001"],
  [2 ** 30 - 1, "21ffffffff"],
  [2 ** 30, "2300010001"],
  [WRAP - 1, "2fffffffff"],
  [WRAP, "2100010001"],
  [WRAP + 1, "2100010003"],
])("presentationTime writes %p between marker bits, and starts again after 33 bits", (ticks, hex) => {
  expect(presentationTime(ticks).toString("hex")).toBe(hex);
});

test.each([
  [0, "000000007e00"],
  [1, "00000000fe00"],
  [2, "000000017e00"],
  [WRAP - 1, "fffffffffe00"],
  [WRAP, "000000007e00"],
  [WRAP + 1, "00000000fe00"],
])("clockReference writes %p with its reserved bits, and starts again after 33 bits", (ticks, hex) => {
  expect(clockReference(ticks).toString("hex")).toBe(hex);
});
