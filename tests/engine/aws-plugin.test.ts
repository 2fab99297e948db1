import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { SSM } from "@aws-sdk/client-ssm";
// the sub-modules: the types of the whole package are thousands of files
import * as awsCloudwatch from "@pulumi/aws/cloudwatch";
import { getCallerIdentity } from "@pulumi/aws/getCallerIdentity";
import { getPartition } from "@pulumi/aws/getPartition";
import { getRegion } from "@pulumi/aws/getRegion";
import * as awsIam from "@pulumi/aws/iam";
import * as awsLambda from "@pulumi/aws/lambda";
import * as awsS3 from "@pulumi/aws/s3";
import * as awsSsm from "@pulumi/aws/ssm";
import { asset } from "@pulumi/pulumi";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import type { PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { zipSync } from "fflate";
import { awsEnvironment, awsProject } from "../aws/engine";
import { startMiniStack } from "../aws/ministack";
import type { MiniStack } from "../aws/ministack";

const TIMEOUT_MS = 5 * 60_000;
const FOLDER = resolve(__dirname, "../../.local/e2e");

let ministack: MiniStack;
let s3: S3;
let iam: IAM;
let lambda: Lambda;
let logs: CloudWatchLogs;
let ssm: SSM;

function client(region = "ap-southeast-1") {
  const credentials = { accessKeyId: ministack.rootAccessKey, secretAccessKey: ministack.rootSecretKey };
  return { endpoint: ministack.url, region, credentials };
}

beforeAll(async () => {
  ministack = await startMiniStack();
  s3 = new S3({ ...client(), forcePathStyle: true });
  iam = new IAM(client());
  lambda = new Lambda(client());
  logs = new CloudWatchLogs(client());
  ssm = new SSM(client());
}, TIMEOUT_MS);

afterAll(async () => {
  for (const one of [s3, iam, lambda, logs, ssm]) one.destroy();
  await ministack.close();
});

/** Runs a test on a stack of its own and clears it away. */
async function onStack(program: PulumiFn, play: (stack: Stack) => Promise<void>): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const folder = mkdtempSync(join(FOLDER, "aws-"));
  mkdirSync(join(folder, "backend"));
  const stack = await LocalWorkspace.createStack(
    { stackName: "dev", projectName: "proof", program },
    {
      workDir: folder,
      projectSettings: awsProject("proof"),
      envVars: {
        PULUMI_HOME: join(folder, "home"),
        PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
        PULUMI_CONFIG_PASSPHRASE: "proof",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        ...awsEnvironment(ministack),
      },
    },
  );
  try {
    await play(stack);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Settings {
  bucket: string;
  userTags?: Record<string, string>;
  /** What the user may do. */
  action?: string;
}

/** One resource of every type: a bucket with all its settings, and a user who may write into it. */
function everyType({ bucket: name, userTags = {}, action = "s3:PutObject" }: Settings) {
  const { bucket, arn } = new awsS3.Bucket("bucket", { bucket: name, tags: { team: "video" } });
  new awsS3.BucketPublicAccessBlock("block", {
    bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  new awsS3.BucketOwnershipControls("owner", {
    bucket,
    rule: { objectOwnership: "BucketOwnerEnforced" },
  });
  new awsS3.BucketServerSideEncryptionConfiguration("encryption", {
    bucket,
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
  });
  new awsS3.BucketVersioning("versions", { bucket, versioningConfiguration: { status: "Enabled" } });
  new awsS3.BucketLifecycleConfiguration("lifecycle", {
    bucket,
    rules: [
      {
        id: "uploads",
        status: "Enabled",
        filter: { prefix: "" },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
      },
      {
        id: "slices",
        status: "Enabled",
        filter: { prefix: "slices/" },
        expiration: { days: 30 },
        noncurrentVersionExpiration: { noncurrentDays: 30 },
      },
    ],
  });
  new awsS3.BucketPolicy("policy", { bucket, policy: arn.apply((one) => tlsOnly(one, "TlsOnly")) });
  new awsS3.BucketNotification("events", { bucket, eventbridge: true });
  const user = new awsIam.User("writer", { path: "/trtc/", tags: userTags });
  const policy = new awsIam.Policy("write", { policy: arn.apply((one) => allow(action, one)) });
  new awsIam.UserPolicyAttachment("attached", { user: user.name, policyArn: policy.arn });
  const key = new awsIam.AccessKey("key", { user: user.name });
  return { userName: user.name, policyArn: policy.arn, keyId: key.id, secret: key.secret };
}

function tlsOnly(bucketArn: string, Sid: string): string {
  return document({
    Sid,
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: `${bucketArn}/*`,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  });
}

function allow(Action: string, bucketArn: string): string {
  return document({ Effect: "Allow", Action, Resource: `${bucketArn}/slices/*` });
}

function document(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

/** What `everyType` hands back, as the stack's outputs. */
async function identity(stack: Stack) {
  const outputs = await stack.outputs();
  const value = (name: string) => String(outputs[name]?.value);
  return { UserName: value("userName"), PolicyArn: value("policyArn"), AccessKeyId: value("keyId") };
}

/** What AWS itself says of the resources of `everyType`. */
async function seen(Bucket: string, { UserName, PolicyArn }: { UserName: string; PolicyArn: string }) {
  const { Policy } = await iam.getPolicy({ PolicyArn });
  const version = await iam.getPolicyVersion({ PolicyArn, VersionId: Policy?.DefaultVersionId });
  return {
    tags: (await s3.getBucketTagging({ Bucket })).TagSet,
    block: (await s3.getPublicAccessBlock({ Bucket })).PublicAccessBlockConfiguration,
    owner: (await s3.getBucketOwnershipControls({ Bucket })).OwnershipControls,
    encryption: (await s3.getBucketEncryption({ Bucket })).ServerSideEncryptionConfiguration,
    versions: (await s3.getBucketVersioning({ Bucket })).Status,
    lifecycle: (await s3.getBucketLifecycleConfiguration({ Bucket })).Rules,
    policy: (await s3.getBucketPolicy({ Bucket })).Policy,
    events: (await s3.getBucketNotificationConfiguration({ Bucket })).EventBridgeConfiguration,
    userTags: (await iam.listUserTags({ UserName })).Tags,
    document: decodeURIComponent(version.PolicyVersion?.Document ?? ""),
    attached: (await iam.listAttachedUserPolicies({ UserName })).AttachedPolicies?.map(
      (one) => one.PolicyArn,
    ),
    keys: (await iam.listAccessKeys({ UserName })).AccessKeyMetadata?.map((one) => one.Status),
  };
}

/** Changes one property of every resource behind the engine's back. */
async function drift(Bucket: string, user: Awaited<ReturnType<typeof identity>>): Promise<void> {
  const { UserName, PolicyArn, AccessKeyId } = user;
  const arn = `arn:aws:s3:::${Bucket}`;
  await s3.putBucketTagging({ Bucket, Tagging: { TagSet: [{ Key: "team", Value: "other" }] } });
  await s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } });
  await s3.putBucketOwnershipControls({
    Bucket,
    OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] },
  });
  await s3.putBucketEncryption({
    Bucket,
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } }],
    },
  });
  await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Suspended" } });
  await s3.putBucketLifecycleConfiguration({
    Bucket,
    LifecycleConfiguration: {
      Rules: [{ ID: "slices", Status: "Enabled", Filter: { Prefix: "slices/" }, Expiration: { Days: 1 } }],
    },
  });
  await s3.putBucketPolicy({ Bucket, Policy: tlsOnly(arn, "Other") });
  await s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration: {} });
  await iam.tagUser({ UserName, Tags: [{ Key: "team", Value: "other" }] });
  await iam.createPolicyVersion({ PolicyArn, PolicyDocument: allow("s3:*", arn), SetAsDefault: true });
  await iam.detachUserPolicy({ UserName, PolicyArn });
  await iam.updateAccessKey({ UserName, AccessKeyId, Status: "Inactive" });
}

