import { S3 } from "@aws-sdk/client-s3";
import type {
  BucketLocationConstraint,
  BucketVersioningStatus,
  LifecycleRule,
  OwnershipControlsRule,
  ServerSideEncryptionRule,
} from "@aws-sdk/client-s3";
import { orGone } from "./gone";
import { isObject, isSame, sameJson, tagList, tagsOf, text } from "./resource-type";
import type { Properties, ResourceType, Shape } from "./resource-type";
import { fromAws, toAws } from "./spelling";

/**
 * Endpoint, region and key are the environment's. A bucket's name in the host would need a name service; one that exists
 * already may be in another region.
 */
const s3 = new S3({ forcePathStyle: true, followRegionRedirects: true });

/** What getBucket and a Bucket's outputs say; undefined when there is no such bucket. */
export async function describeBucket(bucket: string): Promise<Properties | undefined> {
  const found = await orGone(s3.headBucket({ Bucket: bucket }));
  if (found === undefined) return undefined;
  const region = found.BucketRegion ?? (await s3.config.region());
  return {
    bucket,
    arn: `arn:aws:s3:::${bucket}`,
    bucketDomainName: `${bucket}.s3.amazonaws.com`,
    bucketRegion: region,
    bucketRegionalDomainName: `${bucket}.s3.${region}.amazonaws.com`,
    region,
  };
}

const bucket: ResourceType = {
  inputs: { bucket: true, forceDestroy: true, region: true, tags: true },
  outputs: ["arn", "bucketDomainName", "bucketRegion", "bucketRegionalDomainName", "tagsAll"],
  replaces: ["bucket", "region"],
  // the provider knows its own region when it plans
  defaults: { forceDestroy: false, region: process.env["AWS_REGION"] ?? "us-east-1" },
  autoName: "bucket",
  kept: ["forceDestroy"],
  async create(inputs) {
    const Bucket = text(inputs, "bucket");
    const region = text(inputs, "region");
    // AWS refuses us-east-1 as a constraint: it is the region of a bucket without one
    const isFirst = region === "us-east-1";
    // the SDK's list of regions is that of its day
    const LocationConstraint = isFirst ? undefined : (region as BucketLocationConstraint);
    await s3.createBucket({ Bucket, CreateBucketConfiguration: { LocationConstraint } });
    await putTags(Bucket, inputs["tags"]);
    return { id: Bucket };
  },
  async read(id) {
    const described = await describeBucket(id);
    if (described === undefined) return undefined;
    const tagging = await orGone(s3.getBucketTagging({ Bucket: id }));
    return { id, state: { ...described, ...tagsOf(tagging?.TagSet) } };
  },
  async update(id, olds, news) {
    if (!isSame(olds["tags"], news["tags"])) await putTags(id, news["tags"]);
  },
  async delete(id, state) {
    if (state["forceDestroy"] === true) await empty(id);
    await s3.deleteBucket({ Bucket: id });
  },
};

async function putTags(Bucket: string, tags: unknown): Promise<void> {
  const TagSet = tagList(tags);
  if (TagSet.length > 0) await s3.putBucketTagging({ Bucket, Tagging: { TagSet } });
  else await s3.deleteBucketTagging({ Bucket });
}

/** Removes every version, every delete marker and every upload that was not completed. */
async function empty(Bucket: string): Promise<void> {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.listObjectVersions({ Bucket });
    const found = [...Versions, ...DeleteMarkers];
    for (const { Key, VersionId } of found) await s3.deleteObject({ Bucket, Key, VersionId });
    if (found.length === 0) break;
  }
  for (;;) {
    const { Uploads = [] } = await s3.listMultipartUploads({ Bucket });
    for (const { Key, UploadId } of Uploads) await s3.abortMultipartUpload({ Bucket, Key, UploadId });
    if (Uploads.length === 0) break;
  }
}

/** A setting of a bucket, which has the bucket's name for its id. */
function setting(options: {
  inputs: Shape;
  defaults?: Properties;
  put(Bucket: string, inputs: Properties): Promise<unknown>;
  /** The properties beside `bucket`; undefined when the bucket has no such setting. */
  get(Bucket: string, state: Properties): Promise<Properties | undefined>;
  remove(Bucket: string): Promise<unknown>;
}): ResourceType {
  const { inputs, defaults = {}, put, get, remove } = options;
  return {
    inputs: { bucket: true, ...inputs },
    outputs: ["region"],
    replaces: ["bucket"],
    defaults,
    async create(given) {
      const id = text(given, "bucket");
      await put(id, given);
      return { id };
    },
    async read(id, state) {
      const found = await orGone(get(id, state));
      return found && { id, state: { bucket: id, region: await s3.config.region(), ...found } };
    },
    async update(id, _olds, news) {
      await put(id, news);
    },
    async delete(id) {
      await remove(id);
    },
  };
}

const ACCESS_BLOCKS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

