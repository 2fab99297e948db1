import * as pulumi from "@pulumi/pulumi";
import { CamPolicy } from "../../../../provider/tencent/cam-policy";
import { named, record, valueOf } from "../recorded-resources";

const DOCUMENT = '{"version":"2.0","statement":[]}';

test("type token, provider text and inputs are exactly these: state files of every version hold them", async () => {
  const { resources } = await record(
    () =>
      new CamPolicy("read", {
        policyName: "read-slices",
        policyDocument: pulumi.output(DOCUMENT),
        description: "reads",
      }),
  );
  const { type, inputs } = named(resources, "read");
  expect({ type, inputs }).toEqual({
    type: "pulumi-nodejs:dynamic/trtc:CamPolicy",
    inputs: {
      policyName: "read-slices",
      policyDocument: DOCUMENT,
      description: "reads",
      __provider: 'exports.handler = () => require("pulumi-trtc/provider").CamPolicy;',
    },
  });
});

test("its number is known once it is made", async () => {
  const outputs = { "pulumi-nodejs:dynamic/trtc:CamPolicy": () => ({ policyId: 77 }) };
  const { result } = await record(
    () => new CamPolicy("read", { policyName: "read-slices", policyDocument: DOCUMENT }),
    { outputs },
  );
  await expect(valueOf(result.policyId)).resolves.toBe(77);
});
