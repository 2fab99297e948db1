import { firstProblem, fromText, shownFields } from "../api/shape";
import type { Action, Params, Service } from "../api/service";
import { ACCESS_KEY_ACTIONS } from "./access-key-actions";
import { POLICY_ACTIONS } from "./policy-actions";
import { ROLE_ACTIONS } from "./role-actions";
import { camShape } from "./shapes";
import type { CamRun, CamState } from "./state";
import { USER_ACTIONS } from "./user-actions";

const CAM_ACTIONS: Readonly<Record<string, CamRun>> = {
  ...USER_ACTIONS,
  ...ACCESS_KEY_ACTIONS,
  ...POLICY_ACTIONS,
  ...ROLE_ACTIONS,
};

function actionOf(name: string, run: CamRun, state: CamState): Action {
  const shape = camShape(name);
  return {
    validate: (params) => firstProblem(params, shape),
    fromText: (params): Params =>
      Object.fromEntries(
        Object.entries(params).map(([field, value]) => [field, fromText(value, shape.fields[field])]),
      ),
    shown: (params) => shownFields(params, shape.fields),
    run: (call) => run(state, call),
  };
}

/** Cloud Access Management, version 2019-01-16: https://www.tencentcloud.com/document/product/598/32225 */
export function camService(state: CamState): Service {
  const actions = new Map(
    Object.entries(CAM_ACTIONS).map(([name, run]) => [name, actionOf(name, run, state)]),
  );
  // Secrets of sub-users are the account's: they sign calls of every service.
  return { name: "cam", version: "2019-01-16", needsRegion: false, actions, secrets: () => [] };
}
