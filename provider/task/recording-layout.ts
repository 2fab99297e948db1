import type {
  AudioParams as WireAudioParams,
  MixLayout as WireMixLayout,
  MixLayoutParams as WireMixLayoutParams,
  MixTranscodeParams as WireMixTranscodeParams,
  VideoParams as WireVideoParams,
  WaterMark as WireWaterMark,
  WaterMarkChar as WireWaterMarkChar,
  WaterMarkImage as WireWaterMarkImage,
  WaterMarkTimestamp as WireWaterMarkTimestamp,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/trtc/v20190722/trtc_models";
import type {
  ImageMark,
  MixLayout,
  MixLayoutParams,
  MixTranscodeParams,
  TextMark,
  TimestampMark,
  WaterMark,
} from "./cloud-recording-task";
import { isBag, knownItems, knownValue, problem, shown } from "../resource/schema";
import type { Bag, ObjectProperty, Property, Rule } from "../resource/schema";
import { valueAt } from "../resource/state";
import { wireObject } from "./wire-object";

const PAGE = "https://trtc.io/document/46960";

/** At most so many places, and so many marks. */
const MAX_PARTS = 25;
const MAX_UINT32 = 4_294_967_295;
const DEFAULT_CANVAS = { width: 360, height: 640 };
const MAX_CANVAS_PIXELS = 1920 * 1080;

const RENDER_MODES = { stretch: 0, crop: 1, blank: 2, smartStretch: 3 } as const;
const LAYOUT_MODES = { floating: 1, screenShare: 2, grid: 3, custom: 4 } as const;
const MEDIA_IDS = { main: 0, aux: 1 } as const;
const ALIGNMENTS = { left: 0, right: 1 } as const;
const SAMPLE_RATES = { 48000: 1, 44100: 2, 16000: 3 } as const;
const CHANNELS = { mono: 1, stereo: 2 } as const;
const MARK_TYPES = { image: 0, text: 1, timestamp: 2 } as const;
const POSITIONS = {
  topLeft: 0,
  topRight: 1,
  bottomLeft: 2,
  bottomRight: 3,
  topCenter: 4,
  bottomCenter: 5,
  center: 6,
} as const;

function rows(
  properties: Record<string, Property>,
  required: readonly string[],
  cure: string,
): ObjectProperty {
  return { type: "object", additionalProperties: false, required, properties, cure, page: PAGE };
}

function words(of: object, cure: string): Property {
  return { type: "string", enum: Object.keys(of), changes: "updates", cure, page: PAGE };
}

function text(allowed: string, cure: string): Property {
  return { type: "string", minLength: 1, changes: "updates", allowed, cure, page: PAGE };
}

function flag(cure: string): Property {
  return { type: "boolean", default: false, changes: "updates", cure, page: PAGE };
}

function whole(
  limits: Pick<Property, "minimum" | "maximum" | "default" | "unit" | "allowed">,
  cure: string,
): Property {
  return { type: "integer", ...limits, changes: "updates", cure, page: PAGE };
}

/** A row of the encoding, which does not change while a task runs. */
function fixed(row: Property): Property {
  return { ...row, changes: "replaces" };
}

const PICTURE_URL: Property = {
  type: "string",
  pattern:
    "^https?://[A-Za-z0-9._~:/?#[\\]@!&()*+,%=-]+\\.(jpg|jpeg|png|JPG|JPEG|PNG)([?#][A-Za-z0-9._~:/?#[\\]@!&()*+,%=-]*)?$",
  changes: "updates",
  allowed:
    "an http or https URL of a jpg, jpeg or png with that ending, of letters, digits and -._~:/?#[]@!&()*+,%=",
  cure: "put the picture where TRTC can load it, under a name with its ending",
  page: PAGE,
};

const COLOUR = text('a colour such as "#FFFFFF"', "give a colour as #RRGGBB");

function place(maximum: number): Record<"top" | "left" | "width" | "height", Property> {
  const row = (cure: string): Property => whole({ minimum: 0, maximum, unit: "pixels" }, cure);
  return {
    top: row("give the distance from the top of the canvas"),
    left: row("give the distance from the left of the canvas"),
    width: row("give a width that fits into the canvas"),
    height: row("give a height that fits into the canvas"),
  };
}

const PLACE_FIELDS = ["top", "left", "width", "height"] as const;

const FONT: Property = {
  ...words({ Tencent: 0, SourceHanSans: 1 }, "choose a font"),
  default: "Tencent",
};

const MIX_LAYOUT = {
  ...rows(
    {
      ...place(1920),
      userId: text("a user id", "name the user who is seen there, or leave it out"),
      alpha: whole(
        { minimum: 0, maximum: 255, default: 0 },
        "choose 0 to hide what is behind, 255 to show nothing",
      ),
      renderMode: { ...words(RENDER_MODES, "choose how the video fills its place"), default: "crop" },
      mediaId: { ...words(MEDIA_IDS, "choose camera (main) or shared screen (aux)"), default: "main" },
      imageLayer: whole({ minimum: 0, maximum: MAX_UINT32, default: 0 }, "choose a layer; 0 is behind all"),
      subBackgroundImage: PICTURE_URL,
    },
    PLACE_FIELDS,
    "give top, left, width and height",
  ),
  allowed: "a place on the canvas",
};

const WATER_MARK = {
  ...rows(
    {
      waterMarkType: { ...words(MARK_TYPES, "choose what the mark is"), default: "image" },
      waterMarkImage: rows(
        { waterMarkUrl: PICTURE_URL, ...place(2560) },
        ["waterMarkUrl", ...PLACE_FIELDS],
        "give the picture and its place",
      ),
      waterMarkChar: rows(
        {
          ...place(2560),
          chars: text("a text that is not empty", "give the text of the mark"),
          fontSize: whole({ minimum: 1, maximum: 1920, default: 14, unit: "pixels" }, "choose a size"),
          fontColor: COLOUR,
          backGroundColor: COLOUR,
          font: FONT,
        },
        [...PLACE_FIELDS, "chars"],
        "give the text and its place",
      ),
      waterMarkTimestamp: rows(
        {
          pos: words(POSITIONS, "choose where the time stands"),
          timeZone: whole(
            { minimum: -12, maximum: 14, default: 8, unit: "hours" },
            "give the hours from UTC",
          ),
          font: FONT,
        },
        ["pos"],
        "say where the time stands",
      ),
    },
    [],
    "give the mark's type and what belongs to it",
  ),
  allowed: "a mark above the pictures",
};

/** The row of `mixLayoutParams`. */
export const LAYOUT_ROW: ObjectProperty = rows(
  {
    mixLayoutMode: words(LAYOUT_MODES, "choose a layout"),
    mixLayoutList: {
      type: "array",
      maxItems: MAX_PARTS,
      items: MIX_LAYOUT,
      changes: "updates",
      allowed: `a list of at most ${MAX_PARTS} places`,
      cure: "give the places of a custom layout",
      page: PAGE,
    },
    backGroundColor: {
      type: "string",
      pattern: "^#[0-9A-Fa-f]{6}$",
      default: "#000000",
      changes: "updates",
      allowed: 'a colour as #RRGGBB, such as "#FFA500"',
      cure: "give # and six hexadecimal digits",
      page: PAGE,
    },
    maxResolutionUserId: text("a user id", "name the user of the big picture, or leave it out"),
    mediaId: { ...words(MEDIA_IDS, "choose camera (main) or shared screen (aux)"), default: "main" },
    backgroundImageUrl: PICTURE_URL,
    placeHolderMode: flag("say true to show a picture while a user sends nothing"),
    backgroundImageRenderMode: words(RENDER_MODES, "choose how the picture fills the canvas"),
    defaultSubBackgroundImage: PICTURE_URL,
    waterMarkList: {
      type: "array",
      maxItems: MAX_PARTS,
      items: WATER_MARK,
      changes: "updates",
      allowed: `a list of at most ${MAX_PARTS} marks`,
      cure: "give fewer marks",
      page: PAGE,
    },
    renderMode: words(RENDER_MODES, "choose how videos fill their places"),
    maxResolutionUserAlign: { ...words(ALIGNMENTS, "choose the side of the big picture"), default: "left" },
    pureAudioDisableLayout: flag("say true to give users without video no place"),
  },
  ["mixLayoutMode"],
  "say where each user is seen",
);

/** The row of `mixTranscodeParams`. */
export const TRANSCODE_ROW: ObjectProperty = rows(
  {
    videoParams: rows(
      {
        width: fixed(whole({ minimum: 1, maximum: 1920, unit: "pixels" }, "choose a width in this range")),
        height: fixed(whole({ minimum: 1, maximum: 1920, unit: "pixels" }, "choose a height in this range")),
        fps: fixed(
          whole({ minimum: 1, maximum: 60, unit: "frames a second" }, "choose a rate in this range"),
        ),
        bitRate: fixed(
          whole(
            { minimum: 64_000, maximum: 8_192_000, unit: "bits a second" },
            "choose a rate in this range",
          ),
        ),
        gop: fixed(
          whole(
            { minimum: 1, maximum: MAX_UINT32, unit: "seconds", allowed: "a whole number from 1 (seconds)" },
            "choose the time between two key frames, such as 10",
          ),
        ),
      },
      ["width", "height", "fps", "bitRate", "gop"],
      "give all of it, or nothing for the defaults",
    ),
    audioParams: rows(
      {
        sampleRate: {
          type: "integer",
          enum: Object.keys(SAMPLE_RATES)
            .map(Number)
            .sort((one, other) => other - one),
          unit: "hertz",
          changes: "replaces",
          cure: "choose one",
          page: PAGE,
        },
        channel: fixed(words(CHANNELS, "choose one channel or two")),
        bitRate: fixed(
          whole({ minimum: 32_000, maximum: 128_000, unit: "bits a second" }, "choose a rate in this range"),
        ),
      },
      ["sampleRate", "channel", "bitRate"],
      "give all of it, or nothing for the defaults",
    ),
  },
  [],
  "say how the one file is encoded",
);

const VIDEO = "mixTranscodeParams.videoParams";
const LIST = "mixLayoutParams.mixLayoutList";
const MARKS = "mixLayoutParams.waterMarkList";
const BOTH_WAYS = [
  ["left", "width"],
  ["top", "height"],
] as const;

const canvasNotTooLarge: Rule = (inputs) => {
  const canvas = canvasOf(inputs);
  if (canvas === undefined || canvas.width * canvas.height <= MAX_CANVAS_PIXELS) return undefined;
  return problem(
    VIDEO,
    `${canvas.width}x${canvas.height} pixels`,
    "at most 1920x1080 pixels, either way round",
    "lower width or height",
  );
};

const customHasPlaces: Rule = (inputs) => {
  const list = valueAt(inputs, LIST);
  if (knownValue(inputs, "mixLayoutParams.mixLayoutMode") !== "custom") return undefined;
  if (list !== undefined && !isEmpty(list)) return undefined;
  return problem(
    LIST,
    list === undefined ? "missing" : "empty",
    `a list of 1 to ${MAX_PARTS} places with mixLayoutMode "custom"`,
    "give the places, or another layout",
  );
};

const placesOfCustomOnly: Rule = (inputs) => {
  const mode = knownValue(inputs, "mixLayoutParams.mixLayoutMode");
  const list = knownValue(inputs, LIST);
  if (mode === undefined || mode === "custom" || list === undefined || isEmpty(list)) return undefined;
  return problem(
    LIST,
    shown(list),
    `nothing with mixLayoutMode ${shown(mode)}`,
    'remove it, TRTC places the users itself, or give mixLayoutMode "custom"',
  );
};

/** Places and marks lie on the canvas as a whole. */
const partsOnCanvas: Rule = (inputs) => {
  const canvas = canvasOf(inputs);
  if (canvas === undefined) return [];
  const marks = knownItems(inputs, MARKS);
  const parts = [
    ...knownItems(inputs, LIST),
    ...["waterMarkImage", "waterMarkChar"].flatMap((name) =>
      marks.map(({ path, item }) => ({ path: `${path}.${name}`, item: item[name] })),
    ),
  ];
  return parts.flatMap(({ path, item }) =>
    BOTH_WAYS.flatMap(([from, size]) => {
      const { [from]: start, [size]: length } = isBag(item) ? item : {};
      if (typeof start !== "number" || typeof length !== "number") return [];
      if (start + length <= canvas[size]) return [];
      return problem(
        `${path}.${size}`,
        shown(length),
        `at most ${Math.max(canvas[size] - start, 0)} (pixels) with ${from} ${start} on a canvas of ${canvas.width}x${canvas.height}`,
        `lower ${from} or ${size}, or raise ${VIDEO}.${size}`,
      );
    }),
  );
};

const MARK_PARTS = {
  image: "waterMarkImage",
  text: "waterMarkChar",
  timestamp: "waterMarkTimestamp",
} as const;

/** A mark has exactly what belongs to its type. */
const marksFitTheirTypes: Rule = (inputs) =>
  knownItems(inputs, MARKS).flatMap(({ path, item }) => {
    const given = item["waterMarkType"];
    if (typeof given !== "string" || !Object.hasOwn(MARK_PARTS, given)) return [];
    return Object.entries(MARK_PARTS).flatMap(([type, name]) => {
      const isGiven = item[name] !== undefined;
      if (isGiven === (given === type)) return [];
      return isGiven
        ? problem(
            `${path}.${name}`,
            "given",
            `nothing with waterMarkType ${shown(given)}`,
            `remove it, or give waterMarkType "${type}"`,
          )
        : problem(
            `${path}.${name}`,
            "missing",
            `an object with waterMarkType ${shown(given)}`,
            "give the mark and its place",
          );
    });
  });

/** What the rows cannot say. */
export const LAYOUT_RULES: readonly Rule[] = [
  canvasNotTooLarge,
  customHasPlaces,
  placesOfCustomOnly,
  partsOnCanvas,
  marksFitTheirTypes,
];

/** The canvas as far as it is known: the default without `videoParams`. */
function canvasOf(inputs: Bag): Record<"width" | "height", number> | undefined {
  const video = valueAt(inputs, VIDEO);
  if (video === undefined) return DEFAULT_CANVAS;
  const { width, height } = isBag(video) ? video : {};
  return typeof width === "number" && typeof height === "number" ? { width, height } : undefined;
}

function isEmpty(list: unknown): boolean {
  return Array.isArray(list) && list.length === 0;
}

/** The layout as the API writes it, whole: Modify overwrites what is not sent. The API's own type is not for users of this package. */
export function wireLayout(layout: MixLayoutParams): { MixLayoutMode: number } {
  return wireObject<WireMixLayoutParams>({
    MixLayoutMode: LAYOUT_MODES[layout.mixLayoutMode],
    MixLayoutList: layout.mixLayoutList?.map(wirePlace),
    BackGroundColor: layout.backGroundColor,
    MaxResolutionUserId: layout.maxResolutionUserId,
    MediaId: layout.mediaId && MEDIA_IDS[layout.mediaId],
    BackgroundImageUrl: layout.backgroundImageUrl,
    PlaceHolderMode: Number(layout.placeHolderMode ?? false),
    BackgroundImageRenderMode:
      layout.backgroundImageRenderMode && RENDER_MODES[layout.backgroundImageRenderMode],
    DefaultSubBackgroundImage: layout.defaultSubBackgroundImage,
    WaterMarkList: layout.waterMarkList?.map(wireMark),
    RenderMode: layout.renderMode && RENDER_MODES[layout.renderMode],
    MaxResolutionUserAlign: layout.maxResolutionUserAlign && ALIGNMENTS[layout.maxResolutionUserAlign],
    PureAudioDisableLayout: layout.pureAudioDisableLayout,
  });
}

function wirePlace(place: MixLayout): WireMixLayout {
  return wireObject<WireMixLayout>({
    Top: place.top,
    Left: place.left,
    Width: place.width,
    Height: place.height,
    UserId: place.userId,
    Alpha: place.alpha,
    RenderMode: place.renderMode && RENDER_MODES[place.renderMode],
    MediaId: place.mediaId && MEDIA_IDS[place.mediaId],
    ImageLayer: place.imageLayer,
    SubBackgroundImage: place.subBackgroundImage,
  });
}

function wireMark(mark: WaterMark): WireWaterMark {
  if (mark.waterMarkType === "text")
    return { WaterMarkType: MARK_TYPES.text, WaterMarkChar: wireText(mark.waterMarkChar) };
  if (mark.waterMarkType === "timestamp")
    return { WaterMarkType: MARK_TYPES.timestamp, WaterMarkTimestamp: wireTime(mark.waterMarkTimestamp) };
  return { WaterMarkType: MARK_TYPES.image, WaterMarkImage: wirePicture(mark.waterMarkImage) };
}

function wirePicture({
  waterMarkUrl,
  top,
  left,
  width,
  height,
}: ImageMark["waterMarkImage"]): WireWaterMarkImage {
  return { WaterMarkUrl: waterMarkUrl, Top: top, Left: left, Width: width, Height: height };
}

function wireText(text: TextMark["waterMarkChar"]): WireWaterMarkChar {
  return wireObject<WireWaterMarkChar>({
    Top: text.top,
    Left: text.left,
    Width: text.width,
    Height: text.height,
    Chars: text.chars,
    FontSize: text.fontSize,
    FontColor: text.fontColor,
    BackGroundColor: text.backGroundColor,
    Font: text.font,
  });
}

function wireTime({ pos, timeZone, font }: TimestampMark["waterMarkTimestamp"]): WireWaterMarkTimestamp {
  return wireObject<WireWaterMarkTimestamp>({ Pos: POSITIONS[pos], TimeZone: timeZone, Font: font });
}

/** The encoding as the API writes it. */
export function wireTranscode({ videoParams, audioParams }: MixTranscodeParams): object {
  return wireObject<WireMixTranscodeParams>({
    VideoParams: videoParams && wireVideo(videoParams),
    AudioParams: audioParams && wireAudio(audioParams),
  });
}

function wireVideo(video: NonNullable<MixTranscodeParams["videoParams"]>): WireVideoParams {
  const { width, height, fps, bitRate, gop } = video;
  return { Width: width, Height: height, Fps: fps, BitRate: bitRate, Gop: gop };
}

function wireAudio(audio: NonNullable<MixTranscodeParams["audioParams"]>): WireAudioParams {
  return {
    SampleRate: SAMPLE_RATES[audio.sampleRate],
    Channel: CHANNELS[audio.channel],
    BitRate: audio.bitRate,
  };
}
