import { checkedS3Storage } from "../../../../provider/aws/s3-arguments";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { InputError } from "../../../../provider/trtc/errors";

function refusalOf(args: Record<string, unknown>): string {
  try {
    checkedS3Storage("slices", args);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return "accepted";
}

test("the defaults of a new bucket are written out", () => {
  expect(checkedS3Storage("slices", {})).toEqual({
    fileNamePrefix: ["slices"],
    wholeBucket: false,
    keyVersions: [1],
    readForMp4: false,
    onDestroy: "refuse",
  });
});

test("an existing bucket has no destroy rule of ours", () => {
  expect(checkedS3Storage("slices", { bucket: "media" })).toEqual({
    bucket: "media",
    fileNamePrefix: ["slices"],
    wholeBucket: false,
    keyVersions: [1],
    readForMp4: false,
  });
});

test("a whole bucket has no folders", () => {
  expect(checkedS3Storage("slices", { wholeBucket: true, versioning: true })).toEqual({
    fileNamePrefix: [],
    wholeBucket: true,
    versioning: true,
    keyVersions: [1],
    readForMp4: false,
    onDestroy: "refuse",
  });
});

test("what is only known later passes untouched", () => {
  expect(checkedS3Storage("slices", { bucket: UNKNOWN, kmsKeyArn: UNKNOWN })).toMatchObject({
    bucket: UNKNOWN,
    kmsKeyArn: UNKNOWN,
  });
});

test("every problem is named at once", () => {
  expect(
    refusalOf({
      fileNamePrefix: ["trtc-events"],
      keyVersions: [1, 2, 3],
      bucketName: "Slices",
      versioning: "on",
      expireAfterDays: 0,
      onDestroy: "delete",
      kmsKeyArn: "alias/slices",
      tags: { team: 7 },
      bucketname: "slices",
    }).split("; "),
  ).toEqual([
    "S3SliceStorage slices: bucketname is not an argument, allowed here are " +
      "fileNamePrefix, wholeBucket, keyVersions, readForMp4, kmsKeyArn, tags, versioning, expireAfterDays, onDestroy, bucketName: " +
      "correct or remove it",
    "keyVersions is [1,2,3], allowed is one or two different whole numbers from 1, the last one is used: " +
      "rotate in two steps, [1] to [1, 2] to [2]",
    'kmsKeyArn is "alias/slices", allowed is the ARN of a KMS key: give the key\'s own ARN, not that of an alias',
    "tags.team is 7, allowed is a text of at most 256 characters: give a text",
    'versioning is "on", allowed is true or false: give true or false',
    "expireAfterDays is 0, allowed is a whole number from 1 to 36500 (days): " +
      "choose after how many days slices are deleted, or leave it out to keep them",
    'onDestroy is "delete", allowed is "refuse" or "retain" or "empty": ' +
      "choose what destroy does with a bucket that holds slices",
    'bucketName is "Slices", allowed is 3 to 63 lower-case letters, digits, dots and hyphens by the naming rules of S3: ' +
      "choose a name that nobody in the world has, or leave it out to get one",
    'fileNamePrefix.0 is "trtc-events", allowed is any folder but trtc-events: ' +
      "choose another one: the callback endpoint keeps its events there",
  ]);
});

test("a new bucket's arguments do not go with an existing one", () => {
  const cure = "an existing bucket keeps its own settings, remove one of the two";
  expect(
    refusalOf({
      bucket: "media",
      bucketName: "slices",
      versioning: false,
      expireAfterDays: 30,
      onDestroy: "retain",
    }),
  ).toBe(
    [
      `S3SliceStorage slices: versioning is false, allowed is nothing beside bucket: ${cure}`,
      `expireAfterDays is 30, allowed is nothing beside bucket: ${cure}`,
      `onDestroy is "retain", allowed is nothing beside bucket: ${cure}`,
      `bucketName is "slices", allowed is nothing beside bucket: ${cure}`,
    ].join("; "),
  );
});

test("an expiry of a whole bucket is refused: it would reach the callback's events", () => {
  expect(refusalOf({ wholeBucket: true, expireAfterDays: 30 })).toBe(
    "S3SliceStorage slices: expireAfterDays is 30, allowed is nothing beside wholeBucket: " +
      "name the folders to expire in fileNamePrefix, or trtc-events would expire with them",
  );
});

test("an existing bucket goes by its name, also by one that a new bucket may not have", () => {
  expect(refusalOf({ bucket: "Media_Archive.2016" })).toBe("accepted");
  expect(refusalOf({ bucket: "arn:aws:s3:::media" })).toBe(
    'S3SliceStorage slices: bucket is "arn:aws:s3:::media", allowed is the name of a bucket: ' +
      "give its name, not its ARN or address",
  );
});

test.each(["abc", "0-9", "my.slices.example", "a".repeat(63), "1.2.3.4.5", "xn-slices", "slices-s3"])(
  "a bucket may be called %s",
  (bucketName) => {
    expect(refusalOf({ bucketName })).toBe("accepted");
  },
);

test.each([
  "ab",
  "a".repeat(64),
  "Slices",
  "my_slices",
  "-slices",
  "slices-",
  ".slices",
  "slices.",
  "my..slices",
  "192.168.5.4",
  "xn--slices",
  "sthree-slices",
  "amzn-s3-demo-slices",
  "slices-s3alias",
  "slices--ol-s3",
  "slices.mrap",
  "slices--x-s3",
  "slices--table-s3",
])("no bucket may be called %s", (bucketName) => {
  const shown = bucketName.length > 60 ? `${bucketName.slice(0, 57)}...` : bucketName;
  expect(refusalOf({ bucketName })).toBe(
    `S3SliceStorage slices: bucketName is "${shown}", allowed is 3 to 63 lower-case letters, digits, dots and hyphens ` +
      "by the naming rules of S3: choose a name that nobody in the world has, or leave it out to get one",
  );
});

test.each([
  "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  "arn:aws-cn:kms:cn-north-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab",
])("%s is the ARN of a key", (kmsKeyArn) => {
  expect(refusalOf({ kmsKeyArn })).toBe("accepted");
});

test.each([
  "arn:aws:kms:eu-central-1:123456789012:alias/slices",
  "1234abcd-12ab-34cd-56ef-1234567890ab",
  "arn:aws:s3:::slices",
])("%s is not", (kmsKeyArn) => {
  expect(refusalOf({ kmsKeyArn })).toBe(
    `S3SliceStorage slices: kmsKeyArn is "${kmsKeyArn}", allowed is the ARN of a KMS key: ` +
      "give the key's own ARN, not that of an alias",
  );
});
