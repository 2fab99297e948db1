import { Agent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { CommonClient, CvmRoleCredential, OIDCRoleArnCredential } from "tencentcloud-sdk-nodejs-common";
import type { Credential, DynamicCredential } from "tencentcloud-sdk-nodejs-common";
import { findCredentials } from "./credentials";
import type { AmbientSource, Credentials } from "./credentials";
import { attempt } from "./attempt";
import type { AttemptParts, Budget } from "./attempt";
import { CredentialsError, errorOf } from "./errors";
import type { Failure } from "./errors";
import { isLoopback, UNREACHABLE } from "./network";
import type { ApiService } from "./service";
import { maxRequestsPerSecond } from "./settings";
import type { Settings } from "./settings";

/** The vendor's own limit is 6 s (D:73393); past this the answer will not come. */
export const REQUEST_TIMEOUT_MS = 8_000;

export interface Call {
  action: string;
  params: object;
  /** @default - none: for a product without regions */
  region?: string;
  /** True when a repeat of a call that took effect does no harm. */
  repeatable: boolean;
  budget: Budget;
  /** Codes, or families of them, that say that what the call is about is gone. @default - those of the product */
  notFound?: readonly string[];
  /** What to do about a quota that is used up. @default - what the product says of its own */
  quota?: string | undefined;
}

/** One product of the Tencent Cloud API. */
export interface ApiClient {
  /**
   * Makes one API call, under the rate limit and with retries.
   * @returns the `Response` object
   * @throws TrtcError, one subclass for each remedy
   */
  call(call: Call): Promise<Record<string, unknown>>;
}

export interface SendRequest {
  version: string;
  action: string;
  params: object;
  region: string;
  endpoint: URL;
  credentials: Credentials;
  timeoutMs: number;
}

export type SendAnswer = { ok: true; response: Record<string, unknown> } | { ok: false; failure: Failure };

/** Sends one request and never throws. */
export type Send = (request: SendRequest) => Promise<SendAnswer>;

/** Asks a CVM role or an OIDC provider for temporary keys. */
export type Ambient = (source: AmbientSource) => Promise<Credential>;

export interface ClientParts extends AttemptParts {
  settings: Settings;
  send: Send;
  ambient: Ambient;
}

/** The client of a product with its rate limit, retries, time limits and errors. */
export function createApiClient(service: ApiService, parts: ClientParts): ApiClient {
  const { settings, send, ambient } = parts;
  return {
    async call({
      action,
      params,
      region = "",
      repeatable,
      budget,
      notFound = service.notFound,
      quota = service.quota(settings),
    }) {
      const endpoint = service.endpoint(settings, region);
      const credentials = await resolveCredentials(settings, ambient);
      const request = { version: service.version, action, params, region, endpoint, credentials };
      return attempt(parts, {
        name: action,
        limit: { key: `${service.name}:${action}`, maxPerSecond: maxRequestsPerSecond(settings) },
        repeatable,
        budget,
        async send() {
          const answer = await send({ ...request, timeoutMs: REQUEST_TIMEOUT_MS });
          return answer.ok
            ? { ok: true, value: answer.response }
            : { ok: false, failure: withoutSecrets(answer.failure, [params, credentials]) };
        },
        errorOf: (failure) =>
          errorOf(failure, {
            action,
            endpoint: endpoint.origin,
            credentialSource: credentials.source,
            permission: `${service.name}:${action} on resource *`,
            notFound,
            gone: service.gone,
            quotaCodes: service.quotaCodes,
            quota,
            repeatable,
          }),
      });
    },
  };
}

/** Sends with the vendor's signing client, which has no retry and no usable time-out of its own. */
export const sendWithSdk: Send = async ({
  version,
  action,
  params,
  region,
  endpoint,
  credentials,
  timeoutMs,
}) => {
  const { secretId, secretKey, token } = credentials;
  const client = new CommonClient(endpoint.host, version, {
    credential: { secretId, secretKey, ...(token === undefined ? {} : { token }) },
    region,
    profile: {
      language: "en-US",
      httpProfile: {
        protocol: `${endpoint.protocol}//`,
        reqTimeout: 0,
        // the SDK sends everything through http_proxy, loopback too, unless it is given an agent
        ...(isLoopback(endpoint) ? { agent: directAgent(endpoint) } : {}),
      },
    },
  });
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response: unknown = await client.request(action, params, { signal: timeout });
    return isRecord(response)
      ? { ok: true, response }
      : { ok: false, failure: { kind: "unanswered", reason: "unreadable answer" } };
  } catch (error) {
    return { ok: false, failure: timeout.aborted ? TIMED_OUT : failureOf(error) };
  }
};

