import { every, inputAt, namesOf, ofType, statementsOf } from "./rule";
import type { Resource, Rule, Statement } from "./rule";

const USER = "aws:iam/user:User";
const LOGIN_PROFILE = "aws:iam/userLoginProfile:UserLoginProfile";
const MANAGED_POLICY = "aws:iam/policy:Policy";
const INLINE_POLICIES = [
  "aws:iam/userPolicy:UserPolicy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/groupPolicy:GroupPolicy",
];
const ATTACHMENTS = [
  "aws:iam/userPolicyAttachment:UserPolicyAttachment",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
  "aws:iam/policyAttachment:PolicyAttachment",
];
const OF_A_USER = [
  "aws:iam/userPolicy:UserPolicy",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment",
  "aws:iam/policyAttachment:PolicyAttachment",
];

/** One action of each way that leads to more rights (cloudsplaining 0.9.1): here one is enough, there all of a way. */
const ESCALATIONS = [
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:UpdateLoginProfile",
  "iam:AddUserToGroup",
  "iam:CreatePolicyVersion",
  "iam:SetDefaultPolicyVersion",
  "iam:AttachUserPolicy",
  "iam:AttachGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:PutUserPolicy",
  "iam:PutGroupPolicy",
  "iam:PutRolePolicy",
  "iam:UpdateAssumeRolePolicy",
  "iam:PassRole",
  "glue:UpdateDevEndpoint",
  "lambda:UpdateFunctionCode",
  "bedrock-agentcore:StartCodeInterpreterSession",
  "cloudformation:CreateChangeSet",
  "ec2:ModifyInstanceAttribute",
  "ec2:CreateLaunchTemplateVersion",
  "ec2-instance-connect:SendSSHPublicKey",
  "ecs:ExecuteCommand",
  "sagemaker:CreatePresignedNotebookInstanceUrl",
  "sagemaker:UpdateNotebookInstance",
];
/** Those of cloudsplaining's list that a key for a bucket could be given by mistake; it has 45. */
const CREDENTIALS = [
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:CreateServiceSpecificCredential",
  "iam:ResetServiceSpecificCredential",
  "iam:UpdateAccessKey",
  "sso:GetRoleCredentials",
  "sts:AssumeRole",
  "sts:AssumeRoleWithSAML",
  "sts:AssumeRoleWithWebIdentity",
  "sts:GetFederationToken",
  "sts:GetSessionToken",
];
const EXFILTRATION = [
  "s3:GetObject",
  "ssm:GetParameter",
  "ssm:GetParameters",
  "ssm:GetParametersByPath",
  "secretsmanager:GetSecretValue",
];

/** A rule about what is allowed on every resource, without a condition. */
function anywhere(id: string, says: string, refuses: (action: string) => boolean): Rule {
  return {
    ids: [id],
    says,
    check: policiesWithout((statement) => isUnconstrained(statement) && statement.actions.some(refuses)),
  };
}

