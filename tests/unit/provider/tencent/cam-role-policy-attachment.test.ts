import * as pulumi from "@pulumi/pulumi";
import { CamRolePolicyAttachment } from "../../../../provider/tencent/cam-role-policy-attachment";
import { named, record } from "../recorded-resources";

test("type token, provider text and inputs are exactly these: state files of every version hold them", async () => {
  const { resources } = await record(
    () =>
      new CamRolePolicyAttachment("events", {
        roleName: pulumi.output("events"),
        policyName: "store-events",
      }),
  );
  const { type, inputs } = named(resources, "events");
  expect({ type, inputs }).toEqual({
    type: "pulumi-nodejs:dynamic/trtc:CamRolePolicyAttachment",
    inputs: {
      roleName: "events",
      policyName: "store-events",
      __provider: 'exports.handler = () => require("pulumi-trtc/provider").CamRolePolicyAttachment;',
    },
  });
});
