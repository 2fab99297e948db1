import { isBag, UNKNOWN } from "../resource/schema";
import { engineRequests, leavesOf } from "./engine-requests";
import type { ConfigValue, EngineRequests, Leaf } from "./engine-requests";
import { stackPolicy } from "./policy";
import type { SingleResource, Violation } from "./policy";
import { CALLBACK_KEY, CAM_ACCESS_KEY, IAM_ACCESS_KEY, STACK } from "./resource-types";
import type { StackResource } from "./stack-resource";
import { isSecretInput } from "./task-types";

/**
 * What it sees: keys of the stack's configuration that hold a key by their name; the secret inputs of tasks; and where the value of
 * one of these, or of a key that the stack makes, stands unmarked in the inputs of a resource or in the outputs of the stack.
 *
 * What it cannot see: a value that is only known later, so that a key that is just being made is looked for by the next run; a
 * value that was changed on the way, such as by Base64; texts of less than eight characters; and what leaves the program without
 * becoming a property. Structured configuration with one secret in it is secret as a whole: the engine does not say which leaf is.
 */
export const secretsMarked = stackPolicy({
  name: "secrets-marked",
  description: "Keys are marked secret in the stack's configuration, and stand nowhere in the clear.",
  remediationSteps:
    "Set a key again with pulumi config set --secret, read it with config.requireSecret, and wrap other values in pulumi.secret.",
  ofResource: (resource) => unmarkedIn(resource, engineRequests),
  ofStack: (resources) => unmarkedAnywhere(resources, engineRequests),
});

/** Names of the configuration under which a key stands, the last one of a path or one above it. */
const KEY_NAME =
  /(secret|secretId|secretKey|accessKey|callbackKey|apiKey|privateKey|privateMapKey|password|passphrase|token|userSig)(?=[.[]|$)/i;
/** A shorter text would be found by chance. */
const MIN_SECRET = 8;
/** Ids of keys, secret in a task and in the clear where the cloud shows them. */
const KEY_IDS = ["storage.accessKey", "moderationParams.moderationSupplierParam.secretId"];
/** Outputs of keys that the stack makes. */
const SECRET_OUTPUTS: Readonly<Record<string, string>> = {
  [CAM_ACCESS_KEY]: "secretAccessKey",
  [CALLBACK_KEY]: "key",
  [IAM_ACCESS_KEY]: "secret",
};

/** A secret and what it is, in words. */
interface Secret {
  text: string;
  is: string;
}

/** What can be said of a resource before the others are known. */
export function unmarkedIn({ urn, type }: SingleResource, { config, inputs }: EngineRequests): string[] {
  if (!inputs.has(urn))
    return [
      "marks of secrets cannot be seen: make the policies with slicingPolicies(), and install one version of @pulumi/pulumi",
    ];
  const wire = inputs.get(urn);
  // a default provider repeats the configuration, of which the engine says itself what is secret
  const secrets = type.startsWith("pulumi:providers:") ? [] : configSecrets(config);
  return [
    ...(type === STACK ? plainKeys(config) : []),
    ...plainInputsOf(type, wire),
    ...inTheClear(openTexts(type, wire), secrets),
  ];
}

/** Where a key of a task, or one that the stack makes, stands in the clear. */
export function unmarkedAnywhere(
  resources: readonly StackResource[],
  { config, inputs, outputs }: EngineRequests,
): Violation[] {
  const ofConfig = configSecrets(config);
  // those were looked for in each resource
  const before = new Set(ofConfig.map(({ text }) => text));
  const own = resources.flatMap((resource) => ownSecrets(resource, { inputs, outputs }));
  const secrets = uniqueSecrets(own.filter(({ text }) => !before.has(text)));
  return resources.flatMap(({ urn, type }) => {
    const ofStack =
      type === STACK
        ? inTheClear(openTexts(type, outputs.get(urn)), [...secrets, ...ofConfig]).map(
            (said) => `output ${said}`,
          )
        : [];
    return [...inTheClear(openTexts(type, inputs.get(urn)), secrets), ...ofStack].map((message) => ({
      urn,
      message,
    }));
  });
}

/** Many tasks share a key: the first is named. */
function uniqueSecrets(secrets: readonly Secret[]): Secret[] {
  const first = new Map<string, Secret>();
  for (const secret of secrets) if (!first.has(secret.text)) first.set(secret.text, secret);
  return [...first.values()];
}

function plainKeys(config: ReadonlyMap<string, ConfigValue>): string[] {
  return configLeaves(config)
    .filter(({ path, isSecret }) => KEY_NAME.test(path) && !isSecret)
    .map(
      ({ key, path }) =>
        `configuration ${path} is in the clear, allowed is a secret: run pulumi config set --secret ${path === key ? key : `--path '${path}'`}, and make a new key if the file was shared`,
    );
}

function plainInputsOf(type: string, wire: unknown): string[] {
  return leavesOf(wire)
    .filter(({ path, isSecret, text }) => isSecretInput(type, path) && !isSecret && text !== UNKNOWN)
    .map(({ path }) => `${path} is in the clear, allowed is a secret: wrap it in pulumi.secret`);
}

function configSecrets(config: ReadonlyMap<string, ConfigValue>): Secret[] {
  return configLeaves(config)
    .filter(({ path, isSecret, text }) => (isSecret || KEY_NAME.test(path)) && isLongEnough(text))
    .map(({ path, text }) => ({ text, is: `configuration ${path}` }));
}

/** A text of the configuration. */
interface ConfigLeaf extends Leaf {
  /** The whole key, of which the path may say more. */
  key: string;
}

function configLeaves(config: ReadonlyMap<string, ConfigValue>): ConfigLeaf[] {
  return [...config].flatMap(([key, { value, isSecret }]) =>
    textsIn(structured(value), key).map((leaf) => ({ ...leaf, key, isSecret })),
  );
}

/** Lists and maps as such, all else as it is. */
function structured(value: string): unknown {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" ? parsed : value;
  } catch {
    return value;
  }
}