const bucketPublicAccessBlock = setting({
  inputs: Object.fromEntries(ACCESS_BLOCKS.map((name) => [name, true])),
  defaults: Object.fromEntries(ACCESS_BLOCKS.map((name) => [name, false])),
  put(Bucket, inputs) {
    const chosen = Object.fromEntries(ACCESS_BLOCKS.map((name) => [name, inputs[name]]));
    // the four names are those of the service, with a small letter first
    const PublicAccessBlockConfiguration = toAws(chosen) as Record<string, boolean>;
    return s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration });
  },
  async get(Bucket) {
    const answer = await s3.getPublicAccessBlock({ Bucket });
    return fromAws(answer.PublicAccessBlockConfiguration);
  },
  remove: (Bucket) => s3.deletePublicAccessBlock({ Bucket }),
});

const bucketOwnershipControls = setting({
  inputs: { rule: { objectOwnership: true } },
  put(Bucket, inputs) {
    // check refuses every property that the service's rule does not have
    const Rules = [toAws(inputs["rule"]) as OwnershipControlsRule];
    return s3.putBucketOwnershipControls({ Bucket, OwnershipControls: { Rules } });
  },
  async get(Bucket) {
    const answer = await s3.getBucketOwnershipControls({ Bucket });
    return { rule: fromAws(answer.OwnershipControls?.Rules?.[0]) };
  },
  remove: (Bucket) => s3.deleteBucketOwnershipControls({ Bucket }),
});

const bucketServerSideEncryptionConfiguration = setting({
  inputs: {
    rules: {
      applyServerSideEncryptionByDefault: { kmsMasterKeyId: true, sseAlgorithm: true },
      bucketKeyEnabled: true,
    },
  },
  put(Bucket, inputs) {
    // check refuses every property that the service's rules do not have
    const Rules = toAws(inputs["rules"]) as ServerSideEncryptionRule[];
    return s3.putBucketEncryption({ Bucket, ServerSideEncryptionConfiguration: { Rules } });
  },
  async get(Bucket) {
    const answer = await s3.getBucketEncryption({ Bucket });
    return { rules: answer.ServerSideEncryptionConfiguration?.Rules?.map(fromAws) };
  },
  remove: (Bucket) => s3.deleteBucketEncryption({ Bucket }),
});

const bucketVersioning = setting({
  inputs: { versioningConfiguration: { status: true } },
  put: (Bucket, inputs) => {
    const chosen = inputs["versioningConfiguration"];
    return putVersioning(Bucket, isObject(chosen) ? chosen["status"] : undefined);
  },
  async get(Bucket) {
    const { Status } = await s3.getBucketVersioning({ Bucket });
    return Status && { versioningConfiguration: { status: Status } };
  },
  // versioning that was on once cannot be taken away
  remove: (Bucket) => putVersioning(Bucket, "Suspended"),
});

function putVersioning(Bucket: string, status: unknown): Promise<unknown> {
  // "Enabled" and "Suspended" are the service's own words, and it refuses others
  const Status = status as BucketVersioningStatus;
  return s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status } });
}

const bucketLifecycleConfiguration = setting({
  inputs: {
    rules: {
      id: true,
      status: true,
      filter: { prefix: true },
      abortIncompleteMultipartUpload: { daysAfterInitiation: true },
      expiration: { days: true, expiredObjectDeleteMarker: true },
      noncurrentVersionExpiration: { newerNoncurrentVersions: true, noncurrentDays: true },
    },
  },
  put(Bucket, inputs) {
    // check refuses every property that the service's rules do not have
    const Rules = toAws(inputs["rules"]) as LifecycleRule[];
    return s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules } });
  },
  async get(Bucket) {
    const { Rules } = await s3.getBucketLifecycleConfiguration({ Bucket });
    return { rules: Rules?.map(fromAws) };
  },
  remove: (Bucket) => s3.deleteBucketLifecycle({ Bucket }),
});

const bucketPolicy = setting({
  inputs: { policy: true },
  put: (Bucket, inputs) => s3.putBucketPolicy({ Bucket, Policy: text(inputs, "policy") }),
  async get(Bucket, state) {
    const { Policy } = await s3.getBucketPolicy({ Bucket });
    return Policy === undefined ? undefined : { policy: sameJson(state["policy"], Policy) };
  },
  remove: (Bucket) => s3.deleteBucketPolicy({ Bucket }),
});

const bucketNotification = setting({
  inputs: { eventbridge: true },
  defaults: { eventbridge: false },
  put: (Bucket, inputs) => putNotification(Bucket, inputs["eventbridge"] === true),
  async get(Bucket) {
    const answer = await s3.getBucketNotificationConfiguration({ Bucket });
    return { eventbridge: answer.EventBridgeConfiguration !== undefined };
  },
  remove: (Bucket) => putNotification(Bucket, false),
});

function putNotification(Bucket: string, eventbridge: boolean): Promise<unknown> {
  const NotificationConfiguration = eventbridge ? { EventBridgeConfiguration: {} } : {};
  return s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration });
}

export const S3_TYPES: Readonly<Record<string, ResourceType>> = {
  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucketLifecycleConfiguration,
  "aws:s3/bucketNotification:BucketNotification": bucketNotification,
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucketOwnershipControls,
  "aws:s3/bucketPolicy:BucketPolicy": bucketPolicy,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucketPublicAccessBlock,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
    bucketServerSideEncryptionConfiguration,
  "aws:s3/bucketVersioning:BucketVersioning": bucketVersioning,
};
