import * as types from "../../../../provider/policy/resource-types";
import * as runtime from "../../../../provider/runtime";
import * as aws from "@pulumi/aws/s3";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";

const ALL = Object.values(types).flat();

/** The class that a type token of the AWS provider is of. */
function tokenOf(resource: object): unknown {
  return Reflect.get(resource, "__pulumiType");
}

test("types of our own are those that state files have", () => {
  const own = ALL.filter((type) => type.startsWith("pulumi-nodejs:dynamic/trtc:"));
  expect(own).toHaveLength(6);
  for (const type of own) expect(Object.keys(runtime)).toContain(type.split(":").at(-1));
});

test("types of AWS are those of its provider", () => {
  const { Bucket, BucketAcl, BucketLifecycleConfiguration, BucketPublicAccessBlock, BucketPolicy } = aws;
  const { Policy, UserPolicy, UserPolicyAttachment, PolicyAttachment, AccessKey } = iam;
  const { UserGroupMembership, GroupMembership, UserPolicyAttachmentsExclusive } = iam;
  const classes = [
    Bucket,
    BucketAcl,
    BucketLifecycleConfiguration,
    BucketPublicAccessBlock,
    BucketPolicy,
    Policy,
    UserPolicy,
    UserPolicyAttachment,
    PolicyAttachment,
    UserGroupMembership,
    GroupMembership,
    UserPolicyAttachmentsExclusive,
    AccessKey,
    lambda.Function,
  ];
  const tokens = ALL.filter((type) => /^aws:(?!.*V2$)/.test(type));
  expect(classes.map(tokenOf).sort()).toEqual(tokens.sort());
});
