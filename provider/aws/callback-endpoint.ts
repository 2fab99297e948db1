import { join } from "node:path";
// the sub-modules: the whole package takes 200 ms more to load
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import { getPartitionOutput } from "@pulumi/aws/getPartition";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as ssm from "@pulumi/aws/ssm";
import * as pulumi from "@pulumi/pulumi";
import { child } from "../component/child";
import type { Adjust, Family } from "../component/child";
import { physicalName } from "../component/physical-name";
import type {
  CallbackEndpointArgs as SharedArgs,
  CallbackEndpointOutputs,
} from "../endpoint/callback-endpoint";
import { consoleSteps } from "../endpoint/console-steps";
import { AWS_FUNCTION } from "../endpoint/function-files";
import { endpointKeys } from "../endpoint/keys";
import { placeOf } from "../endpoint/place";
import { variablesOf } from "../endpoint/variables";
import { tagsOf } from "./arguments";
import { checkedAwsEndpoint } from "./callback-arguments";
import type { CheckedAwsEndpoint, LogRetentionDays } from "./callback-arguments";
import { endpointPolicy, lambdaTrust } from "./callback-policies";

/** Adjusts each child right before it is made. */
export interface CallbackEndpointTransform {
  /** The keys that callbacks are signed with, as an encrypted parameter of SSM. */
  keyParameter?: Adjust<ssm.ParameterArgs>;
  /** What the function writes. */
  logGroup?: Adjust<cloudwatch.LogGroupArgs>;
  /** What the function runs as. */
  role?: Adjust<iam.RoleArgs>;
  /** What the role may do. */
  policy?: Adjust<iam.PolicyArgs>;
  /** The policy at the role. */
  attachment?: Adjust<iam.RolePolicyAttachmentArgs>;
  /** The function. */
  function?: Adjust<lambda.FunctionArgs>;
  /** Its address. */
  url?: Adjust<lambda.FunctionUrlArgs>;
}

/** The arguments of a `CallbackEndpoint` on AWS. */
export interface CallbackEndpointArgs extends SharedArgs {
  /**
   * Days that the function's log is kept, as CloudWatch Logs knows them: 1, 3, 5, 7, 14, 30, 60, 90 … 3653. An event that could
   * not be stored is a line in it, so they are the days there are to replay one. Updates. @default 30
   */
  logRetentionDays?: LogRetentionDays | undefined;
  /**
   * Requests that may be answered at once, 0 to 1000; further ones are answered 429, 0 switches the endpoint off. Taken from the
   * account's own limit, of which 100 have to stay free. Updates. @default - none reserved, shared with the account's functions
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  reservedConcurrency?: number | undefined;
  /** Memory of the function in megabytes, 128 to 10240; processor time grows with it. Updates. @default 256 */
  memorySize?: number | undefined;
  /**
   * ARN of the KMS key that encrypts the bucket, not of an alias: the function is given its use, and the key's own policy must
   * leave that to IAM. Updates. @default - encrypted with keys of S3
   */
  kmsKeyArn?: pulumi.Input<string> | undefined;
  /** Tags of all that can have some, each a text of at most 256 characters. Updates. @default - those of the provider */
  tags?: Record<string, string> | undefined;
  /** Adjusts each child right before it is made. @default - nothing is adjusted */
  transform?: CallbackEndpointTransform | undefined;
}

/**
 * An address for TRTC's callbacks: a Lambda function behind a URL of its own, which verifies each callback and puts its event into
 * a bucket, once however often it is sent.
 *
 * What is not signed with the key, is for another application or is too old is refused and leaves nothing but a line in the log.
 * The function may put objects under `trtc-events/`, read its keys and write its log. A rotated key needs no deploy: it is in use
 * with the first callback that is signed with it.
 *
 * @example An endpoint beside the slices
 * ```ts
 * const storage = new S3SliceStorage("slices", { fileNamePrefix: ["prod", "classroom"] });
 * const endpoint = new CallbackEndpoint("callbacks", { sdkAppIds: [1400000001], storage });
 * export const { url, key, consoleSteps } = endpoint;
 * ```
 * @example A bucket that is there already, encrypted with a key of its own
 * ```ts
 * new CallbackEndpoint("callbacks", {
 *   sdkAppIds: [1400000001],
 *   storage: { bucket: "media-archive", region: "eu-central-1" },
 *   kmsKeyArn: archiveKey.arn,
 * });
 * ```
 * @example A key rotated in two steps: the console is moved to the new one in between
 * ```ts
 * new CallbackEndpoint("callbacks", { ...args, rotateKey: "2026-11" });
 * new CallbackEndpoint("callbacks", { ...args, rotateKey: "2026-11", keepPreviousKey: false });
 * ```
 * @example A child adjusted
 * ```ts
 * new CallbackEndpoint("callbacks", { ...args, transform: { logGroup: (group) => { group.kmsKeyId = logKey.arn; } } });
 * ```
 */
export class CallbackEndpoint extends pulumi.ComponentResource implements CallbackEndpointOutputs {
  /** Applications whose callbacks are taken. */
  readonly sdkAppIds: readonly number[];
  /** The address, for each kind of callback in the console. Deleting the endpoint loses it for ever. */
  readonly url: pulumi.Output<string>;
  /** The key for the console. Secret. */
  readonly key: pulumi.Output<string>;
  /** What to do in the console, a sentence a step: no API sets address and key. */
  readonly consoleSteps: pulumi.Output<string[]>;

