import type {
  CreateCloudRecordingRequest,
  ModifyCloudRecordingRequest,
  RecordParams as WireRecordParams,
  StorageParams as WireStorageParams,
  TencentVod as WireTencentVod,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/trtc/v20190722/trtc_models";
import {
  exitRows,
  handleRows,
  idleRow,
  PERMISSION_ROWS,
  regionRow,
  ROBOT_ROWS,
  ROBOT_RULES,
  SIG_ROWS,
} from "./arguments";
import type {
  CloudRecordingStorage,
  MixedRecordParams,
  MixLayoutParams,
  MixTranscodeParams,
  RecordParams,
  SingleRecordParams,
  TencentVod,
} from "./cloud-recording-task";
import { RECEIVES, sightOfStatus, STRING_IS_0, wireRoom } from "./kind";
import type { TaskInputs, TaskKind } from "./kind";
import { LAYOUT_ROW, LAYOUT_RULES, TRANSCODE_ROW, wireLayout, wireTranscode } from "./recording-layout";
import { STORAGE_KEYS, STORAGE_RULES, storageRow, wireStorage } from "./storage";
import { SUBSCRIPTION_ROW, wireSubscription } from "./subscription";
import { wireFlag, wireObject } from "./wire-object";
import { knownValue, problem, shown, UNKNOWN } from "../resource/schema";
import type { ObjectProperty, Property, Rule } from "../resource/schema";
import { valueAt } from "../resource/state";
import { isRegion, REGIONS } from "../trtc/settings";

const CREATE_PAGE = "https://trtc.io/document/46960";
const VOD_PAGE = "https://cloud.tencent.com/document/api/647/44055";
const MAX_UINT32 = 4_294_967_295;

const RECORD_MODES = { single: 1, mixed: 2 } as const;
const STREAM_TYPES = { both: 0, audio: 1, video: 2 } as const;
const OUTPUT_FORMATS = { hls: 0, "hls+mp4": 1, "hls+aac": 2, mp4: 3, aac: 4 } as const;
const MEDIA_IDS = { both: 0, main: 1, aux: 2 } as const;
const FILL_TYPES = { lastFrame: 0, black: 1 } as const;
const MEDIA_TYPES = { mp4: 0, hls: 1, aac: 2, "hls+mp4": 3, "hls+aac": 4 } as const;

const vodText = (cure: string, allowed = "a text that is not empty"): Property => ({
  type: "string",
  minLength: 1,
  changes: "replaces",
  allowed,
  cure,
  page: VOD_PAGE,
});

const vodNumber = (cure: string, limits: Pick<Property, "minimum" | "default" | "unit">): Property => ({
  type: "integer",
  ...limits,
  maximum: MAX_UINT32,
  changes: "replaces",
  cure,
  page: VOD_PAGE,
});

/** The arguments of a recording task: limits and defaults of the API, and what a change does. */
export const recordingSchema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["sdkAppId", "roomId", "userId", "recordParams", "region"],
  properties: {
    ...ROBOT_ROWS,
    recordParams: {
      type: "object",
      additionalProperties: false,
      required: ["recordMode"],
      properties: {
        recordMode: {
          type: "string",
          enum: Object.keys(RECORD_MODES),
          changes: "replaces",
          cure: "say whether users are recorded each apart or all in one",
          page: CREATE_PAGE,
        },
        maxIdleTime: idleRow({ page: CREATE_PAGE }),
        streamType: {
          type: "string",
          enum: Object.keys(STREAM_TYPES),
          default: "both",
          changes: "replaces",
          cure: "say what to record",
          page: CREATE_PAGE,
        },
        subscribeStreamUserIds: SUBSCRIPTION_ROW,
        outputFormat: {
          type: "string",
          enum: Object.keys(OUTPUT_FORMATS),
          changes: "replaces",
          cure: "choose the files, or leave it out for hls",
          page: CREATE_PAGE,
        },
        avMerge: {
          type: "boolean",
          changes: "replaces",
          cure: "say true to have sound and picture of a user in one file",
          page: CREATE_PAGE,
        },
        maxMediaFileDuration: {
          type: "integer",
          minimum: 1,
          maximum: 1440,
          default: 1440,
          unit: "minutes",
          changes: "replaces",
          cure: "choose a length in this range",
          page: CREATE_PAGE,
        },
        mediaId: {
          type: "string",
          enum: Object.keys(MEDIA_IDS),
          default: "both",
          changes: "replaces",
          cure: "choose camera (main), shared screen (aux) or both",
          page: CREATE_PAGE,
        },
        fillType: {
          type: "string",
          enum: Object.keys(FILL_TYPES),
          changes: "replaces",
          cure: "choose what is seen while a video is off",
          page: CREATE_PAGE,
        },
        subscribeAbility: {
          type: "boolean",
          default: false,
          changes: "replaces",
          cure: "say true to record robots that publish a mixed stream",
          page: CREATE_PAGE,
        },
      },
      cure: "say what to record",
    },
    storage: storageRow(["cos", "s3"], {
      endpointUrl: {
        type: "string",
        pattern: "^https://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?$",
        changes: "replaces",
        allowed: "an https URL of a host, without a path",
        cure: "give the address of the store without the bucket, or leave it out for AWS",
        page: CREATE_PAGE,
      },
    }),
    vod: {
      type: "object",
      additionalProperties: false,
      properties: {
        procedure: vodText("give the name of a task flow of VOD, or leave it out"),
        expireTime: vodNumber("give the time for which VOD keeps the file, 0 for ever", {
          minimum: 0,
          default: 0,
          unit: "seconds",
        }),
        storageRegion: vodText("give a region of VOD, or leave it out"),
        classId: vodNumber("give a category of VOD, 0 for others", { minimum: 0, default: 0 }),
        subAppId: vodNumber("give a sub-application of VOD, or leave it out", { minimum: 1 }),
        sessionContext: vodText("give a text that comes back in the callback, or leave it out"),
        sourceContext: vodText("give a text that comes back in the callback, or leave it out"),
        mediaType: {
          type: "string",
          enum: Object.keys(MEDIA_TYPES),
          default: "mp4",
          changes: "replaces",
          cure: "choose the files",
          page: VOD_PAGE,
        },
        userDefineRecordId: {
          type: "string",
          pattern: "^[A-Za-z0-9_-]{1,64}$",
          changes: "replaces",
          allowed: "1 to 64 letters, digits, _ and -",
          cure: "shorten it, or leave it out",
          page: VOD_PAGE,
        },
      },
      cure: "say how VOD takes the files, {} for its defaults",
    },
    mixTranscodeParams: TRANSCODE_ROW,
    mixLayoutParams: LAYOUT_ROW,
    region: regionRow(),
    ...handleRows({ maxHours: 720 }),
    ...SIG_ROWS,
    ...PERMISSION_ROWS,
    ...exitRows("recreate"),
  },
};

