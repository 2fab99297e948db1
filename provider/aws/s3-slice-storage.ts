// the sub-modules: the whole package takes 200 ms more to load
import { getPartitionOutput } from "@pulumi/aws/getPartition";
import * as iam from "@pulumi/aws/iam";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { plainArguments } from "../component/arguments";
import { child } from "../component/child";
import type { Adjust, Family } from "../component/child";
import { lastVersion } from "../storage/arguments";
import type { CheckedStorage } from "../storage/arguments";
import { rotatedKeys } from "../storage/key-versions";
import type { OnDestroy, SliceStorage, SliceStorageArgs, SliceTarget } from "../storage/slice-storage";
import { tagsOf } from "./arguments";
import { existingBucket } from "./existing-bucket";
import { checkedS3Storage } from "./s3-arguments";
import { readPolicy, tlsOnlyPolicy, writePolicy } from "./s3-policies";
import type { S3Place } from "./s3-policies";

/** A bucket that the component makes and protects. */
export interface NewS3Bucket {
  /** Name of an existing bucket: not together with the arguments here. */
  bucket?: undefined;
  /** Name of the bucket, 3 to 63 lower-case letters, digits, dots and hyphens, nobody else's in the world. Replaces. @default - the component's name with a random ending */
  bucketName?: string | undefined;
  /** Keeps earlier versions of an object that is overwritten or deleted; false suspends what was switched on. Updates. @default - never touched */
  versioning?: boolean | undefined;
  /**
   * Days after which slices are deleted, 1 to 36500; not together with `wholeBucket`. With `versioning` given, an earlier version
   * is deleted as many days after it became one. Never touches `trtc-events/`. Updates. @default - kept
   */
  expireAfterDays?: number | undefined;
  /**
   * What destroy does with a bucket that holds slices; takes effect after the next `up`. With "refuse" it fails with AWS's
   * BucketNotEmpty and the bucket stays with all that protects it: then empty it, or set "retain" or "empty", run `up` and
   * destroy again. Updates. @default "refuse"
   */
  onDestroy?: OnDestroy | undefined;
}

/** A bucket that is there already and keeps its own settings: the component makes user, policy and keys only. */
export interface ExistingS3Bucket {
  /** Name of the bucket. A new bucket's arguments do not go with it. */
  bucket: pulumi.Input<string>;
  /** Only for a new bucket. */
  bucketName?: undefined;
  /** Only for a new bucket. */
  versioning?: undefined;
  /** Only for a new bucket. */
  expireAfterDays?: undefined;
  /** Only for a new bucket. */
  onDestroy?: undefined;
}

/** Adjusts each child right before it is made. */
export interface S3SliceStorageTransform {
  /** The bucket. */
  bucket?: Adjust<s3.BucketArgs>;
  /** No public access: all four switches on. */
  publicAccessBlock?: Adjust<s3.BucketPublicAccessBlockArgs>;
  /** ACLs off: the bucket's owner owns every object. */
  ownershipControls?: Adjust<s3.BucketOwnershipControlsArgs>;
  /** Encryption of new objects. */
  encryption?: Adjust<s3.BucketServerSideEncryptionConfigurationArgs>;
  /** Made only when `versioning` is given. */
  versioning?: Adjust<s3.BucketVersioningArgs>;
  /** Unfinished uploads and, with `expireAfterDays`, slices. */
  lifecycle?: Adjust<s3.BucketLifecycleConfigurationArgs>;
  /** TLS only. */
  bucketPolicy?: Adjust<s3.BucketPolicyArgs>;
  /** Events to EventBridge; a bucket has one such resource: more receivers are added here. */
  notification?: Adjust<s3.BucketNotificationArgs>;
  /** The user whose keys the tasks get. */
  user?: Adjust<iam.UserArgs>;
  /** What the user may do. */
  policy?: Adjust<iam.PolicyArgs>;
  /** The policy at the user. */
  attachment?: Adjust<iam.UserPolicyAttachmentArgs>;
  /** The user's keys, one after the other. */
  accessKey?: Adjust<iam.AccessKeyArgs>;
}

