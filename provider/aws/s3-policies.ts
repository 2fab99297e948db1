import { EVENTS_FOLDER } from "../callback/event-key";

/** What a policy is about: plain values, so that its text stands in a preview. */
export interface S3Place {
  /** Of the account's ARNs: `aws`, `aws-cn` or `aws-us-gov`. */
  partition: string;
  /** Bucket name. */
  bucket: string;
  /** Folders of the slices; none stands for the whole bucket. */
  prefix: readonly string[];
  /** The write key reads as well. @default false */
  readForMp4?: boolean;
  /** ARN of the key that encrypts the bucket. @default - encrypted by S3, which asks for no permission */
  kmsKeyArn?: string | undefined;
}

/**
 * What the write key may do, as the policy's JSON: files are put, large ones in parts, a failed upload is taken back, and with
 * `readForMp4` what was put is read back.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 */
export function writePolicy({ partition, bucket, prefix, readForMp4, kmsKeyArn }: S3Place): string {
  const arn = bucketArn(partition, bucket);
  const write = ["s3:PutObject", "s3:AbortMultipartUpload"];
  const read = readForMp4 === true ? ["s3:GetObject"] : [];
  const keepOffEvents: Statement = {
    Sid: "KeepOffEvents",
    Effect: "Deny",
    Action: [...write, ...read],
    Resource: `${arn}/${EVENTS_FOLDER}/*`,
  };
  return policyText([
    { Sid: "WriteSlices", Effect: "Allow", Action: [...write, ...read], Resource: slices(arn, prefix) },
    ...(prefix.length === 0 ? [keepOffEvents] : []),
    // S3 decrypts the parts of an upload to put them together
    ...keyStatement(kmsKeyArn, "EncryptSlices", ["kms:GenerateDataKey", "kms:Decrypt"]),
  ]);
}

/** What a consumer needs to list and read the slices, as the policy's JSON; of a whole bucket its events too. */
export function readPolicy({ partition, bucket, prefix, kmsKeyArn }: S3Place): string {
  const arn = bucketArn(partition, bucket);
  const listSlices: Statement = {
    Sid: "ListSlices",
    Effect: "Allow",
    Action: ["s3:ListBucket"],
    Resource: arn,
    ...(prefix.length > 0 && { Condition: { StringLike: { "s3:prefix": `${prefix.join("/")}/*` } } }),
  };
  return policyText([
    { Sid: "ReadSlices", Effect: "Allow", Action: ["s3:GetObject"], Resource: slices(arn, prefix) },
    listSlices,
    ...keyStatement(kmsKeyArn, "DecryptSlices", ["kms:Decrypt"]),
  ]);
}

/** The bucket's own policy, as JSON: nobody gets in without TLS. */
export function tlsOnlyPolicy({ partition, bucket }: Pick<S3Place, "partition" | "bucket">): string {
  const arn = bucketArn(partition, bucket);
  return policyText([
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [arn, `${arn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ]);
}

interface Statement {
  Sid: string;
  Effect: "Allow" | "Deny";
  Principal?: "*";
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string>>;
}

function policyText(statements: Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function bucketArn(partition: string, bucket: string): string {
  return `arn:${partition}:s3:::${bucket}`;
}

function slices(arn: string, prefix: readonly string[]): string {
  return [arn, ...prefix, "*"].join("/");
}

function keyStatement(kmsKeyArn: string | undefined, Sid: string, Action: string[]): Statement[] {
  return kmsKeyArn === undefined ? [] : [{ Sid, Effect: "Allow", Action, Resource: kmsKeyArn }];
}
