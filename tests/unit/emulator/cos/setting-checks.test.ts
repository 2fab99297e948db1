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
} from "../../../../emulator/src/cos/setting-checks";
import { asRecord, readXml } from "../../../../emulator/src/cos/xml";

/** What a check says of the inside of a root element. */
function faultOf(check: typeof checkLifecycle, inside: string): string | undefined {
  return check(asRecord(readXml(`<Root>${inside}</Root>`)?.["Root"]));
}

const rule = (inside: string, id = ""): string =>
  `<Rule>${id}<Status>Enabled</Status><Filter><Prefix>a/</Prefix></Filter>${inside}</Rule>`;
const expire = "<Expiration><Days>1</Days></Expiration>";

describe("lifecycle", () => {
  test.each([
    rule(expire),
    rule(expire, "<ID>a</ID>") + rule(expire, "<ID>b</ID>"),
    rule(expire) + rule(expire),
    rule("<Expiration><Date>2030-01-01T00:00:00+08:00</Date></Expiration>"),
    rule("<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>"),
    rule("<Transition><Days>0</Days><StorageClass>STANDARD_IA</StorageClass></Transition>"),
    rule("<NoncurrentVersionExpiration><NoncurrentDays>7</NoncurrentDays></NoncurrentVersionExpiration>"),
    rule(
      "<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload>",
    ),
    `<Rule><Status>Disabled</Status><Filter/>${expire}</Rule>`,
  ])("takes %s", (xml) => {
    expect(faultOf(checkLifecycle, xml)).toBeUndefined();
  });

  test.each([
    ["no rule", "", "MalformedXML"],
    ["over 1000 rules", rule(expire).repeat(1001), "MalformedXML"],
    ["no status", `<Rule><Filter/>${expire}</Rule>`, "MalformedXML"],
    ["another status", `<Rule><Status>On</Status><Filter/>${expire}</Rule>`, "InvalidArgument"],
    ["no filter", `<Rule><Status>Enabled</Status>${expire}</Rule>`, "MalformedXML"],
    ["no action", rule(""), "MalformedXML"],
    ["two rules of one id", rule(expire, "<ID>a</ID>").repeat(2), "InvalidArgument"],
    ["an id over 255 characters", rule(expire, `<ID>${"x".repeat(256)}</ID>`), "InvalidArgument"],
    ["0 days", rule("<Expiration><Days>0</Days></Expiration>"), "InvalidArgument"],
    ["days that are no whole number", rule("<Expiration><Days>1.5</Days></Expiration>"), "InvalidArgument"],
    ["over 3650 days", rule("<Expiration><Days>3651</Days></Expiration>"), "InvalidArgument"],
    [
      "days and a date",
      rule("<Expiration><Days>1</Days><Date>2030-01-01T00:00:00Z</Date></Expiration>"),
      "MalformedXML",
    ],
    [
      "a date within a day",
      rule("<Expiration><Date>2030-01-01T01:00:00Z</Date></Expiration>"),
      "InvalidArgument",
    ],
    ["two expirations", rule(expire.repeat(2)), "MalformedXML"],
    [
      "uploads aborted after 0 days",
      rule(
        "<AbortIncompleteMultipartUpload><DaysAfterInitiation>0</DaysAfterInitiation></AbortIncompleteMultipartUpload>",
      ),
      "InvalidArgument",
    ],
    ["a transition to nowhere", rule("<Transition><Days>1</Days></Transition>"), "MalformedXML"],
  ])("refuses %s", (_, xml, fault) => {
    expect(faultOf(checkLifecycle, xml)).toBe(fault);
  });
});

