import { STRING_IS_0, wireRoom } from "../../../../provider/task/kind";

test("in the slicing family a string room is type 0 and an int32 room type 1", () => {
  expect(wireRoom("150", STRING_IS_0)).toEqual({ RoomId: "150", RoomIdType: 0 });
  expect(wireRoom(150, STRING_IS_0)).toEqual({ RoomId: "150", RoomIdType: 1 });
});

test("a family with swapped numbers says so itself", () => {
  const stringIs1 = { string: 1, int32: 0 } as const;
  expect(wireRoom("lobby", stringIs1)).toEqual({ RoomId: "lobby", RoomIdType: 1 });
  expect(wireRoom(4_294_967_294, stringIs1)).toEqual({ RoomId: "4294967294", RoomIdType: 0 });
});
