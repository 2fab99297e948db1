import type {
  AgentParams,
  AudioEncode,
  McuLayoutVolume,
  McuPassThrough,
  McuPublishCdnParam,
  McuSeiParams,
  McuUserInfoParams,
  StartPublishCdnStreamRequest,
  UpdatePublishCdnStreamRequest,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/trtc/v20190722/trtc_models";
import { ASIAN_REGIONS, idleRow, regionRow, ROBOT_ROWS, ROBOT_RULES, SIG_ROWS } from "./arguments";
import { STRING_IS_1, wireRoom } from "./kind";
import type { TaskInputs, TaskKind } from "./kind";
import type {
  PublishCdnParam,
  PublishCdnStreamTaskInputs,
  RelayAudioUser,
  RelaySeiParams,
} from "./publish-cdn-stream-task";
import {
  MAX_UINT32,
  RELAY_PAGE,
  STREAM_ROW,
  updates,
  USER_ROW,
  VIDEO_ROW,
  VIDEO_RULES,
  wireStream,
  wireUser,
  wireVideo,
} from "./relay-video";
import { wireFlag, wireObject } from "./wire-object";
import { knownItems, knownValue, problem, shown } from "../resource/schema";
import type { ObjectProperty, Property, Rule } from "../resource/schema";

const CHANNELS = { mono: 1, stereo: 2 } as const;
const AUDIO_CODECS = { "LC-AAC": 0, "HE-AAC": 1, "HE-AACv2": 2 } as const;

/** 244 is the service's own. */
const SEI_TYPES = Array.from({ length: 155 }, (_, index) => 100 + index).filter((type) => type !== 244);
const UUID_TYPE = 5;
const MAX_APP_DATA_BYTES = 4095;
const APP_DATA = `a text of 1 to ${MAX_APP_DATA_BYTES} bytes of UTF-8`;

/** A row of what Update cannot change. */
function replaces(row: Omit<Property, "changes" | "page">): Property {
  return { ...row, changes: "replaces", page: RELAY_PAGE };
}

const AUDIO_USER_ROW: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["userInfo"],
  properties: {
    userInfo: USER_ROW,
    soundLevel: updates({
      type: "integer",
      minimum: 0,
      maximum: 100,
      default: 100,
      cure: "choose a volume in this range; 100 is as it comes",
    }),
  },
  allowed: "a user",
  cure: "say whose sound it is",
};

function audioList(items: ObjectProperty): Property {
  return updates({
    type: "array",
    items,
    set: true,
    allowed: "a list of users",
    cure: "give a list, one item for each user",
  });
}

const { soundLevel: _soundLevel, ...SILENT_USER } = AUDIO_USER_ROW.properties;

const SEI_SENDING = {
  interval: updates({
    type: "integer",
    minimum: 1,
    maximum: MAX_UINT32,
    default: 1000,
    unit: "milliseconds",
    cure: "say how often it is sent",
  }),
  followIdr: updates({
    type: "boolean",
    default: false,
    cure: "say whether it is sure to come with key frames",
  }),
} as const;

