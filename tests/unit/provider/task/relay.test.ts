import { leaves, wholes } from "../../../../provider/resource/schema";
import type { Bag } from "../../../../provider/resource/schema";
import type { PublishCdnStreamTaskArgs } from "../../../../provider/task/publish-cdn-stream-task";
import { relay, relaySchema } from "../../../../provider/task/relay";
import { GoneError } from "../../../../provider/trtc/errors";
import { refusal } from "../fake-client";
import { START } from "../fake-clock";
import { TASK_ID, taskLifecycle } from "../lifecycle-parts";
import { withoutValue, withValue } from "../task-inputs";
import { another, custom, fullest, preset, PUSH_URL, single, smallest, together } from "./inputs/relay";

beforeEach(() => {
  jest.spyOn(Date, "now").mockReturnValue(START);
});
afterEach(() => {
  jest.restoreAllMocks();
});

function checked(inputs: Bag): Bag {
  const { inputs: known, failures } = taskLifecycle(relay).lifecycle.check({}, inputs);
  expect(failures).toEqual([]);
  return known;
}

function problems(inputs: Bag): Record<string, string> {
  const { failures } = taskLifecycle(relay).lifecycle.check({}, inputs);
  return Object.fromEntries(failures.map(({ property, reason }) => [property, reason]));
}

/** Values set one after the other by path. */
function changed(inputs: Bag, changes: Bag): Bag {
  return Object.entries(changes).reduce<Bag>(
    (bag, [path, value]) => (value === undefined ? withoutValue(bag, path) : withValue(bag, path, value)),
    inputs,
  );
}

async function made(inputs: Bag): Promise<{ state: Bag; params: unknown }> {
  const { lifecycle, client } = taskLifecycle(relay, {
    answers: { StartPublishCdnStream: [{ TaskId: TASK_ID }] },
  });
  const { outs } = await lifecycle.create(checked(inputs));
  expect(client.actions()).toEqual(["StartPublishCdnStream"]);
  return { state: outs, params: client.calls[0]?.params };
}

const ROBOT = ["sdkAppId", "roomId", "userId"];
const ENCODE = "audioParams.audioEncode";
const VIDEO = "videoParams.videoEncode";
const LAYOUT = "videoParams.layoutParams";
const SINGLE = "singleSubscribeParams.userMediaStream";

const UPDATED = [
  "audioParams.subscribeAudioList",
  "audioParams.unSubscribeAudioList",
  `${VIDEO}.width`,
  `${VIDEO}.height`,
  `${VIDEO}.fps`,
  `${VIDEO}.bitRate`,
  `${VIDEO}.gop`,
  `${LAYOUT}.mixLayoutMode`,
  `${LAYOUT}.pureAudioHoldPlaceMode`,
  `${LAYOUT}.maxVideoUser.userMediaStream.userInfo.userId`,
  `${LAYOUT}.maxVideoUser.userMediaStream.streamType`,
  `${LAYOUT}.renderMode`,
  `${LAYOUT}.enableStreamSEI`,
  `${LAYOUT}.mixLayoutList`,
  "videoParams.backGroundColor",
  "videoParams.backgroundImageUrl",
  "videoParams.backgroundRenderMode",
  "videoParams.waterMarkList",
  `${SINGLE}.userInfo.userId`,
  `${SINGLE}.userInfo.roomId`,
  `${SINGLE}.streamType`,
  "publishCdnParams",
  "seiParams.layoutVolume.payloadType",
  "seiParams.layoutVolume.appData",
  "seiParams.layoutVolume.interval",
  "seiParams.layoutVolume.followIdr",
  "seiParams.passThrough.payloadContent",
  "seiParams.passThrough.payloadType",
  "seiParams.passThrough.payloadUuid",
  "seiParams.passThrough.interval",
  "seiParams.passThrough.followIdr",
];
const REPLACED = [
  ...ROBOT,
  "agentParams.maxIdleTime",
  "withTranscoding",
  `${ENCODE}.sampleRate`,
  `${ENCODE}.channel`,
  `${ENCODE}.bitRate`,
  `${ENCODE}.codec`,
  "region",
];
const SETTLED = ["userSig", "sdkSecretKey", "userSigExpire"];

