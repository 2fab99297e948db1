import { isCos, names, sliceBuckets } from "../../../../provider/policy/slice-buckets";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { jobTask, resource, task } from "./stack-parts";

const COS = "pulumi-nodejs:dynamic/trtc:CosBucket";
const S3 = "aws:s3/bucket:Bucket";

const inStorage = resource(S3, "slices-bucket", { bucket: "b" }, { parents: ["trtc:aws:S3SliceStorage"] });

function writesTo(bucket: unknown, from: string[] = [], fileNamePrefix: unknown = ["a", "b"]) {
  return task("t", { storage: { bucket, fileNamePrefix } }, { storage: from });
}

test("slices go to the bucket of a storage, and to one that a task names, with folders of the task", () => {
  const named = resource(S3, "named", { bucket: "mine" });
  const other = resource(S3, "other", { bucket: "other" });
  expect(sliceBuckets([inStorage, named, other, writesTo("mine")])).toEqual([
    { bucket: inStorage, folders: [] },
    { bucket: named, folders: ["a/b/"] },
  ]);
});

test("recordings and what moderation keeps go to buckets too; other tasks write to none", () => {
  const named = resource(S3, "named", { bucket: "mine" });
  const storage = { bucket: "mine", fileNamePrefix: ["r"] };
  for (const kind of ["CloudRecordingTask", "CloudModerationTask"])
    expect(sliceBuckets([named, jobTask(kind, "t", { storage })])).toEqual([
      { bucket: named, folders: ["r/"] },
    ]);
  expect(sliceBuckets([named, jobTask("CloudRecordingTask", "t", { vod: {} })])).toEqual([]);
  expect(sliceBuckets([named, jobTask("StreamIngestTask", "t")])).toEqual([]);
});

test("COS may have appended the APPID to the bucket's name, S3 appends nothing", () => {
  const cos = resource(COS, "c", { bucket: "slices" });
  const s3 = resource(S3, "s", { bucket: "slices" });
  const from = writesTo("slices-1250000000");
  expect(sliceBuckets([cos, s3, from]).map(({ bucket }) => bucket.name)).toEqual(["c"]);
  expect([isCos(cos), isCos(s3)]).toEqual([true, false]);
});

test("a name that is only known later is the bucket's that it comes from", () => {
  const bucket = resource(S3, "s", {});
  expect(names(writesTo(UNKNOWN, [bucket.urn]), "storage.bucket", bucket)).toBe(true);
  expect(names(writesTo(UNKNOWN), "storage.bucket", bucket)).toBe(false);
  const otherwise = resource(S3, "s", { bucket: "x" });
  expect(names(writesTo("y", [otherwise.urn]), "storage.bucket", otherwise)).toBe(false);
});

test("folders that are only known later are left out, none are the whole bucket", () => {
  const bucket = resource(S3, "s", { bucket: "x" });
  const folders = (prefix: unknown) => sliceBuckets([bucket, writesTo("x", [], prefix)])[0]?.folders;
  expect([folders(UNKNOWN), folders(["a", UNKNOWN]), folders([]), folders(null)]).toEqual([
    [],
    [],
    [""],
    [""],
  ]);
});
