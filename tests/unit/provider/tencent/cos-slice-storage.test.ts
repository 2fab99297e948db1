import type { CustomResourceOptions } from "@pulumi/pulumi";
import * as pulumi from "@pulumi/pulumi";
import { readPolicy, writePolicy } from "../../../../provider/tencent/cos-policies";
import { CosSliceStorage } from "../../../../provider/tencent/cos-slice-storage";
import type {
  CosSliceStorageArgs,
  CosSliceStorageTransform,
} from "../../../../provider/tencent/cos-slice-storage";
import type { ApiClient } from "../../../../provider/trtc/client";
import { InputError } from "../../../../provider/trtc/errors";
import { fakeClient } from "../fake-client";
import type { FakeClient } from "../fake-client";
import { childrenOf } from "../component/recorded-children";
import { named, record, UNKNOWN_INPUT, valueOf } from "../recorded-resources";
import type { RecordedResource } from "../recorded-resources";

// jest lets a mock's factory read variables of this name alone
let mockClient: ApiClient;
jest.mock("../../../../provider/trtc/process", () => ({
  processClient: (): ApiClient => ({ call: (call) => mockClient.call(call) }),
}));

const TOKEN = "pulumi-nodejs:dynamic/trtc:";
const REGION = "ap-singapore";
/** `slices`, and a hash of the project, the stack and the name. */
const BUCKET = "slices-3d8b90a-1250000000";
const PLACE = { bucket: BUCKET, region: REGION, prefix: ["slices"] };
const ARCHIVE = { bucket: "archive-1250000000", region: "eu-frankfurt" };
/** Name of the user and of its policy. */
const USER = "project-stack-slices-f5374a2";
const WRITTEN = { bucket: BUCKET, region: REGION, folder: "slices/" };
const ABORT = { id: "abort-multipart", prefix: "", abortMultipartAfterDays: 1 };

const KEY_RESOURCES = [
  "slices-attachment",
  "slices-key-v1",
  "slices-key-versions",
  "slices-policy",
  "slices-user",
];

/** What the providers answer beside the arguments. */
const OUTPUTS = {
  [`${TOKEN}CosBucket`]: ({ inputs }: { inputs: Record<string, unknown> }) => ({
    region: inputs["region"] ?? REGION,
  }),
  [`${TOKEN}CamAccessKey`]: ({ name }: { name: string }) => ({
    accessKeyId: `id-of-${name}`,
    secretAccessKey: pulumi.secret(`secret-of-${name}`),
  }),
};

/** The account's number is asked for once at most. */
let cam: FakeClient;
beforeEach(() => {
  cam = fakeClient({ GetUserAppId: [{ AppId: 1250000000 }] });
  mockClient = cam;
});

function made<Result>(program: () => Result): Promise<{ resources: RecordedResource[]; result: Result }> {
  return record(program, { outputs: OUTPUTS });
}

async function resourcesOf(args?: CosSliceStorageArgs): Promise<RecordedResource[]> {
  const { resources } = await made(() => new CosSliceStorage("slices", args));
  return resources;
}

async function inputsOf(args: CosSliceStorageArgs, name: string): Promise<Record<string, unknown>> {
  return named(await resourcesOf(args), name).inputs;
}

/** A storage as a program in JavaScript could ask for it. */
function untyped(args: object): () => CosSliceStorage {
  return () => new CosSliceStorage("slices", args);
}

/** Type, inputs without the provider's text, and options but those that say nothing. */
function brief({ type, inputs, options }: RecordedResource): object {
  const { __provider: _provider, ...own } = inputs;
  const { retainOnDelete, protect, dependsOn } = options;
  return {
    type,
    inputs: own,
    dependsOn,
    ...(retainOnDelete && { retainOnDelete }),
    ...(protect && { protect }),
  };
}