describe("the table", () => {
  test("every leaf says what a change does, and no other leaf is there", () => {
    const found = (change: string) =>
      leaves(relaySchema).flatMap(({ path, property }) => (property.changes === change ? [path] : []));
    expect(found("updates").sort()).toEqual([...UPDATED].sort());
    expect(found("replaces").sort()).toEqual([...REPLACED].sort());
    expect(found("settles").sort()).toEqual([...SETTLED].sort());
    expect(leaves(relaySchema)).toHaveLength(UPDATED.length + REPLACED.length + SETTLED.length);
  });

  test("to give picture or a message, or to leave it out, is a change of its own", () => {
    expect(wholes(relaySchema).map(({ path, property }) => [path, property.changes])).toEqual([
      ["videoParams", "replaces"],
      ["seiParams.layoutVolume", "updates"],
      ["seiParams.passThrough", "updates"],
    ]);
  });

  test("the secrets are the targets as a whole and what signs", () => {
    const secrets = leaves(relaySchema).filter(({ property }) => property.secret === true);
    expect(secrets.map(({ path }) => path)).toEqual(["publishCdnParams", "userSig", "sdkSecretKey"]);
  });

  test("the smallest arguments get the documented defaults", () => {
    expect(checked(smallest)).toEqual({
      ...smallest,
      audioParams: {
        audioEncode: { sampleRate: 48000, channel: "stereo", bitRate: 128, codec: "LC-AAC" },
      },
      publishCdnParams: [{ publishCdnUrl: PUSH_URL, isTencentCdn: true }],
      userSigExpire: 15_552_000,
    });
  });

  test("the fullest arguments have nothing wrong, and together every leaf", () => {
    const given = new Set<string>();
    for (const inputs of fullest) {
      expect(problems(inputs)).toEqual({});
      for (const { path } of leaves(relaySchema))
        if (
          path.split(".").reduce<unknown>((bag, key) => (bag as Bag | undefined)?.[key], inputs) !== undefined
        )
          given.add(path);
    }
    expect([...given].sort()).toEqual(
      leaves(relaySchema)
        .map(({ path }) => path)
        .sort(),
    );
  });
});

