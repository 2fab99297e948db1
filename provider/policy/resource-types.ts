/** Types of the resources that policies look at. */
export const CALLBACK_KEY = "pulumi-nodejs:dynamic/trtc:CallbackKey";
export const COS_BUCKET = "pulumi-nodejs:dynamic/trtc:CosBucket";
export const CAM_POLICY = "pulumi-nodejs:dynamic/trtc:CamPolicy";
export const CAM_ATTACHMENT = "pulumi-nodejs:dynamic/trtc:CamUserPolicyAttachment";
export const CAM_ACCESS_KEY = "pulumi-nodejs:dynamic/trtc:CamAccessKey";
export const SCF_FUNCTION = "pulumi-nodejs:dynamic/trtc:ScfFunction";

// a bucket and its settings go by two names in version 6 and 7 of the AWS provider
export const S3_BUCKETS = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];
export const S3_ACLS = ["aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2"];
export const S3_LIFECYCLES = [
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
];
export const S3_ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
export const S3_POLICY = "aws:s3/bucketPolicy:BucketPolicy";
export const IAM_POLICY = "aws:iam/policy:Policy";
export const IAM_USER_POLICY = "aws:iam/userPolicy:UserPolicy";
export const IAM_ATTACHMENTS = [
  "aws:iam/userPolicyAttachment:UserPolicyAttachment",
  "aws:iam/policyAttachment:PolicyAttachment",
];
/** What else gives permissions to users: by a group, or by lists of policies. */
export const IAM_FURTHER = [
  "aws:iam/userGroupMembership:UserGroupMembership",
  "aws:iam/groupMembership:GroupMembership",
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
];
export const IAM_ACCESS_KEY = "aws:iam/accessKey:AccessKey";
export const LAMBDA_FUNCTION = "aws:lambda/function:Function";

/** Components that make a bucket and its write key. */
export const STORAGES = ["trtc:tencent:CosSliceStorage", "trtc:aws:S3SliceStorage"];
/** Components that take callbacks. */
export const ENDPOINTS = ["trtc:tencent:CallbackEndpoint", "trtc:aws:CallbackEndpoint"];

/** The stack itself, as a resource. */
export const STACK = "pulumi:pulumi:Stack";
