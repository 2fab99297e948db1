import type {
  McuBackgroundCustomRender,
  McuLayout,
  McuLayoutParams,
  McuVideoParams,
  McuWaterMarkImage,
  McuWaterMarkParams,
  McuWaterMarkText,
  MixUserInfo,
  UserMediaStream,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/trtc/v20190722/trtc_models";
import { onMainlandOnly, ROBOT_ROWS, USER_ID_PATTERN } from "./arguments";
import { STRING_IS_1, wireRoom } from "./kind";
import type {
  RelayLayout,
  RelayLayoutParams,
  RelayStream,
  RelayUserInfo,
  RelayVideoParams,
  RelayWaterMark,
  RelayWaterMarkImage,
  RelayWaterMarkText,
} from "./publish-cdn-stream-task";
import { wireFlag, wireObject } from "./wire-object";
import { isBag, knownItems, knownValue, problem, shown } from "../resource/schema";
import type { Bag, CheckFailure, ObjectProperty, Property, Rule } from "../resource/schema";
import { valueAt } from "../resource/state";

/** The vendor's page of StartPublishCdnStream. */
export const RELAY_PAGE = "https://www.tencentcloud.com/document/product/647/48247";

/** What the pages do not bound is bounded by its field. */
export const MAX_UINT32 = 4_294_967_295;
const MAX_SIDE = 1920;
const MAX_STREAMS = 16;
const MAX_CROP = 10_000;

/** A row that Update changes in place. */
export function updates(row: Omit<Property, "changes" | "page">): Property {
  return { ...row, changes: "updates", page: RELAY_PAGE };
}

/** A row of words that stand for the API's numbers. */
function words(codes: Readonly<Record<string, number>>, row: Omit<Property, "type" | "enum">): Property {
  return updates({ type: "string", enum: Object.keys(codes), ...row });
}

const STREAM_TYPES = { camera: 0, screen: 1 } as const;
const LAYOUT_MODES = { floating: 1, screenShare: 2, grid: 3, custom: 4 } as const;
const BACKGROUND_MODES = { crop: 0, scaleOnBlack: 1, stretch: 2 } as const;
const RENDER_MODES = { crop: 0, scale: 1, scaleOnBlack: 2 } as const;
const ITEM_RENDER_MODES = { crop: 0, scaleOnBackground: 1, scaleOnBlack: 2 } as const;
const ITEM_BACKGROUND_MODES = { ...ITEM_RENDER_MODES, stretch: 3, custom: 4 } as const;
const WATER_MARK_TYPES = { image: 0, text: 1 } as const;
const MOVEMENTS = { fixed: 0, random: 1, bounce: 2 } as const;

const USER_ID = updates({
  type: "string",
  pattern: USER_ID_PATTERN,
  allowed: "1 to 32 letters, digits, _ and -",
  cure: "give the user id with which the anchor enters",
});

/** The row of a user, who may be in another room. */
export const USER_ROW = {
  type: "object",
  additionalProperties: false,
  required: ["userId"],
  properties: {
    userId: USER_ID,
    roomId: updates({
      ...ROBOT_ROWS.roomId,
      cure: "leave it out for a user of the task's own room, or use the room id that the user enters, with the same type",
    }),
  },
  cure: "say whose stream it is",
} as const satisfies ObjectProperty;

/** The row of one stream of a user. */
export const STREAM_ROW = streamRow(USER_ROW);

function streamRow(user: ObjectProperty): ObjectProperty {
  return {
    type: "object",
    additionalProperties: false,
    required: ["userInfo"],
    properties: {
      userInfo: user,
      streamType: words(STREAM_TYPES, { default: "camera", cure: "say which stream of the user is meant" }),
    },
    cure: "say whose stream it is",
  };
}

/** The presets take users of the task's own room only. */
const OWN_ROOM_STREAM_ROW = streamRow({ ...USER_ROW, properties: { userId: USER_ID } });

function pixels({
  minimum = 0,
  maximum = MAX_SIDE,
  cure,
}: {
  minimum?: number;
  maximum?: number;
  cure: string;
}) {
  return updates({ type: "integer", minimum, maximum, unit: "pixels", cure });
}

const LAYER = updates({
  type: "integer",
  minimum: 0,
  maximum: MAX_UINT32,
  default: 0,
  cure: "choose a layer; what has the higher number covers the others",
});

const COLOUR = updates({
  type: "string",
  pattern: "^0x[0-9A-Fa-f]{6}$",
  allowed: 'a colour as 0xRRGGBB such as "0xcc0033"',
  cure: "give red, green and blue as two hex digits each",
});

/** What the service fetches; it passes over URLs with other characters in silence. */
const IMAGE_URL = updates({
  type: "string",
  pattern: "^https?://[0-9A-Za-z\\-._~:/?#[\\]@!&()*+,%=;|]+$",
  allowed: "an http or https URL of letters, digits and -._~:/?#[]@!&()*+,%=;|",
  cure: "give a URL that the service can fetch within 10 s, of a picture of at most 2K and 5 MB",
});

const IN_CANVAS = "keep it within the canvas";

const LAYOUT_ITEM_ROW: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  properties: {
    userMediaStream: STREAM_ROW,
    imageWidth: pixels({ cure: IN_CANVAS }),
    imageHeight: pixels({ cure: IN_CANVAS }),
    locationX: pixels({ cure: IN_CANVAS }),
    locationY: pixels({ cure: IN_CANVAS }),
    zOrder: LAYER,
    renderMode: words(ITEM_RENDER_MODES, { default: "crop", cure: "say how the picture fills its place" }),
    backgroundImageUrl: IMAGE_URL,
    backgroundRenderMode: words(ITEM_BACKGROUND_MODES, {
      default: "stretch",
      cure: "say how the background picture fills its place",
    }),
    backgroundCustomRender: {
      type: "object",
      additionalProperties: false,
      required: ["width", "height"],
      properties: {
        width: pixels({ minimum: 1, cure: "choose at most imageWidth" }),
        height: pixels({ minimum: 1, cure: "choose at most imageHeight" }),
        radius: pixels({ maximum: MAX_SIDE / 2, cure: "choose at most half of the shorter side" }),
      },
      cure: "give the size of the background picture",
    },
    transparentUrl: IMAGE_URL,
    customCrop: {
      type: "object",
      additionalProperties: false,
      required: ["locationX", "locationY", "width", "height"],
      properties: {
        locationX: pixels({ maximum: MAX_CROP - 1, cure: "start within the user's picture" }),
        locationY: pixels({ maximum: MAX_CROP - 1, cure: "start within the user's picture" }),
        width: pixels({ minimum: 1, maximum: MAX_CROP, cure: "end within the user's picture" }),
        height: pixels({ minimum: 1, maximum: MAX_CROP, cure: "end within the user's picture" }),
      },
      cure: "say which part of the user's picture is taken",
    },
    enableStreamSEI: updates({ type: "boolean", cure: "say whether it is kept, in ap-guangzhou only" }),
  },
  allowed: "a place on the canvas",
  cure: "say what stands where",
};

