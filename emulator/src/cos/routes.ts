import { randomBytes } from "node:crypto";

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { CallLog } from "../calls";
import type { Timeline } from "../clock";
import { answerWithFault } from "../faulty-answer";
import type { Faults } from "../faults";
import { isPublic } from "./acl";
import { authenticate } from "./authenticate";
import { isAwsSigned } from "./aws-signature";
import { addressOf, pathOf, queryOf } from "./call";
import type { CosAnswer, CosCall, CosContext, CosOutcome } from "./call";
import { cosError } from "./errors";
import type { CosError } from "./errors";
import type { ObjectStore } from "./object-store";
import { operationOf, shownAction } from "./operations";
import { fromS3, toS3 } from "./s3-call";
import { writeXml } from "./xml";

/** One request as policies judge it. */
export interface CosAccess {
  readonly secretId: string;
  /** For example `name/cos:PutObject`. */
  readonly action: string;
  /** "" for the service. */
  readonly bucket: string;
  readonly region: string;
  /** "" for the bucket; of a list the prefix that is asked for. */
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
  /** Where calls are noted and faults injected. @default - nowhere */
  readonly observed?: {
    readonly calls: CallLog;
    readonly faults: Faults;
    readonly timeline: Timeline;
  };
}

export type CosHandler = (
  request: FastifyRequest,
  reply: FastifyReply,
) => FastifyReply | Promise<FastifyReply>;

/** Bytes of a body; larger ones are for multipart uploads. COS itself allows 5 GB. */
const BODY_LIMIT = 256 * 1024 * 1024;
/** https://www.tencentcloud.com/document/product/436/14518 */
const MAX_KEY_BYTES = 850;
const DEFAULT_REGION = "ap-singapore";

function callOf(request: FastifyRequest): CosCall | "InvalidURI" {
  const url = request.raw.url ?? "/";
  const path = pathOf(url);
  const query = queryOf(url);
  if (path === undefined || query === undefined) return "InvalidURI";
  const headers: Record<string, string | undefined> = {};
  for (const [name, values] of Object.entries(request.raw.headersDistinct)) headers[name] = values?.join(",");
  const host = headers["host"] ?? "";
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return { method: request.method, host, path, query, headers, body, address: addressOf(host, path) };
}

/** A bucket is only found under its own region, where the host names one. */
function isElsewhere({ address }: CosCall, store: ObjectStore): boolean {
  const bucket = store.bucket(address.bucket);
  return bucket !== undefined && address.region !== undefined && address.region !== bucket.region;
}

/** Whether everyone may do it, by the lists of bucket and object. */
function isPublicAccess(store: ObjectStore, call: CosCall, action: string): boolean {
  const bucket = store.bucket(call.address.bucket);
  if (bucket === undefined) return false;
  const versionId = call.query.get("versionId") || undefined;
  const acl = store.get({ ...call.address, versionId })?.acl;
  return isPublic(action, { bucket: bucket.acl, ...(acl === undefined ? {} : { object: acl }) });
}

/** Whether the sender may do it to a key of the bucket. */
function permissionsOf(
  call: CosCall,
  secretId: string | undefined,
  { store, authorize, defaultRegion = DEFAULT_REGION }: CosOptions,
): CosContext["may"] {
  const { bucket } = call.address;
  const region = call.address.region ?? store.bucket(bucket)?.region ?? defaultRegion;
  return (action, key) =>
    secretId === undefined
      ? isPublicAccess(store, call, action)
      : authorize?.({ secretId, action, bucket, region, key }) !== false;
}

function run(call: CosCall, secretId: string | undefined, options: CosOptions): CosOutcome {
  const operation = operationOf(call);
  if (typeof operation === "string") return secretId === undefined ? "AccessDenied" : operation;
  const { store, defaultRegion = DEFAULT_REGION } = options;
  const { key } = call.address;
  const may = permissionsOf(call, secretId, options);
  const named = operation.isList === true ? (call.query.get("prefix") ?? "") : key;
  const mayCall =
    operation.asksEachObject === true
      ? secretId !== undefined || may("name/cos:DeleteObject", "")
      : may(operation.action, named);
  if (!mayCall) return "AccessDenied";
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return "KeyTooLong";
  if (isElsewhere(call, store)) {
    return operation.action === "name/cos:PutBucket" ? "BucketAlreadyOwnedByYou" : "NoSuchBucket";
  }
  return operation.run(call, { store, may, defaultRegion });
}

function answerTo(sent: CosCall, options: CosOptions): CosOutcome {
  const sender = authenticate(sent, {
    lookupKey: options.lookupKey,
    lookupToken: options.lookupToken ?? (() => undefined),
    now: options.now ?? Date.now,
  });
  if ("fault" in sender) return sender.fault;
  if (!isAwsSigned(sent)) return run(sent, sender.secretId, options);
  const call = fromS3(sent);
  return typeof call === "string" ? call : toS3(run(call, sender.secretId, options));
}