test(
  "every type is made and updated as asked, what changes behind the engine's back is put right, and destroy leaves nothing",
  async () => {
    const bucket = "every-type";
    let settings: Settings = { bucket };
    const program = () => Promise.resolve(everyType(settings));
    await onStack(program, async (stack) => {
      const { outputs } = await stack.up();
      const secret = String(outputs["secret"]?.value);
      const state = JSON.stringify(await stack.exportStack());
      // the Automation API decrypts what is secret; in clear it would stand without this mark
      const marked = `"plaintext":"\\"${secret}\\""`;
      expect([state.split(secret).length - 1, state.split(marked).length - 1]).toEqual([2, 2]);
      const user = await identity(stack);
      const made = await seen(bucket, user);
      expect(made).toMatchObject({
        tags: [{ Key: "team", Value: "video" }],
        block: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true },
        versions: "Enabled",
        events: {},
        document: allow("s3:PutObject", `arn:aws:s3:::${bucket}`),
        attached: [user.PolicyArn],
        keys: ["Active"],
      });
      expect((await stack.preview()).changeSummary).toEqual({ same: 13 });
      expect((await stack.refresh()).summary.resourceChanges).toEqual({ same: 13 });

      settings = { bucket, userTags: { team: "video" }, action: "s3:PutObjectAcl" };
      expect((await stack.preview()).changeSummary).toEqual({ same: 11, update: 2 });
      settings = { bucket };

      await drift(bucket, user);
      expect((await stack.refresh()).summary.resourceChanges).toEqual({ same: 1, update: 11, delete: 1 });
      expect((await stack.up()).summary.resourceChanges).toEqual({ same: 1, update: 11, create: 1 });
      expect(await seen(bucket, user)).toEqual(made);

      await stack.destroy();
      expect((await s3.listBuckets()).Buckets?.map(({ Name }) => Name)).not.toContain(bucket);
      expect((await iam.listUsers({ PathPrefix: "/trtc/" })).Users).toEqual([]);
      expect((await iam.listPolicies({ Scope: "Local" })).Policies).toEqual([]);
    });
  },
  TIMEOUT_MS,
);

