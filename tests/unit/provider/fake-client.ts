import { errorOf, outcomeIsUnknown } from "../../../provider/trtc/errors";
import type { CallContext, Failure, TrtcError } from "../../../provider/trtc/errors";
import type { ApiClient, Call } from "../../../provider/trtc/client";
import { TRTC } from "../../../provider/trtc/service";
import { fakeSettings } from "./fake-settings";

export type Answer = Record<string, unknown> | Error;

export interface FakeClient extends ApiClient {
  /** Every call, in order, as action, region and parameters. */
  readonly calls: readonly Pick<Call, "action" | "region" | "params">[];
  /** The same calls with all that came along. */
  readonly whole: readonly Call[];
  actions(): string[];
}

/** A client that gives each action its answers in order, and takes a call beyond them for a failure of the test. */
export function fakeClient(
  script: Readonly<Record<string, readonly Answer[]>>,
  onCall: (call: Call) => void = () => undefined,
): FakeClient {
  const calls: Pick<Call, "action" | "region" | "params">[] = [];
  const whole: Call[] = [];
  return {
    calls,
    whole,
    actions: () => calls.map(({ action }) => action),
    call(call) {
      const { action, region, params } = call;
      const answer = script[action]?.[whole.filter((earlier) => earlier.action === action).length];
      calls.push({ action, params, ...(region !== undefined && { region }) });
      whole.push(call);
      onCall(call);
      if (answer === undefined) return Promise.reject(new Error(`no answer planned for ${action}`));
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
}

export const CONTEXT: CallContext = {
  action: "CreateCloudSliceTask",
  endpoint: "https://trtc.intl.tencentcloudapi.com",
  credentialSource: "the environment (TENCENTCLOUD_SECRET_ID)",
  permission: "trtc:CreateCloudSliceTask on resource *",
  notFound: TRTC.notFound,
  gone: TRTC.gone,
  quotaCodes: TRTC.quotaCodes,
  quota: TRTC.quota(fakeSettings()),
  repeatable: false,
};

/** The error of a call that failed like this in the end. */
export function failed(failure: Failure, action = CONTEXT.action): TrtcError {
  const error = errorOf(failure, { ...CONTEXT, action });
  // as the client says it of a call that failed so
  if (outcomeIsUnknown(failure)) error.mayHaveTakenEffect = true;
  return error;
}

/** The error of a call that the API refused with this code. */
export function refusal(code: string, action = CONTEXT.action): TrtcError {
  return failed({ kind: "api", code, message: "Vendor text.", requestId: "r-1" }, action);
}

/** The error of a call without a usable answer. */
export function silence(
  reason: Extract<Failure, { kind: "unanswered" }>["reason"] = "timeout",
  action = CONTEXT.action,
): TrtcError {
  return failed({ kind: "unanswered", reason }, action);
}