const tag = (key: string, value = "v"): string => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`;
const tags = (...all: string[]): string => `<TagSet>${all.join("")}</TagSet>`;
const cors = (method: string): string =>
  `<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>${method}</AllowedMethod></CORSRule>`;
const encryption = (inside: string): string =>
  `<Rule><ApplyServerSideEncryptionByDefault>${inside}</ApplyServerSideEncryptionByDefault></Rule>`;
const many = Array.from({ length: 51 }, (_, index) => tag(`k${index}`));

test.each([
  ["50 tags", checkTagging, tags(...many.slice(1))],
  ["the longest key and value of a tag", checkTagging, tags(tag("k".repeat(127), "v".repeat(255)))],
  ["a CORS rule", checkCors, cors("HEAD")],
  ["AES256", checkEncryption, encryption("<SSEAlgorithm>AES256</SSEAlgorithm>")],
  [
    "KMS with a key",
    checkEncryption,
    encryption("<SSEAlgorithm>KMS</SSEAlgorithm><KMSMasterKeyID>k</KMSMasterKeyID>"),
  ],
  ["logging that is off", checkLogging, ""],
  ["suspended acceleration", checkAccelerate, "<Status>Suspended</Status>"],
  [
    "tiers after 90 days",
    checkIntelligentTiering,
    "<Status>Enabled</Status><Transition><Days>90</Days></Transition>",
  ],
] as const)("%s is taken", (_, check, xml) => {
  expect(faultOf(check, xml)).toBeUndefined();
});

test.each([
  ["51 tags", checkTagging, tags(...many), "MalformedXML"],
  ["no tag", checkTagging, tags(), "MalformedXML"],
  ["a key of a tag over 127 characters", checkTagging, tags(tag("k".repeat(128))), "InvalidArgument"],
  ["a value of a tag over 255 characters", checkTagging, tags(tag("k", "v".repeat(256))), "InvalidArgument"],
  ["two tags of one key", checkTagging, tags(tag("k"), tag("k")), "InvalidArgument"],
  [
    "a CORS rule without origin",
    checkCors,
    "<CORSRule><AllowedMethod>GET</AllowedMethod></CORSRule>",
    "MalformedXML",
  ],
  [
    "a CORS rule without method",
    checkCors,
    "<CORSRule><AllowedOrigin>*</AllowedOrigin></CORSRule>",
    "MalformedXML",
  ],
  ["an unknown CORS method", checkCors, cors("PATCH"), "InvalidArgument"],
  ["no rule of encryption", checkEncryption, "", "MalformedXML"],
  [
    "two rules of encryption",
    checkEncryption,
    encryption("<SSEAlgorithm>KMS</SSEAlgorithm>").repeat(2),
    "MalformedXML",
  ],
  [
    "an unknown algorithm",
    checkEncryption,
    encryption("<SSEAlgorithm>DES</SSEAlgorithm>"),
    "InvalidArgument",
  ],
  [
    "a KMS key for AES256",
    checkEncryption,
    encryption("<SSEAlgorithm>AES256</SSEAlgorithm><KMSMasterKeyID>k</KMSMasterKeyID>"),
    "InvalidArgument",
  ],
  ["a website without index", checkWebsite, "<ErrorDocument><Key>a</Key></ErrorDocument>", "MalformedXML"],
  [
    "a list of no referers",
    checkReferer,
    "<Status>Enabled</Status><RefererType>White-List</RefererType><DomainList/>",
    "MalformedXML",
  ],
  [
    "a domain of an unknown type",
    checkDomain,
    "<DomainRule><Status>ENABLED</Status><Name>a</Name><Type>CDN</Type></DomainRule>",
    "InvalidArgument",
  ],
  [
    "an origin without host",
    checkOrigin,
    "<OriginRule><OriginType>Mirror</OriginType></OriginRule>",
    "MalformedXML",
  ],
  ["replication without rules", checkReplication, "<Role>r</Role>", "MalformedXML"],
  [
    "logging to nowhere",
    checkLogging,
    "<LoggingEnabled><TargetPrefix>a</TargetPrefix></LoggingEnabled>",
    "MalformedXML",
  ],
  ["acceleration without status", checkAccelerate, "", "MalformedXML"],
  [
    "tiers after 31 days",
    checkIntelligentTiering,
    "<Status>Enabled</Status><Transition><Days>31</Days></Transition>",
    "InvalidArgument",
  ],
] as const)("%s: refused", (_, check, xml, fault) => {
  expect(faultOf(check, xml)).toBe(fault);
});

describe("a policy", () => {
  const statement = { effect: "allow", action: ["name/cos:GetObject"], resource: ["*"] };

  test.each([
    [{ version: "2.0", statement: [statement] }],
    [{ version: "2.0", Statement: [{ Effect: "deny", Action: "name/cos:*", Resource: "*" }] }],
  ])("%j is taken", (policy) => {
    expect(checkPolicy(JSON.stringify(policy))).toBeUndefined();
  });

  test.each([
    ["no JSON", "{"],
    ["null", "null"],
    ["another version", JSON.stringify({ version: "1.0", statement: [statement] })],
    ["no statement", JSON.stringify({ version: "2.0", statement: [] })],
    ["another effect", JSON.stringify({ version: "2.0", statement: [{ ...statement, effect: "maybe" }] })],
    ["no action", JSON.stringify({ version: "2.0", statement: [{ ...statement, action: [] }] })],
    ["no resource", JSON.stringify({ version: "2.0", statement: [{ ...statement, resource: undefined }] })],
  ])("is refused with %s", (_, json) => {
    expect(checkPolicy(json)).toBe("MalformedPolicy");
  });
});
