import * as tencent from "../../../../provider/tencent/index";

test("the names of pulumi-trtc/tencent are these and no others", () => {
  expect(Object.keys(tencent).sort()).toEqual([
    "CallbackEndpoint",
    "CamAccessKey",
    "CamPolicy",
    "CamRole",
    "CamRolePolicyAttachment",
    "CamUser",
    "CamUserPolicyAttachment",
    "CosBucket",
    "CosSliceStorage",
    "ScfFunction",
    "ScfFunctionUrl",
    "SlicingPipeline",
    "operatorPolicy",
  ]);
});
