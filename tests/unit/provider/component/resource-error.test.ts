import * as pulumi from "@pulumi/pulumi";
import { reasonOf, resourceError } from "../../../../provider/component/resource-error";
import { record } from "../recorded-resources";

test("an error of a look-up is shown beside the component in its own words, whoever rethrows it", async () => {
  const { result } = await record(() => {
    const component = new pulumi.ComponentResource("test:Component", "slices");
    const error = resourceError("the bucket is missing", component);
    error.message = `error serializing property "bucket": ${error.message}`;
    return Promise.resolve(error);
  });
  expect(result).toBeInstanceOf(pulumi.ResourceError);
  expect(result).toMatchObject({ message: "the bucket is missing", hideStack: true });
});

test("the reason of what is no error is its text", () => {
  expect([reasonOf(new Error("no way")), reasonOf("nothing")]).toEqual(["no way", "nothing"]);
});
