import type { Bag } from "../../../../provider/resource/schema";
import { relay } from "../../../../provider/task/relay";
import { taskLifecycle } from "../lifecycle-parts";
import { withoutValue, withValue } from "../task-inputs";
import { custom, preset } from "./inputs/relay";

const LAYOUT = "videoParams.layoutParams";

function problems(inputs: Bag): Record<string, string> {
  const { failures } = taskLifecycle(relay).lifecycle.check({}, inputs);
  return Object.fromEntries(failures.map(({ property, reason }) => [property, reason]));
}

/** The custom layout with these places on a canvas of 1280 by 720. */
const placed = (...places: Bag[]) => withValue(custom, `${LAYOUT}.mixLayoutList`, places);
const PLACE = `${LAYOUT}.mixLayoutList.0`;

describe("presets and the custom layout", () => {
  test.each([
    ["mixLayoutList", [{}], "floating", '"custom"'],
    ["mixLayoutList", [{}], "grid", '"custom"'],
    [
      "maxVideoUser",
      { userMediaStream: { userInfo: { userId: "teacher" } } },
      "grid",
      '"floating" or "screenShare"',
    ],
    [
      "maxVideoUser",
      { userMediaStream: { userInfo: { userId: "teacher" } } },
      "custom",
      '"floating" or "screenShare"',
    ],
    ["pureAudioHoldPlaceMode", true, "custom", '"floating" or "screenShare" or "grid"'],
    ["renderMode", "crop", "custom", '"floating" or "screenShare" or "grid"'],
    ["enableStreamSEI", true, "custom", '"floating" or "screenShare" or "grid"'],
  ])("%s %j is nothing for %s", (name, value, mode, modes) => {
    const from = withoutValue(mode === "custom" ? custom : preset, `${LAYOUT}.maxVideoUser`);
    const inputs = withValue(withValue(from, `${LAYOUT}.mixLayoutMode`, mode), `${LAYOUT}.${name}`, value);
    expect(problems({ ...inputs, region: "ap-guangzhou" })).toEqual({
      [`${LAYOUT}.${name}`]:
        `${LAYOUT}.${name} is given with mixLayoutMode "${mode}", allowed is nothing but with ${modes}: ` +
        "remove it, or choose that mixLayoutMode",
    });
  });

  test.each([
    ["left out", undefined],
    ["empty", []],
  ])("the list of a custom layout may not be %s", (_what, list) => {
    const path = `${LAYOUT}.mixLayoutList`;
    expect(problems(list === undefined ? withoutValue(custom, path) : withValue(custom, path, list))).toEqual(
      {
        [path]:
          `${path} is empty with mixLayoutMode "custom", allowed is a list of 1 to 16 places on the canvas: ` +
          "say what stands where, or choose a mixLayoutMode that places the pictures by itself",
      },
    );
  });

  test("there are 16 places at most", () => {
    const places = Array.from({ length: 17 }, () => ({}));
    expect(problems(placed(...places.slice(1)))).toEqual({});
    expect(problems(placed(...places))).toEqual({
      [`${LAYOUT}.mixLayoutList`]: `${LAYOUT}.mixLayoutList is a list of 17, allowed is a list of at most 16 places on the canvas: name the places of mixLayoutMode "custom"`,
    });
  });
});

