import * as pulumi from "@pulumi/pulumi";
import { plainArguments } from "../component/arguments";
import { child } from "../component/child";
import type { Adjust, Family } from "../component/child";
import { physicalName } from "../component/physical-name";
import { reasonOf, resourceError } from "../component/resource-error";
import { programSettings } from "../resource/program-settings";
import { lastVersion } from "../storage/arguments";
import type { CheckedStorage } from "../storage/arguments";
import { rotatedKeys } from "../storage/key-versions";
import type { OnDestroy, SliceStorage, SliceStorageArgs, SliceTarget } from "../storage/slice-storage";
import { processClient } from "../trtc/process";
import { CAM } from "../trtc/service";
import { appIdOf } from "./account";
import { CamAccessKey } from "./cam-access-key";
import type { CamAccessKeyArgs } from "./cam-access-key";
import { CamPolicy } from "./cam-policy";
import type { CamPolicyArgs } from "./cam-policy";
import { CamUser } from "./cam-user";
import type { CamUserArgs } from "./cam-user";
import { CamUserPolicyAttachment } from "./cam-user-policy-attachment";
import type { CamUserPolicyAttachmentArgs } from "./cam-user-policy-attachment";
import { checkedCosStorage } from "./cos-arguments";
import { CosBucket } from "./cos-bucket";
import type { CosBucketArgs } from "./cos-bucket";
import { readPolicy, writePolicy } from "./cos-policies";
import type { CosPlace } from "./cos-policies";
import { APPID_SUFFIX } from "./kinds/cos-bucket";

/** A bucket that the component makes and protects. */
export interface NewCosBucket {
  /** Whole name of an existing bucket: not together with the arguments here. */
  bucket?: undefined;
  /**
   * Name of the bucket: lower case letters, digits and `-`; the account's APPID is appended when it is missing, and
   * `name-appid.cos.region.myqcloud.com` has 60 characters at most. Replaces. @default - the component's name with a short hash of project and stack
   */
  bucketName?: string | undefined;
  /** Region of COS. The default is taken when the bucket is new. Replaces. @default - TENCENTCLOUD_REGION, `trtc:region`, else ap-singapore */
  region?: string | undefined;
  /** Keeps earlier versions of an object that is overwritten or deleted; once on it can only be suspended. Updates. @default false */
  versioning?: boolean | undefined;
  /** Days after which slices and earlier versions of them are deleted, 1 to 3650; not together with `wholeBucket`. Never touches `trtc-events/`. Updates. @default - kept */
  expireAfterDays?: number | undefined;
  /**
   * What destroy does with a bucket that holds slices; takes effect after the next `up`. With "refuse" it fails, says what to
   * set, and bucket and objects stay as they are. Settles without a call.
   * @default "refuse"
   */
  onDestroy?: OnDestroy | undefined;
  /** Tags of the bucket, at most 50. Updates. @default - none */
  tags?: Record<string, string> | undefined;
}

/** A bucket that is there already and keeps its own settings: the component makes user, policy and keys only. */
export interface ExistingCosBucket {
  /** Whole name of the bucket, with the APPID. A new bucket's arguments do not go with it. */
  bucket: pulumi.Input<string>;
  /** Region of the bucket. */
  region: pulumi.Input<string>;
  /** Only for a new bucket. */
  bucketName?: undefined;
  /** Only for a new bucket. */
  versioning?: undefined;
  /** Only for a new bucket. */
  expireAfterDays?: undefined;
  /** Only for a new bucket. */
  onDestroy?: undefined;
  /** Only for a new bucket. */
  tags?: undefined;
}

/** Adjusts each child right before it is made. */
export interface CosSliceStorageTransform {
  /** The bucket. */
  bucket?: Adjust<CosBucketArgs>;
  /** The user whose keys the tasks get. */
  user?: Adjust<CamUserArgs>;
  /** What the user may do. */
  policy?: Adjust<CamPolicyArgs>;
  /** The policy at the user. */
  attachment?: Adjust<CamUserPolicyAttachmentArgs>;
  /** The user's keys, one after the other. */
  accessKey?: Adjust<CamAccessKeyArgs>;
}

