import { EVENTS_FOLDER } from "../../../../provider/callback/event-key";
import { UNKNOWN } from "../../../../provider/resource/schema";
import type { Bag, ObjectProperty } from "../../../../provider/resource/schema";
import {
  BUCKET_ROWS,
  checkedStorage,
  lastVersion,
  STORAGE_ROWS,
  storageSchema,
} from "../../../../provider/storage/arguments";
import { InputError } from "../../../../provider/trtc/errors";

const BUCKET = { type: "string", pattern: "^[a-z]+$", allowed: "letters", cure: "correct it" } as const;

const schema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  properties: {
    ...STORAGE_ROWS,
    ...BUCKET_ROWS,
    bucket: BUCKET,
    tags: {
      type: "object",
      maxProperties: 2,
      additionalProperties: { type: "string", allowed: "a text", cure: "give a text" },
      cure: "give a map",
    },
  },
};

const DEFAULTS = {
  fileNamePrefix: ["slices"],
  wholeBucket: false,
  keyVersions: [1],
  readForMp4: false,
  onDestroy: "refuse",
};

function refusalOf(args: Bag): string[] {
  try {
    checkedStorage("Shelf slices", { schema, args });
  } catch (error) {
    if (error instanceof InputError) return error.message.replace(/^Shelf slices: /, "").split("; ");
    throw error;
  }
  return [];
}

function stackOf(check: () => unknown): string | undefined {
  try {
    check();
  } catch (error) {
    if (error instanceof InputError) return error.stack;
    throw error;
  }
  return undefined;
}

describe("the arguments after check", () => {
  test("have the defaults written out, and what is undefined left out", () => {
    expect(
      checkedStorage("Shelf slices", { schema, args: { bucket: undefined, keyVersions: undefined } }),
    ).toEqual(DEFAULTS);
    expect(
      Object.keys(checkedStorage("Shelf slices", { schema, args: { bucket: undefined } })).sort(),
    ).toEqual(Object.keys(DEFAULTS).sort());
  });

  test("hold what was given, in a copy", () => {
    const args = {
      fileNamePrefix: ["prod", "lobby"],
      keyVersions: [1, 2],
      readForMp4: true,
      onDestroy: "empty",
      versioning: true,
    };
    const checked = checkedStorage("Shelf slices", { schema, args });
    expect(checked).toEqual({ ...DEFAULTS, ...args });
    expect(checked["fileNamePrefix"]).not.toBe(args.fileNamePrefix);
  });

  test("of a whole bucket have no folders", () => {
    const checked = checkedStorage("Shelf slices", { schema, args: { wholeBucket: true } });
    expect(checked).toEqual({ ...DEFAULTS, wholeBucket: true, fileNamePrefix: [] });
    expect(
      checkedStorage("Shelf slices", { schema, args: { wholeBucket: true, fileNamePrefix: [] } }),
    ).toEqual(checked);
  });

  test("pass what is only known later", () => {
    expect(
      checkedStorage("Shelf slices", { schema, args: { bucket: UNKNOWN, versioning: UNKNOWN } }),
    ).toEqual({
      ...DEFAULTS,
      bucket: UNKNOWN,
      versioning: UNKNOWN,
    });
  });
});

const FOLDERS = "a list of 1 to 8 folder names";
const FOLDER =
  "allowed is 1 to 64 letters, digits, _ and -: give each folder of the prefix as an item of its own, without slashes";
const VERSIONS =
  "allowed is one or two different whole numbers from 1, the last one is used: " +
  "rotate in two steps, [1] to [1, 2] to [2]";

