import { failureOf, refusalOf, sendObjectRequest } from "./object-request";
import type { ObjectAddress, ObjectRefusal } from "./object-request";

export interface UploadObject extends ObjectAddress {
  readonly body: Buffer;
  readonly contentType: string;
}

export type UploadResult = { readonly ok: true; readonly etag: string } | ObjectRefusal;

/** Puts one object over HTTP as an outside writer would. Never throws; no key is in what it returns. */
export async function putObject({ body, contentType, ...address }: UploadObject): Promise<UploadResult> {
  try {
    const headers = { "content-length": String(body.length), "content-type": contentType };
    const answer = await sendObjectRequest(address, { method: "PUT", headers, body });
    return answer.status === 200 ? { ok: true, etag: answer.etag } : refusalOf(answer);
  } catch (error) {
    return failureOf(error);
  }
}
