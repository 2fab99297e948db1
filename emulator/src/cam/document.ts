import { ApiError, shownName } from "../api/error";
import { resourceOf } from "./policy";
import type { Statement } from "./policy";

/** 598/10609: characters of one policy. */
const MAX_CHARACTERS = 6144;

/** An API (`name/` may be left out), all of one service, everything, or a set of APIs by its number. */
const ACTION = /^(\*|(name\/)?([a-z0-9]+|\*):[A-Za-z0-9*]+|permid\/\d+)$/;
/** Nobody, a main account by APPID or by uin. */
const ACCOUNT = /^(\*|ui[dn]\/[\d*]*)?$/;
/** What a role trusts: a product, an account of Tencent Cloud, an identity provider. */
const PRINCIPALS = new Set(["service", "qcs", "federated"]);

type Element = Readonly<Record<string, unknown>>;

function refusal(code: string, message: string): ApiError {
  return new ApiError({ code: `InvalidParameter.${code}`, message });
}

function elementOf(value: unknown): Element | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(Object.entries(value));
}

/** One text, or a list of some; undefined for anything else. */
function textsOf(value: unknown): readonly string[] | undefined {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  const found = texts.filter((text): text is string => typeof text === "string" && text !== "");
  return found.length > 0 && found.length === texts.length ? found : undefined;
}

function parse(text: string): Element {
  if (text.length > MAX_CHARACTERS) {
    const message = `The policy document must be at most ${MAX_CHARACTERS} characters long.`;
    throw refusal("PolicyDocumentLengthOverLimit", message);
  }
  try {
    const document = elementOf(JSON.parse(text));
    if (document !== undefined) return document;
  } catch {
    // the same answer as for JSON that is no object
  }
  throw refusal("PolicyDocumentError", "The policy document must be a JSON object.");
}

function checkNames(element: Element, allowed: readonly string[], code: string): void {
  const unknown = Object.keys(element).find((name) => !allowed.includes(name));
  if (unknown === undefined) return;
  const message = `The policy document has the unknown element ${shownName(unknown)}; elements are written in lower case.`;
  throw refusal(code, message);
}

/** The statements of a document whose frame is right. */
function frameOf(text: string): readonly Element[] {
  const document = parse(text);
  checkNames(document, ["version", "statement"], "PolicyDocumentError");
  if (document["version"] !== "2.0")
    throw refusal("VersionError", "The version of the policy document must be 2.0.");
  const items: readonly unknown[] = Array.isArray(document["statement"]) ? document["statement"] : [];
  const statements = items.map(elementOf).filter((item) => item !== undefined);
  if (statements.length > 0 && statements.length === items.length) return statements;
  throw refusal("StatementError", "The statement of the policy document must be a list of objects.");
}

function effectOf({ effect }: Element): Statement["effect"] {
  if (effect === "allow" || effect === "deny") return effect;
  throw refusal("EffectError", "The effect of a statement must be allow or deny.");
}

function actionsOf({ action }: Element): readonly string[] {
  if (action === undefined) throw refusal("ActionMiss", "A statement has no action.");
  const actions = textsOf(action);
  if (actions?.every((name) => ACTION.test(name)) === true) return actions;
  throw refusal("ActionError", "An action must be *, or a service and an API such as name/cos:PutObject.");
}

function checkResource(text: string): void {
  if (text === "*") return;
  if (!text.startsWith("qcs:")) throw refusal("ResourceQcsError", "A resource must be * or begin with qcs.");
  const resource = resourceOf(text);
  if (resource === undefined || resource.service === "" || resource.name === "") {
    throw refusal(
      "ResourceContentError",
      "A resource must have six segments: qcs::service:region:account:name.",
    );
  }
  if (!ACCOUNT.test(resource.account)) {
    throw refusal("ResourceUinError", "The account of a resource must be uid/APPID, uin/UIN or empty.");
  }
}

function resourcesOf({ resource }: Element): readonly string[] {
  const resources = textsOf(resource);
  if (resources === undefined) throw refusal("ResourceError", "A statement has no resource.");
  resources.forEach(checkResource);
  return resources;
}

function isConditional({ condition }: Element): boolean {
  if (condition === undefined) return false;
  const operators = elementOf(condition);
  if (operators !== undefined && Object.values(operators).every((keys) => elementOf(keys) !== undefined)) {
    return true;
  }
  throw refusal("ConditionError", "A condition must be an object of operators, each with an object of keys.");
}

function statementOf(item: Element): Statement {
  if (item["principal"] !== undefined) {
    throw refusal("PrincipalError", "Only the trust policy of a role has a principal.");
  }
  checkNames(item, ["effect", "action", "resource", "condition"], "StatementError");
  return {
    effect: effectOf(item),
    actions: actionsOf(item),
    resources: resourcesOf(item),
    conditional: isConditional(item),
  };
}

/**
 * Reads the document of a policy. Throws InvalidParameter.* with the codes of CreatePolicy. Whether the services and APIs exist
 * is not looked at.
 *
 * Source: https://www.tencentcloud.com/document/product/598/10604
 */
export function readPolicyDocument(text: string): readonly Statement[] {
  return frameOf(text).map(statementOf);
}

function checkPrincipal({ principal }: Element): void {
  const kinds = Object.entries(elementOf(principal) ?? {});
  if (kinds.length > 0 && kinds.every(([kind, who]) => PRINCIPALS.has(kind) && textsOf(who) !== undefined))
    return;
  throw refusal("PrincipalError", "A principal must name services, qcs accounts or federated providers.");
}

/** Checks the document of a role: who may take it on. Throws InvalidParameter.* with the codes of CreateRole. */
export function checkTrustDocument(text: string): void {
  for (const item of frameOf(text)) {
    checkNames(item, ["effect", "action", "principal", "condition"], "StatementError");
    effectOf(item);
    actionsOf(item);
    checkPrincipal(item);
    isConditional(item);
  }
}

/** Whether a role's document, which was checked before, lets a product such as `scf.qcloud.com` take the role on. */
export function trusts(text: string, service: string): boolean {
  return frameOf(text).some((item) => {
    const principal = elementOf(item["principal"]) ?? {};
    return effectOf(item) === "allow" && textsOf(principal["service"])?.includes(service) === true;
  });
}
