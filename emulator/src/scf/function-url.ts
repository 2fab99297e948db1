import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

import type { Cam } from "../cam/cam";
import { FunctionFault } from "./function-fault";
import type { Functions, ScfFunction } from "./functions";
import type { FunctionAnswer } from "./instance";
import type { Instances } from "./instances";

/** Answers requests to function URLs, byte for byte and before any parsing. */
export interface FunctionUrls {
  /** Whether a request is for a function URL, by its host or its path. */
  concerns(request: IncomingMessage): boolean;
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** What a request says of where it goes. */
interface FunctionAddress {
  /** `<appid>-<urlid>`. */
  readonly urlId: string;
  /** Undefined in the form with a path, which names none. */
  readonly region: string | undefined;
  /** With the query, as sent. */
  readonly path: string;
}

const HOST = /^([^.:]*)\.(?:([^:]*)\.)?tencentscf\.com(?::\d+)?$/i;
const PATH = /^\/_functions\/([^/?]*)(.*)$/s;
/** 583/40688: of a request. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;
/** Of one connection only. The length is told anew. */
const HOP_HEADERS = new Set(
  "connection keep-alive proxy-connection transfer-encoding content-length upgrade expect".split(" "),
);

function addressOf(request: IncomingMessage): FunctionAddress | undefined {
  const url = request.url ?? "/";
  const [, host, region = ""] = HOST.exec(request.headers.host ?? "") ?? [];
  if (host !== undefined) return { urlId: host.toLowerCase(), region: region.toLowerCase(), path: url };
  const [, urlId, rest = ""] = PATH.exec(url) ?? [];
  if (urlId === undefined) return undefined;
  return { urlId, region: undefined, path: rest.startsWith("/") ? rest : `/${rest}` };
}

/** All of it is read, also when it is too much, so that the sender gets to see the answer. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // A request without an encoding gives buffers.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (bytes > MAX_BODY_BYTES) throw new FunctionFault("RequestTooLarge");
  return Buffer.concat(chunks);
}

/** Names and values in turn, without those whose names the test takes. */
function withoutHeaders(
  rawHeaders: readonly string[],
  isDropped: (name: string) => boolean,
): readonly string[] {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 1 || isDropped(name.toLowerCase()) ? [] : [name, rawHeaders[index + 1] ?? ""],
  );
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
}

/** The sender's own x-scf-* are not passed on: they are the platform's. */
function passedHeaders(
  request: IncomingMessage,
  body: Buffer,
  own: Readonly<Record<string, string>>,
): readonly string[] {
  return [
    ...withoutHeaders(request.rawHeaders, (name) => HOP_HEADERS.has(name) || name.startsWith("x-scf-")),
    ...Object.entries(own).flat(),
    ...(hasBody(request) ? ["Content-Length", String(body.length)] : []),
  ];
}

/** Of an answer without a body the function's own Content-Length stays, for HEAD may have one. */
function sendAnswer(response: ServerResponse, { status, reason, rawHeaders, body }: FunctionAnswer): void {
  const isLength = (name: string): boolean => name === "content-length";
  const headers = [
    ...withoutHeaders(rawHeaders, (name) => HOP_HEADERS.has(name) && (body.length > 0 || !isLength(name))),
    ...(body.length > 0 ? ["Content-Length", String(body.length)] : []),
  ];
  response.writeHead(status, reason, headers);
  response.end(body);
}

/** The form of a failed call's answer; for function URLs it is not documented. */
function sendFault(
  response: ServerResponse,
  { code, status, message }: FunctionFault,
  requestId: string,
): void {
  const body = JSON.stringify({ errorCode: status, errorMessage: `${code}: ${message}`, requestId });
  response.writeHead(status, code, { "Content-Type": "application/json", "X-Scf-Request-Id": requestId });
  response.end(body);
}

export function createFunctionUrls({
  cam,
  functions,
  instances,
}: {
  readonly cam: Cam;
  readonly functions: Functions;
  readonly instances: Pick<Instances, "request">;
}): FunctionUrls {
  /** The function behind an address that is open to everybody. */
  function find({ urlId, region }: FunctionAddress): ScfFunction {
    const { found, trigger } = functions.byUrl(urlId) ?? {};
    const isElsewhere = region !== undefined && region !== found?.region;
    if (
      found === undefined ||
      trigger === undefined ||
      isElsewhere ||
      !trigger.enabled ||
      !trigger.extranet
    ) {
      throw new FunctionFault("FunctionUrlNotFound");
    }
    if (trigger.authType === "CAM") throw new FunctionFault("InvalidCredentials");
    return found;
  }

  /** Keys of the function's role, of which the platform gives fresh ones with each request. */
  function keyHeaders({ serving }: ScfFunction): Readonly<Record<string, string>> {
    const key = serving === undefined ? undefined : cam.roleKeys.issue(serving.role);
    if (key === undefined) return {};
    return {
      "X-Scf-Secret-Id": key.secretId,
      "X-Scf-Secret-Key": key.secretKey,
      "X-Scf-Session-Token": key.token,
    };
  }

  async function run(
    request: IncomingMessage,
    address: FunctionAddress,
    requestId: string,
  ): Promise<FunctionAnswer> {
    const body = await bodyOf(request);
    const found = find(address);
    const own = { "X-Scf-Request-Id": requestId, ...keyHeaders(found) };
    const rawHeaders = passedHeaders(request, body, own);
    const { method = "GET" } = request;
    return instances.request(found, { method, path: address.path, rawHeaders, body });
  }

  return {
    concerns: (request) => addressOf(request) !== undefined,
    answer: async (request, response) => {
      const requestId = randomUUID();
      const address = addressOf(request);
      try {
        if (address === undefined) throw new FunctionFault("FunctionUrlNotFound");
        sendAnswer(response, await run(request, address, requestId));
      } catch (error) {
        if (error instanceof FunctionFault && !response.headersSent) sendFault(response, error, requestId);
        // the sender has gone
        else response.destroy();
      }
    },
  };
}
