import { integerAt, listAt, textAt } from "../api/params";
import type { Params } from "../api/service";
import { trusts } from "../cam/document";
import type { FunctionConfiguration, Variable } from "./functions";
import { refusal } from "./state";
import type { ScfState } from "./state";

const MEGABYTE = 1024 * 1024;
const MEMORY_STEP = 128;
const SMALLEST_MEMORY = 64;
/** 583/30228: names and values of all variables. */
const MAX_ENVIRONMENT_BYTES = 4096;
/** 583/30228: the platform's own. */
const RESERVED = /^(SCF|QCLOUD|TENCENTCLOUD|TECENTCLOUD)_/;
/** The product a function's role trusts. */
const SERVICE = "scf.qcloud.com";

export const DEFAULTS: FunctionConfiguration = {
  handler: "",
  description: "",
  memorySize: 128,
  timeout: 3,
  initTimeout: 65,
  variables: [],
  role: "",
  publicNet: { PublicNetStatus: "ENABLE", EipConfig: { EipStatus: "DISABLE", EipAddress: [] } },
};

/** Reads a validated parameter; empty when it is absent. */
function objectAt(params: Params, name: string): Params {
  const value = params[name];
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function isVariable(value: unknown): value is Variable {
  return typeof value === "object" && value !== null && "Key" in value && "Value" in value;
}

/** Reads tags, of which some may have no value. */
export function tagsOf(params: Params): readonly Variable[] {
  return listAt(params, "Tags")
    .filter((tag): tag is Pick<Variable, "Key"> => typeof tag === "object" && tag !== null && "Key" in tag)
    .map((tag) => ({ Key: tag.Key, Value: isVariable(tag) ? tag.Value : "" }));
}

function checkVariables(variables: readonly Variable[]): void {
  const names = variables.map(({ Key }) => Key);
  if (names.some((name) => RESERVED.test(name))) {
    throw refusal(
      "InvalidParameterValue.EnvironmentSystemProtect",
      "Names of environment variables must not begin with SCF_, QCLOUD_ or TENCENTCLOUD_.",
    );
  }
  if (new Set(names).size < names.length || !names.every((name) => /^[A-Za-z][A-Za-z0-9_]*$/.test(name))) {
    throw refusal(
      "InvalidParameterValue.Environment",
      "Names of environment variables must be of A-Z, a-z, 0-9 and _, begin with a letter and differ.",
    );
  }
  const bytes = variables.reduce((sum, { Key, Value }) => sum + Buffer.byteLength(Key + Value), 0);
  if (bytes <= MAX_ENVIRONMENT_BYTES) return;
  throw refusal(
    "InvalidParameterValue.EnvironmentExceededLimit",
    "The environment variables must have at most 4 KB together.",
  );
}

function variablesOf(params: Params): readonly Variable[] {
  const variables = listAt(objectAt(params, "Environment"), "Variables").filter(isVariable);
  checkVariables(variables);
  return variables.map(({ Key, Value }) => ({ Key, Value }));
}

function checkMemory(memorySize: number): void {
  if (memorySize === SMALLEST_MEMORY || memorySize % MEMORY_STEP === 0) return;
  throw refusal(
    "InvalidParameterValue.MemorySize",
    "Parameter MemorySize must be 64, or from 128 to 3072 in steps of 128.",
  );
}

/** A role that a function can take on. */
function checkRole({ cam }: ScfState, name: string): void {
  const role = cam.roles.named(name);
  if (role === undefined) throw refusal("ResourceNotFound.Role", "The role does not exist.");
  if (trusts(role.document, SERVICE)) return;
  throw refusal(
    "UnauthorizedOperation.Role",
    `The role's trust policy does not name the service ${SERVICE}.`,
  );
}

/** The configuration with what the call gives of it. Throws when a value is not possible. */
export function changedConfiguration(
  state: ScfState,
  before: FunctionConfiguration,
  params: Params,
): FunctionConfiguration {
  const memorySize = integerAt(params, "MemorySize") ?? before.memorySize;
  const role = "Role" in params ? textAt(params, "Role") : before.role;
  checkMemory(memorySize);
  if (role !== "") checkRole(state, role);
  return {
    handler: textAt(params, "Handler") || before.handler,
    description: "Description" in params ? textAt(params, "Description") : before.description,
    memorySize,
    timeout: integerAt(params, "Timeout") ?? before.timeout,
    initTimeout: integerAt(params, "InitTimeout") ?? before.initTimeout,
    variables: "Environment" in params ? variablesOf(params) : before.variables,
    role,
    publicNet: params["PublicNetConfig"] ?? before.publicNet,
  };
}

/** The bytes of a code package. */
export function zipOf(params: Params, { maxMegabytes }: { readonly maxMegabytes: number }): Buffer {
  const text = textAt(objectAt(params, "Code"), "ZipFile") || textAt(params, "ZipFile");
  if (text === "") {
    throw refusal("InvalidParameterValue.Code", "The code must be given as ZipFile, a zip file in base64.");
  }
  // one character at a time: what goes back over megabytes runs out of stack
  const digits = text.replace(/={1,2}$/, "");
  if (text.length % 4 !== 0 || digits === "" || /[^A-Za-z0-9+/]/.test(digits)) {
    throw refusal("InvalidParameterValue.ZipFileBase64BinasciiError", "ZipFile is not base64.");
  }
  const zip = Buffer.from(text, "base64");
  if (zip.length <= maxMegabytes * MEGABYTE) return zip;
  throw refusal("InvalidParameterValue.LimitExceeded", `The zip file must have at most ${maxMegabytes} MB.`);
}
