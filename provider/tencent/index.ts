export { CallbackEndpoint } from "./callback-endpoint";
export type { CallbackEndpointArgs, CallbackEndpointTransform } from "./callback-endpoint";
export { CamAccessKey } from "./cam-access-key";
export type { CamAccessKeyArgs, CamAccessKeyInputs } from "./cam-access-key";
export { CamPolicy } from "./cam-policy";
export type { CamPolicyArgs, CamPolicyInputs } from "./cam-policy";
export { CamRole } from "./cam-role";
export type { CamRoleArgs, CamRoleInputs } from "./cam-role";
export { CamRolePolicyAttachment } from "./cam-role-policy-attachment";
export type {
  CamRolePolicyAttachmentArgs,
  CamRolePolicyAttachmentInputs,
} from "./cam-role-policy-attachment";
export { CamUser } from "./cam-user";
export type { CamUserArgs, CamUserInputs } from "./cam-user";
export { CamUserPolicyAttachment } from "./cam-user-policy-attachment";
export type {
  CamUserPolicyAttachmentArgs,
  CamUserPolicyAttachmentInputs,
} from "./cam-user-policy-attachment";
export { CosBucket } from "./cos-bucket";
export type { CosBucketArgs, CosBucketInputs, CosCorsRule, CosLifecycleRule } from "./cos-bucket";
export { CosSliceStorage } from "./cos-slice-storage";
export type {
  CosSliceStorageArgs,
  CosSliceStorageTransform,
  ExistingCosBucket,
  NewCosBucket,
} from "./cos-slice-storage";
export { operatorPolicy } from "./operator-policy";
export type { OperatorPolicyArgs } from "./operator-policy";
export { ScfFunction } from "./scf-function";
export type { ScfFunctionArgs, ScfFunctionInputs } from "./scf-function";
export { ScfFunctionUrl } from "./scf-function-url";
export type { ScfFunctionUrlArgs, ScfFunctionUrlInputs } from "./scf-function-url";
export { SlicingPipeline } from "./slicing-pipeline";
export type { PipelineEndpointArgs, SlicingPipelineArgs } from "./slicing-pipeline";
