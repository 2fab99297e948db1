import { UNKNOWN } from "../../../../provider/resource/schema";
import { checkedCosStorage } from "../../../../provider/tencent/cos-arguments";
import { COS_REGIONS } from "../../../../provider/tencent/kinds/cos-bucket";
import { InputError } from "../../../../provider/trtc/errors";

const EXISTING = { bucket: "archive-1250000000", region: "ap-singapore" };

function refusalOf(args: Record<string, unknown>): string {
  try {
    checkedCosStorage("slices", args);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return "accepted";
}

test("the defaults of a new bucket are written out", () => {
  expect(checkedCosStorage("slices", {})).toEqual({
    fileNamePrefix: ["slices"],
    wholeBucket: false,
    keyVersions: [1],
    readForMp4: false,
    onDestroy: "refuse",
  });
});

test("an existing bucket has no destroy rule of ours", () => {
  expect(checkedCosStorage("slices", EXISTING)).toEqual({
    ...EXISTING,
    fileNamePrefix: ["slices"],
    wholeBucket: false,
    keyVersions: [1],
    readForMp4: false,
  });
});

test("a whole bucket has no folders", () => {
  expect(checkedCosStorage("slices", { wholeBucket: true, versioning: true })).toEqual({
    fileNamePrefix: [],
    wholeBucket: true,
    versioning: true,
    keyVersions: [1],
    readForMp4: false,
    onDestroy: "refuse",
  });
});

test("what is only known later passes untouched", () => {
  expect(checkedCosStorage("slices", { bucket: UNKNOWN, region: UNKNOWN })).toMatchObject({
    bucket: UNKNOWN,
    region: UNKNOWN,
  });
});

test("every problem is named at once", () => {
  expect(
    refusalOf({
      fileNamePrefix: ["trtc-events"],
      keyVersions: [1, 2, 3],
      bucketName: "Slices",
      region: "eu-west-1",
      versioning: "on",
      expireAfterDays: 0,
      onDestroy: "delete",
      tags: { team: 7 },
      kmsKeyArn: "k",
    }).split("; "),
  ).toEqual([
    "CosSliceStorage slices: kmsKeyArn is not an argument, allowed here are " +
      "fileNamePrefix, wholeBucket, keyVersions, readForMp4, region, versioning, expireAfterDays, onDestroy, bucketName, tags: " +
      "correct or remove it",
    "keyVersions is [1,2,3], allowed is one or two different whole numbers from 1, the last one is used: " +
      "rotate in two steps, [1] to [1, 2] to [2]",
    `region is "eu-west-1", allowed is ${COS_REGIONS.map((region) => `"${region}"`).join(" or ")}: ` +
      "set region, TENCENTCLOUD_REGION or trtc:region to one of these",
    'versioning is "on", allowed is true or false: give true or false',
    "expireAfterDays is 0, allowed is a whole number from 1 to 3650 (days): " +
      "choose after how many days slices are deleted, or leave it out to keep them",
    'onDestroy is "delete", allowed is "refuse" or "retain" or "empty": ' +
      "choose what destroy does with a bucket that holds slices",
    'bucketName is "Slices", allowed is 1 to 50 lower case letters, digits and -, no - at either end: ' +
      "choose another name, the APPID is appended when it is missing",
    "tags.team is 7, allowed is a text of at most 255 characters: shorten it",
    'fileNamePrefix.0 is "trtc-events", allowed is any folder but trtc-events: ' +
      "choose another one: the callback endpoint keeps its events there",
  ]);
});

test("a new bucket's arguments do not go with an existing one", () => {
  const cure = "an existing bucket keeps its own settings, remove one of the two";
  expect(
    refusalOf({
      ...EXISTING,
      bucketName: "slices",
      versioning: false,
      expireAfterDays: 30,
      onDestroy: "retain",
      tags: { a: "b" },
    }),
  ).toBe(
    [
      `CosSliceStorage slices: versioning is false, allowed is nothing beside bucket: ${cure}`,
      `expireAfterDays is 30, allowed is nothing beside bucket: ${cure}`,
      `onDestroy is "retain", allowed is nothing beside bucket: ${cure}`,
      `bucketName is "slices", allowed is nothing beside bucket: ${cure}`,
      `tags is an object, allowed is nothing beside bucket: ${cure}`,
    ].join("; "),
  );
});

test("an existing bucket needs its region", () => {
  expect(refusalOf({ bucket: EXISTING.bucket })).toBe(
    `CosSliceStorage slices: region is missing, allowed is ${COS_REGIONS.map((region) => `"${region}"`).join(" or ")}: ` +
      "set region, TENCENTCLOUD_REGION or trtc:region to one of these",
  );
});

test("an expiry of a whole bucket is refused: it would reach the callback's events", () => {
  expect(refusalOf({ wholeBucket: true, expireAfterDays: 30 })).toBe(
    "CosSliceStorage slices: expireAfterDays is 30, allowed is nothing beside wholeBucket: " +
      "name the folders to expire in fileNamePrefix, or trtc-events would expire with them",
  );
});

test.each(["archive", "archive-125", "Archive-1250000000", "archive-0250000000", "-1250000000"])(
  "%s is no whole name of a bucket",
  (bucket) => {
    expect(refusalOf({ ...EXISTING, bucket })).toBe(
      `CosSliceStorage slices: bucket is "${bucket}", allowed is the whole name of a bucket, such as "archive-1250000000": ` +
        "append the APPID of the account",
    );
  },
);

test.each(["a", "slices", "slices-1250000000", "0-9"])("a new bucket may be called %s", (bucketName) => {
  expect(refusalOf({ bucketName })).toBe("accepted");
});
