import * as pulumi from "@pulumi/pulumi";
import { CamRole } from "../../../../provider/tencent/cam-role";
import { named, record, valueOf } from "../recorded-resources";

const TRUST = '{"version":"2.0","statement":[]}';
const TYPE = "pulumi-nodejs:dynamic/trtc:CamRole";

test("type token, provider text and inputs are exactly these: state files of every version hold them", async () => {
  const { resources, result } = await record(
    () =>
      new CamRole("events", {
        roleName: "events",
        policyDocument: pulumi.output(TRUST),
        description: "stores events",
      }),
    { outputs: { [TYPE]: () => ({ roleId: "461168601" }) } },
  );
  const { type, inputs } = named(resources, "events");
  expect({ type, inputs }).toEqual({
    type: TYPE,
    inputs: {
      roleName: "events",
      policyDocument: TRUST,
      description: "stores events",
      __provider: 'exports.handler = () => require("pulumi-trtc/provider").CamRole;',
    },
  });
  await expect(valueOf(result.roleId)).resolves.toBe("461168601");
});
