import type { ObjectShape, Shape } from "../../api/shape";
import { fixed, PRIVATE_MAP_KEY, ROBOT_FIELDS, roomProblem, TASK_FIELDS } from "../rules";
import type { RequestRules } from "../rules";

/** 57834 to 57836, 63238 (international); ap-guangzhou stands on both sites' pages. */
const ABROAD = ["ap-bangkok", "ap-jakarta", "ap-mumbai", "ap-singapore", "ap-tokyo"];
/** 101871 to 101873 (mainland). */
const MAINLAND = ["ap-beijing", "ap-chongqing", "ap-guangzhou", "ap-shanghai"];
const REGIONS = [...ABROAD, ...MAINLAND];

const STREAM_URL: Shape = {
  kind: "text",
  secret: true,
  // the protocols of the guide; HLS is over http or https
  pattern: /^(https?|rtmp):\/\/[^\s/]\S*$/,
  form: "a URL of http, https or rtmp",
};
const VOLUME: Shape = { kind: "integer", min: 0, max: 200 };

/** Progress and speed: only the mainland models have them. */
function playback(region: string): Readonly<Record<string, Shape>> {
  if (!MAINLAND.includes(region)) return {};
  return {
    EnableProgress: { kind: "boolean" },
    Tempo: { kind: "decimal", oneOf: [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] },
  };
}

function startShape(region: string): ObjectShape {
  return {
    kind: "object",
    fields: {
      ...ROBOT_FIELDS,
      RoomIdType: { kind: "integer", required: true, min: 0, max: 1 },
      // "required" in the words of its row, though not in the column
      StreamUrl: { ...STREAM_URL, required: true },
      PrivateMapKey: PRIVATE_MAP_KEY,
      SeekSecond: { kind: "integer", min: 0, max: Number.MAX_SAFE_INTEGER },
      AutoPush: { kind: "boolean" },
      RepeatNum: { kind: "integer", min: -1, max: 1000 },
      MaxDuration: { kind: "integer", min: 1, max: 10_080 },
      Volume: VOLUME,
      ...playback(region),
      ...(MAINLAND.includes(region) && { IdleTimeout: { kind: "integer", min: 0, max: 600 } }),
      // the deprecated ones, which change nothing
      SourceUrl: { kind: "list", items: { kind: "text", secret: true } },
      VideoEncodeParams: {
        kind: "object",
        fields: {
          Width: { kind: "integer", min: 0, max: 1920 },
          Height: { kind: "integer", min: 0, max: 1080 },
          Fps: { kind: "integer", min: 1, max: 60 },
          BitRate: { kind: "integer", min: 1, max: 10_000 },
          Gop: { kind: "integer", min: 1, max: 2 },
        },
      },
      AudioEncodeParams: {
        kind: "object",
        fields: {
          SampleRate: { kind: "integer", oneOf: [48_000, 44_100] },
          Channel: { kind: "integer", min: 1, max: 2 },
          BitRate: { kind: "integer", min: 8, max: 500 },
          Volume: { kind: "integer", min: 0, max: 300 },
        },
      },
    },
  };
}

export const INGEST_RULES: Readonly<Record<string, RequestRules>> = {
  StartStreamIngest: {
    regions: REGIONS,
    shape: startShape,
    together: (params) => {
      const room = roomProblem(params, 0);
      if (room !== undefined) return room;
      if (params["RepeatNum"] === 0) {
        return { code: "InvalidParameter.OutOfRange", message: "Parameter RepeatNum must not be 0." };
      }
      // "only in effect with RepeatNum -1": refused here, so that nobody relies on it
      if (params["MaxDuration"] === undefined || params["RepeatNum"] === -1) return undefined;
      const message = "Parameter MaxDuration is supported only when RepeatNum is -1.";
      return { code: "InvalidParameter", message };
    },
  },
  DescribeStreamIngest: fixed(REGIONS, TASK_FIELDS),
  UpdateStreamIngest: {
    regions: REGIONS,
    shape: (region) => ({
      kind: "object",
      fields: {
        ...TASK_FIELDS,
        StreamUrl: STREAM_URL,
        Volume: VOLUME,
        IsPause: { kind: "boolean" },
        ...playback(region),
      },
    }),
  },
  StopStreamIngest: fixed(REGIONS, TASK_FIELDS),
};
