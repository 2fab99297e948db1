import { stackPolicy } from "./policy";
import type { Violation } from "./policy";
import {
  CAM_ACCESS_KEY,
  CAM_ATTACHMENT,
  CAM_POLICY,
  IAM_ACCESS_KEY,
  IAM_ATTACHMENT,
  IAM_POLICY,
  IAM_USER_POLICY,
  STORAGES,
  TASK,
} from "./resource-types";
import { areSame, inputAt, isInside, isText, ofType } from "./stack-resource";
import type { StackResource } from "./stack-resource";
import { statementsOf } from "./statements";
import type { Statement } from "./statements";

/**
 * A write key is one that a storage component makes or a task's `storage` comes from: it may do nothing but write under a folder.
 * Any other user with a key in the stack may write to a bucket only under a folder; what else it may do is its own business.
 */
export const writeKeyUnderPrefix = stackPolicy({
  name: "write-key-under-prefix",
  description: "The key that tasks write with may do nothing but write under a folder of one bucket.",
  remediationSteps:
    "Give the key the storage's writePolicy and fileNamePrefix in place of wholeBucket, and other permissions to another user.",
  ofStack: wideKeys,
});

/** Where each cloud says which user a key, an attachment or a policy is of. */
const CLOUDS = [
  {
    keys: CAM_ACCESS_KEY,
    user: "userName",
    attachments: CAM_ATTACHMENT,
    attached: "policyName",
    policies: CAM_POLICY,
    text: "policyDocument",
  },
  {
    keys: IAM_ACCESS_KEY,
    user: "user",
    attachments: IAM_ATTACHMENT,
    attached: "policyArn",
    policies: IAM_POLICY,
    text: "policy",
  },
] as const;

type Cloud = (typeof CLOUDS)[number];

/** Policies by which a key may do more than it needs to. */
function wideKeys(resources: readonly StackResource[]): Violation[] {
  const sources = new Set(ofType(resources, TASK).flatMap((task) => task.sources["storage"] ?? []));
  const isWriteKey = ({ urn }: StackResource) => sources.has(urn) || isInside(urn, STORAGES);
  return CLOUDS.flatMap((cloud) => {
    const keys = ofType(resources, cloud.keys);
    const ofKeys = (holder: StackResource, among: readonly StackResource[]) =>
      among.some((key) => areSame([holder, cloud.user], [key, cloud.user]));
    const writeKeys = keys.filter(isWriteKey);
    const attachments = ofType(resources, cloud.attachments).filter((attachment) => ofKeys(attachment, keys));
    const policies = ofType(resources, cloud.policies).flatMap((policy) => {
      const at = attachments.filter((attachment) => attaches(cloud, attachment, policy));
      const isStrict =
        isInside(policy.urn, STORAGES) || at.some((attachment) => ofKeys(attachment, writeKeys));
      return isStrict || at.length > 0 ? [{ policy, isStrict }] : [];
    });
    const inline = ofType(resources, IAM_USER_POLICY)
      .filter((policy) => ofKeys(policy, keys))
      .map((policy) => ({ policy, isStrict: ofKeys(policy, writeKeys) }));
    return [
      ...[...policies, ...(cloud.keys === IAM_ACCESS_KEY ? inline : [])].flatMap(({ policy, isStrict }) =>
        wideStatements(policy, cloud.text, isStrict),
      ),
      ...unreadable(cloud, {
        attachments: attachments.filter((attachment) => ofKeys(attachment, writeKeys)),
        policies: ofType(resources, cloud.policies),
      }),
    ];
  });
}

function attaches(cloud: Cloud, attachment: StackResource, policy: StackResource): boolean {
  const name = inputAt(attachment, cloud.attached);
  if (isText(name) && name === inputAt(policy, cloud.attached)) return true;
  return attachment.sources[cloud.attached]?.includes(policy.urn) ?? false;
}

function unreadable(
  cloud: Cloud,
  { attachments, policies }: { attachments: readonly StackResource[]; policies: readonly StackResource[] },
): Violation[] {
  return attachments.flatMap((attachment) => {
    const name = inputAt(attachment, cloud.attached);
    if (!isText(name) || policies.some((policy) => attaches(cloud, attachment, policy))) return [];
    return [
      {
        urn: attachment.urn,
        message: `${cloud.attached} is ${JSON.stringify(name)}, which this stack does not make, allowed for a write key is a policy that can be read here: attach the storage's writePolicy`,
      },
    ];
  });
}

function wideStatements({ urn, inputs }: StackResource, text: string, isStrict: boolean): Violation[] {
  return statementsOf(inputs[text])
    .filter(({ allows }) => allows)
    .flatMap((statement) => (isStrict ? excess(statement) : wideWrites(statement)))
    .map((message) => ({ urn, message: `${text} ${message}` }));
}

/** All that writing slices takes. */
const WRITES =
  /^(s3:(PutObject|AbortMultipartUpload|ListMultipartUploadParts)|name\/cos:(PutObject|PostObject|InitiateMultipartUpload|UploadPart|ListMultipartUploads|ListParts|CompleteMultipartUpload|AbortMultipartUpload))$/i;
/** What S3 needs of a key of one's own. */
const ENCRYPTS = /^kms:(GenerateDataKey|Encrypt|Decrypt)$/i;
/** Actions, also by a wildcard, that write objects. */
const MAY_WRITE =
  /^(\*|s3:(\*|p(\*|ut).*)|(name\/)?cos:(\*|p(\*|ut|ost).*|initiate.*|upload.*|complete.*))$/i;

/** More than writing under a folder. */
function excess({ actions, resources, allBut }: Statement): string[] {
  if (allBut) return [ALL_BUT];
  const further = actions.filter((action) => !WRITES.test(action) && !ENCRYPTS.test(action));
  const encrypts = actions.every((action) => ENCRYPTS.test(action));
  const wide = resources.filter((resource) => (encrypts ? resource.includes("*") : !isUnderFolder(resource)));
  return [
    ...(further.length === 0
      ? []
      : [`allows a write key ${further.join(", ")}, allowed are uploads: give these to another user`]),
    ...wideResources(wide),
  ];
}

/** Writes beyond a folder. */
function wideWrites({ actions, resources, allBut }: Statement): string[] {
  if (allBut) return [ALL_BUT];
  if (!actions.some((action) => MAY_WRITE.test(action))) return [];
  return wideResources(resources.filter((resource) => !isUnderFolder(resource)));
}

const ALL_BUT = "allows all but what it names, allowed is to name what a key may do: name it";

function wideResources(resources: readonly string[]): string[] {
  if (resources.length === 0) return [];
  return [
    `allows a key to write to ${resources.join(", ")}, allowed is a folder of one bucket such as bucket/slices/*: give the storage fileNamePrefix in place of wholeBucket, or narrow the statement`,
  ];
}

/** True for `…:bucket/folder/*` and below, with the name of a bucket and of a folder. */
function isUnderFolder(resource: string): boolean {
  const [bucket, folder, ...below] = resource.slice(resource.lastIndexOf(":") + 1).split("/");
  const isName = (part: string | undefined) => part !== undefined && /^[^*?]+$/.test(part);
  return isName(bucket) && isName(folder) && below.length > 0;
}
