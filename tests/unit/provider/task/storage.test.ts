import { applySchema, leaves } from "../../../../provider/resource/schema";
import type { Bag, ObjectProperty } from "../../../../provider/resource/schema";
import {
  objectKeyPrefix,
  STORAGE_KEYS,
  STORAGE_RULES,
  storageRow,
  wireStorage,
} from "../../../../provider/task/storage";
import { checkedInputs } from "../../../../provider/resource/schema";

const COS = {
  vendor: "cos" as const,
  region: "ap-singapore",
  bucket: "slices-1250000000",
  accessKey: "id",
  secretKey: "key",
};

function problems(row: ObjectProperty, storage: Bag): string[] {
  const schema: ObjectProperty = { type: "object", properties: { storage: row } };
  return checkedInputs(schema, STORAGE_RULES, { given: { storage }, oldInputs: {} }).failures.map(
    ({ reason }) => reason,
  );
}

test("a row knows the stores of its API only", () => {
  expect(problems(storageRow(["cos", "s3"]), { ...COS, vendor: "oss", bucket: "b", region: "r" })).toEqual([
    'storage.vendor is "oss", allowed is "cos" or "s3": name the store of the bucket',
    'storage.region is "r", allowed is an OSS region such as "oss-ap-southeast-1": use the region in which the bucket was made',
    'storage.bucket is "b", allowed is 3 to 63 lower case letters, digits and -: use the bucket\'s name, not its URL',
  ]);
});

test("a row may have more than the others", () => {
  const row = storageRow(["s3"], {
    endpointUrl: { type: "string", changes: "replaces", cure: "give a URL" },
  });
  expect(leaves(row).map(({ path }) => path)).toEqual([
    "vendor",
    "region",
    "bucket",
    "accessKey",
    "secretKey",
    "fileNamePrefix",
    "readForMp4",
    "endpointUrl",
  ]);
});

test("a bucket is named as its store names buckets", () => {
  const row = storageRow(["cos", "s3", "oss"]);
  expect(problems(row, COS)).toEqual([]);
  expect(problems(row, { ...COS, bucket: "slices", region: "Singapore" })).toEqual([
    'storage.region is "Singapore", allowed is a COS region such as "ap-singapore": use the region in which the bucket was made',
    'storage.bucket is "slices", allowed is lower case letters, digits and - with the APPID at the end, such as "slices-1250000000": append the APPID of the account',
  ]);
});

test("on the wire a store is a number, and what says that the key may read is not sent", () => {
  expect(wireStorage({ ...COS, readForMp4: true })).toEqual({
    Vendor: 0,
    Region: "ap-singapore",
    Bucket: "slices-1250000000",
    AccessKey: "id",
    SecretKey: "key",
    FileNamePrefix: [],
  });
  expect(wireStorage({ ...COS, vendor: "s3", fileNamePrefix: ["a", "b"] })).toMatchObject({
    Vendor: 1,
    FileNamePrefix: ["a", "b"],
  });
  expect(wireStorage({ ...COS, vendor: "oss" }).Vendor).toBe(2);
});

test("both keys stand for the fingerprint, and object keys begin with folders and task", () => {
  expect(STORAGE_KEYS).toEqual(["storage.accessKey", "storage.secretKey"]);
  expect([objectKeyPrefix({}, "task"), objectKeyPrefix({ fileNamePrefix: ["a", "b"] }, "task")]).toEqual([
    "task/",
    "a/b/task/",
  ]);
});

test("the table fills nothing in", () => {
  const schema: ObjectProperty = { type: "object", properties: { storage: storageRow(["cos"]) } };
  expect(applySchema(schema, { storage: COS }).inputs).toEqual({ storage: COS });
});