interface FunctionSettings {
  /** What the function answers. */
  answer: string;
  secret?: string;
  memorySize?: number;
  retentionInDays?: number;
  tags?: Record<string, string>;
}

/** One resource of every type that a function behind a URL needs. */
function functionTypes(settings: FunctionSettings) {
  const { answer, secret = "first", memorySize = 256, retentionInDays = 30, tags = {} } = settings;
  const role = new awsIam.Role("role", { assumeRolePolicy: TRUST, tags });
  const policy = new awsIam.Policy("speak", { policy: allow("s3:PutObject", "arn:aws:s3:::nothing") });
  const attachment = new awsIam.RolePolicyAttachment("speaks", { role: role.name, policyArn: policy.arn });
  const parameter = new awsSsm.Parameter("key", { type: "SecureString", value: secret, tags });
  const group = new awsCloudwatch.LogGroup("lines", { name: "/aws/lambda/answers", retentionInDays, tags });
  const handler = new awsLambda.Function(
    "answers",
    {
      role: role.arn,
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      code: new asset.AssetArchive({ "index.js": new asset.StringAsset(answering(answer)) }),
      memorySize,
      timeout: 10,
      environment: { variables: { PARAMETER: parameter.name } },
      loggingConfig: { logFormat: "Text", logGroup: group.name },
      tags,
    },
    { dependsOn: [attachment] },
  );
  const url = new awsLambda.FunctionUrl("url", { functionName: handler.name, authorizationType: "NONE" });
  return { url: url.functionUrl, functionName: handler.name, roleName: role.name, parameter: parameter.name };
}

