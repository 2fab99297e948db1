import { isBag } from "../../../../provider/resource/schema";
import type { Bag } from "../../../../provider/resource/schema";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { recording } from "../../../../provider/task/recording";
import { wireLayout, wireTranscode } from "../../../../provider/task/recording-layout";
import type { MixLayoutParams, MixTranscodeParams } from "../../../../provider/task/cloud-recording-task";
import { START } from "../fake-clock";
import { taskLifecycle } from "../lifecycle-parts";
import { withValue } from "../task-inputs";
import { fullest, smallest } from "./inputs/recording";

beforeEach(() => {
  jest.spyOn(Date, "now").mockReturnValue(START);
});
afterEach(() => {
  jest.restoreAllMocks();
});

const mixed = (mixLayoutParams: unknown, changes: Bag = {}): Bag => ({
  ...smallest,
  recordParams: { recordMode: "mixed" },
  mixLayoutParams,
  ...changes,
});

function problems(inputs: Bag): Record<string, string> {
  const { failures } = taskLifecycle(recording).lifecycle.check({}, inputs);
  return Object.fromEntries(failures.map(({ property, reason }) => [property, reason]));
}

const custom = (...mixLayoutList: unknown[]) => ({ mixLayoutMode: "custom", mixLayoutList });
const place = { top: 0, left: 0, width: 360, height: 640 };
const video = { width: 1280, height: 720, fps: 15, bitRate: 64_000, gop: 10 };
const PICTURE = "https://example.com/logo.png";

describe("the canvas", () => {
  test.each([
    [1920, 1080],
    [1080, 1920],
    [1440, 1440],
  ])("may be %dx%d", (width, height) => {
    const videoParams = { ...video, width, height };
    expect(problems(mixed({ mixLayoutMode: "grid" }, { mixTranscodeParams: { videoParams } }))).toEqual({});
  });

  test("has at most as many pixels as 1920x1080", () => {
    const videoParams = { ...video, width: 1441, height: 1440 };
    expect(problems(mixed({ mixLayoutMode: "grid" }, { mixTranscodeParams: { videoParams } }))).toEqual({
      "mixTranscodeParams.videoParams":
        "mixTranscodeParams.videoParams is 1441x1440 pixels, allowed is at most 1920x1080 pixels, either way round: " +
        "lower width or height",
    });
  });

  test("a block that is given is given whole", () => {
    const found = problems(
      mixed(
        { mixLayoutMode: "grid" },
        { mixTranscodeParams: { videoParams: { width: 1280 }, audioParams: {} } },
      ),
    );
    expect(Object.keys(found)).toEqual(
      ["height", "fps", "bitRate", "gop"]
        .map((field) => `mixTranscodeParams.videoParams.${field}`)
        .concat(
          ["sampleRate", "channel", "bitRate"].map((field) => `mixTranscodeParams.audioParams.${field}`),
        ),
    );
  });
});