test.each<[string, Bag, string]>([
  [
    "folders that are none",
    { fileNamePrefix: [] },
    "fileNamePrefix is an empty list, allowed is at least one folder: " +
      "name a folder, or give wholeBucket: true to let the key write anywhere",
  ],
  [
    "folders that are none beside wholeBucket: false",
    { fileNamePrefix: [], wholeBucket: false },
    "fileNamePrefix is an empty list, allowed is at least one folder: " +
      "name a folder, or give wholeBucket: true to let the key write anywhere",
  ],
  [
    "folders beside a whole bucket",
    { fileNamePrefix: ["slices"], wholeBucket: true },
    "wholeBucket is true beside fileNamePrefix, allowed is one of the two: remove the one that is not meant",
  ],
  [
    "a text for folders",
    { fileNamePrefix: "slices" },
    `fileNamePrefix is "slices", allowed is ${FOLDERS}: give a list such as ["prod", "classroom"]`,
  ],
  [
    "nine folders",
    { fileNamePrefix: Array.from({ length: 9 }, (_, n) => `f${n}`) },
    `fileNamePrefix is a list of 9, allowed is ${FOLDERS}: give a list such as ["prod", "classroom"]`,
  ],
  ["a path for a folder", { fileNamePrefix: ["a/b"] }, `fileNamePrefix.0 is "a/b", ${FOLDER}`],
  ["an empty folder", { fileNamePrefix: ["a", ""] }, `fileNamePrefix.1 is "", ${FOLDER}`],
  [
    "a folder that is too long",
    { fileNamePrefix: ["f".repeat(65)] },
    `fileNamePrefix.0 is "${"f".repeat(57)}...", ${FOLDER}`,
  ],
  [
    "the folder of the events",
    { fileNamePrefix: [EVENTS_FOLDER, "slices"] },
    'fileNamePrefix.0 is "trtc-events", allowed is any folder but trtc-events: ' +
      "choose another one: the callback endpoint keeps its events there",
  ],
  ["no version", { keyVersions: [] }, `keyVersions is a list of 0, ${VERSIONS}`],
  ["three versions", { keyVersions: [1, 2, 3] }, `keyVersions is [1,2,3], ${VERSIONS}`],
  ["a version twice", { keyVersions: [2, 2] }, `keyVersions is [2,2], ${VERSIONS}`],
  ["a number for versions", { keyVersions: 2 }, `keyVersions is 2, ${VERSIONS}`],
  [
    "version 0",
    { keyVersions: [0] },
    "keyVersions.0 is 0, allowed is a whole number from 1 to 1000000: count key versions from 1",
  ],
  [
    "a text for a switch",
    { wholeBucket: "true" },
    'wholeBucket is "true", allowed is true or false: give true to let the key write anywhere',
  ],
  [
    "a word for the read grant",
    { readForMp4: "yes" },
    'readForMp4 is "yes", allowed is true or false: ' +
      "give true where recordings become MP4, whose HLS files TRTC reads back",
  ],
  [
    "null for a switch",
    { versioning: null },
    "versioning is missing, allowed is true or false: give true or false",
  ],
  [
    "no days",
    { expireAfterDays: 0 },
    "expireAfterDays is 0, allowed is a whole number from 1 to 36500 (days): " +
      "choose after how many days slices are deleted, or leave it out to keep them",
  ],
  [
    "a word that is none for destroy",
    { onDestroy: "delete" },
    'onDestroy is "delete", allowed is "refuse" or "retain" or "empty": ' +
      "choose what destroy does with a bucket that holds slices",
  ],
  [
    "an unknown argument",
    { prefix: "slices" },
    "prefix is not an argument, allowed here are fileNamePrefix, wholeBucket, keyVersions, readForMp4, versioning, expireAfterDays, " +
      "onDestroy, bucket, tags: correct or remove it",
  ],
])("%s is refused in one sentence", (_what, args, reason) => {
  expect(refusalOf(args)).toEqual([reason]);
});

test.each<[string, Bag]>([
  ["eight folders", { fileNamePrefix: Array.from({ length: 8 }, (_, n) => `f${n}`) }],
  ["a folder of 64 characters", { fileNamePrefix: ["f".repeat(64)] }],
  ["the events' name deeper down", { fileNamePrefix: ["slices", EVENTS_FOLDER] }],
  ["the largest version", { keyVersions: [1_000_000] }],
  ["versions that count down", { keyVersions: [2, 1] }],
  ["100 years", { expireAfterDays: 36_500 }],
])("%s may be given", (_what, args) => {
  expect(refusalOf(args)).toEqual([]);
});

test("every problem is named at once, after the name of the component and without a stack trace", () => {
  const check = () =>
    checkedStorage("Shelf slices", {
      schema,
      args: { fileNamePrefix: [EVENTS_FOLDER], keyVersions: [], bucket: "A" },
    });
  const message =
    `Shelf slices: keyVersions is a list of 0, ${VERSIONS}; bucket is "A", allowed is letters: correct it; ` +
    'fileNamePrefix.0 is "trtc-events", allowed is any folder but trtc-events: ' +
    "choose another one: the callback endpoint keeps its events there";
  expect(check).toThrow(new InputError(message));
  // what a program that fails prints
  expect(stackOf(check)).toBe(`InputError: ${message}`);
});

describe("a row that is left out", () => {
  const left = (args: Bag) =>
    storageSchema({ any: {}, made: { bucketName: BUCKET }, existing: { bucket: BUCKET } }, args);

  test.each<[unknown, string]>([
    ["media", '"media"'],
    ["", '""'],
    [7, "7"],
    [false, "false"],
    [{ a: 1 }, "an object"],
  ])("does not take %j, and names what it does not go with", (bucketName, shown) => {
    const args = { bucket: "archive", bucketName };
    expect(() => checkedStorage("Shelf", { schema: left(args), args })).toThrow(
      new InputError(
        `Shelf: bucketName is ${shown}, allowed is nothing beside bucket: ` +
          "an existing bucket keeps its own settings, remove one of the two",
      ),
    );
  });

  test("asks for nothing", () => {
    const args = { bucket: "archive" };
    expect(checkedStorage("Shelf", { schema: left(args), args })).toMatchObject(args);
  });
});

test("the version of the key that is used is the last one", () => {
  const CHECKED = { fileNamePrefix: [], readForMp4: false };
  expect(lastVersion({ ...CHECKED, keyVersions: [3] })).toBe(3);
  expect(lastVersion({ ...CHECKED, keyVersions: [3, 4] })).toBe(4);
  expect(lastVersion({ ...CHECKED, keyVersions: [4, 3] })).toBe(3);
});
