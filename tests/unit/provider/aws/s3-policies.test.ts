import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readPolicy, tlsOnlyPolicy, writePolicy } from "../../../../provider/aws/s3-policies";

const PLACE = { partition: "aws", bucket: "media", prefix: ["prod", "classroom"] };
const KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/** A reviewed policy in the form that the functions answer. */
function golden(name: string): string {
  const text = readFileSync(join(__dirname, "golden", `${name}.json`), "utf8");
  return JSON.stringify(JSON.parse(text));
}

test("the write key may put slices and take back failed uploads, and nothing else", () => {
  expect(writePolicy(PLACE)).toBe(golden("write"));
});

test("a KMS key adds what S3 asks it for, on this key alone", () => {
  expect(writePolicy({ ...PLACE, kmsKeyArn: KEY })).toBe(golden("write-kms"));
  expect(readPolicy({ ...PLACE, kmsKeyArn: KEY })).toBe(golden("read-kms"));
});

test("for recordings as MP4 the write key gets objects too, under the same folders, and lists nothing", () => {
  expect(writePolicy({ ...PLACE, readForMp4: true })).toBe(golden("write-mp4"));
  expect(writePolicy({ ...PLACE, readForMp4: false })).toBe(golden("write"));
});

test("a key for the whole bucket that reads is kept off reading the callback's events", () => {
  expect(writePolicy({ ...PLACE, prefix: [], readForMp4: true })).toBe(golden("write-mp4-whole-bucket"));
});

test("a consumer reads the same, whatever the write key does", () => {
  expect(readPolicy({ ...PLACE, readForMp4: true })).toBe(golden("read"));
});

test("a key for the whole bucket is kept off the callback's events", () => {
  expect(writePolicy({ ...PLACE, prefix: [] })).toBe(golden("write-whole-bucket"));
});

test("a consumer lists and reads its folder only", () => {
  expect(readPolicy(PLACE)).toBe(golden("read"));
});

test("a consumer of the whole bucket lists and reads all of it", () => {
  expect(readPolicy({ ...PLACE, prefix: [] })).toBe(golden("read-whole-bucket"));
});

test("without TLS nobody gets at the bucket or its objects", () => {
  expect(tlsOnlyPolicy(PLACE)).toBe(golden("tls-only"));
});

test("ARNs are those of the account's partition", () => {
  const place = { ...PLACE, partition: "aws-cn" };
  const expected = (name: string) => golden(name).replaceAll("arn:aws:s3:", "arn:aws-cn:s3:");
  expect(writePolicy(place)).toBe(expected("write"));
  expect(readPolicy(place)).toBe(expected("read"));
  expect(tlsOnlyPolicy(place)).toBe(expected("tls-only"));
});