describe("what one argument may not be", () => {
  const ROOM =
    "a whole number from 1 to 4294967294 (an int32 room) or 1 to 64 letters, digits, spaces and " +
    "!#$%&()+-:;<=.>?@[]^_{}|~, (a string room): leave it out for a user of the task's own room, " +
    "or use the room id that the user enters, with the same type";
  const COLOUR = 'a colour as 0xRRGGBB such as "0xcc0033": give red, green and blue as two hex digits each';
  const IMAGE =
    "an http or https URL of letters, digits and -._~:/?#[]@!&()*+,%=;|: " +
    "give a URL that the service can fetch within 10 s, of a picture of at most 2K and 5 MB";
  const TARGET = "an rtmp:// URL with host and path: copy the push URL of the CDN, with its stream key";

  const refused: [Bag, string, unknown, string][] = [
    [
      preset,
      "agentParams.maxIdleTime",
      4,
      "4, allowed is a whole number from 5 to 86400 (seconds): choose a time in this range; 86400 keeps a task through a day without anchors",
    ],
    [
      preset,
      "withTranscoding",
      1,
      "1, allowed is true or false: say true to mix the streams of the room into one, which costs transcoding, false to relay one stream as it is",
    ],
    [
      preset,
      `${ENCODE}.sampleRate`,
      11025,
      "11025, allowed is 48000 or 44100 or 32000 or 24000 or 16000 or 8000: choose one",
    ],
    [preset, `${ENCODE}.channel`, 2, '2, allowed is "mono" or "stereo": choose one'],
    [
      preset,
      `${ENCODE}.bitRate`,
      501,
      "501, allowed is a whole number from 8 to 500 (kbit a second): choose a rate in this range",
    ],
    [preset, `${ENCODE}.codec`, "mp3", '"mp3", allowed is "LC-AAC" or "HE-AAC" or "HE-AACv2": choose one'],
    [
      preset,
      "audioParams.subscribeAudioList",
      "teacher",
      '"teacher", allowed is a list of users: give a list, one item for each user',
    ],
    [
      preset,
      `${VIDEO}.width`,
      1921,
      "1921, allowed is a whole number from 0 to 1920 (pixels): choose a width in this range",
    ],
    [
      preset,
      `${VIDEO}.fps`,
      0,
      "0, allowed is a whole number from 1 to 60 (frames a second): choose a rate in this range",
    ],
    [
      preset,
      `${VIDEO}.gop`,
      6,
      "6, allowed is a whole number from 1 to 5 (seconds): choose a time in this range",
    ],
    [
      preset,
      `${LAYOUT}.mixLayoutMode`,
      1,
      '1, allowed is "floating" or "screenShare" or "grid" or "custom": say how the pictures are placed',
    ],
    [preset, "videoParams.backGroundColor", "red", `"red", allowed is ${COLOUR}`],
    [preset, "videoParams.backgroundImageUrl", "https://a/ü.png", `"https://a/ü.png", allowed is ${IMAGE}`],
    [single, `${SINGLE}.userInfo.roomId`, 0, `0, allowed is ${ROOM}`],
    [
      single,
      `${SINGLE}.userInfo.userId`,
      "a b",
      '"a b", allowed is 1 to 32 letters, digits, _ and -: give the user id with which the anchor enters',
    ],
    [
      single,
      "publishCdnParams",
      [],
      "a list of 0, allowed is a list of 1 to 10 targets: give one for each CDN",
    ],
    [
      single,
      "publishCdnParams",
      Array.from({ length: 11 }, (_, index) => ({ publishCdnUrl: `${PUSH_URL}${index}` })),
      "a list of 11, allowed is a list of 1 to 10 targets: give one for each CDN",
    ],
    [
      preset,
      "seiParams.layoutVolume.payloadType",
      244,
      "244, allowed is a whole number from 100 to 254 but 244: choose one; 100 is usual",
    ],
    [
      preset,
      "seiParams.passThrough.payloadType",
      6,
      "6, allowed is 5 or a whole number from 100 to 254 but 244: choose one; some players do not know 5",
    ],
    [
      preset,
      "seiParams.layoutVolume.appData",
      "a".repeat(4096),
      "4096 bytes long, allowed is a text of 1 to 4095 bytes of UTF-8: give a shorter text, or leave it out",
    ],
    [
      preset,
      "seiParams.layoutVolume.appData",
      "房".repeat(1366),
      "4098 bytes long, allowed is a text of 1 to 4095 bytes of UTF-8: give a shorter text, or leave it out",
    ],
    [
      preset,
      "seiParams.layoutVolume.interval",
      4_294_967_296,
      "4294967296, allowed is a whole number from 1 to 4294967295 (milliseconds): say how often it is sent",
    ],
    [
      smallest,
      "region",
      "eu-frankfurt",
      '"eu-frankfurt", allowed is "ap-singapore" or "ap-guangzhou": set region on the resource, TENCENTCLOUD_REGION or trtc:region to one of these',
    ],
  ];

  test.each(refused.map(([inputs, path, value, message]) => [path, value, message, inputs] as const))(
    "%s may not be %j",
    (path, value, message, inputs) => {
      expect(problems(withValue(inputs, path, value))).toEqual({ [path]: `${path} is ${message}` });
    },
  );

  test.each([
    "rtmps://push.example.com/planted-key",
    "https://push.example.com/planted-key",
    "",
    "rtmp://a b",
  ])("a target may not be pushed to %j, and the message does not show where", (publishCdnUrl) => {
    expect(problems(withValue(smallest, "publishCdnParams", [{ publishCdnUrl }]))).toEqual({
      "publishCdnParams.0.publishCdnUrl": `publishCdnParams.0.publishCdnUrl is a secret of ${publishCdnUrl.length} characters, allowed is ${TARGET}`,
    });
  });

  test.each([
    "withTranscoding",
    "audioParams",
    `${ENCODE}.sampleRate`,
    `${ENCODE}.channel`,
    "publishCdnParams",
  ])("%s must be given", (path) => {
    expect(Object.keys(problems(withoutValue(smallest, path)))).toEqual([path]);
  });

  test("the large picture is a user's of the task's own room", () => {
    const path = `${LAYOUT}.maxVideoUser.userMediaStream.userInfo.roomId`;
    expect(problems(withValue(preset, path, "hall"))).toEqual({
      [path]: `${path} is not an argument, allowed here are userId: correct or remove it`,
    });
  });
});

