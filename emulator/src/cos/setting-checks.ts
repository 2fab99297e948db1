import type { CosFault } from "./errors";
import { asRecord, elementsOf } from "./xml";

/** Says what is wrong with an element, if anything. What is absent is malformed, what has a bad value is invalid. */
type Check = (node: Record<string, unknown>) => CosFault | undefined;

function all(...checks: readonly Check[]): Check {
  return (node) => checks.map((check) => check(node)).find((fault) => fault !== undefined);
}

function optional(name: string, check: Check): Check {
  return (node) => (node[name] === undefined ? undefined : check(node));
}

/** A leaf that is there once and holds such a text. */
function text(name: string, form: RegExp): Check {
  return (node) => {
    const value = node[name];
    if (typeof value !== "string") return "MalformedXML";
    return form.test(value) ? undefined : "InvalidArgument";
  };
}

function oneOf(name: string, ...words: readonly string[]): Check {
  return text(name, new RegExp(`^(?:${words.join("|")})$`));
}

function whole(name: string, [least, most]: readonly [number, number]): Check {
  const digits = text(name, /^\d{1,9}$/);
  return (node) => {
    const value = Number(node[name]);
    return digits(node) ?? (value >= least && value <= most ? undefined : "InvalidArgument");
  };
}

function inside(name: string, check: Check): Check {
  return (node) => (node[name] === undefined ? "MalformedXML" : check(asRecord(node[name])));
}

/** Every element of a name; none at all is malformed. */
function each(name: string, most: number, check: Check): Check {
  return (node) => {
    const elements = elementsOf(node, name);
    if (elements.length === 0 || elements.length > most) return "MalformedXML";
    return all(...elements.map((element) => () => check(asRecord(element))))(node);
  };
}

/** No two elements of a name have the same text in a leaf. */
function unique(name: string, leaf: string): Check {
  return (node) => {
    const texts = elementsOf(node, name).flatMap((element) => asRecord(element)[leaf] ?? []);
    return new Set(texts).size === texts.length ? undefined : "InvalidArgument";
  };
}

/** Exactly one of the elements. */
function exactlyOne(...names: readonly string[]): Check {
  return (node) =>
    names.filter((name) => node[name] !== undefined).length === 1 ? undefined : "MalformedXML";
}

const ANY_TEXT = /^[^]+$/;
const DATE = /^\d{4}-\d{2}-\d{2}T00:00:00(?:\.0+)?(?:Z|\+08:00)$/;
/** Of any lifecycle rule. */
const MAX_DAYS = 3650;
const POSITIVE_DAYS = [1, MAX_DAYS] as const;

const LIFECYCLE_ACTIONS: Readonly<Record<string, Check>> = {
  Expiration: all(
    exactlyOne("Days", "Date", "ExpiredObjectDeleteMarker"),
    optional("Days", whole("Days", POSITIVE_DAYS)),
    optional("Date", text("Date", DATE)),
    optional("ExpiredObjectDeleteMarker", oneOf("ExpiredObjectDeleteMarker", "true", "false")),
  ),
  Transition: all(
    exactlyOne("Days", "Date"),
    optional("Days", whole("Days", [0, MAX_DAYS])),
    optional("Date", text("Date", DATE)),
    text("StorageClass", /^[A-Z_]+$/),
  ),
  NoncurrentVersionExpiration: whole("NoncurrentDays", POSITIVE_DAYS),
  NoncurrentVersionTransition: all(whole("NoncurrentDays", [0, MAX_DAYS]), text("StorageClass", /^[A-Z_]+$/)),
  AbortIncompleteMultipartUpload: whole("DaysAfterInitiation", POSITIVE_DAYS),
};

function hasLifecycleAction(rule: Record<string, unknown>): CosFault | undefined {
  return Object.keys(LIFECYCLE_ACTIONS).some((name) => rule[name] !== undefined) ? undefined : "MalformedXML";
}

/** At most 1000 rules: https://www.tencentcloud.com/document/product/436/8280 */
export const checkLifecycle: Check = all(
  each(
    "Rule",
    1000,
    all(
      oneOf("Status", "Enabled", "Disabled"),
      (rule) => (rule["Filter"] === undefined ? "MalformedXML" : undefined),
      optional("ID", text("ID", /^[^]{1,255}$/)),
      hasLifecycleAction,
      ...Object.entries(LIFECYCLE_ACTIONS).map(([name, check]) =>
        optional(name, each(name, name.endsWith("Transition") ? 100 : 1, check)),
      ),
    ),
  ),
  unique("Rule", "ID"),
);

