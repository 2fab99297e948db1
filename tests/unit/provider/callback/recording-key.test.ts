import fc from "fast-check";
import { parseObjectKey } from "../../../../provider/callback/object-key";
import { buildRecordingKey, isOfRecording, recordingOf } from "../../../../provider/callback/recording-key";
import type { RecordingKeyParts } from "../../../../provider/callback/recording-key";
import { InputError } from "../../../../provider/trtc/errors";

/** A task id as the vendor's page shows one (72331). */
const TASK_ID = "-npVqpdU7qidKD61us+k9KlbamMCLrDbczWnLoK-2OqyoZWQndib8Ma8fbGq2JxnW26LgE.";
const FORM =
  "{prefix}/{taskId}/[ha1_|ha2_|ha3_]{sdkAppId}_{roomId}[__UserId_s_{userId}__UserId_e_main|aux], with [_audio|_video|_audio_video].m3u8, " +
  "[_audio|_video|_audio_video]_{UTC}.ts or [_{index}].mp4 behind it";

const ORIGIN = { prefix: ["prod", "classroom"], taskId: TASK_ID, sdkAppId: 1400123456, roomId: 12345 };
const SINGLE = { ...ORIGIN, recordMode: "single", userId: "1686119", mediaId: "main" } as const;
const MIXED = { ...ORIGIN, recordMode: "mixed" } as const;
const FOLDER = `prod/classroom/${TASK_ID}`;
const USER = "__UserId_s_MTY4NjExOQ..__UserId_e";

describe("a recording's key", () => {
  test.each<[string, string, RecordingKeyParts]>([
    [
      "of an index",
      `${FOLDER}/1400123456_12345${USER}_main_audio.m3u8`,
      { ...SINGLE, type: "audio", format: "m3u8" },
    ],
    [
      "of a piece, the vendor's sample",
      `${FOLDER}/1400123456_12345${USER}_main_video_20330531094551825.ts`,
      { ...SINGLE, type: "video", format: "ts", time: "2033-05-31T09:45:51.825Z" },
    ],
    [
      "of a shared screen",
      `${FOLDER}/1400123456_12345${USER}_aux_video.m3u8`,
      { ...SINGLE, mediaId: "aux", type: "video", format: "m3u8" },
    ],
    ["of an MP4", `${FOLDER}/1400123456_12345${USER}_main.mp4`, { ...SINGLE, format: "mp4" }],
    [
      "of the second part of an MP4",
      `${FOLDER}/1400123456_12345${USER}_main_2.mp4`,
      { ...SINGLE, format: "mp4", index: 2 },
    ],
    ["of a mixed index", `${FOLDER}/1400123456_12345.m3u8`, { ...MIXED, format: "m3u8" }],
    [
      "of a mixed piece",
      `${FOLDER}/1400123456_12345_20330531094551825.ts`,
      { ...MIXED, format: "ts", time: "2033-05-31T09:45:51.825Z" },
    ],
    ["of a mixed MP4", `${FOLDER}/1400123456_12345.mp4`, { ...MIXED, format: "mp4" }],
    ["of a part of it", `${FOLDER}/1400123456_12345_1.mp4`, { ...MIXED, format: "mp4", index: 1 }],
    [
      "after the first failure of the service",
      `${FOLDER}/ha1_1400123456_12345.m3u8`,
      { ...MIXED, failover: 1, format: "m3u8" },
    ],
    [
      "after the third",
      `${FOLDER}/ha3_1400123456_12345${USER}_main_audio.m3u8`,
      { ...SINGLE, failover: 3, type: "audio", format: "m3u8" },
    ],
    [
      "of a string room, without a prefix",
      "t/14_bG9iYnk.__UserId_s_dGVhY2hlcg..__UserId_e_main.mp4",
      {
        prefix: [],
        taskId: "t",
        sdkAppId: 14,
        roomId: "lobby",
        recordMode: "single",
        userId: "teacher",
        mediaId: "main",
        format: "mp4",
      },
    ],
    [
      "of a room and a user whose base64 has / and +",
      "t/14_Pz8-Pz8+__UserId_s_fn5-__UserId_e_main.mp4",
      {
        prefix: [],
        taskId: "t",
        sdkAppId: 14,
        roomId: "?????>",
        recordMode: "single",
        userId: "~~\u007f",
        mediaId: "main",
        format: "mp4",
      },
    ],
    [
      "of a mixed string room",
      "t/14_X19Vc2VySWRfc19h_2.mp4",
      {
        prefix: [],
        taskId: "t",
        sdkAppId: 14,
        roomId: "__UserId_s_a",
        recordMode: "mixed",
        format: "mp4",
        index: 2,
      },
    ],
  ])("%s is taken apart and put together", (_what, key, parts) => {
    expect(parseObjectKey(key)).toEqual({ kind: "recording", ...parts });
    expect(buildRecordingKey(parts)).toBe(key);
  });

  test("is put together again from what it was taken apart to", () => {
    const key = `${FOLDER}/1400123456_12345${USER}_main_2.mp4`;
    const read = recordingOf(key);
    expect(typeof read === "object" && buildRecordingKey(read)).toBe(key);
  });

  test("tells the int32 room 101 from the string room 101", () => {
    const room = (roomId: string | number) =>
      buildRecordingKey({ ...MIXED, prefix: [], taskId: "t", roomId, format: "m3u8" });
    expect([room(101), room("101")]).toEqual(["t/1400123456_101.m3u8", "t/1400123456_MTAx.m3u8"]);
    expect([room(101), room("101")].map(recordingOf)).toEqual([
      expect.objectContaining({ roomId: 101 }),
      expect.objectContaining({ roomId: "101" }),
    ]);
  });
});

