import { validateRequest } from "../../../../../emulator/src/trtc/validate";
import { ENCODE, startRequest, URL_ONE, VIDEO } from "./relay-request";

type Changes = Record<string, unknown>;

const REGIONS = ["ap-guangzhou", "ap-hongkong", "ap-singapore"];
const start = (changes: Changes, region = "ap-singapore") =>
  validateRequest("StartPublishCdnStream", { ...startRequest(), ...changes }, { region })?.code;
const update = (changes: Changes) =>
  validateRequest(
    "UpdatePublishCdnStream",
    { SdkAppId: 1, TaskId: "-x", SequenceNumber: 1, WithTranscoding: 1, ...changes },
    { region: "ap-singapore" },
  )?.code;
const video = (changes: Changes, region?: string) => start({ VideoParams: { ...VIDEO, ...changes } }, region);
const layout = (LayoutParams: Changes, region?: string) => video({ LayoutParams }, region);
const place = (changes: Changes, region?: string) =>
  layout({ MixLayoutMode: 4, MixLayoutList: [changes] }, region);
const encode = (changes: Changes) => start({ AudioParams: { AudioEncode: { ...ENCODE, ...changes } } });
const passThrough = (changes: Changes) =>
  start({ SeiParams: { PassThrough: { PayloadContent: "x", PayloadType: 100, ...changes } } });

test("all three run in three regions, and not in eu-frankfurt", () => {
  expect(REGIONS.map((region) => start({}, region))).toEqual([undefined, undefined, undefined]);
  expect(validateRequest("StopPublishCdnStream", {}, { region: "eu-frankfurt" })).toEqual({
    code: "UnsupportedRegion",
    message:
      "StopPublishCdnStream does not support region eu-frankfurt; it supports ap-guangzhou, ap-hongkong, ap-singapore.",
  });
});

test.each(["RoomId", "RoomIdType", "AgentParams", "WithTranscoding", "AudioParams", "PublishCdnParams"])(
  "without %s Start is told that something is missing",
  (name) => {
    expect(start({ [name]: undefined })).toBe("MissingParameter");
  },
);

test("Update may leave out all but its handle, its number and whether it is a mix", () => {
  expect(update({})).toBeUndefined();
  expect(
    ["TaskId", "SequenceNumber", "WithTranscoding"].map((name) => update({ [name]: undefined })),
  ).toEqual(["MissingParameter", "MissingParameter", "MissingParameter"]);
});

test("RoomIdType 1 is a string room, 0 an int32 room: the other way round than slicing has it", () => {
  expect(start({ RoomId: "lobby", RoomIdType: 1 })).toBeUndefined();
  expect(start({ RoomId: "lobby", RoomIdType: 0 })).toBe("InvalidParameter");
  expect(start({ RoomId: "150", RoomIdType: 0 })).toBeUndefined();
  expect(start({ RoomId: "0", RoomIdType: 0 })).toBe("InvalidParameter.OutOfRange");
  const user = (UserInfo: Changes) => place({ UserMediaStream: { UserInfo } });
  expect(user({ UserId: "a", RoomId: "hall", RoomIdType: 1 })).toBeUndefined();
  expect(user({ UserId: "a", RoomId: "hall", RoomIdType: 0 })).toBe("InvalidParameter");
  expect(user({ UserId: "a" })).toBeUndefined();
});

test.each([
  ["SampleRate", [48000, 8000], [11025]],
  ["Channel", [1, 2], [0, 3]],
  ["BitRate", [8, 500], [7, 501]],
  ["Codec", [0, 1, 2], [-1, 3]],
])("AudioEncode.%s", (name, right, wrong) => {
  expect(right.map((value) => encode({ [name]: value }))).toEqual(right.map(() => undefined));
  expect(wrong.map((value) => encode({ [name]: value }))).toEqual(wrong.map(() => "InvalidParameter"));
});

test("HE-AAC takes no 8000 Hz, HE-AACv2 no single channel", () => {
  expect(encode({ Codec: 1, SampleRate: 8000 })).toBe("InvalidParameter");
  expect(encode({ Codec: 2, Channel: 1 })).toBe("InvalidParameter");
  expect(encode({ Codec: 1, Channel: 1 })).toBeUndefined();
});

test("the two lists of users come together", () => {
  const list = [{ UserInfo: { UserId: "teacher" }, SoundLevel: 100 }];
  const lists = (changes: Changes) => start({ AudioParams: { AudioEncode: ENCODE, ...changes } });
  expect(lists({ SubscribeAudioList: list, UnSubscribeAudioList: [] })).toBeUndefined();
  expect(lists({ SubscribeAudioList: list })).toBe("InvalidParameter");
  expect(lists({ UnSubscribeAudioList: list })).toBe("InvalidParameter");
  expect(lists({ SubscribeAudioList: [{ ...list[0], SoundLevel: 101 }], UnSubscribeAudioList: [] })).toBe(
    "InvalidParameter",
  );
});

test.each([
  ["Width", [0, 1920], [-1, 1921]],
  ["Height", [0, 1920], [-1, 1921]],
  ["Fps", [1, 60], [0, 61]],
  ["BitRate", [1, 10000], [0, 10001]],
  ["Gop", [1, 5], [0, 6]],
])("VideoEncode.%s", (name, right, wrong) => {
  const at = (value: number) => video({ VideoEncode: { ...VIDEO.VideoEncode, [name]: value } });
  expect(right.map(at)).toEqual(right.map(() => undefined));
  expect(wrong.map(at)).toEqual(wrong.map(() => "InvalidParameter"));
});

