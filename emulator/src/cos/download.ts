import { failureOf, refusalOf, sendObjectRequest } from "./object-request";
import type { ObjectAddress, ObjectRefusal } from "./object-request";

export type DownloadResult = { readonly ok: true; readonly body: Buffer } | ObjectRefusal;

/** Gets one object over HTTP as an outside reader would. Never throws; no key is in what it returns. */
export async function getObject(address: ObjectAddress): Promise<DownloadResult> {
  try {
    const answer = await sendObjectRequest(address, { method: "GET", headers: {} });
    return answer.status === 200 ? { ok: true, body: answer.body } : refusalOf(answer);
  } catch (error) {
    return failureOf(error);
  }
}
