import { every, inputAt, namesOf, ofType, statementsOf } from "./rule";
import type { Resource, Rule } from "./rule";

const FUNCTION = "aws:lambda/function:Function";
const FUNCTION_URL = "aws:lambda/functionUrl:FunctionUrl";
const PERMISSION = "aws:lambda/permission:Permission";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const PARAMETER = "aws:ssm/parameter:Parameter";
const ROLE = "aws:iam/role:Role";

/** Those of checkov's list that are Node; it has 24. */
const DEPRECATED = /^nodejs(\d\.|1[0-8]\.|$)/;
const NEWEST = "nodejs24.x";
const YEAR_DAYS = 365;

/** A rule that wants a function to have an input. */
function functionHas(ids: string[], says: string, path: string): Rule {
  return { ids, says, check: every(FUNCTION, (resource) => inputAt(resource, path) !== undefined) };
}

const FUNCTIONS: readonly Rule[] = [
  {
    ids: ["CKV_AWS_45"],
    says: "no AWS key stands in a function's environment; asked here of every secret",
    check: every(FUNCTION, (resource) => {
      const text = JSON.stringify(inputAt(resource, "environment") ?? {});
      return !/"secret":|\b(AKIA|ASIA)[A-Z0-9]{16}\b/.test(text);
    }),
  },
  {
    ids: ["CKV_AWS_50", "LambdaTracing"],
    says: "a function is traced; checkov takes PassThrough for it too",
    check: every(FUNCTION, (resource) => inputAt(resource, "tracingConfig.mode") === "Active"),
  },
  {
    ids: ["CKV_AWS_115", "LambdaConcurrency"],
    says: "a function has a concurrency of its own",
    check: every(FUNCTION, (resource) => Number(inputAt(resource, "reservedConcurrentExecutions")) > 0),
  },
  functionHas(
    ["CKV_AWS_116", "LambdaDLQ"],
    "a function has a dead letter queue",
    "deadLetterConfig.targetArn",
  ),
  functionHas(["CKV_AWS_117", "LambdaInsideVPC"], "a function is inside a VPC", "vpcConfig.subnetIds"),
  {
    ids: ["CKV_AWS_173"],
    says: "a function's environment is encrypted with a KMS key",
    check: every(
      FUNCTION,
      (resource) =>
        inputAt(resource, "environment") === undefined || inputAt(resource, "kmsKeyArn") !== undefined,
    ),
  },
  functionHas(["CKV_AWS_272"], "a function takes signed code only", "codeSigningConfigArn"),
  functionHas(["LambdaDefaultMemorySize"], "a function's memory is chosen", "memorySize"),
  functionHas(["LambdaDefaultTimeout"], "a function's time is chosen", "timeout"),
  {
    ids: ["CKV_AWS_363"],
    says: "no function runs on a deprecated runtime",
    check: every(FUNCTION, (resource) => !DEPRECATED.test(String(inputAt(resource, "runtime")))),
  },
  {
    ids: ["AwsSolutions-L1"],
    says: `a function runs on the newest runtime, ${NEWEST}`,
    check: every(FUNCTION, (resource) => inputAt(resource, "runtime") === NEWEST),
  },
  {
    ids: ["LambdaLogging", "LambdaLogLevel"],
    says: "a function writes to a log group of the stack that is kept for a chosen time",
    check: (resources) =>
      every(FUNCTION, (resource) =>
        ofType(resources, LOG_GROUP).some(
          (group) =>
            inputAt(group, "name") === inputAt(resource, "loggingConfig.logGroup") &&
            inputAt(group, "retentionInDays") !== undefined,
        ),
      )(resources),
  },
];

const ADDRESSES: readonly Rule[] = [
  {
    ids: ["CKV_AWS_258", "LambdaFunctionUrlAuth"],
    says: "a function's URL asks who calls",
    check: every(FUNCTION_URL, (url) => !isOpen(url)),
  },
  {
    ids: ["CKV_AWS_301", "LambdaFunctionPublicAccessProhibited"],
    says: "nobody may call a function from anywhere; asked of open URLs too, whose permissions the AWS provider adds",
    check: (resources) =>
      namesOf([
        ...ofType(resources, FUNCTION_URL).filter(isOpen),
        ...ofType(resources, PERMISSION).filter(
          (permission) =>
            inputAt(permission, "principal") === "*" &&
            ["sourceArn", "sourceAccount", "principalOrgId"].every(
              (name) => inputAt(permission, name) === undefined,
            ),
        ),
      ]),
  },
  {
    ids: ["CKV2_AWS_75"],
    says: "no page of any origin may call a function's URL with any method",
    check: every(
      FUNCTION_URL,
      (url) => !["cors.allowOrigins", "cors.allowMethods"].every((path) => listAt(url, path).includes("*")),
    ),
  },
];

const LOGS_AND_PARAMETERS: readonly Rule[] = [
  {
    ids: ["CKV_AWS_66", "CloudWatchLogGroupRetentionPeriod"],
    says: "a log group is kept for a chosen time",
    check: every(LOG_GROUP, (group) => inputAt(group, "retentionInDays") !== undefined),
  },
  {
    ids: ["CKV_AWS_338"],
    says: "a log group is kept for a year or for ever",
    check: every(LOG_GROUP, (group) => {
      const days = inputAt(group, "retentionInDays");
      return days === 0 || Number(days) >= YEAR_DAYS;
    }),
  },
  {
    ids: ["CKV_AWS_158", "CloudWatchLogGroupEncrypted"],
    says: "a log group is encrypted with a KMS key",
    check: every(LOG_GROUP, (group) => inputAt(group, "kmsKeyId") !== undefined),
  },
  {
    ids: ["CKV2_AWS_34"],
    says: "a parameter is encrypted",
    check: every(PARAMETER, (parameter) => inputAt(parameter, "type") === "SecureString"),
  },
  {
    ids: ["CKV_AWS_337"],
    says: "a parameter that is encrypted is so with a KMS key of one's own",
    check: every(
      PARAMETER,
      (parameter) =>
        inputAt(parameter, "type") !== "SecureString" || inputAt(parameter, "keyId") !== undefined,
    ),
  },
];

const ROLES: readonly Rule[] = [
  {
    ids: ["CKV_AWS_60"],
    says: "not everybody may take a role",
    check: every(ROLE, (role) => !takersOf(role).includes("*")),
  },
  {
    ids: ["CKV_AWS_61"],
    says: "no role may be taken by all of an account",
    check: every(
      ROLE,
      (role) => !takersOf(role).some((taker) => /^(arn:[^:]+:iam::)?\d{12}(:root)?$/.test(taker)),
    ),
  },
];

/** Rules about a function behind a URL and what it needs. */
export const ENDPOINT_RULES: readonly Rule[] = [...FUNCTIONS, ...ADDRESSES, ...LOGS_AND_PARAMETERS, ...ROLES];

function isOpen(url: Resource): boolean {
  return inputAt(url, "authorizationType") === "NONE";
}

function listAt(resource: Resource, path: string): unknown[] {
  const list = inputAt(resource, path);
  return Array.isArray(list) ? list : [];
}

/** Accounts and users that a role's trust policy lets in. */
function takersOf({ inputs, ...role }: Resource): string[] {
  return statementsOf({ ...role, inputs: { policy: inputs["assumeRolePolicy"] } })
    .filter(({ effect }) => effect === "Allow")
    .flatMap(({ principals }) => principals);
}
