import { textAt } from "../api/params";
import type { Params } from "../api/service";
import { shownTime } from "../cam/shown-time";
import type { FunctionType, FunctionVersion, ScfFunction } from "./functions";
import { bootstrapProblem, readPackage } from "./package";
import type { FunctionPackage, PackageProblem } from "./package";
import { pageOf } from "./page";
import { changedConfiguration, DEFAULTS, tagsOf, zipOf } from "./parameters";
import { checkChangeable, checkNamespace, findFunction, qualifierOf, refusal } from "./state";
import type { ScfRun, ScfState } from "./state";
import { triggerView } from "./trigger-actions";

/** MB of the zip file, as the request types say. */
const MAX_NEW_CODE = 50;
const MAX_CHANGED_CODE = 20;
/** 583/11637: of one namespace. */
const MAX_FUNCTIONS = 50;
/** When CreateFunction names none. */
const DEFAULT_RUNTIME = "Python2.7";

/** The code, and why it does not become a function. */
function codeOf(
  zip: Buffer,
  type: FunctionType,
): { readonly code: FunctionPackage | undefined; readonly problem: PackageProblem | undefined } {
  const read = readPackage(zip);
  if ("message" in read) return { code: undefined, problem: read };
  return { code: read, problem: type === "HTTP" ? bootstrapProblem(read) : undefined };
}

function checkHandler(handler: string, type: FunctionType): void {
  if (type === "HTTP" || /^[A-Za-z][\w./:-]{0,58}[A-Za-z]$/.test(handler)) return;
  throw refusal(
    "InvalidParameterValue.Handler",
    "Parameter Handler of an event function must be of the form file.method.",
  );
}

const createFunction: ScfRun = (state, { params, region }) => {
  checkNamespace(params);
  const name = textAt(params, "FunctionName");
  const type = params["Type"] === "HTTP" ? "HTTP" : "Event";
  const zip = zipOf(params, { maxMegabytes: MAX_NEW_CODE });
  const configuration = changedConfiguration(state, DEFAULTS, params);
  checkHandler(configuration.handler, type);
  if (state.functions.find(region, name) !== undefined) {
    throw refusal("ResourceInUse.Function", "The function exists already.");
  }
  if (state.functions.all().filter((other) => other.region === region).length >= MAX_FUNCTIONS) {
    throw refusal("LimitExceeded.Function", `There are ${MAX_FUNCTIONS} functions already.`);
  }
  const { code, problem } = codeOf(zip, type);
  const runtime = textAt(params, "Runtime") || DEFAULT_RUNTIME;
  const latest = { ...configuration, code };
  state.functions.create({ region, name, type, runtime, tags: tagsOf(params), latest }, problem);
  return {};
};

const updateFunctionCode: ScfRun = (state, call) => {
  const found = findFunction(state, call);
  const zip = zipOf(call.params, { maxMegabytes: MAX_CHANGED_CODE });
  const handler = textAt(call.params, "Handler") || found.latest.handler;
  checkHandler(handler, found.type);
  checkChangeable(found, "FailedOperation.UpdateFunctionCode");
  const { code, problem } = codeOf(zip, found.type);
  state.functions.update(found, { ...found.latest, handler, code }, problem);
  return {};
};

const updateFunctionConfiguration: ScfRun = (state, call) => {
  const found = findFunction(state, call);
  const { params } = call;
  const configuration = changedConfiguration(state, found.latest, params);
  const runtime = textAt(params, "Runtime") || found.runtime;
  if (runtime !== found.runtime) {
    throw refusal("InvalidParameterValue.Runtime", "The runtime of a function cannot be changed.");
  }
  checkChangeable(found, "FailedOperation.UpdateFunctionConfiguration");
  state.functions.update(found, { ...configuration, code: found.latest.code }, undefined);
  return {};
};

