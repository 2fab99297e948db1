import { CamUserPolicyAttachment } from "../../../../provider/tencent/cam-user-policy-attachment";
import { named, record } from "../recorded-resources";

test("type token, provider text and inputs are exactly these: state files of every version hold them", async () => {
  const { resources } = await record(
    () => new CamUserPolicyAttachment("reader", { userName: "slice-reader", policyName: "read-slices" }),
  );
  const { type, inputs } = named(resources, "reader");
  expect({ type, inputs }).toEqual({
    type: "pulumi-nodejs:dynamic/trtc:CamUserPolicyAttachment",
    inputs: {
      userName: "slice-reader",
      policyName: "read-slices",
      __provider: 'exports.handler = () => require("pulumi-trtc/provider").CamUserPolicyAttachment;',
    },
  });
});
