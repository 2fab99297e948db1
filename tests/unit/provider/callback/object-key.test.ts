import fc from "fast-check";
import { createTimeline } from "../../../../emulator/src/clock";
import { sliceRequestOf } from "../../../../emulator/src/trtc/slicing/request";
import { createSlicer } from "../../../../emulator/src/trtc/slicing/slicer";
import { buildObjectKey, parseObjectKey } from "../../../../provider/callback/object-key";
import type { OtherKey, SliceKeyParts } from "../../../../provider/callback/object-key";
import { InputError } from "../../../../provider/trtc/errors";
import { anyText } from "./any-text";

/** A task id as the vendor's page shows one (72331). */
const TASK_ID = "-npVqpdU7qidKD61us+k9KlbamMCLrDbczWnLoK-2OqyoZWQndib8Ma8fbGq2JxnW26LgE.";
const FORM = "{prefix}/{taskId}/{userId}/audios|images/{sdkAppId}_{roomId}_{userId}_{UTC}.ogg|png|jpg";

const AUDIO: SliceKeyParts = {
  prefix: ["prod", "classroom"],
  taskId: TASK_ID,
  userId: "teacher",
  sdkAppId: 1400000001,
  roomId: "lobby",
  time: "2025-01-06T14:31:43Z",
  type: "audio",
  format: "ogg",
};
const AUDIO_KEY = `prod/classroom/${TASK_ID}/teacher/audios/1400000001_lobby_teacher_20250106143143.ogg`;

function image(changes: Partial<Omit<SliceKeyParts, "type" | "format">> = {}): SliceKeyParts {
  return { ...AUDIO, ...changes, type: "image", format: "png" };
}

function other(reason: string): OtherKey {
  return { kind: "other", reason };
}

describe("a slice's key", () => {
  test.each<[string, string, SliceKeyParts]>([
    ["of audio", AUDIO_KEY, AUDIO],
    [
      "of a picture",
      `prod/classroom/${TASK_ID}/teacher/images/1400000001_lobby_teacher_20250106143143.png`,
      image(),
    ],
    [
      "of a mainland picture",
      `prod/classroom/${TASK_ID}/teacher/images/1400000001_lobby_teacher_20250106143143.jpg`,
      { ...AUDIO, type: "image", format: "jpg" },
    ],
    [
      "without a prefix, with the file name of the vendor's sample",
      `${TASK_ID}/1929088/images/20012177_2428_1929088_20250106143143.png`,
      image({ prefix: [], userId: "1929088", sdkAppId: 20012177, roomId: "2428" }),
    ],
    [
      "of a user and a room with _",
      "t/_a_b_/images/14_x_y_a__a_b__20250106143143.png",
      image({ prefix: [], taskId: "t", userId: "_a_b_", sdkAppId: 14, roomId: "x_y_a" }),
    ],
    [
      "of a room that ends like the user",
      "t/bob/images/14_bob_bob_20250106143143.png",
      image({ prefix: [], taskId: "t", userId: "bob", sdkAppId: 14, roomId: "bob" }),
    ],
    [
      "of a room that looks like a number, a user and a time",
      "t/bob/images/14_15_bob_20240101000000.png_bob_20250106143143.png",
      image({
        prefix: [],
        taskId: "t",
        userId: "bob",
        sdkAppId: 14,
        roomId: "15_bob_20240101000000.png",
      }),
    ],
    [
      "of a room of every odd character",
      "t/u/images/14_ !#$%&()+-:;<=.>?@[]^_{}|~,_u_20250106143143.png",
      image({ prefix: [], taskId: "t", userId: "u", sdkAppId: 14, roomId: " !#$%&()+-:;<=.>?@[]^_{}|~," }),
    ],
    [
      "of a prefix that looks like a task's folders",
      "a/b/audios/t/u/images/14_r_u_20250106143143.png",
      image({ prefix: ["a", "b", "audios"], taskId: "t", userId: "u", sdkAppId: 14, roomId: "r" }),
    ],
    [
      "of 29 February of a leap year and the largest SdkAppId",
      "t/u/images/4294967295_r_u_20240229235959.png",
      image({
        prefix: [],
        taskId: "t",
        userId: "u",
        sdkAppId: 4_294_967_295,
        roomId: "r",
        time: "2024-02-29T23:59:59Z",
      }),
    ],
  ])("%s is taken apart and put together", (_what, key, parts) => {
    expect(parseObjectKey(key)).toEqual({ kind: "slice", ...parts });
    expect(buildObjectKey(parts)).toBe(key);
  });

  test("is put together again from what it was taken apart to", () => {
    const key = parseObjectKey(AUDIO_KEY);
    expect(key.kind === "slice" && buildObjectKey(key)).toBe(AUDIO_KEY);
  });
});