/** The arguments of an `S3SliceStorage`. */
export type S3SliceStorageArgs = SliceStorageArgs & {
  /**
   * ARN of the KMS key that encrypts the bucket, not of an alias: the key's policies are given its use, and the key's own policy
   * must leave that to IAM. Updates: what was written keeps its encryption. @default - encrypted with keys of S3 (AES256)
   */
  kmsKeyArn?: pulumi.Input<string> | undefined;
  /** Tags of bucket, user and policy, each a text of at most 256 characters. Updates. @default - those of the provider */
  tags?: Record<string, string> | undefined;
  /** Adjusts each child right before it is made. @default - nothing is adjusted */
  transform?: S3SliceStorageTransform | undefined;
} & (NewS3Bucket | ExistingS3Bucket);

/**
 * An S3 bucket with a key that can only write slices: what a task's `storage` needs.
 *
 * Public access is blocked, ACLs are off, requests without TLS are refused, objects are encrypted, unfinished uploads end after
 * a day and EventBridge hears of every object. The key may put objects under the folders and nothing else, but with `readForMp4` get
 * them too.
 *
 * @example A bucket and a task that writes to it
 * ```ts
 * const storage = new S3SliceStorage("slices", { fileNamePrefix: ["prod", "classroom"], expireAfterDays: 30 });
 * const task = new trtc.CloudSliceTask("lobby", { ...args, storage: storage.target });
 * ```
 * @example An existing bucket: only user, policy and key are made
 * ```ts
 * const storage = new S3SliceStorage("slices", { bucket: "media-archive", fileNamePrefix: ["classroom"] });
 * ```
 * @example For recordings as MP4, whose HLS files TRTC reads back
 * ```ts
 * const storage = new S3SliceStorage("recordings", { fileNamePrefix: ["recordings"], readForMp4: true });
 * ```
 * @example A consumer that lists and reads the slices
 * ```ts
 * new aws.iam.RolePolicy("transcriber", { role: role.name, policy: storage.readPolicy });
 * ```
 * @example A child adjusted
 * ```ts
 * new S3SliceStorage("slices", { transform: { bucket: (args, opts) => { opts.protect = true; } } });
 * ```
 */
export class S3SliceStorage extends pulumi.ComponentResource implements SliceStorage {
  /** Where a task writes: fits straight into `storage:`. Only the keys in it are secret. */
  readonly target: SliceTarget<"s3">;
  /** Bucket name. */
  readonly bucket: pulumi.Output<string>;
  /** Version of the key in `target`: the last of `keyVersions`. */
  readonly keyVersion: number;
  /** What the write key may do, as the policy's JSON. */
  readonly writePolicy: pulumi.Output<string>;
  /** What a consumer needs to list and read the slices, as the JSON of a policy to attach to it. */
  readonly readPolicy: pulumi.Output<string>;
  /** ARN of the KMS key that encrypts the bucket; undefined when keys of S3 do. */
  readonly kmsKeyArn: pulumi.Output<string> | undefined;

