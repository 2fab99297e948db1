import * as pulumi from "@pulumi/pulumi";
import { existingBucket } from "../../../../provider/aws/existing-bucket";
import { record } from "../recorded-resources";
import type { Fakes } from "../recorded-resources";

/** The answer or the error of a look-up of the bucket `media`. */
async function lookedUp(getBucket: NonNullable<Fakes["calls"]>[string]): Promise<unknown> {
  const { result } = await record(
    () => {
      const component = new pulumi.ComponentResource("test:Component", "slices");
      return existingBucket("slices", "media", component).catch((error: unknown) => error);
    },
    { preview: true, calls: { "aws:s3/getBucket:getBucket": getBucket } },
  );
  return result;
}

test("a bucket is asked for by its name, in preview too", async () => {
  const found = { bucket: "media", region: "eu-central-1", bucketRegion: "eu-west-1" };
  await expect(lookedUp(({ bucket }) => ({ ...found, bucket }))).resolves.toEqual(found);
});

describe("a bucket that is missing", () => {
  const missing = () =>
    lookedUp(() => {
      throw new Error("reading S3 Bucket (media): couldn't find resource");
    });
  const message =
    'S3SliceStorage slices: bucket is "media", allowed is a bucket that exists and that the provider\'s credentials may see: ' +
    "correct the name or the credentials, or give bucketName to have one made " +
    "(reading S3 Bucket (media): couldn't find resource)";

  test("is named beside the component, without a stack", async () => {
    const error = await missing();
    expect(error).toBeInstanceOf(pulumi.ResourceError);
    expect(error).toMatchObject({ message, hideStack: true, resource: { __name: "slices" } });
  });

  test("is named once, whatever waits for it", async () => {
    const error = await missing();
    if (!(error instanceof Error)) throw new Error("nothing was thrown");
    error.message = `error serializing property "policy": ${error.message}`;
    expect(error.message).toBe(message);
  });
});