describe("the key of something else", () => {
  const FILE_NAME = "a file name not of the form {sdkAppId}_{roomId}_{userId}_{UTC}.ogg|png|jpg";
  const ROOM_AND_USER = "a file name that does not end with a room and the user of its folder";
  const TASK =
    "a task id with a space, % or no ASCII text at all: is encoded right for where the key comes from";

  test.each<[string, string, string]>([
    ["no text", "", `not of the form ${FORM}`],
    ["a bare file name", "14_r_u_20250106143143.png", `not of the form ${FORM}`],
    ["a moderation's audio", `${TASK_ID}/547512114835666354.ogg`, `not of the form ${FORM}`],
    ["a moderation's audio under folders", `a/b/${TASK_ID}/547512114835666354.ogg`, FILE_NAME],
    ["an event", "trtc-events/2025/01/06/0123456789abcdef.json", FILE_NAME],
    [
      "a recording among the slices",
      `a/b/${TASK_ID}/u/audios/14_r__UserId_s_u__UserId_e_main_audio.aac`,
      FILE_NAME,
    ],
    ["a folder", `a/${TASK_ID}/u/images/`, FILE_NAME],
    ["an empty user", "t//images/14_r__20250106143143.png", "a folder without a name"],
    ["a slash in front", "/t/u/images/14_r_u_20250106143143.png", "a folder without a name"],
    ["an empty task", "/u/images/14_r_u_20250106143143.png", TASK],
    ["an encoded task", "a%2Bb./u/images/14_r_u_20250106143143.png", TASK],
    ["a task with a space", "a b./u/images/14_r_u_20250106143143.png", TASK],
    ["a task that is no ASCII", "é/u/images/14_r_u_20250106143143.png", TASK],
    ["another format", "t/u/images/14_r_u_20250106143143.gif", FILE_NAME],
    ["upper case", "t/u/audios/14_r_u_20250106143143.OGG", FILE_NAME],
    ["milliseconds", "t/u/images/14_r_u_20250106143143000.png", FILE_NAME],
    ["a short time", "t/u/images/14_r_u_2025010614314.png", FILE_NAME],
    ["no SdkAppId", "t/u/images/x_r_u_20250106143143.png", FILE_NAME],
    ["an SdkAppId with a zero in front", "t/u/images/014_r_u_20250106143143.png", FILE_NAME],
    [
      "an SdkAppId beyond 32 bits",
      "t/u/images/4294967296_r_u_20250106143143.png",
      "an SdkAppId above 4294967295",
    ],
    ["another user's file", "t/u/images/14_r_v_20250106143143.png", ROOM_AND_USER],
    ["no room", "t/u/images/14_u_20250106143143.png", ROOM_AND_USER],
    ["an empty room", "t/u/images/14__u_20250106143143.png", ROOM_AND_USER],
    ["a user without _ before it", "t/u/images/14_ru_20250106143143.png", ROOM_AND_USER],
    [
      "a picture among the audio",
      "t/u/audios/14_r_u_20250106143143.png",
      'a file png in folder "audios", not in images',
    ],
    [
      "audio among the pictures",
      "t/u/images/14_r_u_20250106143143.ogg",
      'a file ogg in folder "images", not in audios',
    ],
    [
      "a folder of another name",
      "t/u/video/14_r_u_20250106143143.png",
      'a file png in folder "video", not in images',
    ],
  ])("is told from a slice: %s", (_what, key, reason) => {
    expect(parseObjectKey(key)).toEqual(other(reason));
  });

  test.each([
    "20250229143143",
    "20250230143143",
    "20251306143143",
    "20250006143143",
    "20250100143143",
    "20250106240000",
    "20250106146043",
    "20250106143160",
  ])("is one with the date %s, which there is not", (stamp) => {
    expect(parseObjectKey(`t/u/images/14_r_u_${stamp}.png`)).toEqual(
      other(`a date that there is not, ${stamp}`),
    );
  });
});

