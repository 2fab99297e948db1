import { join, relative, resolve } from "node:path";
import { AWS_FUNCTION, TENCENT_FUNCTION } from "../../../../provider/endpoint/function-files";

test("the functions stand in the package beside the folder of what names them", () => {
  const root = resolve(__dirname, "../../../../provider");
  expect([AWS_FUNCTION, TENCENT_FUNCTION].map((file) => relative(root, file))).toEqual([
    join("functions", "aws-callback"),
    join("functions", "tencent-callback.zip"),
  ]);
});
