import { createRooms } from "../../../../emulator/src/trtc/rooms";
import type { PresentUser, RoomAddress } from "../../../../emulator/src/trtc/rooms";

const LOBBY: RoomAddress = { sdkAppId: 1, type: "string", roomId: "150" };
const user = (userId: string): PresentUser => ({ userId, role: "anchor", audio: true, video: true });

test("users are listed in order of entering, and leave", () => {
  const rooms = createRooms();
  rooms.enter(LOBBY, user("b"));
  rooms.enter(LOBBY, user("a"));
  rooms.enter(LOBBY, { ...user("b"), video: false });
  expect(rooms.users(LOBBY)).toEqual([{ ...user("b"), video: false }, user("a")]);
  expect([rooms.leave(LOBBY, "b"), rooms.leave(LOBBY, "b")]).toEqual([true, false]);
  expect(rooms.users(LOBBY)).toEqual([user("a")]);
});

test("rooms of another application or type are other rooms", () => {
  const rooms = createRooms();
  rooms.enter(LOBBY, user("a"));
  expect(rooms.users({ ...LOBBY, type: "int32" })).toEqual([]);
  expect(rooms.users({ ...LOBBY, sdkAppId: 2 })).toEqual([]);
});

test("an emptied room has nobody", () => {
  const rooms = createRooms();
  rooms.enter(LOBBY, user("a"));
  rooms.empty(LOBBY);
  expect(rooms.users(LOBBY)).toEqual([]);
});
