import {
  firstDifference,
  folderProblem,
  sdkAppIdProblem,
  stampOf,
  timeOf,
} from "../../../../provider/callback/key-parts";

test("the digits of a file name are a time, with milliseconds where it has them", () => {
  expect(timeOf("20250106143143")).toBe("2025-01-06T14:31:43Z");
  expect(timeOf("20250106143143007")).toBe("2025-01-06T14:31:43.007Z");
  expect([stampOf("2025-01-06T14:31:43Z"), stampOf("2025-01-06T14:31:43.007Z")]).toEqual([
    "20250106143143",
    "20250106143143007",
  ]);
});

test.each([
  "20250229143143",
  "20250230143143007",
  "20251306143143",
  "20250106240000000",
  "20250106143160",
  "2025010614314",
  "",
])("%p is no time", (stamp) => {
  expect(timeOf(stamp)).toBeUndefined();
});

test("folders without a name and task ids that are encoded are told", () => {
  const TASK =
    "a task id with a space, % or no ASCII text at all: is encoded right for where the key comes from";
  expect(folderProblem(["a", "b"], "-a+b.")).toBeUndefined();
  expect(folderProblem([], "t")).toBeUndefined();
  expect(folderProblem(["a", ""], "t")).toBe("a folder without a name");
  expect(["", "a b", "a%2Bb", "é"].map((taskId) => folderProblem([], taskId))).toEqual(Array(4).fill(TASK));
});

test("an SdkAppId has 32 bits", () => {
  expect(sdkAppIdProblem("4294967295")).toBeUndefined();
  expect(sdkAppIdProblem("4294967296")).toBe("an SdkAppId above 4294967295");
});

test("the first field that reads otherwise is named, with what is read", () => {
  const fields = ["prefix", "index"];
  const meant = { prefix: ["a"], index: 1, note: "not compared" };
  expect(firstDifference(fields, { meant, read: { prefix: ["a"], index: 1 } })).toBeUndefined();
  expect(firstDifference(fields, { meant, read: { prefix: ["b"] } })).toBe('prefix would be read as ["b"]');
  expect(firstDifference(fields, { meant, read: { prefix: ["a"] } })).toBe("index would be read as nothing");
});
