import { ACCESS_RULES } from "./access-rules";
import { BUCKET_RULES } from "./bucket-rules";
import { ENDPOINT_RULES } from "./endpoint-rules";
import type { Resource } from "./rule";

const RULES = [...BUCKET_RULES, ...ACCESS_RULES, ...ENDPOINT_RULES];
const KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

interface Stack {
  [name: string]: Pick<Resource, "type" | "inputs">;
}

const bucket = "slices";

/** One of everything, and no rule is broken. */
const SOUND = {
  bucket: { type: "aws:s3/bucket:Bucket", inputs: { bucket } },
  accessBlock: {
    type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    inputs: {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
  },
  ownership: {
    type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    inputs: { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
  },
  encryption: {
    type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    inputs: { bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }] },
  },
  versioning: {
    type: "aws:s3/bucketVersioning:BucketVersioning",
    inputs: { bucket, versioningConfiguration: { status: "Enabled" } },
  },
  lifecycle: {
    type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    inputs: { bucket, rules: [abortRule({})] },
  },
  bucketPolicy: { type: "aws:s3/bucketPolicy:BucketPolicy", inputs: { bucket, policy: policy(tlsOnly({})) } },
  notification: {
    type: "aws:s3/bucketNotification:BucketNotification",
    inputs: { bucket, eventbridge: true },
  },
  logging: { type: "aws:s3/bucketLogging:BucketLogging", inputs: { bucket, targetBucket: "logs" } },
  replication: {
    type: "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    inputs: { bucket, rules: [{ status: "Enabled" }] },
  },
  key: {
    type: "aws:kms/key:Key",
    inputs: {
      enableKeyRotation: true,
      policy: policy({
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::123456789012:root" },
        Action: "kms:*",
        Resource: "*",
      }),
    },
  },
  policy: {
    type: "aws:iam/policy:Policy",
    inputs: { policy: policy(allow("s3:PutObject", "arn:aws:s3:::slices/a")) },
  },
  function: {
    type: "aws:lambda/function:Function",
    inputs: {
      runtime: "nodejs24.x",
      memorySize: 256,
      timeout: 10,
      reservedConcurrentExecutions: 1,
      environment: { variables: { BUCKET: "slices" } },
      kmsKeyArn: KEY_ARN,
      tracingConfig: { mode: "Active" },
      deadLetterConfig: { targetArn: "arn:aws:sqs:eu-central-1:123456789012:failed" },
      vpcConfig: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
      codeSigningConfigArn: "arn:aws:lambda:eu-central-1:123456789012:code-signing-config:csc-1",
      loggingConfig: { logFormat: "Text", logGroup: "lines" },
    },
  },
  url: { type: "aws:lambda/functionUrl:FunctionUrl", inputs: { authorizationType: "AWS_IAM" } },
  logGroup: {
    type: "aws:cloudwatch/logGroup:LogGroup",
    inputs: { name: "lines", retentionInDays: 365, kmsKeyId: KEY_ARN },
  },
  parameter: { type: "aws:ssm/parameter:Parameter", inputs: { type: "SecureString", keyId: KEY_ARN } },
  role: {
    type: "aws:iam/role:Role",
    inputs: { assumeRolePolicy: trust({ Service: "lambda.amazonaws.com" }) },
  },
} satisfies Stack;

function trust(Principal: object | string): string {
  return policy({ Effect: "Allow", Principal, Action: "sts:AssumeRole" });
}

