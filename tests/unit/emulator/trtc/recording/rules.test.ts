import { validateRequest } from "../../../../../emulator/src/trtc/validate";
import { recordingRequest } from "./started-recording";
import type { RecordingRequest } from "./started-recording";

const problem = (changes: object, region = "ap-singapore") =>
  validateRequest("CreateCloudRecording", { ...recordingRequest(), ...changes }, { region });
const invalid = (message: string) => ({ code: "InvalidParameter", message });
const outside = (message: string) => ({ code: "InvalidParameter.OutOfRange", message });
const range = (path: string, words: string) => outside(`Parameter ${path} must be in the range ${words}.`);
const record = (changes: object) => ({ RecordParams: { RecordMode: 1, ...changes } });
const layout = (MixLayoutParams: object, more: object = {}) => ({
  RecordParams: { RecordMode: 2 },
  MixLayoutParams,
  ...more,
});
const { CloudStorage } = recordingRequest().StorageParams;
const storage = (changes: object) => ({ StorageParams: { CloudStorage: { ...CloudStorage, ...changes } } });
const vod = (TencentVod: object, more: object = {}) => ({
  StorageParams: { CloudVod: { TencentVod } },
  ...more,
});
const place = { Top: 0, Left: 0, Width: 360, Height: 640 };

test.each<[string, Partial<RecordingRequest> | object]>([
  ["the smallest request", {}],
  ["VOD", vod({})],
  ["sound alone in VOD", vod({ MediaType: 2 }, record({ StreamType: 1 }))],
  ["a grid", layout({ MixLayoutMode: 3 })],
  ["places of a custom layout", layout({ MixLayoutMode: 4, MixLayoutList: [place] })],
  [
    "a store of another address",
    storage({ Vendor: 1, Region: "auto", Bucket: "R2", EndpointUrl: "https://r2.example" }),
  ],
  [
    "marks of each type",
    layout({
      MixLayoutMode: 3,
      WaterMarkList: [
        { WaterMarkImage: { WaterMarkUrl: "https://a.example/logo.png?x=1", ...place } },
        { WaterMarkType: 1, WaterMarkChar: { ...place, Chars: "live" } },
        { WaterMarkType: 2, WaterMarkTimestamp: { Pos: 6, TimeZone: -12 } },
      ],
    }),
  ],
])("%s passes", (_name, changes) => {
  expect(problem(changes)).toBeUndefined();
});

