import { isBag, knownValue } from "../../../provider/resource/schema";
import {
  BUCKET,
  every,
  everyBucketHas,
  inputAt,
  itemsAt,
  namesOf,
  ofType,
  settingsOf,
  statementsOf,
} from "./rule";
import type { Resource, Rule, Statement } from "./rule";

const ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";
const ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";
const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const NOTIFICATION = "aws:s3/bucketNotification:BucketNotification";
const ACL = "aws:s3/bucketAcl:BucketAcl";
const LOGGING = "aws:s3/bucketLogging:BucketLogging";
const REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
const KMS_KEY = "aws:kms/key:Key";
const KMS_KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy";

const SWITCHES = {
  CKV_AWS_53: "blockPublicAcls",
  CKV_AWS_54: "blockPublicPolicy",
  CKV_AWS_55: "ignorePublicAcls",
  CKV_AWS_56: "restrictPublicBuckets",
} as const;

const ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";
const ALL_AUTHENTICATED = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

const PUBLIC_ACCESS: readonly Rule[] = [
  ...Object.entries(SWITCHES).map(([id, name]) => ({
    ids: [id],
    says: `a public access block has ${name} on`,
    check: every(ACCESS_BLOCK, (block) => inputAt(block, name) === true),
  })),
  {
    ids: ["CKV2_AWS_6"],
    says: "a bucket has a public access block that blocks public ACLs and policies",
    check: everyBucketHas(ACCESS_BLOCK, (block) =>
      hasSwitches(block, "blockPublicAcls", "blockPublicPolicy"),
    ),
  },
  {
    ids: ["AwsSolutions-S2", "S3BucketLevelPublicAccessProhibited"],
    // a bucket without a block passes since AWS blocks new ones by itself: CKV2_AWS_6 finds it
    says: "where a bucket has a public access block, all four switches are on",
    check: (resources) =>
      namesOf(
        ofType(resources, BUCKET).filter((bucket) =>
          settingsOf(resources, bucket, ACCESS_BLOCK).some(
            (block) => !hasSwitches(block, ...Object.values(SWITCHES)),
          ),
        ),
      ),
  },
  {
    ids: ["CKV_AWS_20"],
    says: "no ACL lets everybody read: none of the canned ones, and no grant to all users",
    check: (resources) => [
      ...cannedAcls(resources, ["public-read", "public-read-write", "website", "authenticated-read"]),
      ...grants(resources, (uri) => uri === ALL_USERS),
    ],
  },
  {
    ids: ["CKV_AWS_57"],
    says: "no ACL lets everybody write: not the canned one, and no such grant to all users",
    check: (resources) => [
      ...cannedAcls(resources, ["public-read-write"]),
      ...grants(
        resources,
        (uri, permission) =>
          uri === ALL_USERS && ["WRITE", "FULL_CONTROL", "WRITE_ACP"].includes(String(permission)),
      ),
    ],
  },
  {
    ids: ["CKV_AWS_375"],
    says: "no ACL lets everybody see who may do what",
    check: (resources) =>
      grants(
        resources,
        (uri, permission) => uri === ALL_USERS && ["FULL_CONTROL", "READ_ACP"].includes(String(permission)),
      ),
  },
  {
    ids: ["CKV2_AWS_43"],
    says: "no ACL grants anything to every AWS account",
    check: (resources) => grants(resources, (uri) => uri === ALL_AUTHENTICATED),
  },
  {
    ids: ["CKV2_AWS_65"],
    says: "ACLs are off; asked of every bucket here, not only of those that have ownership controls",
    check: everyBucketHas(
      OWNERSHIP,
      (controls) => inputAt(controls, "rule.objectOwnership") === "BucketOwnerEnforced",
    ),
  },
  {
    ids: ["CKV_AWS_70"],
    says: "no bucket policy allows everybody something, unless it says from which ARN, network or organization",
    check: every(POLICY, (policy) => !statementsOf(policy).some(allowsEverybody)),
  },
];

