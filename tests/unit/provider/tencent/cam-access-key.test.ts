import type * as pulumi from "@pulumi/pulumi";
import { CamAccessKey } from "../../../../provider/tencent/cam-access-key";
import type { CamAccessKeyArgs } from "../../../../provider/tencent/cam-access-key";
import { named, record } from "../recorded-resources";

const WHERE = { bucket: "slices-1250000000", region: "ap-singapore", folder: "slices/" };

/** The outputs that the engine is told to keep as secrets. */
async function secretOutputs(opts?: pulumi.CustomResourceOptions): Promise<string[]> {
  const { resources } = await record(() => new CamAccessKey("reader", { userName: "slice-reader" }, opts));
  return named(resources, "reader").secretOutputs;
}

test("type token, provider text and inputs are exactly these: state files of every version hold them", async () => {
  const args: CamAccessKeyArgs = { userName: "slice-reader", status: "Active", waitForWrite: WHERE };
  const { resources } = await record(() => new CamAccessKey("reader", args));
  const { type, inputs } = named(resources, "reader");
  expect({ type, inputs }).toEqual({
    type: "pulumi-nodejs:dynamic/trtc:CamAccessKey",
    inputs: {
      userName: "slice-reader",
      status: "Active",
      waitForWrite: WHERE,
      __provider: 'exports.handler = () => require("pulumi-trtc/provider").CamAccessKey;',
    },
  });
});

test("its secret is one in state, whatever else the program wants to be", async () => {
  await expect(secretOutputs()).resolves.toEqual(["secretAccessKey"]);
  await expect(secretOutputs({ additionalSecretOutputs: ["accessKeyId"] })).resolves.toEqual([
    "accessKeyId",
    "secretAccessKey",
  ]);
});