const TIMED_OUT: Failure = { kind: "unanswered", reason: "timeout" };

/** What the SDK throws: an API error has `code`, another HTTP status `httpCode`, a socket error only a text with Node's code in it. */
function failureOf(error: unknown): Failure {
  const field = (name: string): unknown =>
    typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
  const message = error instanceof Error ? error.message : String(error);
  const code = field("code");
  const httpCode = field("httpCode");
  // the SDK says "" when there is none
  const requestId = field("requestId") || undefined;
  // the vendor's codes are in camel case, Node's in capitals
  if (typeof code === "string" && /^[A-Z][A-Za-z]*[a-z]/.test(code)) {
    return { kind: "api", code, message, requestId: typeof requestId === "string" ? requestId : undefined };
  }
  if (typeof httpCode === "number") return { kind: "status", status: httpCode };
  const unreachable = UNREACHABLE.exec(message);
  if (unreachable !== null) return { kind: "unreachable", reason: unreachable[0] };
  if (/ECONNRESET|EPIPE|ETIMEDOUT|socket hang up|Premature close|aborted/.test(message))
    return { kind: "unanswered", reason: "connection lost" };
  return { kind: "unanswered", reason: "unreadable answer" };
}

function directAgent(url: URL): Agent {
  return url.protocol === "https:" ? new HttpsAgent() : new Agent();
}

/** The API key for a call. A role's key is asked for here, so that a failure to get one is not taken for a lost request. */
export async function resolveCredentials(settings: Settings, ambient: Ambient): Promise<Credentials> {
  const answer = findCredentials(settings);
  switch (answer.kind) {
    case "static":
      return answer.credentials;
    case "missing":
      throw new CredentialsError(answer.reason);
    case "ambient":
      try {
        const { secretId = "", secretKey = "", token } = await ambient(answer.source);
        return { secretId, secretKey, token, source: AMBIENT_SOURCES[answer.source] };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new CredentialsError(
          `no key could be had from ${AMBIENT_SOURCES[answer.source]} (${reason}): check the role, or set ` +
            `TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY and unset trtc:credentialSource`,
        );
      }
  }
}

const AMBIENT_SOURCES: Record<AmbientSource, string> = {
  "cvm-role": "the role of this CVM instance",
  oidc: "OIDC (TKE_ROLE_ARN)",
};

/** The vendor's providers of temporary keys, made when first asked for; each keeps its key until it ends. */
export function ambientCredentials(): Ambient {
  const providers = new Map<AmbientSource, DynamicCredential>();
  return async (source) => {
    const provider =
      providers.get(source) ?? (source === "oidc" ? new OIDCRoleArnCredential() : new CvmRoleCredential());
    providers.set(source, provider);
    // off Tencent Cloud the metadata address never answers, and the SDK would wait for ever
    const deadline = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    return Promise.race([
      provider.getCredential(),
      new Promise<never>((_, reject) => {
        deadline.addEventListener("abort", () => reject(new Error("no answer")));
      }),
    ]);
  };
}

const SECRET_FIELDS = new Set([
  "UserSig",
  "PrivateMapKey",
  "AccessKey",
  "SecretKey",
  // of a supplier of moderation
  "SecretId",
  // addresses that may hold a token or a stream key
  "StreamUrl",
  "PublishCdnUrl",
  "secretKey",
  "token",
  // of a function's environment
  "Value",
]);

/** A vendor's message may quote the request: whatever secret it quotes is taken out. */
function withoutSecrets(failure: Failure, sources: readonly object[]): Failure {
  if (failure.kind !== "api") return failure;
  const message = sources
    .flatMap(secretsIn)
    // one secret may begin like another: the longer goes first, or its end would stay
    .sort((a, b) => b.length - a.length)
    .reduce((text, secret) => text.replaceAll(secret, "[secret]"), failure.message);
  return { ...failure, message };
}

function secretsIn(value: object): string[] {
  return Object.entries(value).flatMap(([key, entry]: [string, unknown]) => {
    if (typeof entry === "string") return SECRET_FIELDS.has(key) && entry !== "" ? [entry] : [];
    return typeof entry === "object" && entry !== null ? secretsIn(entry) : [];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
