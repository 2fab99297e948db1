import type {
  McuLayout,
  McuLayoutParams,
  McuVideoParams,
  McuWaterMarkParams,
  MixUserInfo,
  UserMediaStream,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/trtc/v20190722/trtc_models";
import { ROBOT_ROWS, USER_ID_PATTERN } from "./arguments";
import { STRING_IS_1, wireRoom } from "./kind";
import type {
  RelayLayout,
  RelayLayoutParams,
  RelayStream,
  RelayUserInfo,
  RelayVideoParams,
  RelayWaterMark,
} from "./publish-cdn-stream-task";
import { knownValue, problem, shown } from "../resource/schema";
import type { CheckFailure, ObjectProperty, Property, Rule } from "../resource/schema";

/** The vendor's page of StartPublishCdnStream. */
export const RELAY_PAGE = "https://www.tencentcloud.com/document/product/647/48247";

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

/** The API's number for a word; undefined for none. */
export function code<Word extends string>(
  codes: Readonly<Record<Word, number>>,
  word: Word | undefined,
): number | undefined {
  return word === undefined ? undefined : codes[word];
}

/** The API's number for yes and no; undefined for neither. */
export function flag(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

/** The fields that have a value. */
export function given<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  const found = Object.entries(fields).filter(([, value]) => value !== undefined);
  // the filter has taken out what the type excludes
  return Object.fromEntries(found) as { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };
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
  default: 0,
  allowed: "a whole number, 0 or more",
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
          allowed: "a whole number, 1 or more",
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
    ...given({ StreamType: code(STREAM_TYPES, streamType) }),
  } satisfies UserMediaStream;
}

/** As much of the picture on the wire as always stands there: the vendor's own type is not for users to install. */
interface WireVideo {
  VideoEncode: { Width: number; Height: number; Fps: number; BitRate: number; Gop: number };
}

/**
 * The picture on the wire.
 *
 * @param isWhole - lists and presets that are left out are said too: Update leaves what it does not hear of as it was
 */
export function wireVideo(video: RelayVideoParams, { isWhole }: { isWhole: boolean }): WireVideo {
  const {
    videoEncode,
    layoutParams = isWhole ? { mixLayoutMode: "floating" } : undefined,
    waterMarkList,
  } = video;
  return {
    VideoEncode: {
      Width: videoEncode.width,
      Height: videoEncode.height,
      Fps: videoEncode.fps,
      BitRate: videoEncode.bitRate,
      Gop: videoEncode.gop,
    },
    ...given({
      LayoutParams: layoutParams && wireLayout(layoutParams, isWhole),
      BackGroundColor: video.backGroundColor,
      BackgroundImageUrl: video.backgroundImageUrl,
      BackgroundRenderMode: code(BACKGROUND_MODES, video.backgroundRenderMode),
      WaterMarkList: (waterMarkList ?? (isWhole ? [] : undefined))?.map(wireWaterMark),
    }),
  } satisfies McuVideoParams;
}

function wireLayout(layout: RelayLayoutParams, isWhole: boolean): McuLayoutParams {
  const { mixLayoutMode, pureAudioHoldPlaceMode, maxVideoUser, renderMode, enableStreamSEI, mixLayoutList } =
    layout;
  return given({
    MixLayoutMode: code(LAYOUT_MODES, mixLayoutMode),
    PureAudioHoldPlaceMode: flag(pureAudioHoldPlaceMode ?? (isWhole ? false : undefined)),
    MaxVideoUser: maxVideoUser && { UserMediaStream: wireStream(maxVideoUser.userMediaStream) },
    RenderMode: code(RENDER_MODES, renderMode),
    EnableStreamSEI: flag(enableStreamSEI),
    MixLayoutList: (mixLayoutList ?? (isWhole ? [] : undefined))?.map(wirePlace),
  });
}