describe("a place", () => {
  test("ends within the canvas", () => {
    expect(problems(placed({ locationX: 640, imageWidth: 640, locationY: 0, imageHeight: 720 }))).toEqual({});
    expect(problems(placed({ locationX: 641, imageWidth: 640 }, { imageHeight: 721 }))).toEqual({
      [`${PLACE}.imageWidth`]:
        `${PLACE}.imageWidth is 640, so that it ends at 1281, allowed is at most 1280 with locationX, the width of the canvas: ` +
        "make or move it smaller, or make the canvas larger",
      [`${LAYOUT}.mixLayoutList.1.imageHeight`]:
        `${LAYOUT}.mixLayoutList.1.imageHeight is 721, so that it ends at 721, allowed is at most 720 with locationY, the height of the canvas: ` +
        "make or move it smaller, or make the canvas larger",
    });
  });

  test("takes a part of the user's picture that ends at 10000 pixels", () => {
    const crop = (width: number) =>
      placed({ customCrop: { locationX: 9000, locationY: 0, width, height: 10_000 } });
    expect(problems(crop(1000))).toEqual({});
    expect(problems(crop(1001))).toEqual({
      [`${PLACE}.customCrop.width`]:
        `${PLACE}.customCrop.width is 1001, so that it ends at 10001, allowed is at most 10000 with locationX: ` +
        "end within the user's picture",
    });
  });

  test("has a background of its own size only when that is given", () => {
    const path = `${PLACE}.backgroundCustomRender`;
    expect(problems(placed({ backgroundRenderMode: "custom" }))).toEqual({
      [path]:
        `${path} is missing with backgroundRenderMode "custom", allowed is its width and height: ` +
        "give them, or choose another backgroundRenderMode",
    });
  });

  test.each([
    [{ width: 100, height: 50, radius: 25 }, {}],
    [{ width: 101, height: 50 }, { width: "101, allowed is at most 100, imageWidth: choose a smaller one" }],
    [{ width: 100, height: 51 }, { height: "51, allowed is at most 50, imageHeight: choose a smaller one" }],
    [
      { width: 100, height: 50, radius: 26 },
      { radius: "26, allowed is at most 25, half of its shorter side: choose a smaller one" },
    ],
  ])("with a background of %j", (backgroundCustomRender, messages) => {
    const path = `${PLACE}.backgroundCustomRender`;
    expect(
      problems(
        placed({ imageWidth: 100, imageHeight: 50, backgroundRenderMode: "custom", backgroundCustomRender }),
      ),
    ).toEqual(
      Object.fromEntries(
        Object.entries(messages).map(([name, message]) => [
          `${path}.${name}`,
          `${path}.${name} is ${message}`,
        ]),
      ),
    );
  });

  test("is shaped by a picture only when it is cropped", () => {
    const path = `${PLACE}.transparentUrl`;
    const transparentUrl = "https://example.com/round.png";
    expect(problems(placed({ transparentUrl }))).toEqual({});
    expect(problems(placed({ transparentUrl, renderMode: "scaleOnBlack" }))).toEqual({
      [path]:
        `${path} is given with renderMode "scaleOnBlack", allowed is nothing but with "crop": ` +
        'choose renderMode "crop", without which it has no effect',
    });
  });
});

describe("a watermark", () => {
  const path = "videoParams.waterMarkList.0";
  const place = { waterMarkWidth: 100, waterMarkHeight: 50, locationX: 0, locationY: 0 };
  const waterMarkImage = { waterMarkUrl: "https://example.com/mark.png", ...place };
  const waterMarkText = { text: "live", fontSize: 24, ...place };
  const marked = (mark: Bag) => withValue(preset, "videoParams.waterMarkList", [mark]);

  test("is a picture or a text", () => {
    expect(problems(marked({ waterMarkType: "image", waterMarkImage }))).toEqual({});
    expect(problems(marked({ waterMarkType: "text", waterMarkText }))).toEqual({});
    expect(problems(marked({ waterMarkType: "video" }))).toEqual({
      [`${path}.waterMarkType`]: `${path}.waterMarkType is "video", allowed is "image" or "text": say what it is`,
    });
  });

  test("of a type has what belongs to it, and nothing else", () => {
    expect(problems(marked({ waterMarkType: "image" }))).toEqual({
      [`${path}.waterMarkImage`]: `${path}.waterMarkImage is missing with waterMarkType "image", allowed is an object: give picture and place`,
    });
    expect(problems(marked({ waterMarkType: "text" }))).toEqual({
      [`${path}.waterMarkText`]: `${path}.waterMarkText is missing with waterMarkType "text", allowed is an object: give text and place`,
    });
    const both = [{ waterMarkType: "image" }, { waterMarkType: "text" }];
    expect(Object.keys(problems(withValue(preset, "videoParams.waterMarkList", both)))).toEqual([
      "videoParams.waterMarkList.0.waterMarkImage",
      "videoParams.waterMarkList.1.waterMarkText",
    ]);
    expect(problems(marked({ waterMarkType: "text", waterMarkText, waterMarkImage }))).toEqual({
      [`${path}.waterMarkImage`]: `${path}.waterMarkImage is given with waterMarkType "text", allowed is nothing but waterMarkText: remove it, or choose the other waterMarkType`,
    });
  });

  test("that is a text has letters of some size", () => {
    expect(
      problems(marked({ waterMarkType: "text", waterMarkText: { ...waterMarkText, fontSize: 0 } })),
    ).toEqual({
      [`${path}.waterMarkText.fontSize`]: `${path}.waterMarkText.fontSize is 0, allowed is a whole number from 1 to 4294967295: choose a size`,
    });
  });
});

