/** One statement of a policy document. */
export interface Statement {
  readonly effect: "allow" | "deny";
  /** For example `name/cos:PutObject`; the prefix `name/` says nothing. */
  readonly actions: readonly string[];
  /** `*` or `qcs:<project>:<service>:<region>:<account>:<resource>`. */
  readonly resources: readonly string[];
  /** Whether it holds under a condition only. No condition is understood here. */
  readonly conditional: boolean;
}

/** What somebody is about to do. */
export interface Access {
  /** For example `cos:PutObject`. */
  readonly action: string;
  /** In six segments; `*` for APIs that CAM grants as a whole. */
  readonly resource: string;
}

/** Service, region and account as policies name them, and what is left: the product's own resource. */
interface Resource {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

/** The resource of a text in six segments; undefined when it is none. Colons in the last segment are its own. */
export function resourceOf(text: string): Resource | undefined {
  const [, service, region, account, name] = /^qcs:[^:]*:([^:]*):([^:]*):([^:]*):(.*)$/s.exec(text) ?? [];
  if (service === undefined || region === undefined || account === undefined || name === undefined) {
    return undefined;
  }
  return { service, region, account, name };
}

/** Whether the text is of the pattern, in which `*` stands for any characters or none. */
function isLike(text: string, pattern: string): boolean {
  const [start = "", ...parts] = pattern.split("*");
  const end = parts.pop();
  if (end === undefined) return text === pattern;
  if (!text.startsWith(start)) return false;
  let at = start.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - at >= end.length && text.endsWith(end);
}

/** An empty region or account is any. */
function isLikeOrAny(text: string, pattern: string): boolean {
  return pattern === "" || isLike(text, pattern);
}

/** COS writes a bucket itself as `<bucket>/`; a policy may leave the slash out. */
function isLikeName(text: string, pattern: string): boolean {
  return isLike(text, pattern) || (!pattern.includes("/") && isLike(text, `${pattern}/`));
}

function coversResource(pattern: string, resource: string): boolean {
  if (pattern === "*") return true;
  const [allowed, wanted] = [resourceOf(pattern), resourceOf(resource)];
  if (allowed === undefined || wanted === undefined) return false;
  return (
    isLike(wanted.service, allowed.service) &&
    isLikeOrAny(wanted.region, allowed.region) &&
    isLikeOrAny(wanted.account, allowed.account) &&
    isLikeName(wanted.name, allowed.name)
  );
}

function coversAction(pattern: string, action: string): boolean {
  const plain = (text: string): string => text.replace(/^name\//, "");
  return isLike(plain(action), plain(pattern));
}

function concerns({ actions, resources }: Statement, { action, resource }: Access): boolean {
  return (
    actions.some((pattern) => coversAction(pattern, action)) &&
    resources.some((pattern) => coversResource(pattern, resource))
  );
}

/**
 * What the statements of all somebody's policies say together: a deny wins, and what nothing allows is denied. As no condition is
 * understood, a statement with one denies where it denies and never allows.
 *
 * Letter case counts, in actions too (436/31923). Source: https://www.tencentcloud.com/document/product/598/10603
 */
export function decide(statements: readonly Statement[], access: Access): "allow" | "deny" {
  const concerned = statements.filter((statement) => concerns(statement, access));
  if (concerned.some(({ effect }) => effect === "deny")) return "deny";
  return concerned.some(({ conditional }) => !conditional) ? "allow" : "deny";
}
