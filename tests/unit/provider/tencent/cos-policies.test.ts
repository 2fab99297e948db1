import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readPolicy, writePolicy } from "../../../../provider/tencent/cos-policies";

const PLACE = { bucket: "media-1250000000", region: "ap-singapore", prefix: ["prod", "classroom"] };

/** A reviewed policy in the form that the functions answer. */
function golden(name: string): string {
  const text = readFileSync(join(__dirname, "golden", `${name}.json`), "utf8");
  return JSON.stringify(JSON.parse(text));
}

test("the write key may upload slices, large ones in parts, and nothing else", () => {
  expect(writePolicy(PLACE)).toBe(golden("write"));
});

test("for recordings as MP4 the write key reads too, under the same folders, and lists nothing", () => {
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

test("the number behind uid is the APPID at the end of the bucket's name", () => {
  expect(readPolicy({ ...PLACE, bucket: "a-1-b-1300000000" })).toContain(
    '"qcs::cos:ap-singapore:uid/1300000000:a-1-b-1300000000/prod/classroom/*"',
  );
});
