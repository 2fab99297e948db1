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
export type { ArgsOf, InputOf } from "./task/input";
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
