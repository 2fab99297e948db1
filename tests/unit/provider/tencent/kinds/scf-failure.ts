import { errorOf } from "../../../../../provider/trtc/errors";
import type { TrtcError } from "../../../../../provider/trtc/errors";
import { SCF } from "../../../../../provider/trtc/service";
import { CONTEXT } from "../../fake-client";
import { fakeSettings } from "../../fake-settings";

/** The error of an SCF call that was refused with this code. */
export function scfRefusal(code: string, action: string): TrtcError {
  return errorOf(
    { kind: "api", code, message: "Vendor text.", requestId: "r-1" },
    {
      ...CONTEXT,
      action,
      endpoint: "https://scf.intl.tencentcloudapi.com",
      permission: `scf:${action} on resource *`,
      notFound: SCF.notFound,
      gone: SCF.gone,
      quotaCodes: SCF.quotaCodes,
      quota: SCF.quota(fakeSettings()),
    },
  );
}
