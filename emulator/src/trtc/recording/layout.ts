import type { ApiProblem } from "../../api/error";
import { integerAt } from "../../api/params";
import type { Params } from "../../api/service";
import type { ObjectShape, Shape } from "../../api/shape";
import { objectAt, objectsAt } from "../params";

const ANY = Number.MAX_SAFE_INTEGER;
const CUSTOM = 4;

function whole(min: number, max: number, required = false): Shape {
  return { kind: "integer", min, max, required };
}

const FLAG = whole(0, 1);
const RENDER_MODE = whole(0, 3);
const TEXT: Shape = { kind: "text" };
/** Jpg, jpeg or png, with that ending, and no characters but these. */
const PICTURE: Shape = {
  kind: "text",
  pattern: /^https?:\/\/[\w\-.~:/?#[\]@!&()*+,%=]+\.(jpe?g|png)([?#][\w\-.~:/?#[\]@!&()*+,%=]*)?$/i,
  form: "the URL of a jpg, jpeg or png",
};

function place(max: number): Readonly<Record<"Top" | "Left" | "Width" | "Height", Shape>> {
  const side = whole(0, max, true);
  return { Top: side, Left: side, Width: side, Height: side };
}

const PLACES: Shape = {
  kind: "list",
  maxItems: 25,
  items: {
    kind: "object",
    fields: {
      ...place(1920),
      UserId: TEXT,
      Alpha: whole(0, 255),
      RenderMode: RENDER_MODE,
      MediaId: FLAG,
      ImageLayer: whole(0, ANY),
      SubBackgroundImage: PICTURE,
    },
  },
};

const FONT: Shape = { kind: "text", oneOf: ["Tencent", "SourceHanSans"] };

const MARKS: Shape = {
  kind: "list",
  maxItems: 25,
  items: {
    kind: "object",
    fields: {
      WaterMarkType: whole(0, 2),
      WaterMarkImage: {
        kind: "object",
        fields: { WaterMarkUrl: { ...PICTURE, required: true }, ...place(2560) },
      },
      WaterMarkChar: {
        kind: "object",
        fields: {
          // the page has no limits for these
          ...place(ANY),
          Chars: { kind: "text", required: true },
          FontSize: whole(1, ANY),
          FontColor: TEXT,
          BackGroundColor: TEXT,
          Font: FONT,
        },
      },
      WaterMarkTimestamp: {
        kind: "object",
        fields: { Pos: whole(0, 6, true), TimeZone: whole(-12, 14), Font: FONT },
      },
    },
  },
};

/** MixLayoutParams. */
export const LAYOUT: ObjectShape = {
  kind: "object",
  fields: {
    MixLayoutMode: whole(1, 4, true),
    MixLayoutList: PLACES,
    BackGroundColor: { kind: "text", pattern: /^#[0-9A-Fa-f]{6}$/, form: "of the form #FFA500" },
    MaxResolutionUserId: TEXT,
    MediaId: FLAG,
    BackgroundImageUrl: PICTURE,
    PlaceHolderMode: FLAG,
    BackgroundImageRenderMode: RENDER_MODE,
    DefaultSubBackgroundImage: PICTURE,
    WaterMarkList: MARKS,
    RenderMode: RENDER_MODE,
    MaxResolutionUserAlign: FLAG,
    PureAudioDisableLayout: { kind: "boolean" },
  },
};

/** MixTranscodeParams: of a block that is given everything must be given. */
export const TRANSCODING: ObjectShape = {
  kind: "object",
  fields: {
    VideoParams: {
      kind: "object",
      fields: {
        Width: whole(1, 1920, true),
        Height: whole(1, 1920, true),
        Fps: whole(1, 60, true),
        BitRate: whole(64000, 8192000, true),
        Gop: whole(1, ANY, true),
      },
    },
    AudioParams: {
      kind: "object",
      fields: {
        SampleRate: whole(1, 3, true),
        Channel: whole(1, 2, true),
        BitRate: whole(32000, 128000, true),
      },
    },
  },
};

/** Pixels of a mixed recording's picture. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
}

/** The canvas of a validated request. */
export function canvasOf(params: Params): Canvas {
  const video = objectAt(objectAt(params, "MixTranscodeParams"), "VideoParams");
  return { width: integerAt(video, "Width") ?? 360, height: integerAt(video, "Height") ?? 640 };
}

export function canvasProblem({ width, height }: Canvas): ApiProblem | undefined {
  if (width * height <= 1920 * 1080) return undefined;
  const message = "Parameter MixTranscodeParams.VideoParams must have at most 1920*1080 pixels.";
  return { code: "InvalidParameter.OutOfRange", message };
}

const MARK_PARTS = ["WaterMarkImage", "WaterMarkChar", "WaterMarkTimestamp"] as const;

function markProblem(mark: Params, path: string): ApiProblem | undefined {
  const part = MARK_PARTS[integerAt(mark, "WaterMarkType") ?? 0] ?? "WaterMarkImage";
  if (mark[part] !== undefined) return undefined;
  return { code: "InvalidParameter", message: `Parameter ${path} needs ${part} by its WaterMarkType.` };
}

function placeProblem(part: Params, path: string, { width, height }: Canvas): ApiProblem | undefined {
  const side = (name: string): number => integerAt(part, name) ?? 0;
  if (side("Left") + side("Width") <= width && side("Top") + side("Height") <= height) return undefined;
  return {
    code: "InvalidParameter.OutOfRange",
    message: `Parameter ${path} must lie within ${width}x${height}.`,
  };
}

/**
 * What is wrong with a layout of the right shape.
 *
 * @param canvas - undefined where the request does not say it
 */
export function layoutProblem(layout: Params, canvas: Canvas | undefined): ApiProblem | undefined {
  const places = objectsAt(layout, "MixLayoutList");
  const marks = objectsAt(layout, "WaterMarkList");
  const isCustom = layout["MixLayoutMode"] === CUSTOM;
  if (isCustom !== places.length > 0) {
    const message = "Parameter MixLayoutParams.MixLayoutList belongs to MixLayoutMode 4, which needs it.";
    return { code: "InvalidParameter", message };
  }
  const unfit = marks.map((mark, index) => markProblem(mark, `MixLayoutParams.WaterMarkList.${index}`));
  const parts = [
    ...places.map((part, index) => [part, `MixLayoutParams.MixLayoutList.${index}`] as const),
    ...marks.flatMap((mark, index) =>
      (["WaterMarkImage", "WaterMarkChar"] as const).map(
        (name) => [objectAt(mark, name), `MixLayoutParams.WaterMarkList.${index}.${name}`] as const,
      ),
    ),
  ];
  const outside = canvas === undefined ? [] : parts.map(([part, path]) => placeProblem(part, path, canvas));
  return [...unfit, ...outside].find((problem) => problem !== undefined);
}
