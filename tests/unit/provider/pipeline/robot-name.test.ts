import * as pulumi from "@pulumi/pulumi";
import { robotName } from "../../../../provider/pipeline/robot-name";
import { slicingSchema } from "../../../../provider/task/slicing";

const ROBOT = { pipeline: "classroom", task: "lobby", roomId: "lobby", keyVersion: 1 };

async function inStack<Result>(stack: string, ask: () => Result): Promise<Result> {
  await pulumi.runtime.setMocks(
    { newResource: () => ({ id: "id", state: {} }), call: () => ({}) },
    "project",
    stack,
  );
  return ask();
}

test("a robot is called after its room, the version of the key and a hash", async () => {
  expect(await inStack("dev", () => robotName(ROBOT))).toBe("lobby-v1-fd34ab1");
});

test.each([
  ["another key", { keyVersion: 2 }],
  ["another pipeline", { pipeline: "exams" }],
  ["another task of the same room", { task: "lobby-2" }],
])("%s is another name", async (_what, change) => {
  expect(await inStack("dev", () => robotName({ ...ROBOT, ...change }))).not.toBe("lobby-v1-fd34ab1");
});

test("another stack is another name", async () => {
  expect(await inStack("prod", () => robotName(ROBOT))).not.toBe("lobby-v1-fd34ab1");
});

test.each<[string | number, string]>([
  [101, "101-v1-fd34ab1"],
  ["Room 7: exam?", "Room-7-exam-v1-fd34ab1"],
  ["?!", "v1-fd34ab1"],
  ["a-room-with-a-long-name-of-its-own", "a-room-with-a-long-na-v1-fd34ab1"],
  ["a-room-with-a-long-n!me", "a-room-with-a-long-n-v1-fd34ab1"],
])("the robot of room %p is %s", async (roomId, name) => {
  expect(await inStack("dev", () => robotName({ ...ROBOT, roomId }))).toBe(name);
});

test("the longest name is one that the API takes", async () => {
  const name = await inStack("dev", () =>
    robotName({ ...ROBOT, roomId: "x".repeat(64), keyVersion: 1_000_000 }),
  );
  expect(name).toHaveLength(32);
  expect(name).toMatch(new RegExp(slicingSchema.properties["userId"]?.pattern ?? "nothing"));
});
