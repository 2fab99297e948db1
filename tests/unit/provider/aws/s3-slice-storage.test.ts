import { Provider } from "@pulumi/aws/provider";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import * as pulumi from "@pulumi/pulumi";
import { readPolicy, tlsOnlyPolicy, writePolicy } from "../../../../provider/aws/s3-policies";
import { S3SliceStorage } from "../../../../provider/aws/s3-slice-storage";
import type { S3SliceStorageArgs, S3SliceStorageTransform } from "../../../../provider/aws/s3-slice-storage";
import { InputError } from "../../../../provider/trtc/errors";
import { childrenOf } from "../component/recorded-children";
import { ACCOUNT, named, record, REGION, UNKNOWN_INPUT, valueOf } from "../recorded-resources";
import type { RecordedResource } from "../recorded-resources";

const BUCKET = "slices-bucket-1a2b3c4";
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const PLACE = { partition: "aws", bucket: BUCKET, prefix: ["slices"] };

const PROTECTIONS = [
  "slices-bucket-policy",
  "slices-encryption",
  "slices-lifecycle",
  "slices-notification",
  "slices-ownership-controls",
  "slices-public-access-block",
];
const KEY_RESOURCES = [
  "slices-attachment",
  "slices-key-v1",
  "slices-key-versions",
  "slices-policy",
  "slices-user",
];

async function resourcesOf(args?: S3SliceStorageArgs): Promise<RecordedResource[]> {
  const { resources } = await record(() => new S3SliceStorage("slices", args));
  return resources;
}

async function inputsOf(args: S3SliceStorageArgs, name: string): Promise<Record<string, unknown>> {
  return named(await resourcesOf(args), name).inputs;
}

function retained(resources: readonly RecordedResource[]): string[] {
  return childrenOf("slices", resources, ({ options }) => options.retainOnDelete);
}

/** A storage as a program in JavaScript could ask for it. */
function untyped(args: object): () => S3SliceStorage {
  return () => new S3SliceStorage("slices", args);
}

/** Type, inputs and options but those that say nothing. */
function brief({ type, inputs, options }: RecordedResource): object {
  const { retainOnDelete, protect, dependsOn } = options;
  return {
    type,
    inputs,
    dependsOn,
    ...(retainOnDelete && { retainOnDelete }),
    ...(protect && { protect }),
  };
}