describe("rules over several arguments", () => {
  test.each([
    "videoParams",
    "seiParams",
    "audioParams.subscribeAudioList",
    "audioParams.unSubscribeAudioList",
  ])("%s is nothing for one stream as it is", (path) => {
    const [top = "", below] = path.split(".");
    const whole = preset[top] as Bag;
    const value = below === undefined ? whole : whole[below];
    expect(problems(withValue(single, path, value))).toEqual({
      [path]:
        `${path} is given with withTranscoding false, allowed is nothing but with true: ` +
        "remove it, one stream is relayed as it is, or say withTranscoding true and have the room mixed",
    });
  });

  test("one stream has to be named, and only one", () => {
    expect(problems({ ...smallest, withTranscoding: false })).toEqual({
      singleSubscribeParams:
        "singleSubscribeParams is missing with withTranscoding false, allowed is the stream that is relayed: " +
        "name its user, or say withTranscoding true and have the room mixed",
    });
    expect(problems({ ...single, withTranscoding: true })).toEqual({
      singleSubscribeParams:
        "singleSubscribeParams is given with withTranscoding true, allowed is nothing but with false: " +
        "remove it, all streams are mixed, or say withTranscoding false to relay this one alone",
    });
  });

  test("HE-AACv2 is stereo", () => {
    const mono = changed(smallest, { [`${ENCODE}.codec`]: "HE-AACv2", [`${ENCODE}.channel`]: "mono" });
    expect(problems(mono)).toEqual({
      [`${ENCODE}.channel`]: `${ENCODE}.channel is "mono", allowed is "stereo" with codec "HE-AACv2": change one of the two`,
    });
    expect(problems(withValue(mono, `${ENCODE}.codec`, "HE-AAC"))).toEqual({});
  });

  test.each(["HE-AAC", "HE-AACv2"])("%s takes no 8000 Hz", (codec) => {
    const slow = changed(smallest, { [`${ENCODE}.codec`]: codec, [`${ENCODE}.sampleRate`]: 8000 });
    expect(problems(slow)).toEqual({
      [`${ENCODE}.sampleRate`]:
        `${ENCODE}.sampleRate is 8000, allowed is 16000 or more (hertz) with codec "${codec}": ` +
        'change one of the two; "LC-AAC" takes 8000',
    });
    expect(problems(withValue(slow, `${ENCODE}.codec`, "LC-AAC"))).toEqual({});
  });

  test("type 5 has a UUID, and no other type", () => {
    const path = "seiParams.passThrough.payloadUuid";
    expect(problems(withoutValue(custom, path))).toEqual({
      [path]: `${path} is missing with payloadType 5, allowed is 32 hex digits: give a UUID without dashes`,
    });
    expect(problems(withValue(custom, "seiParams.passThrough.payloadType", 100))).toEqual({
      [path]: `${path} is given with payloadType 100, allowed is nothing but with 5: remove it`,
    });
  });
});

test("everything wrong is said at once", () => {
  const found = problems({
    ...preset,
    region: "eu-frankfurt",
    agentParams: { maxIdleTime: 1 },
    audioParams: { audioEncode: { sampleRate: 8000, channel: "mono", bitRate: 1, codec: "HE-AACv2" } },
    singleSubscribeParams: { userMediaStream: { userInfo: { userId: "teacher" } } },
    publishCdnParams: [{ publishCdnUrl: "planted-key" }],
    extra: true,
  });
  expect(Object.keys(found).sort()).toEqual([
    "agentParams.maxIdleTime",
    `${ENCODE}.bitRate`,
    `${ENCODE}.channel`,
    `${ENCODE}.sampleRate`,
    "extra",
    "publishCdnParams.0.publishCdnUrl",
    "region",
    "singleSubscribeParams",
  ]);
});

