import { noPublicBucket } from "../../../../provider/policy/no-public-bucket";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { tlsOnlyPolicy } from "../../../../provider/aws/s3-policies";
import { reportsOf } from "./reports";
import type { Report } from "./reports";
import { resource, task } from "./stack-parts";

const COS = "pulumi-nodejs:dynamic/trtc:CosBucket";
const S3 = "aws:s3/bucket:Bucket";
const S3_V2 = "aws:s3/bucketV2:BucketV2";
const ACL = "aws:s3/bucketAcl:BucketAcl";
const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const SWITCHES = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};
const GROUP = "http://acs.amazonaws.com/groups/global/AllUsers";

const said = (type: string, inputs: object): Report[] =>
  reportsOf(noPublicBucket, [resource(type, "it", { ...inputs })]);

const statement = (more: object) => ({
  policy: JSON.stringify({
    Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", ...more }],
  }),
});

test.each<[string, object, string]>([
  [COS, { acl: "public-read" }, 'acl is "public-read", allowed is "private": remove it'],
  [
    ACL,
    { acl: "authenticated-read" },
    'acl is "authenticated-read", allowed is one that lets nobody in but the owner: make it "private"',
  ],
  [
    S3,
    { acl: "public-read-write" },
    'acl is "public-read-write", allowed is one that lets nobody in but the owner: make it "private"',
  ],
  [
    S3_V2,
    { grants: [{ type: "Group", uri: GROUP, permissions: ["READ"] }] },
    "grants has one for AllUsers, allowed are grants to accounts: take it away",
  ],
  [
    ACL,
    { accessControlPolicy: { grants: [{ grantee: { uri: GROUP }, permission: "READ" }] } },
    "accessControlPolicy.grants has one for AllUsers, allowed are grants to accounts: take it away",
  ],
  [
    BLOCK,
    { ...SWITCHES, blockPublicAcls: false, restrictPublicBuckets: undefined },
    "blockPublicAcls, restrictPublicBuckets not true, allowed is true for each: switch them on",
  ],
])("%s is refused with %j", (type, inputs, message) => {
  expect(said(type, inputs)).toEqual([["it", message]]);
});

test.each([
  {},
  { Principal: { AWS: ["arn:aws:iam::123456789012:root", "*"] } },
  { Condition: { Bool: { "aws:SecureTransport": "true" } } },
  { Condition: { StringNotEquals: { "aws:SourceAccount": "123456789012" } } },
  { Condition: { IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "0.0.0.0/0"] } } },
  { Condition: { IpAddress: { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } } },
  { Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/7" } } },
  { Condition: { IpAddress: { "aws:SourceIp": "2001:db8::/31" } } },
  { Condition: { "ForAllValues:StringEquals": { "aws:PrincipalOrgID": "o-1" } } },
  { Condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-1" } } },
  { Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:*" } } },
  { Condition: { StringLike: { "aws:PrincipalOrgID": "o-*" } } },
  { Condition: { StringLike: { "aws:PrincipalOrgID": ["o-1", "o-?"] } } },
  { Condition: { StringEquals: { "aws:PrincipalAccount": "${aws:ResourceAccount}${aws:username}" } } },
  { Condition: { StringEquals: { "aws:PrincipalTag/team": "red" } } },
  { Principal: undefined, NotPrincipal: { AWS: "arn:aws:iam::123456789012:root" } },
])("a bucket policy for everybody is refused: %j", (more) => {
  const message =
    "policy lets everybody do s3:GetObject, allowed are named principals or a condition on who asks: name them";
  expect(said(POLICY, statement(more))).toEqual([["it", message]]);
  expect(said(S3, statement(more))).toEqual([["it", message]]);
});

test.each([
  { Effect: "Deny" },
  { Principal: { Service: "cloudtrail.amazonaws.com" } },
  { Principal: { AWS: "arn:aws:iam::123456789012:root" } },
  { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } },
  { Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } },
  { Condition: { IpAddress: { "aws:SourceIp": ["203.0.113.7", "2001:db8::/32", "2001:db8::1"] } } },
  { Condition: { "ForAnyValue:StringEquals": { "aws:SourceOrgPaths": ["o-1/r-1/ou-1/"] } } },
  { Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::123456789012:user/8/bob" } } },
])("a bucket policy for some is allowed: %j", (more) => {
  expect(said(POLICY, statement(more))).toEqual([]);
});

test("what our storage makes is allowed, and what is only known later", () => {
  expect(said(POLICY, { policy: tlsOnlyPolicy({ partition: "aws", bucket: "b" }) })).toEqual([]);
  expect(said(BLOCK, SWITCHES)).toEqual([]);
  expect(said(COS, {})).toEqual([]);
  for (const [type, inputs] of [
    [BLOCK, Object.fromEntries(Object.keys(SWITCHES).map((name) => [name, UNKNOWN]))],
    [ACL, { acl: UNKNOWN, accessControlPolicy: UNKNOWN }],
    [POLICY, { policy: UNKNOWN }],
    [COS, { acl: UNKNOWN }],
  ] as const)
    expect(said(type, inputs)).toEqual([]);
});

test("a bucket on S3 that slices go to has a block, another bucket and one on COS need none", () => {
  const bucket = resource(S3, "media", { bucket: "media" });
  const other = resource(S3, "other", { bucket: "other" });
  const cos = resource(COS, "cos", { bucket: "media" });
  const writer = task("t", { storage: { bucket: "media" } });
  const block = (inputs: object) => resource(BLOCK, "block", { ...SWITCHES, ...inputs });
  const message =
    "media gets files of tasks and has no BucketPublicAccessBlock, allowed is one with blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets: add it";
  expect(reportsOf(noPublicBucket, [bucket, other, cos, writer, block({ bucket: "other" })])).toEqual([
    ["media", message],
  ]);
  expect(reportsOf(noPublicBucket, [bucket, writer, block({ bucket: "media" })])).toEqual([]);
  const later = { ...block({ bucket: UNKNOWN }), sources: { bucket: [bucket.urn] } };
  expect(reportsOf(noPublicBucket, [bucket, writer, later])).toEqual([]);
});