describe("places", () => {
  test("belong to a custom layout, which needs one", () => {
    const path = "mixLayoutParams.mixLayoutList";
    expect(problems(mixed({ mixLayoutMode: "custom" }))).toEqual({
      [path]: `${path} is missing, allowed is a list of 1 to 25 places with mixLayoutMode "custom": give the places, or another layout`,
    });
    expect(problems(mixed(custom()))).toEqual({
      [path]: `${path} is empty, allowed is a list of 1 to 25 places with mixLayoutMode "custom": give the places, or another layout`,
    });
    expect(problems(mixed({ mixLayoutMode: "grid", mixLayoutList: [place] }))).toEqual({
      [path]:
        `${path} is a list of 1, allowed is nothing with mixLayoutMode "grid": ` +
        'remove it, TRTC places the users itself, or give mixLayoutMode "custom"',
    });
    expect(problems(mixed(custom(...Array<unknown>(26).fill(place))))).toEqual({
      [path]: `${path} is a list of 26, allowed is a list of at most 25 places: give the places of a custom layout`,
    });
    expect(problems(mixed({ mixLayoutMode: "custom", mixLayoutList: UNKNOWN }))).toEqual({});
  });

  test("fit the canvas, which is 360x640 unless it is given", () => {
    expect(problems(mixed(custom(place)))).toEqual({});
    expect(problems(mixed(custom({ ...place, left: 1 }, { ...place, top: 641 })))).toEqual({
      "mixLayoutParams.mixLayoutList.0.width":
        "mixLayoutParams.mixLayoutList.0.width is 360, allowed is at most 359 (pixels) with left 1 on a canvas of 360x640: " +
        "lower left or width, or raise mixTranscodeParams.videoParams.width",
      "mixLayoutParams.mixLayoutList.1.height":
        "mixLayoutParams.mixLayoutList.1.height is 640, allowed is at most 0 (pixels) with top 641 on a canvas of 360x640: " +
        "lower top or height, or raise mixTranscodeParams.videoParams.height",
    });
    const wide = { ...place, left: 920, height: 720 };
    expect(problems(mixed(custom(wide), { mixTranscodeParams: { videoParams: video } }))).toEqual({});
  });

  test("cannot be judged on a canvas that is not known yet", () => {
    const wide = custom({ ...place, left: 1000 });
    for (const mixTranscodeParams of [
      UNKNOWN,
      { videoParams: UNKNOWN },
      { videoParams: { ...video, width: UNKNOWN } },
    ])
      expect(problems(mixed(wide, { mixTranscodeParams }))).toEqual({});
    expect(problems(mixed(custom({ ...place, left: UNKNOWN })))).toEqual({});
  });
});

describe("marks", () => {
  const marks = (...waterMarkList: unknown[]) => mixed({ mixLayoutMode: "grid", waterMarkList });
  const at = "mixLayoutParams.waterMarkList";

  test("have what belongs to their type, a picture unless it is said", () => {
    const image = { waterMarkImage: { waterMarkUrl: PICTURE, ...place } };
    expect(problems(marks(image))).toEqual({});
    expect(problems(marks({ ...image, waterMarkType: "text" }, { waterMarkType: "timestamp" }))).toEqual({
      [`${at}.0.waterMarkImage`]: `${at}.0.waterMarkImage is given, allowed is nothing with waterMarkType "text": remove it, or give waterMarkType "image"`,
      [`${at}.0.waterMarkChar`]: `${at}.0.waterMarkChar is missing, allowed is an object with waterMarkType "text": give the mark and its place`,
      [`${at}.1.waterMarkTimestamp`]: `${at}.1.waterMarkTimestamp is missing, allowed is an object with waterMarkType "timestamp": give the mark and its place`,
    });
    expect(problems(marks({ waterMarkType: UNKNOWN }, UNKNOWN))).toEqual({});
  });

  test("fit the canvas", () => {
    const beyond = { ...place, left: 300 };
    expect(
      Object.keys(
        problems(
          marks(
            { waterMarkImage: { waterMarkUrl: PICTURE, ...beyond } },
            { waterMarkType: "text", waterMarkChar: { chars: "live", ...beyond } },
          ),
        ),
      ),
    ).toEqual([`${at}.0.waterMarkImage.width`, `${at}.1.waterMarkChar.width`]);
  });

  test.each([
    ["https://example.com/logo.png", true],
    ["http://example.com/a/logo.JPEG?size=1&x=(2)", true],
    ["https://example.com/logo.gif", false],
    ["https://example.com/logo", false],
    ["ftp://example.com/logo.png", false],
    ["https://example.com/lo go.png", false],
    ["https://example.com/logo.png?x={1}", false],
  ])("a picture may be at %s: %p", (waterMarkUrl, fits) => {
    const path = `${at}.0.waterMarkImage.waterMarkUrl`;
    expect(problems(marks({ waterMarkImage: { waterMarkUrl, ...place } }))).toEqual(
      fits
        ? {}
        : {
            [path]:
              `${path} is "${waterMarkUrl}", allowed is an http or https URL of a jpg, jpeg or png with that ending, ` +
              "of letters, digits and -._~:/?#[]@!&()*+,%=: put the picture where TRTC can load it, under a name with its ending",
          },
    );
  });
});

/** A part of the fullest inputs. The table's tests show that check accepts them. */
function fullestPart(path: "mixLayoutParams" | "mixTranscodeParams"): Bag {
  const part = fullest[1]?.[path];
  if (!isBag(part)) throw new Error(`no ${path}`);
  return part;
}