const oneDestination: Rule = ({ storage, vod }) => {
  if ((storage === undefined) !== (vod === undefined)) return undefined;
  return storage === undefined
    ? problem(
        "storage",
        "missing",
        "storage or vod",
        "give the bucket and its write key, or vod for Tencent VOD",
      )
    : problem("vod", "given beside storage", "one of the two", "remove the one that is not meant");
};

/** A store of its own address has its own regions and buckets. */
const storageRules: readonly Rule[] = STORAGE_RULES.map(
  (rule): Rule =>
    (inputs, oldInputs) =>
      valueAt(inputs, "storage.endpointUrl") === undefined ? rule(inputs, oldInputs) : undefined,
);

const endpointOfS3: Rule = (inputs) => {
  const vendor = knownValue(inputs, "storage.vendor");
  const url = knownValue(inputs, "storage.endpointUrl");
  if (url === undefined || vendor === undefined || vendor === "s3") return undefined;
  return problem(
    "storage.endpointUrl",
    shown(url),
    `nothing with vendor ${shown(vendor)}`,
    'remove it, or give vendor "s3" for a store that speaks S3',
  );
};

const endpointAbroadOnly: Rule = (inputs) => {
  const region = knownValue(inputs, "region");
  const url = knownValue(inputs, "storage.endpointUrl");
  if (url === undefined || !isRegion(region) || REGIONS[region].site === "international") return undefined;
  return problem(
    "storage.endpointUrl",
    shown(url),
    `nothing in region ${shown(region)}`,
    "remove it, or choose another region; only the international site knows this field",
  );
};

