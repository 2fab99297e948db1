import type { CosAnswer, CosCall, CosOperation } from "./call";
import { sentMd5Fault } from "./content-md5";
import type { CosFault } from "./errors";
import {
  checkAccelerate,
  checkCors,
  checkDomain,
  checkEncryption,
  checkIntelligentTiering,
  checkLifecycle,
  checkLogging,
  checkOrigin,
  checkPolicy,
  checkReferer,
  checkReplication,
  checkTagging,
  checkWebsite,
} from "./setting-checks";
import { asRecord, readXml, toXml, writeXml } from "./xml";

/** A sub-resource of a bucket that is kept as the document that was put, and not acted on here: no lifecycle rule runs. */
interface Setting {
  /** The query parameter that names it. */
  readonly name: string;
  /** As the names of its actions end, for example `Lifecycle` of `name/cos:PutBucketLifecycle`. */
  readonly noun: string;
  /** The root element; undefined of a JSON document. */
  readonly root?: string;
  readonly check: (node: Record<string, unknown>) => CosFault | undefined;
  /** What a GET answers before there is any. @default - the empty root element */
  readonly absent?: CosFault;
  /** @default false */
  readonly deletable?: boolean;
  /** An element that the vendor's SDKs name otherwise than its page does; it is kept as the page names it. */
  readonly alias?: { readonly sdk: string; readonly page: string };
  /** Of a PUT. @default 200 */
  readonly status?: 204;
}

/**
 * Where a page says nothing of a bucket that has none, the code is what the vendor's Node SDK compares; those of domain and
 * origin are formed alike.
 */
const SETTINGS: readonly Setting[] = [
  {
    name: "lifecycle",
    noun: "Lifecycle",
    root: "LifecycleConfiguration",
    check: checkLifecycle,
    absent: "NoSuchLifecycleConfiguration",
    deletable: true,
  },
  {
    name: "cors",
    noun: "CORS",
    root: "CORSConfiguration",
    check: checkCors,
    absent: "NoSuchCORSConfiguration",
    deletable: true,
  },
  {
    name: "encryption",
    noun: "Encryption",
    root: "ServerSideEncryptionConfiguration",
    check: checkEncryption,
    absent: "NoSuchEncryptionConfiguration",
    alias: { sdk: "ApplySideEncryptionConfiguration", page: "ApplyServerSideEncryptionByDefault" },
    deletable: true,
  },
  {
    name: "tagging",
    noun: "Tagging",
    root: "Tagging",
    check: checkTagging,
    absent: "NoSuchTagSet",
    deletable: true,
    status: 204,
  },
  {
    name: "website",
    noun: "Website",
    root: "WebsiteConfiguration",
    check: checkWebsite,
    absent: "NoSuchWebsiteConfiguration",
    deletable: true,
  },
  {
    name: "domain",
    noun: "Domain",
    root: "DomainConfiguration",
    check: checkDomain,
    absent: "NoSuchDomainConfiguration",
    deletable: true,
  },
  {
    name: "origin",
    noun: "Origin",
    root: "OriginConfiguration",
    check: checkOrigin,
    absent: "NoSuchOriginConfiguration",
    deletable: true,
  },
  {
    name: "replication",
    noun: "Replication",
    root: "ReplicationConfiguration",
    check: checkReplication,
    absent: "ReplicationConfigurationnotFoundError",
    deletable: true,
  },
  {
    name: "referer",
    noun: "Referer",
    root: "RefererConfiguration",
    check: checkReferer,
    absent: "NoSuchRefererConfiguration",
  },
  { name: "logging", noun: "Logging", root: "BucketLoggingStatus", check: checkLogging },
  { name: "accelerate", noun: "Accelerate", root: "AccelerateConfiguration", check: checkAccelerate },
  {
    name: "intelligenttiering",
    noun: "IntelligentTiering",
    root: "IntelligentTieringConfiguration",
    check: checkIntelligentTiering,
  },
  {
    name: "policy",
    noun: "Policy",
    check: () => undefined,
    absent: "NoSuchBucketPolicy",
    deletable: true,
    status: 204,
  },
];

/** The document as it is kept. */
function readDocument({ root, check, alias }: Setting, { body }: CosCall): { text: string } | CosFault {
  const sent = body.toString();
  if (root === undefined) return checkPolicy(sent) ?? { text: sent };
  const document = readXml(alias === undefined ? sent : sent.replaceAll(`${alias.sdk}>`, `${alias.page}>`));
  if (document?.[root] === undefined) return "MalformedXML";
  const node = asRecord(document[root]);
  return check(node) ?? { text: writeXml({ [root]: toXml(node) }) };
}

function documentAnswer({ root }: Setting, text: string): CosAnswer {
  if (root !== undefined) return { status: 200, body: text };
  return { status: 200, headers: { "content-type": "application/json" }, body: Buffer.from(text) };
}

function getSetting(setting: Setting): CosOperation {
  return ({ address: { bucket } }, { store }) => {
    if (store.bucket(bucket) === undefined) return "NoSuchBucket";
    const text = store.setting({ bucket, name: setting.name });
    if (text !== undefined) return documentAnswer(setting, text);
    return setting.absent ?? documentAnswer(setting, writeXml({ [setting.root ?? ""]: {} }));
  };
}

function putSetting(setting: Setting): CosOperation {
  return (call, { store }) => {
    const { bucket } = call.address;
    if (store.bucket(bucket) === undefined) return "NoSuchBucket";
    const fault = sentMd5Fault(call);
    if (fault !== undefined) return fault;
    const document = readDocument(setting, call);
    if (typeof document === "string") return document;
    store.putSetting({ bucket, name: setting.name, text: document.text });
    return { status: setting.status ?? 200 };
  };
}

/** Succeeds also when there is none. */
function deleteSetting({ name }: Setting): CosOperation {
  return ({ address: { bucket } }, { store }) => {
    if (store.bucket(bucket) === undefined) return "NoSuchBucket";
    store.deleteSetting({ bucket, name });
    return { status: 204 };
  };
}

interface SettingOperation {
  /** For example `PUT bucket?lifecycle`. */
  readonly request: string;
  readonly action: string;
  readonly run: CosOperation;
}

/** The operations on every such sub-resource. */
export const SETTING_OPERATIONS: readonly SettingOperation[] = SETTINGS.flatMap((setting) => {
  const operation = (method: string, verb: string, run: CosOperation): SettingOperation => ({
    request: `${method} bucket?${setting.name}`,
    action: `name/cos:${verb}Bucket${setting.noun}`,
    run,
  });
  return [
    operation("GET", "Get", getSetting(setting)),
    operation("PUT", "Put", putSetting(setting)),
    ...(setting.deletable === true ? [operation("DELETE", "Delete", deleteSetting(setting))] : []),
  ];
});
