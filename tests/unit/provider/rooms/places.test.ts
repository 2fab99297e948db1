import { keepPlaces, placeOf } from "../../../../provider/rooms/places";

test("a task answers with the places that were kept for it, without a path with that of itself", () => {
  const task = { roomId: "lobby" };
  keepPlaces(task, (path) => `rooms.yaml:${path.length}:${path.join("-")}`);
  expect([placeOf(task), placeOf(task, ["sliceParams", "sliceAudio"])]).toEqual([
    "rooms.yaml:0:",
    "rooms.yaml:2:sliceParams-sliceAudio",
  ]);
});

test("a copy of a task, and a task from anywhere else, have no place", () => {
  const task = { roomId: "lobby" };
  keepPlaces(task, () => "rooms.yaml:1:1");
  expect([placeOf({ ...task }), placeOf({ roomId: "lobby" }, ["roomId"])]).toEqual([undefined, undefined]);
});
