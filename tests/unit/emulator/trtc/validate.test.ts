import { FAMILIES } from "../../../../emulator/src/trtc/families";
import { paramsFromText, validateRequest } from "../../../../emulator/src/trtc/validate";

const REGION = { region: "ap-singapore" };

test("an unknown action is refused", () => {
  expect(validateRequest("CreateCloudSlice", {}, REGION)?.code).toBe("InvalidAction");
});

test.each(FAMILIES)("$name has rules for each of its actions, and no others", ({ actions, rules }) => {
  expect(Object.keys(rules).sort()).toEqual(Object.keys(actions).sort());
});

describe("the APIs of rooms", () => {
  const ROOM_REGION = { region: "ap-singapore" };

  test("RemoveUser takes a number as room, RemoveUserByStrRoomId text", () => {
    const users = { SdkAppId: 1, UserIds: ["robot"] };
    expect(validateRequest("RemoveUser", { ...users, RoomId: 150 }, ROOM_REGION)).toBeUndefined();
    expect(validateRequest("RemoveUser", { ...users, RoomId: "150" }, ROOM_REGION)?.code).toBe(
      "InvalidParameter",
    );
    expect(validateRequest("RemoveUser", { ...users, RoomId: 0 }, ROOM_REGION)?.code).toBe(
      "InvalidParameter.RoomId",
    );
    expect(
      validateRequest("RemoveUserByStrRoomId", { ...users, RoomId: "150" }, ROOM_REGION),
    ).toBeUndefined();
    expect(validateRequest("RemoveUserByStrRoomId", { ...users, RoomId: 150 }, ROOM_REGION)?.code).toBe(
      "InvalidParameter",
    );
  });

  test("from 1 to 10 users are removed at once", () => {
    const room = { SdkAppId: 1, RoomId: 150 };
    const eleven = Array.from({ length: 11 }, (_, index) => `u${index}`);
    expect(validateRequest("RemoveUser", { ...room, UserIds: [] }, ROOM_REGION)?.code).toBe(
      "MissingParameter.UserIds",
    );
    expect(validateRequest("RemoveUser", { ...room, UserIds: eleven }, ROOM_REGION)?.code).toBe(
      "InvalidParameter.UserIds",
    );
  });

  test("users are not removed through eu-frankfurt", () => {
    const params = { SdkAppId: 1, RoomId: 150, UserIds: ["a"] };
    expect(validateRequest("RemoveUser", params, { region: "eu-frankfurt" })?.code).toBe("UnsupportedRegion");
    expect(validateRequest("RemoveUser", params, { region: "ap-beijing" })).toBeUndefined();
  });

  test("rooms are dismissed by number or by text", () => {
    expect(validateRequest("DismissRoom", { SdkAppId: 1, RoomId: 150 }, ROOM_REGION)).toBeUndefined();
    expect(
      validateRequest("DismissRoomByStrRoomId", { SdkAppId: 1, RoomId: "a" }, ROOM_REGION),
    ).toBeUndefined();
    expect(validateRequest("DismissRoom", { SdkAppId: 1 }, ROOM_REGION)?.code).toBe(
      "MissingParameter.RoomId",
    );
  });
});

test("parameters that came as text get their integers back, and only those", () => {
  const params = { SdkAppId: "1", RoomId: "150", SliceParams: { SliceType: "3", MaxIdleTime: "x" } };
  expect(paramsFromText("CreateCloudSliceTask", params, REGION)).toEqual({
    SdkAppId: 1,
    RoomId: "150",
    SliceParams: { SliceType: 3, MaxIdleTime: "x" },
  });
});