describe("the key of a recording", () => {
  const recording = {
    kind: "recording",
    prefix: ["prod"],
    taskId: "-a+b.",
    sdkAppId: 14,
    roomId: "lobby",
    recordMode: "single",
    userId: "?~>",
    mediaId: "main",
    format: "mp4",
  };

  test("is told from a slice by how it ends, encoded or not", () => {
    const key = "prod/-a+b./14_bG9iYnk.__UserId_s_P34+__UserId_e_main.mp4";
    expect(parseObjectKey(key)).toEqual(recording);
    expect(parseObjectKey(key.replaceAll("+", "%2B"), { encoded: true })).toEqual(recording);
    expect(parseObjectKey("t/u/audios/14_101.m3u8")).toEqual({
      kind: "recording",
      prefix: ["t", "u"],
      taskId: "audios",
      sdkAppId: 14,
      roomId: 101,
      recordMode: "mixed",
      format: "m3u8",
    });
  });

  test("that is none is something else", () => {
    expect(parseObjectKey("t/14_1.ts")).toEqual(
      other(
        "a file name not of the form {prefix}/{taskId}/[ha1_|ha2_|ha3_]{sdkAppId}_{roomId}[__UserId_s_{userId}__UserId_e_main|aux], " +
          "with [_audio|_video|_audio_video].m3u8, [_audio|_video|_audio_video]_{UTC}.ts or [_{index}].mp4 behind it",
      ),
    );
    expect(parseObjectKey("t/14_lobby.mp4")).toEqual(
      other("a room that is neither a whole number nor base64"),
    );
  });
});

describe("a URL-encoded key", () => {
  const encoded = "prod/-a%2Bb./u/images/14_my+room+%2B+%25+%C2%A7_u_20250106143143.png";

  test("is decoded, with + for a space", () => {
    expect(parseObjectKey(encoded, { encoded: true })).toEqual({
      kind: "slice",
      ...image({ prefix: ["prod"], taskId: "-a+b.", userId: "u", sdkAppId: 14, roomId: "my room + % §" }),
    });
  });

  test("is not taken for a plain one, nor a plain one for an encoded one, where the task id shows it", () => {
    const reason =
      "a task id with a space, % or no ASCII text at all: is encoded right for where the key comes from";
    expect(parseObjectKey(encoded)).toEqual(other(reason));
    expect(parseObjectKey(AUDIO_KEY, { encoded: true })).toEqual(other(reason));
  });

  test("that is none is told", () => {
    expect(parseObjectKey("t/u/images/14_100%_u_20250106143143.png", { encoded: true })).toEqual(
      other("not URL-encoded: parse it without encoded"),
    );
  });
});

describe("parts that make no key", () => {
  const message = (wrong: string) =>
    `the parts make no key of a slice (${wrong}): give each as ${FORM} has it`;

  test.each<[string, SliceKeyParts, string]>([
    ["a folder of two", image({ prefix: ["a/b"] }), 'prefix would be read as ["a","b"]'],
    ["an empty folder", image({ prefix: [""] }), "a folder without a name"],
    [
      "a user with a slash",
      image({ userId: "a/b" }),
      "a file name not of the form {sdkAppId}_{roomId}_{userId}_{UTC}.ogg|png|jpg",
    ],
    [
      "a room with a slash",
      image({ roomId: "a/b" }),
      "a file name not of the form {sdkAppId}_{roomId}_{userId}_{UTC}.ogg|png|jpg",
    ],
    [
      "an empty room",
      image({ roomId: "" }),
      "a file name that does not end with a room and the user of its folder",
    ],
    [
      "half an SdkAppId",
      image({ sdkAppId: 1.5 }),
      "a file name not of the form {sdkAppId}_{roomId}_{userId}_{UTC}.ogg|png|jpg",
    ],
    [
      "a time as the key has it",
      image({ time: "20250106143143" }),
      'time would be read as "2025-01-06T14:31:43Z"',
    ],
    [
      "a time with milliseconds",
      image({ time: "2025-01-06T14:31:43.000Z" }),
      "a file name not of the form {sdkAppId}_{roomId}_{userId}_{UTC}.ogg|png|jpg",
    ],
    [
      "a date that there is not",
      image({ time: "2025-02-30T00:00:00Z" }),
      "a date that there is not, 20250230000000",
    ],
    [
      "a picture of a sound",
      // wrong on purpose: not for TypeScript
      { ...AUDIO, format: "png" as "ogg" },
      'a file png in folder "audios", not in images',
    ],
  ])("are refused: %s", (_what, parts, wrong) => {
    expect(() => buildObjectKey(parts)).toThrow(new InputError(message(wrong)));
  });
});

const RUNS = 2000;