test("a picture has to be encoded", () => {
  expect(start({ VideoParams: {} })).toBe("MissingParameter");
  expect(start({ VideoParams: undefined })).toBeUndefined();
});

test("places end within the canvas, cuts within 10000 pixels, backgrounds within their place", () => {
  const CustomCrop = { LocationX: 0, LocationY: 0, Width: 10000, Height: 10000 };
  expect(place({ LocationX: 640, ImageWidth: 640, CustomCrop })).toBeUndefined();
  expect(place({ LocationX: 641, ImageWidth: 640 })).toBe("InvalidParameter");
  expect(place({ LocationY: 1, ImageHeight: 720 })).toBe("InvalidParameter");
  expect(place({ CustomCrop: { ...CustomCrop, LocationX: 1 } })).toBe("InvalidParameter");
  const rendered = (render: Changes) =>
    place({ ImageWidth: 100, ImageHeight: 50, BackgroundRenderMode: 4, BackgroundCustomRender: render });
  expect(rendered({ Width: 100, Height: 50, Radius: 25 })).toBeUndefined();
  expect(rendered({ Width: 101, Height: 50 })).toBe("InvalidParameter");
  expect(rendered({ Width: 100, Height: 50, Radius: 26 })).toBe("InvalidParameter");
  expect(place({ BackgroundRenderMode: 4 })).toBe("MissingParameter");
});

test("a custom layout names 1 to 16 places", () => {
  const places = (count: number) => layout({ MixLayoutMode: 4, MixLayoutList: Array(count).fill({}) });
  expect([0, 1, 16, 17].map(places)).toEqual(["MissingParameter", undefined, undefined, "InvalidParameter"]);
});

test("only the mainland models know EnableStreamSEI", () => {
  expect(layout({ MixLayoutMode: 1, EnableStreamSEI: 0 })).toBe("UnknownParameter");
  expect(layout({ MixLayoutMode: 1, EnableStreamSEI: 0 }, "ap-guangzhou")).toBeUndefined();
  expect(place({ EnableStreamSEI: 1 })).toBe("UnknownParameter");
  expect(place({ EnableStreamSEI: 1 }, "ap-guangzhou")).toBeUndefined();
});

test("a watermark has what its type says", () => {
  const at = { WaterMarkWidth: 1, WaterMarkHeight: 1, LocationX: 0, LocationY: 0 };
  const mark = (changes: Changes) => video({ WaterMarkList: [changes] });
  expect(mark({ WaterMarkImage: { WaterMarkUrl: "https://a/b.png", ...at } })).toBeUndefined();
  expect(mark({ WaterMarkType: 1, WaterMarkText: { Text: "a", FontSize: 1, ...at } })).toBeUndefined();
  expect(mark({ WaterMarkType: 1, WaterMarkImage: { WaterMarkUrl: "https://a/b.png", ...at } })).toBe(
    "MissingParameter",
  );
  expect(mark({})).toBe("MissingParameter");
});

test("one stream is named with WithTranscoding 0, and with nothing else", () => {
  const single = { SingleSubscribeParams: { UserMediaStream: { UserInfo: { UserId: "teacher" } } } };
  expect(start({ WithTranscoding: 0, VideoParams: undefined, ...single })).toBeUndefined();
  expect(start({ WithTranscoding: 0, VideoParams: undefined })).toBe("MissingParameter");
  expect(start(single)).toBe("InvalidParameter");
});

test("a task has 1 to 10 targets, all of rtmp", () => {
  const target = { PublishCdnUrl: URL_ONE };
  const targets = (count: number) => start({ PublishCdnParams: Array(count).fill(target) });
  expect([0, 1, 10, 11].map(targets)).toEqual(["MissingParameter", undefined, undefined, "InvalidParameter"]);
  expect(start({ PublishCdnParams: [{ PublishCdnUrl: "https://a/b" }] })).toBe("InvalidParameter");
  expect(start({ PublishCdnParams: [{ PublishCdnUrl: URL_ONE, IsTencentCdn: 2 }] })).toBe("InvalidParameter");
});

test("SEI messages are of types 100 to 254 but 244, or of 5 with a UUID", () => {
  const volume = (PayloadType: number) => start({ SeiParams: { LayoutVolume: { PayloadType } } });
  expect([99, 100, 244, 254, 255].map(volume)).toEqual([
    "InvalidParameter",
    undefined,
    "InvalidParameter",
    undefined,
    "InvalidParameter",
  ]);
  expect(start({ SeiParams: { LayoutVolume: { AppData: "a".repeat(4096) } } })).toBe("InvalidParameter");
  expect(passThrough({})).toBeUndefined();
  expect(passThrough({ PayloadType: 5 })).toBe("MissingParameter");
  expect(passThrough({ PayloadType: 5, PayloadUuid: "0".repeat(32) })).toBeUndefined();
  expect(passThrough({ PayloadType: 5, PayloadUuid: "0".repeat(31) })).toBe("InvalidParameter");
});

test("MaxIdleTime is from 5 to 86400", () => {
  const idle = (MaxIdleTime: number) => start({ AgentParams: { UserId: "relay", MaxIdleTime } });
  expect([4, 5, 86400, 86401].map(idle)).toEqual([
    "InvalidParameter",
    undefined,
    undefined,
    "InvalidParameter",
  ]);
});