test("an id of a string room never reads like the id of an int32 room", () => {
  // every character that a room id may begin with: the rest of the text does not change the first digit of base64
  const characters = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
  const first = characters.map((character) => Buffer.from(`${character}~~`).toString("base64").charAt(0));
  expect(first.filter((digit) => /\d/.test(digit))).toEqual([]);
});

describe("the key of something else", () => {
  const FILE_NAME = `a file name not of the form ${FORM}`;
  const ROOM = "a room that is neither a whole number nor base64";

  test.each<[string, string, string]>([
    ["a bare file name", "1400123456_12345.m3u8", `not of the form ${FORM}`],
    ["a film", "films/holiday.mp4", FILE_NAME],
    ["a day", "films/2024_01.mp4", ROOM],
    ["a room as it stands", "t/14_lobby.mp4", ROOM],
    ["room 0", "t/14_0.mp4", ROOM],
    ["a room beyond 32 bits", "t/14_4294967295.mp4", ROOM],
    ["base64 with bits to spare", "t/14_bG9iYnl.", FILE_NAME],
    ["base64 of no text", "t/14_-----w...mp4", ROOM],
    ["a user as it stands", "t/14_1__UserId_s_bob__UserId_e_main.mp4", "a user id that is not base64"],
    ["no user", "t/14_1__UserId_s___UserId_e_main.mp4", FILE_NAME],
    ["another stream", "t/14_1__UserId_s_Ym9i__UserId_e_mix.mp4", FILE_NAME],
    ["an index of one stream without a type", "t/14_1__UserId_s_Ym9i__UserId_e_main.m3u8", FILE_NAME],
    ["an MP4 with a type", "t/14_1__UserId_s_Ym9i__UserId_e_main_video.mp4", FILE_NAME],
    ["part 0", "t/14_1_0.mp4", FILE_NAME],
    ["whole seconds", "t/14_1_20330531094551.ts", FILE_NAME],
    ["no time", "t/14_1.ts", FILE_NAME],
    [
      "a date that there is not",
      "t/14_1_20330231094551825.ts",
      "a date that there is not, 20330231094551825",
    ],
    ["a fourth failure", "t/ha4_14_1.m3u8", FILE_NAME],
    ["an SdkAppId beyond 32 bits", "t/4294967296_1.m3u8", "an SdkAppId above 4294967295"],
    ["an empty folder", "a//t/14_1.m3u8", "a folder without a name"],
    [
      "an encoded task",
      "a%2Bb./14_1.m3u8",
      "a task id with a space, % or no ASCII text at all: is encoded right for where the key comes from",
    ],
  ])("is told from a recording: %s", (_what, key, reason) => {
    expect(recordingOf(key)).toBe(reason);
  });

  test("ends otherwise", () => {
    const ends = [".m3u8", ".ts", ".mp4", ".aac", ".ogg", ".png", ".json", "ts", ".MP4"];
    expect(ends.filter((end) => isOfRecording(`t/14_1${end}`))).toEqual([".m3u8", ".ts", ".mp4"]);
  });
});