const WATER_MARK_PLACE = {
  waterMarkWidth: pixels({ minimum: 1, cure: IN_CANVAS }),
  waterMarkHeight: pixels({ minimum: 1, cure: IN_CANVAS }),
  locationX: pixels({ cure: IN_CANVAS }),
  locationY: pixels({ cure: IN_CANVAS }),
  zOrder: LAYER,
  dynamicPosType: words(MOVEMENTS, { default: "fixed", cure: "say whether it moves" }),
} as const;
const PLACED = ["waterMarkWidth", "waterMarkHeight", "locationX", "locationY"];

const WATER_MARK_ROW: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["waterMarkType"],
  properties: {
    waterMarkType: words(WATER_MARK_TYPES, { cure: "say what it is" }),
    waterMarkImage: {
      type: "object",
      additionalProperties: false,
      required: ["waterMarkUrl", ...PLACED],
      properties: { waterMarkUrl: IMAGE_URL, ...WATER_MARK_PLACE },
      cure: "give picture and place",
    },
    waterMarkText: {
      type: "object",
      additionalProperties: false,
      required: ["text", "fontSize", ...PLACED],
      properties: {
        text: updates({ type: "string", minLength: 1, cure: "give the text" }),
        fontSize: updates({
          type: "integer",
          minimum: 1,
          maximum: MAX_UINT32,
          cure: "choose a size",
        }),
        fontColor: COLOUR,
        backGroundColor: COLOUR,
        font: updates({
          type: "string",
          enum: ["Tencent", "SourceHanSans"],
          default: "Tencent",
          cure: "choose one",
        }),
        ...WATER_MARK_PLACE,
      },
      cure: "give text and place",
    },
  },
  allowed: "a picture or a text",
  cure: "give waterMarkImage or waterMarkText with it",
};