  /** @throws InputError that names every problem of the arguments at once */
  constructor(name: string, args: CallbackEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    const checked = checkedAwsEndpoint(name, args);
    super("trtc:aws:CallbackEndpoint", name, {}, opts);
    const { transform = {} } = args;
    const endpoint: Endpoint = { name, parent: this, args, checked, transform };

    const functionName = physicalName([name], MAX_FUNCTION_NAME);
    const { key, accepted } = endpointKeys(endpoint, args, checked);
    const keyParameter = createKeyParameter(endpoint, accepted);
    const logGroup = createLogGroup(endpoint, functionName);
    const role = createRole(endpoint);
    const policy = createPolicy(endpoint, keyParameter, logGroup);
    const attachment = attachPolicy(endpoint, role, policy);
    const handler = createFunction(endpoint, functionName, { role, attachment, keyParameter, logGroup });
    const { functionUrl } = createUrl(endpoint, handler);

    this.sdkAppIds = checked.sdkAppIds;
    this.url = functionUrl;
    this.key = key;
    this.consoleSteps = functionUrl.apply((url) => consoleSteps(url, checked.sdkAppIds));
    this.registerOutputs({
      sdkAppIds: this.sdkAppIds,
      url: this.url,
      key: this.key,
      consoleSteps: this.consoleSteps,
    });
  }
}

/** The longest name that Lambda takes. */
const MAX_FUNCTION_NAME = 64;
/** TRTC waits for five seconds; the rest is for a cold start. */
const TIMEOUT_SECONDS = 10;

/** What every child is made from. */
interface Endpoint extends Family {
  args: CallbackEndpointArgs;
  checked: CheckedAwsEndpoint;
  transform: CallbackEndpointTransform;
}

function createKeyParameter(endpoint: Endpoint, accepted: pulumi.Output<string>): ssm.Parameter {
  return new ssm.Parameter(
    ...child(endpoint, "key-parameter", {
      args: { type: "SecureString", value: accepted, ...tagsOf(endpoint) },
      adjust: endpoint.transform.keyParameter,
    }),
  );
}

function createLogGroup(endpoint: Endpoint, functionName: string): cloudwatch.LogGroup {
  const { logRetentionDays } = endpoint.checked;
  return new cloudwatch.LogGroup(
    ...child(endpoint, "log-group", {
      args: {
        // where the console looks for a function's lines
        name: `/aws/lambda/${functionName}`,
        retentionInDays: logRetentionDays,
        ...tagsOf(endpoint),
      },
      adjust: endpoint.transform.logGroup,
    }),
  );
}

function createRole(endpoint: Endpoint): iam.Role {
  return new iam.Role(
    ...child(endpoint, "role", {
      args: { assumeRolePolicy: lambdaTrust(), ...tagsOf(endpoint) },
      adjust: endpoint.transform.role,
    }),
  );
}

function createPolicy(
  endpoint: Endpoint,
  keyParameter: ssm.Parameter,
  logGroup: cloudwatch.LogGroup,
): iam.Policy {
  const { parent, args, transform } = endpoint;
  const place = pulumi.output({
    partition: getPartitionOutput({}, { parent }).partition,
    bucket: placeOf(args.storage).bucket,
    keyParameterArn: keyParameter.arn,
    logGroupArn: logGroup.arn,
    kmsKeyArn: args.kmsKeyArn,
  });
  return new iam.Policy(
    ...child(endpoint, "policy", {
      args: { policy: place.apply(endpointPolicy), ...tagsOf(endpoint) },
      adjust: transform.policy,
    }),
  );
}

function attachPolicy(endpoint: Endpoint, role: iam.Role, policy: iam.Policy): iam.RolePolicyAttachment {
  return new iam.RolePolicyAttachment(
    ...child(endpoint, "policy-attachment", {
      args: { role: role.name, policyArn: policy.arn },
      adjust: endpoint.transform.attachment,
    }),
  );
}

function createFunction(
  endpoint: Endpoint,
  name: string,
  {
    role,
    attachment,
    keyParameter,
    logGroup,
  }: {
    role: iam.Role;
    attachment: iam.RolePolicyAttachment;
    keyParameter: ssm.Parameter;
    logGroup: cloudwatch.LogGroup;
  },
): lambda.Function {
  const { args, checked } = endpoint;
  const { reservedConcurrency, memorySize } = checked;
  const code = { "index.js": new pulumi.asset.FileAsset(join(AWS_FUNCTION, "index.js")) };
  return new lambda.Function(
    ...child<lambda.FunctionArgs>(endpoint, "function", {
      args: {
        name,
        role: role.arn,
        runtime: "nodejs22.x",
        architectures: ["arm64"],
        code: new pulumi.asset.AssetArchive(code),
        handler: "index.handler",
        timeout: TIMEOUT_SECONDS,
        memorySize,
        // nothing in it is secret: the function reads the keys itself
        environment: {
          variables: {
            ...variablesOf(args.storage, checked),
            TRTC_CALLBACK_KEY_PARAMETER: keyParameter.name,
          },
        },
        // a line is a line of the function's own, ready for replay-events
        loggingConfig: { logFormat: "Text", logGroup: logGroup.name },
        ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
        ...tagsOf(endpoint),
      },
      // the first callback must find the permissions there
      opts: { dependsOn: [attachment, logGroup] },
      adjust: endpoint.transform.function,
    }),
  );
}

function createUrl(endpoint: Endpoint, handler: lambda.Function): lambda.FunctionUrl {
  return new lambda.FunctionUrl(
    ...child(endpoint, "url", {
      // the provider adds both permissions that an open URL needs, from 7.16 on
      args: { functionName: handler.name, authorizationType: "NONE" },
      adjust: endpoint.transform.url,
    }),
  );
}
