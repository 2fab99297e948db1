import { randomUUID } from "node:crypto";

import type { FastifyReply, FastifyRequest } from "fastify";

import type { Account, AccountKey } from "../account";
import { hideOf } from "../calls";
import type { Call, CallLog, Hide } from "../calls";
import type { Timeline } from "../clock";
import { answerWithFault } from "../faulty-answer";
import type { AnswerWays } from "../faulty-answer";
import type { Chance } from "../chance";
import type { Fault, Faults } from "../faults";
import type { RateWindow } from "../rate-window";
import type { Settings } from "../settings";
import { authenticate } from "./authenticate";
import { ApiError, shownName } from "./error";
import { readApiRequest, readParams } from "./request";
import type { ApiRequest } from "./request";
import type { Action, ApiCall, Params, Service } from "./service";

export interface GatewayOptions {
  readonly account: Account;
  readonly services: readonly Service[];
  readonly settings: () => Settings;
  readonly faults: Faults;
  readonly chance: Chance;
  readonly calls: CallLog;
  readonly rates: RateWindow;
  readonly timeline: Timeline;
  readonly authorizer: Authorizer;
}

interface Access {
  readonly action: string;
  readonly resource: string;
}

/** Says what a key is not allowed of a call, `cam:AddUser` for example; undefined when it may make it. */
interface Authorizer {
  missingFor(
    caller: AccountKey,
    call: { readonly operation: string; readonly region: string; readonly params: Params },
  ): Access | undefined;
}

/** A call whose action is found and whose sender is known. */
interface AdmittedCall {
  readonly call: ApiCall;
  readonly action: Action;
  readonly hide: Hide;
}

/** The parameters of a request, or why they cannot be read. */
interface Content {
  readonly params: Params;
  readonly text: boolean;
  readonly problem?: Error;
}

interface Answer {
  readonly code: string;
  readonly body: string;
  readonly taskId?: string;
}

const MEGABYTE = 1024 * 1024;
/** https://www.tencentcloud.com/document/api/647/34266 (request structure): a body of at most 10 MB. */
const MAX_BODY_BYTES = 10 * MEGABYTE;

function envelope(fields: Params, requestId: string): string {
  return JSON.stringify({ Response: { ...fields, RequestId: requestId } });
}

function errorAnswer(code: string, message: string, requestId: string): Answer {
  return { code, body: envelope({ Error: { Code: code, Message: message } }, requestId) };
}

function answerToError(error: unknown, { requestId, hide }: { requestId: string; hide: Hide }): Answer {
  if (error instanceof ApiError) return errorAnswer(error.code, hide(error.message), requestId);
  const name = error instanceof Error ? error.message : String(error);
  return errorAnswer("InternalError", `the emulator failed: ${hide(name)}`, requestId);
}

/** Never throws, so that every request gets into the call log. */
function contentOf(request: ApiRequest, services: readonly Service[]): Content {
  const nothing = { params: {}, text: false };
  const service = services.find(({ version }) => version === request.version);
  const limit = service?.maxBodyBytes ?? MAX_BODY_BYTES;
  if (request.body.length > limit) {
    const message = `The request is larger than ${limit / MEGABYTE} MB.`;
    return { ...nothing, problem: new ApiError({ code: "RequestSizeLimitExceeded", message }) };
  }
  try {
    return readParams(request);
  } catch (error) {
    const problem = error instanceof Error ? error : new Error(String(error));
    return { ...nothing, problem };
  }
}

/** The parameters for the call log. Those of an action that does not exist are all unknown. */
function shownParams(
  { action, version, region }: ApiRequest,
  params: Params,
  services: readonly Service[],
): Params {
  const found = services.find((service) => service.version === version)?.actions.get(action);
  if (found !== undefined) return found.shown(params, { region });
  return Object.fromEntries(Object.keys(params).map((name) => [shownName(name), "***"]));
}

function required(value: string, name: string): void {
  if (value !== "") return;
  throw new ApiError({
    code: "MissingParameter",
    message: `The request is missing the common parameter ${name}.`,
  });
}

function findAction(request: ApiRequest, services: readonly Service[]): { service: Service; action: Action } {
  required(request.action, "Action (X-TC-Action)");
  required(request.version, "Version (X-TC-Version)");
  const service = services.find(({ version }) => version === request.version);
  if (service === undefined) {
    throw new ApiError({ code: "NoSuchVersion", message: "The API version of the request does not exist." });
  }
  const action = service.actions.get(request.action);
  if (action === undefined) {
    throw new ApiError({
      code: "InvalidAction",
      message: `The action ${shownName(request.action)} does not exist in version ${service.version}.`,
    });
  }
  if (service.needsRegion) required(request.region, "Region (X-TC-Region)");
  return { service, action };
}

function taskIdOf(fields: Params): { readonly taskId?: string } {
  return typeof fields["TaskId"] === "string" ? { taskId: fields["TaskId"] } : {};
}

/** Validates and runs. Never throws: a refusal is an answer. */
async function execute({ call, action, hide }: AdmittedCall): Promise<Answer> {
  try {
    const problem = action.validate(call.params, { region: call.region });
    if (problem !== undefined) throw new ApiError(problem);
    const fields = await action.run(call);
    return { code: "OK", body: envelope(fields, call.requestId), ...taskIdOf(fields) };
  } catch (error) {
    return answerToError(error, { requestId: call.requestId, hide });
  }
}