const TRUST = document({
  Effect: "Allow",
  Principal: { Service: "lambda.amazonaws.com" },
  Action: "sts:AssumeRole",
});

function answering(text: string): string {
  return `exports.handler = async () => ({ statusCode: 200, body: ${JSON.stringify(text)} + process.env.PARAMETER });`;
}

/** What `functionTypes` hands back, as the stack's outputs. */
async function handlerOf(stack: Stack) {
  const outputs = await stack.outputs();
  const value = (name: string) => String(outputs[name]?.value);
  const names = {
    FunctionName: value("functionName"),
    RoleName: value("roleName"),
    Name: value("parameter"),
  };
  return { ...names, id: new URL(value("url")).hostname.split(".")[0] };
}

/** What AWS itself says of the resources of `functionTypes`, and what the URL answers. */
async function seenOf({ FunctionName, RoleName, Name, id }: Awaited<ReturnType<typeof handlerOf>>) {
  const { Configuration, Tags } = await lambda.getFunction({ FunctionName });
  const { Policy = "" } = await lambda.getPolicy({ FunctionName });
  const group = (await logs.describeLogGroups({})).logGroups?.[0];
  const answer = await fetch(`${ministack.url}/_aws/lambda-url/${id}/`);
  return {
    answer: await answer.text(),
    tags: Tags,
    memory: Configuration?.MemorySize,
    architectures: Configuration?.Architectures,
    logging: Configuration?.LoggingConfig,
    auth: (await lambda.getFunctionUrlConfig({ FunctionName })).AuthType,
    // as Lambda answers a policy
    permissions: (JSON.parse(Policy) as { Statement: { Action: string }[] }).Statement.map(
      ({ Action }) => Action,
    ),
    retention: [group?.logGroupName, group?.retentionInDays],
    value: (await ssm.getParameter({ Name, WithDecryption: true })).Parameter?.Value,
    trust: decodeURIComponent((await iam.getRole({ RoleName })).Role?.AssumeRolePolicyDocument ?? ""),
    attached: (await iam.listAttachedRolePolicies({ RoleName })).AttachedPolicies?.length,
  };
}

/** Changes one property of every resource of `functionTypes` behind the engine's back. */
async function driftOf({ FunctionName, RoleName, Name }: Awaited<ReturnType<typeof handlerOf>>) {
  const ZipFile = zipSync({ "index.js": Buffer.from(answering("forged ")) });
  await lambda.updateFunctionCode({ FunctionName, ZipFile });
  await lambda.updateFunctionUrlConfig({ FunctionName, AuthType: "AWS_IAM" });
  await logs.putRetentionPolicy({ logGroupName: "/aws/lambda/answers", retentionInDays: 1 });
  await ssm.putParameter({ Name, Value: "forged", Overwrite: true });
  const PolicyDocument = TRUST.replace("lambda.amazonaws.com", "ec2.amazonaws.com");
  await iam.updateAssumeRolePolicy({ RoleName, PolicyDocument });
  const { AttachedPolicies = [] } = await iam.listAttachedRolePolicies({ RoleName });
  for (const { PolicyArn } of AttachedPolicies) await iam.detachRolePolicy({ RoleName, PolicyArn });
}

