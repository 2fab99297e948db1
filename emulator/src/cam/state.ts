import type { Account } from "../account";
import { ApiError } from "../api/error";
import type { ApiCall, Params } from "../api/service";
import type { Cam } from "./cam";

/** Everything the actions look at and change. */
export interface CamState {
  readonly account: Account;
  readonly cam: Cam;
}

/** What one CAM API does. Throws {@link ApiError}. */
export type CamRun = (state: CamState, call: ApiCall) => Params;

export function refusal(code: string, message: string): ApiError {
  return new ApiError({ code, message });
}
