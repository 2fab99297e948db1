import { firstProblem, fromText, shownFields } from "../api/shape";
import type { Action, Params, Service } from "../api/service";
import { FUNCTION_ACTIONS } from "./function-actions";
import type { Functions } from "./functions";
import { scfShape } from "./shapes";
import type { ScfRun, ScfState } from "./state";
import { TRIGGER_ACTIONS } from "./trigger-actions";

/** A zip file of 50 MB in base64, and the rest of the request. */
const MAX_BODY_BYTES = 68 * 1024 * 1024;

/** Names of environment variables whose values are secrets. */
const SECRET_NAME = /key|secret|token|password/i;

function actionOf(name: string, run: ScfRun, state: ScfState): Action {
  const shape = scfShape(name);
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

/** Secrets in environments, also one by one where several stand in a list. */
function secretsOf(functions: Functions): readonly string[] {
  const versions = functions.all().flatMap(({ latest, serving }) => [latest, serving ?? latest]);
  return versions
    .flatMap(({ variables }) => variables)
    .filter(({ Key }) => SECRET_NAME.test(Key))
    .flatMap(({ Value }) => [Value, ...Value.split(",")]);
}

/** Serverless Cloud Function, version 2018-04-16: https://www.tencentcloud.com/document/product/583/17238 */
export function scfService(state: ScfState): Service {
  const actions = new Map(
    Object.entries({ ...FUNCTION_ACTIONS, ...TRIGGER_ACTIONS }).map(([name, run]) => [
      name,
      actionOf(name, run, state),
    ]),
  );
  return {
    name: "scf",
    version: "2018-04-16",
    needsRegion: true,
    actions,
    maxBodyBytes: MAX_BODY_BYTES,
    secrets: () => secretsOf(state.functions),
  };
}