describe("a new bucket", () => {
  test("is a component with these children and no others", async () => {
    const resources = await resourcesOf();
    expect(childrenOf("slices", resources)).toEqual(["slices-bucket", ...KEY_RESOURCES].sort());
    const { type, inputs, parent } = named(resources, "slices");
    expect({ type, inputs, parent }).toEqual({
      type: "trtc:tencent:CosSliceStorage",
      inputs: {},
      parent: undefined,
    });
    expect(resources).toHaveLength(7);
  });

  test.each<[string, object]>([
    [
      "bucket",
      {
        type: `${TOKEN}CosBucket`,
        inputs: { bucket: BUCKET, lifecycleRules: [ABORT], onDestroy: "refuse" },
        dependsOn: [],
      },
    ],
    [
      "user",
      {
        type: `${TOKEN}CamUser`,
        inputs: {
          name: USER,
          remark: "writes TRTC slices of slices in project/stack",
        },
        dependsOn: [],
      },
    ],
    [
      "policy",
      {
        type: `${TOKEN}CamPolicy`,
        inputs: { policyName: USER, policyDocument: writePolicy(PLACE) },
        dependsOn: ["slices-bucket"],
      },
    ],
    [
      "attachment",
      {
        type: `${TOKEN}CamUserPolicyAttachment`,
        inputs: { userName: USER, policyName: USER },
        dependsOn: ["slices-policy", "slices-user"],
      },
    ],
    [
      "key-versions",
      { type: `${TOKEN}KeyVersions`, inputs: { keyVersions: [1] }, dependsOn: ["slices-key-v1"] },
    ],
    [
      "key-v1",
      {
        type: `${TOKEN}CamAccessKey`,
        inputs: { userName: USER, waitForWrite: WRITTEN },
        dependsOn: ["slices-attachment", "slices-bucket", "slices-user"],
      },
    ],
  ])("its %s is exactly this", async (kind, expected) => {
    expect(brief(named(await resourcesOf(), `slices-${kind}`))).toEqual(expected);
  });

  test("has versioning, tags and region as given, and an expiry of its folder only", async () => {
    const { __provider: _provider, ...inputs } = await inputsOf(
      {
        bucketName: "classroom",
        region: "eu-frankfurt",
        fileNamePrefix: ["prod", "classroom"],
        versioning: true,
        expireAfterDays: 30,
        tags: { team: "classroom" },
      },
      "slices-bucket",
    );
    expect(inputs).toEqual({
      bucket: "classroom-1250000000",
      region: "eu-frankfurt",
      versioning: true,
      lifecycleRules: [ABORT, { id: "expire-slices", prefix: "prod/classroom/", expireAfterDays: 30 }],
      tags: { team: "classroom" },
      onDestroy: "refuse",
    });
  });

  test("whose name has the APPID is made without asking for it", async () => {
    const { bucket } = await inputsOf({ bucketName: "classroom-1300000000" }, "slices-bucket");
    expect(bucket).toBe("classroom-1300000000");
    expect(cam.calls).toEqual([]);
  });

  test("whose name has none asks for the APPID once", async () => {
    await resourcesOf({ bucketName: "classroom" });
    expect(cam.calls).toEqual([{ action: "GetUserAppId", params: {} }]);
  });

  test("for recordings as MP4 its key reads too, and the target says so", async () => {
    const { resources, result } = await made(() => new CosSliceStorage("slices", { readForMp4: true }));
    const policy = writePolicy({ ...PLACE, readForMp4: true });
    expect(named(resources, "slices-policy").inputs["policyDocument"]).toBe(policy);
    expect(result.target.readForMp4).toBe(true);
    expect(named(resources, "slices").outputs).toMatchObject({
      target: { readForMp4: true },
      writePolicy: policy,
      readPolicy: readPolicy(PLACE),
    });
  });

  test("a key for the whole bucket is kept off the callback's events", async () => {
    const { resources, result } = await made(() => new CosSliceStorage("slices", { wholeBucket: true }));
    const place = { ...PLACE, prefix: [] };
    expect(named(resources, "slices-policy").inputs["policyDocument"]).toBe(writePolicy(place));
    expect(named(resources, "slices-key-v1").inputs["waitForWrite"]).toEqual({ ...WRITTEN, folder: "" });
    expect(result.target.fileNamePrefix).toEqual([]);
    await expect(valueOf(result.readPolicy)).resolves.toBe(readPolicy(place));
  });

  test("long names are cut to what COS and CAM allow", async () => {
    const name = "a".repeat(250);
    const { resources } = await made(() => new CosSliceStorage(name));
    const lengthOf = (child: string, property: string) =>
      String(named(resources, `${name}-${child}`).inputs[property]).length;
    expect(lengthOf("bucket", "bucket")).toBe(26);
    expect(lengthOf("user", "name")).toBe(64);
    expect(lengthOf("policy", "policyName")).toBe(128);
    expect(lengthOf("user", "remark")).toBe(200);
  });
});