const mp4NeedsRead: Rule = (inputs) => {
  const format = knownValue(inputs, "recordParams.outputFormat");
  const mayRead = valueAt(inputs, "storage.readForMp4");
  if (format !== "mp4" && format !== "hls+mp4") return undefined;
  // without a storage another rule speaks
  if (inputs["storage"] === undefined || mayRead === true || mayRead === UNKNOWN) return undefined;
  return problem(
    "storage.readForMp4",
    mayRead === undefined ? "missing" : shown(mayRead),
    `true with recordParams.outputFormat ${shown(format)}`,
    "TRTC makes MP4 of the HLS that it reads back with the key: give readForMp4: true to the storage component, " +
      "or say true here when your own key may read",
  );
};

const formatOfStorage: Rule = (inputs) => {
  const format = knownValue(inputs, "recordParams.outputFormat");
  if (format === undefined || inputs["vod"] === undefined) return undefined;
  return problem(
    "recordParams.outputFormat",
    shown(format),
    "nothing with vod",
    "give vod.mediaType instead",
  );
};

const vodSoundAlone: Rule = (inputs) => {
  const mediaType = knownValue(inputs, "vod.mediaType");
  const streamType = knownValue(inputs, "recordParams.streamType");
  const isSound = mediaType === "aac" || mediaType === "hls+aac";
  if (!isSound || streamType === undefined || streamType === "audio") return undefined;
  return problem(
    "vod.mediaType",
    shown(mediaType),
    `"mp4" or "hls" or "hls+mp4" with recordParams.streamType ${shown(streamType)}`,
    'choose one of these, or record sound alone with recordParams.streamType "audio"',
  );
};

const mergeOfSingle: Rule = (inputs) => {
  const merge = knownValue(inputs, "recordParams.avMerge");
  if (merge === undefined || knownValue(inputs, "recordParams.recordMode") !== "mixed") return undefined;
  return problem(
    "recordParams.avMerge",
    shown(merge),
    'nothing with recordMode "mixed"',
    "remove it, a mixed recording has sound and picture in one file",
  );
};

const mixedHasLayout: Rule = (inputs) =>
  knownValue(inputs, "recordParams.recordMode") === "mixed" && inputs["mixLayoutParams"] === undefined
    ? problem(
        "mixLayoutParams",
        "missing",
        'an object with recordParams.recordMode "mixed"',
        'give a layout, such as { mixLayoutMode: "grid" }',
      )
    : undefined;

const mixOfMixed =
  (path: "mixLayoutParams" | "mixTranscodeParams"): Rule =>
  (inputs) =>
    knownValue(inputs, "recordParams.recordMode") === "single" && inputs[path] !== undefined
      ? problem(
          path,
          "given",
          'nothing with recordParams.recordMode "single"',
          'remove it, or give recordMode "mixed"',
        )
      : undefined;

/** The arguments with the defaults that check has written. */
interface CheckedInputs extends TaskInputs {
  resourceExpiredHour: number;
  recordParams: (SingleRecordParams | MixedRecordParams) &
    Required<
      Pick<
        RecordParams,
        "maxIdleTime" | "streamType" | "maxMediaFileDuration" | "mediaId" | "subscribeAbility"
      >
    >;
  storage?: CloudRecordingStorage;
  vod?: TencentVod;
  mixTranscodeParams?: MixTranscodeParams;
  mixLayoutParams?: MixLayoutParams;
}

