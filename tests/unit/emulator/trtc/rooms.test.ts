import { createRooms } from "../../../../emulator/src/trtc/rooms";
import type { PresentUser, RoomAddress } from "../../../../emulator/src/trtc/rooms";

/** What was told, in words. */
const told: unknown[] = [];
const reporter = {
  entered: (_room: RoomAddress, { userId }: PresentUser, first: boolean) =>
    void told.push(["entered", userId, first]),
  changed: (_room: RoomAddress, before: PresentUser, after: PresentUser) =>
    void told.push(["changed", before.video, after.video]),
  left: (_room: RoomAddress, { userId }: PresentUser, how: object) => void told.push(["left", userId, how]),
};
beforeEach(() => void (told.length = 0));

const LOBBY: RoomAddress = { sdkAppId: 1, type: "string", roomId: "150" };
const user = (userId: string): PresentUser => ({ userId, role: "anchor", audio: true, video: true });

test("users are listed in order of entering, and leave", () => {
  const rooms = createRooms(reporter);
  rooms.enter(LOBBY, user("b"));
  rooms.enter(LOBBY, user("a"));
  rooms.enter(LOBBY, { ...user("b"), video: false });
  expect(rooms.users(LOBBY)).toEqual([{ ...user("b"), video: false }, user("a")]);
  expect([rooms.leave(LOBBY, "b"), rooms.leave(LOBBY, "b")]).toEqual([true, false]);
  expect(rooms.users(LOBBY)).toEqual([user("a")]);
});

test("rooms of another application or type are other rooms", () => {
  const rooms = createRooms(reporter);
  rooms.enter(LOBBY, user("a"));
  expect(rooms.users({ ...LOBBY, type: "int32" })).toEqual([]);
  expect(rooms.users({ ...LOBBY, sdkAppId: 2 })).toEqual([]);
});

test("an emptied room has nobody", () => {
  const rooms = createRooms(reporter);
  rooms.enter(LOBBY, user("a"));
  rooms.empty(LOBBY);
  expect(rooms.users(LOBBY)).toEqual([]);
});

test("who comes, changes and goes is told, and clearing tells nothing", () => {
  const rooms = createRooms(reporter);
  rooms.enter(LOBBY, user("a"));
  rooms.enter(LOBBY, user("b"));
  rooms.enter(LOBBY, { ...user("a"), video: false });
  rooms.leave(LOBBY, "a");
  rooms.leave(LOBBY, "a");
  rooms.enter(LOBBY, user("c"));
  rooms.empty(LOBBY);
  rooms.enter(LOBBY, user("d"));
  rooms.clear();
  expect(told).toEqual([
    ["entered", "a", true],
    ["entered", "b", false],
    ["changed", true, false],
    ["left", "a", { reason: 1, last: false }],
    ["entered", "c", false],
    ["left", "b", { reason: 3, last: false }],
    ["left", "c", { reason: 3, last: true }],
    ["entered", "d", true],
  ]);
});