/** Every text and number at its path as `pulumi config --path` takes it. */
function textsIn(value: unknown, path: string): { path: string; text: string }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, `${path}[${index}]`));
  if (isBag(value)) return Object.entries(value).flatMap(([key, item]) => textsIn(item, `${path}.${key}`));
  return [{ path, text: String(value) }];
}

function ownSecrets(
  { urn, type, name }: StackResource,
  { inputs, outputs }: Pick<EngineRequests, "inputs" | "outputs">,
): Secret[] {
  const output = SECRET_OUTPUTS[type];
  const found = [
    ...leavesOf(inputs.get(urn)).filter(({ path }) => isSecretInput(type, path)),
    ...(output === undefined ? [] : leavesOf(outputs.get(urn)).filter(({ path }) => path === output)),
  ];
  return found
    .filter(({ path, text }) => !KEY_IDS.includes(path) && text !== UNKNOWN && isLongEnough(text))
    .map(({ path, text }) => ({ text, is: `${path} of ${name}` }));
}

function isLongEnough(text: string): boolean {
  return text.length >= MIN_SECRET;
}

/** What stands unmarked in properties, but for the keys of a task: these are looked at with the task. */
function openTexts(type: string, wire: unknown): Leaf[] {
  return leavesOf(wire).filter(({ path, isSecret }) => !isSecret && !isSecretInput(type, path));
}

function inTheClear(open: readonly Leaf[], secrets: readonly Secret[]): string[] {
  const messages = open.flatMap(({ path, text }) =>
    secrets
      .filter((secret) => text.includes(secret.text))
      .map(
        ({ is }) =>
          `${withoutSecrets(path, secrets)} holds ${is} in the clear, allowed is a secret: wrap it in pulumi.secret`,
      ),
  );
  return [...new Set(messages)];
}

/** A name in a map may hold a secret as well. */
function withoutSecrets(path: string, secrets: readonly Secret[]): string {
  return secrets.reduce((shown, { text }) => shown.replaceAll(text, "*"), path);
}
