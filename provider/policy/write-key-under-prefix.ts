import { EVENTS_FOLDER } from "../callback/event-key";
import { engineRequests, isMarked } from "./engine-requests";
import { stackPolicy } from "./policy";
import type { SettingRows, Violation } from "./policy";
import {
  CAM_ACCESS_KEY,
  CAM_ATTACHMENT,
  CAM_POLICY,
  IAM_ACCESS_KEY,
  IAM_ATTACHMENTS,
  IAM_FURTHER,
  IAM_POLICY,
  IAM_USER_POLICY,
  STORAGES,
} from "./resource-types";
import { areSame, inputAt, isInside, isText, ofType } from "./stack-resource";
import type { StackResource } from "./stack-resource";
import { statementsOf } from "./statements";
import type { Statement } from "./statements";
import { TASKS } from "./task-types";

interface Settings {
  readForMp4: boolean;
}

const settings: SettingRows = {
  readForMp4: {
    type: "boolean",
    default: false,
    cure: "say whether a storage may have readForMp4, so that recordings become MP4",
  },
};

/**
 * A write key is one that a storage component makes or a task's `storage` comes from: it may do nothing but write under a folder,
 * and not where events are kept. Any other user with a key in the stack may write to a bucket only under a folder; what else it may
 * do is its own business, and so is what a group gives it. TRTC reads a recording again to make MP4 of it: whether a write key may
 * be read with too is a setting.
 */
export const writeKeyUnderPrefix = stackPolicy<Settings>({
  name: "write-key-under-prefix",
  description: "The key that tasks write with may do nothing but write under a folder of one bucket.",
  remediationSteps:
    "Give the key the storage's writePolicy and fileNamePrefix in place of wholeBucket, and other permissions to another user.",
  settings,
  ofStack: wideKeys,
});

/** Where a cloud says which user a key, an attachment or a policy is of. */
interface Cloud {
  keys: string;
  /** Property of a key. */
  user: string;
  /** Properties of what is for users. */
  users: readonly string[];
  attachments: readonly string[];
  attached: string;
  policies: string;
  /** Policies that stand in the user itself. */
  inline: readonly string[];
  text: string;
  /** What gives further permissions to users, which cannot be read. */
  further: readonly string[];
}

const CLOUDS: readonly Cloud[] = [
  {
    keys: CAM_ACCESS_KEY,
    user: "userName",
    users: ["userName"],
    attachments: [CAM_ATTACHMENT],
    attached: "policyName",
    policies: CAM_POLICY,
    inline: [],
    text: "policyDocument",
    further: [],
  },
  {
    keys: IAM_ACCESS_KEY,
    user: "user",
    users: ["user", "users", "userName"],
    attachments: IAM_ATTACHMENTS,
    attached: "policyArn",
    policies: IAM_POLICY,
    inline: [IAM_USER_POLICY],
    text: "policy",
    further: IAM_FURTHER,
  },
];

/** Policies by which a key may do more than it needs to. */
function wideKeys(resources: readonly StackResource[], settings: Settings): Violation[] {
  const sources = new Set(ofType(resources, ...TASKS).flatMap((task) => task.sources["storage"] ?? []));
  const isWriteKey = ({ urn }: StackResource) => sources.has(urn) || isInside(urn, STORAGES);
  return CLOUDS.flatMap((cloud) => {
    const keys = ofType(resources, cloud.keys);
    const ofKeys = (holder: StackResource, among: readonly StackResource[]) =>
      among.some((key) => cloud.users.some((users) => areSame([holder, users], [key, cloud.user])));
    const writeKeys = keys.filter(isWriteKey);
    const attachments = ofType(resources, ...cloud.attachments).filter((attachment) =>
      ofKeys(attachment, keys),
    );
    const policies = ofType(resources, cloud.policies).flatMap((policy) => {
      const at = attachments.filter((attachment) => attaches(cloud, attachment, policy));
      const isStrict =
        isInside(policy.urn, STORAGES) || at.some((attachment) => ofKeys(attachment, writeKeys));
      return isStrict || at.length > 0 ? [{ policy, isStrict }] : [];
    });
    const inline = ofType(resources, ...cloud.inline)
      .filter((policy) => ofKeys(policy, keys))
      .map((policy) => ({ policy, isStrict: ofKeys(policy, writeKeys) }));
    return [
      ...[...policies, ...inline].flatMap(({ policy, isStrict }) =>
        wideStatements(
          policy,
          cloud.text,
          isStrict ? (statement) => excess(statement, settings) : wideWrites,
        ),
      ),
      ...unreadable(cloud, {
        attachments: attachments.filter((attachment) => ofKeys(attachment, writeKeys)),
        policies: ofType(resources, cloud.policies),
      }),
      ...ofType(resources, ...cloud.further)
        .filter((further) => ofKeys(further, writeKeys))
        .map(({ urn }) => ({ urn, message: FURTHER })),
    ];
  });
}

