export { CamAccessKey } from "./cam-access-key";
export type { CamAccessKeyArgs, CamAccessKeyInputs } from "./cam-access-key";
export { CamPolicy } from "./cam-policy";
export type { CamPolicyArgs, CamPolicyInputs } from "./cam-policy";
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
