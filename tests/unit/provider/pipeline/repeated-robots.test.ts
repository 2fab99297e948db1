import { repeatedRobots } from "../../../../provider/pipeline/repeated-robots";

test("a robot that is in its room already is named with the first task that has it", () => {
  const tasks = {
    lobby: { roomId: "lobby", userId: "r1" },
    hall: { roomId: "hall", userId: "r1" },
    "lobby-2": { roomId: "lobby", userId: "r1" },
    "lobby-3": { roomId: "lobby", userId: "r2" },
    "lobby-4": { roomId: "lobby", userId: "r1" },
  };
  expect(repeatedRobots(tasks)).toEqual([
    { task: "lobby-2", other: "lobby" },
    { task: "lobby-4", other: "lobby" },
  ]);
});

test("an int32 room and the string room of the same digits are two rooms", () => {
  const tasks = { number: { roomId: 101, userId: "r1" }, text: { roomId: "101", userId: "r1" } };
  expect(repeatedRobots(tasks)).toEqual([]);
});

test("tasks without a robot of their own repeat none", () => {
  const tasks = { one: { roomId: "lobby" }, two: { roomId: "lobby", userId: undefined } };
  expect(repeatedRobots(tasks)).toEqual([]);
});

test("room and robot are not run together", () => {
  const tasks = { one: { roomId: "a,b", userId: "c" }, two: { roomId: "a", userId: "b,c" } };
  expect(repeatedRobots(tasks)).toEqual([]);
});
