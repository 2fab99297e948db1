export { CallbackEndpoint } from "./callback-endpoint";
export type { CallbackEndpointArgs, CallbackEndpointTransform } from "./callback-endpoint";
export { S3SliceStorage } from "./s3-slice-storage";
export type {
  ExistingS3Bucket,
  NewS3Bucket,
  S3SliceStorageArgs,
  S3SliceStorageTransform,
} from "./s3-slice-storage";
export { SlicingPipeline } from "./slicing-pipeline";
export type { PipelineEndpointArgs, SlicingPipelineArgs } from "./slicing-pipeline";