/** The arguments of a relay task: limits and defaults of the API, and what a change does. */
export const relaySchema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["sdkAppId", "roomId", "userId", "withTranscoding", "audioParams", "publishCdnParams", "region"],
  properties: {
    ...ROBOT_ROWS,
    agentParams: {
      type: "object",
      additionalProperties: false,
      properties: {
        maxIdleTime: idleRow({ page: RELAY_PAGE }),
      },
      cure: "say how long the robot waits",
    },
    withTranscoding: replaces({
      type: "boolean",
      cure: "say true to mix the streams of the room into one, which costs transcoding, false to relay one stream as it is",
    }),
    audioParams: {
      type: "object",
      additionalProperties: false,
      required: ["audioEncode"],
      properties: {
        audioEncode: {
          type: "object",
          additionalProperties: false,
          required: ["sampleRate", "channel", "bitRate"],
          properties: {
            sampleRate: replaces({
              type: "integer",
              enum: [48_000, 44_100, 32_000, 24_000, 16_000, 8_000],
              unit: "hertz",
              cure: "choose one",
            }),
            channel: replaces({ type: "string", enum: Object.keys(CHANNELS), cure: "choose one" }),
            bitRate: replaces({
              type: "integer",
              minimum: 8,
              maximum: 500,
              unit: "kbit a second",
              cure: "choose a rate in this range",
            }),
            codec: replaces({
              type: "string",
              enum: Object.keys(AUDIO_CODECS),
              default: "LC-AAC",
              cure: "choose one",
            }),
          },
          cure: "say how the sound is encoded",
        },
        subscribeAudioList: audioList(AUDIO_USER_ROW),
        unSubscribeAudioList: audioList({ ...AUDIO_USER_ROW, properties: SILENT_USER }),
      },
      cure: "say how the sound is encoded: it always is",
    },
    videoParams: VIDEO_ROW,
    singleSubscribeParams: {
      type: "object",
      additionalProperties: false,
      required: ["userMediaStream"],
      properties: { userMediaStream: STREAM_ROW },
      cure: "say which stream is relayed",
    },
    publishCdnParams: {
      type: "array",
      minItems: 1,
      maxItems: 10,
      secret: true,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["publishCdnUrl"],
        properties: {
          publishCdnUrl: {
            type: "string",
            pattern: "^rtmp://[A-Za-z0-9.-]+(:\\d{1,5})?/\\S+$",
            secret: true,
            changes: "updates",
            allowed: "an rtmp:// URL with host and path",
            cure: "copy the push URL of the CDN, with its stream key",
            page: RELAY_PAGE,
          },
          isTencentCdn: updates({
            type: "boolean",
            default: true,
            cure: "say false for another CDN than Tencent Cloud's, which costs relaying",
          }),
        },
        secret: true,
        allowed: "a target",
        cure: "give the push URL of a CDN",
      },
      changes: "updates",
      allowed: "a list of 1 to 10 targets",
      cure: "give one for each CDN",
      page: RELAY_PAGE,
    },
    seiParams: {
      type: "object",
      additionalProperties: false,
      properties: {
        layoutVolume: {
          type: "object",
          additionalProperties: false,
          changes: "updates",
          properties: {
            payloadType: updates({
              type: "integer",
              enum: SEI_TYPES,
              default: 100,
              allowed: "a whole number from 100 to 254 but 244",
              cure: "choose one; 100 is usual",
            }),
            appData: updates({
              type: "string",
              minLength: 1,
              allowed: APP_DATA,
              cure: "give a shorter text, or leave it out",
            }),
            ...SEI_SENDING,
          },
          cure: "say how volumes and layout are told",
        },
        passThrough: {
          type: "object",
          additionalProperties: false,
          required: ["payloadContent", "payloadType"],
          changes: "updates",
          properties: {
            payloadContent: updates({ type: "string", minLength: 1, cure: "give what is told" }),
            payloadType: updates({
              type: "integer",
              enum: [UUID_TYPE, ...SEI_TYPES],
              allowed: "5 or a whole number from 100 to 254 but 244",
              cure: "choose one; some players do not know 5",
            }),
            payloadUuid: updates({
              type: "string",
              pattern: "^[0-9A-Fa-f]{32}$",
              allowed: "32 hex digits",
              cure: "give a UUID without dashes",
            }),
            ...SEI_SENDING,
          },
          cure: "say what is told beside the picture",
        },
      },
      cure: "say what is told beside the picture",
    },
    // ap-hongkong, where Start, Update and Stop run too, is no region of the others
    region: regionRow(ASIAN_REGIONS),
    ...SIG_ROWS,
  },
};

const MIXED_ONLY = [
  "videoParams",
  "seiParams",
  "audioParams.subscribeAudioList",
  "audioParams.unSubscribeAudioList",
];

const onlyWhenMixed: readonly Rule[] = MIXED_ONLY.map((path) => (inputs) => {
  if (knownValue(inputs, "withTranscoding") !== false || knownValue(inputs, path) === undefined)
    return undefined;
  return problem(
    path,
    "given with withTranscoding false",
    "nothing but with true",
    "remove it, one stream is relayed as it is, or say withTranscoding true and have the room mixed",
  );
});

