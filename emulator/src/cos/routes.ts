import { randomBytes } from "node:crypto";

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { authenticate } from "./authenticate";
import { addressOf, pathOf, queryOf } from "./call";
import type { CosAnswer, CosCall, CosContext } from "./call";
import { cosError } from "./errors";
import type { CosFault } from "./errors";
import type { ObjectStore } from "./object-store";
import { operationOf } from "./operations";
import { writeXml } from "./xml";

/** One request as policies judge it. */
export interface CosAccess {
  readonly secretId: string;
  /** For example `name/cos:PutObject`. */
  readonly action: string;
  /** "" for the service. */
  readonly bucket: string;
  readonly region: string;
  /** "" for the bucket. */
  readonly key: string;
}

export interface CosOptions {
  readonly store: ObjectStore;
  /** The secret key of a secret id; undefined when there is no such id. */
  readonly lookupKey: (secretId: string) => string | undefined;
  /** The session token that has to come with a secret id; undefined when none may come. @default - none may come */
  readonly lookupToken?: (secretId: string) => string | undefined;
  /** Whether the key may do it. @default - every known key may do everything */
  readonly authorize?: (access: CosAccess) => boolean;
  /** The real clock, milliseconds. @default Date.now */
  readonly now?: () => number;
  /** Region of a bucket that is created through a host without a region. @default "ap-singapore" */
  readonly defaultRegion?: string;
}

export type CosHandler = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** Bytes of a body; larger ones are for multipart uploads. COS itself allows 5 GB. */
const BODY_LIMIT = 256 * 1024 * 1024;
/** https://www.tencentcloud.com/document/product/436/14518 */
const MAX_KEY_BYTES = 850;

function callOf(request: FastifyRequest): CosCall | "InvalidURI" {
  const url = request.raw.url ?? "/";
  const path = pathOf(url);
  const query = queryOf(url);
  if (path === undefined || query === undefined) return "InvalidURI";
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(",") : value;
  }
  const host = headers["host"] ?? "";
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return { method: request.method, host, path, query, headers, body, address: addressOf(host, path) };
}

/** A bucket is only found under its own region, where the host names one. */
function isElsewhere({ address }: CosCall, store: ObjectStore): boolean {
  const bucket = store.bucket(address.bucket);
  return bucket !== undefined && address.region !== undefined && address.region !== bucket.region;
}

function answerTo(call: CosCall, options: CosOptions): CosAnswer | CosFault {
  const { store } = options;
  const context: CosContext = { store, defaultRegion: options.defaultRegion ?? "ap-singapore" };
  const sender = authenticate(call, {
    lookupKey: options.lookupKey,
    lookupToken: options.lookupToken ?? (() => undefined),
    now: options.now ?? Date.now,
  });
  if ("fault" in sender) return sender.fault;
  const operation = operationOf(call);
  if (typeof operation === "string") return operation;
  const { bucket, key } = call.address;
  const region = call.address.region ?? store.bucket(bucket)?.region ?? context.defaultRegion;
  const access = { secretId: sender.secretId, action: operation.action, bucket, region, key };
  if (options.authorize?.(access) === false) return "AccessDenied";
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return "KeyTooLong";
  if (isElsewhere(call, store)) {
    return operation.action === "name/cos:PutBucket" ? "BucketAlreadyOwnedByYou" : "NoSuchBucket";
  }
  return operation.run(call, context);
}

function errorAnswer(fault: CosFault, resource: string, requestId: string): CosAnswer {
  const { status, code, message } = cosError(fault);
  const Error = {
    Code: code,
    Message: message,
    Resource: resource,
    RequestId: requestId,
    TraceId: randomBytes(24).toString("base64"),
  };
  return { status, body: writeXml({ Error }) };
}

/** As COS writes them: clients that put headers into a plain dictionary look for exactly this (Python's does). */
function headerName(name: string): string {
  if (name.startsWith("x-cos-")) return name;
  return name === "etag" ? "ETag" : name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

function send(request: FastifyRequest, reply: FastifyReply, outcome: CosAnswer | CosFault): FastifyReply {
  const requestId = randomBytes(18).toString("base64");
  const resource = `${request.headers.host ?? ""}${pathOf(request.raw.url ?? "/") ?? ""}`;
  const answer = typeof outcome === "string" ? errorAnswer(outcome, resource, requestId) : outcome;
  const body = answer.body ?? "";
  const headers = {
    server: "tencent-cos",
    "x-cos-request-id": requestId,
    ...(typeof answer.body === "string" && { "content-type": "application/xml" }),
    ...(answer.status !== 204 &&
      answer.status !== 304 && { "content-length": String(Buffer.byteLength(body)) }),
    ...answer.headers,
  };
  // the HTTP library would write every name in lower case
  reply.hijack();
  reply.raw.writeHead(
    answer.status,
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [headerName(name), value])),
  );
  reply.raw.end(request.method === "HEAD" ? undefined : body);
  return reply;
}

/**
 * Answers one COS request. The body, if any, must have been parsed to a Buffer.
 * For routes that COS shares with others: `/` is also where the Tencent Cloud API is called.
 */
function createCosHandler(options: CosOptions): CosHandler {
  return (request, reply) => {
    const call = callOf(request);
    return send(request, reply, typeof call === "string" ? call : answerTo(call, options));
  };
}

/**
 * Registers COS for every path that has no route of its own and is not under `/_emulator/`.
 * The app must parse bodies of every content type to a Buffer.
 *
 * @returns the handler, for the routes that win over the wildcard and want to hand a request on
 */
export function registerCos(app: FastifyInstance, options: CosOptions): CosHandler {
  const handleCos = createCosHandler(options);
  app.route({
    method: ["GET", "HEAD", "PUT", "POST", "DELETE"],
    url: "/*",
    bodyLimit: BODY_LIMIT,
    exposeHeadRoute: false,
    handler: (request, reply) => {
      if (!pathOf(request.url)?.startsWith("/_emulator/")) return handleCos(request, reply);
      reply.callNotFound();
      return reply;
    },
    errorHandler: (error, request, reply) => {
      request.log.error(error);
      send(request, reply, error.code === "FST_ERR_CTP_BODY_TOO_LARGE" ? "EntityTooLarge" : "InternalError");
    },
  });
  return handleCos;
}
