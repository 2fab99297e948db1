import { trackStem, userStem, utcStamp } from "../../../../../emulator/src/trtc/recording/file-name";
import { parseObjectKey } from "../../../../../provider/callback/object-key";

const string = { sdkAppId: 1400123456, type: "string", roomId: "lobby" } as const;
const int32 = { sdkAppId: 1400123456, type: "int32", roomId: "12345" } as const;
const key = (name: string) => parseObjectKey(`prod/-task./${name}`);

test("the vendor's sample of a playlist has this name", () => {
  expect(
    `${trackStem(int32, "1686119", 0, "video")}_${utcStamp(Date.UTC(2033, 4, 31, 9, 45, 51, 825))}.ts`,
  ).toBe("1400123456_12345__UserId_s_MTY4NjExOQ..__UserId_e_main_video_20330531094551825.ts");
});

test("ids are base64 with - for / and . for =, behind the number of the failover", () => {
  expect(trackStem(string, "??>?~", 2, "audio")).toBe(
    "ha2_1400123456_bG9iYnk.__UserId_s_Pz8+P34.__UserId_e_main_audio",
  );
  expect(userStem(string, "??>?~", 0)).toBe("1400123456_bG9iYnk.__UserId_s_Pz8+P34.__UserId_e_main");
});

test("of all mixed no user is named", () => {
  expect(trackStem(int32, "", 0, "audio_video")).toBe("1400123456_12345");
});

test("pulumi-trtc/callback takes the names apart", () => {
  expect(key(`${trackStem(string, "teacher", 1, "video")}.m3u8`)).toMatchObject({
    kind: "recording",
    roomId: "lobby",
    userId: "teacher",
    type: "video",
    failover: 1,
  });
  expect(key(`${userStem(int32, "", 0)}_2.mp4`)).toMatchObject({
    kind: "recording",
    roomId: 12345,
    recordMode: "mixed",
    index: 2,
  });
});