/** The row of `videoParams`: to give it, or to leave it out, as a whole makes another sort of stream. */
export const VIDEO_ROW: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["videoEncode"],
  changes: "replaces",
  properties: {
    videoEncode: {
      type: "object",
      additionalProperties: false,
      required: ["width", "height", "fps", "bitRate", "gop"],
      properties: {
        width: pixels({ cure: "choose a width in this range" }),
        height: pixels({ cure: "choose a height in this range" }),
        fps: updates({
          type: "integer",
          minimum: 1,
          maximum: 60,
          unit: "frames a second",
          cure: "choose a rate in this range",
        }),
        bitRate: updates({
          type: "integer",
          minimum: 1,
          maximum: 10_000,
          unit: "kbit a second",
          cure: "choose a rate in this range",
        }),
        gop: updates({
          type: "integer",
          minimum: 1,
          maximum: 5,
          unit: "seconds",
          cure: "choose a time in this range",
        }),
      },
      cure: "say how the picture is encoded",
    },
    layoutParams: {
      type: "object",
      additionalProperties: false,
      properties: {
        mixLayoutMode: words(LAYOUT_MODES, { default: "floating", cure: "say how the pictures are placed" }),
        pureAudioHoldPlaceMode: updates({
          type: "boolean",
          default: false,
          cure: "say whether users without a picture get a place",
        }),
        maxVideoUser: {
          type: "object",
          additionalProperties: false,
          required: ["userMediaStream"],
          properties: { userMediaStream: OWN_ROOM_STREAM_ROW },
          cure: "say whose picture is the large one",
        },
        renderMode: words(RENDER_MODES, { cure: "say how pictures fill their places" }),
        enableStreamSEI: updates({ type: "boolean", cure: "say whether it is kept, in ap-guangzhou only" }),
        mixLayoutList: updates({
          type: "array",
          maxItems: MAX_STREAMS,
          items: LAYOUT_ITEM_ROW,
          allowed: `a list of at most ${MAX_STREAMS} places on the canvas`,
          cure: 'name the places of mixLayoutMode "custom"',
        }),
      },
      cure: "say how the pictures are placed",
    },
    backGroundColor: COLOUR,
    backgroundImageUrl: IMAGE_URL,
    backgroundRenderMode: words(BACKGROUND_MODES, {
      default: "stretch",
      cure: "say how the background picture fills the canvas",
    }),
    waterMarkList: updates({
      type: "array",
      items: WATER_MARK_ROW,
      allowed: "a list of watermarks",
      cure: "give a list, one item for each",
    }),
  },
  cure: "say how the picture is made, or leave it out for sound alone",
};

/** A user on the wire; without a room it is one of the task's own. */
export function wireUser({ userId, roomId }: RelayUserInfo) {
  return {
    UserId: userId,
    ...(roomId !== undefined && wireRoom(roomId, STRING_IS_1)),
  } satisfies MixUserInfo;
}

/** A user's stream on the wire. */
export function wireStream({ userInfo, streamType }: RelayStream) {
  return {
    UserInfo: wireUser(userInfo),
    ...(streamType && { StreamType: STREAM_TYPES[streamType] }),
  } satisfies UserMediaStream;
}

