import { defaultsSchema, taskSchema, tasksSchema } from "../../../../provider/pipeline/pipeline-task";
import { leaves } from "../../../../provider/resource/schema";
import { slicingSchema } from "../../../../provider/task/slicing";

const paths = (schema: Parameters<typeof leaves>[0]) => leaves(schema).map(({ path }) => path);
const SHARED = /^(sdkAppId|storage\.|userSig$|sdkSecretKey)/;

test("a room has every argument of a task but those of the application, the storage and the keys", () => {
  expect(paths(taskSchema).sort()).toEqual(
    paths(slicingSchema)
      .filter((path) => !SHARED.test(path))
      .sort(),
  );
});

test("what rooms have in common is all but room and robot", () => {
  expect(paths(defaultsSchema)).toEqual(
    paths(taskSchema).filter((path) => path !== "roomId" && path !== "userId"),
  );
});

test("limits are those of the task, and nothing is filled in or asked for before they are merged", () => {
  const { default: _default, ...sliceAudio } =
    slicingSchema.properties["sliceParams"]?.properties?.["sliceAudio"] ?? {};
  expect(taskSchema.properties["sliceParams"]?.properties?.["sliceAudio"]).toEqual(sliceAudio);
  expect(leaves(taskSchema).filter(({ property }) => property.default !== undefined)).toEqual([]);
  expect([taskSchema.required, taskSchema.properties["sliceParams"]?.required]).toEqual([
    ["roomId"],
    undefined,
  ]);
});

test.each([
  ["lobby", true],
  ["class-101_b", true],
  ["7", true],
  ["-lobby", false],
  ["a.b", false],
  ["", false],
  ["a".repeat(64), true],
  ["a".repeat(65), false],
])("a task may be called %p: %p", (name, allowed) => {
  expect(new RegExp(tasksSchema.propertyNames?.pattern ?? "nothing").test(name)).toBe(allowed);
});
