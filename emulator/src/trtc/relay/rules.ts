import type { ApiProblem } from "../../api/error";
import { integerAt, listAt, textAt } from "../../api/params";
import type { Params } from "../../api/service";
import type { ObjectShape, Shape } from "../../api/shape";
import { objectAt, objectsAt } from "../params";
import { fixed, MAINLAND, roomProblem, SDK_APP_ID, storageShape, USER_ID } from "../rules";
import type { RequestRules } from "../rules";

/** 48245 to 48247, all three. */
const REGIONS = [MAINLAND, "ap-hongkong", "ap-singapore"];

/** The family's lists of codes know neither which parameter is missing nor ranges. */
const MISSING = { required: true, missingCode: "MissingParameter" } as const;

function whole(min: number, max = 0xffffffff): Shape {
  return { kind: "integer", min, max, rangeCode: "InvalidParameter" };
}
function mustBe(min: number, max = 0xffffffff): Shape {
  return { ...MISSING, kind: "integer", min, max, rangeCode: "InvalidParameter" };
}

const TEXT: Shape = { kind: "text" };
const SECRET_TEXT: Shape = { kind: "text", secret: true };
const FLAG = whole(0, 1);

function object(fields: ObjectShape["fields"]): ObjectShape {
  return { kind: "object", fields };
}
function neededObject(fields: ObjectShape["fields"]): ObjectShape {
  return { ...MISSING, kind: "object", fields };
}

const USER_INFO: ObjectShape["fields"] = {
  UserId: { ...USER_ID, ...MISSING },
  RoomId: TEXT,
  RoomIdType: FLAG,
};
const STREAM: ObjectShape["fields"] = { UserInfo: object(USER_INFO), StreamType: FLAG };
const COLOUR: Shape = { kind: "text", pattern: /^0x[0-9a-f]{6}$/i, form: "a colour such as 0xcc0033" };
/** "Outside the supported characters the picture does not take effect": that is no reason to refuse it, the scheme is. */
const IMAGE: Shape = { kind: "text", pattern: /^https?:\/\/./, form: "an http or https URL" };

const AUDIO_USERS: Shape = {
  kind: "list",
  items: object({ UserInfo: neededObject(USER_INFO), SoundLevel: whole(0, 100) }),
};

const AUDIO_PARAMS: ObjectShape["fields"] = {
  AudioEncode: object({
    SampleRate: {
      ...MISSING,
      kind: "integer",
      oneOf: [48000, 44100, 32000, 24000, 16000, 8000],
      rangeCode: "InvalidParameter",
    },
    Channel: mustBe(1, 2),
    BitRate: mustBe(8, 500),
    Codec: whole(0, 2),
  }),
  SubscribeAudioList: AUDIO_USERS,
  UnSubscribeAudioList: AUDIO_USERS,
};

/** Only the mainland models have it. */
function streamSei(region: string): ObjectShape["fields"] {
  return region === MAINLAND ? { EnableStreamSEI: FLAG } : {};
}

function layoutItem(region: string): ObjectShape {
  return object({
    UserMediaStream: object(STREAM),
    ImageWidth: whole(0),
    ImageHeight: whole(0),
    LocationX: whole(0),
    LocationY: whole(0),
    ZOrder: whole(0),
    RenderMode: whole(0, 2),
    BackGroundColor: COLOUR,
    BackgroundImageUrl: IMAGE,
    CustomCrop: object({
      LocationX: mustBe(0),
      LocationY: mustBe(0),
      Width: mustBe(1),
      Height: mustBe(1),
    }),
    BackgroundRenderMode: whole(0, 4),
    TransparentUrl: IMAGE,
    BackgroundCustomRender: object({ Width: mustBe(1), Height: mustBe(1), Radius: whole(0) }),
    BackGroundColorMode: whole(0, 3),
    ...streamSei(region),
  });
}