describe("what a change does", () => {
  test.each([...UPDATED, ...REPLACED])("%s", async (path) => {
    const from = fullest.find(
      (inputs) =>
        path.split(".").reduce<unknown>((bag, key) => (bag as Bag | undefined)?.[key], inputs) !== undefined,
    );
    const { state } = await made(from ?? {});
    const property = leaves(relaySchema).find((leaf) => leaf.path === path)?.property;
    const held = path.split(".").reduce<unknown>((bag, key) => (bag as Bag | undefined)?.[key], from);
    const fallback =
      property?.enum?.find((word) => word !== held) ??
      (property?.type === "boolean" ? held !== true : (property?.maximum ?? 0) - 1);
    const value = path in another ? another[path] : fallback;
    const wanted = checked(changed(from ?? {}, { [path]: value, ...together[path] }));
    const diff = taskLifecycle(relay).lifecycle.diff(state, wanted);
    const top = path.split(".", 1)[0] ?? "";
    expect(diff.changes).toBe(true);
    expect(diff.deleteBeforeReplace).toBe(!ROBOT.includes(path));
    if (path === "withTranscoding") expect(diff.replaces).toContain("withTranscoding");
    else expect(diff.replaces).toEqual(REPLACED.includes(path) ? [top] : []);
  });

  test("a picture for what was sound alone takes a new task, and so does no picture any more", async () => {
    const { lifecycle } = taskLifecycle(relay);
    const { state: sound } = await made(smallest);
    const picture = {
      ...smallest,
      videoParams: { videoEncode: { width: 640, height: 360, fps: 15, bitRate: 600, gop: 1 } },
    };
    expect(lifecycle.diff(sound, checked(picture)).replaces).toEqual(["videoParams"]);
    const { state: seen } = await made(picture);
    expect(lifecycle.diff(seen, checked(smallest)).replaces).toEqual(["videoParams"]);
  });

  test("what is left out again takes a new task, but for lists and what has a default", async () => {
    const { lifecycle } = taskLifecycle(relay);
    const { state } = await made(preset);
    const without = (path: string) => lifecycle.diff(state, checked(withoutValue(preset, path))).replaces;
    expect(without("videoParams.backgroundImageUrl")).toEqual(["videoParams"]);
    expect(without("seiParams.layoutVolume")).toEqual(["seiParams"]);
    expect(without("videoParams.waterMarkList")).toEqual([]);
    expect(without("audioParams.subscribeAudioList")).toEqual([]);
    expect(without("videoParams.backgroundRenderMode")).toEqual([]);
  });

  test("the order of users whose sound is mixed means nothing, the order of targets is told", async () => {
    const { lifecycle } = taskLifecycle(relay);
    const { state } = await made(preset);
    const { audioParams, publishCdnParams } = preset as {
      audioParams: { subscribeAudioList: unknown[] };
      publishCdnParams: unknown[];
    };
    const users = [...audioParams.subscribeAudioList].reverse();
    expect(
      lifecycle.diff(state, checked(withValue(preset, "audioParams.subscribeAudioList", users))),
    ).toEqual({ changes: false, replaces: [], deleteBeforeReplace: true });
    expect(
      lifecycle.diff(state, checked({ ...preset, publishCdnParams: [...publishCdnParams].reverse() })),
    ).toEqual({ changes: true, replaces: [], deleteBeforeReplace: true });
  });
});

