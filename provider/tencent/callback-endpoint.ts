import * as pulumi from "@pulumi/pulumi";
import { child } from "../component/child";
import type { Adjust, Family } from "../component/child";
import { physicalName } from "../component/physical-name";
import type {
  CallbackEndpointArgs as SharedArgs,
  CallbackEndpointOutputs,
} from "../endpoint/callback-endpoint";
import { consoleSteps } from "../endpoint/console-steps";
import { TENCENT_FUNCTION } from "../endpoint/function-files";
import { endpointKeys } from "../endpoint/keys";
import { placeOf } from "../endpoint/place";
import { variablesOf } from "../endpoint/variables";
import { checkedScfEndpoint } from "./callback-arguments";
import type { CheckedScfEndpoint } from "./callback-arguments";
import { endpointPolicy, scfTrust } from "./callback-policies";
import { CamPolicy } from "./cam-policy";
import type { CamPolicyArgs } from "./cam-policy";
import { CamRole } from "./cam-role";
import type { CamRoleArgs } from "./cam-role";
import { CamRolePolicyAttachment } from "./cam-role-policy-attachment";
import type { CamRolePolicyAttachmentArgs } from "./cam-role-policy-attachment";
import { ScfFunction } from "./scf-function";
import type { ScfFunctionArgs } from "./scf-function";
import { ScfFunctionUrl } from "./scf-function-url";
import type { ScfFunctionUrlArgs } from "./scf-function-url";

/** Adjusts each child right before it is made. */
export interface CallbackEndpointTransform {
  /** What the function runs as. */
  role?: Adjust<CamRoleArgs>;
  /** What the role may do. */
  policy?: Adjust<CamPolicyArgs>;
  /** The policy at the role. */
  attachment?: Adjust<CamRolePolicyAttachmentArgs>;
  /** The function. */
  function?: Adjust<ScfFunctionArgs>;
  /** Its address. */
  url?: Adjust<ScfFunctionUrlArgs>;
}

/** The arguments of a `CallbackEndpoint` on Tencent Cloud. */
export interface CallbackEndpointArgs extends SharedArgs {
  /** Region of the function. Another one is another address. Replaces. @default - the bucket's */
  region?: pulumi.Input<string> | undefined;
  /** Memory of the function in MB: 64, or 128 to 3072 in steps of 128. Updates. @default 128 */
  memorySize?: number | undefined;
  /** Adjusts each child right before it is made. @default - nothing is adjusted */
  transform?: CallbackEndpointTransform | undefined;
}

/**
 * An address for TRTC's callbacks: a web function of SCF behind a URL of its own, which verifies each callback and puts its event
 * into a bucket, once however often it is sent.
 *
 * What is not signed with the key, is for another application or is too old is refused and leaves nothing but a line in the log.
 * The function may put objects under `trtc-events/` and see whether they are there. Its keys stand in its environment: a
 * rotated one is an update of the function and leaves its address as it is.
 *
 * @example An endpoint beside the slices
 * ```ts
 * const storage = new CosSliceStorage("slices", { fileNamePrefix: ["prod", "classroom"] });
 * const endpoint = new CallbackEndpoint("callbacks", { sdkAppIds: [1400000001], storage });
 * export const { url, key, consoleSteps } = endpoint;
 * ```
 * @example A bucket that is there already, and a key that the console has
 * ```ts
 * new CallbackEndpoint("callbacks", {
 *   sdkAppIds: [1400000001],
 *   storage: { bucket: "archive-1250000000", region: "ap-singapore" },
 *   key: config.requireSecret("callbackKey"),
 * });
 * ```
 * @example A key rotated in two steps: the console is moved to the new one in between
 * ```ts
 * new CallbackEndpoint("callbacks", { ...args, rotateKey: "2026-11" });
 * new CallbackEndpoint("callbacks", { ...args, rotateKey: "2026-11", keepPreviousKey: false });
 * ```
 * @example A child adjusted
 * ```ts
 * new CallbackEndpoint("callbacks", { ...args, transform: { function: (web) => { web.timeout = 20; } } });
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
    const checked = checkedScfEndpoint(name, args);
    super("trtc:tencent:CallbackEndpoint", name, {}, opts);
    const { transform = {} } = args;
    const endpoint: Endpoint = { name, parent: this, args, checked, transform };

    const { key, accepted } = endpointKeys(endpoint, args, checked);
    const role = createRole(endpoint);
    const policy = createPolicy(endpoint);
    const attachment = attachPolicy(endpoint, role, policy);
    const web = createFunction(endpoint, { role, attachment, accepted });
    const { url } = createUrl(endpoint, web);

    this.sdkAppIds = checked.sdkAppIds;
    this.url = url;
    this.key = key;
    this.consoleSteps = url.apply((address) => consoleSteps(address, checked.sdkAppIds));
    this.registerOutputs({
      sdkAppIds: this.sdkAppIds,
      url: this.url,
      key: this.key,
      consoleSteps: this.consoleSteps,
    });
  }
}

/** What every child is made from. */
interface Endpoint extends Family {
  args: CallbackEndpointArgs;
  checked: CheckedScfEndpoint;
  transform: CallbackEndpointTransform;
}

