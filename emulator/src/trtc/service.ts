import type { Action, Service } from "../api/service";
import { TRTC_ACTIONS } from "./actions";
import type { TrtcState } from "./family";
import { paramsFromText, shownParams, validateRequest } from "./validate";

/** TRTC, version 2019-07-22: https://www.tencentcloud.com/document/product/647/34259 */
export function trtcService(state: TrtcState): Service {
  const actions = new Map<string, Action>();
  for (const [name, run] of Object.entries(TRTC_ACTIONS)) {
    actions.set(name, {
      validate: (params, context) => validateRequest(name, params, context),
      fromText: (params, context) => paramsFromText(name, params, context),
      shown: (params, context) => shownParams(name, params, context),
      run: (call) => run(state, call),
    });
  }
  const secrets = () => state.apps.secrets();
  return { name: "trtc", version: "2019-07-22", needsRegion: true, actions, secrets };
}
