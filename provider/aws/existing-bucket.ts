import { getBucket } from "@pulumi/aws/s3";
import type { GetBucketResult } from "@pulumi/aws/s3";
import type * as pulumi from "@pulumi/pulumi";
import { reasonOf, resourceError } from "../component/resource-error";
import { problem, shown } from "../resource/schema";

/**
 * Looks an adopted bucket up, in preview too.
 *
 * @param component - whose provider is asked, and who is named when there is no such bucket
 * @throws pulumi.ResourceError that says what to do
 */
export async function existingBucket(
  name: string,
  bucket: string,
  component: pulumi.Resource,
): Promise<GetBucketResult> {
  try {
    return await getBucket({ bucket }, { parent: component });
  } catch (error) {
    const { reason } = problem(
      "bucket",
      shown(bucket),
      "a bucket that exists and that the provider's credentials may see",
      "correct the name or the credentials, or give bucketName to have one made",
    );
    throw resourceError(`S3SliceStorage ${name}: ${reason} (${reasonOf(error)})`, component);
  }
}