const WATER_MARK_PLACE: ObjectShape["fields"] = {
  WaterMarkWidth: mustBe(0),
  WaterMarkHeight: mustBe(0),
  LocationX: mustBe(0),
  LocationY: mustBe(0),
  ZOrder: whole(0),
  DynamicPosType: whole(0, 2),
};

const WATER_MARK = object({
  WaterMarkType: FLAG,
  WaterMarkImage: object({ WaterMarkUrl: { ...IMAGE, ...MISSING }, ...WATER_MARK_PLACE }),
  WaterMarkText: object({
    Text: { kind: "text", ...MISSING },
    FontSize: mustBe(1),
    FontColor: COLOUR,
    BackGroundColor: COLOUR,
    Font: { kind: "text", oneOf: ["Tencent", "SourceHanSans"] },
    ...WATER_MARK_PLACE,
  }),
});

function videoParams(region: string): ObjectShape["fields"] {
  return {
    VideoEncode: object({
      Width: mustBe(0, 1920),
      Height: mustBe(0, 1920),
      // 0 on the international page, 1 in the newer mainland models
      Fps: mustBe(1, 60),
      BitRate: mustBe(1, 10000),
      Gop: mustBe(1, 5),
    }),
    LayoutParams: object({
      MixLayoutMode: whole(1, 4),
      PureAudioHoldPlaceMode: FLAG,
      MixLayoutList: {
        kind: "list",
        maxItems: 16,
        rangeCode: "InvalidParameter",
        items: layoutItem(region),
      },
      MaxVideoUser: object({ UserMediaStream: neededObject(STREAM) }),
      RenderMode: whole(0, 2),
      ...streamSei(region),
    }),
    BackGroundColor: COLOUR,
    BackgroundImageUrl: IMAGE,
    WaterMarkList: { kind: "list", items: WATER_MARK },
    BackgroundRenderMode: whole(0, 2),
  };
}

const SEI_TYPES = Array.from({ length: 155 }, (_, index) => 100 + index).filter((type) => type !== 244);
const SEI_SENDING: ObjectShape["fields"] = { Interval: whole(1), FollowIdr: FLAG };
const SEI_PARAMS = object({
  LayoutVolume: object({
    AppData: { kind: "text", maxBytes: 4095 },
    PayloadType: { kind: "integer", oneOf: SEI_TYPES, rangeCode: "InvalidParameter" },
    ...SEI_SENDING,
  }),
  PassThrough: object({
    PayloadContent: { kind: "text", ...MISSING },
    PayloadType: { ...MISSING, kind: "integer", oneOf: [5, ...SEI_TYPES], rangeCode: "InvalidParameter" },
    PayloadUuid: { kind: "text", pattern: /^[0-9a-f]{32}$/i, form: "32 hexadecimal digits" },
    ...SEI_SENDING,
  }),
});

const TARGETS: Shape = {
  kind: "list",
  maxItems: 10,
  rangeCode: "InvalidParameter",
  items: object({
    PublishCdnUrl: {
      ...MISSING,
      kind: "text",
      pattern: /^rtmp:\/\/\S+$/,
      form: "an rtmp URL",
      secret: true,
    },
    IsTencentCdn: FLAG,
  }),
};

const FEED_BACK_ROOMS: Shape = {
  kind: "list",
  maxItems: 10,
  rangeCode: "InvalidParameter",
  items: object({
    RoomId: { kind: "text", ...MISSING },
    RoomIdType: mustBe(0, 1),
    UserId: { ...USER_ID, ...MISSING },
    UserSig: { ...MISSING, kind: "text", secret: true },
  }),
};