test(
  "a function runs behind its URL, code and settings change in place, drift is put right, and destroy leaves nothing",
  async () => {
    let settings: FunctionSettings = { answer: "one " };
    const program = () => Promise.resolve(functionTypes(settings));
    await onStack(program, async (stack) => {
      await stack.up();
      const handler = await handlerOf(stack);
      const made = {
        answer: `one ${handler.Name}`,
        memory: 256,
        architectures: ["arm64"],
        logging: { LogFormat: "Text", LogGroup: "/aws/lambda/answers" },
        auth: "NONE",
        permissions: ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"],
        retention: ["/aws/lambda/answers", 30],
        value: "first",
        trust: TRUST,
        attached: 1,
      };
      expect(await seenOf(handler)).toEqual({ ...made, tags: {} });
      expect((await stack.refresh()).summary.resourceChanges).toEqual({ same: 8 });
      expect((await stack.preview()).changeSummary).toEqual({ same: 8 });

      await driftOf(handler);
      expect((await stack.refresh()).summary.resourceChanges).toEqual({ same: 2, update: 5, delete: 1 });
      const tags = { team: "video" };
      settings = { answer: "two ", secret: "second", memorySize: 512, retentionInDays: 60, tags };
      expect((await stack.up()).summary.resourceChanges).toEqual({ same: 2, update: 5, create: 1 });
      expect(await seenOf(handler)).toEqual({
        ...made,
        answer: `two ${handler.Name}`,
        memory: 512,
        retention: ["/aws/lambda/answers", 60],
        value: "second",
        tags,
      });

      await stack.destroy();
      const left = [
        (await lambda.listFunctions({})).Functions,
        (await logs.describeLogGroups({})).logGroups,
        (await ssm.describeParameters({})).Parameters,
        (await iam.listRoles({})).Roles,
      ];
      expect(left).toEqual([[], [], [], []]);
    });
  },
  TIMEOUT_MS,
);

test(
  "a bucket with versions and uploads is deleted only when asked to, and its name is made of its logical name",
  async () => {
    let forceDestroy = false;
    const program = () => {
      const bucket = new awsS3.Bucket("slices", { forceDestroy });
      return Promise.resolve({ bucket: bucket.bucket, arn: bucket.arn });
    };
    await onStack(program, async (stack) => {
      const { outputs } = await stack.up();
      const Bucket = String(outputs["bucket"]?.value);
      expect(Bucket).toMatch(/^slices-[0-9a-f]{7}$/);
      await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Enabled" } });
      await s3.putObject({ Bucket, Key: "slices/a.ogg", Body: "a" });
      await s3.putObject({ Bucket, Key: "slices/a.ogg", Body: "b" });
      await s3.deleteObject({ Bucket, Key: "slices/a.ogg" });
      await s3.createMultipartUpload({ Bucket, Key: "slices/b.ogg" });
      await expect(stack.destroy()).rejects.toThrow(
        "deleting aws:s3/bucket:Bucket slices: BucketNotEmpty: The bucket you tried to delete is not empty",
      );
      forceDestroy = true;
      await stack.up();
      expect((await stack.destroy()).summary.resourceChanges).toEqual({ delete: 2 });
    });
  },
  TIMEOUT_MS,
);

test(
  "functions answer for the account that the key belongs to, and a property that is not known is refused",
  async () => {
    const elsewhere = new S3({ ...client("eu-central-1"), forcePathStyle: true });
    await elsewhere.createBucket({ Bucket: "there" });
    elsewhere.destroy();
    const program = async () => ({
      account: (await getCallerIdentity()).accountId,
      partition: (await getPartition()).partition,
      region: (await getRegion()).region,
      bucketRegion: (await awsS3.getBucket({ bucket: "there" })).bucketRegion,
    });
    await onStack(program, async (stack) => {
      const { outputs } = await stack.up();
      const values = Object.fromEntries(
        Object.entries(outputs).map(([name, { value }]) => [name, String(value)]),
      );
      expect(values).toEqual({
        account: "000000000000",
        partition: "aws",
        region: "ap-southeast-1",
        bucketRegion: "eu-central-1",
      });
    });
    const refused = () => {
      const bucket = new awsS3.Bucket("slices", { acl: "private" });
      return Promise.resolve({ bucket: bucket.bucket });
    };
    await onStack(refused, async (stack) => {
      await expect(stack.preview()).rejects.toThrow(
        'aws test plugin: property "acl" of aws:s3/bucket:Bucket is not known',
      );
    });
  },
  TIMEOUT_MS,
);