function wirePlace(place: RelayLayout): McuLayout {
  const { userMediaStream, backgroundCustomRender: render, customCrop: crop } = place;
  return given({
    UserMediaStream: userMediaStream && wireStream(userMediaStream),
    ImageWidth: place.imageWidth,
    ImageHeight: place.imageHeight,
    LocationX: place.locationX,
    LocationY: place.locationY,
    ZOrder: place.zOrder,
    RenderMode: code(ITEM_RENDER_MODES, place.renderMode),
    BackgroundImageUrl: place.backgroundImageUrl,
    BackgroundRenderMode: code(ITEM_BACKGROUND_MODES, place.backgroundRenderMode),
    BackgroundCustomRender: render && {
      Width: render.width,
      Height: render.height,
      ...given({ Radius: render.radius }),
    },
    TransparentUrl: place.transparentUrl,
    CustomCrop: crop && {
      LocationX: crop.locationX,
      LocationY: crop.locationY,
      Width: crop.width,
      Height: crop.height,
    },
    EnableStreamSEI: flag(place.enableStreamSEI),
  });
}

function wireWaterMark(mark: RelayWaterMark): McuWaterMarkParams {
  const { waterMarkWidth, waterMarkHeight, locationX, locationY, zOrder, dynamicPosType } =
    mark.waterMarkType === "image" ? mark.waterMarkImage : mark.waterMarkText;
  const place = {
    WaterMarkWidth: waterMarkWidth,
    WaterMarkHeight: waterMarkHeight,
    LocationX: locationX,
    LocationY: locationY,
    ...given({ ZOrder: zOrder, DynamicPosType: code(MOVEMENTS, dynamicPosType) }),
  };
  const WaterMarkType = WATER_MARK_TYPES[mark.waterMarkType];
  if (mark.waterMarkType === "image")
    return { WaterMarkType, WaterMarkImage: { WaterMarkUrl: mark.waterMarkImage.waterMarkUrl, ...place } };
  const { text, fontSize, fontColor, backGroundColor, font } = mark.waterMarkText;
  return {
    WaterMarkType,
    WaterMarkText: {
      Text: text,
      FontSize: fontSize,
      ...given({ FontColor: fontColor, BackGroundColor: backGroundColor, Font: font }),
      ...place,
    },
  };
}

const LAYOUT = "videoParams.layoutParams";

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
  const layout = knownValue(inputs, LAYOUT);
  const list = knownValue(inputs, `${LAYOUT}.mixLayoutList`);
  const isEmpty =
    list === undefined ? absentIn(layout, "mixLayoutList") : Array.isArray(list) && list.length === 0;
  if (knownValue(layout, "mixLayoutMode") !== "custom" || !isEmpty) return undefined;
  return problem(
    `${LAYOUT}.mixLayoutList`,
    'empty with mixLayoutMode "custom"',
    `a list of 1 to ${MAX_STREAMS} places on the canvas`,
    "say what stands where, or choose a mixLayoutMode that places the pictures by itself",
  );
};

function absentIn(bag: unknown, name: string): boolean {
  return !(typeof bag === "object" && bag !== null && name in bag);
}

/** One problem a place at most, in the order of what one would correct. */
const placesFit: readonly Rule[] = Array.from({ length: MAX_STREAMS }, (_, index) => (inputs) => {
  const path = `${LAYOUT}.mixLayoutList.${index}`;
  const list = knownValue(inputs, `${LAYOUT}.mixLayoutList`);
  const place: unknown = Array.isArray(list) ? list[index] : undefined;
  const number = (name: string) => {
    const value = knownValue(place, name);
    return typeof value === "number" ? value : undefined;
  };
  return (
    beyondCanvas(path, inputs, number) ??
    beyondCrop(path, number) ??
    renderProblem(path, place, number) ??
    transparencyProblem(path, place)
  );
});

type NumberAt = (name: string) => number | undefined;

const SIDES = [
  ["locationX", "imageWidth", "width"],
  ["locationY", "imageHeight", "height"],
] as const;

function beyondCanvas(path: string, inputs: unknown, number: NumberAt): CheckFailure | undefined {
  for (const [location, size, side] of SIDES) {
    const canvas = knownValue(inputs, `videoParams.videoEncode.${side}`);
    const end = (number(location) ?? 0) + (number(size) ?? 0);
    if (typeof canvas === "number" && end > canvas)
      return problem(
        `${path}.${size}`,
        `${number(size) ?? 0}, so that it ends at ${end}`,
        `at most ${canvas} with ${location}, the ${side} of the canvas`,
        "make or move it smaller, or make the canvas larger",
      );
  }
  return undefined;
}

