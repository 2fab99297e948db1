import type { CallbackHandler } from "../handler";

/** What a function URL hands to an event function of SCF, as far as it is read here. */
export interface ScfEvent {
  httpMethod?: string;
  /** Names as sent. */
  headers?: Readonly<Record<string, string | undefined>>;
  body?: string;
  /** Not in the vendor's sample, honoured when it comes. */
  isBase64Encoded?: boolean;
}

export interface ScfResult {
  isBase64Encoded: false;
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * Callbacks to the function URL of an SCF event function (https://cloud.tencent.com/document/product/583/69491). A web function
 * gets the request itself, and so its exact bytes: use `nodeAdapter` there.
 *
 * @example
 * ```ts
 * export const main_handler = scfAdapter(createHandler({ keys: [key], sdkAppIds: [1400000001], onEvent }));
 * ```
 */
export function scfAdapter(handle: CallbackHandler): (event: ScfEvent) => Promise<ScfResult> {
  return async ({ httpMethod = "", headers = {}, body = "", isBase64Encoded = false }) => {
    const { status, ...reply } = await handle({
      method: httpMethod,
      headers,
      body: isBase64Encoded ? Buffer.from(body, "base64") : body,
    });
    return { isBase64Encoded: false, statusCode: status, headers: { ...reply.headers }, body: reply.body };
  };
}