/** At most 100 rules: https://www.tencentcloud.com/document/product/436/8279 */
export const checkCors: Check = each(
  "CORSRule",
  100,
  all(
    (rule) => (elementsOf(rule, "AllowedOrigin").length === 0 ? "MalformedXML" : undefined),
    (rule) => methodsFault(elementsOf(rule, "AllowedMethod")),
    optional("MaxAgeSeconds", whole("MaxAgeSeconds", [0, 999_999_999])),
  ),
);

function methodsFault(methods: readonly unknown[]): CosFault | undefined {
  if (methods.length === 0) return "MalformedXML";
  const known: readonly unknown[] = ["GET", "PUT", "POST", "DELETE", "HEAD"];
  return methods.every((method) => known.includes(method)) ? undefined : "InvalidArgument";
}

/** 50 tags at most, of 127 and 255 characters: https://cloud.tencent.com/document/product/436/34838 */
export const checkTagging: Check = inside(
  "TagSet",
  all(each("Tag", 50, all(text("Key", /^.{1,127}$/u), text("Value", /^.{0,255}$/u))), unique("Tag", "Key")),
);

/** A key of one's own only with KMS: https://www.tencentcloud.com/document/product/436/33459 */
export const checkEncryption: Check = each(
  "Rule",
  1,
  inside(
    "ApplyServerSideEncryptionByDefault",
    all(oneOf("SSEAlgorithm", "AES256", "KMS", "SM4"), ({ KMSMasterKeyID, SSEAlgorithm }) =>
      KMSMasterKeyID !== undefined && SSEAlgorithm !== "KMS" ? "InvalidArgument" : undefined,
    ),
  ),
);

/** https://cloud.tencent.com/document/product/436/31930 */
export const checkWebsite: Check = inside("IndexDocument", text("Suffix", ANY_TEXT));

/** https://cloud.tencent.com/document/product/436/32492 */
export const checkReferer: Check = all(
  oneOf("Status", "Enabled", "Disabled"),
  oneOf("RefererType", "Black-List", "White-List"),
  inside("DomainList", (list) => (elementsOf(list, "Domain").length === 0 ? "MalformedXML" : undefined)),
  optional("EmptyReferConfiguration", oneOf("EmptyReferConfiguration", "Allow", "Deny")),
);

/** https://www.tencentcloud.com/document/product/436/35869 */
export const checkDomain: Check = each(
  "DomainRule",
  100,
  all(
    oneOf("Status", "ENABLED", "DISABLED"),
    text("Name", ANY_TEXT),
    oneOf("Type", "REST", "WEBSITE", "ACCELERATE"),
  ),
);

/** https://www.tencentcloud.com/document/product/436/52814 */
export const checkOrigin: Check = each(
  "OriginRule",
  100,
  all(
    oneOf("OriginType", "Mirror", "Proxy", "Redirect"),
    inside("OriginInfo", inside("HostInfo", text("HostName", ANY_TEXT))),
  ),
);

/** https://www.tencentcloud.com/document/product/436/19223 */
export const checkReplication: Check = all(
  text("Role", ANY_TEXT),
  each(
    "Rule",
    1000,
    all(oneOf("Status", "Enabled", "Disabled"), inside("Destination", text("Bucket", ANY_TEXT))),
  ),
);

/** Without LoggingEnabled it is off: https://www.tencentcloud.com/document/product/436/17054 */
export const checkLogging: Check = optional(
  "LoggingEnabled",
  inside("LoggingEnabled", text("TargetBucket", ANY_TEXT)),
);

/** By the page PUT Bucket Accelerate. */
export const checkAccelerate: Check = oneOf("Status", "Enabled", "Suspended");

/** By the page PUT Bucket IntelligentTiering. */
export const checkIntelligentTiering: Check = all(
  oneOf("Status", "Enabled", "Suspended"),
  optional("Transition", inside("Transition", oneOf("Days", "30", "60", "90"))),
);

function isStatement(value: unknown): boolean {
  const { effect, action, resource } = byLowerCase(asRecord(value));
  const isList = (texts: unknown): boolean =>
    typeof texts === "string" || (Array.isArray(texts) && texts.length > 0);
  return /^(?:allow|deny)$/i.test(String(effect)) && isList(action) && isList(resource);
}

/** The vendor's samples write the names of the top level and of statements either way. */
function byLowerCase(node: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Version 2.0 with statements: https://www.tencentcloud.com/document/product/436/8282; who is meant is not checked. */
export function checkPolicy(json: string): CosFault | undefined {
  try {
    const { version, statement } = byLowerCase(asRecord(JSON.parse(json)));
    const holds = version === "2.0" && Array.isArray(statement) && statement.length > 0;
    return holds && statement.every(isStatement) ? undefined : "MalformedPolicy";
  } catch {
    return "MalformedPolicy";
  }
}