const FURTHER =
  "gives the user of a write key what cannot be read here, allowed is the storage's writePolicy, attached by itself: leave the user out";

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
        message: `${cloud.attached} is of a policy that this stack does not make, allowed for a write key is a policy that can be read here: attach the storage's writePolicy`,
      },
    ];
  });
}

function wideStatements(
  { urn, inputs }: StackResource,
  text: string,
  judge: (statement: Statement) => Excess[],
): Violation[] {
  const isSecret = isMarked(engineRequests.inputs.get(urn), text);
  return statementsOf(inputs[text])
    .filter(({ allows }) => allows)
    .flatMap((statement) => judge(statement))
    .map(({ named, say }) => ({
      urn,
      message: `${text} ${say(isSecret ? "what is secret" : named.join(", "))}`,
    }));
}

/** What a statement names and should not, and how that is said. */
interface Excess {
  named: readonly string[];
  say: (named: string) => string;
}

/** All that writing slices takes. */
const WRITES =
  /^(s3:(PutObject|AbortMultipartUpload|ListMultipartUploadParts)|name\/cos:(PutObject|PostObject|InitiateMultipartUpload|UploadPart|ListMultipartUploads|ListParts|CompleteMultipartUpload|AbortMultipartUpload))$/i;
/** What making MP4 of a recording takes. */
const READS = /^(s3:GetObject|name\/cos:(GetObject|HeadObject))$/i;
/** What S3 needs of a key of one's own. */
const ENCRYPTS = /^kms:(GenerateDataKey|Encrypt|Decrypt)$/i;

/** Actions that write objects, or say who may. */
const WRITING = [
  ...["PutObject", "ReplicateObject", "PutBucketPolicy", "PutBucketAcl"].map((action) => `s3:${action}`),
  ...[
    "PutObject",
    "PostObject",
    "AppendObject",
    "InitiateMultipartUpload",
    "UploadPart",
    "UploadPartCopy",
    "CompleteMultipartUpload",
    "PutBucketPolicy",
    "PutBucketACL",
  ].flatMap((action) => [`cos:${action}`, `name/cos:${action}`]),
];

/** More than writing under a folder, and reading there where that is allowed. */
function excess({ actions, resources, allBut }: Statement, { readForMp4 }: Settings): Excess[] {
  if (allBut) return [ALL_BUT];
  const reads = actions.filter((action) => READS.test(action));
  const further = actions.filter((action) => ![WRITES, READS, ENCRYPTS].some((known) => known.test(action)));
  const encrypts = actions.every((action) => ENCRYPTS.test(action));
  const verb = actions.every((action) => READS.test(action)) ? "read" : "write to";
  const wide = resources.filter((resource) =>
    encrypts ? /[*?]/.test(resource) : folderOf(resource) === undefined,
  );
  const events = resources.filter((resource) => folderOf(resource) === EVENTS_FOLDER);
  return [
    ...among(
      readForMp4 ? [] : reads,
      (named) =>
        `allows a write key ${named}, allowed are uploads: take readForMp4 from the storage or give these to another user, or set readForMp4 of write-key-under-prefix to true where recordings become MP4`,
    ),
    ...among(
      further,
      (named) => `allows a write key ${named}, allowed are uploads: give these to another user`,
    ),
    ...among(wide, toWide(verb)),
    ...among(
      events,
      (named) =>
        `allows a write key to ${verb} ${named}, where events are kept, allowed is another folder: narrow the statement`,
    ),
  ];
}

/** Writes beyond a folder. */
function wideWrites({ actions, resources, allBut }: Statement): Excess[] {
  if (allBut) return [ALL_BUT];
  if (!actions.some((action) => WRITING.some(matches(action)))) return [];
  return among(
    resources.filter((resource) => folderOf(resource) === undefined),
    toWide("write to"),
  );
}

const ALL_BUT: Excess = {
  named: [],
  say: () => "allows all but what it names, allowed is to name what a key may do: name it",
};

function among(named: readonly string[], say: Excess["say"]): Excess[] {
  return named.length === 0 ? [] : [{ named, say }];
}

function toWide(verb: "read" | "write to"): Excess["say"] {
  return (named) =>
    `allows a key to ${verb} ${named}, allowed is a folder of one bucket such as bucket/slices/*: give the storage fileNamePrefix in place of wholeBucket, or narrow the statement`;
}

/** Whether a text fits a pattern of IAM and CAM, of which `*` and `?` stand for others. */
function matches(pattern: string): (text: string) => boolean {
  const source = pattern
    .replace(/[^\w*?]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const whole = new RegExp(`^${source}$`, "i");
  return (text) => whole.test(text);
}

/** The folder of `arn:aws:s3:::bucket/folder/*` or `qcs::cos:region:uid/appid:bucket/folder/*`; undefined for more than that, and for an access point, which has another order. */
function folderOf(resource: string): string | undefined {
  return /^(?:[^:]*:){5}(?!accesspoint\/)[^*?/]+\/([^*?/]+)\//.exec(resource)?.[1];
}
