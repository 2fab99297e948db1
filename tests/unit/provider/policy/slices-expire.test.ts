import { slicesExpire } from "../../../../provider/policy/slices-expire";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { madeStack } from "./made-stacks";
import { reportsOf } from "./reports";
import { jobTask, resource, task } from "./stack-parts";

const S3 = "aws:s3/bucket:Bucket";
const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const MESSAGE =
  "allowed is a lifecycle rule that expires them or the tag retention = keep-for-ever: set expireAfterDays, or the tag";

const writer = task("t", { storage: { bucket: "media", fileNamePrefix: ["a", "b"] } });

function withRules(rules: unknown, bucket: unknown = "media") {
  const made = resource(S3, "media", { bucket: "media" });
  return reportsOf(slicesExpire, [
    made,
    resource(LIFECYCLE, "l", { bucket, rules }, { sources: { bucket: [made.urn] } }),
    writer,
  ]);
}

const rule = (more: object) => ({ status: "Enabled", expiration: { days: 30 }, ...more });

test.each(["COS", "S3"] as const)("a storage on %s that keeps slices says so by the tag", async (cloud) => {
  const kept = { expireAfterDays: undefined };
  expect(reportsOf(slicesExpire, await madeStack(cloud, kept))).toEqual([
    ["slices-bucket", `slices-bucket keeps files of tasks for ever, ${MESSAGE}`],
  ]);
  const tagged = await madeStack(cloud, { ...kept, tags: { retention: "keep-for-ever" } });
  expect(reportsOf(slicesExpire, tagged)).toEqual([]);
  expect(reportsOf(slicesExpire, tagged, { tag: "keep", value: "yes" })).toHaveLength(1);
  const otherwise = await madeStack(cloud, { ...kept, tags: { keep: "yes" } });
  expect(reportsOf(slicesExpire, otherwise, { tag: "keep", value: "yes" })).toEqual([]);
});

test.each(["CloudRecordingTask", "CloudModerationTask"])("what a %s writes expires too", (kind) => {
  const storage = { bucket: "media", fileNamePrefix: ["r"] };
  const said = (prefix: string) => {
    const lifecycleRules = [{ enabled: true, expiration: { days: 30 }, prefix }];
    const bucket = resource(S3, "media", { bucket: "media", lifecycleRules });
    return reportsOf(slicesExpire, [bucket, jobTask(kind, "t", { storage })]);
  };
  expect(said("r/")).toEqual([]);
  expect(said("other/")).toEqual([["media", `media keeps files of tasks for ever, ${MESSAGE}`]]);
});

test.each([
  rule({}),
  rule({ filter: {} }),
  rule({ __defaults: [], filter: { __defaults: [], and: { __defaults: [], prefix: "a/" } } }),
  rule({ filter: { prefix: "a/" } }),
  rule({ filter: { and: { prefix: "a/b/" } } }),
  rule({ prefix: "a/b/" }),
  rule({ expiration: { date: "2027-01-01T00:00:00Z" } }),
  rule({ filter: { prefix: UNKNOWN } }),
])("a rule on S3 that covers the folders is enough: %j", (covering) => {
  expect(withRules([covering])).toEqual([]);
});

test.each([
  rule({ status: "Disabled" }),
  rule({ filter: { prefix: "other/" } }),
  rule({ filter: { tag: { key: "k", value: "v" } } }),
  rule({ filter: { and: { prefix: "a/", tags: { k: "v" } } } }),
  rule({ filter: { objectSizeGreaterThan: 5 } }),
  rule({ filter: { and: { prefix: "a/", objectSizeGreaterThan: 5 } } }),
  rule({ filter: { and: { prefix: "a/", objectSizeLessThan: 5 } } }),
  rule({ expiration: { expiredObjectDeleteMarker: true } }),
  { status: "Enabled", filter: {}, abortIncompleteMultipartUpload: { daysAfterInitiation: 1 } },
])("a rule on S3 that leaves slices is not: %j", (leaving) => {
  expect(withRules([leaving])).toEqual([["media", `media keeps files of tasks for ever, ${MESSAGE}`]]);
});

test("rules and the bucket's name may only be known later", () => {
  expect([withRules(UNKNOWN), withRules([rule({})], UNKNOWN)]).toEqual([[], []]);
});

test("rules in the bucket itself count", () => {
  const bucket = (lifecycleRules: object[]) => resource(S3, "media", { bucket: "media", lifecycleRules });
  const said = (more: object) =>
    reportsOf(slicesExpire, [bucket([{ enabled: true, expiration: { days: 1 }, ...more }]), writer]);
  expect([said({}), said({ prefix: "a/" })]).toEqual([[], []]);
  expect(
    [
      said({ enabled: false }),
      said({ prefix: "x/" }),
      said({ tags: { k: "v" } }),
      said({ expiration: { expiredObjectDeleteMarker: true } }),
    ].map((r) => r.length),
  ).toEqual([1, 1, 1, 1]);
});

test("on COS every task's folders expire", () => {
  const cos = (prefix: string) =>
    resource("pulumi-nodejs:dynamic/trtc:CosBucket", "media", {
      bucket: "media",
      lifecycleRules: [
        { id: "abort", prefix: "", abortMultipartAfterDays: 1 },
        { id: "expire", prefix, expireAfterDays: 30 },
      ],
    });
  const other = task("u", { storage: { bucket: "media", fileNamePrefix: ["c"] } });
  expect(reportsOf(slicesExpire, [cos("a/"), writer])).toEqual([]);
  expect(reportsOf(slicesExpire, [cos("a/"), writer, other])).toHaveLength(1);
  expect(reportsOf(slicesExpire, [cos(""), writer, other])).toEqual([]);
});