  /** @throws InputError that names every problem of the arguments at once */
  constructor(name: string, args: S3SliceStorageArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const checked = checkedS3Storage(name, plainArguments(args, ["bucket", "kmsKeyArn"]));
    super("trtc:aws:S3SliceStorage", name, {}, opts);
    const { kmsKeyArn, transform = {} } = args;
    const storage: Storage = { name, parent: this, checked, kmsKeyArn, transform };

    const { bucket, region } =
      args.bucket === undefined ? createBucket(storage) : findBucket(storage, args.bucket);
    const place = placeOf(storage, bucket);
    if (args.bucket === undefined) protectBucket(storage, bucket, place);
    const user = createUser(storage);
    const policy = createPolicy(storage, place);
    const attachment = attachPolicy(storage, user, policy);
    const key = createKeys(storage, user);

    this.target = {
      vendor: "s3",
      region,
      bucket,
      // of the attachment too: a task starts once its key may write, and is gone before the key may not
      accessKey: pulumi.secret(pulumi.all([key.id, attachment.id]).apply(([id]) => id)),
      secretKey: pulumi.secret(pulumi.all([key.secret, attachment.id]).apply(([secret]) => secret)),
      fileNamePrefix: [...checked.fileNamePrefix],
      ...(checked.readForMp4 && { readForMp4: true }),
    };
    this.bucket = bucket;
    this.keyVersion = lastVersion(checked);
    this.writePolicy = policy.policy;
    this.readPolicy = place.apply(readPolicy);
    this.kmsKeyArn = args.kmsKeyArn === undefined ? undefined : pulumi.output(args.kmsKeyArn);
    this.registerOutputs({
      target: this.target,
      bucket: this.bucket,
      keyVersion: this.keyVersion,
      writePolicy: this.writePolicy,
      readPolicy: this.readPolicy,
    });
  }
}

/** What every child is made from. */
interface Storage extends Family {
  checked: CheckedStorage;
  kmsKeyArn: pulumi.Input<string> | undefined;
  transform: S3SliceStorageTransform;
}

interface FoundBucket {
  bucket: pulumi.Output<string>;
  region: pulumi.Output<string>;
}

function createBucket(storage: Storage): FoundBucket {
  const { bucketName, onDestroy } = storage.checked;
  const { bucket, region } = new s3.Bucket(
    ...child(storage, "bucket", {
      args: {
        forceDestroy: onDestroy === "empty",
        ...(bucketName !== undefined && { bucket: bucketName }),
        ...tagsOf(storage),
      },
      opts: onDestroy === "retain" ? { retainOnDelete: true } : {},
      adjust: storage.transform.bucket,
    }),
  );
  // the provider fills `region` in when it plans, `bucketRegion` only when the bucket is there
  return { bucket, region };
}

function findBucket({ name, parent }: Storage, given: pulumi.Input<string>): FoundBucket {
  const found = pulumi.output(given).apply((bucket) => existingBucket(name, bucket, parent));
  // `region` of a look-up is where was asked, `bucketRegion` where the bucket is
  return { bucket: found.bucket, region: found.bucketRegion };
}

/** What the policies are about, readable in a preview: an ARN would only be known later. */
function placeOf(
  { parent, checked, kmsKeyArn }: Storage,
  bucket: pulumi.Output<string>,
): pulumi.Output<S3Place> {
  const { partition } = getPartitionOutput({}, { parent });
  const { fileNamePrefix: prefix, readForMp4 } = checked;
  return pulumi.output({ partition, bucket, prefix, readForMp4, kmsKeyArn });
}

/**
 * The settings of a new bucket. They stay with a bucket that stays: one that refuses to be deleted would by then have lost them.
 */
function protectBucket(storage: Storage, bucket: pulumi.Output<string>, place: pulumi.Output<S3Place>): void {
  const opts: pulumi.CustomResourceOptions =
    storage.checked.onDestroy === "empty" ? {} : { retainOnDelete: true };
  const publicAccessBlock = blockPublicAccess(storage, bucket, opts);
  switchAclsOff(storage, bucket, opts);
  encrypt(storage, bucket, opts);
  if (storage.checked.versioning !== undefined) keepVersions(storage, bucket, storage.checked.versioning);
  limitLifetimes(storage, bucket, opts);
  // S3 refuses two changes of a bucket's access at once
  demandTls(storage, bucket, place, { ...opts, dependsOn: [publicAccessBlock] });
  sendEvents(storage, bucket, opts);
}

