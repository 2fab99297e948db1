import { sliceRequestOf } from "../../../../../emulator/src/trtc/slicing/request";

test("what a request leaves out has the documented default", () => {
  const request = sliceRequestOf({ SdkAppId: 1, RoomId: "150", SliceParams: { SliceType: 1 } });
  expect(request).toMatchObject({
    room: { sdkAppId: 1, type: "int32", roomId: "150" },
    kinds: new Set(["audio"]),
    audioSeconds: 15,
    videoSeconds: 5,
    imageType: "png",
    maxIdleSeconds: 30,
    handleHours: 72,
    storage: { fileNamePrefix: [] },
  });
});

test("RoomIdType 0 is a string room, 1 an int32 room", () => {
  expect(sliceRequestOf({ RoomIdType: 0 }).room.type).toBe("string");
  expect(sliceRequestOf({ RoomIdType: 1 }).room.type).toBe("int32");
});
