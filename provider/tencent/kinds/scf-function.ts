import { createHash } from "node:crypto";
import type {
  CreateFunctionRequest,
  DeleteFunctionRequest,
  GetFunctionAddressRequest,
  GetFunctionRequest,
  UpdateFunctionCodeRequest,
  UpdateFunctionConfigurationRequest,
  Variable,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/scf/v20180416/scf_models";
import { UNFINISHED, UnfinishedError } from "../../resource/kind";
import type { ResourceKind } from "../../resource/kind";
import { isBag, knownValue, problem, shown, UNKNOWN } from "../../resource/schema";
import type { Bag, ObjectProperty, Rule } from "../../resource/schema";
import { canonicalJson } from "../../resource/canonical-json";
import { operationBudget } from "../../trtc/attempt";
import { InputError, ServiceError } from "../../trtc/errors";
import { COS_REGIONS } from "./cos-bucket";
import { madeOnce } from "./made-once";
import { scfCalls, WAIT_MS } from "./scf-calls";
import type { ScfFunctionCalls, ScfParts } from "./scf-calls";
import { unlessGone } from "./unless-gone";

const PAGE = "https://www.tencentcloud.com/document/product/583/18586";

/** In MB: 64, and steps of 128. */
const MEMORY_SIZES: readonly number[] = [64, ...Array.from({ length: 24 }, (_, step) => 128 * (step + 1))];

/** The arguments of a function. */
export const scfFunctionSchema = {
  type: "object",
  additionalProperties: false,
  required: ["functionName", "region", "codePath", "codeSha256"],
  properties: {
    functionName: {
      type: "string",
      pattern: "^[A-Za-z][A-Za-z0-9_-]{0,58}[A-Za-z0-9]$",
      changes: "replaces",
      allowed: "2 to 60 letters, digits, _ and -, a letter first, a letter or digit last",
      cure: "choose a name that no function of the region has",
      page: PAGE,
    },
    region: {
      type: "string",
      enum: COS_REGIONS,
      changes: "replaces",
      cure: "set region, TENCENTCLOUD_REGION or trtc:region to one of these in which SCF runs",
      page: "https://www.tencentcloud.com/document/product/583/9299",
    },
    codePath: {
      type: "string",
      minLength: 1,
      changes: "updates",
      allowed: "the path of a .zip file",
      cure: "give the path of the code, packed as a .zip file",
      page: PAGE,
    },
    codeSha256: {
      type: "string",
      pattern: "^[0-9a-f]{64}$",
      changes: "updates",
      allowed: "64 hex digits in lower case",
      cure: "give the SHA-256 of the file, or leave it out to have it computed",
    },
    handler: {
      type: "string",
      minLength: 1,
      maxLength: 128,
      changes: "updates",
      allowed: 'file and function, such as "index.main_handler"',
      cure: "say what is called in an event function, a web function starts scf_bootstrap",
      page: PAGE,
    },
    runtime: {
      type: "string",
      enum: ["Nodejs16.13", "Nodejs18.15", "Python3.9", "Python3.10", "Php8.0", "Go1", "CustomRuntime"],
      default: "Nodejs18.15",
      changes: "replaces",
      cure: "choose one",
      page: PAGE,
    },
    type: {
      type: "string",
      enum: ["event", "http"],
      default: "event",
      changes: "replaces",
      cure: "choose one",
    },
    memorySize: {
      type: "integer",
      enum: MEMORY_SIZES,
      default: 128,
      changes: "updates",
      allowed: "64, or 128 to 3072 in steps of 128 (MB)",
      cure: "choose one of these",
      page: PAGE,
    },
    timeout: {
      type: "integer",
      minimum: 1,
      maximum: 900,
      default: 10,
      unit: "seconds",
      changes: "updates",
      cure: "choose a time in this range",
      page: PAGE,
    },
    environment: {
      type: "object",
      additionalProperties: {
        type: "string",
        minLength: 1,
        secret: true,
        cure: "give a text, or leave the variable out",
      },
      secret: true,
      changes: "updates",
      allowed: "texts by name",
      cure: "give a text for each variable",
      page: "https://www.tencentcloud.com/document/product/583/32748",
    },
    // how a change is seen without the values in state: the lifecycle writes it, a program cannot
    environmentFingerprint: {
      type: "string",
      minLength: 1,
      maxLength: 0,
      changes: "updates",
      allowed: "nothing",
      cure: "give environment itself",
    },
    role: {
      type: "string",
      minLength: 1,
      changes: "updates",
      allowed: "the name of a role that trusts scf.qcloud.com",
      cure: "hand on the roleName of a CamRole",
      page: PAGE,
    },
    description: {
      type: "string",
      maxLength: 1000,
      default: "",
      changes: "updates",
      allowed: "a text of at most 1000 characters",
      cure: "shorten it",
    },
  },
} as const satisfies ObjectProperty;

interface ScfFunctionInputs {
  functionName: string;
  region: string;
  codePath: string;
  codeSha256: string;
  handler?: string;
  runtime: string;
  type: "event" | "http";
  memorySize: number;
  timeout: number;
  environment?: Record<string, string>;
  role?: string;
  description: string;
}

interface ScfFunctionState extends Omit<ScfFunctionInputs, "environment"> {
  environmentFingerprint: string;
  /** What the cloud says of the code that was sent last: in a form of its own, on no page. */
  deployedCodeSha256: string;
}

const VARIABLE = /^(?!SCF_|QCLOUD_|TENCENTCLOUD_)[A-Za-z][A-Za-z0-9_]{0,63}$/;

const variableNames: Rule = (inputs) => {
  const environment = knownValue(inputs, "environment");
  const wrong = isBag(environment)
    ? Object.keys(environment).find((name) => !VARIABLE.test(name))
    : undefined;
  if (wrong === undefined) return undefined;
  return problem(
    "environment",
    `with a variable ${shown(wrong)}`,
    "names of 1 to 64 letters, digits and _, a letter first, and none that begins with SCF_, QCLOUD_ or TENCENTCLOUD_",
    "rename it, those belong to the platform",
  );
};

export interface ScfFunctionParts extends ScfParts {
  /** The bytes of a file. */
  readFile(path: string): Promise<Uint8Array>;
}

const MEGABYTE = 1024 * 1024;
const MAX_NEW_CODE = 50 * MEGABYTE;
const MAX_CHANGED_CODE = 20 * MEGABYTE;
const TYPES = { event: "Event", http: "HTTP" } as const;
const LATEST = "$LATEST";
const CONFIGURATION = ["description", "memorySize", "timeout", "environmentFingerprint", "role"];
const CODE = ["codeSha256", "handler"];

type Address = Pick<ScfFunctionInputs, "functionName" | "region">;

/** A function of SCF. Making and changing it takes a while: each is waited for. */
export function scfFunction(parts: ScfFunctionParts): ResourceKind<ScfFunctionInputs, ScfFunctionState> {
  const { scf, readFile } = parts;
  return {
    resource: "ScfFunction",
    schema: scfFunctionSchema,
    rules: [variableNames],

    asInState: (inputs, state) => ({
      ...inputs,
      environmentFingerprint: fingerprintOf(inputs["environment"]),
      // the same code has another path on another machine: it stands in where no code is read
      ...(hasCode(state, inputs) && { codePath: state["codePath"] }),
    }),
    // a name is taken until its function is gone
    deleteBeforeReplace: (state, inputs) =>
      state.functionName === inputs.functionName && state.region === inputs.region,

    async create(inputs) {
      const deployedCodeSha256 = await deploy(inputs, scfCalls(parts, inputs));
      const environmentFingerprint = fingerprintOf(inputs.environment);
      return { id: inputs.functionName, outputs: { environmentFingerprint, deployedCodeSha256 } };
    },

    async read(_id, state) {
      const seen = await unlessGone(getFunction(state));
      if (seen === undefined) return undefined;
      const deployed = await unlessGone(deployedCode(state));
      if (deployed === undefined) return undefined;
      return {
        // what somebody else deployed is none of the code that is wished for
        codeSha256: deployed === state.deployedCodeSha256 ? state.codeSha256 : deployed,
        handler: state.handler === undefined ? undefined : seen["Handler"],
        runtime: seen["Runtime"] ?? state.runtime,
        type: typeof seen["Type"] === "string" ? seen["Type"].toLowerCase() : state.type,
        memorySize: seen["MemorySize"],
        timeout: seen["Timeout"],
        environmentFingerprint: fingerprintOf(variablesIn(seen)),
        role: roleNameIn(seen),
        description: seen["Description"] ?? "",
      };
    },

    async update(_id, state, inputs, changed) {
      const calls = scfCalls(parts, state);
      const { Status: status } = await settled(state, calls);
      // what never came to life cannot be changed
      if (status === "CreateFailed") {
        await remove(state, calls);
        return { deployedCodeSha256: await deploy(inputs, calls) };
      }
      if (CONFIGURATION.some((path) => changed.has(path))) await configure(inputs, changed, calls);
      if (!CODE.some((path) => changed.has(path))) return {};
      await sendCode(inputs, calls);
      return { deployedCodeSha256: await deployedCode(state) };
    },

    delete: (_id, state) => remove(state, scfCalls(parts, state)),
  };

  /** Makes the function and waits until it is there; answers what the cloud says of its code. */
  async function deploy(inputs: ScfFunctionInputs, calls: ScfFunctionCalls): Promise<string> {
    const { functionName } = inputs;
    await createFunction(inputs, calls);
    const keep = (error: unknown): never => {
      throw unfinished(functionName, error instanceof Error ? error : new Error(String(error)));
    };
    const failure = await outcome(inputs, calls).catch(keep);
    // nothing is left of it
    if (failure !== undefined) throw failure;
    return deployedCode(inputs).catch(keep);
  }

  async function createFunction(inputs: ScfFunctionInputs, calls: ScfFunctionCalls): Promise<void> {
    const { functionName, region, runtime, type, memorySize, timeout, description } = inputs;
    const code = await codeOf(inputs, MAX_NEW_CODE);
    const environment = inputs.environment === undefined ? {} : environmentOf(inputs.environment);
    await madeOnce({
      find: () => unlessGone(getFunction(inputs)),
      make: () =>
        calls.call({
          action: "CreateFunction",
          params: {
            FunctionName: functionName,
            Code: { ZipFile: code },
            ...(inputs.handler !== undefined && { Handler: inputs.handler }),
            Description: description,
            MemorySize: memorySize,
            Timeout: timeout,
            ...environment,
            Runtime: runtime,
            ...(inputs.role !== undefined && { Role: inputs.role }),
            Type: TYPES[type],
          } satisfies CreateFunctionRequest,
          repeatable: false,
        }),
      taken: () =>
        new InputError(
          `functionName is "${functionName}", which a function in ${region} has: choose another one`,
        ),
      unfinished: (cause) => unfinished(functionName, cause),
    });
  }

  /** Why a new function did not come to life, and then it is deleted; undefined when it did. */
  async function outcome(address: Address, calls: ScfFunctionCalls): Promise<ServiceError | undefined> {
    const seen = await settled(address, calls);
    if (seen["Status"] === "Active") return undefined;
    await remove(address, calls);
    return failureOf(address, seen);
  }

  async function configure(
    inputs: ScfFunctionInputs,
    changed: ReadonlySet<string>,
    calls: ScfFunctionCalls,
  ): Promise<void> {
    const { functionName, memorySize, timeout, description, role = "", environment = {} } = inputs;
    await calls.call({
      action: "UpdateFunctionConfiguration",
      params: {
        FunctionName: functionName,
        Description: description,
        MemorySize: memorySize,
        Timeout: timeout,
        ...(changed.has("environmentFingerprint") && environmentOf(environment)),
        ...(changed.has("role") && { Role: role }),
      } satisfies UpdateFunctionConfigurationRequest,
      repeatable: true,
    });
    await untilActive(inputs, calls);
  }

  async function sendCode(inputs: ScfFunctionInputs, calls: ScfFunctionCalls): Promise<void> {
    const { functionName, handler } = inputs;
    await calls.call({
      action: "UpdateFunctionCode",
      params: {
        FunctionName: functionName,
        ZipFile: await codeOf(inputs, MAX_CHANGED_CODE),
        ...(handler !== undefined && { Handler: handler }),
      } satisfies UpdateFunctionCodeRequest,
      repeatable: true,
    });
    await untilActive(inputs, calls);
  }

  async function untilActive(address: Address, calls: ScfFunctionCalls): Promise<void> {
    const seen = await settled(address, calls);
    if (seen["Status"] !== "Active") throw failureOf(address, seen);
  }

  /** What the cloud says of the function once nothing is under way. */
  async function settled(address: Address, calls: ScfFunctionCalls): Promise<Bag> {
    let last = "";
    const seen = await calls.until(async () => {
      const answer = await getFunction(address);
      last = statusIn(answer);
      return last === "Active" || last.endsWith("Failed") ? { answer } : last;
    });
    if (seen !== undefined) return seen;
    throw new ServiceError(
      `function ${address.functionName} is still ${last} after ${WAIT_MS / 1000} s: run pulumi up again in a few minutes`,
    );
  }

  async function remove(address: Address, calls: ScfFunctionCalls): Promise<void> {
    const { functionName } = address;
    const deletion = calls.call({
      action: "DeleteFunction",
      params: { FunctionName: functionName } satisfies DeleteFunctionRequest,
      repeatable: true,
    });
    if ((await unlessGone(deletion)) === undefined) return;
    // its name and its role are in use until it is gone
    const seen = await calls.until<Bag | "gone">(async () => {
      const answer = await unlessGone(getFunction(address));
      if (answer === undefined) return { answer: "gone" };
      return statusIn(answer) === "DeleteFailed" ? { answer } : statusIn(answer);
    });
    if (seen === "gone") return;
    if (seen !== undefined) throw failureOf(address, seen);
    throw new ServiceError(
      `function ${functionName} is still being deleted after ${WAIT_MS / 1000} s: run it again in a few minutes`,
    );
  }

  function getFunction({ functionName, region }: Address): Promise<Bag> {
    return scf.call({
      action: "GetFunction",
      params: {
        FunctionName: functionName,
        Qualifier: LATEST,
        ShowCode: "FALSE",
      } satisfies GetFunctionRequest,
      region,
      repeatable: true,
      budget: operationBudget(),
    });
  }

  async function deployedCode({ functionName, region }: Address): Promise<string> {
    const { CodeSha256: hash } = await scf.call({
      action: "GetFunctionAddress",
      params: { FunctionName: functionName, Qualifier: LATEST } satisfies GetFunctionAddressRequest,
      region,
      repeatable: true,
      budget: operationBudget(),
    });
    return typeof hash === "string" ? hash : "";
  }

  /** The code as the API takes it. */
  async function codeOf({ codePath, codeSha256 }: ScfFunctionInputs, maxBytes: number): Promise<string> {
    const bytes = await readFile(codePath).catch((error: unknown) => {
      throw unreadableCode(codePath, error);
    });
    if (bytes.length > maxBytes)
      throw new InputError(
        `codePath is "${codePath}", a file of ${bytes.length} bytes, allowed are ${maxBytes}: leave out of the .zip file what the function does not need`,
      );
    if (sha256(bytes) === codeSha256) return Buffer.from(bytes).toString("base64");
    throw new InputError(
      `codeSha256 is not that of the file "${codePath}": build the code before pulumi up, and leave codeSha256 out to have it computed`,
    );
  }
}

/** The SHA-256 of a file's bytes in hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The problem with a file of code that is not there. */
export function unreadableCode(codePath: string, error: unknown): InputError {
  const code = isBag(error) && typeof error["code"] === "string" ? error["code"] : "unknown reason";
  return new InputError(
    `codePath is "${codePath}", which cannot be read (${code}): build the code and give the path of its .zip file`,
  );
}

/** For state: nothing of the function is known to be there as it is wished for. */
function unfinished(functionName: string, cause: Error): UnfinishedError {
  const outs = { codeSha256: "", deployedCodeSha256: "", environmentFingerprint: "" };
  return new UnfinishedError(functionName, outs, cause);
}

/** Whether the code in state is the one that is wished for, and called in the same way. */
function hasCode(state: Bag, inputs: Bag): boolean {
  // of one that is not finished a refresh may say the same hash, and all of it is sent again
  return state[UNFINISHED] !== true && CODE.every((path) => inputs[path] === state[path]);
}

function statusIn({ Status: status }: Bag): string {
  return typeof status === "string" ? status : "without a status";
}

function failureOf({ functionName }: Address, seen: Bag): ServiceError {
  const reasons = Array.isArray(seen["StatusReasons"]) ? seen["StatusReasons"].filter(isBag) : [];
  const said = reasons.map(
    ({ ErrorCode: code, ErrorMessage: message }) => `${String(code)} (${String(message)})`,
  );
  const { StatusDesc: description } = seen;
  if (said.length === 0 && typeof description === "string" && description !== "") said.push(description);
  const why = said.length === 0 ? "the cloud gives no reason" : said.join(", ");
  return new ServiceError(
    `function ${functionName} is ${statusIn(seen)}: ${why}: correct this and run pulumi up again`,
  );
}

/** In the order of their names: the same variables are the same request. */
function environmentOf(environment: Record<string, string>): { Environment: { Variables: Variable[] } } {
  const names = Object.keys(environment).sort();
  return { Environment: { Variables: names.map((name) => ({ Key: name, Value: environment[name] ?? "" })) } };
}

function variablesIn({ Environment: environment }: Bag): Bag {
  const variables = isBag(environment) ? environment["Variables"] : undefined;
  const list: unknown[] = Array.isArray(variables) ? variables : [];
  return Object.fromEntries(list.filter(isBag).map(({ Key: key, Value: value }) => [String(key), value]));
}

/** First 16 hex digits of a SHA-256 over names and values; what is only known later while one of them is. */
function fingerprintOf(environment: unknown): string {
  const variables = environment ?? {};
  if (variables === UNKNOWN || (isBag(variables) && Object.values(variables).includes(UNKNOWN)))
    return UNKNOWN;
  return createHash("sha256").update(canonicalJson(variables)).digest("hex").slice(0, 16);
}

/** A role may be named by its whole path, `qcs::cam::uin/…:roleName/…`. */
function roleNameIn({ Role: role }: Bag): string | undefined {
  return typeof role === "string" && role !== "" ? role.slice(role.lastIndexOf("/") + 1) : undefined;
}