const RECORD_PARAMS = object({
  UniRecord: whole(0, 3),
  RecordKey: { kind: "text", maxBytes: 128 },
  RecordWaitTime: whole(5, 86400),
  RecordFormat: { kind: "list", items: { kind: "text", oneOf: ["hls", "mp4", "aac"] } },
  MaxMediaFileDuration: whole(1, 1440),
  StreamType: whole(0, 2),
  UserDefineRecordPrefix: { kind: "text", maxBytes: 64 },
  McuStorageParams: object({
    CloudStorage: storageShape({ maxVendor: 1, required: false }),
    McuCloudVod: object({
      McuTencentVod: object({
        Procedure: TEXT,
        ExpireTime: whole(0),
        StorageRegion: TEXT,
        ClassId: whole(0),
        SubAppId: whole(0),
        SessionContext: TEXT,
        SourceContext: TEXT,
      }),
    }),
  }),
});

/** What Start and Update both take. */
function contentFields(region: string): ObjectShape["fields"] {
  return {
    WithTranscoding: mustBe(0, 1),
    AudioParams: object(AUDIO_PARAMS),
    VideoParams: object(videoParams(region)),
    SingleSubscribeParams: object({ UserMediaStream: neededObject(STREAM) }),
    PublishCdnParams: TARGETS,
    FeedBackRoomParams: FEED_BACK_ROOMS,
    SeiParams: SEI_PARAMS,
  };
}

const TASK: ObjectShape["fields"] = { SdkAppId: SDK_APP_ID, TaskId: { kind: "text", ...MISSING } };

function startShape(region: string): ObjectShape {
  return object({
    SdkAppId: SDK_APP_ID,
    RoomId: { kind: "text", ...MISSING },
    RoomIdType: mustBe(0, 1),
    AgentParams: neededObject({
      UserId: { ...USER_ID, ...MISSING },
      UserSig: SECRET_TEXT,
      MaxIdleTime: whole(5, 86400),
    }),
    RecordParams: RECORD_PARAMS,
    ...contentFields(region),
  });
}

function updateShape(region: string): ObjectShape {
  return object({ ...TASK, SequenceNumber: mustBe(0), ...contentFields(region) });
}

function invalid(message: string): ApiProblem {
  return { code: "InvalidParameter", message };
}
function missing(name: string): ApiProblem {
  return { code: "MissingParameter", message: `The request is missing the required parameter ${name}.` };
}

/** Rooms inside a request have the form of their own RoomIdType. */
function insideRoomProblem(userInfo: Params): ApiProblem | undefined {
  return userInfo["RoomId"] === undefined ? undefined : roomProblem(userInfo, 1);
}

function streamProblem(holder: Params): ApiProblem | undefined {
  return insideRoomProblem(objectAt(objectAt(holder, "UserMediaStream"), "UserInfo"));
}

function audioProblem(params: Params): ApiProblem | undefined {
  const audio = objectAt(params, "AudioParams");
  const encode = objectAt(audio, "AudioEncode");
  const codec = integerAt(encode, "Codec") ?? 0;
  if (codec === 2 && encode["Channel"] === 1) return invalid("HE-AACv2 supports two channels only.");
  if (codec > 0 && encode["SampleRate"] === 8000) return invalid("HE-AAC does not support 8000 Hz.");
  if ((audio["SubscribeAudioList"] === undefined) !== (audio["UnSubscribeAudioList"] === undefined)) {
    return invalid("SubscribeAudioList and UnSubscribeAudioList must be given together.");
  }
  const users = [...objectsAt(audio, "SubscribeAudioList"), ...objectsAt(audio, "UnSubscribeAudioList")];
  return firstOf(users, (user) => insideRoomProblem(objectAt(user, "UserInfo")));
}