const deleteFunction: ScfRun = (state, call) => {
  const found = findFunction(state, call, "ResourceNotFound.Function");
  if (found.status === "Creating" || found.status === "Updating") {
    throw refusal(
      "FailedOperation.DeleteFunction",
      `The function is in the state ${found.status}, in which it cannot be deleted.`,
    );
  }
  state.functions.remove(found);
  state.instances.forget(found);
  return {};
};

/** What lists and details say alike. */
function summaryOf({ runtime, tags, status, reasons, type, ...found }: ScfFunction): Params {
  return {
    FunctionName: found.name,
    FunctionId: found.functionId,
    Namespace: "default",
    Runtime: runtime,
    Type: type,
    Status: status,
    StatusDesc: "",
    StatusReasons: reasons.map(({ code, message }) => ({ ErrorCode: code, ErrorMessage: message })),
    Description: found.latest.description,
    Tags: tags,
    AddTime: shownTime(found.addedAt),
    ModTime: shownTime(found.changedAt),
    AsyncRunEnable: "FALSE",
    TraceEnable: "FALSE",
  };
}

function versionView({ code, variables, role, ...version }: FunctionVersion): Params {
  return {
    Handler: version.handler,
    CodeInfo: "",
    CodeSize: code?.zip.length ?? 0,
    CodeResult: code === undefined ? "failed" : "success",
    CodeError: "",
    ErrNo: 0,
    MemorySize: version.memorySize,
    Timeout: version.timeout,
    InitTimeout: version.initTimeout,
    Environment: { Variables: variables },
    Role: role,
    PublicNetConfig: version.publicNet,
  };
}

const getFunction: ScfRun = (state, call) => {
  const found = findFunction(state, call);
  const qualifier = qualifierOf(call.params);
  return {
    ...summaryOf(found),
    ...versionView(found.latest),
    FunctionVersion: "$LATEST",
    Qualifier: qualifier,
    Triggers: found.triggers.map((trigger) => triggerView(found, trigger)),
    AvailableStatus: "Available",
    InstallDependency: "FALSE",
    UseGpu: "FALSE",
    L5Enable: "FALSE",
    VpcConfig: { VpcId: "", SubnetId: "" },
    Layers: [],
    ClsLogsetId: "",
    ClsTopicId: "",
  };
};

const getFunctionAddress: ScfRun = (state, call) => {
  const found = findFunction(state, call);
  qualifierOf(call.params);
  // The address is a download of the vendor's own, which is not served here.
  return { Url: "", CodeSha256: found.latest.code?.sha256 ?? "" };
};

/** ModTime when nothing is said; no page names the default. */
function orderOf(params: Params): (one: ScfFunction, other: ScfFunction) => number {
  const field = textAt(params, "Orderby");
  const sign = params["Order"] === "ASC" ? 1 : -1;
  const keyOf = (found: ScfFunction): string | number => {
    if (field === "FunctionName") return found.name;
    return field === "AddTime" ? found.addedAt : found.changedAt;
  };
  return (one, other) => {
    const [left, right] = [keyOf(one), keyOf(other)];
    return left === right ? 0 : sign * (left < right ? -1 : 1);
  };
}

function isListed({ params, region }: { params: Params; region: string }) {
  return (found: ScfFunction): boolean =>
    found.region === region &&
    found.name.includes(textAt(params, "SearchKey")) &&
    found.latest.description.includes(textAt(params, "Description"));
}

const listFunctions: ScfRun = ({ functions }: ScfState, call) => {
  checkNamespace(call.params);
  const listed = functions.all().filter(isListed(call)).sort(orderOf(call.params));
  return { Functions: pageOf(listed, call.params).map(summaryOf), TotalCount: listed.length };
};

export const FUNCTION_ACTIONS: Readonly<Record<string, ScfRun>> = {
  CreateFunction: createFunction,
  GetFunction: getFunction,
  UpdateFunctionCode: updateFunctionCode,
  UpdateFunctionConfiguration: updateFunctionConfiguration,
  DeleteFunction: deleteFunction,
  ListFunctions: listFunctions,
  GetFunctionAddress: getFunctionAddress,
};