describe("on the wire", () => {
  const SIG = expect.stringMatching(/^eJ/) as unknown;
  const START_SMALLEST = {
    SdkAppId: 1400000001,
    RoomId: "lobby",
    RoomIdType: 1,
    AgentParams: { UserId: "relay-lobby", UserSig: SIG },
    WithTranscoding: 1,
    AudioParams: { AudioEncode: { SampleRate: 48000, Channel: 2, BitRate: 128, Codec: 0 } },
    PublishCdnParams: [{ PublishCdnUrl: PUSH_URL, IsTencentCdn: 1 }],
  };

  test("sound alone sends what must be given, and whose CDN it is", async () => {
    expect((await made(smallest)).params).toStrictEqual(START_SMALLEST);
  });

  test("an int32 room is of type 0: the other way round than slicing has it", async () => {
    expect((await made({ ...smallest, roomId: 150 })).params).toStrictEqual({
      ...START_SMALLEST,
      RoomId: "150",
      RoomIdType: 0,
    });
  });

  test("one stream as it is", async () => {
    const { params } = await made(fullest[3] ?? {});
    expect(params).toStrictEqual({
      ...START_SMALLEST,
      RoomId: "150",
      RoomIdType: 0,
      WithTranscoding: 0,
      SingleSubscribeParams: {
        UserMediaStream: {
          UserInfo: { UserId: "teacher", RoomId: "hall", RoomIdType: 1 },
          StreamType: 1,
        },
      },
    });
  });

  const VIDEO_ENCODE = { Width: 1280, Height: 720, Fps: 25, BitRate: 2500, Gop: 2 };
  const PRESET_CONTENT = {
    WithTranscoding: 1,
    VideoParams: {
      VideoEncode: VIDEO_ENCODE,
      LayoutParams: {
        MixLayoutMode: 1,
        PureAudioHoldPlaceMode: 1,
        MaxVideoUser: { UserMediaStream: { UserInfo: { UserId: "teacher" }, StreamType: 1 } },
        RenderMode: 2,
      },
      BackGroundColor: "0x99CCFF",
      BackgroundImageUrl: "https://example.com/back.png",
      BackgroundRenderMode: 0,
      WaterMarkList: [
        {
          WaterMarkType: 0,
          WaterMarkImage: {
            WaterMarkUrl: "https://example.com/mark.png",
            WaterMarkWidth: 100,
            WaterMarkHeight: 50,
            LocationX: 10,
            LocationY: 20,
            ZOrder: 2,
            DynamicPosType: 2,
          },
        },
        {
          WaterMarkType: 1,
          WaterMarkText: {
            Text: "live",
            FontSize: 24,
            FontColor: "0xFFFFFF",
            BackGroundColor: "0x000000",
            Font: "SourceHanSans",
            WaterMarkWidth: 100,
            WaterMarkHeight: 50,
            LocationX: 10,
            LocationY: 20,
            ZOrder: 0,
            DynamicPosType: 0,
          },
        },
      ],
    },
    PublishCdnParams: [
      { PublishCdnUrl: PUSH_URL, IsTencentCdn: 1 },
      { PublishCdnUrl: "rtmp://a.example.org/app/planted-other-stream-key", IsTencentCdn: 0 },
    ],
    SeiParams: {
      LayoutVolume: { AppData: "lobby", PayloadType: 101, Interval: 500, FollowIdr: 1 },
      PassThrough: { PayloadContent: "hello", PayloadType: 102, Interval: 2000, FollowIdr: 1 },
    },
  };
  const PRESET_LISTS = {
    SubscribeAudioList: [
      { UserInfo: { UserId: "teacher" }, SoundLevel: 80 },
      { UserInfo: { UserId: "guest" }, SoundLevel: 100 },
    ],
    UnSubscribeAudioList: [{ UserInfo: { UserId: "music", RoomId: "lobby", RoomIdType: 1 } }],
  };

  test("a mix with a preset and everything given", async () => {
    expect((await made(preset)).params).toStrictEqual({
      ...START_SMALLEST,
      ...PRESET_CONTENT,
      AgentParams: { UserId: "relay-lobby", UserSig: SIG, MaxIdleTime: 86_400 },
      AudioParams: {
        AudioEncode: { SampleRate: 48000, Channel: 2, BitRate: 128, Codec: 1 },
        ...PRESET_LISTS,
      },
    });
  });

  test("one list of users is sent with the other, which the API wants", async () => {
    const { params } = await made(
      withValue(smallest, "audioParams.unSubscribeAudioList", [{ userInfo: { userId: "music" } }]),
    );
    expect(params).toMatchObject({
      AudioParams: { SubscribeAudioList: [], UnSubscribeAudioList: [{ UserInfo: { UserId: "music" } }] },
    });
  });

  test("a mix place by place", async () => {
    const { params } = await made(custom);
    expect(params).toStrictEqual({
      ...START_SMALLEST,
      RoomId: "150",
      RoomIdType: 0,
      VideoParams: {
        VideoEncode: VIDEO_ENCODE,
        BackgroundRenderMode: 2,
        LayoutParams: {
          MixLayoutMode: 4,
          PureAudioHoldPlaceMode: 0,
          MixLayoutList: [
            {
              UserMediaStream: {
                UserInfo: { UserId: "teacher", RoomId: "151", RoomIdType: 0 },
                StreamType: 1,
              },
              ImageWidth: 960,
              ImageHeight: 720,
              LocationX: 320,
              LocationY: 0,
              ZOrder: 1,
              RenderMode: 0,
              BackgroundImageUrl: "https://example.com/away.png",
              BackgroundRenderMode: 4,
              BackgroundCustomRender: { Width: 100, Height: 50, Radius: 25 },
              TransparentUrl: "https://example.com/round.png",
              CustomCrop: { LocationX: 1, LocationY: 2, Width: 640, Height: 480 },
              EnableStreamSEI: 0,
            },
            { ImageWidth: 320, ImageHeight: 240, ZOrder: 0, RenderMode: 1, BackgroundRenderMode: 2 },
          ],
        },
      },
      SeiParams: {
        PassThrough: {
          PayloadContent: "hello",
          PayloadType: 5,
          PayloadUuid: "0123456789abcdefABCDEF0123456789",
          Interval: 1000,
          FollowIdr: 0,
        },
      },
    });
  });

  async function updated(from: Bag, to: Bag, answers: readonly (Bag | Error)[] = [{}]) {
    const { state } = await made(from);
    const { lifecycle, client } = taskLifecycle(relay, {
      answers: { UpdatePublishCdnStream: answers, RemoveUserByStrRoomId: [{}] },
    });
    const result = await lifecycle.update(TASK_ID, state, checked(to)).catch((error: unknown) => error);
    return { result, calls: client.calls };
  }

  test("Update says all that can change, numbered, and nothing of how the sound is encoded", async () => {
    const { calls, result } = await updated(preset, withValue(preset, `${VIDEO}.fps`, 30));
    expect(calls.map(({ params }) => params)).toStrictEqual([
      {
        SdkAppId: 1400000001,
        TaskId: TASK_ID,
        SequenceNumber: 1,
        ...PRESET_CONTENT,
        AudioParams: PRESET_LISTS,
        VideoParams: {
          ...PRESET_CONTENT.VideoParams,
          VideoEncode: { ...VIDEO_ENCODE, Fps: 30 },
          LayoutParams: { ...PRESET_CONTENT.VideoParams.LayoutParams, MixLayoutList: [] },
        },
      },
    ]);
    expect(result).toMatchObject({ outs: { sequenceNumber: 1 } });
    expect(result).not.toHaveProperty("outs.taskId");
  });

  test("a layout that is left out again is said to be the preset that it was before", async () => {
    const { calls } = await updated(custom, withoutValue(custom, LAYOUT));
    expect(calls[0]?.params).toMatchObject({
      VideoParams: {
        LayoutParams: { MixLayoutMode: 1, PureAudioHoldPlaceMode: 0, MixLayoutList: [] },
        WaterMarkList: [],
      },
    });
  });

  test("another target of one stream is told with that stream, and with no list of users", async () => {
    const { calls } = await updated(single, { ...single, publishCdnParams: another["publishCdnParams"] });
    expect(calls.map(({ params }) => params)).toStrictEqual([
      {
        SdkAppId: 1400000001,
        TaskId: TASK_ID,
        SequenceNumber: 1,
        WithTranscoding: 0,
        SingleSubscribeParams: { UserMediaStream: { UserInfo: { UserId: "teacher" }, StreamType: 0 } },
        PublishCdnParams: [
          { PublishCdnUrl: "rtmp://push.example.com/live/planted-third-stream-key", IsTencentCdn: 1 },
        ],
      },
    ]);
  });

  test("a number that a lost answer has used up is passed over", async () => {
    const outdated = refusal("FailedOperation.RequestOutdated", "UpdatePublishCdnStream");
    const { calls, result } = await updated(preset, withValue(preset, `${VIDEO}.fps`, 30), [outdated, {}]);
    expect(calls.map(({ params }) => (params as Bag)["SequenceNumber"])).toEqual([1, 2]);
    expect(result).toMatchObject({ outs: { sequenceNumber: 2 } });
  });

  test("a task that is found to have ended is made anew by the next up", async () => {
    const { result } = await updated(preset, withValue(preset, `${VIDEO}.fps`, 30), [
      refusal("ResourceNotFound", "UpdatePublishCdnStream"),
    ]);
    expect(result).toMatchObject({ id: TASK_ID, outs: { exited: true } });
    const { outs } = result as { outs: Bag };
    expect(taskLifecycle(relay).lifecycle.diff(outs, checked(preset)).replaces).toEqual(["exited"]);
  });
});

