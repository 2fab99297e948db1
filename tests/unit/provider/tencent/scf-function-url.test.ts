import * as pulumi from "@pulumi/pulumi";
import { ScfFunctionUrl } from "../../../../provider/tencent/scf-function-url";
import { named, record, valueOf } from "../recorded-resources";

const TYPE = "pulumi-nodejs:dynamic/trtc:ScfFunctionUrl";

test("type token, provider text and inputs are exactly these: state files of every version hold them", async () => {
  const { resources, result } = await record(
    () =>
      new ScfFunctionUrl("web", {
        functionName: pulumi.output("web"),
        region: "ap-singapore",
        authType: "NONE",
        publicNetwork: true,
        intranet: true,
        enabled: true,
      }),
    { outputs: { [TYPE]: () => ({ url: "https://1-a.ap-singapore.tencentscf.com" }) } },
  );
  const { type, inputs } = named(resources, "web");
  expect({ type, inputs }).toEqual({
    type: TYPE,
    inputs: {
      functionName: "web",
      region: "ap-singapore",
      authType: "NONE",
      publicNetwork: true,
      intranet: true,
      enabled: true,
      __provider: 'exports.handler = () => require("pulumi-trtc/provider").ScfFunctionUrl;',
    },
  });
  await expect(valueOf(result.url)).resolves.toBe("https://1-a.ap-singapore.tencentscf.com");
});