describe("parts that make no key", () => {
  const INDEX = { ...MIXED, format: "m3u8" } as const;
  const FILE_NAME = `a file name not of the form ${FORM}`;

  test.each<[string, RecordingKeyParts, string]>([
    ["a folder of two", { ...INDEX, prefix: ["a/b"] }, 'prefix would be read as ["a","b"]'],
    ["an empty folder", { ...INDEX, prefix: [""] }, "a folder without a name"],
    ["an empty room", { ...INDEX, roomId: "" }, FILE_NAME],
    ["half a room", { ...INDEX, roomId: 1.5 }, "a room that is neither a whole number nor base64"],
    ["a room that reads like a number", { ...INDEX, roomId: "\u3378" }, "roomId would be read as 4424"],
    ["an empty user", { ...SINGLE, userId: "", format: "mp4" }, FILE_NAME],
    ["part 0", { ...MIXED, format: "mp4", index: 0 }, FILE_NAME],
    ["whole seconds", { ...MIXED, format: "ts", time: "2033-05-31T09:45:51Z" }, FILE_NAME],
    [
      "a time as the key has it",
      { ...MIXED, format: "ts", time: "20330531094551825" },
      'time would be read as "2033-05-31T09:45:51.825Z"',
    ],
    [
      "a part of an index",
      // wrong on purpose: not for TypeScript
      { ...INDEX, index: 1 } as RecordingKeyParts,
      "index would be read as nothing",
    ],
  ])("are refused: %s", (_what, parts, wrong) => {
    expect(() => buildRecordingKey(parts)).toThrow(
      new InputError(`the parts make no key of a recording (${wrong}): give each as ${FORM} has it`),
    );
  });
});

const RUNS = 2000;

/** Characters of a string room's id. */
const roomText = fc.stringMatching(/^[A-Za-z0-9 !#$%&()+;:<=.>?@[\]^_{}|~,-]{1,64}$/);
const file = fc.oneof(
  fc.constant({ format: "m3u8" } as const),
  fc
    .date({ min: new Date("2000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
    .map((date) => ({ format: "ts", time: date.toISOString() }) as const),
);
const mp4 = fc.oneof(
  fc.constant({ format: "mp4" } as const),
  fc.integer({ min: 1, max: 999_999_999 }).map((index) => ({ format: "mp4", index }) as const),
);
const stream = fc.record({
  recordMode: fc.constant("single" as const),
  userId: fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/), fc.string({ minLength: 1, unit: "grapheme" })),
  mediaId: fc.constantFrom("main", "aux"),
});
const track = fc.record({ type: fc.constantFrom("audio", "video", "audio_video") });
const mixed = fc.constant({ recordMode: "mixed" } as const);
const together = <One, Other>(one: fc.Arbitrary<One>, other: fc.Arbitrary<Other>) =>
  fc.tuple(one, other).map(([parts, more]) => ({ ...parts, ...more }));
const origin = fc.record(
  {
    prefix: fc.array(fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/), { maxLength: 4 }),
    taskId: fc.stringMatching(/^[A-Za-z0-9+.-]{1,80}$/),
    sdkAppId: fc.integer({ min: 1, max: 4_294_967_295 }),
    roomId: fc.oneof(
      roomText,
      fc.integer({ min: 1, max: 4_294_967_294 }),
      fc.integer({ min: 1, max: 99_999_999 }).map(String),
    ),
    failover: fc.constantFrom(1, 2, 3),
  },
  { requiredKeys: ["prefix", "taskId", "sdkAppId", "roomId"] },
);
const parts: fc.Arbitrary<RecordingKeyParts> = together(
  origin,
  fc.oneof(
    together(stream, together(track, file)),
    together(stream, mp4),
    together(mixed, fc.oneof(file, mp4)),
  ),
);

describe(`${RUNS} random keys`, () => {
  test("are taken apart to what they were put together from, encoded or not", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(parts, (given) => {
        const key = buildRecordingKey(given);
        const encoded = encodeURIComponent(key).replaceAll("%20", "+").replaceAll("%2F", "/");
        const recording = { kind: "recording", ...given };
        seen.add(`${given.recordMode} ${given.format} ${typeof given.roomId}`);
        expect([parseObjectKey(key), parseObjectKey(encoded, { encoded: true })]).toEqual([
          recording,
          recording,
        ]);
      }),
      { numRuns: RUNS, seed: 20261121 },
    );
    expect(seen.size).toBe(12);
  });

  test("with something wrong in them never throw, and one that is a recording's is put together to the same text", () => {
    const broken = fc.tuple(parts, fc.nat(), fc.string({ maxLength: 2 })).map(([given, at, noise]) => {
      const key = buildRecordingKey(given);
      const cut = at % key.length;
      return key.slice(0, cut) + noise + key.slice(cut + 1);
    });
    const seen = { recording: 0, other: 0, slice: 0 };
    fc.assert(
      fc.property(broken, (key) => {
        const read = parseObjectKey(key);
        seen[read.kind]++;
        if (read.kind === "recording") expect(buildRecordingKey(read)).toBe(key);
      }),
      { numRuns: RUNS, seed: 20261121 },
    );
    expect(Math.min(seen.recording, seen.other)).toBeGreaterThan(RUNS / 100);
    expect(seen.slice).toBe(0);
  });
});