function note(entry: Call, answer: Answer): void {
  entry.code = answer.code;
  if (answer.taskId !== undefined) entry.taskId = answer.taskId;
}

function send(reply: FastifyReply, entry: Call, answer: { status: number; body: string }): FastifyReply {
  entry.httpStatus = answer.status;
  // As bytes: to text the HTTP library would add a charset, which the vendor's answers have not.
  return reply.code(answer.status).header("content-type", "application/json").send(Buffer.from(answer.body));
}

/** The connection stays open and silent until the client gives up. */
function hang(reply: FastifyReply): FastifyReply {
  return reply.hijack();
}

function breakHalfway(reply: FastifyReply, body: string): FastifyReply {
  const bytes = Buffer.from(body);
  reply.hijack();
  reply.raw.writeHead(200, { "content-type": "application/json", "content-length": bytes.length });
  reply.raw.write(bytes.subarray(0, bytes.length >> 1), () => reply.raw.socket?.destroy());
  return reply;
}

function breakOff(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.socket?.destroy();
  return reply;
}

/** In the words that clients have met, of SendSms for example. */
function unauthorized({ action, resource }: Access, requestId: string): ApiError {
  return new ApiError({
    code: "AuthFailure.UnauthorizedOperation",
    message: `You are not authorized to perform this operation. Check your CAM policies, and ensure that you are using the correct access keys. [[request id:${requestId}]you are not authorized to perform operation (${action})\nresource (${resource}) has no permission\n]`,
  });
}

/** Answers calls of the Tencent Cloud API: who, how often, which action, with which injected fault. */
export function createGateway(options: GatewayOptions) {
  const { faults, chance, calls, rates, timeline } = options;

  function admit(
    request: ApiRequest,
    content: Content,
    { entry, hide }: { readonly entry: Call; readonly hide: Hide },
  ): AdmittedCall {
    const { action: name, region } = request;
    const { requestId } = entry;
    if (content.problem !== undefined) throw content.problem;
    const caller = authenticate(request, { account: options.account, nowSeconds: Date.now() / 1000 });
    const { service, action } = findAction(request, options.services);
    // The moment of the log entry, so that who reads the log counts as the limit does.
    if (!rates.admit(`${service.name}/${name}`, { limit: options.settings().maxRps, time: entry.at })) {
      throw new ApiError({
        code: "RequestLimitExceeded",
        message: `The frequency limit of ${options.settings().maxRps} calls of ${name} per second is exceeded.`,
      });
    }
    const params = content.text ? action.fromText(content.params, { region }) : content.params;
    const missing = options.authorizer.missingFor(caller, {
      operation: `${service.name}:${name}`,
      region,
      params,
    });
    if (missing !== undefined) throw unauthorized(missing, requestId);
    return { action, hide, call: { action: name, region, requestId, params, caller } };
  }

  async function due(reply: FastifyReply): Promise<void> {
    const { latencySeconds } = options.settings();
    if (latencySeconds > 0) await faults.wait(latencySeconds, (end) => reply.raw.once("close", end));
  }

  function meetFault(
    admitted: AdmittedCall,
    { fault, entry, reply }: { fault: Fault; entry: Call; reply: FastifyReply },
  ): Promise<FastifyReply> {
    entry.fault = fault.kind;
    const silent = errorAnswer(fault.code, "an injected fault", admitted.call.requestId);
    const ways: AnswerWays<Answer, FastifyReply> = {
      apply: async () => {
        const answer = await execute(admitted);
        note(entry, answer);
        return answer;
      },
      error: () => silent,
      send: ({ body }) => send(reply, entry, { status: 200, body }),
      sendError: () => {
        entry.code = fault.code;
        return send(reply, entry, { status: 200, body: silent.body });
      },
      sendRaw: (status, body) => send(reply, entry, { status, body }),
      hang: () => hang(reply),
      breakHalfway: ({ body }) => breakHalfway(reply, body),
      breakOff: () => breakOff(reply),
      due: () => due(reply),
      onClose: (end) => reply.raw.once("close", end),
    };
    return answerWithFault(fault, ways, { faults, timeline });
  }

  return async function answerApiRequest(raw: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const requestId = randomUUID();
    const request = readApiRequest(raw);
    const known = [...options.account.secrets, ...options.services.flatMap((service) => service.secrets())];
    const content = contentOf(request, options.services);
    const hide = hideOf(content.params, [...known, request.token]);
    const { action, region } = request;
    const params = shownParams(request, content.params, options.services);
    const entry = calls.begin({ action, region, requestId, params }, hide);
    let answer: Answer;
    try {
      const admitted = admit(request, content, { entry, hide });
      const fault = faults.take(action) ?? chance.take(options.settings());
      if (fault !== undefined) return await meetFault(admitted, { fault, entry, reply });
      answer = await execute(admitted);
    } catch (error) {
      answer = answerToError(error, { requestId, hide });
    }
    note(entry, answer);
    await due(reply);
    return send(reply, entry, { status: 200, body: answer.body });
  };
}