describe("a new bucket", () => {
  test("is a component with these children and no others", async () => {
    const resources = await resourcesOf();
    expect(childrenOf("slices", resources)).toEqual(
      ["slices-bucket", ...PROTECTIONS, ...KEY_RESOURCES].sort(),
    );
    const { type, inputs, parent } = named(resources, "slices");
    expect({ type, inputs, parent }).toEqual({
      type: "trtc:aws:S3SliceStorage",
      inputs: {},
      parent: undefined,
    });
    expect(resources).toHaveLength(13);
  });

  test.each<[string, object]>([
    ["bucket", { type: "aws:s3/bucket:Bucket", inputs: { forceDestroy: false }, dependsOn: [] }],
    [
      "public-access-block",
      {
        type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        inputs: {
          bucket: BUCKET,
          blockPublicAcls: true,
          blockPublicPolicy: true,
          ignorePublicAcls: true,
          restrictPublicBuckets: true,
        },
        dependsOn: ["slices-bucket"],
        retainOnDelete: true,
      },
    ],
    [
      "ownership-controls",
      {
        type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        inputs: { bucket: BUCKET, rule: { objectOwnership: "BucketOwnerEnforced" } },
        dependsOn: ["slices-bucket"],
        retainOnDelete: true,
      },
    ],
    [
      "encryption",
      {
        type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        inputs: {
          bucket: BUCKET,
          rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
        },
        dependsOn: ["slices-bucket"],
        retainOnDelete: true,
      },
    ],
    [
      "lifecycle",
      {
        type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        inputs: {
          bucket: BUCKET,
          rules: [
            {
              id: "abort-unfinished-uploads",
              status: "Enabled",
              filter: {},
              abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
            },
          ],
        },
        dependsOn: ["slices-bucket"],
        retainOnDelete: true,
      },
    ],
    [
      "bucket-policy",
      {
        type: "aws:s3/bucketPolicy:BucketPolicy",
        inputs: { bucket: BUCKET, policy: tlsOnlyPolicy(PLACE) },
        dependsOn: ["slices-bucket", "slices-public-access-block"],
        retainOnDelete: true,
      },
    ],
    [
      "notification",
      {
        type: "aws:s3/bucketNotification:BucketNotification",
        inputs: { bucket: BUCKET, eventbridge: true },
        dependsOn: ["slices-bucket"],
        retainOnDelete: true,
      },
    ],
    ["user", { type: "aws:iam/user:User", inputs: { forceDestroy: false }, dependsOn: [] }],
    [
      "policy",
      {
        type: "aws:iam/policy:Policy",
        inputs: { policy: writePolicy(PLACE) },
        dependsOn: ["slices-bucket"],
      },
    ],
    [
      "attachment",
      {
        type: "aws:iam/userPolicyAttachment:UserPolicyAttachment",
        inputs: {
          user: "slices-user-1a2b3c4",
          policyArn: `arn:aws:iam::${ACCOUNT}:policy/slices-policy-1a2b3c4`,
        },
        dependsOn: ["slices-policy", "slices-user"],
      },
    ],
    [
      "key-v1",
      {
        type: "aws:iam/accessKey:AccessKey",
        inputs: { user: "slices-user-1a2b3c4" },
        dependsOn: ["slices-user"],
      },
    ],
  ])("its %s is exactly this", async (kind, expected) => {
    expect(brief(named(await resourcesOf(), `slices-${kind}`))).toEqual(expected);
  });

  test("has the name and the tags that were given, and so have user and policy", async () => {
    const tags = { team: "classroom" };
    const resources = await resourcesOf({ bucketName: "classroom-slices", tags });
    expect(named(resources, "slices-bucket").inputs).toEqual({
      bucket: "classroom-slices",
      forceDestroy: false,
      tags,
    });
    expect(named(resources, "slices-user").inputs).toEqual({ forceDestroy: false, tags });
    expect(named(resources, "slices-policy").inputs["tags"]).toEqual(tags);
  });

  test.each([
    [true, "Enabled"],
    [false, "Suspended"],
  ])("versioning %p is %s, and stays when it is left out again", async (versioning, status) => {
    for (const onDestroy of ["refuse", "empty"] as const) {
      const resources = await resourcesOf({ versioning, onDestroy });
      expect(brief(named(resources, "slices-versioning"))).toEqual({
        type: "aws:s3/bucketVersioning:BucketVersioning",
        inputs: { bucket: BUCKET, versioningConfiguration: { status } },
        dependsOn: ["slices-bucket"],
        retainOnDelete: true,
      });
    }
  });

  test("slices expire under their folder only", async () => {
    const { rules } = await inputsOf(
      { fileNamePrefix: ["prod", "classroom"], expireAfterDays: 30 },
      "slices-lifecycle",
    );
    expect(rules).toEqual([
      expect.objectContaining({ id: "abort-unfinished-uploads" }),
      {
        id: "expire-slices",
        status: "Enabled",
        filter: { prefix: "prod/classroom/" },
        expiration: { days: 30 },
      },
    ]);
  });

  test.each([true, false])("with versioning %p their earlier versions expire too", async (versioning) => {
    const { rules } = await inputsOf({ versioning, expireAfterDays: 30 }, "slices-lifecycle");
    expect(rules).toEqual([
      expect.objectContaining({ id: "abort-unfinished-uploads" }),
      {
        id: "expire-slices",
        status: "Enabled",
        filter: { prefix: "slices/" },
        expiration: { days: 30 },
        noncurrentVersionExpiration: { noncurrentDays: 30 },
      },
    ]);
  });

  test("a KMS key encrypts it and is in both policies", async () => {
    const { resources, result } = await record(
      () => new S3SliceStorage("slices", { kmsKeyArn: pulumi.output(KEY) }),
    );
    expect(named(resources, "slices-encryption").inputs).toEqual({
      bucket: BUCKET,
      rules: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY },
          bucketKeyEnabled: true,
        },
      ],
    });
    const place = { ...PLACE, kmsKeyArn: KEY };
    expect(named(resources, "slices-policy").inputs).toEqual({ policy: writePolicy(place) });
    await expect(valueOf(result.readPolicy)).resolves.toBe(readPolicy(place));
  });

  test("for recordings as MP4 its key reads too, and the target says so", async () => {
    const { resources, result } = await record(() => new S3SliceStorage("slices", { readForMp4: true }));
    const policy = writePolicy({ ...PLACE, readForMp4: true });
    expect(named(resources, "slices-policy").inputs).toEqual({ policy });
    expect(result.target.readForMp4).toBe(true);
    expect(named(resources, "slices").outputs).toMatchObject({
      target: { readForMp4: true },
      writePolicy: policy,
      readPolicy: readPolicy(PLACE),
    });
  });

  test("a key for the whole bucket is kept off the callback's events", async () => {
    const { resources, result } = await record(() => new S3SliceStorage("slices", { wholeBucket: true }));
    expect(named(resources, "slices-policy").inputs).toEqual({
      policy: writePolicy({ ...PLACE, prefix: [] }),
    });
    expect(result.target.fileNamePrefix).toEqual([]);
  });
});