const POLICIES: readonly Rule[] = [
  {
    ids: ["CKV_AWS_62"],
    says: "no policy allows every action on every resource",
    check: policiesWithout(({ actions, resources }) => actions.includes("*") && resources.includes("*")),
  },
  {
    ids: ["CKV_AWS_63"],
    says: "no policy allows every action",
    check: policiesWithout(({ actions }) => actions.includes("*")),
  },
  {
    ids: ["CKV2_AWS_40"],
    says: "no policy allows every action of IAM",
    check: policiesWithout(({ actions }) => actions.some((action) => action === "*" || action === "iam:*")),
  },
  anywhere("CKV_AWS_286", "no policy lets somebody take more rights", covers(ESCALATIONS)),
  anywhere("CKV_AWS_287", "no policy hands out credentials of any resource", covers(CREDENTIALS)),
  anywhere("CKV_AWS_288", "no policy reads the data or the secrets of any resource", covers(EXFILTRATION)),
  anywhere(
    "CKV_AWS_289",
    "no policy changes the permissions of any resource; told by the action's name",
    changesPermissions,
  ),
  anywhere(
    "CKV_AWS_290",
    "no policy writes to any resource; told by the action's name",
    (action) => action.includes("*") || !(isRead(action) || changesPermissions(action)),
  ),
  anywhere(
    "CKV_AWS_355",
    "no policy names every resource; asked of every action here, not only of those that can be restricted",
    () => true,
  ),
  {
    ids: ["AwsSolutions-IAM5"],
    says: "no policy has a * in what it allows, neither in actions nor in resources",
    check: policiesWithout(({ actions, resources }) =>
      [...actions, ...resources].some((text) => text.includes("*")),
    ),
  },
  {
    ids: ["CKV_AWS_275"],
    says: "nobody gets AWS's AdministratorAccess",
    check: attachmentsWithout((arn) => arn.endsWith(":iam::aws:policy/AdministratorAccess")),
  },
  {
    ids: ["AwsSolutions-IAM4"],
    says: "nobody gets a policy that AWS manages",
    check: attachmentsWithout((arn) => arn.includes(":iam::aws:")),
  },
  {
    ids: ["IAMNoInlinePolicy"],
    says: "policies stand by themselves, not in a user, a role or a group",
    check: (resources) => namesOf(ofType(resources, ...INLINE_POLICIES)),
  },
];

const USERS: readonly Rule[] = [
  {
    ids: ["CKV_AWS_40", "IAMUserNoPolicies"],
    says: "a user gets policies through a group only",
    check: (resources) =>
      namesOf(
        ofType(resources, ...OF_A_USER).filter(
          (policy) => inputAt(policy, "user") !== undefined || inputAt(policy, "users") !== undefined,
        ),
      ),
  },
  { ids: ["CKV_AWS_273"], says: "there are no IAM users", check: every(USER, () => false) },
  {
    ids: ["CKV2_AWS_22"],
    says: "no user can sign in at the console",
    check: every(LOGIN_PROFILE, () => false),
  },
];

/** Rules about users and what they may do. */
export const ACCESS_RULES: readonly Rule[] = [...POLICIES, ...USERS];

/** A rule that refuses policies with such a statement; what is denied is not looked at. */
function policiesWithout(refused: (statement: Statement) => boolean) {
  return (resources: readonly Resource[]): string[] =>
    namesOf(
      ofType(resources, MANAGED_POLICY, ...INLINE_POLICIES).filter((policy) =>
        statementsOf(policy).some((statement) => statement.effect === "Allow" && refused(statement)),
      ),
    );
}

function attachmentsWithout(refused: (policyArn: string) => boolean) {
  return (resources: readonly Resource[]): string[] =>
    namesOf(
      ofType(resources, ...ATTACHMENTS).filter((attachment) =>
        refused(String(inputAt(attachment, "policyArn"))),
      ),
    );
}

function isUnconstrained({ resources, condition }: Statement): boolean {
  return resources.includes("*") && condition === undefined;
}

/** Whether an action, which may hold `*`, is or covers one of a list. */
function covers(list: readonly string[]): (action: string) => boolean {
  return (action) => {
    const pattern = action
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    return list.some((name) => new RegExp(`^${pattern}$`, "i").test(name));
  };
}

function isRead(action: string): boolean {
  return /:(Get|List|Describe|Head|BatchGet|Search|Query|Scan)/i.test(action);
}

/** Everything of IAM that is no look-up, and what has to do with policies, ACLs, grants and public access elsewhere. */
function changesPermissions(action: string): boolean {
  if (action.includes("*")) return true;
  if (isRead(action)) return false;
  return /^iam:|Policy|Acl$|Grant|Permission|PublicAccessBlock|Ownership|OwnerOverride|BypassGovernance/i.test(
    action,
  );
}