test.each<[object, unknown]>([
  [
    { RecordParams: {} },
    {
      code: "MissingParameter.RecordMode",
      message: "The request is missing the required parameter RecordParams.RecordMode.",
    },
  ],
  [record({ RecordMode: 3 }), range("RecordParams.RecordMode", "1 to 2")],
  [record({ MaxIdleTime: 4 }), range("RecordParams.MaxIdleTime", "5 to 86400")],
  [record({ StreamType: 3 }), range("RecordParams.StreamType", "0 to 2")],
  [record({ OutputFormat: 5 }), range("RecordParams.OutputFormat", "0 to 4")],
  [record({ MaxMediaFileDuration: 1441 }), range("RecordParams.MaxMediaFileDuration", "1 to 1440")],
  [{ ResourceExpiredHour: 5 }, range("ResourceExpiredHour", "6 to 720")],
  [storage({ Vendor: 2 }), range("StorageParams.CloudStorage.Vendor", "0 to 1")],
  [
    storage({ Bucket: "slices" }),
    invalid(
      "Parameter StorageParams.CloudStorage.Bucket must be a COS bucket name with its APPID, such as examplebucket-1250000000.",
    ),
  ],
  [
    { StorageParams: {} },
    invalid("Parameter StorageParams must have one of CloudStorage and CloudVod.TencentVod."),
  ],
  [
    { StorageParams: { CloudStorage, CloudVod: { TencentVod: {} } } },
    invalid("Parameter StorageParams must have one of CloudStorage and CloudVod.TencentVod."),
  ],
  [
    vod({ MediaType: 4 }),
    invalid("Parameter StorageParams.CloudVod.TencentVod.MediaType is aac, which needs StreamType 1."),
  ],
  [
    vod({ UserDefineRecordId: "a b" }),
    invalid(
      "Parameter StorageParams.CloudVod.TencentVod.UserDefineRecordId must be at most 64 of A-Z, a-z, 0-9, _ and -.",
    ),
  ],
  [{ MixLayoutParams: { MixLayoutMode: 3 } }, invalid("Parameter MixLayoutParams belongs to RecordMode 2.")],
  [{ MixTranscodeParams: {} }, invalid("Parameter MixTranscodeParams belongs to RecordMode 2.")],
  [{ RecordParams: { RecordMode: 2 } }, invalid("Parameter MixLayoutParams is needed by RecordMode 2.")],
  [
    layout({ MixLayoutMode: 4 }),
    invalid("Parameter MixLayoutParams.MixLayoutList belongs to MixLayoutMode 4, which needs it."),
  ],
  [
    layout({ MixLayoutMode: 3, MixLayoutList: [place] }),
    invalid("Parameter MixLayoutParams.MixLayoutList belongs to MixLayoutMode 4, which needs it."),
  ],
  [
    layout({ MixLayoutMode: 4, MixLayoutList: [{ ...place, Left: 1 }] }),
    outside("Parameter MixLayoutParams.MixLayoutList.0 must lie within 360x640."),
  ],
  [
    layout({ MixLayoutMode: 4, MixLayoutList: Array(26).fill(place) }),
    outside("Parameter MixLayoutParams.MixLayoutList must hold at most 25 items."),
  ],
  [
    layout({ MixLayoutMode: 3, WaterMarkList: [{ WaterMarkType: 1 }] }),
    invalid("Parameter MixLayoutParams.WaterMarkList.0 needs WaterMarkChar by its WaterMarkType."),
  ],
  [
    layout({ MixLayoutMode: 3, BackGroundColor: "black" }),
    invalid("Parameter MixLayoutParams.BackGroundColor must be of the form #FFA500."),
  ],
  [
    layout({ MixLayoutMode: 3, BackgroundImageUrl: "https://a.example/logo.gif" }),
    invalid("Parameter MixLayoutParams.BackgroundImageUrl must be the URL of a jpg, jpeg or png."),
  ],
  [
    layout(
      { MixLayoutMode: 3 },
      { MixTranscodeParams: { VideoParams: { Width: 1920, Height: 1920, Fps: 15, BitRate: 64000, Gop: 1 } } },
    ),
    outside("Parameter MixTranscodeParams.VideoParams must have at most 1920*1080 pixels."),
  ],
  [
    layout({ MixLayoutMode: 3 }, { MixTranscodeParams: { AudioParams: { SampleRate: 1, Channel: 1 } } }),
    {
      code: "MissingParameter.BitRate",
      message: "The request is missing the required parameter MixTranscodeParams.AudioParams.BitRate.",
    },
  ],
])("%j is refused", (changes, expected) => {
  expect(problem(changes)).toEqual(expected);
});

test("only the international models have EndpointUrl", () => {
  const given = storage({ Vendor: 1, Region: "auto", Bucket: "r2", EndpointUrl: "https://r2.example" });
  expect(problem(given, "ap-guangzhou")).toEqual({
    code: "UnknownParameter",
    message: "The parameter StorageParams.CloudStorage.EndpointUrl is not recognized.",
  });
});

test("Modify looks at the layout by itself", () => {
  const modify = (params: object) =>
    validateRequest(
      "ModifyCloudRecording",
      { SdkAppId: 1400000001, TaskId: "t", ...params },
      { region: "ap-singapore" },
    );
  expect(modify({})).toBeUndefined();
  expect(modify({ MixLayoutParams: { MixLayoutMode: 4, MixLayoutList: [place] } })).toBeUndefined();
  expect(modify({ MixLayoutParams: { MixLayoutMode: 4 } })).toEqual(
    invalid("Parameter MixLayoutParams.MixLayoutList belongs to MixLayoutMode 4, which needs it."),
  );
  expect(modify({ RecordParams: {} })).toEqual({
    code: "UnknownParameter",
    message: "The parameter RecordParams is not recognized.",
  });
});