const folder = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
const userId = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/), fc.stringMatching(/^_{1,5}$/));
const roomId = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9 !#$%&()+;:<=.>?@[\]^_{}|~,-]{1,64}$/),
  fc.stringMatching(/^[_0-9]{1,12}$/),
  fc.integer({ min: 1, max: 4_294_967_294 }).map(String),
);
const parts: fc.Arbitrary<SliceKeyParts> = fc
  .record({
    prefix: fc.array(folder, { maxLength: 4 }),
    taskId: fc.stringMatching(/^[A-Za-z0-9+.-]{1,80}$/),
    userId,
    sdkAppId: fc.integer({ min: 1, max: 4_294_967_295 }),
    roomId,
    time: fc
      .date({ min: new Date("2000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
      .map((date) => `${date.toISOString().slice(0, 19)}Z`),
    file: fc.constantFrom(
      { type: "audio", format: "ogg" } as const,
      { type: "image", format: "png" } as const,
      { type: "image", format: "jpg" } as const,
    ),
  })
  .map(({ file, ...origin }) => ({ ...origin, ...file }));

describe(`${RUNS} random keys`, () => {
  test("are taken apart to what they were put together from, encoded or not", () => {
    fc.assert(
      fc.property(parts, (given) => {
        const key = buildObjectKey(given);
        const encoded = encodeURIComponent(key).replaceAll("%20", "+").replaceAll("%2F", "/");
        const slice = { kind: "slice", ...given };
        // expect takes most of the time of a run
        expect([parseObjectKey(key), parseObjectKey(encoded, { encoded: true })]).toEqual([slice, slice]);
      }),
      { numRuns: RUNS, seed: 20261121 },
    );
  });

  test("and any text never throw, and a slice's key is put together to the same text", () => {
    const pieces = fc.constantFrom(
      "/",
      "_",
      "14",
      "t",
      "audios",
      "images",
      ".png",
      ".ogg",
      "20250106143143",
      "%",
      "+",
    );
    const broken = fc.tuple(parts, fc.nat(), fc.string()).map(([given, at, noise]) => {
      const key = buildObjectKey(given);
      const cut = at % key.length;
      return key.slice(0, cut) + noise + key.slice(cut + 1);
    });
    const text = fc.oneof(
      anyText,
      fc.array(fc.oneof(pieces, fc.string({ maxLength: 2 })), { maxLength: 20 }).map((list) => list.join("")),
      broken,
    );
    const seen = { slice: 0, recording: 0, other: 0 };
    fc.assert(
      fc.property(text, (key) => {
        expect(["slice", "recording", "other"]).toContain(parseObjectKey(key, { encoded: true }).kind);
        const read = parseObjectKey(key);
        seen[read.kind]++;
        if (read.kind === "slice") expect(buildObjectKey(read)).toBe(key);
      }),
      { numRuns: RUNS, seed: 20261121 },
    );
    expect(Math.min(seen.slice, seen.other)).toBeGreaterThan(RUNS / 100);
  });
});

test("what the emulator's task writes is taken apart to the task, its room and the user", async () => {
  const timeline = createTimeline({ virtual: true });
  const keys: string[] = [];
  const roomAndUser = { roomId: "a_b +%.png", userId: "_teacher_1" };
  const slicer = createSlicer({
    taskId: TASK_ID,
    request: sliceRequestOf({
      SdkAppId: 1400000001,
      RoomId: roomAndUser.roomId,
      RoomIdType: 0,
      SliceParams: { SliceType: 3, SliceImageType: 1 },
      SliceStorageParams: { CloudSliceStorage: { Vendor: 1, FileNamePrefix: ["prod", "classroom"] } },
    }),
    timeline,
    upload: (_storage, file) => {
      keys.push(file.key);
      return Promise.resolve({ ok: true });
    },
    report: () => undefined,
  });
  const start = timeline.now();
  const after = (seconds: number) => `${new Date(start + seconds * 1000).toISOString().slice(0, 19)}Z`;
  const nobody = {
    SubscribeAudioUserIds: [],
    UnSubscribeAudioUserIds: [],
    SubscribeVideoUserIds: [],
    UnSubscribeVideoUserIds: [],
  };
  slicer.follow([{ userId: roomAndUser.userId, role: "anchor", audio: true, video: true }], nobody);
  await timeline.advance(15_000);
  const picture = (seconds: number) => ({
    ...AUDIO,
    ...roomAndUser,
    kind: "slice",
    time: after(seconds),
    type: "image",
    format: "jpg",
  });
  expect(keys.map((key) => parseObjectKey(key))).toEqual([
    picture(5),
    picture(10),
    { ...AUDIO, ...roomAndUser, kind: "slice", time: after(15) },
    picture(15),
  ]);
});
