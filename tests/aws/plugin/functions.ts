import { STS } from "@aws-sdk/client-sts";
import { text } from "./resource-type";
import type { Properties } from "./resource-type";
import { describeBucket } from "./s3";

/** Endpoint, region and key are the environment's. */
const sts = new STS();

/** What the functions of `@pulumi/aws` answer. */
export const FUNCTIONS: Readonly<Record<string, (args: Properties) => Promise<Properties>>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": async () => {
    const { Account, Arn, UserId } = await sts.getCallerIdentity();
    return { accountId: Account, arn: Arn, id: Account, userId: UserId };
  },
  "aws:index/getPartition:getPartition": () =>
    Promise.resolve({
      dnsSuffix: "amazonaws.com",
      id: "aws",
      partition: "aws",
      reverseDnsPrefix: "com.amazonaws",
    }),
  "aws:index/getRegion:getRegion": async () => {
    const region = await sts.config.region();
    const endpoint = `ec2.${region}.amazonaws.com`;
    return { description: region, endpoint, id: region, name: region, region };
  },
  "aws:s3/getBucket:getBucket": async (args) => {
    const bucket = text(args, "bucket");
    const described = await describeBucket(bucket);
    if (described === undefined) throw new Error(`reading S3 Bucket (${bucket}): couldn't find resource`);
    return { id: bucket, ...described };
  },
};
