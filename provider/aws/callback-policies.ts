import { EVENTS_FOLDER } from "../callback/event-key";

/** What the function's role is about. */
export interface EndpointPlace {
  /** Of the account's ARNs: `aws`, `aws-cn` or `aws-us-gov`. */
  partition: string;
  /** Bucket that keeps the events. */
  bucket: string;
  /** ARN of the SSM parameter that holds the keys. */
  keyParameterArn: string;
  /** ARN of the function's log group, without `:*` at its end. */
  logGroupArn: string;
  /** ARN of the key that encrypts the bucket. @default - encrypted by S3, which asks for no permission */
  kmsKeyArn?: string | undefined;
}

/**
 * What the function may do, as the policy's JSON: put events, read its keys, write its own log, and nothing else. A parameter that
 * is encrypted with the account's own key for SSM asks for no permission on that key.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function endpointPolicy(place: EndpointPlace): string {
  const { partition, bucket, keyParameterArn, logGroupArn, kmsKeyArn } = place;
  const events = `arn:${partition}:s3:::${bucket}/${EVENTS_FOLDER}/*`;
  return policyText([
    allow("StoreEvents", ["s3:PutObject"], events),
    allow("ReadKeys", ["ssm:GetParameter"], keyParameterArn),
    allow("WriteLog", ["logs:CreateLogStream", "logs:PutLogEvents"], `${logGroupArn}:*`),
    ...(kmsKeyArn === undefined
      ? []
      : [allow("EncryptEvents", ["kms:GenerateDataKey", "kms:Decrypt"], kmsKeyArn)]),
  ]);
}

/** Who may take the role, as the JSON of its trust policy: Lambda alone. */
export function lambdaTrust(): string {
  return policyText([
    { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
  ]);
}

function allow(Sid: string, Action: string[], Resource: string): object {
  return { Sid, Effect: "Allow", Action, Resource };
}

function policyText(statements: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
