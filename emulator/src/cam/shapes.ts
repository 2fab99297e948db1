import type { ObjectShape, Shape } from "../api/shape";

/** CAM's lists have no code of their own for a value outside its range or form. */
const PARAM_ERROR = "InvalidParameter.ParamError";
const MISSING = { required: true, missingCode: "MissingParameter" } as const;

/** 300 bytes say the error lists. */
const DESCRIPTION: Shape = {
  kind: "text",
  maxBytes: 300,
  formCode: "InvalidParameter.DescriptionLengthOverlimit",
};
const TEXT: Shape = { kind: "text" };
const REQUIRED_TEXT: Shape = { kind: "text", ...MISSING };
const FLAG: Shape = { kind: "integer", min: 0, max: 1, rangeCode: PARAM_ERROR };
const UIN = { kind: "integer", min: 1, max: Number.MAX_SAFE_INTEGER, rangeCode: PARAM_ERROR } as const;
const POLICY_ID = { ...UIN, rangeCode: "InvalidParameter.PolicyIdError" } as const;
const PAGE = { kind: "integer", min: 1, max: 1_000_000, rangeCode: PARAM_ERROR } as const;
/** ListAttachedRolePolicies: at most 200 a page. */
const PAGE_SIZE = { kind: "integer", min: 1, max: 200, rangeCode: PARAM_ERROR } as const;
const TAGS: Shape = {
  kind: "list",
  items: { kind: "object", fields: { Key: REQUIRED_TEXT, Value: TEXT } },
};

/** Names of policies and roles as CreatePolicy and CreateRole have them; those of users alike, shorter in the console. */
function nameShape(maxCharacters: number, formCode: string): Shape {
  return {
    kind: "text",
    ...MISSING,
    pattern: new RegExp(`^[A-Za-z0-9+=,.@_-]{1,${maxCharacters}}$`),
    form: `1 to ${maxCharacters} of A-Z, a-z, 0-9, +, =, comma, ., @, _ and -`,
    formCode,
  };
}

function oneOf(values: readonly string[], required: boolean): Shape {
  const pattern = new RegExp(`^(${values.join("|")})$`);
  const common = { kind: "text", pattern, form: values.join(" or "), formCode: PARAM_ERROR } as const;
  return required ? { ...common, ...MISSING } : common;
}

const USER_FIELDS = {
  Remark: TEXT,
  ConsoleLogin: FLAG,
  Password: TEXT,
  NeedResetPassword: FLAG,
  PhoneNum: TEXT,
  CountryCode: TEXT,
  Email: TEXT,
};
const KEY_DESCRIPTION: Shape = {
  kind: "text",
  pattern: /^[\w+=,.@:/-]{1,1024}$/,
  form: "1 to 1024 of A-Z, a-z, 0-9, _, +, =, comma, ., @, :, / and -",
  formCode: PARAM_ERROR,
};
const ROLE = { RoleId: TEXT, RoleName: TEXT };

const FIELDS: Readonly<Record<string, ObjectShape["fields"]>> = {
  AddUser: { Name: nameShape(64, "InvalidParameter.UserNameIllegal"), UseApi: FLAG, ...USER_FIELDS },
  GetUser: { Name: REQUIRED_TEXT },
  UpdateUser: { Name: REQUIRED_TEXT, ...USER_FIELDS },
  DeleteUser: { Name: REQUIRED_TEXT, Force: FLAG },
  GetUserAppId: {},
  CreateAccessKey: { TargetUin: UIN, Description: KEY_DESCRIPTION },
  ListAccessKeys: { TargetUin: UIN },
  UpdateAccessKey: {
    AccessKeyId: REQUIRED_TEXT,
    Status: oneOf(["Active", "Inactive"], true),
    TargetUin: UIN,
  },
  DeleteAccessKey: { AccessKeyId: REQUIRED_TEXT, TargetUin: UIN },
  CreatePolicy: {
    PolicyName: nameShape(128, "InvalidParameter.PolicyNameError"),
    PolicyDocument: REQUIRED_TEXT,
    Description: DESCRIPTION,
    Tags: TAGS,
  },
  GetPolicy: { PolicyId: { ...POLICY_ID, ...MISSING } },
  ListPolicies: {
    Rp: PAGE_SIZE,
    Page: { ...PAGE, max: 200 },
    Scope: oneOf(["All", "QCS", "Local"], false),
    Keyword: TEXT,
  },
  UpdatePolicy: {
    PolicyId: POLICY_ID,
    PolicyName: TEXT,
    Description: DESCRIPTION,
    PolicyDocument: TEXT,
    Alias: TEXT,
  },
  DeletePolicy: { PolicyId: { kind: "list", items: POLICY_ID, ...MISSING } },
  AttachUserPolicy: { PolicyId: { ...POLICY_ID, ...MISSING }, AttachUin: { ...UIN, ...MISSING } },
  DetachUserPolicy: { PolicyId: { ...POLICY_ID, ...MISSING }, DetachUin: { ...UIN, ...MISSING } },
  ListAttachedUserPolicies: { TargetUin: { ...UIN, ...MISSING }, Page: PAGE, Rp: PAGE_SIZE },
  CreateRole: {
    RoleName: nameShape(128, "InvalidParameter.RoleNameError"),
    PolicyDocument: REQUIRED_TEXT,
    Description: DESCRIPTION,
    ConsoleLogin: FLAG,
    SessionDuration: { kind: "integer", min: 0, max: 43200, rangeCode: PARAM_ERROR },
    Tags: TAGS,
  },
  GetRole: ROLE,
  UpdateAssumeRolePolicy: { PolicyDocument: REQUIRED_TEXT, ...ROLE },
  UpdateRoleDescription: { Description: DESCRIPTION, ...ROLE },
  DeleteRole: ROLE,
  AttachRolePolicy: { PolicyId: POLICY_ID, PolicyName: TEXT, AttachRoleId: TEXT, AttachRoleName: TEXT },
  DetachRolePolicy: { PolicyId: POLICY_ID, PolicyName: TEXT, DetachRoleId: TEXT, DetachRoleName: TEXT },
  ListAttachedRolePolicies: {
    Page: { ...PAGE, ...MISSING },
    Rp: { ...PAGE_SIZE, ...MISSING },
    PolicyType: oneOf(["User", "QCS"], false),
    Keyword: TEXT,
    ...ROLE,
  },
};

/**
 * The parameters of a CAM API.
 *
 * Source: https://www.tencentcloud.com/document/product/598/32228, and the request types of the vendor's SDK
 */
export function camShape(action: string): ObjectShape {
  return { kind: "object", fields: FIELDS[action] ?? {} };
}
