import { CallbackEndpoint as AwsEndpoint } from "../../../../provider/aws/callback-endpoint";
import { S3SliceStorage } from "../../../../provider/aws/s3-slice-storage";
import type { S3SliceStorageArgs } from "../../../../provider/aws/s3-slice-storage";
import { SlicingPipeline as AwsPipeline } from "../../../../provider/aws/slicing-pipeline";
import type { StackResource } from "../../../../provider/policy/stack-resource";
import { CloudSliceTask } from "../../../../provider/task/cloud-slice-task";
import { CallbackEndpoint as TencentEndpoint } from "../../../../provider/tencent/callback-endpoint";
import { CosSliceStorage } from "../../../../provider/tencent/cos-slice-storage";
import type { CosSliceStorageArgs } from "../../../../provider/tencent/cos-slice-storage";
import { SlicingPipeline as TencentPipeline } from "../../../../provider/tencent/slicing-pipeline";
import { ENDPOINT_FAKES } from "../aws/recorded-endpoint";
import { record } from "../recorded-resources";
import { APP, toldOf } from "./stack-parts";

// what is bundled is made by the build
jest.mock("../../../../provider/endpoint/function-files", () => ({
  AWS_FUNCTION: __dirname,
  TENCENT_FUNCTION: __filename,
}));

export type CloudName = "COS" | "S3";

const ADDRESS = { "pulumi-nodejs:dynamic/trtc:ScfFunctionUrl": () => ({ url: "https://address.example/" }) };
const KEYS = {
  "pulumi-nodejs:dynamic/trtc:CamAccessKey": ({ name }: { name: string }) => ({
    accessKeyId: `id-of-${name}`,
    secretAccessKey: `secret-of-${name}`,
  }),
};

/** What each storage is told: slices expire. */
const STORAGE: Readonly<Record<CloudName, object>> = {
  COS: { bucketName: "slices-1250000000", region: "ap-singapore", expireAfterDays: 30 },
  S3: { expireAfterDays: 30 },
};

/** Makes the bucket's storage an existing one's. */
export const EXISTING = { bucket: "archive-1250000000", bucketName: undefined, expireAfterDays: undefined };

interface Making {
  /** @default false */
  preview?: boolean;
  /** By a `SlicingPipeline` in place of its parts. @default false */
  whole?: boolean;
}

/** A storage, an endpoint and a task, as our components make them; `changes` are the storage's. */
export async function madeStack(
  cloud: CloudName,
  changes: object = {},
  { preview = false, whole = false }: Making = {},
): Promise<StackResource[]> {
  // each storage checks what it is told
  const storage = { ...STORAGE[cloud], ...changes } as Told;
  const { resources } = await record(() => (whole ? makePipeline : makeParts)(cloud, storage), {
    outputs: { ...ENDPOINT_FAKES.outputs, ...ADDRESS, ...KEYS },
    preview,
  });
  return toldOf(resources);
}

type Told = CosSliceStorageArgs & S3SliceStorageArgs;

function makeParts(cloud: CloudName, told: Told): void {
  const [Storage, Endpoint] =
    cloud === "COS"
      ? ([CosSliceStorage, TencentEndpoint] as const)
      : ([S3SliceStorage, AwsEndpoint] as const);
  const storage = new Storage("slices", told);
  new Endpoint("callbacks", { sdkAppIds: [APP], storage });
  new CloudSliceTask("lobby", {
    sdkAppId: APP,
    roomId: "lobby",
    userId: "slicer-lobby",
    sliceParams: { sliceType: "both", maxIdleTime: 86400 },
    storage: storage.target,
  });
}

function makePipeline(cloud: CloudName, storage: Told): void {
  const Pipeline = cloud === "COS" ? TencentPipeline : AwsPipeline;
  const tasks = { lobby: { roomId: "lobby" }, exam: { roomId: 101 } };
  new Pipeline("classroom", { sdkAppId: APP, storage, tasks });
}
