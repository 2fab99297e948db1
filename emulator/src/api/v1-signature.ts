import { createHmac } from "node:crypto";

import { sameText } from "./same-text";

/** A request signed by the older method: everything, the signature included, is a query or form parameter. */
export interface V1Request {
  readonly method: string;
  readonly host: string;
  /** Decoded parameters, Signature included. */
  readonly params: ReadonlyMap<string, string>;
}

/**
 * The signature of method v1, HmacSHA1 (default) or HmacSHA256; undefined for another SignatureMethod.
 * https://www.tencentcloud.com/document/api/213/33225
 */
export function v1Signature(request: V1Request, secretKey: string): string | undefined {
  const algorithms: Readonly<Record<string, string>> = { HmacSHA1: "sha1", HmacSHA256: "sha256" };
  const algorithm = algorithms[request.params.get("SignatureMethod") ?? "HmacSHA1"];
  if (algorithm === undefined) return undefined;
  const text = [...request.params.keys()]
    .filter((name) => name !== "Signature")
    .sort()
    .map((name) => `${name}=${request.params.get(name) ?? ""}`)
    .join("&");
  return createHmac(algorithm, secretKey)
    .update(`${request.method}${request.host}/?${text}`)
    .digest("base64");
}

/** Whether the signature is this key's, over the host with or without its port. */
export function verifyV1(request: V1Request, secretKey: string): boolean {
  const given = request.params.get("Signature") ?? "";
  return [request.host, request.host.replace(/:\d+$/, "")].some((host) => {
    const expected = v1Signature({ ...request, host }, secretKey);
    return expected !== undefined && sameText(expected, given);
  });
}
