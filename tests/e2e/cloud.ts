import { IAMClient, ListAccessKeysCommand, ListUsersCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import COS from "cos-nodejs-sdk-v5";
import type { SliceStorage } from "pulumi-trtc";
import { S3SliceStorage } from "pulumi-trtc/aws";
import { CosSliceStorage } from "pulumi-trtc/tencent";
import { AWS_CONFIG, awsEnvironment, awsProject, pulumiHome, usesRealPlugin } from "../aws/engine";
import { freePort } from "../aws/free-port";
import { startMiniStack } from "../aws/ministack";
import { recordCalls } from "../aws/recorded-calls";
import { awsFunctions } from "./aws-functions";
import type { CloudFunctions } from "./cloud-functions";
import { onScene, SECRETS } from "./scene";
import type { Scene, SceneOptions } from "./scene";
import type { StackOptions } from "./stack";
import { tencentFunctions } from "./tencent-functions";

/** What a proof may ask of a storage, on either cloud. */
export interface StorageOptions {
  keyVersions?: number[];
  onDestroy?: "refuse" | "retain" | "empty";
  versioning?: boolean;
  expireAfterDays?: number;
  /** Adopts the cloud's other bucket. */
  adopt?: boolean;
  wholeBucket?: true;
}

export interface AccessKey {
  accessKeyId: string;
  secretAccessKey: string;
  /** Of a temporary key. */
  sessionToken?: string;
}

/** One cloud with nothing in it but another bucket, and what a proof asks it out of band. */
export interface Cloud {
  name: CloudName;
  scene: Scene;
  /** For stacks whose programs use its storage. */
  stack: Partial<StackOptions>;
  /** Name of the storage's bucket. */
  bucket: string;
  /** A bucket that is there already. */
  otherBucket: string;
  /** The storage, inside a program. */
  storage(options?: StorageOptions): SliceStorage;
  /** The object store with somebody's key: both clouds speak S3. */
  as(key: AccessKey): S3Client;
  /** The object store as its owner. */
  owner: S3Client;
  /** The object store with somebody's key and without TLS. @default - the store cannot tell */
  withoutTls?(key: AccessKey): S3Client;
  /** Keys of all users. */
  keyIds(): Promise<string[]>;
  userNames(): Promise<string[]>;
  bucketNames(): Promise<string[]>;
  /** Keys of the current objects of the storage's bucket. */
  objectKeys(): Promise<string[]>;
  /** What protects the storage's bucket. */
  protections(): Promise<object>;
  functions: CloudFunctions;
  /** Calls that may change something in either cloud since it was last asked; files of tasks do not count. */
  writes(): Promise<string[]>;
}

export type CloudName = "COS" | "S3";
export const CLOUDS: readonly CloudName[] = ["COS", "S3"];

/** Runs a proof on a cloud of its own. */
export function onCloud<Result>(
  name: CloudName,
  play: (cloud: Cloud) => Promise<Result>,
  options: SceneOptions = {},
): Promise<Result> {
  return name === "COS" ? onCos(play, options) : onS3(play, options);
}

const PREFIX = ["prod", "classroom"];
const COS_BUCKET = "slices-1250000000";
const OTHER_COS_BUCKET = "archive-1250000000";
const COS_REGION = "ap-singapore";
const S3_BUCKET = "acme-trtc-slices";
const OTHER_S3_BUCKET = "acme-archive";

function storeClient(endpoint: string, region: string, credentials: AccessKey): S3Client {
  return new S3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
}

function onCos<Result>(play: (cloud: Cloud) => Promise<Result>, options: SceneOptions): Promise<Result> {
  return onScene(
    (scene) => {
      const { control, emulator } = scene;
      const owner = { accessKeyId: SECRETS.accountId, secretAccessKey: SECRETS.accountKey };
      const as = (key: AccessKey) => storeClient(emulator.url, COS_REGION, key);
      let seen = 0;
      return play({
        name: "COS",
        scene,
        stack: {},
        bucket: COS_BUCKET,
        otherBucket: OTHER_COS_BUCKET,
        storage: ({ adopt, wholeBucket, keyVersions, ...bucket } = {}) =>
          new CosSliceStorage("slices", {
            ...(wholeBucket ? { wholeBucket } : { fileNamePrefix: PREFIX }),
            ...(keyVersions && { keyVersions }),
            ...(adopt
              ? { bucket: OTHER_COS_BUCKET, region: COS_REGION }
              : { bucketName: COS_BUCKET, region: COS_REGION, ...bucket }),
          }),
        as,
        owner: as(owner),
        keyIds: async () =>
          (await control.users()).flatMap(({ accessKeys }) => accessKeys.map((key) => key.accessKeyId)),
        userNames: async () => (await control.users()).map(({ name }) => name),
        bucketNames: () => bucketNames(as(owner)),
        objectKeys: async () => (await control.objects(COS_BUCKET)).map(({ key }) => key),
        protections: () => cosProtections(vendorCos(scene)),
        functions: tencentFunctions(scene, COS_BUCKET),
        async writes() {
          const calls = await control.calls();
          const fresh = calls.slice(seen).map(({ action }) => action);
          seen = calls.length;
          return fresh.filter((action) => !/^(cos:)?(Get|Head|List|Describe)|^cos:PutObject$/.test(action));
        },
      });
    },
    { buckets: [{ name: OTHER_COS_BUCKET, region: COS_REGION }], extraKeys: [], ...options },
  );
}

/** The vendor's own client, as the owner. */
export function vendorCos({ emulator }: Scene): COS {
  return new COS({
    SecretId: SECRETS.accountId,
    SecretKey: SECRETS.accountKey,
    Protocol: "http:",
    Ip: new URL(emulator.url).host,
    KeepAlive: false,
  });
}

async function cosProtections(cos: COS): Promise<object> {
  const at = { Bucket: COS_BUCKET, Region: COS_REGION };
  const [acl, encryption, lifecycle] = await Promise.all([
    cos.getBucketAcl(at),
    cos.getBucketEncryption(at),
    cos.getBucketLifecycle(at),
  ]);
  return {
    acl: acl.ACL,
    encryption: encryption.ServerSideEncryptionConfiguration,
    lifecycle: lifecycle.Rules,
  };
}

async function onS3<Result>(play: (cloud: Cloud) => Promise<Result>, options: SceneOptions): Promise<Result> {
  const port = await freePort();
  const recorded = await recordCalls(`http://127.0.0.1:${port}`);
  const aws = await startMiniStack({ port, functionsCall: recorded.url });
  const region = "ap-southeast-1";
  const credentials = { accessKeyId: aws.rootAccessKey, secretAccessKey: aws.rootSecretKey };
  const as = (key: AccessKey) => storeClient(recorded.url, region, key);
  const owner = as(credentials);
  const iam = new IAMClient({ endpoint: aws.url, region, credentials });
  const userNames = async () =>
    ((await iam.send(new ListUsersCommand({}))).Users ?? []).flatMap(({ UserName }) => UserName ?? []);
  const environment = awsEnvironment({ ...aws, url: recorded.url }, { region });
  await owner.send(new CreateBucketCommand({ Bucket: OTHER_S3_BUCKET }));
  try {
    return await onScene(
      (scene) =>
        play({
          name: "S3",
          scene,
          stack: usesRealPlugin()
            ? { environment, config: AWS_CONFIG, pluginsOf: pulumiHome() }
            : { environment, project: awsProject("proof") },
          bucket: S3_BUCKET,
          otherBucket: OTHER_S3_BUCKET,
          storage: ({ adopt, wholeBucket, keyVersions, ...bucket } = {}) =>
            new S3SliceStorage("slices", {
              ...(wholeBucket ? { wholeBucket } : { fileNamePrefix: PREFIX }),
              ...(keyVersions && { keyVersions }),
              ...(adopt ? { bucket: OTHER_S3_BUCKET } : { bucketName: S3_BUCKET, ...bucket }),
            }),
          as,
          owner,
          withoutTls: (key) => storeClient(aws.url, region, key),
          keyIds: async () => {
            const lists = await Promise.all(
              (await userNames()).map((UserName) => iam.send(new ListAccessKeysCommand({ UserName }))),
            );
            return lists
              .flatMap((list) => list.AccessKeyMetadata ?? [])
              .flatMap((key) => key.AccessKeyId ?? []);
          },
          userNames,
          bucketNames: () => bucketNames(owner),
          objectKeys: () => currentKeys(owner, S3_BUCKET),
          protections: () => s3Protections(owner),
          functions: awsFunctions({ aws, recorded, bucket: S3_BUCKET, region }),
          writes: async () => [
            ...recorded.writes().filter((call) => !/^PUT \/[^/?]+\/./.test(call)),
            ...(await scene.actions()),
          ],
        }),
      {
        s3Endpoint: recorded.url,
        connectTo: { [`lambda-url.${region}.on.aws`]: aws.url },
        ...options,
      },
    );
  } finally {
    await recorded.close();
    await aws.close();
  }
}

async function bucketNames(owner: S3Client): Promise<string[]> {
  const { Buckets = [] } = await owner.send(new ListBucketsCommand({}));
  return Buckets.flatMap(({ Name }) => Name ?? []);
}

async function currentKeys(owner: S3Client, Bucket: string): Promise<string[]> {
  const { Versions = [] } = await owner.send(new ListObjectVersionsCommand({ Bucket }));
  return Versions.filter(({ IsLatest }) => IsLatest).flatMap(({ Key }) => Key ?? []);
}

async function s3Protections(owner: S3Client): Promise<object> {
  const at = { Bucket: S3_BUCKET };
  const [access, ownership, encryption, lifecycle, policy] = await Promise.all([
    owner.send(new GetPublicAccessBlockCommand(at)),
    owner.send(new GetBucketOwnershipControlsCommand(at)),
    owner.send(new GetBucketEncryptionCommand(at)),
    owner.send(new GetBucketLifecycleConfigurationCommand(at)),
    owner.send(new GetBucketPolicyCommand(at)),
  ]);
  return {
    access: access.PublicAccessBlockConfiguration,
    ownership: ownership.OwnershipControls,
    encryption: encryption.ServerSideEncryptionConfiguration,
    lifecycle: lifecycle.Rules,
    policy: policy.Policy,
  };
}