describe("at destroy", () => {
  test.each<[CosSliceStorageArgs["onDestroy"], string, string[]]>([
    [undefined, "refuse", []],
    ["refuse", "refuse", []],
    ["retain", "retain", ["slices-bucket"]],
    ["empty", "empty", []],
  ])("with onDestroy %p the bucket's is %p and these stay: %j", async (given, onDestroy, stay) => {
    const resources = await resourcesOf(given === undefined ? {} : { onDestroy: given });
    expect(named(resources, "slices-bucket").inputs).toMatchObject({ onDestroy });
    expect(childrenOf("slices", resources, ({ options }) => options.retainOnDelete)).toEqual(stay);
  });
});

describe("an existing bucket", () => {
  test("gets a user, its policy and its keys, and nothing of it is touched", async () => {
    const resources = await resourcesOf(ARCHIVE);
    expect(childrenOf("slices", resources)).toEqual(KEY_RESOURCES);
    expect(named(resources, "slices-policy").inputs).toMatchObject({
      policyDocument: writePolicy({ ...PLACE, ...ARCHIVE }),
    });
    expect(cam.calls).toEqual([]);
  });

  test("is written to in its own region, by a name that another resource may give", async () => {
    const { resources, result } = await made(
      () =>
        new CosSliceStorage("slices", {
          bucket: pulumi.output(ARCHIVE.bucket),
          region: pulumi.output(ARCHIVE.region),
        }),
    );
    const { vendor, region, bucket } = result.target;
    await expect(valueOf(pulumi.output({ vendor, region, bucket }))).resolves.toEqual({
      vendor: "cos",
      ...ARCHIVE,
    });
    expect(named(resources, "slices-key-v1").inputs["waitForWrite"]).toEqual({
      ...ARCHIVE,
      folder: "slices/",
    });
  });
});