/** The arguments of a `CosSliceStorage`. */
export type CosSliceStorageArgs = SliceStorageArgs & {
  /** Adjusts each child right before it is made. @default - nothing is adjusted */
  transform?: CosSliceStorageTransform | undefined;
} & (NewCosBucket | ExistingCosBucket);

/**
 * A COS bucket with a key that can only write slices: what a task's `storage` needs.
 *
 * The bucket is private, objects are encrypted, and unfinished uploads end after a day. The key may upload under the folders and
 * nothing else, but with `readForMp4` read there too; it is handed on once it works.
 *
 * @example A bucket and a task that writes to it
 * ```ts
 * const storage = new CosSliceStorage("slices", { fileNamePrefix: ["prod", "classroom"], expireAfterDays: 30 });
 * const task = new trtc.CloudSliceTask("lobby", { ...args, storage: storage.target });
 * ```
 * @example An existing bucket: only user, policy and key are made
 * ```ts
 * const storage = new CosSliceStorage("slices", { bucket: "archive-1250000000", region: "ap-singapore" });
 * ```
 * @example For recordings as MP4, whose HLS files TRTC reads back
 * ```ts
 * const storage = new CosSliceStorage("recordings", { fileNamePrefix: ["recordings"], readForMp4: true });
 * ```
 * @example A consumer that lists and reads the slices
 * ```ts
 * new CamPolicy("transcriber", { policyName: "transcriber", policyDocument: storage.readPolicy });
 * ```
 */
export class CosSliceStorage extends pulumi.ComponentResource implements SliceStorage {
  /** Where a task writes: fits straight into `storage:`. Only the keys in it are secret. */
  readonly target: SliceTarget<"cos">;
  /** Bucket name with the APPID at the end. */
  readonly bucket: pulumi.Output<string>;
  /** Version of the key in `target`: the last of `keyVersions`. */
  readonly keyVersion: number;
  /** What the write key may do, as the policy's JSON. */
  readonly writePolicy: pulumi.Output<string>;
  /** What a consumer needs to list and read the slices, as the JSON of a policy to attach to it. */
  readonly readPolicy: pulumi.Output<string>;

