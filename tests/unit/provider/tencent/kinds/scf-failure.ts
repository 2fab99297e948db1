import { errorOf } from "../../../../../provider/trtc/errors";
import type { Failure, TrtcError } from "../../../../../provider/trtc/errors";
import { SCF } from "../../../../../provider/trtc/service";
import { CONTEXT } from "../../fake-client";
import { fakeSettings } from "../../fake-settings";

function scfFailed(failure: Failure, action: string): TrtcError {
  return errorOf(failure, {
    ...CONTEXT,
    action,
    endpoint: "https://scf.intl.tencentcloudapi.com",
    permission: `scf:${action} on resource *`,
    notFound: SCF.notFound,
    gone: SCF.gone,
    quotaCodes: SCF.quotaCodes,
    quota: SCF.quota(fakeSettings()),
  });
}

/** The error of an SCF call that was refused with this code. */
export function scfRefusal(code: string, action: string): TrtcError {
  return scfFailed({ kind: "api", code, message: "Vendor text.", requestId: "r-1" }, action);
}

/** The error of an SCF call whose answer got lost. */
export function scfSilence(action: string): TrtcError {
  return scfFailed({ kind: "unanswered", reason: "timeout" }, action);
}
