import { checkTrustDocument, readPolicyDocument } from "../../../../emulator/src/cam/document";
import { TRUST } from "./cam-calls";

const RESOURCE = "qcs::cos:ap-singapore:uid/1250000000:slices-1250000000/prod/*";
const STATEMENT = { effect: "allow", action: ["name/cos:PutObject"], resource: [RESOURCE] };

function document(changes: object = {}, frame: object = {}): string {
  return JSON.stringify({ version: "2.0", statement: [{ ...STATEMENT, ...changes }], ...frame });
}

function codeOf(read: () => unknown): unknown {
  try {
    read();
  } catch (error) {
    return error instanceof Error && "code" in error ? [error.code, error.message] : error;
  }
  return "read";
}

test("a document is read with one text or a list of texts", () => {
  const read = [
    { effect: "allow", actions: ["name/cos:PutObject"], resources: [RESOURCE], conditional: false },
  ];
  expect(readPolicyDocument(document())).toEqual(read);
  expect(readPolicyDocument(document({ action: "name/cos:PutObject", resource: RESOURCE }))).toEqual(read);
});

test("a condition is noted", () => {
  const condition = { ip_equal: { "qcs:ip": ["10.0.0.0/8"] } };
  expect(readPolicyDocument(document({ effect: "deny", condition }))).toMatchObject([
    { effect: "deny", conditional: true },
  ]);
});

test.each([
  ["*"],
  ["cos:*"],
  ["name/cos:Get*"],
  ["name/trtc:CreateCloudSliceTask"],
  ["permid/280649"],
  ["*:*"],
])("the action %s is read", (action) => {
  expect(codeOf(() => readPolicyDocument(document({ action })))).toBe("read");
});

test.each([
  ["*"],
  ["qcs::cos:::bucket-1/*"],
  ["qcs::cam::uin/100000000001:uin/100000000101"],
  ["qcs:0:cvm:ap-guangzhou:uid/1250000000:instance/*"],
])("the resource %s is read", (resource) => {
  expect(codeOf(() => readPolicyDocument(document({ resource })))).toBe("read");
});

test.each([
  ["no JSON", "{", "PolicyDocumentError", "The policy document must be a JSON object."],
  ["a list", "[]", "PolicyDocumentError", "The policy document must be a JSON object."],
  [
    "an unknown element",
    document({}, { id: "x" }),
    "PolicyDocumentError",
    "The policy document has the unknown element id; elements are written in lower case.",
  ],
  [
    "upper case",
    document({}, { Version: "2.0" }),
    "PolicyDocumentError",
    "The policy document has the unknown element Version; elements are written in lower case.",
  ],
  [
    "6145 characters",
    document().padEnd(6145),
    "PolicyDocumentLengthOverLimit",
    "The policy document must be at most 6144 characters long.",
  ],
  [
    "another version",
    document({}, { version: "1.0" }),
    "VersionError",
    "The version of the policy document must be 2.0.",
  ],
  [
    "no version",
    document({}, { version: undefined }),
    "VersionError",
    "The version of the policy document must be 2.0.",
  ],
  [
    "no statement",
    document({}, { statement: [] }),
    "StatementError",
    "The statement of the policy document must be a list of objects.",
  ],
  [
    "a statement that is text",
    document({}, { statement: ["x"] }),
    "StatementError",
    "The statement of the policy document must be a list of objects.",
  ],
  [
    "an unknown element of a statement",
    document({ Action: "*" }),
    "StatementError",
    "The policy document has the unknown element Action; elements are written in lower case.",
  ],
  [
    "effect Allow",
    document({ effect: "Allow" }),
    "EffectError",
    "The effect of a statement must be allow or deny.",
  ],
  [
    "no effect",
    document({ effect: undefined }),
    "EffectError",
    "The effect of a statement must be allow or deny.",
  ],
  ["no action", document({ action: undefined }), "ActionMiss", "A statement has no action."],
  [
    "an empty list of actions",
    document({ action: [] }),
    "ActionError",
    "An action must be *, or a service and an API such as name/cos:PutObject.",
  ],
  [
    "an action without service",
    document({ action: "PutObject" }),
    "ActionError",
    "An action must be *, or a service and an API such as name/cos:PutObject.",
  ],
  ["no resource", document({ resource: undefined }), "ResourceError", "A statement has no resource."],
  [
    "resources with a number",
    document({ resource: ["*", 1] }),
    "ResourceError",
    "A statement has no resource.",
  ],
  [
    "a resource of AWS",
    document({ resource: "arn:aws:s3:::bucket/*" }),
    "ResourceQcsError",
    "A resource must be * or begin with qcs.",
  ],
  [
    "five segments",
    document({ resource: "qcs::cos:ap-singapore:bucket-1/*" }),
    "ResourceContentError",
    "A resource must have six segments: qcs::service:region:account:name.",
  ],
  [
    "a resource without service",
    document({ resource: "qcs::::uid/1:bucket-1/*" }),
    "ResourceContentError",
    "A resource must have six segments: qcs::service:region:account:name.",
  ],
  [
    "an account without its kind",
    document({ resource: "qcs::cos::1250000000:bucket-1/*" }),
    "ResourceUinError",
    "The account of a resource must be uid/APPID, uin/UIN or empty.",
  ],
  [
    "a condition that is text",
    document({ condition: "x" }),
    "ConditionError",
    "A condition must be an object of operators, each with an object of keys.",
  ],
  [
    "a condition whose operator has no keys",
    document({ condition: { ip_equal: "10.0.0.1" } }),
    "ConditionError",
    "A condition must be an object of operators, each with an object of keys.",
  ],
  [
    "a principal",
    document({ principal: { qcs: ["*"] } }),
    "PrincipalError",
    "Only the trust policy of a role has a principal.",
  ],
])("a policy with %s is refused", (_name, text, code, message) => {
  expect(codeOf(() => readPolicyDocument(text))).toEqual([`InvalidParameter.${code}`, message]);
});

test("6144 characters are read", () => {
  expect(codeOf(() => readPolicyDocument(document().padEnd(6144)))).toBe("read");
});

describe("the trust policy of a role", () => {
  const trust = (changes: object): string =>
    JSON.stringify({
      version: "2.0",
      statement: [
        { effect: "allow", action: "name/sts:AssumeRole", principal: { service: "x.com" }, ...changes },
      ],
    });

  test("names services or accounts", () => {
    expect(codeOf(() => checkTrustDocument(TRUST))).toBe("read");
    expect(codeOf(() => checkTrustDocument(trust({ principal: { qcs: ["qcs::cam::uin/1:root"] } })))).toBe(
      "read",
    );
  });

  const PRINCIPAL = "A principal must name services, qcs accounts or federated providers.";
  test.each([
    ["no principal", { principal: undefined }, "PrincipalError", PRINCIPAL],
    ["an empty principal", { principal: {} }, "PrincipalError", PRINCIPAL],
    ["an unknown principal", { principal: { aws: "x" } }, "PrincipalError", PRINCIPAL],
    [
      "a resource",
      { resource: "*" },
      "StatementError",
      "The policy document has the unknown element resource; elements are written in lower case.",
    ],
    ["no action", { action: undefined }, "ActionMiss", "A statement has no action."],
    [
      "another effect",
      { effect: "maybe" },
      "EffectError",
      "The effect of a statement must be allow or deny.",
    ],
  ])("with %s is refused", (_name, changes, code, message) => {
    expect(codeOf(() => checkTrustDocument(trust(changes)))).toEqual([`InvalidParameter.${code}`, message]);
  });
});