function policy(...statements: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function allow(Action: string | string[], Resource: string): object {
  return { Effect: "Allow", Action, Resource };
}

function tlsOnly(changes: object): object {
  return {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: ["arn:aws:s3:::slices", "arn:aws:s3:::slices/*"],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
    ...changes,
  };
}

function publicRead(Condition?: object): object {
  return {
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::slices/*",
    Condition,
  };
}

function abortRule(changes: object): object {
  return {
    status: "Enabled",
    filter: {},
    abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
    ...changes,
  };
}

function acl(inputs: object): Stack {
  return { acl: { type: "aws:s3/bucketAcl:BucketAcl", inputs: { bucket, ...inputs } } };
}

function granted(group: string, permission: string): Stack {
  const uri = `http://acs.amazonaws.com/groups/global/${group}`;
  return acl({ accessControlPolicy: { grants: [{ grantee: { type: "Group", uri }, permission }] } });
}

/** The sound stack's resource with other inputs. */
function changed(name: keyof typeof SOUND, inputs: object): Stack {
  const resource: Stack[string] = SOUND[name];
  return { [name]: { ...resource, inputs: { ...resource.inputs, ...inputs } } };
}

function allowed(Action: string | string[], Resource = "*"): Stack {
  return changed("policy", { policy: policy(allow(Action, Resource)) });
}

function attached(policyArn: string): Stack {
  return {
    attachment: {
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      inputs: { role: "consumer", policyArn },
    },
  };
}

/** The first names of the rules that a stack breaks. */
function broken(stack: Stack): string[] {
  const resources = Object.entries(stack).map(([name, resource]) => ({ name, ...resource }));
  return RULES.filter(({ check }) => check(resources).length > 0)
    .flatMap(({ ids }) => ids)
    .sort();
}

function without(name: keyof typeof SOUND): Stack {
  return Object.fromEntries(Object.entries<Stack[string]>(SOUND).filter(([key]) => key !== name));
}

const EVERYWHERE = ["AwsSolutions-IAM5", "CKV_AWS_355"];

/** What breaks exactly these rules: some definitions cover others. */
const BREACHES: [string, Stack, string[]][] = [
  [
    "new public ACLs pass",
    { ...SOUND, ...changed("accessBlock", { blockPublicAcls: false }) },
    ["AwsSolutions-S2", "CKV2_AWS_6", "CKV_AWS_53", "S3BucketLevelPublicAccessProhibited"],
  ],
  [
    "public policies pass",
    { ...SOUND, ...changed("accessBlock", { blockPublicPolicy: undefined }) },
    ["AwsSolutions-S2", "CKV2_AWS_6", "CKV_AWS_54", "S3BucketLevelPublicAccessProhibited"],
  ],
  [
    "public ACLs count",
    { ...SOUND, ...changed("accessBlock", { ignorePublicAcls: false }) },
    ["AwsSolutions-S2", "CKV_AWS_55", "S3BucketLevelPublicAccessProhibited"],
  ],
  [
    "public policies count",
    { ...SOUND, ...changed("accessBlock", { restrictPublicBuckets: false }) },
    ["AwsSolutions-S2", "CKV_AWS_56", "S3BucketLevelPublicAccessProhibited"],
  ],
  ["no public access block", without("accessBlock"), ["CKV2_AWS_6"]],
  [
    "a public access block of another bucket",
    { ...SOUND, ...changed("accessBlock", { bucket: "other" }) },
    ["CKV2_AWS_6"],
  ],
  ["a canned ACL to read", { ...SOUND, ...acl({ acl: "authenticated-read" }) }, ["CKV_AWS_20"]],
  [
    "a canned ACL to read and write",
    { ...SOUND, ...changed("bucket", { acl: "public-read-write" }) },
    ["CKV_AWS_20", "CKV_AWS_57"],
  ],
  ["a grant to everybody to read", { ...SOUND, ...granted("AllUsers", "READ") }, ["CKV_AWS_20"]],
  [
    "a grant to everybody to write",
    { ...SOUND, ...granted("AllUsers", "WRITE") },
    ["CKV_AWS_20", "CKV_AWS_57"],
  ],
  [
    "a grant to everybody to see the ACL",
    { ...SOUND, ...granted("AllUsers", "READ_ACP") },
    ["CKV_AWS_20", "CKV_AWS_375"],
  ],
  ["a grant to every account", { ...SOUND, ...granted("AuthenticatedUsers", "READ") }, ["CKV2_AWS_43"]],
  ["no ownership controls", without("ownership"), ["CKV2_AWS_65"]],
  [
    "ownership controls that leave ACLs on",
    { ...SOUND, ...changed("ownership", { rule: { objectOwnership: "BucketOwnerPreferred" } }) },
    ["CKV2_AWS_65"],
  ],
  [
    "a bucket policy for everybody",
    { ...SOUND, ...changed("bucketPolicy", { policy: policy(tlsOnly({}), publicRead()) }) },
    ["CKV_AWS_70"],
  ],
  [
    "a bucket policy for everybody at some address",
    {
      ...SOUND,
      ...changed("bucketPolicy", {
        policy: policy(tlsOnly({}), publicRead({ IpAddress: { "aws:SourceIp": "0.0.0.0/0" } })),
      }),
    },
    ["CKV_AWS_70"],
  ],
  [
    "a bucket policy for every ARN",
    {
      ...SOUND,
      ...changed("bucketPolicy", {
        policy: policy(tlsOnly({}), publicRead({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/x" } })),
      }),
    },
    ["CKV_AWS_70"],
  ],
  [
    "an encryption that there is not",
    {
      ...SOUND,
      ...changed("encryption", { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "none" } }] }),
    },
    ["CKV_AWS_145", "CKV_AWS_19", "S3DefaultEncryptionKMS"],
  ],
  [
    "an encryption with keys of S3",
    {
      ...SOUND,
      ...changed("encryption", {
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
      }),
    },
    ["CKV_AWS_145", "S3DefaultEncryptionKMS"],
  ],
  ["no encryption named", without("encryption"), ["CKV_AWS_145", "S3DefaultEncryptionKMS"]],
  ["no bucket policy", without("bucketPolicy"), ["AwsSolutions-S10", "CKV_AWS_379"]],
  ...Object.entries({
    "of objects only": { Resource: ["arn:aws:s3:::slices/*"] },
    "of some objects": { Resource: ["arn:aws:s3:::slices", "arn:aws:s3:::slices/a/*"] },
    "of another bucket": { Resource: ["arn:aws:s3:::other", "arn:aws:s3:::other/*"] },
    "of one action": { Action: "s3:GetObject" },
    "of one account": { Principal: { AWS: "123456789012" } },
    "the wrong way round": { Condition: { Bool: { "aws:SecureTransport": "true" } } },
    "without a condition": { Condition: undefined },
  }).map(([what, changes]): [string, Stack, string[]] => [
    `a TLS statement ${what}`,
    { ...SOUND, ...changed("bucketPolicy", { policy: policy(tlsOnly(changes)) }) },
    ["AwsSolutions-S10", "CKV_AWS_379"],
  ]),
  [
    "a key that is not rotated",
    { ...SOUND, ...changed("key", { enableKeyRotation: undefined }) },
    ["AwsSolutions-KMS5", "CKV_AWS_7"],
  ],
  [
    "a key for everybody",
    {
      ...SOUND,
      ...changed("key", {
        policy: policy({ Effect: "Allow", Principal: { AWS: ["*"] }, Action: "kms:Decrypt", Resource: "*" }),
      }),
    },
    ["CKV_AWS_33"],
  ],
  ["a key without a policy", { ...SOUND, ...changed("key", { policy: undefined }) }, ["CKV2_AWS_64"]],
  ["no versions", without("versioning"), ["CKV_AWS_21", "S3BucketVersioningEnabled"]],
  [
    "versions switched off",
    { ...SOUND, ...changed("versioning", { versioningConfiguration: { status: "Suspended" } }) },
    ["CKV_AWS_21", "S3BucketVersioningEnabled"],
  ],
  ["no logs", without("logging"), ["AwsSolutions-S1", "CKV_AWS_18"]],
  ["no lifecycle rules", without("lifecycle"), ["CKV2_AWS_61"]],
  ...Object.entries({
    "a rule that is off": { status: "Disabled" },
    "a rule of one folder": { filter: { prefix: "slices/" } },
    "a rule of one folder and a tag": { filter: { and: { prefix: "slices/", tags: {} } } },
    "a rule of something else": { abortIncompleteMultipartUpload: undefined },
  }).map(([what, changes]): [string, Stack, string[]] => [
    `unfinished uploads with ${what}`,
    { ...SOUND, ...changed("lifecycle", { rules: [abortRule(changes)] }) },
    ["CKV_AWS_300"],
  ]),
  ["no events", without("notification"), ["CKV2_AWS_62"]],
  ["no replica", without("replication"), ["CKV_AWS_144"]],
  [
    "a replica that is switched off",
    { ...SOUND, ...changed("replication", { rules: [{ status: "Disabled" }] }) },
    ["CKV_AWS_144"],
  ],
  [
    "an object lock that is not on",
    { ...SOUND, ...changed("bucket", { objectLockConfiguration: {} }) },
    ["CKV_AWS_143"],
  ],
  [
    "everything allowed everywhere",
    { ...SOUND, ...allowed("*") },
    [
      ...EVERYWHERE,
      "CKV2_AWS_40",
      "CKV_AWS_286",
      "CKV_AWS_287",
      "CKV_AWS_288",
      "CKV_AWS_289",
      "CKV_AWS_290",
      "CKV_AWS_62",
      "CKV_AWS_63",
    ],
  ],
  [
    "everything allowed on one object",
    { ...SOUND, ...allowed("*", "arn:aws:s3:::slices/a") },
    ["AwsSolutions-IAM5", "CKV2_AWS_40", "CKV_AWS_63"],
  ],
  [
    "all of IAM allowed on one user",
    { ...SOUND, ...allowed(["s3:PutObject", "iam:*"], "arn:aws:iam::123456789012:user/a") },
    ["AwsSolutions-IAM5", "CKV2_AWS_40"],
  ],
  [
    "a way to more rights",
    { ...SOUND, ...allowed("iam:passrole") },
    [...EVERYWHERE, "CKV_AWS_286", "CKV_AWS_289"],
  ],
  ["credentials handed out", { ...SOUND, ...allowed("sts:GetSessionToken") }, [...EVERYWHERE, "CKV_AWS_287"]],
  ["any object read", { ...SOUND, ...allowed("s3:GetObject") }, [...EVERYWHERE, "CKV_AWS_288"]],
  ["any permission changed", { ...SOUND, ...allowed("s3:PutBucketPolicy") }, [...EVERYWHERE, "CKV_AWS_289"]],
  ["any object written", { ...SOUND, ...allowed("s3:PutObject") }, [...EVERYWHERE, "CKV_AWS_290"]],
  ["any bucket listed", { ...SOUND, ...allowed("s3:ListBucket") }, EVERYWHERE],
  [
    "a wildcard behind a folder",
    { ...SOUND, ...allowed("s3:PutObject", "arn:aws:s3:::slices/slices/*") },
    ["AwsSolutions-IAM5"],
  ],
  [
    "AWS's administrator",
    { ...SOUND, ...attached("arn:aws:iam::aws:policy/AdministratorAccess") },
    ["AwsSolutions-IAM4", "CKV_AWS_275"],
  ],
  [
    "a policy of AWS's",
    { ...SOUND, ...attached("arn:aws:iam::aws:policy/AmazonS3FullAccess") },
    ["AwsSolutions-IAM4"],
  ],
  [
    "a policy inside a role",
    {
      ...SOUND,
      inline: { type: "aws:iam/rolePolicy:RolePolicy", inputs: { role: "consumer", policy: policy() } },
    },
    ["IAMNoInlinePolicy"],
  ],
  [
    "a policy of a user",
    {
      ...SOUND,
      attachment: {
        type: "aws:iam/userPolicyAttachment:UserPolicyAttachment",
        inputs: { user: "writer", policyArn: "arn:aws:iam::123456789012:policy/write" },
      },
    },
    ["CKV_AWS_40", "IAMUserNoPolicies"],
  ],
  ["a user", { ...SOUND, user: { type: "aws:iam/user:User", inputs: {} } }, ["CKV_AWS_273"]],
  [
    "a user who signs in",
    {
      ...SOUND,
      login: { type: "aws:iam/userLoginProfile:UserLoginProfile", inputs: { user: "writer" } },
    },
    ["CKV2_AWS_22"],
  ],
  [
    "a secret in a function's environment",
    { ...SOUND, ...changed("function", { environment: { variables: { KEY: { secret: "x" } } } }) },
    ["CKV_AWS_45"],
  ],
  [
    "an access key in a function's environment",
    { ...SOUND, ...changed("function", { environment: { variables: { KEY: "AKIAIOSFODNN7EXAMPLE" } } }) },
    ["CKV_AWS_45"],
  ],
  ...Object.entries({
    tracingConfig: ["CKV_AWS_50", "LambdaTracing"],
    reservedConcurrentExecutions: ["CKV_AWS_115", "LambdaConcurrency"],
    deadLetterConfig: ["CKV_AWS_116", "LambdaDLQ"],
    vpcConfig: ["CKV_AWS_117", "LambdaInsideVPC"],
    kmsKeyArn: ["CKV_AWS_173"],
    codeSigningConfigArn: ["CKV_AWS_272"],
    memorySize: ["LambdaDefaultMemorySize"],
    timeout: ["LambdaDefaultTimeout"],
    loggingConfig: ["LambdaLogging", "LambdaLogLevel"],
  }).map(([name, ids]): [string, Stack, string[]] => [
    `a function without ${name}`,
    { ...SOUND, ...changed("function", { [name]: undefined }) },
    ids,
  ]),
  [
    "a function that is switched off",
    { ...SOUND, ...changed("function", { reservedConcurrentExecutions: 0 }) },
    ["CKV_AWS_115", "LambdaConcurrency"],
  ],
  [
    "a function on the runtime before",
    { ...SOUND, ...changed("function", { runtime: "nodejs22.x" }) },
    ["AwsSolutions-L1"],
  ],
  [
    "a function on an old runtime",
    { ...SOUND, ...changed("function", { runtime: "nodejs18.x" }) },
    ["AwsSolutions-L1", "CKV_AWS_363"],
  ],
  [
    "a URL for everybody",
    { ...SOUND, ...changed("url", { authorizationType: "NONE" }) },
    ["CKV_AWS_258", "CKV_AWS_301", "LambdaFunctionPublicAccessProhibited", "LambdaFunctionUrlAuth"],
  ],
  [
    "a permission for everybody",
    {
      ...SOUND,
      permission: { type: "aws:lambda/permission:Permission", inputs: { principal: "*", function: "a" } },
    },
    ["CKV_AWS_301", "LambdaFunctionPublicAccessProhibited"],
  ],
  [
    "a URL for every page",
    { ...SOUND, ...changed("url", { cors: { allowOrigins: ["*"], allowMethods: ["*"] } }) },
    ["CKV2_AWS_75"],
  ],
  [
    "a log that is kept for a month",
    { ...SOUND, ...changed("logGroup", { retentionInDays: 30 }) },
    ["CKV_AWS_338"],
  ],
  [
    "a log without a lifetime",
    { ...SOUND, ...changed("logGroup", { retentionInDays: undefined }) },
    ["CKV_AWS_338", "CKV_AWS_66", "CloudWatchLogGroupRetentionPeriod", "LambdaLogLevel", "LambdaLogging"],
  ],
  [
    "a log without a KMS key",
    { ...SOUND, ...changed("logGroup", { kmsKeyId: undefined }) },
    ["CKV_AWS_158", "CloudWatchLogGroupEncrypted"],
  ],
  [
    "a parameter in clear",
    { ...SOUND, ...changed("parameter", { type: "String", keyId: undefined }) },
    ["CKV2_AWS_34"],
  ],
  [
    "a parameter without a KMS key of one's own",
    { ...SOUND, ...changed("parameter", { keyId: undefined }) },
    ["CKV_AWS_337"],
  ],
  [
    "a role for everybody",
    { ...SOUND, ...changed("role", { assumeRolePolicy: trust({ AWS: ["*"] }) }) },
    ["CKV_AWS_60"],
  ],
  [
    "a role for an account",
    { ...SOUND, ...changed("role", { assumeRolePolicy: trust({ AWS: "arn:aws:iam::123456789012:root" }) }) },
    ["CKV_AWS_61"],
  ],
];

test("a sound stack breaks no rule", () => {
  expect(broken(SOUND)).toEqual([]);
});

test.each(BREACHES)("%s: exactly the rules about it are broken", (_what, stack, ids) => {
  expect(broken(stack)).toEqual([...ids].sort());
});

test("every rule has a breach that it finds, and no name stands twice", () => {
  const names = RULES.flatMap(({ ids }) => ids).sort();
  expect([...new Set(BREACHES.flatMap(([, , ids]) => ids))].sort()).toEqual(names);
});

test.each<[string, Stack]>([
  [
    "an asymmetric key, which cannot be rotated",
    changed("key", { enableKeyRotation: undefined, customerMasterKeySpec: "RSA_2048" }),
  ],
  [
    "a key's policy beside it",
    {
      ...changed("key", { policy: undefined }),
      keyPolicy: { type: "aws:kms/keyPolicy:KeyPolicy", inputs: { keyId: KEY_ARN } },
    },
  ],
  [
    "a bucket policy for everybody of one organization",
    changed("bucketPolicy", {
      policy: policy(tlsOnly({}), publicRead({ StringEquals: { "aws:PrincipalOrgID": "o-1" } })),
    }),
  ],
  [
    "everything everywhere, but denied",
    changed("policy", { policy: policy({ Effect: "Deny", Action: "*", Resource: "*" }) }),
  ],
])("no rule is broken by %s", (_what, changes) => {
  expect(broken({ ...SOUND, ...changes })).toEqual([]);
});

test("a bucket that the engine names has its settings too, and is told from one with a longer name", () => {
  const own = { ...SOUND.accessBlock.inputs, bucket: "bucket-1a2b3c4" };
  const others = { ...SOUND.accessBlock.inputs, bucket: "bucket-two-1a2b3c" };
  const finds = (inputs: Record<string, unknown>) =>
    broken({ bucket: { ...SOUND.bucket, inputs: {} }, block: { ...SOUND.accessBlock, inputs } });
  expect(finds(own)).not.toContain("CKV2_AWS_6");
  expect(finds(others)).toContain("CKV2_AWS_6");
});

test("a policy that cannot be read is an error, not a pass", () => {
  const secret = changed("policy", { policy: { secret: policy() } });
  expect(() => broken({ ...SOUND, ...secret })).toThrow(new Error("the policy of policy is not known"));
});
