/** A rule that is broken on purpose. */
export interface Waiver {
  /** A name of the rule in checkov or cdk-nag. */
  id: string;
  reason: string;
}

const KMS = "encrypted with keys of S3 (AES256), which cost nothing; `kmsKeyArn` brings a key of your own";
const VERSIONING = "slices are written once and never changed; `versioning: true` keeps versions";
const LOGS =
  "needs a second bucket: add an `aws.s3.BucketLogging` for the component's `bucket`, or use CloudTrail";
const USER_POLICY = "the user has one policy and its keys one purpose: a group of one member adds nothing";

/** Every rule that `S3SliceStorage` breaks, in the README's order. */
export const WAIVERS: readonly Waiver[] = [
  { id: "CKV_AWS_145", reason: KMS },
  { id: "S3DefaultEncryptionKMS", reason: KMS },
  { id: "CKV_AWS_21", reason: VERSIONING },
  { id: "S3BucketVersioningEnabled", reason: VERSIONING },
  { id: "CKV_AWS_18", reason: LOGS },
  { id: "AwsSolutions-S1", reason: LOGS },
  {
    id: "CKV_AWS_144",
    reason:
      "needs a bucket in a second region: add an `aws.s3.BucketReplicationConfig` where slices must outlive one",
  },
  {
    id: "AwsSolutions-IAM5",
    reason:
      "the key may write any object under the folders, or in the bucket with `wholeBucket`: one `*`, at the end of the ARN",
  },
  { id: "CKV_AWS_40", reason: USER_POLICY },
  { id: "IAMUserNoPolicies", reason: USER_POLICY },
  {
    id: "CKV_AWS_273",
    reason: "TRTC takes long-lived keys only, no role and no session token: such a key belongs to a user",
  },
];
