import * as pulumi from "@pulumi/pulumi";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { isBag } from "../resource/schema";
import { InputError } from "../trtc/errors";

/** A value of the stack's configuration. */
export interface ConfigValue {
  value: string;
  isSecret: boolean;
}

/** What the engine tells an analyzer and `@pulumi/policy` does not hand on: which values are marked secret. */
export interface EngineRequests {
  /** The stack's configuration, by keys such as `trtc:region`. */
  config: ReadonlyMap<string, ConfigValue>;
  /** Inputs as they were sent, by URN; `leavesOf` reads them. */
  inputs: ReadonlyMap<string, unknown>;
  /** Outputs as they were sent, by URN. */
  outputs: ReadonlyMap<string, unknown>;
}

const config = new Map<string, ConfigValue>();
const inputs = new Map<string, unknown>();
const outputs = new Map<string, unknown>();
/** Names of the pack's policies and of their settings. */
const settingsOf = new Map<string, readonly string[]>();
let packName = "";
let isListening = false;

/** What was heard since `listenToEngine`. */
export const engineRequests: EngineRequests = { config, inputs, outputs };

/**
 * Listens to the requests of the engine. It also refuses a configuration that names what the pack does not have: the engine checks
 * the settings of known policies only.
 */
export function listenToEngine(): void {
  if (isListening) return;
  isListening = true;
  const { getAnalyzerInfo, configure, configureStack, analyze, analyzeStack } = AnalyzerService;

  const infoSent = getAnalyzerInfo.responseSerialize;
  getAnalyzerInfo.responseSerialize = (info) => {
    packName = info.getName();
    settingsOf.clear();
    for (const policy of info.getPoliciesList()) {
      const settings = policy.getConfigschema()?.getProperties()?.toJavaScript() ?? {};
      settingsOf.set(policy.getName(), Object.keys(settings));
    }
    return infoSent(info);
  };

  const configured = configure.requestDeserialize;
  configure.requestDeserialize = (bytes) => {
    const request = configured(bytes);
    const problems: string[] = [];
    request.getPolicyconfigMap().forEach((policy, name) => {
      problems.push(...unknownWords(name, Object.keys(policy.getProperties()?.toJavaScript() ?? {})));
    });
    // the handler answers with what it throws; thrown here, other words would stand before it
    if (problems.length > 0)
      request.getPolicyconfigMap = () => {
        throw sentence(problems.join("; "));
      };
    return request;
  };

  const stackConfigured = configureStack.requestDeserialize;
  configureStack.requestDeserialize = (bytes) => {
    const request = stackConfigured(bytes);
    const secretKeys = request.getConfigSecretKeysList();
    config.clear();
    request.getConfigMap().forEach((value, key) => {
      config.set(key, { value, isSecret: secretKeys.includes(key) });
    });
    return request;
  };

  const analyzed = analyze.requestDeserialize;
  analyze.requestDeserialize = (bytes) => {
    const request = analyzed(bytes);
    inputs.set(request.getUrn(), request.getProperties()?.toJavaScript());
    return request;
  };

  const stackAnalyzed = analyzeStack.requestDeserialize;
  analyzeStack.requestDeserialize = (bytes) => {
    const request = stackAnalyzed(bytes);
    outputs.clear();
    for (const resource of request.getResourcesList())
      outputs.set(resource.getUrn(), resource.getProperties()?.toJavaScript());
    return request;
  };
}

function unknownWords(name: string, settings: readonly string[]): string[] {
  if (name === "all") return [];
  const known = settingsOf.get(name);
  if (known === undefined)
    return [
      `${name} is not a policy of ${packName}, known are ${["all", ...settingsOf.keys()].join(", ")}: correct or remove it`,
    ];
  return settings
    .filter((setting) => !known.includes(setting))
    .map(
      (setting) =>
        `${name}.${setting} is not a setting, known are ${["enforcementLevel", ...known].join(", ")}: correct or remove it`,
    );
}

/** An error of which the engine prints the sentence and no stack. */
function sentence(message: string): InputError {
  const error = new InputError(message);
  error.stack = message;
  return error;
}

/** A text somewhere in properties as they were sent. */
export interface Leaf {
  /** Such as `storage.accessKey` or `rules.0.id`. */
  path: string;
  text: string;
  /** Marked secret itself, or something above it. */
  isSecret: boolean;
}

/** Every text in properties as they were sent; a name in a map is one too. */
export function leavesOf(wire: unknown, path = "", isSecret = false): Leaf[] {
  if (typeof wire === "string") return [{ path, text: wire, isSecret }];
  if (Array.isArray(wire))
    return wire.flatMap((item, index) => leavesOf(item, below(path, String(index)), isSecret));
  if (!isBag(wire)) return [];
  if (wire[pulumi.runtime.specialSigKey] === pulumi.runtime.specialSecretSig)
    return leavesOf(wire["value"], path, true);
  return Object.entries(wire).flatMap(([key, value]) => [
    { path: below(path, "*"), text: key, isSecret },
    ...leavesOf(value, below(path, key), isSecret),
  ]);
}

/** True when a property as it was sent holds something that is marked secret. */
export function isMarked(wire: unknown, property: string): boolean {
  return isBag(wire) && leavesOf(wire[property]).some(({ isSecret }) => isSecret);
}

function below(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
