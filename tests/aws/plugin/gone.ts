/** Codes by which AWS says that what was asked for is not there. */
const GONE = new Set([
  "NoSuchBucket",
  "NoSuchBucketPolicy",
  "NoSuchEntity",
  "NoSuchEntityException",
  "NoSuchLifecycleConfiguration",
  "NoSuchPublicAccessBlockConfiguration",
  "NoSuchTagSet",
  "NotFound",
  "OwnershipControlsNotFoundError",
  "ParameterNotFound",
  "ResourceNotFoundException",
  "ServerSideEncryptionConfigurationNotFoundError",
]);

/** What a call answers; undefined when it says that the thing is not there. */
export async function orGone<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && GONE.has(error.name)) return undefined;
    throw error;
  }
}