const ENCRYPTION_AND_TLS: readonly Rule[] = [
  {
    ids: ["CKV_AWS_19"],
    says: "a bucket that says how it is encrypted says AES256 or aws:kms",
    check: every(ENCRYPTION, (settings) =>
      algorithms(settings).every((algorithm) => algorithm === "AES256" || algorithm === "aws:kms"),
    ),
  },
  {
    ids: ["CKV_AWS_145", "S3DefaultEncryptionKMS"],
    says: "a bucket is encrypted with a KMS key",
    check: everyBucketHas(ENCRYPTION, (settings) => {
      const used = algorithms(settings);
      return used.length > 0 && used.every((algorithm) => algorithm === "aws:kms");
    }),
  },
  {
    ids: ["CKV_AWS_379", "AwsSolutions-S10"],
    says:
      "a bucket's policy denies everybody everything without TLS, on bucket and objects; " +
      "asked of every bucket here, by checkov of those that have an ACL",
    check: everyBucketHas(POLICY, (policy) =>
      statementsOf(policy).some((statement) => demandsTls(statement, String(inputAt(policy, "bucket")))),
    ),
  },
  {
    ids: ["CKV_AWS_7", "AwsSolutions-KMS5"],
    says: "a symmetric KMS key is rotated",
    check: every(
      KMS_KEY,
      (key) =>
        !isSymmetric(inputAt(key, "customerMasterKeySpec")) || inputAt(key, "enableKeyRotation") === true,
    ),
  },
  {
    ids: ["CKV_AWS_33"],
    says: "no policy of a KMS key lets everybody in without a condition",
    check: every(
      KMS_KEY,
      (key) =>
        inputAt(key, "policy") === undefined ||
        !statementsOf(key).some(
          ({ effect, principals, condition }) =>
            effect !== "Deny" && condition === undefined && principals.includes("*"),
        ),
    ),
  },
  {
    ids: ["CKV2_AWS_64"],
    says: "a KMS key has a policy of its own; one beside it counts whichever key it names",
    check: (resources) =>
      ofType(resources, KMS_KEY_POLICY).length > 0
        ? []
        : every(KMS_KEY, (key) => inputAt(key, "policy") !== undefined)(resources),
  },
];

const DATA_HYGIENE: readonly Rule[] = [
  {
    ids: ["CKV_AWS_21", "S3BucketVersioningEnabled"],
    says: "a bucket keeps versions",
    check: everyBucketHas(
      VERSIONING,
      (settings) => inputAt(settings, "versioningConfiguration.status") === "Enabled",
    ),
  },
  {
    ids: ["CKV_AWS_18", "AwsSolutions-S1"],
    says: "a bucket logs who used it; cdk-nag leaves out the bucket that logs go to",
    check: everyBucketHas(LOGGING),
  },
  { ids: ["CKV2_AWS_61"], says: "a bucket has lifecycle rules", check: everyBucketHas(LIFECYCLE) },
  {
    ids: ["CKV_AWS_300"],
    says: "lifecycle rules end unfinished uploads anywhere in the bucket",
    check: every(LIFECYCLE, (lifecycle) => itemsAt(lifecycle, "rules").some(endsEveryUpload)),
  },
  { ids: ["CKV2_AWS_62"], says: "a bucket reports events", check: everyBucketHas(NOTIFICATION) },
  {
    ids: ["CKV_AWS_144"],
    says: "a bucket is replicated to another one",
    check: everyBucketHas(REPLICATION, (replication) =>
      itemsAt(replication, "rules").some(({ status }) => status === "Enabled"),
    ),
  },
  {
    ids: ["CKV_AWS_143"],
    says: "where a bucket has an object lock, it is on; a bucket without one is not asked for it",
    check: every(BUCKET, (bucket) => {
      const lock = inputAt(bucket, "objectLockConfiguration");
      return lock === undefined || knownValue(lock, "objectLockEnabled") === "Enabled";
    }),
  },
];