function blockPublicAccess(
  storage: Storage,
  bucket: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): s3.BucketPublicAccessBlock {
  return new s3.BucketPublicAccessBlock(
    ...child(storage, "public-access-block", {
      args: {
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      opts,
      adjust: storage.transform.publicAccessBlock,
    }),
  );
}

function switchAclsOff(
  storage: Storage,
  bucket: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): void {
  new s3.BucketOwnershipControls(
    ...child(storage, "ownership-controls", {
      args: { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      opts,
      adjust: storage.transform.ownershipControls,
    }),
  );
}

function encrypt(storage: Storage, bucket: pulumi.Output<string>, opts: pulumi.CustomResourceOptions): void {
  const { kmsKeyArn, transform } = storage;
  const rule =
    kmsKeyArn === undefined
      ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
      : {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn },
          // one request to KMS for many slices
          bucketKeyEnabled: true,
        };
  new s3.BucketServerSideEncryptionConfiguration(
    ...child(storage, "encryption", {
      args: { bucket, rules: [rule] },
      opts,
      adjust: transform.encryption,
    }),
  );
}

function keepVersions(storage: Storage, bucket: pulumi.Output<string>, versioning: boolean): void {
  new s3.BucketVersioning(
    ...child(storage, "versioning", {
      args: { bucket, versioningConfiguration: { status: versioning ? "Enabled" : "Suspended" } },
      // leaving `versioning` out again touches nothing
      opts: { retainOnDelete: true },
      adjust: storage.transform.versioning,
    }),
  );
}

function limitLifetimes(
  storage: Storage,
  bucket: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): void {
  const { checked, transform } = storage;
  const rules = [unfinishedUploads(), ...expiries(checked)];
  new s3.BucketLifecycleConfiguration(
    ...child(storage, "lifecycle", { args: { bucket, rules }, opts, adjust: transform.lifecycle }),
  );
}

function unfinishedUploads() {
  return {
    id: "abort-unfinished-uploads",
    status: "Enabled",
    // the whole bucket
    filter: {},
    abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
  };
}

function expiries({ expireAfterDays, fileNamePrefix, versioning }: CheckedStorage) {
  if (expireAfterDays === undefined) return [];
  return [
    {
      id: "expire-slices",
      status: "Enabled",
      filter: { prefix: `${fileNamePrefix.join("/")}/` },
      expiration: { days: expireAfterDays },
      ...(versioning !== undefined && { noncurrentVersionExpiration: { noncurrentDays: expireAfterDays } }),
    },
  ];
}

function demandTls(
  storage: Storage,
  bucket: pulumi.Output<string>,
  place: pulumi.Output<S3Place>,
  opts: pulumi.CustomResourceOptions,
): void {
  const policy = place.apply(tlsOnlyPolicy);
  new s3.BucketPolicy(
    ...child(storage, "bucket-policy", {
      args: { bucket, policy },
      opts,
      adjust: storage.transform.bucketPolicy,
    }),
  );
}

function sendEvents(
  storage: Storage,
  bucket: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): void {
  new s3.BucketNotification(
    ...child(storage, "notification", {
      args: { bucket, eventbridge: true },
      opts,
      adjust: storage.transform.notification,
    }),
  );
}

function createUser(storage: Storage): iam.User {
  return new iam.User(
    ...child(storage, "user", {
      args: { forceDestroy: false, ...tagsOf(storage) },
      adjust: storage.transform.user,
    }),
  );
}

function createPolicy(storage: Storage, place: pulumi.Output<S3Place>): iam.Policy {
  return new iam.Policy(
    ...child(storage, "policy", {
      args: { policy: place.apply(writePolicy), ...tagsOf(storage) },
      adjust: storage.transform.policy,
    }),
  );
}

function attachPolicy(storage: Storage, user: iam.User, policy: iam.Policy): iam.UserPolicyAttachment {
  return new iam.UserPolicyAttachment(
    ...child(storage, "attachment", {
      args: { user: user.name, policyArn: policy.arn },
      adjust: storage.transform.attachment,
    }),
  );
}

function createKeys(storage: Storage, user: iam.User): iam.AccessKey {
  return rotatedKeys(
    storage,
    (version) =>
      new iam.AccessKey(
        ...child(storage, `key-v${version}`, {
          args: { user: user.name },
          // a rotation deletes the old one
          opts: { protect: false },
          adjust: storage.transform.accessKey,
        }),
      ),
  );
}
