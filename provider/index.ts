export { CallbackKey } from "./endpoint/callback-key";
export type { CallbackKeyArgs, CallbackKeyInputs } from "./endpoint/callback-key";
export type {
  CallbackEndpointArgs,
  CallbackEndpointOutputs,
  EventBucket,
} from "./endpoint/callback-endpoint";
export { CloudSliceTask, getCloudSliceTask, getCloudSliceTaskOutput } from "./task/cloud-slice-task";
export type {
  CloudSliceStorage,
  CloudSliceTaskArgs,
  CloudSliceTaskInputs,
  GetCloudSliceTaskArgs,
  GetCloudSliceTaskResult,
  SliceParams,
  SubscribeStreamUserIds,
} from "./task/cloud-slice-task";
export { loadRooms } from "./rooms/load-rooms";
export type { LoadRoomsOptions } from "./rooms/load-rooms";
export type { PipelineTask, TaskDefaults } from "./pipeline/pipeline-task";
export type { SlicingPipelineOutputs } from "./pipeline/slicing-pipeline";
export type { ArgsOf, InputOf } from "./resource/input";
export type { Transform } from "./component/child";
export { ossTarget } from "./storage/oss-target";
export type { OssTargetArgs } from "./storage/oss-target";
export type {
  OnDestroy,
  SliceFolders,
  SliceStorage,
  SliceStorageArgs,
  SliceTarget,
  WholeBucket,
} from "./storage/slice-storage";
export {
  CredentialsError,
  GoneError,
  InputError,
  QuotaError,
  ServiceError,
  ThrottledError,
  TrtcError,
  UnknownOutcomeError,
} from "./trtc/errors";
