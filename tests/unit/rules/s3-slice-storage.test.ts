import { S3SliceStorage } from "../../../provider/aws/s3-slice-storage";
import type { S3SliceStorageArgs } from "../../../provider/aws/s3-slice-storage";
import { record } from "../provider/recorded-resources";
import { ACCESS_RULES } from "./access-rules";
import { BUCKET_RULES } from "./bucket-rules";
import { ENDPOINT_RULES } from "./endpoint-rules";
import { readmeTable } from "./readme-table";
import { WAIVERS } from "./waivers";

const RULES = [...BUCKET_RULES, ...ACCESS_RULES, ...ENDPOINT_RULES];
const KMS_KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/** Broken in every form: the user and its policy. */
const USER = ["AwsSolutions-IAM5", "CKV_AWS_273", "CKV_AWS_40", "IAMUserNoPolicies"];
/** Broken by every bucket that the component makes. */
const BUCKET = ["AwsSolutions-S1", "CKV_AWS_144", "CKV_AWS_18"];
const NO_KMS = ["CKV_AWS_145", "S3DefaultEncryptionKMS"];
const NO_VERSIONS = ["CKV_AWS_21", "S3BucketVersioningEnabled"];

const FORMS: [string, S3SliceStorageArgs, string[]][] = [
  ["as it is by default", {}, [...USER, ...BUCKET, ...NO_KMS, ...NO_VERSIONS]],
  ["with a KMS key", { kmsKeyArn: KMS_KEY }, [...USER, ...BUCKET, ...NO_VERSIONS]],
  ["with versions and an expiry", { versioning: true, expireAfterDays: 30 }, [...USER, ...BUCKET, ...NO_KMS]],
  ["with a key for the whole bucket", { wholeBucket: true }, [...USER, ...BUCKET, ...NO_KMS, ...NO_VERSIONS]],
  [
    "with a key that reads for MP4",
    { readForMp4: true, kmsKeyArn: KMS_KEY },
    [...USER, ...BUCKET, ...NO_VERSIONS],
  ],
  [
    "while its key is rotated, with a name of its own",
    { keyVersions: [1, 2], bucketName: "classroom-slices" },
    [...USER, ...BUCKET, ...NO_KMS, ...NO_VERSIONS],
  ],
  ["with an existing bucket", { bucket: "media-archive", kmsKeyArn: KMS_KEY }, USER],
];

/** The rules that a storage breaks. */
async function broken(args: S3SliceStorageArgs): Promise<string[]> {
  const { resources } = await record(() => new S3SliceStorage("slices", args));
  return RULES.filter(({ check }) => check(resources).length > 0)
    .flatMap(({ ids }) => ids)
    .sort();
}

const waived = WAIVERS.map(({ id }) => id);

test.each(FORMS)("a storage %s breaks the rules that are waived, and no other", async (_form, args, ids) => {
  expect(await broken(args)).toEqual([...ids].sort());
  expect(waived).toEqual(expect.arrayContaining(ids));
});

test("every waiver is of a rule that some form breaks, and no name stands twice", () => {
  const used = new Set(FORMS.flatMap(([, , ids]) => ids));
  expect([...used].sort()).toEqual([...waived].sort());
});

test("the README says what is waived and why", () => {
  expect(readmeTable("waivers")).toEqual(WAIVERS.map(({ id, reason }) => [`\`${id}\``, reason]));
});