  /** @throws InputError that names every problem of the arguments at once */
  constructor(name: string, args: CosSliceStorageArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const checked = checkedCosStorage(name, plainArguments(args, ["bucket", "region"]));
    super("trtc:tencent:CosSliceStorage", name, {}, opts);
    const storage: Storage = { name, parent: this, checked, transform: args.transform ?? {} };

    const { bucket, region } =
      args.bucket === undefined ? createBucket(storage, args.region) : findBucket(args);
    const place = pulumi.all([bucket, region]).apply(([ofBucket, ofRegion]) => ({
      bucket: ofBucket,
      region: ofRegion,
      prefix: checked.fileNamePrefix,
      readForMp4: checked.readForMp4,
    }));
    const user = createUser(storage);
    const policy = createPolicy(storage, place);
    const attachment = attachPolicy(storage, user, policy);
    const key = createKeys(storage, { user, attachment, place });

    this.target = {
      vendor: "cos",
      region,
      bucket,
      accessKey: pulumi.secret(key.accessKeyId),
      secretKey: pulumi.secret(key.secretAccessKey),
      fileNamePrefix: [...checked.fileNamePrefix],
      ...(checked.readForMp4 && { readForMp4: true }),
    };
    this.bucket = bucket;
    this.keyVersion = lastVersion(checked);
    this.writePolicy = policy.policyDocument;
    this.readPolicy = place.apply(readPolicy);
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
  transform: CosSliceStorageTransform;
}

interface FoundBucket {
  bucket: pulumi.Output<string>;
  region: pulumi.Output<string>;
}

/** As long as a name may be in the region with the longest name, without the APPID. */
const MAX_BUCKET_NAME = 15;
const MAX_USER_NAME = 64;
const MAX_REMARK = 200;
const MAX_POLICY_NAME = 128;

function createBucket(storage: Storage, region: string | undefined): FoundBucket {
  const {
    bucketName = physicalName([storage.name], MAX_BUCKET_NAME),
    fileNamePrefix,
    expireAfterDays,
    onDestroy,
    versioning,
    tags,
  } = storage.checked;
  const folder = [...fileNamePrefix, ""].join("/");
  return new CosBucket(
    ...child<CosBucketArgs>(storage, "bucket", {
      args: {
        bucket: wholeName(storage, bucketName),
        ...(region !== undefined && { region }),
        ...(versioning !== undefined && { versioning }),
        lifecycleRules: [
          { id: "abort-multipart", prefix: "", abortMultipartAfterDays: 1 },
          ...(expireAfterDays === undefined
            ? []
            : [{ id: "expire-slices", prefix: folder, expireAfterDays }]),
        ],
        ...(tags !== undefined && { tags }),
        ...(onDestroy !== undefined && { onDestroy }),
      },
      // the bucket says so too: a preview of destroy shows it
      opts: onDestroy === "retain" ? { retainOnDelete: true } : {},
      adjust: storage.transform.bucket,
    }),
  );
}

/** The name as COS has it, so that it stands in a preview; for a name without the APPID the account is asked for its own. */
function wholeName({ name, parent }: Storage, bucketName: string): pulumi.Input<string> {
  if (APPID_SUFFIX.test(bucketName)) return bucketName;
  const cam = processClient(CAM, programSettings(), (message) => void pulumi.log.info(message, parent));
  const appId = appIdOf(cam).catch((error: unknown) => {
    throw resourceError(
      `CosSliceStorage ${name}: the APPID of the account is not known (${reasonOf(error)}): correct this, or give bucketName with the APPID at its end`,
      parent,
    );
  });
  return pulumi.output(appId).apply((number) => `${bucketName}-${number}`);
}

function findBucket({ bucket, region }: ExistingCosBucket): FoundBucket {
  return { bucket: pulumi.output(bucket), region: pulumi.output(region) };
}

function createUser(storage: Storage): CamUser {
  const remark = `writes TRTC slices of ${storage.name} in ${pulumi.getProject()}/${pulumi.getStack()}`;
  return new CamUser(
    ...child<CamUserArgs>(storage, "user", {
      args: { name: nameInAccount(storage, MAX_USER_NAME), remark: remark.slice(0, MAX_REMARK) },
      adjust: storage.transform.user,
    }),
  );
}

function createPolicy(storage: Storage, place: pulumi.Output<CosPlace>): CamPolicy {
  return new CamPolicy(
    ...child<CamPolicyArgs>(storage, "policy", {
      args: {
        policyName: nameInAccount(storage, MAX_POLICY_NAME),
        policyDocument: place.apply(writePolicy),
      },
      adjust: storage.transform.policy,
    }),
  );
}

function nameInAccount({ name }: Storage, maxLength: number): string {
  return physicalName([pulumi.getProject(), pulumi.getStack(), name], maxLength);
}

function attachPolicy(storage: Storage, user: CamUser, policy: CamPolicy): CamUserPolicyAttachment {
  return new CamUserPolicyAttachment(
    ...child<CamUserPolicyAttachmentArgs>(storage, "attachment", {
      args: { userName: user.name, policyName: policy.policyName },
      adjust: storage.transform.attachment,
    }),
  );
}

function createKeys(
  storage: Storage,
  {
    user,
    attachment,
    place,
  }: { user: CamUser; attachment: CamUserPolicyAttachment; place: pulumi.Output<CosPlace> },
): CamAccessKey {
  return rotatedKeys(
    storage,
    (version) =>
      new CamAccessKey(
        ...child<CamAccessKeyArgs>(storage, `key-v${version}`, {
          args: { userName: user.name, waitForWrite: place.apply(whereToWrite) },
          // a task starts once its key may write, and is gone before the key may not; a rotation deletes the old one
          opts: { dependsOn: [attachment], protect: false },
          adjust: storage.transform.accessKey,
        }),
      ),
  );
}

function whereToWrite({ bucket, region, prefix }: CosPlace): {
  bucket: string;
  region: string;
  folder: string;
} {
  return { bucket, region, folder: [...prefix, ""].join("/") };
}