const singleNamesItsStream: Rule = (inputs) => {
  const path = "singleSubscribeParams";
  const withTranscoding = knownValue(inputs, "withTranscoding");
  const isGiven = inputs[path] !== undefined && inputs[path] !== null;
  if (withTranscoding === false && !isGiven)
    return problem(
      path,
      "missing with withTranscoding false",
      "the stream that is relayed",
      "name its user, or say withTranscoding true and have the room mixed",
    );
  if (withTranscoding === true && isGiven)
    return problem(
      path,
      "given with withTranscoding true",
      "nothing but with false",
      "remove it, all streams are mixed, or say withTranscoding false to relay this one alone",
    );
  return undefined;
};

/** Two pushes to one address push each other out, and events could not tell them apart. */
const targetsDiffer: Rule = (inputs) => {
  const seen = new Map<unknown, string>();
  return knownItems(inputs, "publishCdnParams").flatMap(({ path, item }) => {
    const at = `${path}.publishCdnUrl`;
    const url = knownValue(item, "publishCdnUrl");
    const first = seen.get(url);
    if (typeof url !== "string" || first === undefined) {
      seen.set(url, at);
      return [];
    }
    return [problem(at, `the same as ${first}`, "another address", "give each target once")];
  });
};

const ENCODE = "audioParams.audioEncode";

const stereoForVersion2: Rule = (inputs) => {
  const channel = knownValue(inputs, `${ENCODE}.channel`);
  if (knownValue(inputs, `${ENCODE}.codec`) !== "HE-AACv2" || channel !== "mono") return undefined;
  return problem(
    `${ENCODE}.channel`,
    shown(channel),
    '"stereo" with codec "HE-AACv2"',
    "change one of the two",
  );
};

const enoughSamplesForHighEfficiency: Rule = (inputs) => {
  const codec = knownValue(inputs, `${ENCODE}.codec`);
  const isHighEfficiency = codec === "HE-AAC" || codec === "HE-AACv2";
  if (!isHighEfficiency || knownValue(inputs, `${ENCODE}.sampleRate`) !== 8_000) return undefined;
  return problem(
    `${ENCODE}.sampleRate`,
    "8000",
    `16000 or more (hertz) with codec ${shown(codec)}`,
    'change one of the two; "LC-AAC" takes 8000',
  );
};

const uuidWithItsType: Rule = (inputs) => {
  const path = "seiParams.passThrough";
  const bag = knownValue(inputs, path);
  const isGiven = typeof bag === "object" && bag !== null && "payloadUuid" in bag;
  const type = knownValue(inputs, `${path}.payloadType`);
  if (typeof type !== "number" || (type === UUID_TYPE) === isGiven) return undefined;
  return isGiven
    ? problem(`${path}.payloadUuid`, `given with payloadType ${type}`, "nothing but with 5", "remove it")
    : problem(
        `${path}.payloadUuid`,
        "missing with payloadType 5",
        "32 hex digits",
        "give a UUID without dashes",
      );
};

const appDataFits: Rule = (inputs) => {
  const path = "seiParams.layoutVolume.appData";
  const text = knownValue(inputs, path);
  if (typeof text !== "string" || Buffer.byteLength(text) <= MAX_APP_DATA_BYTES) return undefined;
  return problem(
    path,
    `${Buffer.byteLength(text)} bytes long`,
    APP_DATA,
    "give a shorter text, or leave it out",
  );
};

/** The arguments with the defaults that check has written. */
type CheckedInputs = PublishCdnStreamTaskInputs & TaskInputs;

function wireAudioUsers(users: readonly RelayAudioUser[] = []): McuUserInfoParams[] {
  return users.map(({ userInfo, soundLevel }) =>
    wireObject<McuUserInfoParams>({ UserInfo: wireUser(userInfo), SoundLevel: soundLevel }),
  );
}

/** Both lists: the service wants both or none. */
function wireAudioLists({ audioParams }: CheckedInputs, { isWhole }: { isWhole: boolean }) {
  const { subscribeAudioList, unSubscribeAudioList } = audioParams;
  if (!isWhole && subscribeAudioList === undefined && unSubscribeAudioList === undefined) return {};
  return {
    SubscribeAudioList: wireAudioUsers(subscribeAudioList),
    UnSubscribeAudioList: wireAudioUsers(unSubscribeAudioList),
  };
}