function errorAnswer({ status, code, message }: CosError, resource: string, requestId: string): CosAnswer {
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
  if (/^x-(?:cos|amz)-/.test(name)) return name;
  return name === "etag" ? "ETag" : name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

/** An answer on its way, and what the call log says of it. */
interface Answered {
  readonly answer: CosAnswer;
  readonly code: string;
}

function answered(request: FastifyRequest, outcome: CosOutcome, requestId: string): Answered {
  const refusal = typeof outcome === "string" ? { fault: outcome } : outcome;
  if (!("fault" in refusal)) return { answer: refusal, code: "OK" };
  const error = cosError(refusal.fault);
  const answer = errorAnswer(error, resourceOf(request), requestId);
  return { answer: { ...answer, ...(refusal.headers && { headers: refusal.headers }) }, code: error.code };
}

function resourceOf(request: FastifyRequest): string {
  return `${request.headers.host ?? ""}${pathOf(request.raw.url ?? "/") ?? ""}`;
}

/** The HTTP library would write every name in lower case. */
function writeHead(reply: FastifyReply, answer: CosAnswer, requestId: string): void {
  const headers = {
    server: "tencent-cos",
    "x-cos-request-id": requestId,
    ...(typeof answer.body === "string" && { "content-type": "application/xml" }),
    ...(answer.status !== 204 &&
      answer.status !== 304 && { "content-length": String(Buffer.byteLength(answer.body ?? "")) }),
    ...answer.headers,
  };
  reply.hijack();
  reply.raw.writeHead(
    answer.status,
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [headerName(name), value])),
  );
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: CosAnswer,
  requestId: string,
): FastifyReply {
  writeHead(reply, answer, requestId);
  reply.raw.end(request.method === "HEAD" ? undefined : (answer.body ?? ""));
  return reply;
}

function newRequestId(): string {
  return randomBytes(18).toString("base64");
}

/** What the call log says of a request before it is answered; nothing of one that no operation is for. */
function noteOf(call: CosCall, requestId: string): Parameters<CallLog["begin"]>[0] | undefined {
  const operation = operationOf(call);
  if (typeof operation === "string") return undefined;
  const { bucket, region = "", key } = call.address;
  return {
    action: shownAction(operation.action),
    region,
    requestId,
    params: { ...(bucket !== "" && { Bucket: bucket }), ...(key !== "" && { Key: key }) },
  };
}

/**
 * Answers one COS request. The body, if any, must have been parsed to a Buffer.
 * For routes that COS shares with others: `/` is also where the Tencent Cloud API is called.
 */
function createCosHandler(options: CosOptions): CosHandler {
  const { observed } = options;
  return (request, reply) => {
    const call = callOf(request);
    const requestId = newRequestId();
    const about = typeof call === "string" ? undefined : noteOf(call, requestId);
    const entry = about && observed?.calls.begin(about);
    const settle = (outcome: CosOutcome): CosAnswer => {
      const { answer, code } = answered(request, outcome, requestId);
      if (entry !== undefined) entry.code ??= code;
      return answer;
    };
    const sent = (answer: CosAnswer): FastifyReply => {
      if (entry !== undefined) entry.httpStatus = answer.status;
      return send(request, reply, answer, requestId);
    };
    const apply = () => settle(typeof call === "string" ? call : answerTo(call, options));
    const fault = about && observed?.faults.take(about.action);
    if (fault === undefined || entry === undefined || observed === undefined) return sent(apply());
    entry.fault = fault.kind;
    const { status, code } = fault;
    const injected = errorAnswer(
      { status, code, message: "an injected fault" },
      resourceOf(request),
      requestId,
    );
    return answerWithFault(
      fault,
      {
        apply: () => Promise.resolve(apply()),
        error: () => injected,
        send: sent,
        sendError: () => {
          entry.code = fault.code;
          return sent(injected);
        },
        sendRaw: (status, body) => sent({ status, body: Buffer.from(body) }),
        hang: () => reply.hijack(),
        breakHalfway: (answer) => {
          const body = answer.body === undefined || answer.body.length === 0 ? " " : answer.body;
          writeHead(reply, { ...answer, body }, requestId);
          reply.raw.write(body.slice(0, body.length >> 1), () => reply.raw.socket?.destroy());
          return reply;
        },
        breakOff: () => {
          reply.hijack();
          reply.raw.socket?.destroy();
          return reply;
        },
        due: () => Promise.resolve(),
        onClose: (end) => reply.raw.once("close", end),
      },
      observed,
    );
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
    // the vendor's Node SDK sends an empty one with an upload in parts, and signs it; no parser is found for that
    onRequest: (request, _reply, done) => {
      if (request.raw.headers["content-type"] === "") delete request.raw.headers["content-type"];
      done();
    },
    handler: (request, reply) => {
      if (!pathOf(request.url)?.startsWith("/_emulator/")) return handleCos(request, reply);
      reply.callNotFound();
      return reply;
    },
    errorHandler: (error, request, reply) => {
      request.log.error(error);
      const fault = error.code === "FST_ERR_CTP_BODY_TOO_LARGE" ? "EntityTooLarge" : "InternalError";
      const requestId = newRequestId();
      send(request, reply, answered(request, fault, requestId).answer, requestId);
    },
  });
  return handleCos;
}