/** As much of the picture on the wire as always stands there: the vendor's own type is not for users to install. */
interface WireVideo {
  VideoEncode?: { Width: number; Height: number; Fps: number; BitRate: number; Gop: number };
}

/**
 * The picture on the wire.
 *
 * @param isWhole - lists and presets that are left out are said too: Update leaves what it does not hear of as it was
 */
export function wireVideo(video: RelayVideoParams, { isWhole }: { isWhole: boolean }): WireVideo {
  const { width, height, fps, bitRate, gop } = video.videoEncode;
  const { layoutParams = isWhole ? { mixLayoutMode: "floating" } : undefined } = video;
  const { waterMarkList = isWhole ? [] : undefined, backgroundRenderMode } = video;
  return wireObject<McuVideoParams>({
    VideoEncode: { Width: width, Height: height, Fps: fps, BitRate: bitRate, Gop: gop },
    LayoutParams: layoutParams && wireLayout(layoutParams, { isWhole }),
    BackGroundColor: video.backGroundColor,
    BackgroundImageUrl: video.backgroundImageUrl,
    BackgroundRenderMode: backgroundRenderMode && BACKGROUND_MODES[backgroundRenderMode],
    WaterMarkList: waterMarkList?.map(wireWaterMark),
  });
}

function wireLayout(layout: RelayLayoutParams, { isWhole }: { isWhole: boolean }): McuLayoutParams {
  const { mixLayoutMode, maxVideoUser, renderMode } = layout;
  const { pureAudioHoldPlaceMode = isWhole ? false : undefined } = layout;
  const { mixLayoutList = isWhole ? [] : undefined } = layout;
  return wireObject<McuLayoutParams>({
    MixLayoutMode: mixLayoutMode && LAYOUT_MODES[mixLayoutMode],
    PureAudioHoldPlaceMode: wireFlag(pureAudioHoldPlaceMode),
    MaxVideoUser: maxVideoUser && { UserMediaStream: wireStream(maxVideoUser.userMediaStream) },
    RenderMode: renderMode && RENDER_MODES[renderMode],
    EnableStreamSEI: wireFlag(layout.enableStreamSEI),
    MixLayoutList: mixLayoutList?.map(wirePlace),
  });
}

function wirePlace(place: RelayLayout): McuLayout {
  const { userMediaStream, renderMode, backgroundRenderMode } = place;
  const { backgroundCustomRender: render, customCrop: crop } = place;
  return wireObject<McuLayout>({
    UserMediaStream: userMediaStream && wireStream(userMediaStream),
    ImageWidth: place.imageWidth,
    ImageHeight: place.imageHeight,
    LocationX: place.locationX,
    LocationY: place.locationY,
    ZOrder: place.zOrder,
    RenderMode: renderMode && ITEM_RENDER_MODES[renderMode],
    // the one has no effect yet, and the other says when that one has
    BackGroundColor: undefined,
    BackGroundColorMode: undefined,
    BackgroundImageUrl: place.backgroundImageUrl,
    BackgroundRenderMode: backgroundRenderMode && ITEM_BACKGROUND_MODES[backgroundRenderMode],
    BackgroundCustomRender:
      render &&
      wireObject<McuBackgroundCustomRender>({
        Width: render.width,
        Height: render.height,
        Radius: render.radius,
      }),
    TransparentUrl: place.transparentUrl,
    CustomCrop: crop && {
      LocationX: crop.locationX,
      LocationY: crop.locationY,
      Width: crop.width,
      Height: crop.height,
    },
    EnableStreamSEI: wireFlag(place.enableStreamSEI),
  });
}

function wireWaterMark(mark: RelayWaterMark): McuWaterMarkParams {
  const WaterMarkType = WATER_MARK_TYPES[mark.waterMarkType];
  return mark.waterMarkType === "image"
    ? { WaterMarkType, WaterMarkImage: wireImageMark(mark.waterMarkImage) }
    : { WaterMarkType, WaterMarkText: wireTextMark(mark.waterMarkText) };
}

