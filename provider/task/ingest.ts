import type {
  DescribeStreamIngestResponse,
  StartStreamIngestRequest,
  UpdateStreamIngestRequest,
  UpdateStreamIngestResponse,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/trtc/v20190722/trtc_models";
import {
  ASIAN_REGIONS,
  exitRows,
  MAINLAND,
  onMainlandOnly,
  PERMISSION_ROWS,
  regionRow,
  ROBOT_ROWS,
  ROBOT_RULES,
  SIG_ROWS,
} from "./arguments";
import { RECEIVES_AND_SENDS, STRING_IS_0, wireRoom } from "./kind";
import type { Sight, TaskInputs, TaskKind } from "./kind";
import type { StreamIngestTaskInputs } from "./stream-ingest-task";
import { wireObject } from "./wire-object";
import { knownValue, problem, shown } from "../resource/schema";
import type { ObjectProperty, Rule } from "../resource/schema";

const START_PAGE = "https://cloud.tencent.com/document/product/647/101872";
const UPDATE_PAGE = "https://trtc.io/document/63238";

/** RepeatNum that plays without end. */
const ENDLESS = -1;
const REPEATS = "-1 (without end) or a whole number from 1 to 1000";
const NORMAL_TEMPO = 1;
/** No page bounds where a file begins: its field does. */
const MAX_UINT32 = 4_294_967_295;

/** The arguments of an ingest task: limits and defaults of the API, and what a change does. */
export const ingestSchema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["sdkAppId", "roomId", "userId", "streamUrl", "region"],
  properties: {
    ...ROBOT_ROWS,
    streamUrl: {
      type: "string",
      pattern: "^(https?|rtmp)://[^\\s/]\\S*$",
      secret: true,
      changes: "updates",
      allowed: "an http, https or rtmp URL without spaces",
      cure: "give the address of a media file, an HLS playlist or a live stream",
      page: START_PAGE,
    },
    seekSecond: {
      type: "integer",
      minimum: 0,
      maximum: MAX_UINT32,
      unit: "seconds",
      changes: "replaces",
      cure: "say where in the file to begin; a running task cannot be moved",
      page: START_PAGE,
    },
    autoPush: {
      type: "boolean",
      changes: "replaces",
      cure: "say true when automatic relay to CDN is on in the TRTC console",
      page: START_PAGE,
    },
    repeatNum: {
      type: "integer",
      minimum: ENDLESS,
      maximum: 1000,
      default: 1,
      changes: "replaces",
      allowed: REPEATS,
      cure: "say how often to play",
      page: START_PAGE,
    },
    maxDuration: {
      type: "integer",
      minimum: 1,
      maximum: 10_080,
      unit: "minutes",
      changes: "replaces",
      cure: "choose a time in this range, with repeatNum -1 only",
      page: START_PAGE,
    },
    volume: {
      type: "integer",
      minimum: 0,
      maximum: 200,
      default: 100,
      changes: "updates",
      cure: "choose a volume in this range; 100 is the source's own",
      page: UPDATE_PAGE,
    },
    isPause: {
      type: "boolean",
      default: false,
      changes: "updates",
      cure: "say true to pause",
      page: UPDATE_PAGE,
    },
    enableProgress: {
      type: "boolean",
      changes: "updates",
      cure: "say true to have players told the progress, in ap-guangzhou only",
      page: START_PAGE,
    },
    tempo: {
      type: "number",
      enum: [0.5, 0.75, NORMAL_TEMPO, 1.25, 1.5, 1.75, 2],
      changes: "updates",
      cure: "choose a speed, in ap-guangzhou only",
      page: START_PAGE,
    },
    idleTimeout: {
      type: "integer",
      minimum: 0,
      maximum: 600,
      unit: "seconds",
      changes: "replaces",
      cure: "choose a time in this range, in ap-guangzhou only",
      page: START_PAGE,
    },
    region: regionRow(ASIAN_REGIONS),
    ...SIG_ROWS,
    ...PERMISSION_ROWS,
    ...exitRows("keep"),
  },
};

