import type { FastifyRequest } from "fastify";

import { ApiError } from "./error";
import type { Params } from "./service";
import type { V1Request } from "./v1-signature";

/** An HTTP request of the Tencent Cloud API in either of its two forms. */
export interface ApiRequest {
  readonly method: string;
  /** Raw, without the question mark. */
  readonly query: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly action: string;
  readonly version: string;
  readonly region: string;
  /** Seconds, as sent. */
  readonly timestamp: string;
  readonly token: string;
  /** Present when the signature is among the parameters. */
  readonly v1?: V1Request;
}

/** Parameters of every v1 request that are not the action's own. */
const COMMON_V1 = new Set(
  "Action Version Region Timestamp Nonce SecretId Signature SignatureMethod Token Language RequestClient".split(
    " ",
  ),
);

function headersOf(request: FastifyRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}

function isForm(headers: Readonly<Record<string, string>>): boolean {
  return (headers["content-type"] ?? "").toLowerCase().startsWith("application/x-www-form-urlencoded");
}

function queryOf(url: string): string {
  const mark = url.indexOf("?");
  return mark === -1 ? "" : url.slice(mark + 1);
}

/**
 * Whether a request to the path `/` is meant for the API and not for object storage, which answers on the same port: GET / lists
 * buckets and a POST may be a form upload.
 */
export function isApiRequest(request: FastifyRequest): boolean {
  if (/(^|\.)cos\.[a-z0-9-]+\.myqcloud\.com(:\d+)?$/i.test(request.headers.host ?? "")) return false;
  const headers = headersOf(request);
  // signatures of object storage, whatever the host
  if (/^(?:AWS4-|q-)/.test(headers["authorization"] ?? "")) return false;
  if (headers["x-tc-action"] !== undefined || headers["authorization"]?.startsWith("TC3-") === true)
    return true;
  if (new URLSearchParams(queryOf(request.raw.url ?? "")).has("Action")) return true;
  return request.method === "POST" && !(headers["content-type"] ?? "").startsWith("multipart/");
}

/** Reads where the request keeps action, version, region and time: in headers, or (v1) among the parameters. */
export function readApiRequest(request: FastifyRequest): ApiRequest {
  const headers = headersOf(request);
  const query = queryOf(request.raw.url ?? "");
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const common = { method: request.method, query, headers, body };
  if (headers["authorization"] === undefined && headers["x-tc-action"] === undefined) {
    const params = new Map(new URLSearchParams(request.method === "POST" ? body.toString() : query));
    if (params.has("Action") || params.has("Signature")) {
      return {
        ...common,
        action: params.get("Action") ?? "",
        version: params.get("Version") ?? "",
        region: params.get("Region") ?? "",
        timestamp: params.get("Timestamp") ?? "",
        token: params.get("Token") ?? "",
        v1: { method: request.method, host: headers["host"] ?? "", params },
      };
    }
  }
  return {
    ...common,
    action: headers["x-tc-action"] ?? "",
    version: headers["x-tc-version"] ?? "",
    region: headers["x-tc-region"] ?? "",
    timestamp: headers["x-tc-timestamp"] ?? "",
    token: headers["x-tc-token"] ?? "",
  };
}

type Tree = Map<string, Tree | string>;

/** No API has parameters this deep; what is deeper would exhaust the stack of whatever walks it. */
const MAX_NAME_PARTS = 32;
const MAX_JSON_DEPTH = 64;

function tooDeep(): ApiError {
  return new ApiError({ code: "InvalidParameter", message: "The parameters are nested too deeply." });
}

function plant(tree: Tree, path: readonly string[], value: string): void {
  const [name = "", ...rest] = path;
  if (rest.length === 0) {
    tree.set(name, value);
    return;
  }
  const child = tree.get(name);
  const branch: Tree = child instanceof Map ? child : new Map<string, Tree | string>();
  tree.set(name, branch);
  plant(branch, rest, value);
}

function grow(tree: Tree): unknown {
  const names = [...tree.keys()];
  const values = [...tree.values()].map((value) => (value instanceof Map ? grow(value) : value));
  if (names.length > 0 && names.every((name) => /^\d+$/.test(name))) return values;
  return Object.fromEntries(names.map((name, index) => [name, values[index]]));
}

/** `A.B.0=x` becomes `{ A: { B: ["x"] } }`. */
function nest(pairs: Iterable<readonly [string, string]>): Params {
  const tree: Tree = new Map();
  for (const [name, value] of pairs) {
    const path = name.split(".", MAX_NAME_PARTS + 1);
    if (path.length > MAX_NAME_PARTS) throw tooDeep();
    plant(tree, path, value);
  }
  return Object.fromEntries(
    [...tree].map(([name, value]) => [name, value instanceof Map ? grow(value) : value]),
  );
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Level by level and not by recursion, for the value may be deeper than the stack. */
function isTooDeep(value: object): boolean {
  let level: readonly object[] = [value];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > MAX_JSON_DEPTH) return true;
    level = level.flatMap((container) => Object.values(container).filter(isContainer));
  }
  return false;
}

function parseJson(body: Buffer): Params {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    throw new ApiError({ code: "InvalidParameter", message: "The request body is not valid JSON." });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ApiError({ code: "InvalidParameter", message: "The request body is not a JSON object." });
  }
  if (isTooDeep(value)) throw tooDeep();
  return Object.fromEntries(Object.entries(value));
}

/** The action's own parameters; `text` when they came by query or form, where every value is text. */
export function readParams(request: ApiRequest): { readonly params: Params; readonly text: boolean } {
  if (request.v1 !== undefined) {
    const own = [...request.v1.params].filter(([name]) => !COMMON_V1.has(name));
    return { params: nest(own), text: true };
  }
  if (request.method === "GET") return { params: nest(new URLSearchParams(request.query)), text: true };
  if (isForm(request.headers))
    return { params: nest(new URLSearchParams(request.body.toString())), text: true };
  return { params: request.body.length === 0 ? {} : parseJson(request.body), text: false };
}