const MAX_NAME_IN_ACCOUNT = 128;
const MAX_FUNCTION_NAME = 60;
const MAX_DESCRIPTION = 300;
/** TRTC waits for five seconds; the rest is for a cold start. */
const TIMEOUT_SECONDS = 10;

function createRole(endpoint: Endpoint): CamRole {
  return new CamRole(
    ...child<CamRoleArgs>(endpoint, "role", {
      args: {
        roleName: nameInAccount(endpoint),
        policyDocument: scfTrust(),
        description: descriptionOf(endpoint),
      },
      adjust: endpoint.transform.role,
    }),
  );
}

function createPolicy(endpoint: Endpoint): CamPolicy {
  return new CamPolicy(
    ...child<CamPolicyArgs>(endpoint, "policy", {
      args: {
        policyName: nameInAccount(endpoint),
        policyDocument: pulumi.output(placeOf(endpoint.args.storage)).apply(endpointPolicy),
      },
      adjust: endpoint.transform.policy,
    }),
  );
}

/** A storage of the same name has a policy too: this one is another. */
function nameInAccount({ name }: Endpoint): string {
  return physicalName([pulumi.getProject(), pulumi.getStack(), name, "events"], MAX_NAME_IN_ACCOUNT);
}

function descriptionOf({ name }: Endpoint): string {
  const text = `stores TRTC events for ${name} in ${pulumi.getProject()} ${pulumi.getStack()}`;
  // all that the models let a function's description hold
  return text.replace(/[^A-Za-z0-9 ,.]/g, " ").slice(0, MAX_DESCRIPTION);
}

function attachPolicy(endpoint: Endpoint, role: CamRole, policy: CamPolicy): CamRolePolicyAttachment {
  return new CamRolePolicyAttachment(
    ...child<CamRolePolicyAttachmentArgs>(endpoint, "policy-attachment", {
      args: { roleName: role.roleName, policyName: policy.policyName },
      adjust: endpoint.transform.attachment,
    }),
  );
}

function createFunction(
  endpoint: Endpoint,
  {
    role,
    attachment,
    accepted,
  }: { role: CamRole; attachment: CamRolePolicyAttachment; accepted: pulumi.Output<string> },
): ScfFunction {
  const { args, checked } = endpoint;
  return new ScfFunction(
    ...child<ScfFunctionArgs>(endpoint, "function", {
      args: {
        functionName: functionName(endpoint),
        region: args.region ?? placeOf(args.storage).region,
        codePath: TENCENT_FUNCTION,
        runtime: "Nodejs18.15",
        type: "http",
        memorySize: checked.memorySize,
        timeout: TIMEOUT_SECONDS,
        environment: { ...variablesOf(args.storage, checked), TRTC_CALLBACK_KEYS: accepted },
        role: role.roleName,
        description: descriptionOf(endpoint),
      },
      // the first callback must find the permissions there
      opts: { dependsOn: [attachment] },
      adjust: endpoint.transform.function,
    }),
  );
}

/** A function's name begins with a letter, other names need not. */
function functionName({ name }: Endpoint): string {
  return `trtc-${physicalName([name], MAX_FUNCTION_NAME - "trtc-".length)}`;
}

function createUrl(endpoint: Endpoint, web: ScfFunction): ScfFunctionUrl {
  return new ScfFunctionUrl(
    ...child<ScfFunctionUrlArgs>(endpoint, "url", {
      // who calls is told by the signature, which TRTC cannot make for CAM
      args: { functionName: web.functionName, region: web.region, authType: "NONE" },
      adjust: endpoint.transform.url,
    }),
  );
}
