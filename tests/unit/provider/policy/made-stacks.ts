import { CallbackEndpoint as AwsEndpoint } from "../../../../provider/aws/callback-endpoint";
import { S3SliceStorage } from "../../../../provider/aws/s3-slice-storage";
import type { StackResource } from "../../../../provider/policy/stack-resource";
import { CloudSliceTask } from "../../../../provider/task/cloud-slice-task";
import { CallbackEndpoint as TencentEndpoint } from "../../../../provider/tencent/callback-endpoint";
import { CosSliceStorage } from "../../../../provider/tencent/cos-slice-storage";
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

/** A storage, an endpoint and a task, as our components make them. */
export async function madeStack(
  cloud: CloudName,
  changes: object = {},
  { preview = false }: { preview?: boolean } = {},
): Promise<StackResource[]> {
  const { resources } = await record(
    () => {
      // each storage checks what it is told
      const told: object = { expireAfterDays: 30, ...changes };
      const storage =
        cloud === "COS"
          ? new CosSliceStorage("slices", {
              bucketName: "slices-1250000000",
              region: "ap-singapore",
              ...told,
            })
          : new S3SliceStorage("slices", told);
      if (cloud === "COS") new TencentEndpoint("callbacks", { sdkAppIds: [APP], storage });
      else new AwsEndpoint("callbacks", { sdkAppIds: [APP], storage });
      new CloudSliceTask("lobby", {
        sdkAppId: APP,
        roomId: "lobby",
        userId: "slicer-lobby",
        sliceParams: { sliceType: "both", maxIdleTime: 86400 },
        storage: storage.target,
      });
    },
    { outputs: { ...ENDPOINT_FAKES.outputs, ...ADDRESS, ...KEYS }, preview },
  );
  return toldOf(resources);
}
