import type * as pulumi from "@pulumi/pulumi";
import { S3SliceStorage } from "../../../../provider/aws/s3-slice-storage";
import { SlicingPipeline } from "../../../../provider/aws/slicing-pipeline";
import type { SlicingPipelineArgs } from "../../../../provider/aws/slicing-pipeline";
import { childrenOf } from "../component/recorded-children";
import { ACCOUNT, named, record, REGION, valueOf } from "../recorded-resources";
import type { Fakes, RecordedResource } from "../recorded-resources";
import { ENDPOINT_FAKES } from "./recorded-endpoint";

const KMS_KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11112222-3333-4444-5555-666677778888`;
const ARGS: SlicingPipelineArgs = {
  sdkAppId: 1400000001,
  storage: { bucketName: "acme-slices", fileNamePrefix: ["prod"] },
  tasks: { lobby: { roomId: "lobby" }, exam: { roomId: 101 } },
};
const FAKES: Fakes = {
  outputs: {
    ...ENDPOINT_FAKES.outputs,
    "pulumi-nodejs:dynamic/trtc:CloudSliceTask": ({ name }) => ({ id: `task-of-${name}` }),
  },
};

function made(
  changes: Partial<SlicingPipelineArgs> = {},
  opts: pulumi.ComponentResourceOptions = {},
): Promise<{ resources: RecordedResource[]; result: SlicingPipeline }> {
  return record(() => new SlicingPipeline("classroom", { ...ARGS, ...changes }, opts), FAKES);
}

test("is a component with a storage, an endpoint and a task for each room", async () => {
  const { resources } = await made();
  expect(named(resources, "classroom").type).toBe("trtc:aws:SlicingPipeline");
  expect(
    childrenOf("classroom", resources).map((name) => [name, named(resources, name).type.split(":").at(-1)]),
  ).toEqual([
    ["classroom-callbacks", "CallbackEndpoint"],
    ["classroom-exam", "CloudSliceTask"],
    ["classroom-lobby", "CloudSliceTask"],
    ["classroom-storage", "S3SliceStorage"],
  ]);
  expect(named(resources, "classroom-lobby").inputs).toMatchObject({
    userId: "lobby-v1-57ab0ad",
    sliceParams: { sliceType: "both", maxIdleTime: 86_400 },
    storage: { vendor: "s3", bucket: "acme-slices", fileNamePrefix: ["prod"] },
  });
});

test("bucket, address, key and tasks are its outputs", async () => {
  const { resources, result } = await made();
  expect(named(resources, "classroom").outputs).toMatchObject({
    bucket: "acme-slices",
    callbackUrl: `https://id-of-classroom-callbacks-url.lambda-url.${REGION}.on.aws/`,
    callbackKey: { secret: "minted" },
    taskIds: { lobby: "task-of-classroom-lobby", exam: "task-of-classroom-exam" },
    objectKeyPrefixes: { lobby: "prod/task-of-classroom-lobby/", exam: "prod/task-of-classroom-exam/" },
  });
  await expect(valueOf(result.writePolicy)).resolves.toContain("arn:aws:s3:::acme-slices/prod/*");
});

test("the endpoint may use the key that encrypts the bucket, unless it has one of its own", async () => {
  const policyWith = async (changes: Partial<SlicingPipelineArgs>) =>
    JSON.stringify(named((await made(changes)).resources, "classroom-callbacks-policy").inputs);
  const storage = { bucketName: "acme-slices", kmsKeyArn: KMS_KEY };
  const other = KMS_KEY.replace("11112222", "99998888");
  expect(await policyWith({})).not.toContain("kms:");
  expect(await policyWith({ storage })).toContain(KMS_KEY);
  expect(await policyWith({ storage, callback: { kmsKeyArn: other } })).toContain(other);
});

test("so it may with a storage that is there", async () => {
  const { resources } = await record(() => {
    const storage = new S3SliceStorage("shared", { bucketName: "acme-slices", kmsKeyArn: KMS_KEY });
    return new SlicingPipeline("classroom", { ...ARGS, storage });
  }, FAKES);
  expect(JSON.stringify(named(resources, "classroom-callbacks-policy").inputs)).toContain(KMS_KEY);
});

test("a protected pipeline protects all but what comes and goes", async () => {
  const { resources } = await made({}, { protect: true });
  const free = resources.filter(({ options }) => !options.protect).map(({ name }) => name);
  expect(free.sort()).toEqual(["classroom-exam", "classroom-lobby", "classroom-storage-key-v1"]);
});

test("a COS storage without an endpoint of its own cloud is refused", () => {
  const target = { vendor: "cos" } as never; // all that is looked at
  const storage = { target, keyVersion: 1 } as never; // as above
  expect(() => new SlicingPipeline("classroom", { ...ARGS, storage })).toThrow(
    'SlicingPipeline classroom: callback is made beside a storage on "cos", allowed is an endpoint made beside a storage on "s3": ' +
      "give an endpoint of the storage's own cloud, or false",
  );
});

test("problems of all parts are told at once", () => {
  expect(
    () =>
      new SlicingPipeline("classroom", {
        ...ARGS,
        tasks: {},
        storage: { bucketName: "A" },
        callback: { memorySize: 100 },
      }),
  ).toThrow(
    /^SlicingPipeline classroom: tasks is empty, .*; S3SliceStorage classroom-storage: bucketName is "A", .*; CallbackEndpoint classroom-callbacks: memorySize is 100, /,
  );
});