function wireImageMark(mark: RelayWaterMarkImage): McuWaterMarkImage {
  return wireObject<McuWaterMarkImage>({ WaterMarkUrl: mark.waterMarkUrl, ...wireMarkPlace(mark) });
}

function wireTextMark(mark: RelayWaterMarkText): McuWaterMarkText {
  return wireObject<McuWaterMarkText>({
    Text: mark.text,
    FontSize: mark.fontSize,
    FontColor: mark.fontColor,
    BackGroundColor: mark.backGroundColor,
    Font: mark.font,
    ...wireMarkPlace(mark),
  });
}

function wireMarkPlace(place: RelayWaterMarkImage | RelayWaterMarkText) {
  const { waterMarkWidth, waterMarkHeight, locationX, locationY, zOrder, dynamicPosType } = place;
  return {
    WaterMarkWidth: waterMarkWidth,
    WaterMarkHeight: waterMarkHeight,
    LocationX: locationX,
    LocationY: locationY,
    ZOrder: zOrder,
    DynamicPosType: dynamicPosType && MOVEMENTS[dynamicPosType],
  };
}

const LAYOUT = "videoParams.layoutParams";
const PLACES = `${LAYOUT}.mixLayoutList`;

/** Fields that only some presets take. */
const TAKEN_BY: Readonly<Record<string, readonly string[]>> = {
  mixLayoutList: ["custom"],
  maxVideoUser: ["floating", "screenShare"],
  pureAudioHoldPlaceMode: ["floating", "screenShare", "grid"],
  renderMode: ["floating", "screenShare", "grid"],
  enableStreamSEI: ["floating", "screenShare", "grid"],
};

const presetTakesIt: readonly Rule[] = Object.entries(TAKEN_BY).map(([name, modes]) => (inputs) => {
  const mode = knownValue(inputs, `${LAYOUT}.mixLayoutMode`);
  const value = knownValue(inputs, `${LAYOUT}.${name}`);
  const isAbsent = value === undefined || value === false || (Array.isArray(value) && value.length === 0);
  if (typeof mode !== "string" || isAbsent || modes.includes(mode)) return undefined;
  return problem(
    `${LAYOUT}.${name}`,
    `given with mixLayoutMode ${shown(mode)}`,
    `nothing but with ${modes.map((word) => shown(word)).join(" or ")}`,
    "remove it, or choose that mixLayoutMode",
  );
});

const customNamesItsPlaces: Rule = (inputs) => {
  const list = valueAt(inputs, PLACES);
  const isEmpty = list === undefined || (Array.isArray(list) && list.length === 0);
  if (knownValue(inputs, `${LAYOUT}.mixLayoutMode`) !== "custom" || !isEmpty) return undefined;
  return problem(
    PLACES,
    'empty with mixLayoutMode "custom"',
    `a list of 1 to ${MAX_STREAMS} places on the canvas`,
    "say what stands where, or choose a mixLayoutMode that places the pictures by itself",
  );
};

const placesFit: Rule = (inputs) =>
  knownItems(inputs, PLACES).flatMap(({ path, item }) => [
    ...beyondCanvas(path, item, inputs),
    ...beyondCrop(path, item),
    ...renderProblems(path, item),
    ...transparencyProblems(path, item),
  ]);

function numberAt(bag: Bag, path: string): number | undefined {
  const value = knownValue(bag, path);
  return typeof value === "number" ? value : undefined;
}

function beyondCanvas(path: string, place: Bag, inputs: Bag): CheckFailure[] {
  const sides = [
    ["locationX", "imageWidth", "width"],
    ["locationY", "imageHeight", "height"],
  ] as const;
  return sides.flatMap(([location, size, side]) => {
    const canvas = numberAt(inputs, `videoParams.videoEncode.${side}`);
    const length = numberAt(place, size) ?? 0;
    const end = (numberAt(place, location) ?? 0) + length;
    if (canvas === undefined || end <= canvas) return [];
    return problem(
      `${path}.${size}`,
      `${length}, so that it ends at ${end}`,
      `at most ${canvas} with ${location}, the ${side} of the canvas`,
      "make or move it smaller, or make the canvas larger",
    );
  });
}