const playsAtLeastOnce: Rule = (inputs) =>
  knownValue(inputs, "repeatNum") === 0
    ? problem("repeatNum", "0", REPEATS, "leave it out to play once")
    : undefined;

const durationOfEndlessOnly: Rule = (inputs) => {
  const duration = knownValue(inputs, "maxDuration");
  const repeats = knownValue(inputs, "repeatNum");
  if (duration === undefined || repeats === undefined || repeats === ENDLESS) return undefined;
  return problem(
    "maxDuration",
    shown(duration),
    `nothing with repeatNum ${shown(repeats)}`,
    `remove it, or play without end: repeatNum ${ENDLESS}`,
  );
};

/** The arguments with the defaults that check has written. */
type CheckedInputs = TaskInputs &
  Omit<StreamIngestTaskInputs, "repeatNum" | "maxDuration"> & {
    repeatNum: number;
    maxDuration?: number;
    volume: number;
    isPause: boolean;
  };

/** What the vendor has not deprecated of it. */
type WireStart = Omit<StartStreamIngestRequest, "SourceUrl" | "VideoEncodeParams" | "AudioEncodeParams">;

/** Describe and Update answer with a status, which has a word for a task that is not there. */
function sees({ Status }: DescribeStreamIngestResponse | UpdateStreamIngestResponse): Sight {
  return Status === "NotExist" ? "unknown" : "running";
}

/** Ingest of an online stream: a robot enters a room and plays a file or a live stream there, as an anchor does. */
export const ingest: TaskKind<CheckedInputs> = {
  resource: "StreamIngestTask",
  schema: ingestSchema,
  rules: [
    playsAtLeastOnce,
    durationOfEndlessOnly,
    onMainlandOnly("enableProgress"),
    onMainlandOnly("tempo"),
    onMainlandOnly("idleTimeout"),
    ...ROBOT_RULES,
  ],
  fingerprints: { streamUrlFingerprint: ["streamUrl"] },
  privileges: RECEIVES_AND_SENDS,
  create: {
    action: "StartStreamIngest",
    params: (inputs, { userSig, privateMapKey }) =>
      wireObject<WireStart>({
        SdkAppId: inputs.sdkAppId,
        ...wireRoom(inputs.roomId, STRING_IS_0),
        UserId: inputs.userId,
        UserSig: userSig,
        PrivateMapKey: privateMapKey,
        StreamUrl: inputs.streamUrl,
        SeekSecond: inputs.seekSecond,
        AutoPush: inputs.autoPush,
        RepeatNum: inputs.repeatNum,
        MaxDuration: inputs.maxDuration,
        Volume: inputs.volume,
        EnableProgress: inputs.enableProgress,
        Tempo: inputs.tempo,
        IdleTimeout: inputs.idleTimeout,
      }),
    robotTaken: ["FailedOperation.TaskExist"],
  },
  describe: {
    action: "DescribeStreamIngest",
    sees,
  },
  modify: {
    action: "UpdateStreamIngest",
    // what is not sent stays as it is: all that can change is sent, so that what is left out goes back to its default
    params: ({ streamUrl, volume, isPause, region, enableProgress = false, tempo = NORMAL_TEMPO }) =>
      ({
        StreamUrl: streamUrl,
        Volume: volume,
        IsPause: isPause,
        ...(region === MAINLAND && { EnableProgress: enableProgress, Tempo: tempo }),
      }) satisfies Omit<UpdateStreamIngestRequest, "SdkAppId" | "TaskId">,
    sees,
    // StartStreamIngest has no field for it
    completesCreate: ({ isPause }) => isPause,
  },
  stop: { action: "StopStreamIngest" },
  // not FailedOperation.QueryTaskInfoFailed, which says that the query failed and nothing of the task
  notFound: ["InvalidParameter.TaskId", "FailedOperation.TaskNotExist", "FailedOperation.TaskFinished"],
  quota:
    "no page says how many streams an application may ingest at once: stop some or ask the vendor for more",
};