test("refresh says nothing: there is no API to ask", async () => {
  const { state } = await made(preset);
  const { lifecycle, client } = taskLifecycle(relay);
  await expect(lifecycle.read(TASK_ID, state)).resolves.toEqual({ id: TASK_ID, props: state });
  expect(client.actions()).toEqual([]);
});

test("state holds a fingerprint of the targets in place of them", async () => {
  const { state } = await made(preset);
  expect(state).not.toHaveProperty("publishCdnParams");
  expect(state["publishCdnFingerprint"]).toMatch(/^[0-9a-f]{16}$/);
  expect((await made(smallest)).state["publishCdnFingerprint"]).not.toBe(state["publishCdnFingerprint"]);
});

test("a task that is gone is deleted", async () => {
  const { state } = await made(preset);
  const { lifecycle, clock } = taskLifecycle(relay, {
    answers: { StopPublishCdnStream: [refusal("ResourceNotFound", "StopPublishCdnStream")] },
  });
  await clock.sleep(60_000);
  await expect(lifecycle.delete(TASK_ID, state)).resolves.toBeUndefined();
  expect(refusal("ResourceNotFound")).toBeInstanceOf(GoneError);
});

test("combinations that the API does not take do not compile", () => {
  const room = { sdkAppId: 1400000001, roomId: "lobby", userId: "relay-lobby" };
  const audioParams = { audioEncode: { sampleRate: 48000, channel: "mono", bitRate: 64 } } as const;
  const publishCdnParams = [{ publishCdnUrl: PUSH_URL }];
  const videoEncode = { width: 640, height: 360, fps: 15, bitRate: 600, gop: 1 };
  const userMediaStream = { userInfo: { userId: "teacher" } };
  const mixed = { ...room, withTranscoding: true, audioParams, publishCdnParams } as const;
  const one = { ...room, withTranscoding: false, audioParams, publishCdnParams } as const;
  const refused: PublishCdnStreamTaskArgs[] = [
    // @ts-expect-error one stream has to be named
    one,
    // @ts-expect-error one stream has no picture of its own
    { ...one, singleSubscribeParams: { userMediaStream }, videoParams: { videoEncode } },
    // @ts-expect-error a mix takes all streams
    { ...mixed, singleSubscribeParams: { userMediaStream } },
    // @ts-expect-error places are for the custom layout
    { ...mixed, videoParams: { videoEncode, layoutParams: { mixLayoutMode: "grid", mixLayoutList: [{}] } } },
    // @ts-expect-error the custom layout has to name its places
    { ...mixed, videoParams: { videoEncode, layoutParams: { mixLayoutMode: "custom" } } },
    // @ts-expect-error a watermark of a picture has a picture
    { ...mixed, videoParams: { videoEncode, waterMarkList: [{ waterMarkType: "image" }] } },
    // @ts-expect-error there is nothing to relay to
    { ...room, withTranscoding: true, audioParams },
  ];
  for (const args of refused) expect(problems(args as Bag)).not.toEqual({});
});

test("two targets with one address are refused, and the address is not shown", () => {
  const target = { publishCdnUrl: "rtmp://push.example.com/live/planted" };
  const given = {
    ...smallest,
    publishCdnParams: [target, { publishCdnUrl: "rtmp://b.example.com/live/x" }, target],
  };
  const { failures } = taskLifecycle(relay).lifecycle.check({}, given);
  expect(failures).toEqual([
    {
      property: "publishCdnParams.2.publishCdnUrl",
      reason:
        "publishCdnParams.2.publishCdnUrl is the same as publishCdnParams.0.publishCdnUrl, allowed is another address: give each target once",
    },
  ]);
});
