import * as pulumi from "@pulumi/pulumi";
import { checkedEndpoint } from "../../../../provider/endpoint/arguments";
import { InputError } from "../../../../provider/trtc/errors";

const ROWS = {
  memorySize: { type: "integer", minimum: 128, maximum: 256, cure: "choose one" },
} as const;
const STORAGE = { bucket: "slices-1250000000", region: "ap-singapore" };
const SOUND = { sdkAppIds: [1400000001], storage: STORAGE };
const LATER = pulumi.output(new Promise<never>(() => undefined));

function problemsOf(args: object): string[] {
  try {
    checkedEndpoint("CallbackEndpoint events", args, { rows: ROWS });
  } catch (error) {
    if (error instanceof InputError)
      return error.message.replace(/^CallbackEndpoint events: /, "").split("; ");
    throw error;
  }
  return [];
}

test("the defaults are written out, and what is undefined left out", () => {
  const checked = checkedEndpoint("CallbackEndpoint events", { ...SOUND, key: undefined }, { rows: ROWS });
  expect(checked).toEqual({ sdkAppIds: [1400000001], keepPreviousKey: true, toleranceSeconds: 300 });
});

test("every problem is named at once, and no key is shown", () => {
  expect(
    problemsOf({
      sdkAppIds: [0, 0],
      key: "with space",
      previousKeys: ["fine", "not-fine"],
      toleranceSeconds: 10,
      memorySize: 64,
      transform: {},
    }),
  ).toEqual([
    "sdkAppIds.0 is 0, allowed is a whole number from 1 to 4294967295: give the numbers of applications",
    "sdkAppIds.1 is 0, allowed is a whole number from 1 to 4294967295: give the numbers of applications",
    "sdkAppIds is [0,0], allowed is a list of 1 to 100 different SdkAppIds: give a list such as [1400000001]",
    "key is a secret of 10 characters, allowed is 1 to 32 letters and digits: give a key as the console takes it, or leave it out to get one",
    "previousKeys.1 is a secret of 8 characters, allowed is 1 to 32 letters and digits: give a key as the console takes it, or leave it out to get one",
    "toleranceSeconds is 10, allowed is a whole number from 60 to 86400 (seconds): choose how old a callback may be: TRTC sends one again for a minute",
    "memorySize is 64, allowed is a whole number from 128 to 256: choose one",
    "storage is missing, allowed is a storage of slices, or { bucket, region }: say which bucket keeps the events",
  ]);
});

test.each<[string, object]>([
  ["a bucket by name and region", STORAGE],
  ["a storage of slices", { bucket: LATER, target: { region: LATER } }],
])("%s keeps the events", (_what, storage) => {
  expect(problemsOf({ ...SOUND, storage })).toEqual([]);
});

test("a storage without a region is refused", () => {
  expect(problemsOf({ ...SOUND, storage: { bucket: "slices" } })).toEqual([
    "storage is without bucket or region, allowed is a storage of slices, or { bucket, region }: say which bucket keeps the events",
  ]);
});

test.each<[string, object]>([
  ["a key", { key: LATER }],
  ["all previous keys", { previousKeys: LATER }],
  ["one of the previous keys", { previousKeys: ["old", LATER] }],
])("%s may be known only later", (_what, args) => {
  expect(problemsOf({ ...SOUND, ...args })).toEqual([]);
});

test("a list of applications is plain: what is only known later cannot be checked", () => {
  expect(problemsOf({ ...SOUND, sdkAppIds: LATER })).toEqual([
    'sdkAppIds is "an Output", allowed is a list of 1 to 100 different SdkAppIds: give a list such as [1400000001]',
  ]);
});

test("what asks for another key is plain too", () => {
  expect(problemsOf({ ...SOUND, rotateKey: LATER })).toEqual([
    'rotateKey is "an Output", allowed is a text of 1 to 100 characters: give one that was not there before, such as the month "2026-11"',
  ]);
});

describe("beside a key of one's own", () => {
  const cure = "remove key to have one made and rotated, or rotate your own with previousKeys";

  test("nothing is rotated", () => {
    expect(problemsOf({ ...SOUND, key: "own", rotateKey: "2", keepPreviousKey: false })).toEqual([
      `rotateKey is given beside key, allowed is one of the two: ${cure}`,
      `keepPreviousKey is given beside key, allowed is one of the two: ${cure}`,
    ]);
  });

  test("the default does no harm", () => {
    expect(problemsOf({ ...SOUND, key: "own", keepPreviousKey: true })).toEqual([]);
  });
});