function beyondCrop(path: string, number: NumberAt): CheckFailure | undefined {
  for (const [location, size] of [
    ["customCrop.locationX", "customCrop.width"],
    ["customCrop.locationY", "customCrop.height"],
  ] as const) {
    const end = (number(location) ?? 0) + (number(size) ?? 0);
    if (end > MAX_CROP)
      return problem(
        `${path}.${size}`,
        `${number(size)}, so that it ends at ${end}`,
        `at most ${MAX_CROP} with ${location.replace("customCrop.", "")}`,
        "end within the user's picture",
      );
  }
  return undefined;
}

function renderProblem(path: string, place: unknown, number: NumberAt): CheckFailure | undefined {
  const isCustom = knownValue(place, "backgroundRenderMode") === "custom";
  const render = "backgroundCustomRender";
  if (isCustom && absentIn(place, render))
    return problem(
      `${path}.${render}`,
      'missing with backgroundRenderMode "custom"',
      "its width and height",
      "give them, or choose another backgroundRenderMode",
    );
  // without a side the place has none; one that is not known yet is no limit
  const sideOf = (name: string) => (absentIn(place, name) ? 0 : (number(name) ?? MAX_SIDE));
  const limits = [
    ["width", sideOf("imageWidth"), "imageWidth"],
    ["height", sideOf("imageHeight"), "imageHeight"],
    [
      "radius",
      Math.min(number(`${render}.width`) ?? MAX_SIDE, number(`${render}.height`) ?? MAX_SIDE) / 2,
      "half of its shorter side",
    ],
  ] as const;
  for (const [name, most, what] of limits) {
    const value = number(`${render}.${name}`);
    if (value !== undefined && value > most)
      return problem(
        `${path}.${render}.${name}`,
        String(value),
        `at most ${most}, ${what}`,
        "choose a smaller one",
      );
  }
  return undefined;
}

function transparencyProblem(path: string, place: unknown): CheckFailure | undefined {
  const mode = knownValue(place, "renderMode");
  if (absentIn(place, "transparentUrl") || mode === undefined || mode === "crop") return undefined;
  return problem(
    `${path}.transparentUrl`,
    `given with renderMode ${shown(mode)}`,
    'nothing but with "crop"',
    'choose renderMode "crop", without which it has no effect',
  );
}

const waterMarksAreWhole: Rule = (inputs) => {
  const list = knownValue(inputs, "videoParams.waterMarkList");
  const marks: readonly unknown[] = Array.isArray(list) ? list : [];
  for (const [index, mark] of marks.entries()) {
    const path = `videoParams.waterMarkList.${index}`;
    const type = knownValue(mark, "waterMarkType");
    if (type !== "image" && type !== "text") continue;
    const [own, other] =
      type === "image" ? ["waterMarkImage", "waterMarkText"] : ["waterMarkText", "waterMarkImage"];
    if (absentIn(mark, own))
      return problem(
        `${path}.${own}`,
        `missing with waterMarkType ${shown(type)}`,
        "an object",
        `give ${type === "image" ? "picture" : "text"} and place`,
      );
    if (!absentIn(mark, other))
      return problem(
        `${path}.${other}`,
        `given with waterMarkType ${shown(type)}`,
        `nothing but ${own}`,
        "remove it, or choose the other waterMarkType",
      );
  }
  return undefined;
};

const streamSeiOnMainlandOnly: Rule = (inputs) => {
  const region = knownValue(inputs, "region");
  if (region === undefined || region === "ap-guangzhou") return undefined;
  const list = knownValue(inputs, `${LAYOUT}.mixLayoutList`);
  const places: readonly unknown[] = Array.isArray(list) ? list : [];
  const index = places.findIndex((place) => knownValue(place, "enableStreamSEI") !== undefined);
  const path =
    knownValue(inputs, `${LAYOUT}.enableStreamSEI`) === undefined
      ? `mixLayoutList.${index}.enableStreamSEI`
      : "enableStreamSEI";
  const value =
    knownValue(inputs, `${LAYOUT}.enableStreamSEI`) ?? knownValue(places[index], "enableStreamSEI");
  if (value === undefined) return undefined;
  return problem(
    `${LAYOUT}.${path}`,
    shown(value),
    `nothing in region ${shown(region)}`,
    "remove it; only ap-guangzhou knows this field",
  );
};

/** What the rows of the picture cannot say. */
export const VIDEO_RULES: readonly Rule[] = [
  ...presetTakesIt,
  customNamesItsPlaces,
  ...placesFit,
  waterMarksAreWhole,
  streamSeiOnMainlandOnly,
];
