import type { CallbackHandler } from "../handler";

/** What a Lambda function URL hands over: payload format 2.0, as far as it is read here. */
export interface LambdaUrlEvent {
  requestContext?: { http?: { method?: string } };
  headers?: Readonly<Record<string, string | undefined>>;
  /** Absent when it is empty. */
  body?: string;
  /** True for what AWS does not take for text. */
  isBase64Encoded?: boolean;
}

export interface LambdaUrlResult {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * Callbacks to a Lambda function URL, or an API Gateway HTTP API with payload format 2.0
 * (https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html).
 *
 * @example
 * ```ts
 * export const handler = lambdaAdapter(createHandler({ keys: [key], sdkAppIds: [1400000001], onEvent }));
 * ```
 */
export function lambdaAdapter(handle: CallbackHandler): (event: LambdaUrlEvent) => Promise<LambdaUrlResult> {
  return async ({ requestContext, headers = {}, body = "", isBase64Encoded = false }) => {
    const { status, ...reply } = await handle({
      method: requestContext?.http?.method ?? "",
      headers,
      body: isBase64Encoded ? Buffer.from(body, "base64") : body,
    });
    return { statusCode: status, headers: { ...reply.headers }, body: reply.body };
  };
}
