import { randomInt } from "node:crypto";

import { textAt } from "../api/params";
import type { Params } from "../api/service";
import { shownTime } from "../cam/shown-time";
import type { HttpTrigger, ScfFunction } from "./functions";
import { pageOf } from "./page";
import { checkChangeable, findFunction, qualifierOf, refusal } from "./state";
import type { ScfRun, ScfState } from "./state";

const URL_ID_LENGTH = 10;
const ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyz0123456789";
/** Triggers that exist at the vendor and not here. */
const OTHER_TYPES = ["cos", "cls", "timer", "ckafka", "cmq", "apigw"];

type Access = Pick<HttpTrigger, "authType" | "extranet" | "intranet">;

/** `https://<appid>-<urlid>.<region>.tencentscf.com`, inside Tencent Cloud with `.in`: 583/69491 */
export function functionUrl({ region }: ScfFunction, { urlId }: HttpTrigger): string {
  return `https://${urlId}.${region}.tencentscf.com`;
}

/** The settings as they were given, with the addresses; where exactly those stand is not documented. */
function describe(found: ScfFunction, trigger: HttpTrigger): string {
  const { authType, extranet, intranet, urlId } = trigger;
  return JSON.stringify({
    AuthType: authType,
    NetConfig: {
      EnableIntranet: intranet,
      EnableExtranet: extranet,
      ...(extranet && { ExtranetUrl: functionUrl(found, trigger) }),
      ...(intranet && { IntranetUrl: `https://${urlId}.${found.region}.in.tencentscf.com` }),
    },
  });
}

/** A trigger as every answer shows it. */
export function triggerView(found: ScfFunction, trigger: HttpTrigger): Params {
  return {
    TriggerName: trigger.name,
    Type: "http",
    TriggerDesc: describe(found, trigger),
    Qualifier: trigger.qualifier,
    Enable: trigger.enabled ? 1 : 0,
    AvailableStatus: "Available",
    AddTime: shownTime(trigger.addedAt),
    ModTime: shownTime(trigger.changedAt),
    Description: trigger.description,
    CustomArgument: "",
  };
}

function badDescription(words: string): Error {
  return refusal("InvalidParameterValue.TriggerDesc", `Parameter TriggerDesc of type http must ${words}.`);
}

function parse(text: string): Params {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value));
  } catch {
    // the same answer as for JSON that is no object
  }
  throw badDescription("be a JSON object with AuthType and NetConfig");
}

function flagAt(net: object, name: string): boolean {
  const value = new Map<string, unknown>(Object.entries(net)).get(name);
  if (typeof value === "boolean") return value;
  throw badDescription(`have NetConfig.${name}, true or false`);
}

/** CorsConfig is taken and does nothing. */
function accessOf(text: string): Access {
  const { AuthType: authType, NetConfig: net } = parse(text);
  if (authType !== "NONE" && authType !== "CAM") throw badDescription("have AuthType NONE or CAM");
  if (typeof net !== "object" || net === null) throw badDescription("have NetConfig");
  return {
    authType,
    extranet: flagAt(net, "EnableExtranet"),
    intranet: flagAt(net, "EnableIntranet"),
  };
}

function checkType(params: Params): void {
  const type = textAt(params, "Type");
  if (type === "http") return;
  if (OTHER_TYPES.includes(type)) {
    throw refusal("UnsupportedOperation.Trigger", "The emulator has triggers of the type http only.");
  }
  throw refusal("InvalidParameterValue.Type", "Parameter Type must be a type of trigger, such as http.");
}

function newUrlId(appId: number): string {
  const letter = (): string => ALPHANUMERIC.charAt(randomInt(ALPHANUMERIC.length));
  return `${appId}-${Array.from({ length: URL_ID_LENGTH }, letter).join("")}`;
}

/** A function URL belongs to a version or alias, which has one at most (583/107631). */
function checkFree({ triggers }: ScfFunction, name: string, qualifier: string): void {
  if (triggers.some((trigger) => trigger.name === name && trigger.qualifier === qualifier)) {
    throw refusal("ResourceInUse.TriggerName", "The trigger name is in use.");
  }
  if (triggers.some((trigger) => trigger.qualifier === qualifier)) {
    throw refusal("LimitExceeded.Trigger", "The version or alias has a function URL already.");
  }
}

const createTrigger: ScfRun = (state, call) => {
  const { params } = call;
  const found = findFunction(state, call, "ResourceNotFound.Function");
  checkType(params);
  const name = textAt(params, "TriggerName");
  const qualifier = qualifierOf(params);
  const access = accessOf(textAt(params, "TriggerDesc"));
  checkChangeable(found, "FailedOperation.CreateTrigger");
  checkFree(found, name, qualifier);
  const now = state.now();
  const trigger: HttpTrigger = {
    name,
    qualifier,
    urlId: newUrlId(state.account.appId),
    enabled: params["Enable"] !== "CLOSE",
    description: textAt(params, "Description"),
    ...access,
    addedAt: now,
    changedAt: now,
  };
  found.triggers = [...found.triggers, trigger];
  return { TriggerInfo: triggerView(found, trigger) };
};

function findTrigger(
  state: ScfState,
  call: Parameters<ScfRun>[1],
): { readonly found: ScfFunction; readonly trigger: HttpTrigger } {
  const found = findFunction(state, call, "ResourceNotFound.Function");
  checkType(call.params);
  const qualifier = qualifierOf(call.params);
  const name = textAt(call.params, "TriggerName");
  const trigger = found.triggers.find((one) => one.name === name && one.qualifier === qualifier);
  if (trigger === undefined) throw refusal("ResourceNotFound.Trigger", "The trigger does not exist.");
  return { found, trigger };
}

const updateTrigger: ScfRun = (state, call) => {
  const { params } = call;
  const { found, trigger } = findTrigger(state, call);
  const changed: HttpTrigger = {
    ...trigger,
    ...("Enable" in params && { enabled: params["Enable"] === "OPEN" }),
    ...("Description" in params && { description: textAt(params, "Description") }),
    ...("TriggerDesc" in params && accessOf(textAt(params, "TriggerDesc"))),
    changedAt: state.now(),
  };
  found.triggers = found.triggers.map((one) => (one === trigger ? changed : one));
  return {};
};

const deleteTrigger: ScfRun = (state, call) => {
  const { found, trigger } = findTrigger(state, call);
  found.triggers = found.triggers.filter((one) => one !== trigger);
  return {};
};

const listTriggers: ScfRun = (state, call) => {
  const { params } = call;
  const found = findFunction(state, call, "ResourceNotFound.Function");
  const at = ({ addedAt, changedAt }: HttpTrigger): number =>
    params["OrderBy"] === "add_time" ? addedAt : changedAt;
  const sign = params["Order"] === "ASC" ? 1 : -1;
  const sorted = [...found.triggers].sort((one, other) => sign * (at(one) - at(other)));
  const page = pageOf(sorted, params);
  return { TotalCount: sorted.length, Triggers: page.map((trigger) => triggerView(found, trigger)) };
};

export const TRIGGER_ACTIONS: Readonly<Record<string, ScfRun>> = {
  CreateTrigger: createTrigger,
  UpdateTrigger: updateTrigger,
  DeleteTrigger: deleteTrigger,
  ListTriggers: listTriggers,
};