function wireTargets(targets: readonly PublishCdnParam[]): McuPublishCdnParam[] {
  return targets.map(({ publishCdnUrl, isTencentCdn }) => ({
    PublishCdnUrl: publishCdnUrl,
    // always said: the vendor warns of unwanted cost
    IsTencentCdn: Number(isTencentCdn ?? true),
  }));
}

function wireSei({ layoutVolume, passThrough }: RelaySeiParams): McuSeiParams {
  return wireObject<McuSeiParams>({
    LayoutVolume:
      layoutVolume &&
      wireObject<McuLayoutVolume>({
        AppData: layoutVolume.appData,
        PayloadType: layoutVolume.payloadType,
        Interval: layoutVolume.interval,
        FollowIdr: wireFlag(layoutVolume.followIdr),
      }),
    PassThrough:
      passThrough &&
      wireObject<McuPassThrough>({
        PayloadContent: passThrough.payloadContent,
        PayloadType: passThrough.payloadType,
        PayloadUuid: passThrough.payloadUuid,
        Interval: passThrough.interval,
        FollowIdr: wireFlag(passThrough.followIdr),
      }),
  });
}

/** What is relayed: the room's streams as one picture and sound, or one stream. */
function wireContent(inputs: CheckedInputs, { isWhole }: { isWhole: boolean }) {
  if (!inputs.withTranscoding) {
    const { userMediaStream } = inputs.singleSubscribeParams;
    return { SingleSubscribeParams: { UserMediaStream: wireStream(userMediaStream) } };
  }
  const { videoParams, seiParams } = inputs;
  return {
    ...(videoParams && { VideoParams: wireVideo(videoParams, { isWhole }) }),
    ...(seiParams && { SeiParams: wireSei(seiParams) }),
  };
}

/** Relay to CDNs: a robot enters a room and pushes its streams, mixed or one of them, to up to ten addresses. */
export const relay: TaskKind<CheckedInputs> = {
  resource: "PublishCdnStreamTask",
  schema: relaySchema,
  rules: [
    ...onlyWhenMixed,
    singleNamesItsStream,
    targetsDiffer,
    stereoForVersion2,
    enoughSamplesForHighEfficiency,
    ...VIDEO_RULES,
    uuidWithItsType,
    appDataFits,
    ...ROBOT_RULES,
  ],
  fingerprints: { publishCdnFingerprint: ["publishCdnParams"] },
  create: {
    action: "StartPublishCdnStream",
    params: (inputs, { userSig }) => {
      const { sdkAppId, roomId, userId, agentParams, withTranscoding, audioParams, publishCdnParams } =
        inputs;
      const { sampleRate, channel, bitRate, codec } = audioParams.audioEncode;
      return {
        SdkAppId: sdkAppId,
        ...wireRoom(roomId, STRING_IS_1),
        AgentParams: wireObject<AgentParams>({
          UserId: userId,
          UserSig: userSig,
          MaxIdleTime: agentParams?.maxIdleTime,
        }),
        WithTranscoding: Number(withTranscoding),
        AudioParams: {
          AudioEncode: wireObject<AudioEncode>({
            SampleRate: sampleRate,
            Channel: CHANNELS[channel],
            BitRate: bitRate,
            Codec: codec && AUDIO_CODECS[codec],
          }),
          ...wireAudioLists(inputs, { isWhole: false }),
        },
        ...wireContent(inputs, { isWhole: false }),
        PublishCdnParams: wireTargets(publishCdnParams),
      } satisfies StartPublishCdnStreamRequest;
    },
  },
  modify: {
    action: "UpdatePublishCdnStream",
    params: (inputs) =>
      ({
        WithTranscoding: Number(inputs.withTranscoding),
        ...(inputs.withTranscoding && { AudioParams: wireAudioLists(inputs, { isWhole: true }) }),
        ...wireContent(inputs, { isWhole: true }),
        PublishCdnParams: wireTargets(inputs.publishCdnParams),
      }) satisfies Omit<UpdatePublishCdnStreamRequest, "SdkAppId" | "TaskId" | "SequenceNumber">,
    sequence: { param: "SequenceNumber", outdated: "FailedOperation.RequestOutdated" },
    isPatch: true,
  },
  stop: { action: "StopPublishCdnStream" },
  notFound: ["ResourceNotFound"],
};
