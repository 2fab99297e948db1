import { parse } from "../../../../../provider/callback/parse";
import { InputError } from "../../../../../provider/trtc/errors";
import { eventOf, payloadOf, sample } from "../callback-samples";

test.each(["1101.txt", "1104-image.txt"])("%s as printed is refused as no JSON", (file) => {
  expect(() => parse(sample(file))).toThrow(
    new InputError("the body is not JSON: hand it over byte for byte as received"),
  );
});

test("1101 with its comma tells of a start", () => {
  expect(eventOf("1101-repaired.json")).toEqual({
    name: "CLOUD_Moderation_START",
    group: 11,
    type: 1101,
    sentAt: "2024-09-12T07:15:38.219Z",
    occurredAt: "2024-09-12T07:15:38.219Z",
    roomId: "960025",
    taskId: "-npVqpdU7sBobiK1iskE3BwlLIebCMrbKUbnL4K-rO+8oZWQndib9uvO4Deq9P1Na+sXGNGNuAE.",
    userId: "inspect",
    payload: { status: 0, statusWord: "started" },
  });
});

test.each([
  ["1102.json", "CLOUD_Moderation_STOP", { leaveCode: 99, leaveCodeWord: "idle" }],
  ["1103.json", "CLOUD_Moderation_SEND_START", { status: 0, statusWord: "started" }],
  ["1105.json", "CLOUD_Moderation_SEND_STOP", { status: 0, statusWord: "ended" }],
  ["1106.json", "CLOUD_Moderation_UPLOAD_ERROR", { code: 10002, message: "BadRequest" }],
])("%s is read as %s", (file, name, payload) => {
  expect(eventOf(file)).toMatchObject({ name, group: 11, type: parseInt(file, 10), payload });
});

test("1104 of audio: empty texts are left out, CheckDetail is a list, Audio a URL", () => {
  expect(eventOf("1104-audio.json")).toEqual({
    name: "CLOUD_Moderation_TASK_INFO",
    group: 11,
    type: 1104,
    sentAt: "2024-09-19T12:51:49.161Z",
    occurredAt: "2025-01-03T02:44:11.524Z",
    roomId: "963239",
    taskId: "-m9lm+lU7tOlL2mFgsPuzHeyNThbhZzbJlKQI4K-raO8oZWQndibARGYcSDohF0Zfgo7RNCuGQE.",
    userId: "TRTCModerationCase2-user0",
    payload: {
      streamerUserId: "SliceCustomUploadCase6-user0",
      dataId: "547512114953106866",
      mediaType: 1,
      mediaTypeWord: "speech",
      suggest: 2,
      suggestWord: "block",
      label: "Polity",
      labelWord: "politics",
      rate: 100,
      audio:
        "https://x.xx.com/-m9lm+lU7tOlL2mFgsPuzHeyNThbhZzbJlKQI4K-raO8oZWQndibARGYcSDohF0Zfgo7RNCuGQE./547512114835666354.ogg",
      audioText: "xxxxxx.",
      checkDetail: [
        {
          label: "Polity",
          labelWord: "politics",
          suggest: 2,
          suggestWord: "block",
          keywords: ["XXX"],
          score: 100,
          audioSegments: {},
          imageLocation: {},
        },
      ],
    },
  });
  expect(parse(sample("1104-audio.json")).body).toMatchObject({ EventInfo: { Payload: { RequestId: "" } } });
});

test("1104 of an image, with a comma for its second semicolon", () => {
  expect(eventOf("1104-image-repaired.json").payload).toEqual({
    streamerUserId: "SliceCustomUploadCase6-user0",
    dataId: "554678038156038407",
    requestId: "a82e0175-65ed-46b5-a656-45814aea1c60",
    mediaType: 2,
    mediaTypeWord: "image",
    suggest: 2,
    suggestWord: "block",
    label: "Ad",
    labelWord: "advertisement",
    rate: 90,
    image:
      "https://trtcauto-sg-1311572968.cos.ap-singapore.myqcloud.com/prefix1/prefix2/-nHlf1xU7tsdRVBjLsog0ZX9T62DtVjbNguMJYK-58aNM6KipeDPAfrKt1aejC8ipMaphfYxAQ../TianyuModerationCase3-user1/images/20005067_963715_TianyuModerationCase3-user1_20250221211113.png",
    imageOcr: "Movable Type Culture Moveable TVo The pain of never being able to go home again;",
    checkDetail: [
      {
        scene: "Ad",
        label: "Normal",
        labelWord: "normal",
        suggest: 2,
        suggestWord: "block",
        keywords: [],
        score: 90,
        audioSegments: {},
        imageLocation: {},
      },
    ],
  });
});

test("1104 may have CheckDetail as the object that the page calls it", () => {
  expect(payloadOf(11, 1104, { Payload: { CheckDetail: { Label: "Porn", Keywords: "one" } } })).toEqual({
    checkDetail: [{ label: "Porn", labelWord: "pornography", keywords: ["one"] }],
  });
});