describe("at destroy", () => {
  test.each<[S3SliceStorageArgs["onDestroy"], boolean, string[]]>([
    [undefined, false, PROTECTIONS],
    ["refuse", false, PROTECTIONS],
    ["retain", false, ["slices-bucket", ...PROTECTIONS].sort()],
    ["empty", true, []],
  ])("with onDestroy %p forceDestroy is %p and these stay: %j", async (onDestroy, forceDestroy, stay) => {
    const resources = await resourcesOf(onDestroy === undefined ? {} : { onDestroy });
    expect(named(resources, "slices-bucket").inputs).toEqual({ forceDestroy });
    expect(retained(resources)).toEqual(stay);
  });
});

describe("an existing bucket", () => {
  test("gets a user, its policy and its keys, and nothing of it is touched", async () => {
    const resources = await resourcesOf({ bucket: "media" });
    expect(childrenOf("slices", resources)).toEqual(KEY_RESOURCES);
    expect(named(resources, "slices-policy").inputs).toEqual({
      policy: writePolicy({ ...PLACE, bucket: "media" }),
    });
    expect(retained(resources)).toEqual([]);
  });

  test("is written to in its own region, which may not be the provider's", async () => {
    const { result } = await record(() => new S3SliceStorage("slices", { bucket: pulumi.output("media") }));
    const { vendor, region, bucket } = result.target;
    await expect(valueOf(pulumi.output({ vendor, region, bucket }))).resolves.toEqual({
      vendor: "s3",
      region: "eu-west-1",
      bucket: "media",
    });
  });

  test("adds the permissions of its key to both policies", async () => {
    const { resources, result } = await record(
      () => new S3SliceStorage("slices", { bucket: "media", kmsKeyArn: KEY }),
    );
    const place = { ...PLACE, bucket: "media", kmsKeyArn: KEY };
    expect(named(resources, "slices-policy").inputs).toEqual({ policy: writePolicy(place) });
    await expect(valueOf(result.readPolicy)).resolves.toBe(readPolicy(place));
  });
});