describe("the keys", () => {
  test("one for each version, of which the last is used", async () => {
    const { resources, result } = await made(() => new CosSliceStorage("slices", { keyVersions: [2, 3] }));
    expect(childrenOf("slices", resources)).toEqual(
      ["slices-bucket", "slices-key-v2", "slices-key-v3", ...KEY_RESOURCES]
        .filter((name) => name !== "slices-key-v1")
        .sort(),
    );
    expect(named(resources, "slices-key-versions").inputs).toMatchObject({ keyVersions: [2, 3] });
    // what was not made is not remembered as there
    expect(named(resources, "slices-key-versions").options.dependsOn).toEqual([
      "slices-key-v2",
      "slices-key-v3",
    ]);
    for (const name of ["slices-key-v2", "slices-key-v3"])
      expect(brief(named(resources, name))).toEqual({
        type: `${TOKEN}CamAccessKey`,
        inputs: { userName: USER, waitForWrite: WRITTEN },
        dependsOn: ["slices-attachment", "slices-bucket", "slices-user"],
      });
    expect(result.keyVersion).toBe(3);
    await expect(valueOf(result.target.accessKey)).resolves.toBe("id-of-slices-key-v3");
    await expect(valueOf(result.target.secretKey)).resolves.toBe("secret-of-slices-key-v3");
  });

  test("of two versions the last in the list is used, not the highest", async () => {
    const { result } = await made(() => new CosSliceStorage("slices", { keyVersions: [2, 1] }));
    expect(result.keyVersion).toBe(1);
    await expect(valueOf(result.target.accessKey)).resolves.toBe("id-of-slices-key-v1");
  });

  test("whatever uses them waits for the key, which waits for the permission", async () => {
    const { resources } = await made(() => {
      const { target } = new CosSliceStorage("slices");
      new pulumi.ComponentResource("test:Task", "by-id", { key: target.accessKey });
      new pulumi.ComponentResource("test:Task", "by-secret", { key: target.secretKey });
    });
    for (const name of ["by-id", "by-secret"])
      expect(named(resources, name).options.dependsOn).toEqual(["slices-key-v1"]);
  });

  test("they alone are secret", async () => {
    const { resources, result } = await made(() => new CosSliceStorage("slices"));
    const { target, bucket } = result;
    expect(named(resources, "slices").outputs).toEqual({
      target: {
        vendor: "cos",
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

test("a preview shows everything but what only Tencent Cloud can tell", async () => {
  const { resources } = await record(() => new CosSliceStorage("slices", { region: REGION }), {
    preview: true,
  });
  expect(named(resources, "slices").outputs).toEqual({
    target: {
      vendor: "cos",
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
  expect(named(resources, "slices-attachment").inputs).toMatchObject({ userName: USER, policyName: USER });
  expect(named(resources, "slices-key-v1").inputs).toMatchObject({ userName: USER, waitForWrite: WRITTEN });
});

describe("transform", () => {
  test.each<[keyof CosSliceStorageTransform, string]>([
    ["bucket", "slices-bucket"],
    ["user", "slices-user"],
    ["policy", "slices-policy"],
    ["attachment", "slices-attachment"],
    ["accessKey", "slices-key-v1"],
  ])("of %s reaches %s and no other child", async (key, name) => {
    const adjust = (_args: unknown, opts: CustomResourceOptions) => {
      opts.protect = true;
    };
    const resources = await resourcesOf({ transform: { [key]: adjust } });
    expect(childrenOf("slices", resources, ({ options }) => options.protect)).toEqual([name]);
  });

  test("sees the arguments that the child would get, and changes them", async () => {
    const seen: object[] = [];
    const inputs = await inputsOf(
      {
        bucketName: "classroom-1250000000",
        transform: {
          bucket: (args) => {
            seen.push({ ...args });
            args.cors = [{ allowedOrigins: ["*"], allowedMethods: ["GET"] }];
          },
        },
      },
      "slices-bucket",
    );
    expect(seen).toEqual([{ bucket: "classroom-1250000000", lifecycleRules: [ABORT], onDestroy: "refuse" }]);
    expect(inputs["cors"]).toEqual([{ allowedOrigins: ["*"], allowedMethods: ["GET"] }]);
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
    const { result } = await made(
      () =>
        new CosSliceStorage("slices", { transform: { policy: (args) => void (args.policyDocument = "{}") } }),
    );
    await expect(valueOf(result.writePolicy)).resolves.toBe("{}");
  });
});

describe("wrong arguments", () => {
  test("are all named before anything is registered or asked for", async () => {
    await expect(record(untyped({ bucketName: "Slices", keyVersions: [] }))).rejects.toThrow(
      new InputError(
        "CosSliceStorage slices: keyVersions is a list of 0, " +
          "allowed is one or two different whole numbers from 1, the last one is used: " +
          "rotate in two steps, [1] to [1, 2] to [2]; " +
          'bucketName is "Slices", allowed is 1 to 50 lower case letters, digits and -, no - at either end: ' +
          "choose another name, the APPID is appended when it is missing",
      ),
    );
    expect(cam.calls).toEqual([]);
  });

  test("a new bucket's beside an existing one are refused, by the types and at run time", async () => {
    // @ts-expect-error -- the two do not go together
    const args: CosSliceStorageArgs = { ...ARCHIVE, versioning: true };
    await expect(record(() => new CosSliceStorage("slices", args))).rejects.toThrow(
      new InputError(
        "CosSliceStorage slices: versioning is true, allowed is nothing beside bucket: " +
          "an existing bucket keeps its own settings, remove one of the two",
      ),
    );
  });

  test("an existing bucket without its region does not compile, and is refused", async () => {
    // @ts-expect-error -- COS finds a bucket in its own region only
    const args: CosSliceStorageArgs = { bucket: pulumi.output(ARCHIVE.bucket) };
    await expect(record(() => new CosSliceStorage("slices", args))).rejects.toThrow(
      /^CosSliceStorage slices: region is missing, allowed is "ap-bangkok" or .*: set region, TENCENTCLOUD_REGION or trtc:region to one of these$/,
    );
  });

  test("an Output where a plain value belongs is refused", async () => {
    await expect(record(untyped({ keyVersions: pulumi.output([1]) }))).rejects.toThrow(
      new InputError(
        'CosSliceStorage slices: keyVersions is "an Output", ' +
          "allowed is one or two different whole numbers from 1, the last one is used: " +
          "rotate in two steps, [1] to [1, 2] to [2]",
      ),
    );
  });
});