/** Cloud recording: a robot enters a room and records its users into files. */
export const recording: TaskKind<CheckedInputs> = {
  resource: "CloudRecordingTask",
  schema: recordingSchema,
  maxTasks: 100,
  limitedToApplications: true,
  rules: [
    oneDestination,
    ...storageRules,
    endpointOfS3,
    endpointAbroadOnly,
    mp4NeedsRead,
    formatOfStorage,
    vodSoundAlone,
    mergeOfSingle,
    mixedHasLayout,
    mixOfMixed("mixLayoutParams"),
    mixOfMixed("mixTranscodeParams"),
    ...LAYOUT_RULES,
    ...ROBOT_RULES,
  ],
  fingerprints: { storageKeyFingerprint: STORAGE_KEYS },
  privileges: RECEIVES,
  create: {
    action: "CreateCloudRecording",
    params: (inputs, { userSig, privateMapKey }) =>
      ({
        SdkAppId: inputs.sdkAppId,
        ...wireRoom(inputs.roomId, STRING_IS_0),
        UserId: inputs.userId,
        UserSig: userSig,
        RecordParams: wireRecordParams(inputs.recordParams),
        StorageParams: wireDestination(inputs),
        ...(inputs.mixTranscodeParams && { MixTranscodeParams: wireTranscode(inputs.mixTranscodeParams) }),
        ...(inputs.mixLayoutParams && { MixLayoutParams: wireLayout(inputs.mixLayoutParams) }),
        ResourceExpiredHour: inputs.resourceExpiredHour,
        ...(privateMapKey !== undefined && { PrivateMapKey: privateMapKey }),
      }) satisfies CreateCloudRecordingRequest,
  },
  describe: { action: "DescribeCloudRecording", sees: sightOfStatus },
  modify: {
    action: "ModifyCloudRecording",
    // a full overwrite of both: what is not sent is the default again
    params: ({ recordParams, mixLayoutParams }) =>
      ({
        ...(mixLayoutParams && { MixLayoutParams: wireLayout(mixLayoutParams) }),
        SubscribeStreamUserIds: wireSubscription(recordParams.subscribeStreamUserIds),
      }) satisfies Omit<ModifyCloudRecordingRequest, "SdkAppId" | "TaskId">,
  },
  stop: { action: "DeleteCloudRecording" },
  notFound: ["ResourceNotFound"],
  quota:
    "an application runs 100 recording tasks at once unless a ticket raised it: end tasks or ask for more",
};

function wireRecordParams(params: CheckedInputs["recordParams"]): WireRecordParams {
  const { recordMode, outputFormat, fillType } = params;
  return wireObject<WireRecordParams>({
    RecordMode: RECORD_MODES[recordMode],
    MaxIdleTime: params.maxIdleTime,
    StreamType: STREAM_TYPES[params.streamType],
    SubscribeStreamUserIds: wireSubscription(params.subscribeStreamUserIds),
    OutputFormat: outputFormat && OUTPUT_FORMATS[outputFormat],
    AvMerge: wireFlag(params.avMerge),
    MaxMediaFileDuration: params.maxMediaFileDuration,
    MediaId: MEDIA_IDS[params.mediaId],
    FillType: fillType && FILL_TYPES[fillType],
    SubscribeAbility: Number(params.subscribeAbility),
  });
}

function wireDestination({ storage, vod }: Pick<CheckedInputs, "storage" | "vod">): WireStorageParams {
  return {
    ...(storage && { CloudStorage: { ...wireStorage(storage), ...wireEndpoint(storage) } }),
    ...(vod && { CloudVod: { TencentVod: wireVod(vod) } }),
  };
}

/** A field that the mainland's types do not have. */
function wireEndpoint({ endpointUrl }: CloudRecordingStorage): { EndpointUrl?: string } {
  return endpointUrl === undefined ? {} : { EndpointUrl: endpointUrl };
}

function wireVod(vod: TencentVod): WireTencentVod {
  return wireObject<WireTencentVod>({
    Procedure: vod.procedure,
    ExpireTime: vod.expireTime,
    StorageRegion: vod.storageRegion,
    ClassId: vod.classId,
    SubAppId: vod.subAppId,
    SessionContext: vod.sessionContext,
    SourceContext: vod.sourceContext,
    MediaType: vod.mediaType && MEDIA_TYPES[vod.mediaType],
    UserDefineRecordId: vod.userDefineRecordId,
  });
}