describe("the keys", () => {
  test("one for each version, of which the last is used", async () => {
    const { resources, result } = await record(() => new S3SliceStorage("slices", { keyVersions: [2, 3] }));
    expect(childrenOf("slices", resources)).toEqual(
      ["slices-bucket", "slices-key-v2", "slices-key-v3", ...PROTECTIONS, ...KEY_RESOURCES]
        .filter((name) => name !== "slices-key-v1")
        .sort(),
    );
    expect(named(resources, "slices-key-versions").inputs).toMatchObject({ keyVersions: [2, 3] });
    // what was not made is not remembered as there
    expect(named(resources, "slices-key-versions").options.dependsOn).toEqual([
      "slices-key-v2",
      "slices-key-v3",
    ]);
    expect(result.keyVersion).toBe(3);
    await expect(valueOf(result.target.accessKey)).resolves.toBe("id-of-slices-key-v3");
    await expect(valueOf(result.target.secretKey)).resolves.toBe("secret-of-slices-key-v3");
  });

  test("of two versions the last in the list is used, not the highest", async () => {
    const { result } = await record(() => new S3SliceStorage("slices", { keyVersions: [2, 1] }));
    expect(result.keyVersion).toBe(1);
    await expect(valueOf(result.target.accessKey)).resolves.toBe("id-of-slices-key-v1");
  });

  test("whatever uses them waits for the permission, and goes before it", async () => {
    const { resources } = await record(() => {
      const { target } = new S3SliceStorage("slices");
      new pulumi.ComponentResource("test:Task", "by-id", { key: target.accessKey });
      new pulumi.ComponentResource("test:Task", "by-secret", { key: target.secretKey });
    });
    for (const name of ["by-id", "by-secret"])
      expect(named(resources, name).options.dependsOn).toEqual(["slices-attachment", "slices-key-v1"]);
  });

  test("they alone are secret", async () => {
    const { resources, result } = await record(() => new S3SliceStorage("slices"));
    const { target, bucket } = result;
    expect(named(resources, "slices").outputs).toEqual({
      target: {
        vendor: "s3",
        region: REGION,
        bucket: BUCKET,
        accessKey: { secret: "id-of-slices-key-v1" },
        secretKey: { secret: "secret-of-slices-key-v1" },
        fileNamePrefix: ["slices"],
      },
      bucket: BUCKET,
      keyVersion: 1,
      writePolicy: writePolicy(PLACE),
      readPolicy: readPolicy(PLACE),
    });
    const outputs = [target.accessKey, target.secretKey, bucket, result.writePolicy, result.readPolicy];
    await expect(Promise.all(outputs.map(pulumi.isSecret))).resolves.toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

test("a preview shows everything but what only AWS can tell", async () => {
  const { resources } = await record(() => new S3SliceStorage("slices"), { preview: true });
  expect(named(resources, "slices").outputs).toEqual({
    target: {
      vendor: "s3",
      region: REGION,
      bucket: BUCKET,
      accessKey: UNKNOWN_INPUT,
      secretKey: UNKNOWN_INPUT,
      fileNamePrefix: ["slices"],
    },
    bucket: BUCKET,
    keyVersion: 1,
    writePolicy: writePolicy(PLACE),
    readPolicy: readPolicy(PLACE),
  });
  expect(named(resources, "slices-bucket-policy").inputs["policy"]).toBe(tlsOnlyPolicy(PLACE));
});

test.each<[string, S3SliceStorageArgs]>([
  ["a new bucket", {}],
  ["an existing bucket", { bucket: "media" }],
])("all of %s is asked of the provider that the component was given", async (_of, args) => {
  const asked: unknown[] = [];
  const place = { partition: "aws", bucket: "media", region: REGION, bucketRegion: REGION };
  const answer = (_inputs: unknown, provider: string | undefined) => {
    asked.push(provider);
    return place;
  };
  const { resources } = await record(
    () => new S3SliceStorage("slices", args, { providers: [new Provider("frankfurt", { region: REGION })] }),
    { calls: { "aws:index/getPartition:getPartition": answer, "aws:s3/getBucket:getBucket": answer } },
  );
  const others = resources.filter(({ options }) => options.provider !== "frankfurt").map(({ name }) => name);
  expect(others.sort()).toEqual(["frankfurt", "slices", "slices-key-versions"]);
  expect(asked).toEqual(args.bucket === undefined ? ["frankfurt"] : ["frankfurt", "frankfurt"]);
});

describe("transform", () => {
  test.each<[keyof S3SliceStorageTransform, string]>([
    ["bucket", "slices-bucket"],
    ["publicAccessBlock", "slices-public-access-block"],
    ["ownershipControls", "slices-ownership-controls"],
    ["encryption", "slices-encryption"],
    ["versioning", "slices-versioning"],
    ["lifecycle", "slices-lifecycle"],
    ["bucketPolicy", "slices-bucket-policy"],
    ["notification", "slices-notification"],
    ["user", "slices-user"],
    ["policy", "slices-policy"],
    ["attachment", "slices-attachment"],
    ["accessKey", "slices-key-v1"],
  ])("of %s reaches %s and no other child", async (key, name) => {
    const adjust = (_args: unknown, opts: CustomResourceOptions) => {
      opts.protect = true;
    };
    const resources = await resourcesOf({ versioning: true, transform: { [key]: adjust } });
    expect(childrenOf("slices", resources, ({ options }) => options.protect)).toEqual([name]);
  });

  test("sees the arguments that the child would get, and changes them", async () => {
    const seen: object[] = [];
    const inputs = await inputsOf(
      {
        onDestroy: "empty",
        transform: {
          bucket: (args) => {
            seen.push({ ...args });
            args.objectLockEnabled = true;
          },
        },
      },
      "slices-bucket",
    );
    expect(seen).toEqual([{ forceDestroy: true }]);
    expect(inputs).toEqual({ forceDestroy: true, objectLockEnabled: true });
  });

  test("of accessKey reaches each key", async () => {
    const resources = await resourcesOf({
      keyVersions: [1, 2],
      transform: { accessKey: (args) => void (args.status = "Inactive") },
    });
    for (const name of ["slices-key-v1", "slices-key-v2"])
      expect(named(resources, name).inputs).toMatchObject({ status: "Inactive" });
  });

  test("of the policy shows in writePolicy", async () => {
    const { result } = await record(
      () => new S3SliceStorage("slices", { transform: { policy: (args) => void (args.policy = "{}") } }),
    );
    await expect(valueOf(result.writePolicy)).resolves.toBe("{}");
  });
});

describe("wrong arguments", () => {
  test("are all named before anything is registered", async () => {
    await expect(record(untyped({ bucketName: "Slices", keyVersions: [] }))).rejects.toThrow(
      new InputError(
        "S3SliceStorage slices: keyVersions is a list of 0, " +
          "allowed is one or two different whole numbers from 1, the last one is used: " +
          "rotate in two steps, [1] to [1, 2] to [2]; " +
          'bucketName is "Slices", allowed is 3 to 63 lower-case letters, digits, dots and hyphens by the naming rules of S3: ' +
          "choose a name that nobody in the world has, or leave it out to get one",
      ),
    );
  });

  test("a new bucket's beside an existing one are refused, by the types and at run time", async () => {
    // @ts-expect-error -- the two do not go together
    const args: S3SliceStorageArgs = { bucket: pulumi.output("media"), versioning: true };
    await expect(record(() => new S3SliceStorage("slices", args))).rejects.toThrow(
      new InputError(
        "S3SliceStorage slices: versioning is true, allowed is nothing beside bucket: " +
          "an existing bucket keeps its own settings, remove one of the two",
      ),
    );
  });

  test("an Output where a plain value belongs is refused", async () => {
    await expect(record(untyped({ keyVersions: pulumi.output([1]) }))).rejects.toThrow(
      new InputError(
        'S3SliceStorage slices: keyVersions is "an Output", ' +
          "allowed is one or two different whole numbers from 1, the last one is used: " +
          "rotate in two steps, [1] to [1, 2] to [2]",
      ),
    );
  });
});