test.each([
  [withValue(preset, `${LAYOUT}.enableStreamSEI`, false), `${LAYOUT}.enableStreamSEI`],
  [
    { ...placed({}, { enableStreamSEI: false }), region: "ap-singapore" },
    `${LAYOUT}.mixLayoutList.1.enableStreamSEI`,
  ],
])("only the mainland knows whether SEI of users is kept (case %#)", (inputs, path) => {
  expect(problems(inputs)).toEqual({
    [path]: `${path} is false, allowed is nothing in region "ap-singapore": remove it; only ap-guangzhou knows this field`,
  });
  expect(problems({ ...inputs, region: "ap-guangzhou" })).toEqual({});
});

test("what is not known yet breaks no rule", () => {
  const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  expect(problems(withValue(custom, `${LAYOUT}.mixLayoutList`, unknown))).toEqual({});
  expect(problems(withValue(custom, LAYOUT, unknown))).toEqual({});
  const backgroundCustomRender = { width: 100, height: 50, radius: 25 };
  expect(problems(placed({ imageWidth: unknown, imageHeight: unknown, backgroundCustomRender }))).toEqual({});
  expect(problems({ ...custom, videoParams: unknown, withTranscoding: unknown })).toEqual({});
});

test("everything that is wrong is said at once", () => {
  const place = {
    locationX: 1280,
    imageWidth: 1,
    locationY: 720,
    imageHeight: 1,
    renderMode: "scaleOnBlack",
    transparentUrl: "https://example.com/round.png",
    backgroundCustomRender: { width: 2, height: 2, radius: 2 },
    customCrop: { locationX: 9999, locationY: 9999, width: 2, height: 2 },
    enableStreamSEI: true,
  };
  const inputs = withValue(placed(place, place), "videoParams.waterMarkList", [
    { waterMarkType: "image" },
    {
      waterMarkType: "text",
      waterMarkImage: {
        waterMarkUrl: "https://example.com/mark.png",
        waterMarkWidth: 100,
        waterMarkHeight: 50,
        locationX: 0,
        locationY: 0,
      },
    },
  ]);
  const ofPlace = [
    "imageWidth",
    "imageHeight",
    "customCrop.width",
    "customCrop.height",
    "backgroundCustomRender.width",
    "backgroundCustomRender.height",
    "backgroundCustomRender.radius",
    "transparentUrl",
  ];
  const list = `${LAYOUT}.mixLayoutList`;
  expect(Object.keys(problems({ ...inputs, region: "ap-singapore" }))).toEqual([
    ...[0, 1].flatMap((index) => ofPlace.map((name) => `${list}.${index}.${name}`)),
    "videoParams.waterMarkList.0.waterMarkImage",
    "videoParams.waterMarkList.1.waterMarkText",
    "videoParams.waterMarkList.1.waterMarkImage",
    `${list}.0.enableStreamSEI`,
    `${list}.1.enableStreamSEI`,
  ]);
});