function beyondCrop(path: string, place: Bag): CheckFailure[] {
  const sides = [
    ["locationX", "width"],
    ["locationY", "height"],
  ] as const;
  return sides.flatMap(([location, size]) => {
    const length = numberAt(place, `customCrop.${size}`) ?? 0;
    const end = (numberAt(place, `customCrop.${location}`) ?? 0) + length;
    if (end <= MAX_CROP) return [];
    return problem(
      `${path}.customCrop.${size}`,
      `${length}, so that it ends at ${end}`,
      `at most ${MAX_CROP} with ${location}`,
      "end within the user's picture",
    );
  });
}

function renderProblems(path: string, place: Bag): CheckFailure[] {
  const at = `${path}.backgroundCustomRender`;
  const render = place["backgroundCustomRender"];
  if (render === undefined)
    return place["backgroundRenderMode"] === "custom"
      ? [
          problem(
            at,
            'missing with backgroundRenderMode "custom"',
            "its width and height",
            "give them, or choose another backgroundRenderMode",
          ),
        ]
      : [];
  if (!isBag(render)) return [];
  // without a side the place has none; one that is not known yet is no limit
  const sideOf = (name: string) => (place[name] === undefined ? 0 : (numberAt(place, name) ?? MAX_SIDE));
  const { width = MAX_SIDE, height = MAX_SIDE } = {
    width: numberAt(render, "width"),
    height: numberAt(render, "height"),
  };
  const limits = [
    ["width", sideOf("imageWidth"), "imageWidth"],
    ["height", sideOf("imageHeight"), "imageHeight"],
    ["radius", Math.min(width, height) / 2, "half of its shorter side"],
  ] as const;
  return limits.flatMap(([name, most, what]) => {
    const value = numberAt(render, name);
    if (value === undefined || value <= most) return [];
    return problem(`${at}.${name}`, String(value), `at most ${most}, ${what}`, "choose a smaller one");
  });
}

function transparencyProblems(path: string, place: Bag): CheckFailure[] {
  const mode = knownValue(place, "renderMode");
  if (place["transparentUrl"] === undefined || mode === undefined || mode === "crop") return [];
  return [
    problem(
      `${path}.transparentUrl`,
      `given with renderMode ${shown(mode)}`,
      'nothing but with "crop"',
      'choose renderMode "crop", without which it has no effect',
    ),
  ];
}

const waterMarksAreWhole: Rule = (inputs) =>
  knownItems(inputs, "videoParams.waterMarkList").flatMap(({ path, item }): CheckFailure[] => {
    const type = item["waterMarkType"];
    if (type !== "image" && type !== "text") return [];
    const [own, other] =
      type === "image" ? ["waterMarkImage", "waterMarkText"] : ["waterMarkText", "waterMarkImage"];
    return [
      item[own] === undefined
        ? problem(
            `${path}.${own}`,
            `missing with waterMarkType ${shown(type)}`,
            "an object",
            `give ${type === "image" ? "picture" : "text"} and place`,
          )
        : [],
      item[other] === undefined
        ? []
        : problem(
            `${path}.${other}`,
            `given with waterMarkType ${shown(type)}`,
            `nothing but ${own}`,
            "remove it, or choose the other waterMarkType",
          ),
    ].flat();
  });

const streamSeiOnMainlandOnly: Rule = (inputs) =>
  [LAYOUT, ...knownItems(inputs, PLACES).map(({ path }) => path)].flatMap(
    (path) => onMainlandOnly(`${path}.enableStreamSEI`)(inputs, {}) ?? [],
  );

/** What the rows of the picture cannot say. */
export const VIDEO_RULES: readonly Rule[] = [
  ...presetTakesIt,
  customNamesItsPlaces,
  placesFit,
  waterMarksAreWhole,
  streamSeiOnMainlandOnly,
];
