import { newTaskId, sliceRequestOf, subscriptionOf } from "../../../../emulator/src/trtc/slice-task";

test("a TaskId looks like the vendor's: begins with -, has a +, ends in . or ..", () => {
  const ids = Array.from({ length: 200 }, () => newTaskId());
  for (const id of ids) expect(id).toMatch(/^-[A-Za-z0-9+-]*\+[A-Za-z0-9+-]*\.{1,2}$/);
  expect(new Set(ids).size).toBe(200);
  expect(new Set(ids.map((id) => /\.+$/.exec(id)?.[0]))).toEqual(new Set([".", ".."]));
});

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

test("an absent subscription object is four empty lists", () => {
  expect(subscriptionOf({})).toEqual({
    SubscribeAudioUserIds: [],
    UnSubscribeAudioUserIds: [],
    SubscribeVideoUserIds: [],
    UnSubscribeVideoUserIds: [],
  });
});
