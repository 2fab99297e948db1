import { objectAt, objectsAt, roomOf, textsAt } from "../../../../emulator/src/trtc/params";

test.each([
  [0, 0, "string"],
  [0, 1, "int32"],
  [0, undefined, "int32"],
  [1, 1, "string"],
  [1, 0, "int32"],
] as const)("where %p is a string room, RoomIdType %p is of type %p", (stringType, RoomIdType, type) => {
  const params = { SdkAppId: 14, RoomId: "150", RoomIdType };
  expect(roomOf(params, stringType)).toEqual({ sdkAppId: 14, type, roomId: "150" });
});

test("what is absent has no fields and no items", () => {
  expect([objectAt({}, "A"), objectsAt({}, "A"), textsAt({}, "A")]).toEqual([{}, [], []]);
});

test("objects and lists are read as they are", () => {
  const params = { A: { B: 1 }, C: [{ D: 2 }, {}], E: ["f"] };
  expect([objectAt(params, "A"), objectsAt(params, "C"), textsAt(params, "E")]).toEqual([
    { B: 1 },
    [{ D: 2 }, {}],
    ["f"],
  ]);
});