/**
 * Rules about buckets, what protects them and the keys that encrypt them. Settings count where the AWS provider has them now: in
 * resources of their own, not in the bucket's.
 */
export const BUCKET_RULES: readonly Rule[] = [...PUBLIC_ACCESS, ...ENCRYPTION_AND_TLS, ...DATA_HYGIENE];

function hasSwitches(block: Resource, ...names: readonly string[]): boolean {
  return names.every((name) => inputAt(block, name) === true);
}

function cannedAcls(resources: readonly Resource[], refused: readonly string[]): string[] {
  return namesOf(
    ofType(resources, BUCKET, ACL).filter((resource) => refused.includes(String(inputAt(resource, "acl")))),
  );
}

function grants(
  resources: readonly Resource[],
  refused: (uri: unknown, permission: unknown) => boolean,
): string[] {
  return namesOf(
    ofType(resources, ACL).filter((acl) =>
      itemsAt(acl, "accessControlPolicy.grants").some((grant) =>
        refused(knownValue(grant, "grantee.uri"), grant["permission"]),
      ),
    ),
  );
}

/** What names whom a statement is for, by checkov's list: an address, a user agent or TLS is too wide. */
const NARROWING =
  /^(aws:sourceVpce|aws:SourceVpc|aws:VpceAccount|aws:PrincipalOrgPaths|aws:userid|aws:PrincipalArn|aws:PrincipalAccount|aws:PrincipalOrgID|aws:Ec2InstanceSourceVpc|ec2:SourceInstanceArn|lambda:SourceFunctionArn|ssm:SourceInstanceArn)$/;

function allowsEverybody({ effect, principals, condition = {} }: Statement): boolean {
  if (effect !== "Allow" || !principals.includes("*")) return false;
  const keysOf = (...operators: string[]) =>
    operators.flatMap((operator) => {
      const keys = condition[operator];
      return isBag(keys) ? Object.entries(keys) : [];
    });
  const arns = keysOf("ArnEquals", "ArnLike");
  const texts = keysOf("StringEquals", "StringEqualsIgnoreCase", "StringLike");
  const isNarrow =
    keysOf("ArnNotEquals", "ArnNotLike").length > 0 ||
    (arns.length > 0 && !arns.some(([, arn]) => /^arn:aws:[a-z0-9-]+::\*/.test(String(arn)))) ||
    texts.some(([key]) => NARROWING.test(key));
  return !isNarrow;
}

function demandsTls(
  { effect, actions, principals, resources, condition }: Statement,
  bucket: string,
): boolean {
  const secure = isBag(condition?.["Bool"]) ? condition["Bool"]["aws:SecureTransport"] : undefined;
  return (
    effect === "Deny" &&
    actions.some((action) => action === "*" || action.toLowerCase() === "s3:*") &&
    principals.includes("*") &&
    String(secure) === "false" &&
    resources.some((resource) => resource.endsWith(`:::${bucket}`)) &&
    resources.some((resource) => resource.endsWith(`:::${bucket}/*`))
  );
}

function algorithms(settings: Resource): unknown[] {
  return itemsAt(settings, "rules").map((rule) =>
    knownValue(rule, "applyServerSideEncryptionByDefault.sseAlgorithm"),
  );
}

function isSymmetric(spec: unknown): boolean {
  return spec === undefined || (typeof spec === "string" && /SYMMETRIC_DEFAULT|HMAC/.test(spec));
}

/** A filter that names a folder, a size or a tag leaves uploads out. */
function endsEveryUpload(rule: Record<string, unknown>): boolean {
  const filter = isBag(rule["filter"]) ? rule["filter"] : {};
  const narrow = isBag(filter["and"]) ? filter["and"] : filter;
  return (
    rule["status"] === "Enabled" &&
    rule["abortIncompleteMultipartUpload"] !== undefined &&
    !["prefix", "objectSizeGreaterThan", "objectSizeLessThan", "tag"].some((name) => Boolean(narrow[name]))
  );
}
