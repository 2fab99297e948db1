import {
  RECEIVES,
  RECEIVES_AND_SENDS,
  STRING_IS_0,
  STRING_IS_1,
  taskToken,
  wireRoom,
} from "../../../../provider/task/kind";

test("in the slicing family a string room is type 0 and an int32 room type 1", () => {
  expect(wireRoom("150", STRING_IS_0)).toEqual({ RoomId: "150", RoomIdType: 0 });
  expect(wireRoom(150, STRING_IS_0)).toEqual({ RoomId: "150", RoomIdType: 1 });
});

test("in the relay and transcription APIs the numbers are swapped", () => {
  expect(wireRoom("lobby", STRING_IS_1)).toEqual({ RoomId: "lobby", RoomIdType: 1 });
  expect(wireRoom(4_294_967_294, STRING_IS_1)).toEqual({ RoomId: "4294967294", RoomIdType: 0 });
});

test("a robot that watches needs the bits 42, one that publishes too 62", () => {
  expect([RECEIVES, RECEIVES_AND_SENDS]).toEqual([42, 62]);
});

test("the type of a task is the one that stands in state", () => {
  expect(taskToken("CloudSliceTask")).toBe("pulumi-nodejs:dynamic/trtc:CloudSliceTask");
});
