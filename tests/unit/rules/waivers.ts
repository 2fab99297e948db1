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

const TRACING = "costs by the request and wants a role with more rights; `transform` adds both";
const CONCURRENCY =
  "takes from the account's limit, of which 100 have to stay free: set `reservedConcurrency`";
const NO_QUEUE =
  "for asynchronous calls only: an event that cannot be stored is in the log, for `replay-events`";
const NO_VPC =
  "calls nothing but S3 and SSM: a VPC would want endpoints for both and a role with more rights";
const OPEN = "TRTC cannot sign for AWS: each request is verified by its HMAC-SHA256 instead";
const LOG_KEY =
  "encrypted by CloudWatch Logs, and holds no key; `transform.logGroup` sets a KMS key of your own";

/** Every rule that `CallbackEndpoint` breaks, in the README's order. */
export const ENDPOINT_WAIVERS: readonly Waiver[] = [
  { id: "CKV_AWS_258", reason: OPEN },
  { id: "LambdaFunctionUrlAuth", reason: OPEN },
  { id: "CKV_AWS_301", reason: OPEN },
  { id: "LambdaFunctionPublicAccessProhibited", reason: OPEN },
  {
    id: "AwsSolutions-IAM5",
    reason: "the function may put any event under `trtc-events/` and write any stream of its log group",
  },
  { id: "CKV_AWS_115", reason: CONCURRENCY },
  { id: "LambdaConcurrency", reason: CONCURRENCY },
  { id: "CKV_AWS_116", reason: NO_QUEUE },
  { id: "LambdaDLQ", reason: NO_QUEUE },
  { id: "CKV_AWS_117", reason: NO_VPC },
  { id: "LambdaInsideVPC", reason: NO_VPC },
  { id: "CKV_AWS_50", reason: TRACING },
  { id: "LambdaTracing", reason: TRACING },
  { id: "CKV_AWS_173", reason: "encrypted by Lambda, and nothing in the environment is secret" },
  { id: "CKV_AWS_272", reason: "needs a signing profile of your own: `transform.function` sets one" },
  {
    id: "CKV_AWS_337",
    reason:
      "encrypted with the account's own key for SSM; `transform` sets another and lets the role decrypt with it",
  },
  { id: "CKV_AWS_338", reason: "kept for 30 days; set `logRetentionDays` to 365 or more" },
  { id: "CKV_AWS_158", reason: LOG_KEY },
  { id: "CloudWatchLogGroupEncrypted", reason: LOG_KEY },
  {
    id: "AwsSolutions-L1",
    reason: "Node.js 22 is what the function is tested on; `transform.function` sets a newer one",
  },
];
