// What examples make, by type and name, as previews show it.

export const TASK = "pulumi-nodejs:dynamic/trtc:CloudSliceTask lobby";
export const KEY_VERSIONS = "pulumi-nodejs:dynamic/trtc:KeyVersions slices-key-versions";

export const AWS_WRITER = [
  KEY_VERSIONS,
  "trtc:aws:S3SliceStorage slices",
  "aws:iam:User slices-user",
  "aws:iam:Policy slices-policy",
  "aws:iam:UserPolicyAttachment slices-attachment",
  "aws:iam:AccessKey slices-key-v1",
];

export const AWS_BUCKET = [
  "aws:s3:Bucket slices-bucket",
  "aws:s3:BucketPublicAccessBlock slices-public-access-block",
  "aws:s3:BucketOwnershipControls slices-ownership-controls",
  "aws:s3:BucketServerSideEncryptionConfiguration slices-encryption",
  "aws:s3:BucketLifecycleConfiguration slices-lifecycle",
  "aws:s3:BucketPolicy slices-bucket-policy",
  "aws:s3:BucketNotification slices-notification",
];

export const TENCENT_WRITER = [
  KEY_VERSIONS,
  "trtc:tencent:CosSliceStorage slices",
  "pulumi-nodejs:dynamic/trtc:CamUser slices-user",
  "pulumi-nodejs:dynamic/trtc:CamPolicy slices-policy",
  "pulumi-nodejs:dynamic/trtc:CamUserPolicyAttachment slices-attachment",
  "pulumi-nodejs:dynamic/trtc:CamAccessKey slices-key-v1",
];

const CALLBACK_KEY = "pulumi-nodejs:dynamic/trtc:CallbackKey callbacks-key";

export const AWS_ENDPOINT = [
  CALLBACK_KEY,
  "trtc:aws:CallbackEndpoint callbacks",
  "aws:ssm:Parameter callbacks-key-parameter",
  "aws:cloudwatch:LogGroup callbacks-log-group",
  "aws:iam:Role callbacks-role",
  "aws:iam:Policy callbacks-policy",
  "aws:iam:RolePolicyAttachment callbacks-policy-attachment",
  "aws:lambda:Function callbacks-function",
  "aws:lambda:FunctionUrl callbacks-url",
];

export const TENCENT_ENDPOINT = [
  CALLBACK_KEY,
  "trtc:tencent:CallbackEndpoint callbacks",
  "pulumi-nodejs:dynamic/trtc:CamRole callbacks-role",
  "pulumi-nodejs:dynamic/trtc:CamPolicy callbacks-policy",
  "pulumi-nodejs:dynamic/trtc:CamRolePolicyAttachment callbacks-policy-attachment",
  "pulumi-nodejs:dynamic/trtc:ScfFunction callbacks-function",
  "pulumi-nodejs:dynamic/trtc:ScfFunctionUrl callbacks-url",
];

export const TENCENT_BUCKET = "pulumi-nodejs:dynamic/trtc:CosBucket slices-bucket";

export const PIPELINE_TASK = "pulumi-nodejs:dynamic/trtc:CloudSliceTask classroom";

/** What makes up a pipeline beside its tasks, under the names that it gives. */
function ofPipeline(component: string, ...parts: string[]): string[] {
  const names = { slices: "classroom-storage", callbacks: "classroom-callbacks" };
  return [
    component,
    ...parts.map((part) =>
      part.replace(/ (slices|callbacks)/, (_, name: keyof typeof names) => ` ${names[name]}`),
    ),
  ];
}

export const TENCENT_PIPELINE = ofPipeline(
  "trtc:tencent:SlicingPipeline classroom",
  ...TENCENT_WRITER,
  TENCENT_BUCKET,
  ...TENCENT_ENDPOINT,
);

export const AWS_PIPELINE = ofPipeline(
  "trtc:aws:SlicingPipeline classroom",
  ...AWS_WRITER,
  ...AWS_BUCKET,
  ...AWS_ENDPOINT,
);