test("a layout with everything given is this on the wire", () => {
  // check accepts it
  expect(wireLayout(fullestPart("mixLayoutParams") as unknown as MixLayoutParams)).toStrictEqual({
    MixLayoutMode: 4,
    MixLayoutList: [
      {
        Top: 10,
        Left: 20,
        Width: 320,
        Height: 180,
        UserId: "teacher",
        Alpha: 10,
        RenderMode: 2,
        MediaId: 1,
        ImageLayer: 2,
        SubBackgroundImage: "https://example.com/pictures/logo.png",
      },
      { Top: 0, Left: 0, Width: 1280, Height: 720 },
    ],
    BackGroundColor: "#FFA500",
    MaxResolutionUserId: "teacher",
    MediaId: 1,
    BackgroundImageUrl: "https://example.com/pictures/logo.png",
    PlaceHolderMode: 1,
    BackgroundImageRenderMode: 3,
    DefaultSubBackgroundImage: "https://example.com/pictures/logo.png",
    WaterMarkList: [
      {
        WaterMarkType: 0,
        WaterMarkImage: {
          WaterMarkUrl: "https://example.com/pictures/logo.png",
          Top: 10,
          Left: 20,
          Width: 320,
          Height: 180,
        },
      },
      {
        WaterMarkType: 1,
        WaterMarkChar: {
          Top: 10,
          Left: 20,
          Width: 320,
          Height: 180,
          Chars: "live",
          FontSize: 20,
          FontColor: "#FFFFFF",
          BackGroundColor: "#000000",
          Font: "SourceHanSans",
        },
      },
      { WaterMarkType: 2, WaterMarkTimestamp: { Pos: 3, TimeZone: 0, Font: "SourceHanSans" } },
    ],
    RenderMode: 0,
    MaxResolutionUserAlign: 1,
    PureAudioDisableLayout: true,
  });
});

test.each([
  ["floating", 1],
  ["screenShare", 2],
  ["grid", 3],
] as const)("the layout %s is %d", (mixLayoutMode, MixLayoutMode) => {
  expect(wireLayout({ mixLayoutMode })).toStrictEqual({ MixLayoutMode, PlaceHolderMode: 0 });
});

test.each([
  ["topLeft", 0],
  ["topRight", 1],
  ["bottomLeft", 2],
  ["bottomRight", 3],
  ["topCenter", 4],
  ["bottomCenter", 5],
  ["center", 6],
] as const)("the time at %s is at %d", (pos, Pos) => {
  const mark = { waterMarkType: "timestamp", waterMarkTimestamp: { pos } } as const;
  expect(wireLayout({ mixLayoutMode: "grid", waterMarkList: [mark] })).toHaveProperty("WaterMarkList", [
    { WaterMarkType: 2, WaterMarkTimestamp: { Pos } },
  ]);
});

test("an encoding with everything given is this on the wire", () => {
  // check accepts it
  expect(wireTranscode(fullestPart("mixTranscodeParams") as MixTranscodeParams)).toStrictEqual({
    VideoParams: { Width: 1280, Height: 720, Fps: 30, BitRate: 1_500_000, Gop: 5 },
    AudioParams: { SampleRate: 2, Channel: 1, BitRate: 32_000 },
  });
  expect(wireTranscode({})).toStrictEqual({});
});

test.each([
  [48_000, 1],
  [44_100, 2],
  [16_000, 3],
] as const)("a rate of %d hertz is %d", (sampleRate, SampleRate) => {
  expect(wireTranscode({ audioParams: { sampleRate, channel: "stereo", bitRate: 64_000 } })).toStrictEqual({
    AudioParams: { SampleRate, Channel: 2, BitRate: 64_000 },
  });
});

test("a word that is no layout is refused", () => {
  expect(problems(withValue(mixed({}), "mixLayoutParams.mixLayoutMode", "rows"))).toEqual({
    "mixLayoutParams.mixLayoutMode":
      'mixLayoutParams.mixLayoutMode is "rows", allowed is "floating" or "screenShare" or "grid" or "custom": choose a layout',
  });
});