function firstOf(
  items: readonly Params[],
  problemOf: (item: Params) => ApiProblem | undefined,
): ApiProblem | undefined {
  for (const item of items) {
    const found = problemOf(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A place ends within the canvas, a cut within 10000 pixels, a background within its place. */
function placeProblem(place: Params, canvas: Params): ApiProblem | undefined {
  const at = (holder: Params, name: string): number => integerAt(holder, name) ?? 0;
  for (const [location, size, side] of [
    ["LocationX", "ImageWidth", "Width"],
    ["LocationY", "ImageHeight", "Height"],
  ] as const) {
    const limit = integerAt(canvas, side);
    if (limit !== undefined && at(place, location) + at(place, size) > limit) {
      return invalid(`${location} and ${size} exceed the ${side} of the output.`);
    }
    const crop = objectAt(place, "CustomCrop");
    if (at(crop, location) + at(crop, side) > 10000) return invalid(`CustomCrop exceeds 10000 pixels.`);
    const background = objectAt(place, "BackgroundCustomRender");
    if (at(background, side) > at(place, size)) return invalid(`BackgroundCustomRender exceeds ${size}.`);
  }
  const background = objectAt(place, "BackgroundCustomRender");
  if (at(background, "Radius") * 2 > Math.min(at(background, "Width"), at(background, "Height"))) {
    return invalid("Radius exceeds half of the shorter side.");
  }
  if (place["BackgroundRenderMode"] === 4 && place["BackgroundCustomRender"] === undefined) {
    return missing("BackgroundCustomRender");
  }
  return streamProblem(place);
}

function videoProblem(params: Params): ApiProblem | undefined {
  const video = objectAt(params, "VideoParams");
  const layout = objectAt(video, "LayoutParams");
  const places = objectsAt(layout, "MixLayoutList");
  if (layout["MixLayoutMode"] === 4 && places.length === 0) return missing("MixLayoutList");
  const marks = objectsAt(video, "WaterMarkList");
  return (
    firstOf(places, (place) => placeProblem(place, objectAt(video, "VideoEncode"))) ??
    streamProblem(objectAt(layout, "MaxVideoUser")) ??
    firstOf(marks, (mark) => {
      const needed = mark["WaterMarkType"] === 1 ? "WaterMarkText" : "WaterMarkImage";
      return mark[needed] === undefined ? missing(needed) : undefined;
    })
  );
}

function seiProblem(params: Params): ApiProblem | undefined {
  const passed = objectAt(objectAt(params, "SeiParams"), "PassThrough");
  return passed["PayloadType"] === 5 && textAt(passed, "PayloadUuid") === ""
    ? missing("PayloadUuid")
    : undefined;
}

function contentProblem(params: Params): ApiProblem | undefined {
  return (
    audioProblem(params) ??
    videoProblem(params) ??
    seiProblem(params) ??
    streamProblem(objectAt(params, "SingleSubscribeParams"))
  );
}

/** Whether a task is whole: what Start has to say, and Update may leave out. */
function startProblem(params: Params): ApiProblem | undefined {
  if (objectAt(params, "AudioParams")["AudioEncode"] === undefined) return missing("AudioParams.AudioEncode");
  const video = params["VideoParams"];
  if (video !== undefined && objectAt(params, "VideoParams")["VideoEncode"] === undefined) {
    return missing("VideoParams.VideoEncode");
  }
  if (params["WithTranscoding"] === 0 && params["SingleSubscribeParams"] === undefined) {
    return missing("SingleSubscribeParams");
  }
  if (params["WithTranscoding"] === 1 && params["SingleSubscribeParams"] !== undefined) {
    return invalid("WithTranscoding must be 0 with SingleSubscribeParams.");
  }
  const goals = listAt(params, "PublishCdnParams").length + listAt(params, "FeedBackRoomParams").length;
  return goals === 0 ? missing("PublishCdnParams") : undefined;
}

export const RELAY_RULES: Readonly<Record<string, RequestRules>> = {
  StartPublishCdnStream: {
    regions: REGIONS,
    shape: startShape,
    together: (params) => roomProblem(params, 1) ?? startProblem(params) ?? contentProblem(params),
  },
  UpdatePublishCdnStream: { regions: REGIONS, shape: updateShape, together: contentProblem },
  StopPublishCdnStream: fixed(REGIONS, { ...TASK, RecordKey: TEXT }),
};
