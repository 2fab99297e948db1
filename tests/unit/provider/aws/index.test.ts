import * as aws from "../../../../provider/aws/index";

test("the names of pulumi-trtc/aws are these and no others", () => {
  expect(Object.keys(aws).sort()).toEqual(["CallbackEndpoint", "S3SliceStorage", "SlicingPipeline"]);
});
